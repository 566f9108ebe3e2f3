"""Earned value by hand, the curve's laws, and what a report may say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.projects.rules.progress.network import Planned, schedule
from gaoxin.projects.rules.progress.reporting import check_report, check_second, read_place, read_quantity
from gaoxin.projects.rules.progress.value import (
    Done,
    Plan,
    curve,
    done_by,
    finish_forecast,
    planned_share,
    progress_on,
    value_on,
)
from gaoxin.projects.rules.progress.works import Link, Work

CALENDAR = rulebook.calendar()
D = dt.date


def work(code: str, weight: int, days: int, *after: Link) -> Work:
    return Work(code, code, "", weight, "work", "m", Decimal(100), days, None, after)


WORKS = (work("A", 4000, 20), work("B", 6000, 60, Link("A")))
PLAN = Plan(WORKS, schedule(WORKS, D(2024, 1, 2), CALENDAR)[1], 10_000)


def test_earned_value_by_hand():
    day = PLAN.planned["A"].finish
    value = value_on(PLAN, [Done("A", day, Decimal(50))], {D(2024, 1, 1): 2500}, day, CALENDAR)
    assert (value.due, value.progress) == (Fraction(4, 10), Fraction(2, 10))
    assert (value.pv, value.ev, value.ac) == (4000, 2000, 2500)
    assert (value.spi, value.cpi, value.eac) == (Fraction(1, 2), Fraction(4, 5), 12_500)


def test_nothing_divides_by_nothing():
    value = value_on(PLAN, [], {}, D(2023, 12, 29), CALENDAR)
    assert (value.spi, value.cpi, value.eac, value.ac) == (None, None, None, None)
    assert value_on(PLAN, [], {D(2024, 1, 1): 5}, D(2024, 1, 31), CALENDAR).cpi == 0


def test_the_latest_report_of_a_day_counts_also_downwards():
    reports = [
        Done("A", D(2024, 2, 1), Decimal(60), "b"), Done("A", D(2024, 2, 1), Decimal(40), "c"),
        Done("A", D(2024, 1, 5), Decimal(90), "a"), Done("A", D(2024, 3, 1), Decimal(70), "d"),
    ]  # fmt: skip
    assert done_by(reports, D(2024, 1, 4)) == {}
    assert done_by(reports, D(2024, 1, 31)) == {"A": Decimal(90)}
    assert done_by(reports, D(2024, 2, 29)) == {"A": Decimal(40)}
    assert progress_on(PLAN, reports, D(2024, 3, 1)) == Fraction(28, 100)


@given(st.dates(D(2024, 1, 1), D(2024, 12, 31)), st.dates(D(2024, 1, 1), D(2024, 12, 31)))
def test_the_plan_never_falls_and_ends_at_one(a, b):
    early, late = sorted((a, b))
    assert 0 <= planned_share(PLAN, early, CALENDAR) <= planned_share(PLAN, late, CALENDAR) <= 1
    assert planned_share(PLAN, PLAN.finish, CALENDAR) == 1


@given(st.integers(0, 100), st.integers(0, 100), st.dates(D(2024, 1, 2), D(2024, 8, 31)))
def test_the_curve_is_in_order(a, b, today):
    reports = [Done("A", today, Decimal(a)), Done("B", today, Decimal(b))]
    points = curve(PLAN, reports, today, CALENDAR)
    assert [p.on for p in points] == sorted({p.on for p in points})
    assert len(points) <= 120
    for before, after in zip(points, points[1:], strict=False):
        assert before.plan <= after.plan
        assert before.forecast is None or after.forecast is None or before.forecast <= after.forecast <= 1
    here = next(p for p in points if p.on == today)
    assert here.actual == progress_on(PLAN, reports, today)
    assert all((p.actual is not None) == (p.on <= today) for p in points)
    if here.actual:
        assert here.forecast == here.actual
        assert points[-1].forecast == 1 or len(points) == 120 or points[-1].on >= D(2026, 11, 30)
    else:
        assert all(p.forecast is None for p in points)


def test_on_the_plan_the_forecast_is_the_plan():
    today = PLAN.planned["A"].finish
    points = curve(PLAN, [Done("A", today, Decimal(100))], today, CALENDAR)
    assert all(p.forecast == p.plan for p in points if p.on >= today)
    assert finish_forecast(points) == points[-1].on


def test_half_the_pace_takes_twice_as_long():
    works = (work("A", 10_000, 40),)
    plan = Plan(works, schedule(works, D(2024, 1, 2), CALENDAR)[1], 1)
    first = CALENDAR.workdays_through(plan.start)
    today = CALENDAR.nth_workday(first + 19)
    points = curve(plan, [Done("A", today, Decimal(25))], today, CALENDAR)
    done = CALENDAR.nth_workday(first + 79)
    finished = finish_forecast(points)
    assert finished and finished >= done and finished - done < dt.timedelta(31)


def test_a_plan_of_one_day():
    plan = Plan(WORKS[:1], {"A": Planned(D(2024, 5, 6), D(2024, 5, 6))}, 1)
    assert [p.plan for p in curve(plan, [], D(2024, 5, 6), CALENDAR)] == [Fraction(4, 10)]


ASKED = {
    "name": "路一", "unit": "m", "quantity": Decimal(50), "planned": Decimal(100), "taken_on": D(2024, 5, 6), "today": D(2024, 5, 7),
    "before": Decimal(40), "before_on": D(2024, 5, 1), "reason": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"taken_on": D(2024, 5, 8)}, "日期在未来"),
        ({"taken_on": D(2024, 4, 30)}, "已有报告"),
        ({"quantity": Decimal("100.001")}, "超过基线工程量 100 m"),
        ({"quantity": Decimal("39.999")}, "少于上次报告的 40 m"),
        ({"reason": "长" * 501}, "原因过长"),
    ],
)
def test_what_a_report_may_not_say(changed, told):
    with pytest.raises(Invalid, match=told):
        check_report(**ASKED | changed)


def test_what_it_may():
    check_report(**ASKED)
    check_report(**ASKED | {"quantity": Decimal(100), "taken_on": D(2024, 5, 7)})
    check_report(**ASKED | {"quantity": Decimal(3), "reason": "复测更正"})
    check_report(**ASKED | {"before": None, "before_on": None, "quantity": Decimal(0)})
    with pytest.raises(NotAllowed, match="自己的报告"):
        check_second("a", "a", "甲")
    check_second("a", "b", "乙")


@pytest.mark.parametrize("text", ["", "abc", "-1", "1.2345", "NaN", "Infinity", "1e12", "１２x"])
def test_quantities_that_cannot_be(text):
    with pytest.raises(Invalid, match="完成量无法读取"):
        read_quantity(text)


def test_quantities_and_places():
    assert read_quantity(" 1,234.5 ") == Decimal("1234.500")
    place = read_place("23.6831234567", "113.05", " K0+320 ")
    assert (str(place.lat), str(place.lon), place.text) == ("23.683123", "113.050000", "K0+320")
    assert read_place("", "", "K1+000").lat is None
    for lat, lon, text, told in (
        ("", "", " ", "没有地点"), ("113.05", "23.68", "", "写反了"), ("51.5", "-0.1", "", "不在国内"), ("23.6", "", "", "无法读取"),
        ("x", "y", "", "无法读取"), ("NaN", "NaN", "", "无法读取"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=told):
            read_place(lat, lon, text)


def test_without_a_deleted_layer_the_whole_curve_is_of_what_is_left():
    """Plan, actual and forecast leave it out on every day, and agree with one another."""
    reports = [
        Done("A", D(2024, 1, 31), Decimal(50)),
        Done("GONE", D(2024, 1, 31), Decimal(9)),
        Done("A", D(2024, 2, 29), Decimal(60)),
    ]
    today = D(2024, 2, 29)
    with_it, without = (
        curve(PLAN, reports, today, CALENDAR),
        curve(PLAN, [r for r in reports if r.code != "GONE"], today, CALENDAR),
    )
    assert with_it == without
    point = next(p for p in with_it if p.on == today)
    assert point.actual == point.forecast == value_on(PLAN, reports, {}, today, CALENDAR).progress


def test_planned_costs_earn_their_own_share():
    """A fifth of the weight may be four fifths of the money."""
    works = (
        Work("A", "一", weight=8000, unit="m", quantity=Decimal(10), days=5, cost_k=20),
        Work("B", "二", weight=2000, unit="m", quantity=Decimal(10), days=5, after=(Link("A"),), cost_k=80),
    )
    plan = Plan(works, schedule(works, D(2024, 3, 4), CALENDAR)[1], 100)
    value = value_on(plan, [Done("A", D(2024, 3, 8), Decimal(10))], {D(2024, 3, 1): 40}, D(2024, 3, 8), CALENDAR)
    assert (value.progress, value.ev, value.pv, value.spi, value.cpi) == (Fraction(8, 10), 20, 20, 1, Fraction(1, 2))
    assert value.eac == 200
