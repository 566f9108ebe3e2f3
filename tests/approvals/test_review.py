"""Review and after: excluded time, one extension, two officers on site, delivery, receipts, withdrawal, endings."""

from __future__ import annotations

import pytest

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.selectors import decision_of, ledger_of
from gaoxin.approvals.services import deciding, delivery, intake, reviewing, standing, submission
from gaoxin.approvals.services.sealing import seal_waiting
from gaoxin.core.errors import Invalid, NotAllowed, WrongState
from gaoxin.trust import selectors as trust
from gaoxin.trust.pki import root_pem
from gaoxin.trust.verification import verify_file
from tests.approvals.conftest import CLERK, HEAD, KEEPER, REVIEWERS, SUPERVISOR, ZONE, at, refused, typed_in_full

BY = as_supervisor(SUPERVISOR)


@pytest.fixture
def ordinary(zone):
    """Accepted on Monday 2 March under the ordinary law: seven working days, until Wednesday 11 March."""
    pk = zone.ordinary("2026-03-02T10:00")
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"))
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T10:00"))
    assert zone.view(pk).due_at == at("2026-03-11T17:30")
    return pk


def suspend(pk, when="2026-03-03T10:00", **changed):
    values = {"procedure": "expert-review", "length": "5wd", "note": "", "by": REVIEWERS[0]}
    return reviewing.suspend(zone=ZONE, case_id=pk, at=at(when), **values | changed)


def resume(pk, when):
    return reviewing.resume(zone=ZONE, case_id=pk, note="结束", by=REVIEWERS[0], at=at(when))


def extend(pk, when="2026-03-05T10:00", reason="专家意见不一致", by=HEAD):
    return reviewing.extend(zone=ZONE, case_id=pk, reason=reason, by=by, at=at(when))


def opinion(pk, step, number, **changed):
    values = {"agrees": True, "text": "符合", "place": "工地"}
    return reviewing.give_opinion(zone=ZONE, case_id=pk, step=step, by=REVIEWERS[number], at=at("2026-03-03T10:00"),
                                  **values | changed)  # fmt: skip


def test_excluded_time_moves_the_due_date_by_what_it_took(zone, ordinary):
    suspend(ordinary)
    assert zone.view(ordinary).due_at is None
    resume(ordinary, "2026-03-06T10:00")
    assert zone.view(ordinary).due_at == at("2026-03-16T17:30")  # three working days taken out
    notice = trust.documents_of(zone=ZONE, subject=f"case:{ordinary}")[-1]
    assert notice.content["outcome"] == "suspended"
    assert {"label": "所需时间", "text": "5个工作日"} in notice.content["lines"]


@pytest.mark.parametrize("changed", [{"procedure": "lunch"}, {"length": "soon"}])
def test_only_statutory_procedures_with_a_told_length_stop_the_clock(ordinary, changed):
    with refused(Invalid):
        suspend(ordinary, **changed)


def test_it_is_suspended_once_and_resumed_once(ordinary):
    with refused(WrongState):
        resume(ordinary, "2026-03-03T11:00")
    suspend(ordinary)
    with refused(WrongState):
        suspend(ordinary, "2026-03-03T11:00")
    with refused(WrongState):
        reviewing.recommend(zone=ZONE, case_id=ordinary, text="", by=REVIEWERS[0], at=at("2026-03-03T12:00"))


def test_extended_once_by_the_head_with_a_reason(zone, ordinary):
    with refused(NotAllowed):
        extend(ordinary, by=SUPERVISOR)
    with refused(Invalid):
        extend(ordinary, reason="")
    extend(ordinary)
    assert zone.view(ordinary).due_at == at("2026-03-25T17:30")  # ten working days more
    with refused(WrongState, "1 次为限"):
        extend(ordinary, "2026-03-06T10:00")


def test_not_extended_once_the_period_is_over(ordinary):
    with refused(WrongState, "届满"):
        extend(ordinary, "2026-03-12T09:00")


