"""One report as its people meet it, page by page: filed on the web form, queried, explained, refused, explained again, settled, revised,
closed, and revised once more with a reason. Nothing that was filed is ever overwritten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.economy.conftest import filled, rows

PERIOD = 202403
# Sales far below output: nothing that blocks, and one question.
DOUBTFUL = filled("output", output_month=5000, output_ytd=5000, sales_month=100, sales_ytd=100)
MENDED = {**DOUBTFUL, "sales.month": 4900, "sales.ytd": 4900}


@pytest.fixture
def people(world: Any) -> dict[str, Client]:
    """A browser each."""
    found = {}
    for name in ("applicant", "statistician"):
        found[name] = Client()
        found[name].force_login(get_user_model().objects.get(pk=world.ids[name]))
    return found


def key_of(client: Client, page: str) -> str:
    """The key that the page gives its form."""
    found = re.search(r'name="key" value="([^"]+)"', client.get(page).content.decode())
    assert found, page
    return found[1]


def filings() -> list[tuple[int, str, int]]:
    told = rows("Filing").order_by("vintage").values_list("vintage", "kind", "values__sales.ytd")
    return [tuple(one) for one in told]


def query_of(rule: str) -> Any:
    return rows("Query").filter(rule=rule).latest("raised_at")


@dataclass
class Way:
    """Who goes it, and over which pages."""

    firm: Client
    office: Client
    page: str
    other: str

    def file(self, values: dict[str, Any], **more: str) -> int:
        """The status of the answer to a form opened just now."""
        return self.firm.post(
            self.page, {**values, "act": "file", "key": key_of(self.firm, self.page), **more}
        ).status_code


@pytest.fixture
def way(world: Any, people: dict[str, Client]) -> Way:
    one, two = (f"/reports/units/{world.units[unit]}/output/{PERIOD}/" for unit in ("one", "two"))
    return Way(people["applicant"], people["statistician"], one, two)


def test_from_the_web_form_to_the_closed_month(way: Way):
    filed_once(way)
    explained_and_settled(way)
    revised(way)
    closed(way)


def filed_once(way: Way) -> None:
    """What is no number and what contradicts itself stays on the page; tried, the question is foretold; pressed twice is once."""
    wrong = way.firm.post(
        way.page, {**DOUBTFUL, "output.month": "五千", "act": "file", "key": key_of(way.firm, way.page)}
    )
    assert wrong.status_code == 422 and 'value="五千"' in wrong.content.decode()
    assert way.file({**DOUBTFUL, "output.month": 9000}) == 422
    tried = way.firm.post(way.page, {**DOUBTFUL, "act": "try"})
    assert tried.status_code == 200 and "产销率" in tried.content.decode() and filings() == []
    form = {**DOUBTFUL, "act": "file", "kind": "filed", "key": key_of(way.firm, way.page)}
    assert [way.firm.post(way.page, form).status_code for _ in range(2)] == [302, 302]
    assert way.file(MENDED, kind="filed", reason="没看到已报") == 409  # another window, opened before
    assert filings() == [(1, "filed", 100)]


def explained_and_settled(way: Way) -> None:
    """An empty phrase explains nothing; who explains does not settle; what is refused is explained again."""
    query = f"/reports/queries/{query_of('sales-ratio').id}/"
    assert "产销率" in way.firm.get("/reports/").content.decode()
    empty = way.firm.post(query, {"act": "explain", "text": "核实无误", "key": key_of(way.firm, query)})
    assert empty.status_code == 422 and query_of("sales-ratio").state == "open"
    said = {"act": "explain", "text": "三月订单推迟到四月发货，约四百九十万元", "key": key_of(way.firm, query)}
    assert [way.firm.post(query, said).status_code for _ in range(2)] == [302, 302]
    assert way.firm.post(query, {"act": "accept", "text": "", "key": "k-firm"}).status_code in (403, 404)
    for by, act, text in (
        (way.office, "refuse", "请写明合同号"), (way.firm, "explain", "合同号二〇二四零三一，四月五日发货"), (way.office, "accept", ""),
    ):  # fmt: skip
        assert by.post(query, {"act": act, "text": text, "key": key_of(by, query)}).status_code == 302
    assert query_of("sales-ratio").state == "accepted"
    assert rows("QueryEntry").filter(query=query_of("sales-ratio")).count() == 4


def revised(way: Way) -> None:
    """Not without a reason; the first vintage stays."""
    assert way.file(MENDED) == 422
    assert way.file(MENDED, reason="发货单漏记") == 302
    assert filings() == [(1, "filed", 100), (2, "revised", 4900)]


def closed(way: Way) -> None:
    """By the statistician alone. After that a first report is too late, a revision with a reason is taken."""
    late = f"/reports/late/?form=output&period={PERIOD}"
    assert way.firm.post(late, {"act": "close", "key": "k-firm"}).status_code == 403
    assert way.office.post(late, {"act": "close", "key": key_of(way.office, late)}).status_code == 302
    assert rows("ClosedPeriod").filter(form="output", period=PERIOD).count() == 1
    form = {**filled("output"), "act": "file", "key": key_of(way.office, way.other)}
    refused = way.office.post(way.other, form)
    assert refused.status_code == 409 and "已封库" in refused.content.decode()
    assert way.file({**MENDED, "sales.month": 4800, "sales.ytd": 4800}, reason="退货") == 302
    assert filings() == [(1, "filed", 100), (2, "revised", 4900), (3, "revised", 4800)]
    history = way.firm.get(way.page.removesuffix(f"output/{PERIOD}/")).content.decode()
    assert all(word in history for word in ("发货单漏记", "退货"))
