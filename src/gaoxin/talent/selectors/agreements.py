"""Which agreements of schools and firms hold on a day. `ended_on` is the first day on which an ended one no longer does."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from gaoxin.talent.models import Agreement

MAY_END = ("offered", "ahead", "force")  # standings in which no end is noted yet


def not_over(zone: str, day: dt.date) -> QuerySet[Agreement]:
    """Both sides agreed, and it has not run out or been ended; it may still begin later."""
    lasting = Agreement.objects.filter(zone=zone, agreed_at__isnull=False, until__gte=day)
    return lasting.filter(Q(ended_on=None) | Q(ended_on__gt=day))


def in_force(zone: str, day: dt.date) -> QuerySet[Agreement]:
    """As `not_over`, and it has begun."""
    return not_over(zone, day).filter(since__lte=day)


def standing(row: Agreement, day: dt.date) -> str:
    """`offered`, `refused` (ended before both agreed), `ahead`, `force`, `ending` (in force, its end is noted), `ended`, `expired`."""
    if row.ended_on is not None and row.ended_on <= day:
        return "ended" if row.agreed_at else "refused"
    if row.until < day:
        return "expired"
    if row.agreed_at is None:
        return "offered" if row.ended_on is None else "refused"
    if row.ended_on is not None:
        return "ending"
    return "ahead" if row.since > day else "force"