def test_the_review_needs_two_different_officers_on_site(zone, ordinary):
    opinion(ordinary, "technical-review", 0)
    opinion(ordinary, "site-check", 0)
    with refused(Invalid, "不同人员|already"):
        opinion(ordinary, "site-check", 0)
    with refused(WrongState, "site-check"):
        reviewing.recommend(zone=ZONE, case_id=ordinary, text="", by=REVIEWERS[0], at=at("2026-03-03T12:00"))
    with refused(Invalid, "地点"):
        opinion(ordinary, "site-check", 1, place=" ")
    with refused(Invalid, "理由"):
        opinion(ordinary, "site-check", 1, agrees=False, text="")
    with refused(Invalid, "no-such-step"):
        opinion(ordinary, "no-such-step", 1)
    opinion(ordinary, "site-check", 1, agrees=False, text="围挡尚未完成")
    done = reviewing.recommend(zone=ZONE, case_id=ordinary, text="", by=REVIEWERS[0], at=at("2026-03-03T12:00"))
    assert done.result["dissent"] == 1


def test_a_statutory_condition_that_fails_cannot_be_granted(zone):
    facts = typed_in_full() | {"contracted_on": "2026-04-01"}
    pk = zone.ordinary("2026-03-02T10:00", facts=facts)
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"))
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T10:00"))
    for step, number in (("technical-review", 0), ("site-check", 0), ("site-check", 1)):
        opinion(pk, step, number)
    done = reviewing.recommend(zone=ZONE, case_id=pk, text="", by=REVIEWERS[0], at=at("2026-03-03T12:00"))
    assert done.result["conditions_failed"] == ["contractor"]
    with refused(Invalid, "建筑施工企业"):
        deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-03T14:00"))


def test_sent_back_the_clock_runs_as_before(zone):
    pk = zone.recommended()
    due = zone.view(pk).due_at
    with refused(Invalid):
        reviewing.send_back(zone=ZONE, case_id=pk, reason="", by=SUPERVISOR, at=at("2026-03-02T11:00"))
    reviewing.send_back(zone=ZONE, case_id=pk, reason="补充照片", by=SUPERVISOR, at=at("2026-03-02T11:00"))
    assert (zone.view(pk).state, zone.view(pk).due_at) == ("accepted", due)


def test_delivered_within_ten_working_days_or_recorded_late(zone):
    pk = zone.granted("2026-03-02T11:00")
    assert zone.view(pk).due_at == at("2026-03-16T17:30")
    with refused(WrongState, "用印"):
        delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T12:00"))
    delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at("2026-03-02T12:00"))
    assert delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-17T09:00")).result["late"] is True
    assert zone.view(pk).due_at is None


def test_every_outcome_has_a_dated_receipt_that_is_signed(zone, var):
    told = {}
    for name, pk in {"refused": zone.refused(), "granted": zone.granted(), "withdrawn": zone.submitted()}.items():
        if name == "withdrawn":
            submission.withdraw(zone=ZONE, case_id=pk, reason="改期", by=zone.applicant, at=at("2026-03-02T12:00"))
        told[name] = [
            d.content["outcome"] for d in trust.documents_of(zone=ZONE, subject=f"case:{pk}") if d.kind != "letter"
        ]
    assert told == {
        "refused": ["received", "accepted", "refused"], "granted": ["received", "accepted", "granted"],
        "withdrawn": ["received", "withdrawn"],
    }  # fmt: skip
    sealed, signed = seal_waiting(zone=ZONE, at=at("2026-03-02T15:00"))
    assert (sealed, signed) == (1, 8 + 3)  # three commitment letters too
    assert seal_waiting(zone=ZONE, at=at("2026-03-02T16:00")) == (0, 0)
    document = trust.documents_of(zone=ZONE, subject=f"case:{pk}")[-1]
    assert verify_file(trust.path_of(document), [root_pem(var / "pki")]).valid


