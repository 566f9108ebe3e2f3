"""Earned value and the S-curve: what was planned by a day, what is done, what it cost, and where it leads.

Budgets and costs are integer thousands of yuan (千元). Planned progress of a leaf runs evenly over its working days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from gaoxin.core.calendar import WorkCalendar
from gaoxin.projects.rules.progress.network import Planned
from gaoxin.projects.rules.progress.weighing import Course, Weighing
from gaoxin.projects.rules.progress.works import Row, Work, planned_cost, tree

MOST_POINTS = 120


@dataclass(frozen=True)
class Plan:
    """A frozen baseline as the rules read it. planned: dates of each leaf."""

    works: tuple[Work, ...]
    planned: Mapping[str, Planned]
    budget_k: int

    @cached_property
    def start(self) -> dt.date:
        return min(slot.start for slot in self.planned.values())

    @cached_property
    def finish(self) -> dt.date:
        return max(slot.finish for slot in self.planned.values())

    @cached_property
    def costed(self) -> bool:
        """Whether the leaves have planned costs of their own."""
        return bool(planned_cost(self.works))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The tree, depth first."""
        return tuple(tree(self.works))

    def weights(self) -> list[tuple[Work, Fraction]]:
        """The leaves with their shares of the whole."""
        return [(row.work, row.share) for row in self.rows if row.leaf]

    def progress(self, done: Mapping[str, Decimal]) -> Fraction:
        """Weighted progress of the whole; quantity to date by leaf."""
        return weighing_of(self.weights()).sum(done)

    def worths(self) -> list[tuple[Work, Fraction]]:
        """The leaves with their shares of the budget: by planned cost where that is stated, else by weight."""
        total = planned_cost(self.works)
        if not total:
            return self.weights()
        return [(work, Fraction(work.cost_k, total)) for work in self.works if work.cost_k is not None]


@dataclass(frozen=True, slots=True)
class Done:
    """A confirmed report: the quantity to date of a leaf as of a day. order: which of one day came later."""

    code: str
    on: dt.date
    quantity: Decimal
    order: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """As of a day. progress, due: shares of the whole by weight. worth_done, worth_due: shares of the budget. pv, ev, ac, bac: 千元.
    spi, cpi, eac: None where nothing divides.

    pv = bac × worth_due; ev = bac × worth_done; spi = ev / pv; cpi = ev / ac; eac = bac / cpi. ac: None where no cost was entered.
    """

    on: dt.date
    progress: Fraction
    due: Fraction
    worth_done: Fraction
    worth_due: Fraction
    bac: int
    ac: int | None

    @property
    def pv(self) -> Fraction:
        return self.bac * self.worth_due

    @property
    def ev(self) -> Fraction:
        return self.bac * self.worth_done

    @property
    def spi(self) -> Fraction | None:
        return self.worth_done / self.worth_due if self.worth_due else None

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
    return _planned(course_of(plan, calendar), plan, day, calendar)


def course_of(plan: Plan, calendar: WorkCalendar, leaves: Sequence[tuple[Work, Fraction]] | None = None) -> Course:
    """The plan by working day. leaves: with other shares than their weights."""
    first, length = _span(plan, calendar)
    days: dict[dt.date, int] = {}

    def number(day: dt.date) -> int:
        if day not in days:
            days[day] = calendar.workdays_through(day) - first
        return days[day]

    slots = [(share, plan.planned[work.code]) for work, share in leaves or plan.weights()]
    return Course(((share, number(slot.start), number(slot.finish)) for share, slot in slots), length)


def weighing_of(leaves: Sequence[tuple[Work, Fraction]]) -> Weighing:
    return Weighing((work.code, share, work.quantity) for work, share in leaves)


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
    return plan.progress(done_by(reports, day))


def value_on(
    plan: Plan, reports: Sequence[Done], costs: Mapping[dt.date, int], day: dt.date, calendar: WorkCalendar
) -> Value:
    """costs: 千元 by first day of the month; months up to that of `day` count."""
    spent = [amount for month, amount in costs.items() if month <= day]
    done, weights, worths = done_by(reports, day), plan.weights(), plan.worths()
    progress, due = weighing_of(weights).sum(done), _planned(course_of(plan, calendar, weights), plan, day, calendar)
    worth_done, worth_due = progress, due
    if plan.costed:
        worth_done = weighing_of(worths).sum(done)
        worth_due = _planned(course_of(plan, calendar, worths), plan, day, calendar)
    return Value(day, progress, due, worth_done, worth_due, plan.budget_k, sum(spent) if spent else None)


def curve(plan: Plan, reports: Sequence[Done], today: dt.date, calendar: WorkCalendar) -> list[Point]:
    """Month ends from the start to the planned end, or to where the forecast is done; `today` among them while it runs.

    Forecast (earned schedule): the plan reached today's progress on some earlier day; the rest of the plan goes on from there at
    the pace so far, working days earned for each working day gone. Nothing is forecast before anything was done.
    """
    weights = plan.weights()
    course, weighing = course_of(plan, calendar, weights), weighing_of(weights)
    past = [day for day in _days(plan.start, today, calendar.last) if day <= today]
    actual = dict(zip([*past, today], weighing.by_day(reports, [*past, today]), strict=True))
    ahead = forecast_of(plan, actual[today], today, calendar, course)
    points: list[Point] = []
    for day in _days(plan.start, today, calendar.last):
        coming = ahead(day) if day >= today and ahead is not None else None
        points.append(
            Point(day, _planned(course, plan, day, calendar), actual.get(day) if day <= today else None, coming)
        )
        over = day >= plan.finish and day >= today and (coming is None or coming == 1)
        if over or len(points) == MOST_POINTS:
            break
    return points


def forecast_of(
    plan: Plan, progress: Fraction, today: dt.date, calendar: WorkCalendar, course: Course
) -> Callable[[dt.date], Fraction] | None:
    """Forecast share by day, from today on; None where nothing was done or the plan has not begun."""
    if not progress or today < plan.start:
        return None
    first, length = _span(plan, calendar)
    gone = Fraction(calendar.workdays_through(today) - first)
    if progress == 1 or not gone:
        return lambda day: progress
    earned = course.reached(progress)
    pace = earned / gone

    def share(day: dt.date) -> Fraction:
        reached = earned + (calendar.workdays_through(day) - first - gone) * pace
        return Fraction(1) if reached >= length else max(progress, course.between(reached))

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


def _span(plan: Plan, calendar: WorkCalendar) -> tuple[int, int]:
    """Working days of the calendar before the plan begins, and working days that it takes."""
    first = calendar.workdays_through(plan.start) - 1
    return first, calendar.workdays_through(plan.finish) - first


def _planned(course: Course, plan: Plan, day: dt.date, calendar: WorkCalendar) -> Fraction:
    if day < plan.start:
        return Fraction(0)
    return course.at(calendar.workdays_through(day) - calendar.workdays_through(plan.start) + 1)
