"""The boundary, and parcels that are imported whole or not at all, published or taken back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.projects.models import LandBoundary, Parcel, ParcelStatus
from gaoxin.projects.permissions.land import check_keeper
from gaoxin.projects.rules.land import geometry, reading
from gaoxin.projects.rules.land.geometry import Outline, Problem
from gaoxin.projects.rules.land.rows import LONGEST_NAME, Stated, stated
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land.act import first_time, locked_boundary, locked_parcel, recorded

BATCH = 500


@dataclass(slots=True)
class Line:
    """One row of a file: the number as written and what is wrong with it."""

    line: int
    number: str
    area_m2: int
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import found. written: the rows were taken. repeated: the same form came before."""

    lines: tuple[Line, ...]
    written: bool
    dry_run: bool
    repeated: bool = False

    @property
    def wrong(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.problems)

    @property
    def area_m2(self) -> int:
        return sum(line.area_m2 for line in self.lines)


def set_boundary(
    *, zone: str, name: str, geometry_of: Mapping[str, Any], source: str, at: dt.datetime, by: Actor
) -> LandBoundary:
    """The zone's boundary, new or in place of the former. Raises Invalid where it is none, or would leave parcels outside."""
    check_keeper(by, zone)
    checks = book.checks()
    found = geometry.boundary(geometry_of, checks)
    if not 0 < len(name) <= LONGEST_NAME or not source.strip():
        raise Invalid("没有写明边界的名称和来源 name and source of the boundary are missing", do="写明 write both")
    with transaction.atomic():
        LandBoundary.objects.select_for_update().filter(zone=zone).first()
        _check_all_inside(zone, found)
        row, _ = LandBoundary.objects.update_or_create(
            zone=zone,
            defaults={"name": name, "geometry": found.geometry, "area_m2": found.area_m2, "source": source, "at": at},
        )
        recorded(
            "land-boundary", f"boundary:{zone}", zone=zone, at=at, by=by, name=name, area_m2=found.area_m2, source=source
        )  # fmt: skip
    return row


def import_parcels(
    *, zone: str, name: str, data: bytes, at: dt.datetime, by: Actor, today: dt.date, datum: str = "",
    dry_run: bool = False, key: str = "",
) -> Outcome:  # fmt: skip
    """New parcels from GeoJSON or a zipped shapefile: all of them, or none where one row is wrong.

    today: the day in the zone. Raises NotAllowed, WrongState without a boundary, Invalid where the file as a whole cannot be read.
    Row errors are in the outcome. The same key again changes nothing.
    """
    check_keeper(by, zone)
    checks = book.checks()
    rows = reading.read(name, data, checks, datum=datum)
    lines, taken = _examined(rows, today)
    with transaction.atomic():
        boundary = locked_boundary(zone)
        if not dry_run and not first_time(zone, by, key, at):
            return Outcome(tuple(lines), written=False, dry_run=False, repeated=True)
        _against_zone(lines, taken, boundary)
        _against_registered(zone, lines, taken)
        if dry_run or any(line.problems for line in lines):
            return Outcome(tuple(lines), written=False, dry_run=dry_run)
        _write(zone, [(cells, found) for _, cells, found in taken], name, at, by, today)
        recorded(
            "land-import", f"boundary:{zone}", zone=zone, at=at, by=by, file=name[:100], parcels=len(lines),
            sha256=hashlib.sha256(data).hexdigest(), area_m2=sum(line.area_m2 for line in lines),
        )  # fmt: skip
    return Outcome(tuple(lines), written=True, dry_run=False)


def publish(*, zone: str, numbers: Sequence[str], shown: bool, at: dt.datetime, by: Actor, key: str = "") -> int:
    """Show parcels on the public map, or take them back. Returns of how many that changed something. Raises NotFound."""
    check_keeper(by, zone)
    changed = 0
    with transaction.atomic():
        if not first_time(zone, by, key, at):
            return 0
        for number in sorted(set(numbers)):
            parcel = locked_parcel(zone, number)
            if (parcel.published_at is not None) is shown:
                continue
            parcel.published_at = at if shown else None
            parcel.save(update_fields=["published_at"])
            recorded(
                "land-publish" if shown else "land-unpublish", f"parcel:{parcel.id}", zone=zone, at=at, by=by, number=number
            )  # fmt: skip
            changed += 1
    return changed


Taken = list[tuple[Line, Stated, Outline]]


