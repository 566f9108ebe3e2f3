"""Projects that do not produce yet: when they said they would, how much they invest, how many people they promised to employ."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from gaoxin.investment.selectors.leads_promised import promised
from gaoxin.projects.models import ParcelAgreement, Project
from gaoxin.projects.rules.projects.stages import reached
from gaoxin.projects.selectors.timeline import events_of


@dataclass(frozen=True, slots=True)
class Ahead:
    """produces_on: promised on the lead, else so many months after the promised completion on its land; None where nobody said.

    planned_k: planned investment, 千元. chain: of its node, empty for none. jobs: promised, None for none.
    """

    number: str
    party_id: uuid.UUID | None
    produces_on: dt.date | None
    planned_k: int
    chain: str
    jobs: int | None


def coming(*, zone: str, today: dt.date, months_after_completion: int) -> list[Ahead]:
    """By number; a fixed number of queries."""
    rows = list(Project.objects.filter(zone=zone).order_by("number"))
    events = events_of(zone, rows)
    rows = [row for row in rows if "producing" not in reached(events[row.pk], today)]
    made = promised(zone=zone, lead_ids={row.lead_id for row in rows if row.lead_id})
    built = _completed(zone, rows)
    found: list[Ahead] = []
    for row in rows:
        told = made.get(row.lead_id, {}) if row.lead_id else {}
        day, jobs = told.get("production"), told.get("jobs")
        produces = day.due_on if day else None
        if produces is None and row.pk in built:
            produces = _later(built[row.pk], months_after_completion)
        found.append(
            Ahead(
                row.number,
                row.party_id,
                produces,
                row.planned_k,
                row.node.partition("/")[0],
                jobs.value if jobs else None,
            )
        )
    return found


def _completed(zone: str, rows: Iterable[Project]) -> dict[uuid.UUID, dt.date]:
    deals = ParcelAgreement.objects.filter(zone=zone, project__in=list(rows), ended_on=None).exclude(complete_by=None)
    found: dict[uuid.UUID, dt.date] = {}
    for pk, day in deals.values_list("project_id", "complete_by"):
        found[pk] = max(day, found.get(pk, day))
    return found


def _later(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)
