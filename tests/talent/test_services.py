"""Posts, seats, placements, courses, the council: done once, by whom it belongs to, and nothing half done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.talent.selectors.demand import gaps_of, untrained
from gaoxin.talent.selectors.figures_talent import figures
from gaoxin.talent.services import council, courses, matching, placements, posts, schools
from tests.economy.conftest import ZONE
from tests.talent.conftest import CODES, FIRST, LAST, NOW, WELDER, World, rows

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}
DAY = dt.timedelta(days=1)


def test_from_a_matching_to_a_job(world: World):
    run = matching.draw(**DOES, first=FIRST, last=LAST, by=world.officer, key="k1")
    assert matching.draw(**DOES, first=FIRST, last=LAST, by=world.officer, key="k1") == run
    row = rows("Run").get(number=run)
    assert (len(row.pairs), [left["why"] for left in row.left]) == (2, ["full"])  # 20 % of ten, and two seats
    assert matching.adopt(**DOES, number=run, by=world.officer) == 2
    with pytest.raises(WrongState):
        matching.adopt(**DOES, number=run, by=world.officer)
    assert rows("SeatMonth").count() == 6
    number = rows("Placement").order_by("number").first().number
    with pytest.raises(WrongState):  # nobody agreed
        placements.start(**DOES, number=number, signed_on=NOW.date(), by=world.school)
    placements.agree(**DOES, number=number, by=world.school)
    placements.agree(**DOES, number=number, by=world.firm)
    with pytest.raises(WrongState, match="协议"):
        placements.start(**DOES, number=number, signed_on=NOW.date(), by=world.school)
    world.agreed()
    placements.start(**DOES, number=number, signed_on=NOW.date(), by=world.school)
    later = {**DOES, "at": NOW + 130 * DAY}
    placements.end(**later, number=number, on=NOW.date() + 125 * DAY, reason="期满", by=world.firm)
    with pytest.raises(NotFound):  # the firm hires, not the school
        placements.hire(**later, number=number, on=NOW.date() + 126 * DAY, by=world.school)
    placements.hire(**later, number=number, on=NOW.date() + 126 * DAY, by=world.firm)
    ended = rows("Placement").get(number=number)
    assert (ended.state, ended.hired_on) == ("ended", NOW.date() + 126 * DAY)
    assert rows("SeatMonth").filter(placement=ended).count() == 2  # November is free again
    assert verify(ZONE).ok


def test_a_seat_is_never_given_twice(world: World):
    run = matching.draw(**DOES, first=FIRST, last=LAST, by=world.officer)
    for n in (1, 2):
        placements.place(**DOES, student=world.pupil(n), post=world.post, by=world.school)
    with pytest.raises(Conflict):
        placements.place(**DOES, student=world.pupil(3), post=world.post, by=world.school)
    with pytest.raises(Conflict):  # what was drawn before no longer holds
        matching.adopt(**DOES, number=run, by=world.officer)
    assert (rows("Placement").count(), rows("SeatMonth").count()) == (2, 6)
    placements.withdraw(**DOES, number=rows("Placement").first().number, reason="转学", by=world.school)
    placements.place(**DOES, student=world.pupil(3), post=world.post, by=world.school)
    assert rows("SeatMonth").count() == 6


def test_what_the_law_bars_is_refused_with_its_article(world: World):
    night = posts.offer(**DOES, base=world.base, post=world.new_post(night=True), by=world.firm)
    with pytest.raises(Invalid) as refused:
        placements.place(**DOES, student=world.pupil(1), post=night, by=world.school)
    assert "17(3)" in refused.value.article
    assert not rows("Placement").exists()


@pytest.mark.parametrize(
    "change",
    [{"seats": 0}, {"seats": -3}, {"occupation": "1-1"}, {"hazards": ["bees"]}, {"last_month": dt.date(2026, 1, 1)}],
)
def test_a_post_that_cannot_be_changes_nothing(world: World, change: dict[str, Any]):
    with pytest.raises(GaoxinError):
        posts.offer(**DOES, base=world.base, post=replace(world.new_post(), **change), by=world.firm)
    assert rows("Post").count() == 1


def test_negative_seats_name_their_field_and_change_nothing(world: World):
    for seats in (-1, 2):  # below zero; fewer than the three students
        with pytest.raises(Invalid, match="学位"):
            schools.set_seats(
                **DOES,
                programme=world.programme,
                year=2027,
                seats=seats,
                practice_from=FIRST,
                practice_to=LAST,
                by=world.school,
            )
    with pytest.raises(Invalid):
        schools.enrol(**DOES, cohort=world.cohort, students=[world.student(7), world.student(8)], by=world.school)
    assert (rows("Cohort").get().seats, rows("Student").count()) == (4, 3)


def test_everybody_acts_for_their_own(world: World):
    with pytest.raises(NotAllowed):
        matching.draw(**DOES, first=FIRST, last=LAST, by=world.school)
    with pytest.raises(NotFound):
        posts.offer(**DOES, base=world.base, post=world.new_post(), by=world.school)
    with pytest.raises(NotFound):
        schools.add_programme(
            **DOES, school=world.school_id, code="1", name="一", major="equipment", occupation=WELDER, by=world.firm
        )
    with pytest.raises(NotFound):
        placements.place(**DOES, student=world.pupil(1), post=world.post, by=world.firm)


def test_a_course_is_filled_from_demand_once(world: World):
    told: dict[str, Any] = {
        **DOES, "school": world.school_id, "occupation": WELDER, "title": "焊接", "hours": 80, "starts": FIRST, "ends": LAST,
        "by": world.school,
    }  # fmt: skip
    with pytest.raises(Invalid, match="学位"):
        courses.fill(**told, seats=3)
    number = courses.fill(**told, seats=2, key="c1")
    assert courses.fill(**told, seats=2, key="c1") == number
    assert rows("Course").get().tasks == "识读焊接图\n手工电弧焊"
    assert [left for _, left in untrained(zone=ZONE, occupation=WELDER, today=NOW.date())] == [0]
    with pytest.raises(Invalid):
        courses.fill(**told, seats=1)
    assert courses.take_in(**DOES, number=number, students=["S1"], by=world.school) == 1
    for students in (["S1"], ["S2", "S3"], ["S9"]):  # again, too many, unknown
        with pytest.raises(GaoxinError):
            courses.take_in(**DOES, number=number, students=students, by=world.school)
    assert rows("CourseStudent").count() == 1


def test_the_gap_counts_jobs_less_seats(world: World):
    job = world.new_post(kind="job", seats=9, first_month=dt.date(2027, 3, 1), last_month=dt.date(2027, 3, 1))
    posts.offer(**DOES, base=world.base, post=job, by=world.firm)
    found, undated = gaps_of(zone=ZONE, today=NOW.date())
    assert [(gap.occupation, gap.year, gap.declared, gap.assumed, gap.seats, gap.missing) for gap in found] == [
        (WELDER, 2027, 9, 0, 4, 5)
    ]
    assert undated == []
    told = {one.key: (one.value, one.rows) for one in figures(zone=ZONE, year=2027)}
    assert told["talent.gap"] == (5, 1)


def test_the_council_votes_once_a_member_until_the_close(world: World):
    number = council.found(**DOES, name="产教联合体（演示）", on=NOW.date(), by=world.officer)
    for party, kind in (("firm", "enterprise"), ("school", "school")):
        council.admit(
            **DOES, council=number, identifier=CODES[party], kind=kind, chair=party == "school", by=world.officer
        )
    meeting = council.call(**DOES, council=number, title="年会", place="管委会", held_at=NOW, by=world.officer)
    motion = council.move(
        **DOES, meeting=meeting, text="年度计划", majority="simple", opens_at=NOW, closes_at=NOW + DAY, by=world.officer
    )
    firm, school = world.parties["firm"], world.parties["school"]
    with pytest.raises(WrongState):  # not present
        council.vote(**DOES, motion=motion, party=firm, choice="yes", by=world.firm)
    for party, by in ((firm, world.firm), (school, world.school)):
        council.attend(**DOES, meeting=meeting, party=party, by=by)
    council.vote(**DOES, motion=motion, party=firm, choice="no", by=world.firm)
    with pytest.raises(Conflict):
        council.vote(**DOES, motion=motion, party=firm, choice="yes", by=world.firm)
    with pytest.raises(NotFound):  # for somebody else
        council.vote(**DOES, motion=motion, party=school, choice="no", by=world.firm)
    council.vote(**DOES, motion=motion, party=school, choice="yes", by=world.school)
    with pytest.raises(WrongState):
        council.settle(**DOES, motion=motion, by=world.officer)
    closed = {**DOES, "at": NOW + DAY}
    with pytest.raises(WrongState):  # the moment of the close is too late
        council.vote(**closed, motion=motion, party=school, choice="no", by=world.school)
    assert council.settle(**closed, motion=motion, by=world.officer) == "passed"
    assert rows("Motion").get().tally["how"] == "chair"
    council.write_minutes(**closed, meeting=meeting, text="通过。", by=world.officer)
    pledged = council.pledge(
        **DOES, council=number, party=firm, text="十个学位", due_on=NOW.date() + 90 * DAY, by=world.firm
    )
    council.keep(**closed, council=number, number=pledged, evidence="协议", by=world.officer)
    with pytest.raises(WrongState):
        council.keep(**closed, council=number, number=pledged, evidence="协议", by=world.officer)
    assert rows("Vote").count() == 2 and rows("Pledge").get().state == "kept"


def test_figures_of_the_year(world: World):
    told = {one.key: one.value for one in figures(zone=ZONE, year=2026)}
    assert told == {
        "talent.posts": 2,
        "talent.seats": None,
        "talent.gap": None,
        "talent.placed": None,
        "talent.hired": None,
    }
    assert {one.key: one.value for one in figures(zone=ZONE, year=2027)}["talent.seats"] == 4
