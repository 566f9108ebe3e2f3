"""Frozen baselines as the rules read them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from gaoxin.core.errors import NotFound
from gaoxin.projects.models import Baseline, BaselineLine, Project, SubWorkLink
from gaoxin.projects.rules.progress.network import Planned
from gaoxin.projects.rules.progress.value import Plan
from gaoxin.projects.rules.progress.works import Link, Work


@dataclass(frozen=True, slots=True)
class Frozen:
    """A baseline with its plan. keys: of the sub-works, by code."""

    row: Baseline
    plan: Plan
    keys: dict[str, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A baseline in the list of a project's."""

    number: int
    effective_on: dt.date
    reason: str
    frozen_by_name: str


def project_of(*, zone: str, number: str) -> Project:
    """The project with that number. Raises NotFound."""
    found = Project.objects.filter(zone=zone, number=number).first()
    if found is None:
        raise NotFound(f"没有项目 no such project: {number}", do="从工程进度清单打开 open it from the list")
    return found


def numbers(*, zone: str, project_id: uuid.UUID) -> list[Numbered]:
    """All baselines of a project, newest first."""
    rows = Baseline.objects.filter(zone=zone, project_id=project_id).order_by("-number")
    return [Numbered(r.number, r.effective_on, r.reason, r.frozen_by_name) for r in rows]


def frozen(*, zone: str, project_id: uuid.UUID, number: int | None = None, on: dt.date | None = None) -> Frozen | None:
    """One baseline by number, else the one in force on that day, else the newest; None where there is none yet.

    Raises NotFound for a number that there is not.
    """
    rows = Baseline.objects.filter(zone=zone, project_id=project_id).order_by("-number")
    if number is not None:
        row = rows.filter(number=number).first()
        if row is None:
            raise NotFound(f"没有第 {number} 号基线 no baseline with that number", do="从项目页选择 choose on the page")
    else:
        row = (rows.filter(effective_on__lte=on) if on else rows).first()
    return _with_plans([row])[0] if row else None


def frozen_of_many(*, zone: str, project_ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, Frozen]:
    """The baseline of each in force on that day, in three queries."""
    newest: dict[uuid.UUID, Baseline] = {}
    for row in Baseline.objects.filter(zone=zone, project_id__in=list(project_ids), effective_on__lte=on).order_by(
        "number"
    ):
        newest[row.project_id] = row
    return {found.row.project_id: found for found in _with_plans(list(newest.values()))}


# A baseline is never changed, which the database holds too: a process reads each once, and keeps the last it read.
KEPT = 64
_KNOWN: dict[uuid.UUID, Frozen] = {}
_READING = Lock()

# What a line is read with, in this order: no row of either table is made an object, of which a page would need a thousand.
LINE = (
    "baseline_id", "work_id", "parent_id", "work__code", "name", "weight_bp", "kind", "unit", "quantity", "days", "not_before",
    "cost_k", "start", "finish",
)  # fmt: skip


def _with_plans(rows: Sequence[Baseline]) -> list[Frozen]:
    with _READING:
        known = {row.id: _KNOWN[row.id] for row in rows if row.id in _KNOWN}
    missing = [row for row in rows if row.id not in known]
    known |= {found.row.id: found for found in _read(missing)} if missing else {}
    return [replace(known[row.id], row=row) for row in rows]


def _read(rows: Sequence[Baseline]) -> list[Frozen]:
    scope = {"zone": rows[0].zone, "baseline_id__in": [row.id for row in rows]}
    lines: dict[uuid.UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for line in BaselineLine.objects.filter(**scope).order_by("position").values_list(*LINE):
        lines[line[0]].append(line[1:])
    links: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[uuid.UUID, int]]] = defaultdict(list)
    for baseline, before, after, lag in (
        SubWorkLink.objects.filter(**scope).order_by("id").values_list("baseline_id", "before_id", "after_id", "lag")
    ):
        links[baseline, after].append((before, lag))
    read = [_one(row, lines[row.id], links) for row in rows]
    with _READING:
        _KNOWN.update((found.row.id, found) for found in read if found.plan.works)
        for oldest in list(_KNOWN)[:-KEPT]:
            del _KNOWN[oldest]
    return read


def _one(
    row: Baseline,
    lines: Sequence[tuple[Any, ...]],
    links: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[uuid.UUID, int]]],
) -> Frozen:
    codes: dict[uuid.UUID, str] = {line[0]: line[2] for line in lines}
    planned: dict[str, Planned] = {}
    works: list[Work] = []
    for key, parent, code, name, weight, kind, unit, quantity, days, not_before, cost, start, finish in lines:
        after = tuple(Link(codes[before], lag) for before, lag in links.get((row.id, key), ()))
        above = codes[parent] if parent else ""
        works.append(Work(code, name, above, weight, kind, unit, quantity, days, not_before, after, cost))
        if start and finish:
            planned[code] = Planned(start, finish)
    return Frozen(row, Plan(tuple(works), planned, row.budget_k), {code: key for key, code in codes.items()})
