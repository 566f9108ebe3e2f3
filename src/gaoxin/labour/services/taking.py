"""Taking slots of rooms, people and counters. The unique key of the table decides who came first."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from gaoxin.core.errors import Conflict
from gaoxin.labour.models import TakenSlot


def take(*, zone: str, holders: Sequence[str], starts: Sequence[dt.datetime], ref: uuid.UUID) -> None:
    """Every slot of every holder, or none. Part of the caller's act. Raises Conflict where one is taken."""
    rows = [TakenSlot(zone=zone, holder=holder, start=start, ref=ref) for holder in holders for start in starts]
    try:
        with transaction.atomic():
            TakenSlot.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(
            "这个时间已被占用 it is taken then", why="同一房间、同一人员在同一时间只能安排一次 a room and a person serve once at a time",
            do="换一个时间、房间或者人员 choose another time, room or person",
        ) from None  # fmt: skip


def free(*, zone: str, ref: uuid.UUID) -> None:
    """Its slots may be taken anew. Part of the caller's act."""
    TakenSlot.objects.filter(zone=zone, ref=ref).delete()
