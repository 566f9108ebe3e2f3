"""One report as its people meet it, page by page: filed on the web form, queried, explained, refused, explained again, settled, revised,
closed, and revised once more with a reason. Nothing that was filed is ever overwritten."""

from __future__ import annotations

import re
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


def test_from_the_web_form_to_the_closed_month(world: Any, people: dict[str, Client]):
    firm, office = people["applicant"], people["statistician"]
    page = f"/reports/units/{world.units['one']}/output/{PERIOD}/"

    # What is no number, and what contradicts itself, stays on the page with what was typed; nothing is kept.
    wrong = firm.post(page, {**DOUBTFUL, "output.month": "五千", "act": "file", "key": key_of(firm, page)})
    assert wrong.status_code == 422 and 'value="五千"' in wrong.content.decode()
    beyond = firm.post(page, {**DOUBTFUL, "output.month": 9000, "act": "file", "key": key_of(firm, page)})
    assert beyond.status_code == 422 and filings() == []

    # Tried first: the question is foretold. Then filed, and pressed twice.
    tried = firm.post(page, {**DOUBTFUL, "act": "try"})
    assert tried.status_code == 200 and "产销率" in tried.content.decode() and filings() == []
    form = {**DOUBTFUL, "act": "file", "kind": "filed", "key": key_of(firm, page)}
    assert [firm.post(page, form).status_code for _ in range(2)] == [302, 302]
    assert filings() == [(1, "filed", 100)]
    unread = {**MENDED, "act": "file", "kind": "filed", "reason": "没看到已报", "key": "k-other-tab"}
    assert firm.post(page, unread).status_code == 409 and filings() == [(1, "filed", 100)]

    # The question is explained; an empty phrase is refused; who explains does not settle.
    query = f"/reports/queries/{query_of('sales-ratio').id}/"
    assert "产销率" in firm.get("/reports/").content.decode()
    empty = firm.post(query, {"act": "explain", "text": "核实无误", "key": key_of(firm, query)})
    assert empty.status_code == 422 and query_of("sales-ratio").state == "open"
    said = {"act": "explain", "text": "三月订单推迟到四月发货，约四百九十万元", "key": key_of(firm, query)}
    assert [firm.post(query, said).status_code for _ in range(2)] == [302, 302]
    assert firm.post(query, {"act": "accept", "text": "", "key": "k-firm"}).status_code in (403, 404)
    for act, text in (("refuse", "请写明合同号"), ("accept", "")):
        assert office.post(query, {"act": act, "text": text, "key": key_of(office, query)}).status_code == 302
        if act == "refuse":
            again = {"act": "explain", "text": "合同号二〇二四零三一，四月五日发货", "key": key_of(firm, query)}
            assert firm.post(query, again).status_code == 302
    assert query_of("sales-ratio").state == "accepted"
    assert rows("QueryEntry").filter(query=query_of("sales-ratio")).count() == 4

    # Revised: not without a reason; the first vintage stays.
    assert firm.post(page, {**MENDED, "act": "file", "key": key_of(firm, page)}).status_code == 422
    form = {**MENDED, "act": "file", "reason": "发货单漏记", "key": key_of(firm, page)}
    assert firm.post(page, form).status_code == 302
    assert filings() == [(1, "filed", 100), (2, "revised", 4900)]

    # Closed by the statistician alone. After that the second unit is too late, a revision with a reason is taken.
    late = f"/reports/late/?form=output&period={PERIOD}"
    assert firm.post(late, {"act": "close", "key": "k-firm"}).status_code == 403
    assert office.post(late, {"act": "close", "key": key_of(office, late)}).status_code == 302
    assert rows("ClosedPeriod").filter(form="output", period=PERIOD).count() == 1
    other = f"/reports/units/{world.units['two']}/output/{PERIOD}/"
    refused = office.post(other, {**filled("output"), "act": "file", "key": key_of(office, other)})
    assert refused.status_code == 409 and "已封库" in refused.content.decode()
    form = {
        **MENDED,
        "sales.month": 4800,
        "sales.ytd": 4800,
        "act": "file",
        "reason": "退货",
        "key": key_of(firm, page),
    }
    assert firm.post(page, form).status_code == 302
    assert filings() == [(1, "filed", 100), (2, "revised", 4900), (3, "revised", 4800)]
    history = firm.get(f"/reports/units/{world.units['one']}/").content.decode()
    assert all(word in history for word in ("发货单漏记", "退货"))
