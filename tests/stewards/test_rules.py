"""Caseload, first answers, early warning, return to work, the ladder: without a database."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest

from gaoxin.core.calendar import load_calendar
from gaoxin.core.errors import Invalid, NotAllowed, WrongState
from gaoxin.projects.rules.stewards import answering, caseload, ladder, returning, warnings
from gaoxin.projects.rules.stewards.answering import Times
from gaoxin.projects.rules.stewards.book import read_book
from gaoxin.projects.rules.stewards.caseload import Served
from gaoxin.projects.rules.stewards.returning import Told
from gaoxin.projects.rules.stewards.warnings import Declared, Known

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"
BOOK = read_book(CATALOGUE)
CALENDAR = load_calendar(CATALOGUE / "calendars", "demo-qingyuan")
TODAY = dt.date(2025, 6, 16)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=CALENDAR.tz)


# caseload


def test_those_without_a_steward_go_to_the_lightest_and_are_told_why():
    served = [Served("a", "甲", "s1"), Served("b", "乙", ""), Served("c", "丙", "gone", inquiries=2)]
    found = caseload.propose(served, ["s1", "s2"], BOOK.service.caseload, {"s1": "谢", "s2": "邹"})
    assert [(p.party, p.before, p.steward, p.backup) for p in found[:2]] == [
        ("c", "gone", "s2", "s1"),
        ("b", "", "s1", "s2"),
    ]
    assert "邹" in found[0].reason and "18" in found[0].reason


def test_an_even_load_is_left_alone():
    served = [Served(str(n), str(n), f"s{n % 2}") for n in range(10)]
    assert caseload.propose(served, ["s0", "s1"], BOOK.service.caseload, {}) == []


def test_moves_narrow_the_gap_and_stop():
    served = [Served(str(n), str(n), "s0") for n in range(10)]
    found = caseload.propose(served, ["s0", "s1"], BOOK.service.caseload, {})
    assert len(found) == 5 and {p.steward for p in found} == {"s1"} and {p.before for p in found} == {"s0"}
    left = [s if s.key not in {p.party for p in found} else Served(s.key, s.name, "s1") for s in served]
    assert set(caseload.loads(left, ["s0", "s1"], BOOK.service.caseload).values()) == {50}


def test_the_industry_decides_between_equals():
    served = [
        Served("a", "甲", "s1", industry="3985"),
        Served("b", "乙", "s2", industry="1431"),
        Served("c", "丙", "", industry="1499"),
    ]
    assert caseload.propose(served, ["s1", "s2"], BOOK.service.caseload, {})[0].steward == "s2"


def _moved_plainly(served: list[Served], held: dict[str, int]) -> list[tuple[str, str]]:
    """Every enterprise of the heaviest looked at anew for each move: (enterprise, to whom)."""
    load, left, found = BOOK.service.caseload, {one.key: one for one in served}, list[tuple[str, str]]()
    while True:
        heavy, light = max(held, key=lambda w: (held[w], w)), min(held, key=lambda w: (held[w], w))
        gap = held[heavy] - held[light]
        points = {one.key: caseload.points_of(one, load) for one in left.values() if one.steward == heavy}
        fitting = [left[key] for key, weight in points.items() if weight < gap]
        if gap <= load.tolerance or not fitting:
            return found
        one = min(fitting, key=lambda one: (abs(gap - 2 * points[one.key]), one.inquiries, one.name, one.key))
        held[heavy] -= points[one.key]
        held[light] += points[one.key]
        del left[one.key]
        found.append((one.key, light))


@pytest.mark.parametrize("seed", range(6))
def test_few_proposals_are_the_first_of_all_and_what_looking_at_everybody_finds(seed):
    chance = random.Random(seed)
    people = [f"s{n}" for n in range(4)]
    served = [
        Served(f"k{n:03d}", chance.choice("甲乙丙丁") * chance.randrange(1, 4), people[min(chance.randrange(9), 3)],
               chance.choice([0, 0, 0, 1, 3]), chance.choice([0, 0, 0, 2]))
        for n in range(60)
    ]  # fmt: skip
    whole = caseload.propose(served, people, BOOK.service.caseload, {})
    assert whole and [(p.party, p.steward) for p in whole] == _moved_plainly(
        served, caseload.loads(served, people, BOOK.service.caseload)
    )
    for most in (0, 1, 5, 20):
        assert caseload.propose(served, people, BOOK.service.caseload, {}, most) == whole[:most]
    mixed = [replace(one, steward="") if n % 9 == 0 else one for n, one in enumerate(served)]
    whole = caseload.propose(mixed, people, BOOK.service.caseload, {})
    assert caseload.propose(mixed, people, BOOK.service.caseload, {}, 10) == whole[:10]


def test_nobody_serves_nothing_is_proposed():
    assert caseload.propose([Served("a", "甲", "")], [], BOOK.service.caseload, {}) == []


# first answer


def test_the_first_answer_is_due_on_the_working_calendar():
    service = BOOK.service
    assert answering.first_answer_due(at("2025-06-16T09:00"), service, CALENDAR) == at("2025-06-16T15:00")
    friday_evening = answering.first_answer_due(at("2025-06-13T17:00"), service, CALENDAR)
    assert friday_evening == at("2025-06-16T14:30")
    spring = answering.first_answer_due(at("2025-01-28T10:00"), service, CALENDAR)  # the Spring Festival holiday
    assert spring.date() == dt.date(2025, 2, 5)
    assert answering.why_due(at("2025-06-13T17:00"), service, CALENDAR).at == friday_evening


@pytest.mark.parametrize(
    ("now", "answered", "closed", "told"),
    [
        ("2025-06-16T10:00", None, None, "waiting"),
        ("2025-06-16T14:30", None, None, "soon"),
        ("2025-06-16T15:01", None, None, "late"),
        ("2025-06-17T10:00", "2025-06-16T11:00", None, "answered"),
        ("2025-06-17T10:00", "2025-06-16T16:00", None, "answered-late"),
        ("2025-06-17T10:00", "2025-06-16T16:00", "2025-06-17T09:00", "closed"),
    ],
)
def test_standing(now, answered, closed, told):
    times = Times(
        at("2025-06-16T09:00"),
        at("2025-06-16T15:00"),
        at(answered) if answered else None,
        at(closed) if closed else None,
    )
    assert answering.standing(times, at(now), BOOK.service, CALENDAR) == told


def test_sums_of_questions():
    asked, due = at("2025-06-16T09:00"), at("2025-06-16T15:00")
    found = [Times(asked, due, at("2025-06-16T10:00")), Times(asked, due, at("2025-06-16T16:00")), Times(asked, due)]
    told = answering.summed(found, at("2025-06-17T09:00"), CALENDAR)
    assert (told.asked, told.answered, told.in_time, told.late, told.median_minutes) == (3, 2, 1, 2, (60 + 300) // 2)
    assert answering.summed([], at("2025-06-17T09:00"), CALENDAR).median_minutes is None


def test_saturday_share():
    assert answering.saturday_share([at("2025-06-14T10:00"), at("2025-06-16T10:00")], CALENDAR) == (1, 2)


def test_ratings_and_days_that_cannot_be():
    times = Times(at("2025-06-16T09:00"), at("2025-06-16T15:00"), at("2025-06-16T10:00"))
    answering.check_rating(5, times, rated=False)
    for stars in (0, 6):
        with pytest.raises(Invalid):
            answering.check_rating(stars, times, rated=False)
    with pytest.raises(WrongState):
        answering.check_rating(5, times, rated=True)
    with pytest.raises(WrongState):
        answering.check_rating(5, Times(times.asked, times.due), rated=False)
    with pytest.raises(Invalid):
        answering.check_past(TODAY + dt.timedelta(1), TODAY, "走访日期")
    with pytest.raises(Invalid):
        answering.check_words("  ", BOOK.service, "问题")


# early warning


def judged(**known):
    return warnings.judge(Known(dt.date(2025, 6, 1), **known), TODAY, BOOK.warnings)


def test_nothing_wrong_nothing_told():
    assert judged(reported=dt.date(2025, 6, 1)).level is None and judged().found == ()


def test_weak_signals_add_up_with_reasons():
    power = {dt.date(2024, 5, 1): 1000, dt.date(2025, 4, 1): 900, dt.date(2025, 5, 1): 700}
    told = judged(reported=dt.date(2025, 3, 1), power=power)
    assert [f.signal.code for f in told.found] == ["power-down", "silent"]
    assert told.points == 60 and told.level is not None and told.level.code == "amber"
    assert told.reasons.zh == "用电下降 30 + 长期未填报 30 = 60"
    assert "下降 30.0%" in told.found[0].evidence.zh and "上年同月" in told.found[0].evidence.zh


def test_the_thresholds_hold_exactly():
    year_ago = {dt.date(2024, 5, 1): 1000}
    assert not judged(reported=TODAY, power=year_ago | {dt.date(2025, 5, 1): 801}).found
    assert judged(reported=TODAY, power=year_ago | {dt.date(2025, 5, 1): 800}).found
    assert not judged(reported=TODAY - dt.timedelta(60)).found
    assert judged(reported=TODAY - dt.timedelta(61)).found


def test_silence_is_counted_to_the_last_period_on_file():
    day = dt.date
    assert warnings.counted_to(TODAY, None, None) == TODAY
    assert warnings.counted_to(TODAY, day(2025, 4, 1), day(2025, 2, 28)) == day(2025, 5, 1)
    assert warnings.counted_to(TODAY, day(2025, 6, 1), None) == TODAY  # the month is not over
    known = Known(
        day(2025, 1, 1), reported=day(2025, 3, 1), declared=(Declared("stopped", day(2025, 6, 10), "停", "电话"),)
    )
    told = warnings.judge(known, TODAY, BOOK.warnings, as_of=day(2025, 4, 1))
    assert told.codes == ["stopped"]  # 31 days of silence to 1 April; stopped work stands today
    told = warnings.judge(known, TODAY, BOOK.warnings, as_of=day(2025, 6, 1))
    assert told.codes == ["silent", "stopped"] and "92 天（规则：超过 60 天）" in told.found[1].evidence.zh
    assert "92 days to 2025-06-01 (rule: more than 60 days)" in told.found[1].evidence.en


def test_an_old_reading_says_nothing_of_now():
    power = {day: kwh for day, kwh in ((dt.date(2024, 1, 1), 1000), (dt.date(2025, 1, 1), 100))}
    assert judged(reported=TODAY, power=power).points == 0
    assert warnings.judge(Known(TODAY, power=power), dt.date(2025, 3, 1), BOOK.warnings).points == 60


def test_a_month_that_is_not_over_is_not_judged():
    assert not judged(
        reported=TODAY, power={dt.date(2024, 6, 1): 1000, dt.date(2025, 5, 1): 1000, dt.date(2025, 6, 1): 1}
    ).found


def test_a_collapse_counts_once_and_one_trouble_told_twice_is_one():
    power = {dt.date(2025, 4, 1): 1000, dt.date(2025, 5, 1): 100}
    twice = [Declared("stopped", dt.date(2025, 6, day), "停产", "走访") for day in (2, 9)]
    told = judged(reported=TODAY, power=power, declared=twice)
    assert [f.signal.code for f in told.found] == ["stopped", "power-collapse"] and told.points == 130
    assert told.level is not None and told.level.code == "red"
    over = [Declared("stopped", dt.date(2025, 6, 2), "停产", "走访", ended=dt.date(2025, 6, 10))]
    assert judged(reported=TODAY, declared=over).found == ()


def test_a_bad_rating_counts_for_its_time():
    assert judged(reported=TODAY, ratings=[(dt.date(2025, 6, 3), 2)]).points == 20
    assert judged(reported=TODAY, ratings=[(dt.date(2024, 6, 3), 1), (TODAY, 3)]).points == 0


# return to work

ROUND = {
    "today": dt.date(2025, 2, 10),
    "since": dt.date(2025, 2, 5),
    "until": dt.date(2025, 2, 28),
    "known": BOOK.service.obstacles,
}


def test_a_declaration_that_cannot_be():
    good = {
        "day": dt.date(2025, 2, 6),
        "returned": True,
        "capacity": 60,
        "back": 30,
        "normal": 50,
        "obstacles": ("orders", "labour"),
    }
    assert returning.check(**good, **ROUND) == ("labour", "orders")
    for wrong in (
        {"day": dt.date(2025, 2, 11)}, {"day": dt.date(2025, 2, 4)}, {"capacity": 101}, {"capacity": -1}, {"back": 51},
        {"obstacles": ("weather",)}, {"returned": False},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            returning.check(**(good | wrong), **ROUND)
    with pytest.raises(NotAllowed):
        returning.check_confirmer("u1", "u1")


def test_sums_of_a_round():
    told = [
        Told("a", dt.date(2025, 2, 5), True, 100, (100, 100), (), confirmed=True),
        Told("b", dt.date(2025, 2, 7), True, 50, (100, 300), ("labour",), confirmed=False),
        Told("c", dt.date(2025, 2, 7), False, 0, (0, 0), ("labour", "orders"), confirmed=True),
    ]
    found = returning.sums(told, 5)
    assert (found.declared, found.confirmed, found.returned, found.returned_confirmed, found.silent) == (3, 2, 2, 1, 2)
    assert found.capacity_bp == 100 * (100 * 100 + 50 * 300) // 401
    assert found.obstacles == (("labour", 2), ("orders", 1))
    assert returning.sums([], 5).capacity_bp is None
    days = returning.by_day(told, dt.date(2025, 2, 5), dt.date(2025, 2, 8), 4, dt.date(2025, 2, 6))
    assert [(d.returned, d.confirmed) for d in days] == [(1, 1), (1, 1), (2, 1), (2, 1)]
    assert [(d.after, d.share_bp) for d in days] == [(None, 2500), (1, 2500), (2, 5000), (3, 5000)]
    assert returning.by_day([], dt.date(2025, 2, 5), dt.date(2025, 2, 5), 0, None)[0].share_bp == 0


@pytest.mark.parametrize(("year", "day"), [(2023, "2023-01-28"), (2024, "2024-02-18"), (2025, "2025-02-05")])
def test_the_first_day_after_the_festival_is_the_calendars(year, day):
    """A make-up workday that bears the festival's name is no day off."""
    assert CALENDAR.after_holiday(BOOK.service.returning.holiday, year) == dt.date.fromisoformat(day)
    assert CALENDAR.after_holiday("没有这个节", year) is CALENDAR.after_holiday("春节", 2099) is None


