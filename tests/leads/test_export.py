"""The list as a workbook: scoped as the pages are, filtered as they are, text as text."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from gaoxin.investment.selectors import leads_lists, leads_scope
from tests.leads.conftest import NOW, ZONE, Office
from tests.leads.test_pages_and_api import LIST, signed_in


def rows(client: Any, query: str = "") -> list[tuple[Any, ...]]:
    answer = client.get(f"{LIST}?format=xlsx{query}")
    assert answer.status_code == 200 and "leads-" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return list(sheet.iter_rows(values_only=False))[1:]


def test_each_takes_what_they_see_and_text_stays_text(office: Office):
    mine = office.lead(title='=HYPERLINK("http://x")', contact_name="+86")
    other = office.lead(by=office.rival, investor="碧水环保", mode="online")
    told = {who: {row[0].value for row in rows(signed_in(actor))} for who, actor in
            (("promoter", office.promoter), ("rival", office.rival), ("head", office.head), ("ambassador", office.ambassador))}  # fmt: skip
    assert told == {
        "promoter": {mine.number}, "rival": {other.number}, "head": {mine.number, other.number}, "ambassador": set(),
    }  # fmt: skip
    title = rows(signed_in(office.promoter))[0][1]
    assert (title.value, title.data_type) == (mine.title, "s")
    assert {row[0].value for row in rows(signed_in(office.head), "&mode=online")} == {other.number}
    assert signed_in(office.leader).get(f"{LIST}?format=xlsx").status_code == 403


def test_it_is_bounded_and_goes_through_pages(office: Office, monkeypatch: pytest.MonkeyPatch):
    made = [
        office.lead(title=f"{n}", investor=f"投资方{n}{chr(0x4E00 + 97 * n)}公司", despite=frozenset())
        for n in range(3)
    ]
    scope = leads_scope.whose(zone=ZONE, by=office.head, on=NOW.date())
    ask = {"zone": ZONE, "scope": scope, "wanted": leads_lists.Wanted(), "on": dt.date(2026, 3, 2)}
    real = leads_lists.page
    monkeypatch.setattr(leads_lists, "page", lambda **how: real(**(how | {"most": 1})))
    assert [row.id for row in leads_lists.every(**ask)] == [row.id for row in reversed(made)]
    assert len(list(leads_lists.every(most=2, **ask))) == 2


def test_the_api_filters_as_the_page(office: Office):
    lead = office.lead()
    client = signed_in(office.head)
    for query, there in ((f"team={office.team.id}", True), (f"team={office.other.id}", False), ("due=late", False)):
        told = client.get(f"/api/v1/leads?{query}").json()["leads"]
        assert [row["id"] for row in told] == ([str(lead.id)] if there else []), query
