"""The parcels as they were at the end of a day, and the versions of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from gaoxin.projects.models import Parcel, ParcelAgreement, ParcelStatus, ParcelVersion
from gaoxin.projects.rules.land.changes import CELLS, Changes, changes

COLUMNS = (
    "parcel__number", "name", "outline", "category", "area_m2", "use", "held_by", "power_kva", "plot_ratio_pct",
    "water_m3", "gas_m3", "lon", "lat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with what it changed of the one before; the first changed nothing."""

    row: ParcelVersion
    changes: Changes


def at(*, zone: str, day: dt.date) -> QuerySet[ParcelVersion]:
    """The version of each parcel that stood at the end of that day, with its category and holder (`held_by`) of then."""
    versions = ParcelVersion.objects.filter(zone=zone, since__lte=day).exclude(parcel__retired_on__lte=day)
    later = ParcelVersion.objects.filter(parcel=OuterRef("parcel"), serial__gt=OuterRef("serial"), since__lte=day)
    entry = ParcelStatus.objects.filter(parcel=OuterRef("parcel"), since__lte=day).order_by("-serial")
    stood = Q(ended_on=None) | Q(ended_on__gt=day)
    holder = ParcelAgreement.objects.filter(stood, parcel=OuterRef("parcel"), signed_on__lte=day).order_by(
        "-signed_on", "-id"
    )
    return versions.filter(~Exists(later)).annotate(
        category=Coalesce(Subquery(entry.values("category")[:1]), Value(""), output_field=CharField()),
        held_by=Coalesce(Subquery(holder.values("holder")[:1]), Value(""), output_field=CharField()),
    )


def versions_of(row: Parcel) -> tuple[VersionView, ...]:
    """Every version of the parcel, the newest first."""
    rows = list(ParcelVersion.objects.filter(zone=row.zone, parcel=row).order_by("serial"))
    found = [VersionView(rows[0], {})] if rows else []
    found += [
        VersionView(now, changes(_cells(before), _cells(now))) for before, now in zip(rows, rows[1:], strict=False)
    ]
    return tuple(reversed(found))


def _cells(row: ParcelVersion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*CELLS, "geometry", "area_m2")}
