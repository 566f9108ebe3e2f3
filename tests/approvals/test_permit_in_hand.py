"""A construction permit in hand: start in three months, two extensions, stoppage, re-verification after a year."""

from __future__ import annotations

import pytest

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.selectors import decision_of, reports_of, start_requests_of
from gaoxin.approvals.services import holding
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Invalid, NotAllowed, NotFound, WrongState
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import CLERK, REVIEWERS, SUPERVISOR, ZONE, at, refused


@pytest.fixture
def permit(zone):
    return zone.granted("2026-03-02T11:00")


def status(pk):
    return trust.licence(zone=ZONE, pk=decision_of(ZONE, pk).licence_id).status


def report(zone, pk, kind, when, note="因雨季推迟"):
    by = {Report.START_EXTENDED: SUPERVISOR, Report.REVERIFIED: REVIEWERS[0]}.get(kind, zone.applicant)
    return holding.report(zone=ZONE, case_id=pk, kind=kind, note=note, by=by, at=at(when))


def test_void_when_works_do_not_start_in_three_months(zone, permit):
    assert "expire" not in sweep(zone=ZONE, at=at("2026-06-02T17:30"))
    assert sweep(zone=ZONE, at=at("2026-06-03T00:01"))["expire"] == 1
    assert status(permit) == "expired"
    assert "expire" not in sweep(zone=ZONE, at=at("2026-06-04T00:01"))
    with refused(WrongState):
        report(zone, permit, Report.STARTED, "2026-06-05T09:00")


def test_started_in_time_it_stands(zone, permit):
    report(zone, permit, Report.STARTED, "2026-06-02T09:00")
    assert "expire" not in sweep(zone=ZONE, at=at("2026-12-01T00:01"))
    assert status(permit) == "valid"
    with refused(WrongState):
        report(zone, permit, Report.STARTED, "2026-06-03T09:00")


def test_extended_twice_with_reasons_and_not_a_third_time(zone, permit):
    with refused(Invalid):
        report(zone, permit, Report.START_EXTENDED, "2026-05-20T09:00", note="")
    with refused(NotAllowed):
        holding.report(zone=ZONE, case_id=permit, kind=Report.START_EXTENDED, note="因雨季推迟", by=zone.applicant,
                       at=at("2026-05-20T09:00"))  # fmt: skip
    assert (
        report(zone, permit, Report.START_EXTENDED, "2026-05-20T09:00").result["due"]
        == at("2026-09-02T17:30").isoformat()
    )
    assert (
        report(zone, permit, Report.START_EXTENDED, "2026-08-20T09:00").result["due"]
        == at("2026-12-02T17:30").isoformat()
    )
    with refused(WrongState, "2 次为限"):
        report(zone, permit, Report.START_EXTENDED, "2026-11-20T09:00")
    assert "expire" not in sweep(zone=ZONE, at=at("2026-12-02T17:30"))
    assert sweep(zone=ZONE, at=at("2026-12-03T09:00"))["expire"] == 1


def test_no_extension_once_the_period_is_over(zone, permit):
    with refused(WrongState):
        report(zone, permit, Report.START_EXTENDED, "2026-06-03T09:00")


def test_works_that_stop_are_reported_and_resume(zone, permit):
    with refused(WrongState):
        report(zone, permit, Report.STOPPED, "2026-04-01T09:00")
    report(zone, permit, Report.STARTED, "2026-04-01T09:00")
    with refused(WrongState):
        report(zone, permit, Report.RESUMED, "2026-04-02T09:00")
    with refused(WrongState):
        report(zone, permit, Report.START_EXTENDED, "2026-04-02T09:00")
    assert report(zone, permit, Report.STOPPED, "2026-05-06T09:00").result["due"] == at("2026-06-08T17:30").isoformat()
    with refused(WrongState):
        report(zone, permit, Report.STOPPED, "2026-05-07T09:00")
    report(zone, permit, Report.RESUMED, "2026-07-01T09:00")
    assert [kind for kind, _ in reports_of(ZONE, permit)] == ["issued", "started", "stopped", "resumed"]


def test_reports_do_not_run_backwards(zone, permit):
    report(zone, permit, Report.STARTED, "2026-04-01T09:00")
    with refused(Invalid):
        report(zone, permit, Report.STOPPED, "2026-03-20T09:00")


def test_stopped_for_a_year_the_permit_is_verified_before_works_resume(zone, permit):
    report(zone, permit, Report.STARTED, "2026-04-01T09:00")
    report(zone, permit, Report.STOPPED, "2026-05-06T09:00")
    with refused(WrongState, "满一年"):
        report(zone, permit, Report.RESUMED, "2027-05-06T09:00")
    report(zone, permit, Report.REVERIFIED, "2027-05-10T09:00")
    report(zone, permit, Report.RESUMED, "2027-05-11T09:00")


def test_a_stoppage_in_december_is_taken_although_its_due_day_is_unknown(zone, permit):
    report(zone, permit, Report.STARTED, "2026-04-01T09:00")
    assert report(zone, permit, Report.STOPPED, "2026-12-15T09:00").result["due"] is None


