"""A key that was used for something else is told, and nothing is changed."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.audit.models import AuditEntry
from gaoxin.core.errors import Conflict
from gaoxin.investment.models import Lead, LeadVisit, PromiseResult, PromotionCost
from gaoxin.investment.selectors import leads_agreements
from gaoxin.investment.services.leads import agreeing
from gaoxin.investment.services.leads.moving import record_visit
from gaoxin.investment.services.leads.registering import register_lead
from tests.leads.conftest import NOW, ZONE, Office
from tests.leads.test_leads import PROMISES, TODAY
from tests.leads.test_pages_and_api import send, signed_in


def test_a_key_for_other_contents_is_a_409_by_api(office: Office):
    client = signed_in(office.promoter)
    body = {"title": "封装基地", "investor": "华芯电子有限公司", "mode": "door"}
    first = send(client, "/leads", body)
    assert send(client, "/leads", body).status_code == 200
    entries = AuditEntry.objects.count()
    other = send(client, "/leads", body | {"title": "另一个"})
    assert other.status_code == 409 and other.json()["code"] == "Conflict" and "内容不同" in other.content.decode()
    pk = first.json()["id"]
    visit = {"on": "2026-03-02", "kind": "visit", "notes": "谈了"}
    assert send(client, f"/leads/{pk}/visits", visit, key="visit-0001").status_code == 200
    entries = AuditEntry.objects.count()
    assert send(client, f"/leads/{pk}/visits", visit | {"notes": "别的"}, key="visit-0001").status_code == 409
    assert (Lead.objects.count(), LeadVisit.objects.count(), AuditEntry.objects.count()) == (1, 1, entries)


def test_results_and_costs_too(office: Office):
    lead = office.lead()
    agreeing.sign_agreement(
        zone=ZONE, pk=lead.id, number="XY", signed_on=TODAY, promises=PROMISES[3:4], by=office.head, at=NOW
    )
    promise = lead_promise(lead)
    told = {
        "zone": ZONE,
        "promise_id": promise,
        "on": TODAY,
        "source": "社保",
        "by": office.head,
        "at": NOW,
        "key": "r",
    }
    agreeing.record_result(value=5, **told)
    with pytest.raises(Conflict):
        agreeing.record_result(value=6, **told)
    spent = {"zone": ZONE, "mode": "door", "on": TODAY, "what": "差旅", "by": office.head, "at": NOW, "key": "c"}
    agreeing.spend(amount_fen=100, **spent)
    agreeing.spend(amount_fen=100, **spent)
    with pytest.raises(Conflict):
        agreeing.spend(amount_fen=200, **spent)
    assert PromiseResult.objects.count() == PromotionCost.objects.count() == 1


def test_a_lead_completed_meanwhile_still_answers_its_retry(office: Office):
    asked = {"zone": ZONE, "by": office.promoter, "at": NOW, "key": "k", "investor": "甲乙丙公司", "mode": "door"}
    first = register_lead(title="甲", **asked)
    visit = {
        "zone": ZONE,
        "pk": first.lead.id,
        "on": dt.date(2026, 3, 1),
        "kind": "visit",
        "by": office.promoter,
        "at": NOW,
    }
    record_visit(notes="谈了", key="v", **visit)
    assert register_lead(title="甲", **asked).repeated and record_visit(notes="谈了", key="v", **visit).repeated


def lead_promise(lead: Lead):
    return leads_agreements.of_lead(lead, TODAY)[0].rows[0].promise.key
