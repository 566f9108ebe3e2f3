"""Investment by month and year, and the pull of new projects: sums of records, drilled down to the projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Sum

from gaoxin.projects.models import FLOWS, MonthlyInvestment, Project
from gaoxin.projects.rules.projects.pull import Pull, pull


@dataclass(frozen=True, slots=True)
class Month:
    """Sums of one month, 千元, over all projects."""

    month: dt.date
    contract_k: int
    paid_k: int
    completed_k: int


def by_month(*, zone: str, year: int) -> list[Month]:
    """Twelve months; a month without a record is 0 throughout."""
    sums: dict[tuple[dt.date, str], int] = {}
    rows = _of_year(zone, year).values_list("month", "flow").annotate(sum=Sum("amount_k"))
    for month, flow, total in rows:
        sums[month, flow] = total
    months = [dt.date(year, number, 1) for number in range(1, 13)]
    return [Month(month, *(sums.get((month, flow), 0) for flow in FLOWS)) for month in months]


def of_project(project: Project) -> list[MonthlyInvestment]:
    """Its current amounts by month."""
    rows = MonthlyInvestment.objects.filter(zone=project.zone, project=project, current=True)
    return list(rows.order_by("month", "flow"))


def revisions_of(project: Project) -> list[MonthlyInvestment]:
    """Amounts that were corrected, with what they were and why."""
    rows = MonthlyInvestment.objects.filter(zone=project.zone, project=project, revision__gt=1)
    return list(rows.order_by("-at"))


def completed(*, zone: str, year: int) -> tuple[int, int]:
    """What the whole zone completed in the year, 千元, and of how many records that is the sum."""
    told = _of_year(zone, year).filter(flow="completed").aggregate(sum=Sum("amount_k"), rows=Count("id"))
    return told["sum"] or 0, told["rows"]


def count_new(*, zone: str, year: int) -> int:
    """How many projects are 新增投资项目 of the year: their first completed investment falls into it."""
    return _new(zone, year).count()


def pull_of_new(*, zone: str, year: int) -> tuple[Pull, dict[str, str]]:
    """How much the year's new projects pull the zone's completed investment, and the projects' names by number.

    Raises Invalid where nothing was completed in the year before.
    """
    new = Project.objects.filter(zone=zone, id__in=_new(zone, year))
    names = dict(new.values_list("number", "name"))
    now, before = _completed_by_number(zone, year, names), _completed_by_number(zone, year - 1, names)
    previous, _ = completed(zone=zone, year=year - 1)
    return pull({number: (now.get(number, 0), before.get(number, 0)) for number in names}, previous), names


def _new(zone: str, year: int):  # noqa: ANN202  a query of Django, whose type says nothing
    """Keys of projects whose first completed investment falls into the year."""
    first = MonthlyInvestment.objects.filter(zone=zone, flow="completed", current=True, amount_k__gt=0)
    return (
        first.values("project_id")
        .annotate(first=Min("month"))
        .filter(first__gte=dt.date(year, 1, 1), first__lte=dt.date(year, 12, 31))
        .values("project_id")
    )


def _completed_by_number(zone: str, year: int, names: dict[str, str]) -> dict[str, int]:
    """Of those that are named; one sum over the year, since a list of keys may be long."""
    rows = _of_year(zone, year).filter(flow="completed").values_list("project__number").annotate(sum=Sum("amount_k"))
    return {number: total for number, total in rows if number in names}


def _of_year(zone: str, year: int):  # noqa: ANN202  a query of Django, whose type says nothing
    return MonthlyInvestment.objects.filter(
        zone=zone, current=True, month__gte=dt.date(year, 1, 1), month__lte=dt.date(year, 12, 31)
    )
