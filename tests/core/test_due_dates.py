"""Due dates against dates a clerk can check on a wall calendar, and against a day-by-day reckoning."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.core.calendar import CalendarMissing, WorkCalendar, load_calendar
from gaoxin.core.due import Excluded, due_at, explain_due, workdays_between
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit

FOLDER = Path(__file__).parents[2] / "catalogue" / "calendars"
CAL = load_calendar(FOLDER, "demo-qingyuan")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=CAL.tz)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-09-29T10:00", "20wd", "2026-11-02T17:30"),  # National Day, make-up workday 10 October
        ("2026-02-13T10:00", "2wd", "2026-02-24T17:30"),  # Spring Festival; 14 February is a make-up workday
        ("2026-03-06T17:29", "7wd", "2026-03-17T17:30"),
        ("2026-03-02T09:00", "0.5wd", "2026-03-02T14:15"),
        ("2026-03-02T16:00", "4wh", "2026-03-03T11:30"),
        ("2026-03-06T18:00", "4wh", "2026-03-09T15:00"),  # accepted after closing: from Monday's opening
        ("2026-03-07T10:00", "0.5wd", "2026-03-09T14:15"),  # a Saturday does not advance the period
        ("2026-03-07T10:00", "0wd", "2026-03-09T17:30"),  # nothing ends on a rest day
        ("2026-03-02T10:00", "15d", "2026-03-17T17:30"),
        ("2026-03-02T10:00", "5d", "2026-03-09T17:30"),  # the 7th is a Saturday: moved (民法典 203)
        ("2026-01-31T10:00", "1mo", "2026-02-28T17:30"),  # 28 February is a make-up workday
        ("2024-02-29T10:00", "1y", "2025-02-28T17:30"),
    ],
)
def test_known_dates(start: str, limit: str, due: str) -> None:
    assert due_at(at(start), parse_limit(limit), CAL) == at(due)


def test_service_hours_count_only_where_the_item_says_so() -> None:
    assert due_at(at("2026-03-07T10:00"), parse_limit("0.5wd"), CAL, count_service=True) == at("2026-03-09T10:15")


def test_excluded_time_is_taken_out_once() -> None:
    gaps = [
        Excluded(at("2026-03-03T10:00"), at("2026-03-06T10:00")),
        Excluded(at("2026-03-05T10:00"), at("2026-03-10T10:00")),
    ]
    assert due_at(at("2026-03-02T10:00"), parse_limit("7wd"), CAL, gaps) == at("2026-03-18T17:30")
    assert due_at(at("2026-03-02T10:00"), parse_limit("7wd"), CAL, gaps[::-1]) == at("2026-03-18T17:30")


moments = st.integers(0, 1276 * 1440).map(lambda minutes: at("2023-01-01T00:00") + dt.timedelta(minutes=minutes))
gaps = st.lists(st.tuples(st.integers(0, 40 * 1440), st.integers(0, 15 * 1440)), max_size=3)


@given(moments, st.integers(1, 40), gaps)
def test_working_days_equal_a_day_by_day_count(start: dt.datetime, amount: int, spans: list[tuple[int, int]]) -> None:
    excluded = [Excluded(start + dt.timedelta(minutes=a), start + dt.timedelta(minutes=a + b)) for a, b in spans]
    day, left = start.date(), amount
    while left:
        day += dt.timedelta(1)
        out = any(gap.start.date() < day <= gap.end.date() for gap in excluded)
        left -= CAL.is_workday(day) and not out
    assert due_at(start, parse_limit(f"{amount}wd"), CAL, excluded) == CAL.closing(day)
    told = explain_due(start, parse_limit(f"{amount}wd"), CAL, excluded)
    assert told.at == CAL.closing(day) and all(step.text for step in told.steps)
    if not excluded:
        assert workdays_between(start, told.at, CAL) == amount


@given(moments, st.integers(1, 3000), gaps)
def test_office_minutes_equal_a_minute_by_minute_count(
    start: dt.datetime, minutes: int, spans: list[tuple[int, int]]
) -> None:
    excluded = [Excluded(start + dt.timedelta(minutes=a), start + dt.timedelta(minutes=a + b)) for a, b in spans]
    due = due_at(start, parse_limit(f"{(minutes + 59) // 60}wh"), CAL, excluded)
    expected = (minutes + 59) // 60 * 60
    covered = CAL.working_minutes(start, due)
    for begin, end in _united(excluded):
        covered -= CAL.working_minutes(max(begin, start), min(end, due)) if begin < due else 0
    assert covered == expected


def _united(excluded: list[Excluded]) -> list[tuple[dt.datetime, dt.datetime]]:
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for gap in sorted(excluded, key=lambda g: g.start):
        if found and gap.start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], gap.end))
        else:
            found.append((gap.start, gap.end))
    return found


def test_a_date_beyond_the_calendar_names_the_year_and_the_command() -> None:
    with pytest.raises(CalendarMissing) as error:
        due_at(at("2026-12-25T10:00"), parse_limit("20wd"), CAL)
    assert error.value.year == 2027
    assert "2027" in error.value.what and "calendar import" in error.value.do
    with pytest.raises(CalendarMissing):
        CAL.is_workday(dt.date(2022, 12, 31))


def test_naive_times_and_periods_that_run_backwards_are_refused() -> None:
    with pytest.raises(Invalid, match="时区"):
        due_at(at("2026-03-02T10:00").replace(tzinfo=None), parse_limit("1wd"), CAL)
    with pytest.raises(Invalid, match="早于"):
        due_at(
            at("2026-03-02T10:00"), parse_limit("1wd"), CAL, [Excluded(at("2026-03-05T10:00"), at("2026-03-04T10:00"))]
        )


@pytest.mark.parametrize("text", ["", "wd", "-1wd", "1.5d", "20 wd", "1.234wd", "７wd", "1e3wd"])
def test_a_limit_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="时限"):
        parse_limit(text)


@pytest.mark.parametrize("text", ["20wd", "0.5wd", "4wh", "15d", "3mo", "1y"])
def test_limits_round_trip(text: str) -> None:
    assert str(parse_limit(text)) == text


def test_years_with_a_gap_and_unknown_zones_are_refused(tmp_path: Path) -> None:
    for year in (2023, 2025):
        (tmp_path / f"cn-{year}.yaml").write_text((FOLDER / f"cn-{year}.yaml").read_text())
    with pytest.raises(Invalid, match="不连续"):
        load_calendar(tmp_path, "demo-qingyuan")
    with pytest.raises(Invalid, match="办公时间"):
        load_calendar(FOLDER, "elsewhere")


def test_saturday_is_service_but_not_work() -> None:
    saturday = dt.date(2026, 3, 7)
    assert CAL.is_service_day(saturday) and not CAL.is_workday(saturday)
    assert not CAL.is_service_day(dt.date(2026, 10, 3)), "a holiday is no service day"
    assert CAL.next_opening(at("2026-03-06T18:00")) == at("2026-03-09T09:00")
    assert CAL.next_opening(at("2026-03-06T18:00"), service=True) == at("2026-03-07T09:00")
    assert isinstance(CAL, WorkCalendar) and len(CAL.digest) == 64
