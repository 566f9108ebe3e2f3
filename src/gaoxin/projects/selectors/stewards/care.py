"""Visits, wishes, signals and entrusted tasks of one enterprise, as its page shows them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.projects.models import DeclaredSignal, EntrustedTask, StewardVisit, Wish
from gaoxin.projects.selectors.stewards import serving

MOST = 30


@dataclass(frozen=True, slots=True)
class Care:
    """Rows, the newest first; only their columns are read."""

    visits: tuple[Any, ...]
    wishes: tuple[Any, ...]
    signals: tuple[Any, ...]
    tasks: tuple[Any, ...]


def of_party(*, zone: str, party_id: uuid.UUID) -> Care:
    """The caller has asked whether it may be seen."""
    of = {"zone": zone, "party_id": party_id}
    return Care(
        tuple(StewardVisit.objects.select_related("steward").filter(**of).order_by("-day", "-id")[:MOST]),
        tuple(Wish.objects.filter(**of).order_by("-wished_at", "-id")[:MOST]),
        tuple(DeclaredSignal.objects.filter(**of).order_by("-day", "-id")[:MOST]),
        tuple(EntrustedTask.objects.select_related("steward").filter(**of).order_by("-opened_at", "-id")[:MOST]),
    )


def party_of_wish(*, zone: str, key: uuid.UUID, by: Actor) -> uuid.UUID:
    """Whose it is. Raises NotFound for what the actor may not see."""
    return _party(Wish, zone, key, by)


def party_of_signal(*, zone: str, key: uuid.UUID, by: Actor) -> uuid.UUID:
    """The same of a signal."""
    return _party(DeclaredSignal, zone, key, by)


def party_of_task(*, zone: str, key: uuid.UUID, by: Actor) -> uuid.UUID:
    """The same of an entrusted task."""
    return _party(EntrustedTask, zone, key, by)


def _party(model: Any, zone: str, key: uuid.UUID, by: Actor) -> uuid.UUID:
    found = model.objects.filter(zone=zone, id=key).values_list("party_id", flat=True).first()
    if found is None:
        raise NotFound("没有这条记录 no such record", do="从企业页面进入 start from the enterprise")
    serving.seen(zone=zone, party_id=found, by=by)
    return found
