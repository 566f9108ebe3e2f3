"""New parcels and new versions of parcels, as an import found them. Part of the import's act, which holds the boundary's lock."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.projects.models import Parcel, ParcelStatus, ParcelVersion
from gaoxin.projects.rules.land import geometry
from gaoxin.projects.rules.land.changes import CELLS, Changes, changes
from gaoxin.projects.rules.land.geometry import Outline
from gaoxin.projects.rules.land.rows import Stated
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land import ledger

BATCH = 500
SHAPE = ("geometry", "outline", "area_m2", "west", "south", "east", "north", "lon", "lat")
KEPT = (*CELLS, *SHAPE, "source")


@dataclass(frozen=True, slots=True)
class Told:
    """Who says it, when, from which file and why."""

    at: dt.datetime
    by: Actor
    today: dt.date
    source: str
    reason: str = ""


def present(zone: str, numbers: Iterable[str], *, locked: bool = False) -> dict[str, Parcel]:
    """The registered parcels among these. locked: held until the transaction ends, in the order of their numbers."""
    wanted = sorted({number for number in numbers if number})
    rows = Parcel.objects.filter(retired_on=None)
    rows = rows.select_for_update() if locked else rows
    found: dict[str, Parcel] = {}
    for start in range(0, len(wanted), BATCH):
        some = rows.filter(zone=zone, number__in=wanted[start : start + BATCH]).order_by("number")
        found |= {row.number: row for row in some}
    return found


def last_days(rows: Sequence[Parcel]) -> dict[Any, dt.date]:
    """Parcel -> the day since which its newest version or entry stands: nothing new begins before it."""
    found = {row.pk: row.category_since for row in rows}
    serials = {row.pk: row.version for row in rows}
    keys = list(serials)
    for start in range(0, len(keys), BATCH):
        told = ParcelVersion.objects.filter(parcel__in=keys[start : start + BATCH])
        for pk, serial, since in told.values_list("parcel", "serial", "since"):
            if serial == serials[pk]:
                found[pk] = since
    return found


def cells_of(row: Parcel) -> dict[str, Any]:
    """The parcel's cells under the names of an import's columns, for those that a row leaves empty."""
    names = ("name", "use", "power_kva", "water_m3", "gas_m3", "price_k", "ready_on", "category")
    found = {name: value for name in names if (value := getattr(row, name)) not in (None, "")}
    return found if row.plot_ratio_pct is None else found | {"plot_ratio": row.plot_ratio_pct / 100}


def compared(row: Parcel, cells: Stated, found: Outline) -> Changes:
    """What the row of a file changes. A stated area that it leaves empty stays while the outline does."""
    before = {name: getattr(row, name) for name in (*CELLS, "category", "geometry", "area_m2")}
    after = {**_columns(cells, found), "category": cells.category}
    if cells.area_m2 is None:
        after["stated_m2"] = row.stated_m2
    told = changes(before, after)
    if cells.area_m2 is None and "geometry" in told and row.stated_m2 is not None:
        told["stated_m2"] = (row.stated_m2, None)
    return told


def create(zone: str, parcels: Sequence[tuple[Stated, Outline]], told: Told) -> None:
    """Parcels that are new, with their first version and the first entry of their ledger."""
    rows: list[Parcel] = []
    entries: list[ParcelStatus] = []
    versions: list[ParcelVersion] = []
    categories = book.categories()
    for cells, found in parcels:
        since = cells.since or told.today
        row = Parcel(
            zone=zone, number=cells.number, category=cells.category, category_since=since, source=told.source,
            at=told.at, **_columns(cells, found),
        )  # fmt: skip
        rows.append(row)
        versions.append(_version(row, since, cells.evidence, told))
        entries.append(
            ParcelStatus(
                zone=zone, parcel=row, category=cells.category, since=since, evidence=cells.evidence,
                article=categories.of(cells.category).article, at=told.at, by=told.by.name, serial=1,
            )
        )  # fmt: skip
    Parcel.objects.bulk_create(rows, batch_size=BATCH)
    ParcelVersion.objects.bulk_create(versions, batch_size=BATCH)
    ParcelStatus.objects.bulk_create(entries, batch_size=BATCH)


def renew(row: Parcel, cells: Stated, found: Outline, changed: Changes, told: Told) -> None:
    """The next version of a parcel that is locked; of another category where the row says so."""
    columns = _columns(cells, found)
    names = [name for name in CELLS if name in changed] + (list(SHAPE) if "geometry" in changed else [])
    for name in names:
        setattr(row, name, changed[name][1] if name == "stated_m2" else columns[name])
    row.version, row.source, row.at = row.version + 1, told.source, told.at
    row.save(update_fields=[*names, "version", "source", "at"])
    since = cells.since or told.today
    _version(row, since, told.reason, told).save(force_insert=True)
    if "category" in changed:
        ledger.add(row, cells.category, since, cells.evidence, at=told.at, by=told.by, today=told.today)


def _version(row: Parcel, since: dt.date, reason: str, told: Told) -> ParcelVersion:
    columns = {name: getattr(row, name) for name in KEPT}
    return ParcelVersion(
        zone=row.zone, parcel=row, serial=row.version, since=since, reason=reason, at=told.at, by=told.by.name, **columns
    )  # fmt: skip


def _columns(cells: Stated, found: Outline) -> Mapping[str, Any]:
    west, south, east, north = found.box
    return {
        "name": cells.name, "geometry": found.geometry, "area_m2": found.area_m2,
        "outline": json.dumps(geometry.simplified(found.polygon), separators=(",", ":")), "stated_m2": cells.area_m2,
        "west": west, "south": south, "east": east, "north": north, "lon": found.centre[0], "lat": found.centre[1],
        "use": cells.use, "power_kva": cells.power_kva, "plot_ratio_pct": cells.plot_ratio_pct, "water_m3": cells.water_m3,
        "gas_m3": cells.gas_m3, "price_k": cells.price_k, "ready_on": cells.ready_on,
    }  # fmt: skip
