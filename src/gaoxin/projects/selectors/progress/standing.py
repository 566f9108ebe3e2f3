"""How a project stands against one of its baselines, as known at a moment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef

from gaoxin.core.calendar import WorkCalendar
from gaoxin.projects.models import Baseline, Project
from gaoxin.projects.rules.progress.network import Planned, Slot, network_of_plan
from gaoxin.projects.rules.progress.value import (
    Point,
    Value,
    curve,
    done_by,
    finish_forecast,
    value_on,
)
from gaoxin.projects.rules.progress.works import Row, roll_up_rows
from gaoxin.projects.selectors.progress.costs import RECORDED, MonthCost, costs_by_month
from gaoxin.projects.selectors.progress.plans import Frozen, frozen_of_many
from gaoxin.projects.selectors.progress.reports import count_done, done_in, quantities

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the tree with where it stands. slot, planned, done: of leaves."""

    row: Row
    progress: Fraction
    done: Decimal | None
    slot: Slot | None
    planned: Planned | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a project's progress on a day against one baseline."""

    project: Project
    frozen: Frozen
    on: dt.date
    lines: tuple[Line, ...]
    value: Value
    points: tuple[Point, ...]
    costs: tuple[MonthCost, ...] = ()

    @property
    def recorded_months(self) -> int:
        """How many of the months that have a cost have it from the project's completed investment."""
        return sum(cost.source == RECORDED for cost in self.costs)

    @property
    def progress(self) -> Fraction:
        return self.value.progress

    @property
    def finish_forecast(self) -> dt.date | None:
        return finish_forecast(self.points)

    @property
    def critical(self) -> list[Line]:
        return [line for line in self.lines if line.slot and line.slot.critical]


def standing_of(
    *, project: Project, frozen: Frozen, on: dt.date, calendar: WorkCalendar, known_at: dt.datetime | None = None
) -> Standing:
    """known_at: only what had been confirmed and entered by then, so that an old answer can be given again."""
    reports = done_in(zone=project.zone, project_id=project.id, known_at=known_at)
    costs = costs_by_month(zone=project.zone, project_id=project.id, known_at=known_at)
    plan, done = frozen.plan, done_by(reports, on)
    shares = roll_up_rows(plan.rows, done)
    slots = network_of_plan(plan.works, plan.planned, calendar)
    lines = tuple(
        Line(row, shares[row.work.code], done.get(row.work.code) if row.leaf else None, slots.get(row.work.code),
             plan.planned.get(row.work.code))
        for row in plan.rows
    )  # fmt: skip
    return Standing(
        project, frozen, on, lines, value_on(plan, reports, {cost.month: cost.amount_k for cost in costs}, on, calendar),
        tuple(curve(plan, reports, on, calendar)),
        tuple(cost for cost in costs if cost.month <= on),
    )  # fmt: skip


def projects_page(
    *,
    zone: str,
    on: dt.date,
    after: str = "",
    text: str = "",
    unplanned: bool = False,
    only: frozenset[uuid.UUID] | None = None,
) -> tuple[list[tuple[Project, Fraction | None]], str]:
    """Projects by number with their progress, a page of them, and the number that the next page starts after.

    Only those with a baseline; with `unplanned` those without. text: part of the name, or the beginning of the number. only: keys
    of projects, None for all.
    """
    has = Exists(Baseline.objects.filter(zone=zone, project_id=OuterRef("id")))
    rows = Project.objects.filter(~has if unplanned else has, zone=zone).order_by("number")
    if only is not None:
        rows = rows.filter(id__in=only)
    if text:
        rows = rows.filter(number__startswith=text) | rows.filter(name__contains=text)
    if after:
        rows = rows.filter(number__gt=after)
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    return _progress(zone, page, on), page[-1].number if len(found) > PAGE else ""


def progress_of(*, zone: str, number: str, on: dt.date) -> tuple[Fraction, int] | None:
    """Weighted progress on that day against the baseline then in force, and how many confirmed reports it rests on; None where
    there is no such project or baseline."""
    project = Project.objects.filter(zone=zone, number=number).first()
    if project is None:
        return None
    plans = frozen_of_many(zone=zone, project_ids=[project.id], on=on)
    if project.id not in plans:
        return None
    done = quantities(zone=zone, project_ids=[project.id], on=on)[project.id]
    return plans[project.id].plan.progress(done), count_done(zone=zone, project_id=project.id, on=on)


def _progress(zone: str, page: Sequence[Project], on: dt.date) -> list[tuple[Project, Fraction | None]]:
    keys = [project.id for project in page]
    plans = frozen_of_many(zone=zone, project_ids=keys, on=on)
    done = quantities(zone=zone, project_ids=plans, on=on)
    return [
        (project, plans[project.id].plan.progress(done[project.id]) if project.id in plans else None)
        for project in page
    ]
