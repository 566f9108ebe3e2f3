"""What the file of a project may tell of its cases."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet
from django.utils.timezone import localtime, make_aware

from gaoxin.approvals.models import Case, HoldingReport
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.rules.cases.holding import Report

_GRANTED = (State.GRANTED, State.DELIVERED)


@dataclass(frozen=True, slots=True)
class Permit:
    """What a project's file tells of a case: its item and days, nothing of its contents. started_on: of works reported under it."""

    project_code: str
    number: str
    item_code: str
    state: str
    decided_on: dt.date | None
    started_on: dt.date | None


def permits(*, zone: str, project_codes: Collection[str]) -> list[Permit]:
    """Submitted cases that carry one of these project codes, in the order in which they were opened."""
    codes = {code for code in project_codes if code}
    rows = (
        Case.objects.filter(zone=zone, project_code__in=codes).exclude(state=State.DRAFT).order_by("id")
        if codes
        else []
    )
    begun: dict[uuid.UUID, dt.date] = {}
    for case_id, moment in (
        HoldingReport.objects.filter(zone=zone, case__in=[row.pk for row in rows], kind=Report.STARTED)
        .order_by("-at", "-id")
        .values_list("case_id", "at")
    ):
        begun[case_id] = localtime(moment).date()
    return [
        Permit(
            row.project_code, row.number, row.item_code, row.state,
            localtime(row.decided_at).date() if row.decided_at and row.state in _GRANTED else None, begun.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


def granted(*, zone: str, code: OuterRef, item: str, until: dt.date) -> QuerySet[Case]:
    """As part of somebody else's query, what `permits` says of one item: decided by that day for the project whose code it is."""
    return Case.objects.filter(
        zone=zone, project_code=code, item_code=item, state__in=_GRANTED, decided_at__lt=_end(until)
    )


def begun(*, zone: str, code: OuterRef, until: dt.date) -> QuerySet[HoldingReport]:
    """As part of somebody else's query: works of the project with that code were reported as started by that day."""
    return HoldingReport.objects.filter(
        zone=zone, case__zone=zone, case__project_code=code, kind=Report.STARTED, at__lt=_end(until)
    ).exclude(case__state=State.DRAFT)


def _end(day: dt.date) -> dt.datetime:
    """The moment at which that day is over, where the zone is."""
    return make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
