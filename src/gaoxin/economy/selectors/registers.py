"""Who is on the register, and what is on file."""

from __future__ import annotations

import uuid

from django.db.models import Q

from gaoxin.economy.models import Filing, Membership, Unit


def units(*, zone: str) -> dict[uuid.UUID, uuid.UUID]:
    """party -> survey unit, of all that ever were."""
    return dict(Unit.objects.filter(zone=zone).values_list("party_id", "id"))


def in_scope(*, zone: str, scope: str, period: int) -> set[uuid.UUID]:
    """Survey units in the scope in that month (YYYYMM)."""
    spans = Membership.objects.filter(zone=zone, scope=scope, since__lte=period)
    return set(spans.filter(Q(until=None) | Q(until__gte=period)).values_list("unit_id", flat=True))


def filed(*, zone: str, period: int, revised: bool = False) -> set[tuple[uuid.UUID, str]]:
    """Unit and form of every report on file for the month, no estimates; with `revised` of its revisions only."""
    rows = Filing.objects.filter(zone=zone, period=period).exclude(kind="estimated")
    rows = rows.filter(kind="revised") if revised else rows
    return set(rows.values_list("unit_id", "form"))
