"""One's subscriptions, with what became of the last mails."""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.cockpit.models import MailSent, Subscription


@dataclass(frozen=True, slots=True)
class Subscribed:
    row: Subscription
    mails: tuple[MailSent, ...]


def of(*, zone: str, by: Actor) -> list[Subscribed]:
    """Those that last, oldest first."""
    rows = Subscription.objects.filter(zone=zone, user_id=by.id, ended_at=None).order_by("begun_at", "id")
    return [
        Subscribed(row, tuple(MailSent.objects.filter(zone=zone, subscription=row).order_by("-at", "-id")[:6]))
        for row in rows
    ]