def test_one_permit_whose_day_is_unknown_does_not_keep_the_sweep_from_the_others(zone):
    zone.granted("2026-11-02T11:00")  # to start by February 2027, which no calendar reaches yet
    submitted = zone.submitted("2026-11-10T10:00")
    done = sweep(zone=ZONE, at=at("2026-11-20T09:00"))
    assert (done["deem-accepted"], done["failed"]) == (1, [])
    assert done["default-rating"] == 1 and zone.view(submitted).state == "accepted"


def ask(zone, pk, when, reason="雨季，基坑不能开挖", by=None):
    return holding.ask_start_extension(zone=ZONE, case_id=pk, reason=reason, by=by or zone.applicant, at=at(when))


def refuse(pk, when, reasons="没有证明材料"):
    return holding.refuse_start_extension(
        zone=ZONE, case_id=pk, reasons=reasons, by=as_supervisor(SUPERVISOR), at=at(when)
    )


def told(pk):
    return [row.title for row in trust.documents_of(zone=ZONE, subject=f"case:{pk}")]


def test_the_holder_asks_and_a_supervisor_extends(zone, permit):
    assert ask(zone, permit, "2026-05-20T09:00").result["due"] == at("2026-06-02T17:30").isoformat()
    with refused(WrongState, "等待决定"):
        ask(zone, permit, "2026-05-21T09:00")
    assert "延期开工申请回执" in told(permit)
    report(zone, permit, Report.START_EXTENDED, "2026-05-22T09:00", note="情况属实")
    (asked,) = start_requests_of(ZONE, permit)
    assert (asked.granted, asked.decided_by, asked.answer) == (True, SUPERVISOR.id, "情况属实")
    assert "准予延期开工决定书" in told(permit)
    ask(zone, permit, "2026-08-20T09:00")
    report(zone, permit, Report.START_EXTENDED, "2026-08-21T09:00", note="情况属实")
    with refused(WrongState, "2 次为限"):
        ask(zone, permit, "2026-11-20T09:00")


def test_asked_in_time_the_permit_waits_for_the_decision(zone, permit):
    """It is void only where the holder neither starts nor asks; a slow office voids nothing (建筑法 9)."""
    ask(zone, permit, "2026-06-02T17:00")
    assert "expire" not in sweep(zone=ZONE, at=at("2026-06-08T09:00"))
    extended = report(zone, permit, Report.START_EXTENDED, "2026-06-09T09:00", note="情况属实")
    assert extended.result["due"] == at("2026-09-02T17:30").isoformat()
    assert "expire" not in sweep(zone=ZONE, at=at("2026-06-10T09:00"))
    assert status(permit) == "valid"


def test_refused_late_the_permit_is_void(zone, permit):
    ask(zone, permit, "2026-06-02T17:00")
    with refused(Invalid):
        refuse(permit, "2026-06-08T09:00", reasons="不")
    refuse(permit, "2026-06-08T10:00")
    (asked,) = start_requests_of(ZONE, permit)
    assert (asked.granted, asked.answer) == (False, "没有证明材料")
    letter = next(d for d in trust.documents_of(zone=ZONE, subject=f"case:{permit}") if d.title == "不予延期开工决定书")
    assert {"行政复议", "行政诉讼"} <= {line["label"] for line in letter.content["lines"]}
    with refused(NotFound):
        refuse(permit, "2026-06-08T11:00")
    assert sweep(zone=ZONE, at=at("2026-06-09T09:00"))["expire"] == 1
    assert status(permit) == "expired"


def test_refused_in_time_it_may_be_asked_again(zone, permit):
    ask(zone, permit, "2026-05-10T09:00")
    refuse(permit, "2026-05-12T09:00")
    ask(zone, permit, "2026-05-20T09:00", reason="材料已补齐，雨季不能开挖")
    assert [asked.granted for asked in start_requests_of(ZONE, permit)] == [False, None]


def test_what_cannot_be_asked(zone, permit):
    with refused(Invalid, "理由"):
        ask(zone, permit, "2026-05-20T09:00", reason="雨")
    with refused(NotAllowed):
        ask(zone, permit, "2026-05-20T09:00", by=CLERK)
    with refused(WrongState, "期限已过"):
        ask(zone, permit, "2026-06-03T09:00")
    report(zone, permit, Report.STARTED, "2026-06-03T10:00")
    with refused(WrongState, "已经开工"):
        ask(zone, permit, "2026-06-03T11:00")


def test_next_years_calendar_keeps_nobody_from_asking(zone):
    """Issued so late that the day to start lies in a year without a calendar: that day has not come."""
    pk = zone.granted("2026-11-23T10:00")
    assert ask(zone, pk, "2026-12-01T09:00").result["due"] is None
    (asked,) = start_requests_of(ZONE, pk)
    assert asked.due_at is None
    done = report(zone, pk, Report.START_EXTENDED, "2026-12-02T09:00", note="情况属实")
    assert done.result["due"] is None and start_requests_of(ZONE, pk)[0].granted is True
