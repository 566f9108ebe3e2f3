"""What a project's records say about promises is read, not typed: monthly investment, results on land, days of the timeline."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from gaoxin.core.errors import WrongState
from gaoxin.investment.models import AgreementPromise, PromiseResult
from gaoxin.investment.selectors import leads_agreements
from gaoxin.investment.services.leads import agreeing, merging
from gaoxin.projects.models import Parcel, ParcelAgreement, ParcelResult
from gaoxin.projects.services.projects.happening import note_milestone
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.projects.services.projects.opening import Opening, open_project
from tests.leads.conftest import NOW, SYSTEM, ZONE, Office, at
from tests.leads.test_leads import PROMISES
from tests.leads.test_pages_and_api import signed_in

LATER = at("2027-02-01T09:00")
DAY = LATER.date()


def built(office: Office):
    """A lead with its agreement, and the project that came of it."""
    lead = office.lead()
    agreeing.sign_agreement(
        zone=ZONE, pk=lead.id, number="XY-1", signed_on=dt.date(2026, 3, 1), promises=PROMISES, by=office.head, at=NOW
    )
    told = Opening("P-1", "封装基地", "extend", "补上封装环节", dt.date(2026, 3, 2), lead_id=lead.id)
    return lead, open_project(zone=ZONE, opening=told, at=NOW, by=SYSTEM)


def invest(*months: tuple[int, int, int], reason: str = "") -> None:
    amounts = [Amount("P-1", dt.date(year, month, 1), "completed", k, reason) for year, month, k in months]
    assert not record_investment(zone=ZONE, amounts=amounts, at=LATER, by=SYSTEM, source="月报").errors


def found(lead) -> dict[str, leads_agreements.Compared]:
    return {row.promise.code: row for one in leads_agreements.of_lead(lead, DAY) for row in one.rows}


def test_monthly_investment_is_the_result(office: Office):
    lead, _project = built(office)
    assert found(lead)["investment"].result is None
    invest((2026, 4, 100_000), (2026, 5, 150_000))
    row = found(lead)["investment"]
    assert row.result and row.result.recorded
    assert (row.result.value, row.result.on, row.standing, row.gap) == (
        250_000,
        dt.date(2026, 5, 31),
        "running",
        -150_000,
    )
    invest((2026, 5, 350_000), reason="漏报一台设备")
    assert (found(lead)["investment"].result.value, found(lead)["investment"].standing) == (450_000, "kept")
    assert not PromiseResult.objects.exists()  # nobody typed anything


def test_land_results_and_days_too(office: Office):
    lead, project = built(office)
    parcel = Parcel.objects.create(
        zone=ZONE, number="G-1", geometry={}, outline="", area_m2=66_667, lon=0, lat=0, west=0, south=0, east=1, north=1,
        use="industrial", category="given", category_since=dt.date(2026, 3, 1), source="test", at=NOW,
    )  # fmt: skip
    deal = ParcelAgreement.objects.create(
        zone=ZONE, parcel=parcel, number="D-1", project=project, holder="甲", area_m2=66_667, from_year=2026,
        signed_on=dt.date(2026, 3, 2),
    )  # fmt: skip
    for serial, year, output in ((1, 2025, 5), (1, 2026, 700_000), (2, 2026, 810_000), (3, 2027, 9)):
        ParcelResult.objects.create(
            zone=ZONE, agreement=deal, year=year, output_k=output, source="test", at=NOW, by="t", serial=serial
        )
    note_milestone(
        zone=ZONE, number="P-1", kind="started", on=dt.date(2026, 7, 10), evidence="开工令", at=LATER, by=SYSTEM
    )
    output = found(lead)["output"]
    assert (output.result.value, output.result.on) == (810_000, dt.date(2026, 12, 31))  # of the last year that is over
    assert found(lead)["tax"].result is None
    row = found(lead)["start"]
    assert row.result and row.result.recorded and (row.standing, row.days) == ("late", 10)


def test_typed_only_where_no_record_speaks(office: Office):
    lead, _project = built(office)
    promise = {row.code: row.id for row in AgreementPromise.objects.all()}
    told = {"zone": ZONE, "on": dt.date(2027, 1, 31), "source": "社保缴费", "by": office.promoter, "at": LATER}
    agreeing.record_result(promise_id=promise["investment"], value=7, key="early", **told)
    agreeing.record_result(promise_id=promise["jobs"], value=310, key="jobs", **told)
    invest((2026, 4, 100_000))
    with pytest.raises(WrongState, match="项目记录"):
        agreeing.record_result(promise_id=promise["investment"], value=400_000, key="again", **told)
    rows = found(lead)
    assert rows["investment"].result.value == 100_000  # the record counts, though what was typed is of a later day
    assert (rows["jobs"].result.recorded, rows["jobs"].standing) == (False, "kept")


def test_a_lead_that_was_taken_in_is_judged_by_the_project_of_the_other(office: Office):
    kept, _project = built(office)
    gone = office.lead(by=office.rival, despite=frozenset({str(kept.id)}), title="另一条")
    agreeing.sign_agreement(
        zone=ZONE,
        pk=gone.id,
        number="XY-2",
        signed_on=dt.date(2026, 3, 1),
        promises=PROMISES[:1],
        by=office.head,
        at=NOW,
    )
    merging.merge(zone=ZONE, kept=kept.id, gone=gone.id, reason="同一家公司", by=office.head, at=NOW)
    invest((2026, 4, 100_000))
    both = leads_agreements.of_lead(kept, DAY)
    assert [row.result.value for one in both for row in one.rows if row.promise.code == "investment"] == [100_000] * 2


def test_the_page_says_where_a_result_comes_from(office: Office):
    lead, _project = built(office)
    invest((2026, 4, 100_000))
    client: Client = signed_in(office.promoter)
    promise = AgreementPromise.objects.get(code="investment")
    page = client.get(f"/invest/leads/{lead.id}/agreement/").content.decode()
    assert "来自项目记录" in page and "项目 P-1 完成投资至 2026-04" in page
    assert f"promises/{promise.id}/result/" not in page and page.count("/result/") == 5
    refused = client.post(
        f"/invest/leads/promises/{promise.id}/result/", {"value": "5", "on": "2026-03-02", "source": "x", "key": "k"}
    )
    assert refused.status_code == 422 and "项目记录" in refused.content.decode()
    assert not PromiseResult.objects.exists()
