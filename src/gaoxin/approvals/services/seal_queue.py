"""The seal keeper's queue: licences that were granted and wait for the seal, sealed in batches that can be left and resumed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import permissions
from gaoxin.approvals.models import Case
from gaoxin.approvals.rules.cases.acts import ISSUED
from gaoxin.approvals.services.delivery import seal
from gaoxin.core.errors import GaoxinError


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A licence that waits for the seal."""

    case_id: uuid.UUID
    number: str
    title: str
    licence: str
    holder: str
    decided_at: dt.datetime
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one stretch of a batch did. left: not yet reached; failed: (case number or key, the error's words)."""

    sealed: int
    left: tuple[uuid.UUID, ...]
    failed: tuple[tuple[uuid.UUID, GaoxinError], ...]


def unsealed(*, zone: str, by: Actor, most: int = 500) -> tuple[Unsealed, ...]:
    """Licences waiting for the seal, what must be delivered first before the others."""
    if by.zone != zone or not permissions.is_officer(by):
        return ()
    rows = Case.objects.filter(
        zone=zone, state__in=ISSUED, decision__licence__sealed_at=None, decision__licence__status="valid"
    ).order_by("due_at", "id")
    fields = (
        "id", "number", "decision__licence__title", "decision__licence__number", "applicant__name", "decided_at", "due_at"
    )  # fmt: skip
    return tuple(Unsealed(*row) for row in rows.values_list(*fields)[:most])


def seal_batch(
    *, zone: str, cases: Sequence[uuid.UUID], by: Actor, at: dt.datetime, key: str, go_on: Callable[[], bool]
) -> Batch:
    """Seal one after another while `go_on` says so; each is an act of its own, so that stopping anywhere loses nothing.

    key: of the batch; with it a batch that is sent again seals no licence twice.
    """
    sealed, failed = 0, list[tuple[uuid.UUID, GaoxinError]]()
    for index, pk in enumerate(cases):
        if index and not go_on():
            return Batch(sealed, tuple(cases[index:]), tuple(failed))
        try:
            seal(zone=zone, case_id=pk, by=by, at=at, key=f"{key}:{pk}" if key else "")
            sealed += 1
        except GaoxinError as error:
            failed.append((pk, error))
    return Batch(sealed, (), tuple(failed))
