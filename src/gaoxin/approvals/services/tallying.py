"""The tally: what supervision reads of a span of time without going through its cases, and the folding that keeps it small."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, Sum

from gaoxin.approvals.models import Tally
from gaoxin.approvals.models.tally import MEASURES
from gaoxin.approvals.services import rulebook

SATURDAY = 7  # as databases count: Sunday is 1
AT_ONCE = 5000  # changes folded in one transaction


def tally(*, zone: str, begin: dt.datetime, end: dt.datetime) -> tuple[Mapping[str, dict[str, int]], int]:
    """(measure -> key -> count, how many were received on a Saturday) from `begin` to before `end`; both are first moments
    of days in the zone's time, since days are what rows are folded to. Keys that count nothing are left out."""
    rows = (
        Tally.objects.filter(zone=zone, at__gte=begin, at__lt=end)
        .values_list("measure", "key")
        .annotate(n=Sum("count"), saturday=Sum("count", filter=Q(at__week_day=SATURDAY)))
        .order_by("measure", "key")
    )
    found: dict[str, dict[str, int]] = {measure: {} for measure in MEASURES}
    saturdays = 0
    for measure, key, count, saturday in rows:
        if count:
            found[measure][key] = count
        if measure == "received":
            saturdays = saturday or 0
    return found, saturdays


def fold(*, zone: str, most: int = AT_ONCE) -> int:
    """Fold the oldest changes into one row a day, measure and key; returns how many there were. No count changes by it."""
    with transaction.atomic():
        new = list(Tally.objects.select_for_update().filter(zone=zone, folded=False).order_by("id")[:most])
        if not new:
            return 0
        sums: dict[tuple[dt.datetime, str, str], int] = defaultdict(int)
        for row in new:
            sums[_day(row.at), row.measure, row.key] += row.count
        days = {day for day, _, _ in sums}
        kept = list(Tally.objects.select_for_update().filter(zone=zone, folded=True, at__in=days).order_by("id"))
        gone = [row.id for row in new]
        for row in kept:
            if (place := (row.at, row.measure, row.key)) in sums:
                sums[place] += row.count
                gone.append(row.id)
        Tally.objects.filter(zone=zone, id__in=gone).delete()
        Tally.objects.bulk_create(
            [
                Tally(zone=zone, at=at, measure=measure, key=key, count=n, folded=True)
                for (at, measure, key), n in sums.items()
                if n
            ]
        )
    return len(new)


def _day(at: dt.datetime) -> dt.datetime:
    """The first moment of the day in the zone's time."""
    calendar = rulebook.calendar()
    return dt.datetime.combine(calendar.local(at).date(), dt.time(), calendar.tz)
