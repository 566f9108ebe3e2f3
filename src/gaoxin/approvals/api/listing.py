"""A page of cases by key-set: the cursor is the key of the last case seen, so that inserts move nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import permissions, selectors
from gaoxin.approvals.models import Case
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.selectors import CaseView

MOST = 200


class Wanted(Schema):
    """Which cases. due_before: with its offset, such as `2026-03-03T00:00:00+08:00`; cases without a due date are left out."""

    cursor: uuid.UUID | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    state: State | None = None
    item: Annotated[str, Field(max_length=64)] = ""
    due_before: AwareDatetime | None = None


def page(*, zone: str, by: Actor, wanted: Wanted) -> tuple[list[CaseView], uuid.UUID | None]:
    """(cases the actor may see, newest first; cursor of the page after, None at the end)."""
    rows = Case.objects.select_related("applicant").filter(zone=zone)
    if by.zone != zone:
        rows = rows.none()
    if not permissions.is_officer(by):
        rows = rows.filter(selectors._of_mandates(by))
    if wanted.cursor:
        rows = rows.filter(id__lt=wanted.cursor)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.item:
        rows = rows.filter(item_code=wanted.item)
    if wanted.due_before:
        rows = rows.filter(due_at__lt=wanted.due_before.astimezone(dt.UTC))
    found = list(rows.order_by("-id")[: wanted.limit + 1])
    shown = [selectors._view(row) for row in found[: wanted.limit]]
    return shown, shown[-1].id if len(found) > wanted.limit else None
