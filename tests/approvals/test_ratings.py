"""好差评: five grades, once; silence after seven days; a bad one is mended in time and answered."""

from __future__ import annotations

import pytest

from gaoxin.approvals.selectors import ratings_of
from gaoxin.approvals.services import ratings
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from tests.approvals.conftest import CLERK, SUPERVISOR, ZONE, at, refused


def rate(zone, pk, grade, when="2026-03-04T10:00", by=None):
    return ratings.rate(zone=ZONE, case_id=pk, grade=grade, text="等了很久", by=by or zone.applicant, at=at(when))


@pytest.mark.parametrize(
    "grade", ["very-unsatisfied", "unsatisfied", "basically-satisfied", "satisfied", "very-satisfied"]
)
def test_five_grades_each_once(zone, grade):
    pk = zone.granted()
    bad = rate(zone, pk, grade).result["mend_due"]
    assert (bad is not None) == (grade in ("very-unsatisfied", "unsatisfied"))
    with refused(Conflict):
        rate(zone, pk, "satisfied")


def test_no_other_grade_and_not_by_the_office_itself(zone):
    pk = zone.granted()
    with refused(Invalid, "very-satisfied"):
        rate(zone, pk, "excellent")
    with refused(NotAllowed):
        rate(zone, pk, "very-satisfied", by=CLERK)


def test_seven_days_of_silence_count_as_basically_satisfied(zone):
    pk = zone.granted("2026-03-02T11:00")
    assert "default-rating" not in sweep(zone=ZONE, at=at("2026-03-09T17:30"))
    with refused(WrongState):
        ratings.default_rating(zone=ZONE, case_id=pk, at=at("2026-03-09T17:30"))
    assert sweep(zone=ZONE, at=at("2026-03-09T17:31"))["default-rating"] == 1
    (row,) = ratings_of(ZONE, pk)
    assert (row.grade, row.by_default) == ("basically-satisfied", True)
    assert "default-rating" not in sweep(zone=ZONE, at=at("2026-03-20T10:00"))


def test_the_applicants_own_word_replaces_their_silence(zone):
    pk = zone.granted("2026-03-02T11:00")
    sweep(zone=ZONE, at=at("2026-03-10T09:00"))
    rate(zone, pk, "unsatisfied", "2026-03-11T09:00")
    (row,) = ratings_of(ZONE, pk)
    assert (row.grade, row.by_default) == ("unsatisfied", False)


def test_a_bad_rating_is_mended_and_answered(zone):
    pk = zone.granted()
    rate(zone, pk, "very-unsatisfied", "2026-03-04T10:00")
    with refused(Invalid):
        ratings.answer_rating(zone=ZONE, case_id=pk, answer="好", by=SUPERVISOR, at=at("2026-03-05T10:00"))
    with refused(NotAllowed):
        ratings.answer_rating(zone=ZONE, case_id=pk, answer="已经整改到位", by=CLERK, at=at("2026-03-05T10:00"))
    late = ratings.answer_rating(zone=ZONE, case_id=pk, answer="已经整改到位", by=SUPERVISOR, at=at("2026-03-26T09:00"))
    assert late.result == {"late": True}  # fifteen working days ended on 25 March
    with refused(NotFound):
        ratings.answer_rating(zone=ZONE, case_id=pk, answer="已经整改到位", by=SUPERVISOR, at=at("2026-03-26T10:00"))
