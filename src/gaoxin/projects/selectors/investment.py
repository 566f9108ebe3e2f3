"""Investment by month and year, and the pull of new projects: sums of records, drilled down to the projects."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Sum

from gaoxin.projects.models import FLOWS, MonthlyInvestment, Project, ProjectYear
from gaoxin.projects.rules.projects.pull import Pull, pull


@dataclass(frozen=True, slots=True)
class Month:
    """Sums of one month, 千元, over all projects."""

    month: dt.date
    contract_k: int
    paid_k: int
    completed_k: int


@dataclass(frozen=True, slots=True)
class Sums:
    """A project's year, 千元. records: how many amounts make `completed`."""

    contract: int
    paid: int
    completed: int
    records: int


def by_month(*, zone: str, year: int) -> list[Month]:
    """Twelve months; a month without a record is 0 throughout."""
    sums: dict[tuple[dt.date, str], int] = {}
    rows = _of_year(zone, year).values_list("month", "flow").annotate(sum=Sum("amount_k"))
    for month, flow, total in rows:
        sums[month, flow] = total
    months = [dt.date(year, number, 1) for number in range(1, 13)]
    return [Month(month, *(sums.get((month, flow), 0) for flow in FLOWS)) for month in months]


@dataclass(frozen=True, slots=True)
class Row:
    """One project and one flow: twelve months, 千元; None where nothing was recorded. corrected: how many of them are revisions."""

    number: str
    name: str
    flow: str
    months: tuple[int | None, ...]
    corrected: int


def table(*, zone: str, year: int) -> list[Row]:
    """Months × projects, by number and flow, of what stands after corrections; one query."""
    found: dict[tuple[str, str, str], list[int | None]] = {}
    corrected: dict[tuple[str, str, str], int] = {}
    columns = ("project__number", "project__name", "flow", "month", "amount_k", "revision")
    for number, name, flow, month, amount, revision in _of_year(zone, year).values_list(*columns).iterator():
        months = found.setdefault((number, name, flow), [None] * 12)
        months[month.month - 1] = amount
        corrected[number, name, flow] = corrected.get((number, name, flow), 0) + (revision > 1)
    keys = sorted(found, key=lambda key: (key[0], FLOWS.index(key[2])))
    return [Row(*key, tuple(found[key]), corrected[key]) for key in keys]


def completed_by_party(*, zone: str, year: int) -> dict[uuid.UUID, tuple[int, dt.date]]:
    """Enterprise -> completed investment of its projects in the year in whole yuan, and the last month recorded."""
    rows = _of_year(zone, year).filter(flow="completed", project__party__isnull=False)
    sums = rows.values_list("project__party").annotate(total=Sum("amount_k"), last=Max("month"))
    return {party: (total * 1000, last) for party, total, last in sums}


def of_project(project: Project) -> list[MonthlyInvestment]:
    """Its current amounts by month."""
    rows = MonthlyInvestment.objects.filter(zone=project.zone, project=project, current=True)
    return list(rows.order_by("month", "flow"))


def revisions_of(project: Project) -> list[MonthlyInvestment]:
    """Amounts that were corrected, with what they were and why."""
    rows = MonthlyInvestment.objects.filter(zone=project.zone, project=project, revision__gt=1)
    return list(rows.order_by("-at", "-id"))


def completed(*, zone: str, year: int) -> tuple[int, int]:
    """What the whole zone completed in the year, 千元, and of how many records that is the sum."""
    rows = ProjectYear.objects.filter(zone=zone, year=year)
    told = rows.aggregate(sum=Sum("completed_k"), rows=Sum("records"))
    return told["sum"] or 0, told["rows"] or 0


def count_new(*, zone: str, year: int) -> int:
    """How many projects are 新增投资项目 of the year: their first completed investment falls into it."""
    return _new(zone, year).count()


def pull_of_new(*, zone: str, year: int) -> tuple[Pull, dict[str, str]]:
    """How much the year's new projects pull the zone's completed investment, and the projects' names by number.

    Raises Invalid where nothing was completed in the year before.
    """
    rows = list(_new(zone, year).values_list("project__number", "project__name", "completed_k"))
    previous, _ = completed(zone=zone, year=year - 1)
    # A project is new because it completed nothing before: the year before is 0 by what "new" means.
    return pull({number: (now, 0) for number, _name, now in rows}, previous), {number: name for number, name, _ in rows}


def _new(zone: str, year: int):  # noqa: ANN202  a query of Django, whose type says nothing
    """Sums of those projects whose first completed investment falls into the year."""
    done = ProjectYear.objects.filter(zone=zone, completed_k__gt=0)
    earlier = done.filter(project=OuterRef("project"), year__lt=year)
    return done.filter(~Exists(earlier), year=year)


def sums_of(zone: str, keys: Collection[uuid.UUID] | None = None) -> dict[tuple[uuid.UUID, int], Sums]:
    """What `ProjectYear` must say of these projects (of all, where none are named), computed from the months."""
    rows = MonthlyInvestment.objects.filter(zone=zone, current=True)
    if keys is not None:
        rows = rows.filter(project__in=keys)
    found: dict[tuple[uuid.UUID, int], dict[str, int]] = {}
    told = rows.values_list("project_id", "month__year", "flow").annotate(sum=Sum("amount_k"), rows=Count("id"))
    for project_id, year, flow, total, count in told:
        sums = found.setdefault((project_id, year), dict.fromkeys((*FLOWS, "records"), 0))
        sums[flow] = total
        sums["records"] += count if flow == "completed" else 0
    return {key: Sums(**one) for key, one in found.items()}


def _of_year(zone: str, year: int):  # noqa: ANN202  a query of Django, whose type says nothing
    return MonthlyInvestment.objects.filter(
        zone=zone, current=True, month__gte=dt.date(year, 1, 1), month__lte=dt.date(year, 12, 31)
    )
