"""Moments as text, the last day before an end, runs of holidays: small questions that others build on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.core.calendar import CalendarMissing, load_calendar
from gaoxin.core.calendar_files import read_year, write_year
from gaoxin.core.due import due_at, latest_before, natural_end
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit

FOLDER = Path(__file__).parents[2] / "catalogue" / "calendars"
CAL = load_calendar(FOLDER, "demo-qingyuan")
days = st.dates(dt.date(2024, 1, 1), dt.date(2026, 6, 30))


def test_a_time_without_an_offset_is_the_zone_s() -> None:
    assert CAL.moment("2026-03-02T10:00") == CAL.moment("2026-03-02T02:00:00+00:00") == CAL.moment(" 2026-03-02 10:00 ")
    assert CAL.moment("2026-03-02") == dt.datetime(2026, 3, 2, tzinfo=CAL.tz)
    with pytest.raises(Invalid, match="时间无法读取") as error:
        CAL.moment("at noon")
    assert "2026-03-02T10:00" in error.value.do


@given(days, st.integers(1, 60))
def test_working_days_before_and_after_meet(end: dt.date, amount: int) -> None:
    latest = latest_before(end, parse_limit(f"{amount}wd"), CAL)
    assert CAL.is_workday(latest)
    between = [latest + dt.timedelta(n) for n in range(1, (end - latest).days + 1)]
    assert sum(CAL.is_workday(day) for day in between) == amount
    due = due_at(CAL.closing(latest), parse_limit(f"{amount}wd"), CAL).date()
    assert due <= end
    assert not any(CAL.is_workday(due + dt.timedelta(n)) for n in range(1, (end - due).days + 1))


@given(days, st.integers(1, 60))
def test_natural_days_before_and_after_meet(end: dt.date, amount: int) -> None:
    limit = parse_limit(f"{amount}d")
    assert natural_end(latest_before(end, limit, CAL), limit) == end


@pytest.mark.parametrize(
    ("end", "limit", "latest"),
    [("2026-06-30", "30d", "2026-05-31"), ("2026-08-31", "6mo", "2026-02-28"), ("2028-02-29", "1y", "2027-02-28")],
)
def test_known_last_days(end: str, limit: str, latest: str) -> None:
    assert latest_before(dt.date.fromisoformat(end), parse_limit(limit), CAL) == dt.date.fromisoformat(latest)


def test_before_the_calendar_begins_there_is_no_answer() -> None:
    with pytest.raises(CalendarMissing) as error:
        latest_before(dt.date(2023, 1, 10), parse_limit("30wd"), CAL)
    assert error.value.year == 2022


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_years_we_ship_name_their_source_and_survive_being_written(tmp_path: Path, year: int) -> None:
    found = read_year(FOLDER / f"cn-{year}.yaml")
    assert found.year == year
    assert "国务院办公厅" in found.source
    assert read_year(write_year(found, tmp_path)) == found
    assert [path.name for path in tmp_path.glob("*.yaml")] == [f"cn-{year}.yaml"]


def test_runs_of_holidays() -> None:
    found = read_year(FOLDER / "cn-2026.yaml")
    runs = {name: (first.isoformat(), last.isoformat()) for name, first, last in found.runs(found.holidays)}
    assert runs["春节"] == ("2026-02-15", "2026-02-23")
    assert runs["国庆节"] == ("2026-10-01", "2026-10-07")


def test_a_failed_write_leaves_the_old_year_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_year(FOLDER / "cn-2026.yaml")
    path = write_year(found, tmp_path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_year(found, tmp_path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.glob("*.yaml")] == [path.name]
