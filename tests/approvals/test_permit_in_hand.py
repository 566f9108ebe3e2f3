"""A construction permit in hand: start in three months, two extensions, stoppage, re-verification after a year."""

from __future__ import annotations

import pytest

from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.selectors import decision_of, reports_of
from gaoxin.approvals.services import holding
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Invalid, NotAllowed, WrongState
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import REVIEWERS, SUPERVISOR, ZONE, at, refused


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
