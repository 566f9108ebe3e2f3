"""Who may not act, and when: each refusal names what is wrong and leaves every row as it was."""

from __future__ import annotations

import pytest

from gaoxin.accounts.rules.roles import Actor, Role, Supervisor, as_supervisor
from gaoxin.approvals.rules.cases.acts import ACTS, State, acts_for
from gaoxin.approvals.rules.clock.ledger import ClockBackwards
from gaoxin.approvals.services import deciding, delivery, drafting, intake, reviewing, standing, submission
from gaoxin.approvals.services.reconciling import reconcile
from gaoxin.core.errors import Invalid, NotAllowed, NotFound, WrongState
from tests.approvals.conftest import CLERK, KEEPER, REVIEWERS, SUPERVISOR, ZONE, at, officer, refused

ABROAD = Actor("x", "别区主管", "elsewhere", frozenset(Role))


def test_no_act_of_a_clerk_or_reviewer_refuses():
    for role in set(Role) - {Role.SUPERVISOR}:
        for state in State:
            assert not {"refuse", "not-accept", "revoke", "cancel"} & set(acts_for(state, officer(role)))
    assert ACTS["refuse"].roles == ACTS["not-accept"].roles == {Role.SUPERVISOR}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SUPERVISOR}))
def test_nobody_else_can_be_made_a_supervisor(role):
    with pytest.raises(NotAllowed, match="不是主管"):
        as_supervisor(officer(role))
    with pytest.raises(TypeError):
        Supervisor(officer(role), object())


def test_a_clerk_who_claims_to_be_a_supervisor_is_refused_at_run_time(zone):
    pk = zone.recommended()
    forged = Supervisor.__new__(Supervisor)
    forged.actor = CLERK
    with refused(NotAllowed, "refuse"):
        deciding.refuse(zone=ZONE, case_id=pk, by=forged, ground="false-material", reasons="监理合同系伪造",
                        instead="重新委托监理后再申请", at=at("2026-03-02T11:00"))  # fmt: skip


def test_an_act_in_the_wrong_state(zone):
    pk = zone.submitted()
    with refused(WrongState, "submitted"):
        deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-02T11:00"))
    with refused(WrongState):
        reviewing.recommend(zone=ZONE, case_id=pk, text="建议准予", by=REVIEWERS[0], at=at("2026-03-02T11:00"))
    with refused(WrongState):
        submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T11:00"), agrees=True)


def test_an_act_by_the_wrong_role(zone):
    pk = zone.submitted()
    with refused(NotAllowed):
        intake.accept(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T11:00"))
    with refused(NotAllowed):
        intake.accept(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-02T11:00"))


def test_a_stranger_and_another_zone_do_not_learn_that_the_case_exists(zone, stranger):
    pk = zone.submitted()
    for who in (stranger, ABROAD):
        with refused(NotFound):
            submission.withdraw(zone=ZONE, case_id=pk, reason="", by=who, at=at("2026-03-02T11:00"))
        with refused(NotFound):
            reconcile(zone=ZONE, case_id=pk, by=who, at=at("2026-03-02T11:00"))
    with refused(NotFound):
        deciding.grant(zone="elsewhere", case_id=pk, by=ABROAD, at=at("2026-03-02T11:00"))


def test_a_stranger_cannot_apply_for_the_party(zone, stranger):
    with refused(NotAllowed, "委托|mandate"):
        zone.start(by=stranger)
    with refused(NotAllowed):
        zone.start(by=ABROAD)


def test_the_clock_does_not_run_backwards(zone):
    pk = zone.accepted("2026-03-03T10:00")
    before = at("2026-03-02T10:00")
    with refused(ClockBackwards, "倒走"):
        reviewing.suspend(zone=ZONE, case_id=pk, procedure="hearing", length="5wd", note="", by=REVIEWERS[0], at=before)
    with refused(ClockBackwards, "倒走"):  # also an act that adds nothing to the clock
        reviewing.give_opinion(zone=ZONE, case_id=pk, step="technical-review", agrees=True, text="符合", by=REVIEWERS[0],
                               at=before)  # fmt: skip


def test_an_application_is_not_received_before_it_was_opened(zone):
    pk = zone.start("2026-03-02T10:00")
    zone.upload(pk, when="2026-03-02T10:00")
    with refused(ClockBackwards):
        submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-02-27T10:00"), agrees=True)


def test_a_time_without_a_zone_is_refused(zone):
    pk = zone.submitted()
    with refused(Invalid, "时区"):
        intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T11:00").replace(tzinfo=None))


def test_whoever_reviewed_does_not_decide(zone):
    double = Actor("d", "双岗", ZONE, frozenset({Role.REVIEWER, Role.SUPERVISOR}))
    pk = zone.accepted()
    reviewing.give_opinion(zone=ZONE, case_id=pk, step="technical-review", agrees=True, text="符合", by=double,
                           at=at("2026-03-02T10:10"))  # fmt: skip
    reviewing.recommend(zone=ZONE, case_id=pk, text="建议准予", by=REVIEWERS[0], at=at("2026-03-02T10:20"))
    with refused(NotAllowed, "审查人"):
        deciding.grant(zone=ZONE, case_id=pk, by=double, at=at("2026-03-02T10:30"))
    deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-02T10:30"))


def test_an_ended_licence_is_neither_sealed_nor_delivered(zone):
    pk = zone.granted()
    fraud = {"ground": "fraud", "reasons": "以欺骗手段取得", "at": at("2026-03-03T09:00")}
    standing.revoke(zone=ZONE, case_id=pk, by=as_supervisor(SUPERVISOR), **fraud)
    with refused(WrongState, "revoked"):
        delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at("2026-03-03T10:00"))
    with refused(WrongState, "revoked"):
        delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-03T10:00"))


def test_unknown_item_reform_phase_channel_party(zone):
    with refused(NotFound, "no-such-item"):
        zone.start(item_code="no-such-item")
    with refused(NotFound):
        zone.start(applicant="91440101MA59HHHH6Y")
    with refused(NotFound):
        zone.start(reforms=("phased",), phase="roof", commits=False)
    with refused(Invalid, "渠道|channel"):
        zone.start(channel="pigeon")
    with pytest.raises(NotFound):
        zone.start(reforms=("no-such-reform",))


def test_what_a_registry_locks_cannot_be_overwritten(zone):
    pk = zone.start()
    with refused(Invalid, "owner_name"):
        drafting.save_draft(zone=ZONE, case_id=pk, values={"owner_name": "改名公司"}, by=zone.applicant,
                            at=at("2026-03-02T09:30"))  # fmt: skip
    with refused(Invalid, "owner_name"):
        zone.start(facts={"owner_name": "改名公司"})