def _examined(rows: Sequence[reading.Row], today: dt.date) -> tuple[list[Line], Taken]:
    """Each row by itself: its cells, its outline, and the area it states."""
    checks, categories, matching = book.checks(), book.categories(), book.matching()
    lines: list[Line] = []
    taken: Taken = []
    for row in rows:
        cells, problems = stated(row.values, categories=categories, matching=matching, today=today)
        found, wrong = geometry.outline(row.geometry, checks)
        line = Line(row.line, cells.number or str(row.values.get("number", ""))[:40], 0, [*problems, *wrong])
        lines.append(line)
        if found is not None:
            line.area_m2 = found.area_m2
            line.problems += geometry.against_stated(found, cells.area_m2, checks)
            taken.append((line, cells, found))
    seen: dict[str, int] = {}
    for line in lines:
        if line.number and line.number in seen:
            told = f"第 {seen[line.number]} 行已有编号 {line.number} that row has this number"
            line.problems.append(Problem("number", told, "编号不能重复 a number is used once"))
        seen.setdefault(line.number, line.line)
    return lines, taken


def _against_zone(lines: Sequence[Line], taken: Taken, boundary: LandBoundary) -> None:
    checks = book.checks()
    zone = geometry.boundary(boundary.geometry, checks)
    for line, _, found in taken:
        line.problems += geometry.against_zone(found, zone, checks)
    places = [(line.number or f"第 {line.line} 行", found) for line, _, found in taken]
    for place, problems in geometry.overlaps_within(places, checks).items():
        taken[place][0].problems += problems


def _against_registered(zone: str, lines: Sequence[Line], taken: Taken) -> None:
    """Numbers and land that are registered already."""
    for start in range(0, len(lines), BATCH):
        numbers = {line.number: line for line in lines[start : start + BATCH]}
        for number in Parcel.objects.filter(zone=zone, number__in=numbers).values_list("number", flat=True):
            told = Problem(
                "number", f"编号 {number} 已登记 the number is registered", "改用新编号，或者从文件中删去 change it"
            )
            numbers[number].problems.append(told)
    if not taken:
        return
    boxes = [found.box for _, _, found in taken]
    near = Parcel.objects.filter(
        zone=zone, west__lte=max(box[2] for box in boxes), east__gte=min(box[0] for box in boxes),
        south__lte=max(box[3] for box in boxes), north__gte=min(box[1] for box in boxes),
    ).values_list("number", "geometry")  # fmt: skip
    others = [(number, geometry.kept(shape)) for number, shape in near.iterator(chunk_size=2000)]
    if not others:
        return
    places = [(line.number, found) for line, _, found in taken]
    for place, problems in geometry.overlaps_with(places, others, book.checks()).items():
        taken[place][0].problems += problems


def _write(
    zone: str, parcels: Sequence[tuple[Stated, Outline]], source: str, at: dt.datetime, by: Actor, today: dt.date
) -> None:
    rows: list[Parcel] = []
    entries: list[ParcelStatus] = []
    categories = book.categories()
    for cells, found in parcels:
        west, south, east, north = found.box
        row = Parcel(
            zone=zone, number=cells.number, name=cells.name, geometry=found.geometry, area_m2=found.area_m2,
            outline=json.dumps(geometry.simplified(found.polygon), separators=(",", ":")), stated_m2=cells.area_m2,
            west=west, south=south, east=east, north=north, lon=found.centre[0], lat=found.centre[1], use=cells.use,
            power_kva=cells.power_kva, price_k=cells.price_k, ready_on=cells.ready_on, category=cells.category,
            category_since=cells.since or today, source=source[:200], at=at,
        )  # fmt: skip
        rows.append(row)
        entries.append(
            ParcelStatus(
                zone=zone, parcel=row, category=cells.category, since=row.category_since, evidence=cells.evidence,
                article=categories.of(cells.category).article, at=at, by=by.name, serial=1,
            )
        )  # fmt: skip
    Parcel.objects.bulk_create(rows, batch_size=BATCH)
    ParcelStatus.objects.bulk_create(entries, batch_size=BATCH)


def _check_all_inside(zone: str, boundary: Outline) -> None:
    """Raises Invalid where a registered parcel would lie outside a new boundary."""
    checks = book.checks()
    inside = boundary.polygon
    outside: list[str] = []
    for number, shape in Parcel.objects.filter(zone=zone).values_list("number", "geometry").iterator(chunk_size=2000):
        polygon = geometry.kept(shape)
        if not inside.covers(polygon) and geometry.area_of(polygon.difference(inside)) > checks.tolerance.outside_m2:
            outside.append(number)
    if outside:
        raise Invalid(
            f"{len(outside)} 个地块会落在新边界以外 parcels would lie outside: {'、'.join(outside[:5])}",
            do="核对边界 check the boundary",
        )
