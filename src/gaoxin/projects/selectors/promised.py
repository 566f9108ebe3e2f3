"""What the records of a project say about the promises of the lead it came from, so that nobody types them a second time.

Fixed investment is the completed investment by month, and what was contracted and paid in stands beside it, which no promise names;
output and tax are the last year's results on its land; beginning and production are the days on its timeline. Jobs stand in no record
here. `settings.PROMISE_RECORDS` names `recorded`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Max, Sum

from gaoxin.investment.rules.leads.book import Phrase
from gaoxin.investment.selectors.leads_recorded import Recorded
from gaoxin.projects.models import MonthlyInvestment, ParcelResult, Project
from gaoxin.projects.rules.projects.stages import reached
from gaoxin.projects.selectors.timeline import events_of

Told = dict[tuple[uuid.UUID, str], Recorded]
# flow of the monthly record -> what it is called here
FLOWS = {
    "completed": ("investment", "完成投资", "completed"), "contract": ("contract", "合同投资", "contracted"),
    "paid": ("paid", "到位投资", "paid in"),
}  # fmt: skip
DAYS = {"start": "started", "production": "producing"}  # code of the promise -> stage of the timeline


def recorded(*, zone: str, lead_ids: Collection[uuid.UUID], on: dt.date, days: bool = True) -> Told:
    """By lead and code of the promise, what was recorded by that day; nothing where no record speaks of it. days: beginning and
    production too, which stand on the timeline."""
    projects = {row.pk: row for row in Project.objects.filter(zone=zone, lead_id__in=lead_ids)}
    told: Told = {}
    if projects:
        _invested(zone, projects, on, told)
        _brought(zone, projects, on, told)
        if days:
            _happened(zone, projects, on, told)
    return told


def _invested(zone: str, projects: dict[uuid.UUID, Project], on: dt.date, told: Told) -> None:
    rows = MonthlyInvestment.objects.filter(zone=zone, project__in=projects, current=True, month__lte=on)
    sums = rows.values("project", "flow").annotate(k=Sum("amount_k"), m=Max("month"))
    for pk, flow, total, month in sums.values_list("project", "flow", "k", "m"):
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        number, (code, zh, en) = projects[pk].number, FLOWS[flow]
        source = Phrase(f"项目 {number} {zh}至 {month:%Y-%m}", f"{en} by {month:%Y-%m} on project {number}")
        told[_lead(projects[pk]), code] = Recorded(total, min(last, on), source)


def _brought(zone: str, projects: dict[uuid.UUID, Project], on: dt.date, told: Told) -> None:
    """The last year of which there is a result, over all land of the project; of each agreement the newest serial counts."""
    rows = ParcelResult.objects.filter(zone=zone, agreement__project__in=projects, year__lt=on.year).order_by("serial")
    newest: dict[tuple[uuid.UUID, int], ParcelResult] = {}
    held: dict[tuple[uuid.UUID, int], uuid.UUID] = {}
    for row in rows.select_related("agreement"):
        assert row.agreement.project_id is not None
        newest[row.agreement_id, row.year] = row
        held[row.agreement_id, row.year] = row.agreement.project_id
    sums: dict[tuple[uuid.UUID, str], dict[int, int]] = {}
    for place, row in newest.items():
        for code, value in (("output", row.output_k), ("tax", row.tax_k)):
            if value is not None:
                years = sums.setdefault((held[place], code), {})
                years[row.year] = years.get(row.year, 0) + value
    for (pk, code), years in sums.items():
        year = max(years)
        number = projects[pk].number
        source = Phrase(f"项目 {number} 用地 {year} 年结果", f"of {year} on the land of project {number}")
        told[_lead(projects[pk]), code] = Recorded(years[year], dt.date(year, 12, 31), source)


def _happened(zone: str, projects: dict[uuid.UUID, Project], on: dt.date, told: Told) -> None:
    for pk, events in events_of(zone, projects.values()).items():
        days = reached(events, on)
        for code, stage in DAYS.items():
            if stage in days:
                source = Phrase(f"项目 {projects[pk].number} 时间线", f"timeline of project {projects[pk].number}")
                told[_lead(projects[pk]), code] = Recorded(None, days[stage], source)  # type: ignore[index]


def _lead(project: Project) -> uuid.UUID:
    assert project.lead_id is not None
    return project.lead_id
