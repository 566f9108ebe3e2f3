"""Supervised tasks, as whoever may see them sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gaoxin.accounts.rules.roles import Actor
from gaoxin.cockpit.models import FollowUp, FollowUpEntry
from gaoxin.cockpit.rules.access import SEE_ALL
from gaoxin.core.errors import NotFound

PAGE = 100


@dataclass(frozen=True, slots=True)
class Task:
    """A task with what was said. late: days past its deadline while it waits for its owner, 0 otherwise."""

    row: FollowUp
    late: int
    entries: tuple[FollowUpEntry, ...] = ()


def listing(
    *, zone: str, by: Actor, today: dt.date, state: str = "", late: bool = False, mine: bool = False
) -> list[Task]:
    """What the reader may see, the earliest deadline first, those that are closed last; at most 100."""
    rows = seen(zone, by)
    if state:
        rows = rows.filter(state=state)
    if late:
        rows = rows.filter(state="open", due_on__lt=today)
    if mine:
        rows = rows.filter(owner_id=by.id)
    found = sorted(rows.order_by("due_on", "number")[: 5 * PAGE], key=lambda row: row.state == "closed")
    return [_task(row, today) for row in found[:PAGE]]


def one(*, zone: str, number: str, by: Actor, today: dt.date) -> Task:
    """Raises NotFound, also for one that the reader may not see."""
    row = seen(zone, by).filter(number=number).first()
    if row is None:
        raise NotFound("没有这项督办 no such task", do="从督办清单进入 start from the list")
    entries = tuple(FollowUpEntry.objects.filter(zone=zone, follow_up=row).select_related("by").order_by("number"))
    return _task(row, today, entries)


def of_card(*, zone: str, by: Actor, card: str, today: dt.date) -> list[Task]:
    """Tasks from this card that are not closed."""
    return [
        _task(row, today) for row in seen(zone, by).filter(card=card).exclude(state="closed").order_by("due_on", "id")
    ]


def seen(zone: str, by: Actor) -> QuerySet[FollowUp]:
    """Tasks that the reader may see: all, or those they were given or gave."""
    rows = FollowUp.objects.filter(zone=zone).select_related("owner", "opened_by")
    if by.zone != zone:
        return rows.none()
    if by.roles & SEE_ALL:
        return rows
    return rows.filter(Q(owner_id=by.id) | Q(opened_by_id=by.id))


def _task(row: FollowUp, today: dt.date, entries: tuple[FollowUpEntry, ...] = ()) -> Task:
    return Task(row, max((today - row.due_on).days, 0) if row.state == "open" else 0, entries)