def test_many_enterprises_are_gathered_in_squares_and_none_is_lost():
    spots = [returning.Spot(str(n), "", "", 113 + n / 1000, 23.7, ("silent", "out")[n % 2]) for n in range(100)]
    found = returning.gather(spots, 10)
    assert len(found) == 11 and sum(sum(one.counts.values()) for one in found) == 100
    assert returning.gather(spots[:1], 10)[0].counts == {"silent": 1} and returning.gather([], 10) == []
    assert [returning.state_of(*one) for one in ((None, False), (False, True), (True, False), (True, True))] == [
        "silent", "out", "returned", "confirmed",
    ]  # fmt: skip


# ladder


def test_the_gap_and_the_years_to_it():
    told = ladder.place({2023: 4_000_000, 2024: 5_000_000}, 10_000_000, BOOK.ladder)
    assert (told.rung.code, told.gap_k, told.reached_bp, told.growth_bp, told.years) == (
        "fifty",
        5_000_000,
        5000,
        2500,
        4,
    )
    assert ladder.place({}, 10_000_000, BOOK.ladder).gap_k is None
    there = ladder.place({2024: 12_000_000}, 10_000_000, BOOK.ladder)
    assert (there.rung.code, there.gap_k, there.years, there.growth_bp) == ("hundred", 0, 0, None)
    assert ladder.place({2023: 5_000_000, 2024: 4_000_000}, 10_000_000, BOOK.ladder).years is None


def test_survey_data_is_refused_with_the_article():
    with pytest.raises(Invalid) as caught:
        ladder.check_output("statistics", 1, BOOK.ladder)
    assert caught.value.article == "统计法 28"
    ladder.check_output("declared", 1, BOOK.ladder)
    with pytest.raises(Invalid):
        ladder.check_output("declared", -1, BOOK.ladder)
    with pytest.raises(Invalid):
        ladder.check_slot("leader", 3, BOOK.ladder)
    ladder.check_slot("leader", 2, BOOK.ladder)


def test_a_book_with_levels_out_of_order_is_refused(tmp_path):
    for name in ("service", "cultivation"):
        (tmp_path / name).mkdir()
        for path in (CATALOGUE / name).glob("*.yaml"):
            text = path.read_text(encoding="utf-8").replace("from: 90", "from: 10")
            (tmp_path / name / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=r"warnings\.yaml"):
        read_book(tmp_path)
