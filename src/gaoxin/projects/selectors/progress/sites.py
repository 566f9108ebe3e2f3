"""Which engineers work on which projects, and when."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q

from gaoxin.projects.models import SiteAssignment


def projects_of(*, zone: str, engineer: str, on: dt.date) -> frozenset[uuid.UUID]:
    """Keys of the projects that the engineer is assigned to on that day."""
    rows = SiteAssignment.objects.filter(_on(on), zone=zone, engineer=engineer)
    return frozenset(rows.values_list("project_id", flat=True))


def is_on_site(*, zone: str, project_id: uuid.UUID, engineer: str, on: dt.date) -> bool:
    return SiteAssignment.objects.filter(_on(on), zone=zone, project_id=project_id, engineer=engineer).exists()


def assignments_of(*, zone: str, project_id: uuid.UUID) -> list[SiteAssignment]:
    """All of a project's, those of now first, then the newest."""
    rows = SiteAssignment.objects.filter(zone=zone, project_id=project_id).order_by("-since", "-id")
    return sorted(rows, key=lambda row: row.until is not None)


def _on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
