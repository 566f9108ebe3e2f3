"""Earned value and the S-curve: what was planned by a day, what is done, what it cost, and where it leads.

Budgets and costs are integer thousands of yuan (千元). Planned progress of a leaf runs evenly over its working days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gaoxin.core.calendar import WorkCalendar
from gaoxin.projects.rules.progress.network import Planned
from gaoxin.projects.rules.progress.works import Work, roll_up, tree

MOST_POINTS = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """A frozen baseline as the rules read it. planned: dates of each leaf."""

    works: tuple[Work, ...]
    planned: Mapping[str, Planned]
    budget_k: int

    @property
    def start(self) -> dt.date:
        return min(slot.start for slot in self.planned.values())

    @property
    def finish(self) -> dt.date:
        return max(slot.finish for slot in self.planned.values())


@dataclass(frozen=True, slots=True)
class Done:
    """A confirmed report: the quantity to date of a leaf as of a day. order: which of one day came later."""

    code: str
    on: dt.date
    quantity: Decimal
    order: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """As of a day. progress, due: shares of the whole. pv, ev, ac, bac: 千元. spi, cpi, eac: None where nothing divides.

    pv = bac × due; ev = bac × progress; spi = ev / pv; cpi = ev / ac; eac = bac / cpi. ac: None where no cost was entered.
    """

    on: dt.date
    progress: Fraction
    due: Fraction
    bac: int
    ac: int | None

    @property
    def pv(self) -> Fraction:
        return self.bac * self.due

    @property
    def ev(self) -> Fraction:
        return self.bac * self.progress

    @property
    def spi(self) -> Fraction | None:
        return self.progress / self.due if self.due else None

    @property
    def cpi(self) -> Fraction | None:
        return self.ev / self.ac if self.ac else None

    @property
    def eac(self) -> Fraction | None:
        return self.bac / self.cpi if self.cpi else None


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the curve: shares of the whole, None where there is nothing to say."""

    on: dt.date
    plan: Fraction
    actual: Fraction | None
    forecast: Fraction | None


def planned_share(plan: Plan, day: dt.date, calendar: WorkCalendar) -> Fraction:
    """How much of the whole should be done at the end of that day."""
    return _planned(planned_by_day(plan, calendar), plan, day, calendar)


def planned_by_day(plan: Plan, calendar: WorkCalendar) -> list[Fraction]:
    """Planned share at the end of each working day of the plan; the first entry is the evening before it begins."""
    first, length = _span(plan, calendar)
    pace = [Fraction(0)] * (length + 2)  # by how much the share of a day changes on that day
    for row in tree(plan.works):
        if row.leaf:
            slot = plan.planned[row.work.code]
            start = calendar.workdays_through(slot.start) - first
            finish = calendar.workdays_through(slot.finish) - first
            even = row.share / (finish - start + 1)
            pace[start] += even
            pace[finish + 1] -= even
    shares, daily = [Fraction(0)], Fraction(0)
    for change in pace[1 : length + 1]:
        daily += change
        shares.append(shares[-1] + daily)
    return shares


def done_by(reports: Sequence[Done], day: dt.date) -> dict[str, Decimal]:
    """Quantity to date of each leaf at the end of that day: its latest report up to then, also where it corrects downwards."""
    latest: dict[str, Done] = {}
    for report in reports:
        known = latest.get(report.code)
        if report.on <= day and (known is None or (known.on, known.order) <= (report.on, report.order)):
            latest[report.code] = report
    return {code: report.quantity for code, report in latest.items()}


def progress_on(plan: Plan, reports: Sequence[Done], day: dt.date) -> Fraction:
    """Weighted progress of the whole at the end of that day."""
    return roll_up(plan.works, done_by(reports, day)).get("", Fraction(0))


def value_on(
    plan: Plan, reports: Sequence[Done], costs: Mapping[dt.date, int], day: dt.date, calendar: WorkCalendar
) -> Value:
    """costs: 千元 by first day of the month; months up to that of `day` count."""
    spent = [amount for month, amount in costs.items() if month <= day]
    return Value(
        day, progress_on(plan, reports, day), planned_share(plan, day, calendar), plan.budget_k,
        sum(spent) if spent else None,
    )  # fmt: skip


def curve(plan: Plan, reports: Sequence[Done], today: dt.date, calendar: WorkCalendar) -> list[Point]:
    """Month ends from the start to the planned end, or to where the forecast is done; `today` among them while it runs.

    Forecast (earned schedule): the plan reached today's progress on some earlier day; the rest of the plan goes on from there at
    the pace so far, working days earned for each working day gone. Nothing is forecast before anything was done.
    """
    shares = planned_by_day(plan, calendar)
    ahead = forecast_of(plan, progress_on(plan, reports, today), today, calendar, shares)
    points: list[Point] = []
    for day in _days(plan.start, today, calendar.last):
        actual = progress_on(plan, reports, day) if day <= today else None
        coming = ahead(day) if day >= today and ahead is not None else None
        points.append(Point(day, _planned(shares, plan, day, calendar), actual, coming))
        over = day >= plan.finish and day >= today and (coming is None or coming == 1)
        if over or len(points) == MOST_POINTS:
            break
    return points


def forecast_of(
    plan: Plan, progress: Fraction, today: dt.date, calendar: WorkCalendar, at_end: Sequence[Fraction]
) -> Callable[[dt.date], Fraction] | None:
    """Forecast share by day, from today on; None where nothing was done or the plan has not begun. at_end: `planned_by_day`."""
    if not progress or today < plan.start:
        return None
    first, length = _span(plan, calendar)
    gone = Fraction(calendar.workdays_through(today) - first)
    if progress == 1 or not gone:
        return lambda day: progress
    earned = _earned(at_end, progress)
    pace = earned / gone

    def share(day: dt.date) -> Fraction:
        reached = earned + (calendar.workdays_through(day) - first - gone) * pace
        if reached >= length:
            return Fraction(1)
        whole = reached.numerator // reached.denominator
        return max(progress, at_end[whole] + (at_end[whole + 1] - at_end[whole]) * (reached - whole))

    return share


def finish_forecast(points: Sequence[Point]) -> dt.date | None:
    """The month end by which the forecast is done; None where it is not within the curve."""
    return next((point.on for point in points if point.forecast == 1), None)


def last_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(32)).replace(day=1) - dt.timedelta(1)


def _days(start: dt.date, today: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Month ends from the first month on, and today in its place, as far as the calendar reaches."""
    month_end = last_of_month(start)
    while month_end <= last:
        if start <= today and month_end.replace(day=1) <= today < month_end:
            yield today
        yield month_end
        month_end = last_of_month(month_end + dt.timedelta(1))


def _earned(at_end: Sequence[Fraction], progress: Fraction) -> Fraction:
    """The working day, as a fraction, on which the plan has that progress."""
    for number in range(1, len(at_end)):
        if at_end[number] >= progress:
            step = at_end[number] - at_end[number - 1]
            return number - 1 + ((progress - at_end[number - 1]) / step if step else Fraction(1))
    return Fraction(len(at_end) - 1)


def _span(plan: Plan, calendar: WorkCalendar) -> tuple[int, int]:
    """Working days of the calendar before the plan begins, and working days that it takes."""
    first = calendar.workdays_through(plan.start) - 1
    return first, calendar.workdays_through(plan.finish) - first


def _planned(shares: Sequence[Fraction], plan: Plan, day: dt.date, calendar: WorkCalendar) -> Fraction:
    if day < plan.start:
        return Fraction(0)
    return shares[min(calendar.workdays_through(day) - calendar.workdays_through(plan.start) + 1, len(shares) - 1)]
