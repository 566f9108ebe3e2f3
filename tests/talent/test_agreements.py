"""Agreements hold from their first to their last day, or to the day on which a side ends them; what stands on given seats stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaoxin.core.errors import Invalid, WrongState
from gaoxin.talent.selectors.agreements import standing
from gaoxin.talent.selectors.desks import waiting_of
from gaoxin.talent.services import courses, placements, posts, schools
from tests.economy.conftest import ZONE
from tests.talent.conftest import FIRST, LAST, NOW, WELDER, World, rows

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
UNTIL = dt.date(2028, 1, 1)  # of the agreement of the world


def agreed_placement(world: World) -> str:
    number = placements.place(**DOES, student=world.pupil(1), post=world.post, by=world.school)
    for by in (world.school, world.firm):
        placements.agree(**DOES, number=number, by=by)
    return number


def test_an_agreement_that_ends_later_is_in_force_until_that_day(world: World):
    number, agreement = agreed_placement(world), world.agreed()
    courses.end_agreement(**DOES, number=agreement, on=TODAY + 30 * DAY, by=world.firm)
    after = {**DOES, "at": NOW + 30 * DAY}
    with pytest.raises(WrongState, match="协议"):
        placements.start(**after, number=number, signed_on=TODAY, by=world.school)
    assert rows("Placement").get().state == "agreed"
    placements.start(**DOES, number=number, signed_on=TODAY, by=world.school)
    assert rows("Placement").get().state == "started"


def test_a_partners_instructor_teaches_until_the_agreement_is_over(world: World):
    agreement = world.agreed()
    mentor = courses.add_instructor(
        **DOES, party=world.parties["firm"], name="导师（演示）", occupation=WELDER, hours=200, by=world.firm
    )
    course: dict[str, Any] = {
        "school": world.school_id, "occupation": WELDER, "title": "焊接", "seats": 1, "hours": 40, "starts": FIRST, "ends": LAST,
        "by": world.school, "instructor": mentor,
    }  # fmt: skip
    courses.end_agreement(**DOES, number=agreement, on=TODAY + 5 * DAY, by=world.school)
    courses.fill(**DOES, **course)
    with pytest.raises(Exception, match="没有这名导师"):
        courses.fill(**{**DOES, "at": NOW + 5 * DAY}, **course)
    assert rows("Course").count() == 1


@pytest.mark.parametrize("on", [TODAY - DAY, UNTIL + DAY])
def test_it_ends_neither_before_it_began_nor_after_its_last_day(world: World, on: dt.date):
    agreement = world.agreed()
    with pytest.raises(Invalid):
        courses.end_agreement(**DOES, number=agreement, on=on, by=world.firm)
    assert rows("Agreement").get().ended_on is None


def test_an_offer_whose_last_day_is_over_cannot_be_accepted(world: World):
    number = courses.offer(
        **DOES,
        school=world.school_id,
        party=world.parties["firm"],
        subject="培养",
        since=TODAY,
        until=TODAY,
        by=world.school,
    )
    with pytest.raises(WrongState, match="到期"):
        courses.accept(**{**DOES, "at": NOW + DAY}, number=number, by=world.firm)
    assert rows("Agreement").get().agreed_at is None
    courses.accept(**DOES, number=number, by=world.firm)
    assert rows("Agreement").get().agreed_at == NOW


def test_where_it_stands_on_each_day(world: World):
    world.agreed()
    row = rows("Agreement").get()
    told = [standing(row, day) for day in (TODAY - DAY, TODAY, UNTIL, UNTIL + DAY)]
    row.ended_on = TODAY + DAY
    told += [standing(row, day) for day in (TODAY, TODAY + DAY)]
    row.agreed_at = None
    told.append(standing(row, TODAY + DAY))
    row.ended_on = None
    told.append(standing(row, TODAY))
    assert told == ["ahead", "force", "force", "expired", "ending", "ended", "refused", "offered"]


def test_months_of_practice_stand_once_somebody_is_placed(world: World):
    number = placements.place(**DOES, student=world.pupil(1), post=world.post, by=world.school)
    told: dict[str, Any] = {**DOES, "programme": world.programme, "year": 2027, "by": world.school}
    with pytest.raises(WrongState, match="实习月份"):
        schools.set_seats(**told, seats=4, practice_from=FIRST, practice_to=dt.date(2026, 10, 1))
    assert rows("Cohort").get().practice_to == LAST
    schools.set_seats(**told, seats=5, practice_from=FIRST, practice_to=LAST)  # seats may
    placements.withdraw(**DOES, number=number, reason="改期", by=world.school)
    schools.set_seats(**told, seats=5, practice_from=FIRST, practice_to=dt.date(2026, 10, 1))
    assert (rows("Cohort").get().seats, rows("Cohort").get().practice_to) == (5, dt.date(2026, 10, 1))


def test_a_base_keeps_the_seats_that_students_have(world: World):
    for n in (1, 2):
        placements.place(**DOES, student=world.pupil(n), post=world.post, by=world.school)
    told: dict[str, Any] = {
        **DOES, "party": world.parties["firm"], "name": "一厂", "workers": 100, "lat": 23.72, "lon": 113.05, "by": world.firm,
    }  # fmt: skip
    with pytest.raises(Invalid, match="2026-10 学位"):
        posts.set_base(**told, months={FIRST: 4, dt.date(2026, 10, 1): 1})
    assert set(rows("BaseMonth").values_list("seats", flat=True)) == {9}
    posts.set_base(**told, months={dt.date(2026, 10, 1): 2})
    assert rows("BaseMonth").get(month=dt.date(2026, 10, 1)).seats == 2


def test_who_has_practised_waits_no_more(world: World):
    number = agreed_placement(world)
    world.agreed()
    placements.start(**DOES, number=number, signed_on=TODAY, by=world.school)
    later = {**DOES, "at": NOW + 130 * DAY}
    placements.end(**later, number=number, on=TODAY + 120 * DAY, reason="期满", by=world.school)
    waiting = waiting_of(zone=ZONE, party=world.parties["school"], by=world.school)
    assert [one.number for one in waiting] == ["S2", "S3"]
