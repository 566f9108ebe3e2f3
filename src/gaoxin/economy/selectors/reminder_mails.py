"""One's reminders by mail, with what became of the last ones."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.economy.models import ReminderMail, ReminderSent


@dataclass(frozen=True, slots=True)
class Subscribed:
    row: ReminderMail
    mails: tuple[ReminderSent, ...]


def of(*, zone: str, by: Actor) -> dict[uuid.UUID, Subscribed]:
    """Survey unit -> the reader's own, of those that last."""
    rows = ReminderMail.objects.filter(zone=zone, user_id=by.id, ended_at=None)
    return {
        row.unit_id: Subscribed(
            row, tuple(ReminderSent.objects.filter(zone=zone, reminder_mail=row).order_by("-due_on")[:6])
        )
        for row in rows
    }
