"""Merges and their undo, credit, the board, promises and cost."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.investment.models import CreditShare, EntryScore, InvestmentAgreement, LeadMerge, PromiseResult
from gaoxin.investment.selectors.leads_facts import facts_of, shares_of
from gaoxin.investment.selectors.leads_scope import family
from gaoxin.investment.services.leads import agreeing, merging
from gaoxin.investment.services.leads.moving import record_visit
from tests.leads.conftest import CODE, NOW, ZONE, Office
from tests.leads.test_leads import INPUTS, PROMISES, TODAY, whole


def pair(office: Office):
    kept = office.lead()
    gone = office.lead(by=office.rival, despite=frozenset({str(kept.id)}), identifier=CODE, title="另一条")
    record_visit(zone=ZONE, pk=gone.id, on=TODAY, kind="visit", by=office.rival, at=NOW, key="g", notes="谈了")
    return kept, gone


def test_nothing_is_lost_and_nothing_counts_twice(office: Office):
    kept, gone = pair(office)
    row = merging.merge(zone=ZONE, kept=kept.id, gone=gone.id, reason="同一家公司", by=office.head, at=NOW)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert gone.merged_into_id == kept.id and kept.team_id == office.team.id
    assert kept.identifier == CODE  # taken over, since its own was empty
    assert facts_of(kept).visits == 1 and set(family(zone=ZONE, pk=kept.id)) == {kept.id, gone.id}
    assert shares_of(zone=ZONE, pk=kept.id) == {f"team:{office.team.id}": 5_000, f"team:{office.other.id}": 5_000}
    assert shares_of(zone=ZONE, pk=gone.id) == {}
    merging.undo_merge(zone=ZONE, merge_id=row.id, by=office.head, at=NOW)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.merged_into_id, kept.identifier) == (None, "")
    assert shares_of(zone=ZONE, pk=kept.id) == {} and facts_of(kept).visits == 0 and facts_of(gone).visits == 1
    with pytest.raises(WrongState):
        merging.undo_merge(zone=ZONE, merge_id=row.id, by=office.head, at=NOW)
    merging.merge(zone=ZONE, kept=gone.id, gone=kept.id, reason="反过来合并", by=office.head, at=NOW)


def test_a_merge_that_cannot_be(office: Office):
    kept, gone = pair(office)
    ask = {"zone": ZONE, "at": NOW}
    with pytest.raises(NotFound):  # another team's lead is not there for a promoter
        merging.merge(kept=kept.id, gone=gone.id, reason="同一家公司", by=office.promoter, **ask)
    with pytest.raises(Invalid):
        merging.merge(kept=kept.id, gone=kept.id, reason="同一家公司", by=office.head, **ask)
    with pytest.raises(Invalid):
        merging.merge(kept=kept.id, gone=gone.id, reason="", by=office.head, **ask)
    with pytest.raises(Conflict):
        merging.merge(kept=kept.id, gone=gone.id, reason="同一家公司", by=office.head, versions=(1, 7), **ask)
    with pytest.raises(NotAllowed):
        merging.merge(kept=kept.id, gone=gone.id, reason="同一家公司", by=office.ambassador, **ask)
    assert not LeadMerge.objects.exists() and not CreditShare.objects.exists()
    merging.merge(kept=kept.id, gone=gone.id, reason="同一家公司", by=office.head, **ask)
    with pytest.raises(WrongState):  # the second of two officers
        merging.merge(kept=kept.id, gone=gone.id, reason="同一家公司", by=office.head, **ask)
    assert LeadMerge.objects.count() == 1


def test_what_landed_stays(office: Office):
    landed = whole(office)
    other = office.lead(title="另一条", despite=frozenset({str(landed.id)}))
    with pytest.raises(WrongState, match="已落地"):
        merging.merge(zone=ZONE, kept=other.id, gone=landed.id, reason="同一家公司", by=office.head, at=NOW)
    merging.merge(zone=ZONE, kept=landed.id, gone=other.id, reason="同一家公司", by=office.head, at=NOW)
    landed.refresh_from_db()
    assert landed.stage == "landed" and sum(shares_of(zone=ZONE, pk=landed.id).values()) == 10_000


def test_undo_goes_last_first(office: Office):
    first, second = pair(office)
    third = office.lead(by=office.head, investor="远大空调", title="三")
    one = merging.merge(zone=ZONE, kept=first.id, gone=second.id, reason="同一家公司", by=office.head, at=NOW)
    two = merging.merge(zone=ZONE, kept=first.id, gone=third.id, reason="同一家公司", by=office.head, at=NOW)
    with pytest.raises(WrongState):
        merging.undo_merge(zone=ZONE, merge_id=one.id, by=office.head, at=NOW)
    for row in (two, one):
        merging.undo_merge(zone=ZONE, merge_id=row.id, by=office.head, at=NOW)
    assert family(zone=ZONE, pk=first.id) == [first.id]


@pytest.mark.parametrize("share", [9_999, 10_001])
def test_credit_that_is_not_the_whole(office: Office, share):
    lead = office.lead()
    with pytest.raises(Invalid):
        merging.set_credit(
            zone=ZONE,
            pk=lead.id,
            shares={f"team:{office.team.id}": share},
            reason="独立引进",
            by=office.promoter,
            at=NOW,
        )
    with pytest.raises(Invalid):
        merging.set_credit(
            zone=ZONE, pk=lead.id, shares={"team:x": 10_000}, reason="独立引进", by=office.promoter, at=NOW
        )
    assert not CreditShare.objects.exists()


def test_the_head_overrules_with_a_reason(office: Office):
    lead = office.lead()
    with pytest.raises(WrongState):
        agreeing.overrule(zone=ZONE, pk=lead.id, passed=True, reason="链主带动", by=office.head, at=NOW)
    poor = agreeing.as_inputs(INPUTS.as_dict() | {"safety": "D"})
    agreeing.score_entry(zone=ZONE, pk=lead.id, inputs=poor, by=office.promoter, at=NOW)
    assert not facts_of(lead).screened
    with pytest.raises(NotAllowed):
        agreeing.overrule(zone=ZONE, pk=lead.id, passed=True, reason="链主带动", by=office.promoter, at=NOW)
    agreeing.overrule(zone=ZONE, pk=lead.id, passed=True, reason="链主带动", by=office.head, at=NOW)
    assert facts_of(lead).screened and EntryScore.objects.count() == 2
    with pytest.raises(Invalid):
        agreeing.as_inputs(INPUTS.as_dict() | {"tax_k": "-1"})


def test_promises_that_cannot_be(office: Office):
    lead = office.lead()
    ask = {"zone": ZONE, "pk": lead.id, "number": "XY-1", "by": office.promoter, "at": NOW}
    for promise in (
        agreeing.Promised("output", None, TODAY), agreeing.Promised("start", 5, TODAY), agreeing.Promised("luck", 5, TODAY),
        agreeing.Promised("output", 0, TODAY), agreeing.Promised("output", 5, dt.date(2020, 1, 1)),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            agreeing.sign_agreement(signed_on=TODAY, promises=[promise], **ask)
    with pytest.raises(Invalid):
        agreeing.sign_agreement(signed_on=dt.date(2026, 3, 3), promises=PROMISES, **ask)
    with pytest.raises(Conflict):
        agreeing.sign_agreement(signed_on=TODAY, promises=[*PROMISES, PROMISES[0]], **ask)
    assert not InvestmentAgreement.objects.exists()
    agreement = agreeing.sign_agreement(signed_on=TODAY, promises=PROMISES, **ask)
    with pytest.raises(Conflict):
        agreeing.sign_agreement(signed_on=TODAY, promises=PROMISES, **ask)
    from gaoxin.investment.models import AgreementPromise

    output = AgreementPromise.objects.get(agreement=agreement, code="output")
    told = {"zone": ZONE, "promise_id": output.id, "source": "完税证明", "by": office.promoter, "at": NOW, "key": "r"}
    with pytest.raises(Invalid):
        agreeing.record_result(value=None, on=TODAY, **told)
    with pytest.raises(Invalid):
        agreeing.record_result(value=5, on=dt.date(2026, 3, 3), **told)
    with pytest.raises(NotFound):
        agreeing.record_result(value=5, on=TODAY, **(told | {"by": office.rival}))
    agreeing.record_result(value=5, on=TODAY, **told)
    agreeing.record_result(value=5, on=TODAY, **told)
    assert PromiseResult.objects.count() == 1
