"""告知承诺 and 容缺 after acceptance: evidence, verification, breach on the sixth day, correction, revocation, the credit bar."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.rules.reforms import ImpossibleReform
from gaoxin.approvals.selectors import commitments_of, decision_of
from gaoxin.approvals.services import deciding, intake, promises, reviewing, standing, submission
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.parties import selectors as parties
from gaoxin.parties.models import CreditRecord
from gaoxin.parties.services import repair_credit
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import CLERK, REVIEWERS, SUPERVISOR, SYSTEM, ZONE, at, refused

DRAWINGS = "drawing-review"  # promised within 30 working days
BY = as_supervisor(SUPERVISOR)


def commitment(pk, material=DRAWINGS):
    return next(row for row in commitments_of(ZONE, pk) if row.material == material)


def hand_in(zone, pk, when, material=DRAWINGS):
    zone.upload(pk, material, when=when)
    return promises.submit_evidence(zone=ZONE, case_id=pk, material=material, by=zone.applicant, at=at(when))


def verify(pk, when, *, kept=True, material=DRAWINGS, text="核验无误"):
    return promises.verify_commitment(zone=ZONE, case_id=pk, material=material, kept=kept, text=text, by=REVIEWERS[0],
                                      at=at(when))  # fmt: skip


def findings(zone, day="2026-12-01"):
    return parties.credit_findings(zone=ZONE, party_id=zone.party.id, on=dt.date.fromisoformat(day))


@pytest.fixture
def permit(zone):
    """Granted on 2 March 2026: drawings are due on 14 April (30 working days, over Qingming)."""
    pk = zone.granted("2026-03-02T11:00")
    assert {row.material for row in commitments_of(ZONE, pk)} == {"site-readiness", DRAWINGS, "funds-letter"}
    for other in ("site-readiness", "funds-letter"):
        verify(pk, "2026-03-05T10:00", material=other)
    assert commitment(pk).due_at == at("2026-04-14T17:30")
    return pk


def test_kept_the_evidence_comes_in_and_an_officer_closes_it(zone, permit):
    with refused(Invalid, "尚未上传"):
        promises.submit_evidence(
            zone=ZONE, case_id=permit, material=DRAWINGS, by=zone.applicant, at=at("2026-04-10T10:00")
        )
    hand_in(zone, permit, "2026-04-10T10:00")
    with refused(Invalid):
        verify(permit, "2026-04-11T10:00", text="")
    verify(permit, "2026-04-13T10:00")
    row = commitment(permit)
    assert (row.closed_by, row.closed_at) == (REVIEWERS[0].id, at("2026-04-13T10:00"))
    with refused(WrongState):
        verify(permit, "2026-04-14T10:00")
    assert sweep(zone=ZONE, at=at("2026-05-30T10:00")).get("mark-breach") is None
    assert findings(zone) == ()


def test_a_commitment_that_was_never_made(permit):
    with refused(NotFound):
        verify(permit, "2026-04-11T10:00", material="safety-measures")


def test_breached_on_the_sixth_day_overdue_not_on_the_fifth(zone, permit):
    assert "mark-breach" not in sweep(zone=ZONE, at=at("2026-04-19T23:59"))
    with refused(WrongState, "尚不构成违约"):
        promises.mark_breach(zone=ZONE, case_id=permit, material=DRAWINGS, at=at("2026-04-19T23:59"))
    assert sweep(zone=ZONE, at=at("2026-04-20T00:01"))["mark-breach"] == 1
    row = commitment(permit)
    assert row.breached_at == at("2026-04-20T00:01")
    assert row.correct_by == at("2026-05-07T17:30")  # ten working days, over the May holiday
    assert findings(zone) == ("late-commitment",)
    notice = trust.documents_of(zone=ZONE, subject=f"case:{permit}")[-1]
    assert notice.content["outcome"] == "breached"
    assert "mark-breach" not in sweep(zone=ZONE, at=at("2026-04-21T00:01"))
    assert CreditRecord.objects.count() == 1


def test_evidence_that_waits_for_an_officer_is_no_breach(zone, permit):
    hand_in(zone, permit, "2026-04-19T20:00")
    assert "mark-breach" not in sweep(zone=ZONE, at=at("2026-05-20T10:00"))
    with refused(WrongState, "等待核验"):
        promises.mark_breach(zone=ZONE, case_id=permit, material=DRAWINGS, at=at("2026-05-20T10:00"))


def test_false_at_verification_is_breached_at_once(zone, permit):
    hand_in(zone, permit, "2026-03-20T10:00")
    done = verify(permit, "2026-03-23T10:00", kept=False, text="合格书系伪造")
    assert done.result["credit"] == "false-commitment"
    assert findings(zone) == ("false-commitment",)
    assert commitment(permit).breached_at == at("2026-03-23T10:00")


def revoke(pk, when):
    return standing.revoke(zone=ZONE, case_id=pk, by=BY, ground="commitment-breach", reasons="逾期未改正", at=at(when))


def test_revoked_only_when_the_time_to_correct_has_passed(zone, permit):
    with refused(WrongState, "没有逾期未改正"):
        revoke(permit, "2026-04-16T10:00")
    sweep(zone=ZONE, at=at("2026-04-20T00:01"))
    with refused(WrongState):
        revoke(permit, "2026-05-07T17:00")
    revoke(permit, "2026-05-08T09:00")
    assert commitment(permit).revoked_at == at("2026-05-08T09:00")
    assert trust.licence(zone=ZONE, pk=decision_of(ZONE, permit).licence_id).status == "revoked"
    assert findings(zone) == ("false-commitment", "late-commitment")


def test_corrected_in_time_is_verified_and_not_revoked_meanwhile(zone, permit):
    sweep(zone=ZONE, at=at("2026-04-20T00:01"))
    hand_in(zone, permit, "2026-04-28T10:00")
    with refused(WrongState):
        revoke(permit, "2026-05-08T09:00")  # nobody has looked at it yet
    verify(permit, "2026-05-08T10:00")
    assert commitment(permit).closed_at


def test_corrected_too_late_may_be_revoked(zone, permit):
    sweep(zone=ZONE, at=at("2026-04-20T00:01"))
    hand_in(zone, permit, "2026-05-08T10:00")
    revoke(permit, "2026-05-08T11:00")


def test_a_false_commitment_bars_the_next_until_credit_is_repaired(zone, permit):
    hand_in(zone, permit, "2026-03-20T10:00")
    verify(permit, "2026-03-23T10:00", kept=False, text="合格书系伪造")
    with refused(ImpossibleReform, "虚假承诺"):
        zone.start("2026-04-01T10:00")
    ordinary = zone.start("2026-04-01T10:00", commits=False)
    assert zone.view(ordinary).commits is False
    repair_credit(
        zone=ZONE, record_id=CreditRecord.objects.get().id, reason="已整改", at=at("2026-04-10T10:00"), by=SYSTEM
    )
    assert zone.view(zone.start("2026-04-11T10:00")).commits is True


def test_a_bar_that_falls_between_draft_and_submission(zone, permit):
    draft = zone.start("2026-03-20T10:00")
    zone.upload(draft, when="2026-03-20T10:00")
    hand_in(zone, permit, "2026-03-20T10:00")
    verify(permit, "2026-03-23T10:00", kept=False, text="合格书系伪造")
    with refused(ImpossibleReform):
        submission.submit(zone=ZONE, case_id=draft, by=zone.applicant, at=at("2026-03-24T10:00"), agrees=True)


def test_the_letter_must_be_signed(zone):
    pk = zone.start()
    zone.upload(pk)
    with refused(Invalid, "承诺书"):
        submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"), agrees=False)


@pytest.fixture
def deferred(zone):
    """Handed in by 容缺: the statement of site readiness follows within ten working days."""
    pk = zone.start(commits=False, reforms=("four-exemptions", "fully-online", "no-veto"))
    zone.upload(pk, "construction-contract", "supervision-contract", "safety-measures", "responsibility-letters",
                DRAWINGS, "funds-letter")  # fmt: skip
    return pk


def test_a_main_document_may_not_follow_later(zone, deferred):
    with refused(Invalid, "safety-measures"):
        submission.submit(zone=ZONE, case_id=deferred, by=zone.applicant, at=at("2026-03-02T10:00"),
                          deferred=["safety-measures"])  # fmt: skip


def test_a_secondary_document_follows_and_is_closed(zone, deferred):
    submission.submit(
        zone=ZONE, case_id=deferred, by=zone.applicant, at=at("2026-03-02T10:00"), deferred=["site-readiness"]
    )
    assert zone.ways(deferred)["site-readiness"] == "deferred"
    intake.accept(zone=ZONE, case_id=deferred, by=CLERK, at=at("2026-03-02T11:00"))
    row = commitment(deferred, "site-readiness")
    assert (row.kind, row.due_at) == ("deferred", at("2026-03-16T17:30"))
    with refused(Invalid, "尚未提交"):
        verify(deferred, "2026-03-05T10:00", material="site-readiness")
    hand_in(zone, deferred, "2026-03-06T10:00", "site-readiness")
    verify(deferred, "2026-03-09T10:00", material="site-readiness")
    assert commitment(deferred, "site-readiness").closed_at


def test_a_promise_may_be_verified_while_the_review_still_runs(zone):
    pk = zone.accepted()
    verify(pk, "2026-03-03T10:00", material="site-readiness")
    reviewing.give_opinion(zone=ZONE, case_id=pk, step="technical-review", agrees=True, text="符合", by=REVIEWERS[0],
                           at=at("2026-03-03T10:30"))  # fmt: skip
    reviewing.recommend(zone=ZONE, case_id=pk, text="", by=REVIEWERS[0], at=at("2026-03-03T11:00"))
    deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-03T12:00"))
    assert commitment(pk, "site-readiness").closed_at == at("2026-03-03T10:00")


def test_drawings_are_not_closed_before_they_were_handed_in(zone, permit):
    with refused(Invalid, "尚未提交"):
        verify(permit, "2026-03-10T10:00")


def test_what_an_officer_looks_at_is_never_the_applicant_s_breach(zone):
    pk = zone.granted("2026-03-02T11:00")
    hand_in(zone, pk, "2026-04-10T10:00")
    assert "mark-breach" not in sweep(zone=ZONE, at=at("2026-06-01T10:00"))
    with refused(WrongState, "由部门核查"):
        promises.mark_breach(zone=ZONE, case_id=pk, material="site-readiness", at=at("2026-06-01T10:00"))
    verify(pk, "2026-06-01T10:00", material="site-readiness")
    assert commitment(pk, "site-readiness").closed_at == at("2026-06-01T10:00")
