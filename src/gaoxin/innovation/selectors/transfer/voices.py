"""Who speaks for which university."""

from __future__ import annotations

import uuid

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.innovation.models import University, UniversityVoice


def universities_of(by: Actor, zone: str) -> set[uuid.UUID]:
    """Those that the actor speaks for."""
    if by.zone != zone or Role.SCHOOL not in by.roles:
        return set()
    rows = UniversityVoice.objects.filter(zone=zone, user_id=accounts.key_of(by), ended_at=None)
    return set(rows.values_list("university_id", flat=True))


def universities(*, zone: str, by: Actor | None = None) -> list[University]:
    """By place and name; by: only those that the actor speaks for."""
    rows = University.objects.filter(zone=zone).order_by("place", "name")
    return list(rows.filter(id__in=universities_of(by, zone)) if by else rows)


def voices(*, zone: str) -> list[UniversityVoice]:
    """Each who speaks for one now."""
    rows = UniversityVoice.objects.filter(zone=zone, ended_at=None).select_related("university", "user")
    return list(rows.order_by("university__name", "at"))
