"""Placements take their seats month by month. The caller has locked posts and bases and asked the rules."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from gaoxin.talent.models import Placement, Post, Run, SeatMonth
from gaoxin.talent.rules import entry
from gaoxin.talent.services.acting import numbered

Seated = tuple[uuid.UUID, Post, int]  # student, post, km


def seat_all(
    zone: str, run: Run | None, pairs: Sequence[Seated], first: dt.date, last: dt.date, at: dt.datetime
) -> list[Placement]:
    """New placements with a seat in every month, the lowest that is free. The database refuses a seat that somebody has."""
    start, _, serial = numbered(Placement, zone, "SX", at).rpartition("-")
    span = entry.months(first, last)
    taken: defaultdict[tuple[uuid.UUID, dt.date], set[int]] = defaultdict(set)
    rows = SeatMonth.objects.filter(zone=zone, post__in={post for _, post, _ in pairs}, month__in=span)
    for post_id, month, seat in rows.values_list("post_id", "month", "seat"):
        taken[post_id, month].add(seat)
    placements: list[Placement] = []
    seats: list[SeatMonth] = []
    for n, (student, post, km) in enumerate(pairs):
        placement = Placement(
            zone=zone, number=f"{start}-{int(serial) + n:04}", run=run, student_id=student, post=post, first_month=first,
            last_month=last, km=km,
        )  # fmt: skip
        placements.append(placement)
        for month in span:
            used = taken[post.pk, month]
            seat = next(n for n in range(1, post.seats + len(used) + 2) if n not in used)
            used.add(seat)
            seats.append(
                SeatMonth(zone=zone, placement=placement, post=post, student_id=student, seat=seat, month=month)
            )
    Placement.objects.bulk_create(placements)
    SeatMonth.objects.bulk_create(seats)
    return placements
