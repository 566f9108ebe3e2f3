"""Reports, which of them count, which wait for a second person, and the costs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from gaoxin.core.errors import NotFound
from gaoxin.projects.models import BaselineLine, Confirmation, CostEntry, ProgressReport
from gaoxin.projects.rules.progress.value import Done

PAGE, SOME = 50, 12


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


def done_of(
    *, zone: str, project_ids: Iterable[uuid.UUID], known_at: dt.datetime | None = None
) -> dict[uuid.UUID, list[Done]]:
    """Confirmed reports by project. known_at: only what had been confirmed by that moment."""
    words = Confirmation.objects.filter(zone=zone, report_id=OuterRef("id"), verdict="confirmed")
    if known_at is not None:
        words = words.filter(at__lte=known_at)
    found = ProgressReport.objects.filter(Exists(words), zone=zone, project_id__in=list(project_ids))
    told: dict[uuid.UUID, list[Done]] = defaultdict(list)
    for project, code, on, quantity, key in found.values_list("project_id", "work__code", "taken_on", "quantity", "id"):
        told[project].append(Done(code, on, quantity, str(key)))
    return told


def latest_report(*, zone: str, work_id: uuid.UUID) -> ProgressReport | None:
    """The latest report of a work that was not rejected, waiting or confirmed."""
    rejected = Confirmation.objects.filter(zone=zone, report_id=OuterRef("id"), verdict="rejected")
    rows = ProgressReport.objects.filter(~Exists(rejected), zone=zone, work_id=work_id)
    return rows.order_by("-taken_on", "-id").first()


def waiting(*, zone: str, after: str = "", project_id: uuid.UUID | None = None) -> tuple[list[Waiting], str]:
    """Reports without a second person's word, newest first, a page of them, and the key of the next page."""
    answered = Confirmation.objects.filter(zone=zone, report_id=OuterRef("id"))
    rows = ProgressReport.objects.filter(~Exists(answered), zone=zone)
    return _page(rows, project_id, after)


def reports_of(*, zone: str, project_id: uuid.UUID, after: str = "") -> tuple[list[Waiting], str]:
    """Reports of a project with their verdicts, newest first, and the key of the next page."""
    return _page(ProgressReport.objects.filter(zone=zone), project_id, after, SOME)


def photo_of(*, zone: str, report_id: uuid.UUID) -> ProgressReport:
    """The report whose photo is asked for. Raises NotFound."""
    row = ProgressReport.objects.filter(zone=zone, id=report_id).first()
    if row is None:
        raise NotFound("没有这份报告 no such report", do="从项目页打开 open it from the project")
    return row


def costs_of(*, zone: str, project_id: uuid.UUID, known_at: dt.datetime | None = None) -> dict[dt.date, int]:
    """千元 by first day of the month: the latest revision of each."""
    rows = CostEntry.objects.filter(zone=zone, project_id=project_id)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    return dict(rows.order_by("month", "revision").values_list("month", "amount_k"))


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
