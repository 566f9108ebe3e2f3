"""Promised beside paid-in beside tax: each lead once, by mode, team and chain, and who is told what."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.investment.models import AgreementPromise
from gaoxin.investment.rules.leads.delivery import add_up, measures
from gaoxin.investment.rules.leads.promises import Promise, Result
from gaoxin.investment.selectors.leads_delivered import BY, delivered
from gaoxin.investment.services.leads import agreeing, merging
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.projects.services.projects.opening import Opening, open_project
from tests.leads.conftest import NOW, SYSTEM, ZONE, Office, at
from tests.leads.test_pages_and_api import LIST, signed_in

LATER = at("2027-02-01T09:00")
DAY = LATER.date()


def test_by_hand():
    def told(code: str, value: int, due: str, key: str) -> Promise:
        return Promise(key, code, "amount", value, dt.date.fromisoformat(due))

    promises = [
        told("investment", 100, "2026-12-31", "a"), told("investment", 300, "2027-12-31", "b"), told("tax", 9, "2026-06-30", "c"),
        told("jobs", 50, "2028-01-01", "d"),
    ]  # fmt: skip
    results = [
        Result("a", 70, dt.date(2026, 11, 1), "企业来函"), Result("b", 80, dt.date(2026, 10, 1), "旧", recorded=True),
        Result("d", 20, dt.date(2027, 3, 1), "后来"),
    ]  # fmt: skip
    flows = {
        "paid": Result("", 60, DAY, "记录", recorded=True),
        "contract": Result("", 320, DAY, "记录", recorded=True),
    }
    one = {row.code: row for row in measures(["investment", "output", "tax", "jobs"], promises, results, flows, DAY)}
    invested = one["investment"]
    assert (invested.promised, invested.due, invested.next_on) == (300, 100, dt.date(2027, 12, 31))  # steps, never 400
    assert (invested.found, invested.source, invested.gap) == (80, "旧", -20)  # a record before what was typed later
    assert (one["paid"].found, one["paid"].due, one["paid"].gap) == (60, 100, -40)
    assert (one["contract"].found, one["contract"].promised, one["contract"].gap) == (320, 300, None)
    assert (one["tax"].found, one["tax"].gap, one["tax"].silent) == (None, None, True)  # nothing told is no zero
    assert (one["jobs"].found, one["jobs"].due, one["jobs"].silent) == (None, None, False)
    assert one["output"].promised is None
    bare = measures(["investment", "output", "tax", "jobs"], promises[:1], [], {}, DAY)
    total = {row.code: row for row in add_up([list(one.values()), bare])}
    assert (total["investment"].promised, total["investment"].found, total["investment"].gap) == (400, 80, -20)
    assert (total["investment"].told, total["investment"].silent, total["tax"].silent) == (1, 1, 1)
    assert (total["paid"].silent, total["jobs"].found) == (1, None)


def agreed(office: Office):
    """T1's lead on a chain with a project, another one merged into it, and T2's without any."""
    kept = office.lead(node="electronics/pcb")
    gone = office.lead(by=office.rival, despite=frozenset({str(kept.id)}), title="另一条")
    other = office.lead(by=office.rival, title="丙", investor="广州市丙新材料有限公司", mode="online")
    for lead, number, k, due in (
        (kept, "XY-1", 400_000, dt.date(2026, 12, 31)), (gone, "XY-2", 500_000, dt.date(2027, 12, 31)),
        (other, "XY-3", 90_000, dt.date(2026, 6, 30)),
    ):  # fmt: skip
        promises = [agreeing.Promised("investment", k, due), agreeing.Promised("tax", k // 10, dt.date(2026, 12, 31))]
        agreeing.sign_agreement(
            zone=ZONE,
            pk=lead.id,
            number=number,
            signed_on=dt.date(2026, 3, 1),
            promises=promises,
            by=office.head,
            at=NOW,
        )
    merging.merge(zone=ZONE, kept=kept.id, gone=gone.id, reason="同一家公司", by=office.head, at=NOW)
    told = Opening("P-1", "封装基地", "extend", "补上封装环节", dt.date(2026, 3, 2), lead_id=kept.id)
    open_project(zone=ZONE, opening=told, at=NOW, by=SYSTEM)
    rows = [("contract", 520_000), ("paid", 310_000), ("completed", 250_000)]
    amounts = [Amount("P-1", dt.date(2026, 5, 1), flow, k, "") for flow, k in rows]
    assert not record_investment(zone=ZONE, amounts=amounts, at=LATER, by=SYSTEM, source="月报").errors
    tax = AgreementPromise.objects.get(agreement__number="XY-1", code="tax")
    agreeing.record_result(
        zone=ZONE, promise_id=tax.id, value=30_000, on=dt.date(2026, 3, 2), source="完税证明 0001", by=office.head, at=LATER, key="t",
    )  # fmt: skip
    return kept


@pytest.mark.django_db
def test_from_records_and_who_is_told(office: Office):
    kept = agreed(office)
    found = delivered(zone=ZONE, reader=office.leader, by="team", on=DAY)
    sums = {one.code: {row.code: row for row in one.sums} for one in found.groups}
    first = sums["T1"]
    assert (first["investment"].promised, first["investment"].found) == (
        500_000,
        250_000,
    )  # of two agreements on one lead
    assert (first["contract"].found, first["paid"].found, first["paid"].gap) == (520_000, 310_000, -90_000)
    assert (first["tax"].found, first["tax"].gap) == (30_000, -20_000)  # of two wordings of one day the later one
    assert (sums["T2"]["paid"].found, sums["T2"]["paid"].silent, sums["T2"]["tax"].silent) == (None, 1, 1)
    total = {row.code: row for row in found.total.sums}
    assert (found.total.deals, found.total.agreements, total["investment"].promised) == (2, 3, 590_000)
    assert found.deals == []  # a leader reads totals
    every = {by: delivered(zone=ZONE, reader=office.head, by=by, on=DAY) for by in BY}
    assert {one.code: one.agreements for one in every["mode"].groups} == {"door": 2, "online": 1}
    assert {one.code: one.agreements for one in every["chain"].groups} == {"electronics": 2, "": 1}
    assert {tuple(n for n, _on in one.signed) for one in every["mode"].deals} == {("XY-1", "XY-2"), ("XY-3",)}
    mine = delivered(zone=ZONE, reader=office.promoter, by="team", on=DAY)
    assert [one.code for one in mine.groups] == ["T1"] and [one.lead for one in mine.deals] == [kept]
    before = delivered(zone=ZONE, reader=office.head, by="mode", on=dt.date(2026, 4, 1))
    assert {row.code: (row.due, row.found) for row in before.total.sums}["paid"] == (0, None)
    with pytest.raises(NotAllowed):
        delivered(zone=ZONE, reader=office.ambassador, by="mode", on=DAY)
    with pytest.raises(Invalid):
        delivered(zone=ZONE, reader=office.head, by="x", on=DAY)


@pytest.mark.django_db
def test_on_the_page_by_api_and_to_take_away(office: Office):
    agreed(office)
    head, promoter, leader = signed_in(office.head), signed_in(office.promoter), signed_in(office.leader)
    page = head.get(f"{LIST}funnel/?by=chain").content.decode()
    assert "承诺、到位与税收" in page and "XY-1, XY-2" in page and "完税证明 0001" in page and "31,000" in page
    assert "登记线索 2 条" in page  # what is said above the section stays
    first = head.get(f"{LIST}funnel/").content.decode()
    assert (
        "XY-1" not in first and 'hx-get="?by=mode' in first and "?by=team" in first
    )  # fetched, or by a link without scripts
    own = promoter.get(f"{LIST}funnel/?by=mode").content.decode()
    assert "只计您看得到的线索" in own and "只计您看得到的线索" not in page
    assert "XY-1" not in leader.get(f"{LIST}funnel/?by=mode").content.decode()
    assert "XY-3" not in promoter.get(f"{LIST}funnel/?as=csv").content.decode("utf-8-sig")
    text = head.get(f"{LIST}funnel/?as=csv&by=team").content.decode("utf-8-sig")
    assert any("XY-1, XY-2" in line and "30000" in line for line in text.splitlines())
    assert head.get(f"{LIST}funnel/?as=xlsx").content[:2] == b"PK"
    assert head.get(f"{LIST}funnel/?as=pdf").status_code == 422
    told = head.get("/api/v1/leads/promises?by=mode").json()
    door = next(one for one in told["groups"] if one["code"] == "door")
    assert {row["code"]: row["found"] for row in door["measures"]}["paid"] == 310_000
    measure = {row["code"]: row for deal in told["deals"] for row in deal["measures"] if row["found"] is not None}
    assert (
        measure["tax"]["source"] == "完税证明 0001" and not measure["tax"]["recorded"] and measure["paid"]["recorded"]
    )
    assert leader.get("/api/v1/leads/promises").json()["deals"] == []
    assert signed_in(office.ambassador).get("/api/v1/leads/promises").status_code == 403
