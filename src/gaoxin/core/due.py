"""Due dates: start + limit over a calendar, excluded periods taken out, and the reasons step by step.

Day-counted limits: the day of the event is not counted (民法典 201); the last day ends at close of business, and a last
natural day that is a rest day moves to the next workday (民法典 203). Periods of approvals are working days (行政许可法 82).
Sub-day limits run in office minutes. Excluded periods (行政许可法 45) take out the days after A up to and including B.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.core.calendar import CalendarMissing, WorkCalendar
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import Limit


@dataclass(frozen=True, slots=True)
class Excluded:
    """A period that does not count: from the moment it began to the moment it ended."""

    start: dt.datetime
    end: dt.datetime
    why: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Due:
    """The due date and how it was found."""

    at: dt.datetime
    steps: tuple[Step, ...]


def due_at(
    start: dt.datetime,
    limit: Limit,
    calendar: WorkCalendar,
    excluded: Sequence[Excluded] = (),
    *,
    count_service: bool = False,
) -> dt.datetime:
    """When `limit` from `start` ends. Aware datetimes. Raises CalendarMissing beyond the loaded years."""
    start = calendar.local(start)
    gaps = _united(excluded, calendar) if excluded else ()
    if limit.unit == "wh" or (limit.unit == "wd" and (count_service or not limit.whole)):
        scale = 60 if limit.unit == "wh" else calendar.day_minutes
        return _minutes_due(start, int(limit.amount * scale), calendar, gaps, count_service)
    if limit.unit == "wd":
        return calendar.closing(_workdays_due(start.date(), int(limit.amount), calendar, gaps))
    last = _natural_due(start.date(), limit, gaps)
    return calendar.closing(calendar.workday_from(last))


def explain_due(
    start: dt.datetime,
    limit: Limit,
    calendar: WorkCalendar,
    excluded: Sequence[Excluded] = (),
    *,
    count_service: bool = False,
) -> Due:
    """The same date as `due_at`, reckoned day by day in the open."""
    start = calendar.local(start)
    at = due_at(start, limit, calendar, excluded, count_service=count_service)
    steps = [Step(f"起算 starts {start:%Y-%m-%d %H:%M}", "民法典 200")]
    if limit.unit == "wh" or not limit.whole or count_service:
        steps.append(Step("以办公时间的分钟计，非办公时间自下一开门时起算 counted in office minutes", "行政许可法 82"))
        if not count_service:
            steps.append(Step("周六服务时间不计入 Saturday service hours do not count", "行政许可法 82"))
    else:
        steps.append(Step("当日不计入，自次日起算 the day of the event is not counted", "民法典 201"))
    if limit.unit == "wd":
        steps += _told_days(start.date(), at.date(), calendar)
    for gap in excluded:
        told = f"扣除 excluded {calendar.local(gap.start):%Y-%m-%d %H:%M} → {calendar.local(gap.end):%Y-%m-%d %H:%M} {gap.why}"
        steps.append(Step(told.strip(), gap.article or "行政许可法 45"))
    if limit.unit in ("d", "mo", "y"):
        last = _natural_due(start.date(), limit, _united(excluded, calendar))
        if last != at.date():
            steps.append(Step(f"{last} 为休息日，顺延 is a rest day: moved to {at.date()}", "民法典 203"))
    article = "民法典 203" if limit.whole and limit.unit != "wh" else "行政许可法 82"
    steps.append(Step(f"{limit} → {at:%Y-%m-%d %H:%M} 届满（营业时间截止）ends", article))
    return Due(at, tuple(steps))


def natural_end(day: dt.date, limit: Limit) -> dt.date:
    """The last day of a natural period (`d`, `mo`, `y`) that begins on `day`, rest days not moved: for validity, which no
    calendar needs to reach."""
    return _natural_due(day, limit, ())


def latest_before(end: dt.date, limit: Limit, calendar: WorkCalendar) -> dt.date:
    """The last day that lies a whole `limit` (`wd`, `d`, `mo`, `y`) before `end`: by when something must be asked for."""
    if limit.unit == "wd":
        number = calendar.workdays_through(end) - int(limit.amount)
        if number < 1:
            raise CalendarMissing(calendar.first.year - 1)
        return calendar.nth_workday(number)
    return _shifted(end, limit, -1)


def workdays_between(a: dt.datetime, b: dt.datetime, calendar: WorkCalendar) -> int:
    """Working days after the day of `a` up to and including the day of `b`."""
    a, b = calendar.local(a), calendar.local(b)
    return max(0, calendar.workdays_through(b.date()) - calendar.workdays_through(a.date()))


def _workdays_due(
    day: dt.date, amount: int, calendar: WorkCalendar, gaps: Sequence[tuple[dt.datetime, dt.datetime]]
) -> dt.date:
    through = calendar.workdays_through
    target = through(day) + amount
    for begin, end in gaps:
        after, until = max(begin.date(), day), end.date()
        if until <= day:
            continue
        if through(after) >= target:
            break
        target += through(until) - through(after)
    return calendar.nth_workday(target) if amount else calendar.workday_from(day)


def _shifted(day: dt.date, limit: Limit, sign: int) -> dt.date:
    """`day` moved by natural days, months or years; a day that a month lacks becomes its last one."""
    amount = sign * int(limit.amount)
    if limit.unit == "d":
        return day + dt.timedelta(amount)
    count = day.year * 12 + day.month - 1 + amount * (12 if limit.unit == "y" else 1)
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _natural_due(day: dt.date, limit: Limit, gaps: Sequence[tuple[dt.datetime, dt.datetime]]) -> dt.date:
    last = _shifted(day, limit, 1)
    for begin, end in gaps:
        after, until = max(begin.date(), day), end.date()
        if until > day and after < last:
            last += until - after
    return last


def _minutes_due(
    start: dt.datetime,
    minutes: int,
    calendar: WorkCalendar,
    gaps: Sequence[tuple[dt.datetime, dt.datetime]],
    service: bool,
) -> dt.datetime:
    at = start
    for begin, end in gaps:
        if end <= at:
            continue
        run = calendar.working_minutes(at, begin, service=service) if begin > at else 0
        if run >= minutes:
            break
        minutes -= run
        at = end
    return calendar.add_minutes(at, minutes, service=service)


def _united(excluded: Sequence[Excluded], calendar: WorkCalendar) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
    """The periods in order, overlapping ones made one, so that no day is taken out twice."""
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for begin, end in sorted((calendar.local(gap.start), calendar.local(gap.end)) for gap in excluded):
        if end < begin:
            raise Invalid(
                f"中止期间的结束早于开始 an excluded period ends before it begins: {begin} / {end}",
                do="核对起止时间 check both times",
                article="行政许可法 45",
            )
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def _told_days(first: dt.date, last: dt.date, calendar: WorkCalendar) -> list[Step]:
    """Named holidays and make-up workdays between the two days, each run of one name told once."""
    runs: list[tuple[str, bool, dt.date, dt.date]] = []
    day = first + dt.timedelta(1)
    while day <= last:
        name, works = calendar.reason(day), calendar.is_workday(day)
        if name and runs and runs[-1][0] == name and runs[-1][1] is works and runs[-1][3] == day - dt.timedelta(1):
            runs[-1] = (name, works, runs[-1][2], day)
        elif name:
            runs.append((name, works, day, day))
        day += dt.timedelta(1)
    told = "调休上班，计入 make-up workday, counted", "放假，不计入 holiday, not counted"
    return [
        Step(f"{name} {a}{'' if a == b else f'…{b}'} {told[0] if works else told[1]}", "行政许可法 82")
        for name, works, a, b in runs
    ]
