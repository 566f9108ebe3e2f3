"""Reports, which of them count, which wait for a second person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Round

from gaoxin.core.errors import NotFound
from gaoxin.projects.models import BaselineLine, Confirmation, ProgressReport, SubWork
from gaoxin.projects.rules.progress.value import Done

PAGE, SOME = 50, 12
# Quantities have at most three decimals; as text no converter is called for each.
THOUSANDTHS = Cast(Cast(Round(F("quantity") * 1000), BigIntegerField()), CharField())


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report as the list to confirm and the history show it. before: what was confirmed before it. verdict: empty: waits."""

    row: ProgressReport
    code: str
    name: str
    unit: str
    planned: Decimal | None
    project_number: str
    project_name: str
    verdict: str = ""
    by_name: str = ""
    reason: str = ""


def quantities(*, zone: str, project_ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, dict[str, Decimal]]:
    """Quantity to date of each work by project and code: its latest confirmed report up to that day. Works without one are not there.

    Each work is looked up in an index, so that the length of its history costs nothing.
    """
    last = _confirmed(zone).filter(work_id=OuterRef("id"), taken_on__lte=on).order_by("-taken_on", "-id")
    works = SubWork.objects.filter(zone=zone, project_id__in=list(project_ids))
    told: dict[uuid.UUID, dict[str, Decimal]] = defaultdict(dict)
    rows = works.annotate(done=Subquery(last.values("quantity")[:1])).values_list("project_id", "code", "done")
    for project, code, quantity in rows:
        if quantity is not None:
            told[project][code] = quantity
    return told


def done_in(*, zone: str, project_id: uuid.UUID, known_at: dt.datetime | None = None) -> list[Done]:
    """Confirmed reports of one project by day, but those that repeat the quantity before them, which no sum of any day needs.
    known_at: only what had been confirmed by that moment.

    A project may have tens of thousands: columns come as text and whole thousandths, and are converted once for each value.
    """
    codes = dict(SubWork.objects.filter(zone=zone, project_id=project_id).values_list("id", "code"))
    rows = (
        _confirmed(zone, known_at).filter(project_id=project_id).order_by("taken_on", "id")
        .values_list(Cast("work_id", CharField()), Cast("taken_on", CharField()), THOUSANDTHS)
    )  # fmt: skip
    known: dict[str, str] = {}
    days: dict[str, dt.date] = {}
    before: dict[str, str] = {}
    told: list[Done] = []
    for number, (work, day, thousandths) in enumerate(rows):
        if before.get(work) == thousandths:
            continue
        before[work] = thousandths
        if work not in known:
            known[work] = codes[uuid.UUID(work)]
        if day not in days:
            days[day] = dt.date.fromisoformat(day)
        told.append(Done(known[work], days[day], Decimal(thousandths) / 1000, f"{number:09d}"))
    return told


def count_done(*, zone: str, project_id: uuid.UUID, on: dt.date) -> int:
    """How many confirmed reports of the project there are up to that day."""
    return _confirmed(zone).filter(project_id=project_id, taken_on__lte=on).count()


def last_day(*, zone: str, project_id: uuid.UUID) -> dt.date | None:
    """The day of the project's last confirmed report."""
    return _confirmed(zone).filter(project_id=project_id).aggregate(day=Max("taken_on"))["day"]


def _confirmed(zone: str, known_at: dt.datetime | None = None) -> QuerySet[ProgressReport]:
    words = Confirmation.objects.filter(zone=zone, report_id=OuterRef("id"), verdict="confirmed")
    if known_at is not None:
        words = words.filter(at__lte=known_at)
    return ProgressReport.objects.filter(Exists(words), zone=zone)


def latest_report(*, zone: str, work_id: uuid.UUID) -> ProgressReport | None:
    """The latest report of a work that was not rejected, waiting or confirmed."""
    rejected = Confirmation.objects.filter(zone=zone, report_id=OuterRef("id"), verdict="rejected")
    rows = ProgressReport.objects.filter(~Exists(rejected), zone=zone, work_id=work_id)
    return rows.order_by("-taken_on", "-id").first()


def waiting(
    *,
    zone: str,
    after: str = "",
    project_id: uuid.UUID | None = None,
    only: frozenset[uuid.UUID] | None = None,
) -> tuple[list[Waiting], str]:
    """Reports without a second person's word, newest first, a page of them, and the key of the next page. only: of these projects."""
    return _page(_unanswered(zone, only), project_id, after)


def _unanswered(zone: str, only: frozenset[uuid.UUID] | None) -> QuerySet[ProgressReport]:
    answered = Confirmation.objects.filter(zone=zone, report_id=OuterRef("id"))
    rows = ProgressReport.objects.filter(~Exists(answered), zone=zone)
    return rows if only is None else rows.filter(project_id__in=only)


def count_waiting(
    *, zone: str, project_id: uuid.UUID | None = None, only: frozenset[uuid.UUID] | None = None
) -> tuple[int, bool]:
    """How many reports wait, counted to a page of them, and whether there are more."""
    rows = _unanswered(zone, only)
    if project_id is not None:
        rows = rows.filter(project_id=project_id)
    found = rows.order_by()[: PAGE + 1].count()
    return min(found, PAGE), found > PAGE


def reports_of(*, zone: str, project_id: uuid.UUID, after: str = "") -> tuple[list[Waiting], str]:
    """Reports of a project with their verdicts, newest first, and the key of the next page."""
    return _page(ProgressReport.objects.filter(zone=zone), project_id, after, SOME)


def photo_of(*, zone: str, report_id: uuid.UUID) -> ProgressReport:
    """The report whose photo is asked for. Raises NotFound."""
    row = ProgressReport.objects.filter(zone=zone, id=report_id).first()
    if row is None:
        raise NotFound("没有这份报告 no such report", do="从项目页打开 open it from the project")
    return row


def _page(
    rows: QuerySet[ProgressReport], project_id: uuid.UUID | None, after: str, most: int = PAGE
) -> tuple[list[Waiting], str]:
    if project_id is not None:
        rows = rows.filter(project_id=project_id)
    if after:
        try:
            rows = rows.filter(id__lt=uuid.UUID(after))
        except ValueError:
            raise NotFound("没有这一页 no such page", do="从第一页看起 start at the first") from None
    found = list(rows.select_related("project", "work").order_by("-id")[: most + 1])
    following = str(found[most - 1].id) if len(found) > most else ""
    return _told(found[:most]), following


def _told(rows: list[ProgressReport]) -> list[Waiting]:
    if not rows:
        return []
    zone = rows[0].zone
    lines: dict[Any, BaselineLine] = {}
    for line in BaselineLine.objects.filter(
        zone=zone, baseline_id__in={r.baseline_id for r in rows}, work_id__in={r.work_id for r in rows}
    ):
        lines[line.baseline_id, line.work_id] = line
    said = {c.report_id: c for c in Confirmation.objects.filter(zone=zone, report_id__in=[r.id for r in rows])}
    told = []
    for row in rows:
        line, word = lines[row.baseline_id, row.work_id], said.get(row.id)
        told.append(Waiting(
            row, row.work.code, line.name, line.unit, line.quantity, row.project.number, row.project.name,
            word.verdict if word else "", word.by_name if word else "", word.reason if word else "",
        ))  # fmt: skip
    return told
