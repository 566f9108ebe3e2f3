"""Holding several project files at once, always in one order, so that two who need the same ones wait and never block each other."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from gaoxin.projects.models import Project

BATCH = 500


def held(zone: str, numbers: Collection[str]) -> dict[str, Project]:
    """The files with these numbers, held until the transaction ends. Number -> file; unknown numbers are left out."""
    wanted, keys = sorted(numbers), list[uuid.UUID]()
    for start in range(0, len(wanted), BATCH):
        rows = Project.objects.filter(zone=zone, number__in=wanted[start : start + BATCH])
        keys += rows.values_list("pk", flat=True)
    return {row.number: row for row in held_by_key(zone, keys)}


def held_by_key(zone: str, keys: Collection[uuid.UUID]) -> Sequence[Project]:
    """The same by key. Rows are taken by rising key over all portions: an order that Python and every database agree on, which
    they do not for texts (a collation may sort numbers as words)."""
    wanted, found = sorted(keys), list[Project]()
    for start in range(0, len(wanted), BATCH):
        rows = Project.objects.select_for_update().filter(zone=zone, pk__in=wanted[start : start + BATCH])
        found += rows.order_by("pk")
    return found