@pytest.mark.parametrize("state", ["start", "submitted", "accepted", "recommended"])
def test_withdrawn_at_any_time_before_the_decision(zone, state):
    pk = getattr(zone, state)()
    submission.withdraw(zone=ZONE, case_id=pk, reason="", by=zone.applicant, at=at("2026-03-02T12:00"))
    assert (zone.view(pk).state, decision_of(ZONE, pk)) == ("withdrawn", None)
    assert state == "start" or ledger_of(ZONE, pk)[-1].kind == "stopped"


def test_not_withdrawn_once_it_is_decided(zone):
    pk = zone.granted()
    with refused(WrongState):
        submission.withdraw(zone=ZONE, case_id=pk, reason="", by=zone.applicant, at=at("2026-03-03T12:00"))


@pytest.mark.parametrize(
    ("end", "ground"), [(standing.revoke, "holder-asks"), (standing.cancel, "fraud"), (standing.revoke, "")]
)
def test_a_licence_ends_on_a_coded_ground_only(zone, end, ground):
    pk = zone.granted()
    with refused(Invalid, "法定理由"):
        end(zone=ZONE, case_id=pk, by=BY, ground=ground, reasons="理由充分", at=at("2026-03-03T10:00"))


@pytest.mark.parametrize(
    ("end", "ground", "status"), [(standing.revoke, "fraud", "revoked"), (standing.cancel, "holder-asks", "cancelled")]
)
def test_an_ended_licence_no_longer_stands_and_proves_nothing(zone, end, ground, status):
    pk = zone.granted()
    licence = trust.licence(zone=ZONE, pk=decision_of(ZONE, pk).licence_id)
    held = {
        "zone": ZONE,
        "holder_id": zone.party.id,
        "kinds": ["construction-permit"],
        "on": at("2026-03-04T10:00").date(),
    }
    assert licence.kind in trust.held_documents(**held, scope=zone.view(pk).project_code)
    with refused(Invalid):
        end(zone=ZONE, case_id=pk, by=BY, ground=ground, reasons="", at=at("2026-03-03T10:00"))
    end(zone=ZONE, case_id=pk, by=BY, ground=ground, reasons="查实应予终止", at=at("2026-03-03T10:00"))
    assert trust.licence(zone=ZONE, pk=licence.id).status == status
    assert trust.held_documents(**held, scope=zone.view(pk).project_code) == {}
    with refused(WrongState):
        end(zone=ZONE, case_id=pk, by=BY, ground=ground, reasons="查实应予终止", at=at("2026-03-04T10:00"))


def test_in_december_nothing_waits_for_the_next_calendar(zone):
    """2027 is not published: dates beyond it are unknown, and yet everything goes on."""
    pk = zone.ordinary("2026-12-28T10:00")
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-12-28T10:00"))
    assert zone.view(pk).due_at is None
    intake.request_corrections(zone=ZONE, case_id=pk, corrections={"safety-measures": "缺签字"}, by=CLERK,
                               at=at("2026-12-28T11:00"))  # fmt: skip
    submission.submit_corrections(zone=ZONE, case_id=pk, answers={"safety-measures": "已补"}, by=zone.applicant,
                                  at=at("2026-12-28T14:30"))  # fmt: skip
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-12-28T15:00"))
    suspend(pk, "2026-12-28T15:10")
    resume(pk, "2026-12-28T15:20")
    extend(pk, "2026-12-28T15:30")
    with refused(WrongState, "1 次为限"):
        extend(pk, "2026-12-28T15:30")
    for step, number in (("technical-review", 0), ("site-check", 0), ("site-check", 1)):
        reviewing.give_opinion(zone=ZONE, case_id=pk, step=step, agrees=True, text="符合", place="工地", by=REVIEWERS[number],
                               at=at("2026-12-28T16:00"))  # fmt: skip
    reviewing.recommend(zone=ZONE, case_id=pk, text="", by=REVIEWERS[0], at=at("2026-12-28T16:10"))
    done = deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-12-28T16:20"))
    assert done.result["number"] == "441802202612280101" and zone.view(pk).due_at is None
    delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at("2026-12-28T16:30"))
    assert delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-12-28T16:40")).result["late"] is False
