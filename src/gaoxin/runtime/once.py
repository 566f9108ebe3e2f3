"""An effect and its key in one commit: what makes a job safe to run again after its worker died."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, connection, transaction

from gaoxin.runtime import replays
from gaoxin.runtime.models import Effect


def once(*, zone: str, key: str, at: dt.datetime) -> bool:
    """True for the first caller with this key in the zone, False ever after; call it first in the effect's transaction.

    A second process waits until the first one's transaction ends, and gets True if that was rolled back. Keys are kept as
    long as the tasks that use them (the schedule's `prune`).
    Raises RuntimeError outside a transaction: the key must stand or fall with the effect.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("once() needs the transaction of the effect that it guards")
    try:
        with transaction.atomic():
            Effect(zone=zone, key=key, at=at).save(force_insert=True)
    except IntegrityError:
        replays.note()
        return False
    return True
