"""The boundary, and parcels that are imported whole or not at all, published or taken back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.projects.models import LandBoundary, Parcel
from gaoxin.projects.permissions.land import check_keeper
from gaoxin.projects.rules.land import geometry, reading
from gaoxin.projects.rules.land.changes import Changes, check_reason, may_follow
from gaoxin.projects.rules.land.geometry import Outline, Problem
from gaoxin.projects.rules.land.rows import LONGEST_NAME, Stated, stated
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land import versions
from gaoxin.projects.services.land.act import (
    locked_boundary,
    locked_parcel,
    record_keyed,
    recorded,
    repeated,
)

BATCH = 500
CHANGED_TOLD = 200  # numbers in the audit row


@dataclass(slots=True)
class Line:
    """One row of a file: the number as written and what is wrong with it.

    plane_m2: on the plane of the file's grid, if it has one. changed: what a registered parcel would become, cell by cell.
    """

    line: int
    number: str
    area_m2: int
    problems: list[Problem] = field(default_factory=list)
    plane_m2: int | None = None
    kind: Literal["new", "changed", "same"] = "new"
    changed: Changes = field(default_factory=dict)


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

    def of(self, kind: str) -> tuple[Line, ...]:
        """The rows that are new, changed or the same."""
        return tuple(line for line in self.lines if line.kind == kind)

    @property
    def plane_m2(self) -> int | None:
        """What the rows measure on the plane of the file's grid; None for a file in degrees."""
        found = [line.plane_m2 for line in self.lines if line.plane_m2 is not None]
        return sum(found) if found else None


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
    dry_run: bool = False, update: bool = False, reason: str = "", key: str = "",
) -> Outcome:  # fmt: skip
    """Parcels from GeoJSON or a zipped shapefile: all of them, or none where one row is wrong.

    update: a row whose number is registered becomes the next version of that parcel, for that reason; cells and outlines that it leaves
    empty stay. Without it such a row is wrong. today: the day in the zone. Raises NotAllowed, WrongState without a boundary, Invalid
    where the file as a whole cannot be read or an update has no reason. Row errors are in the outcome. The same key again changes nothing.
    """
    check_keeper(by, zone)
    told = versions.Told(at, by, today, name[:200], check_reason(reason) if update else "")
    rows = reading.read(name, data, book.checks(), datum=datum)
    return _take(zone, rows, told, data, act="land-import", dry_run=dry_run, update=update, key=key)


def redraw(
    *, zone: str, number: str, name: str, data: bytes, since: dt.date, reason: str, at: dt.datetime, by: Actor, today: dt.date,
    datum: str = "", version: int | None = None, key: str = "",
) -> Outcome:  # fmt: skip
    """The next version of one parcel, with the outline that the file has; its cells stay, but for a stated area, which was the former
    outline's. version: the one that was looked at.

    Raises as `import_parcels`, NotFound for an unknown number, Invalid where the file has not exactly one area or it cannot be that
    parcel's: outside the zone, on other parcels, crossing itself.
    """
    check_keeper(by, zone)
    told = versions.Told(at, by, today, name[:200], check_reason(reason))
    rows = reading.read(name, data, book.checks(), datum=datum)
    if len(rows) != 1:
        raise Invalid(
            f"文件里有 {len(rows)} 个图形 so many areas in the file", why="这里更新一个地块 one parcel is renewed here",
            do="只导出这个地块，或者用批量导入 export this one only, or import in bulk",
        )  # fmt: skip
    with transaction.atomic():
        locked_parcel(zone, number)
    cells = {"number": number, "since": since, **({"version": version} if version else {})}
    row = reading.Row(1, cells, rows[0].geometry, rows[0].plane_m2, rows[0].problem)
    outcome = _take(zone, [row], told, data, act="land-redraw", dry_run=False, update=True, key=key)
    for problem in () if outcome.repeated else outcome.lines[0].problems:
        raise Invalid(problem.what, do=problem.do)
    return outcome


def _take(
    zone: str, rows: Sequence[reading.Row], told: versions.Told, data: bytes, *, act: str, dry_run: bool, update: bool, key: str
) -> Outcome:  # fmt: skip
    at, by, name = told.at, told.by, told.source
    known = versions.present(zone, [_number(row) for row in rows]) if update else {}
    lines, taken = _examined(rows, known, told)
    digest = hashlib.sha256(data).hexdigest()
    said = [digest, told.reason, update, [dict(row.values) for row in rows] if act == "land-redraw" else ""]
    with transaction.atomic():
        boundary = locked_boundary(zone)
        if not dry_run and repeated(zone, by, act, key, at, said) is not None:
            return Outcome(tuple(lines), written=False, dry_run=False, repeated=True)
        locked = versions.present(zone, known, locked=True)
        against_zone(lines, taken, boundary)
        against_registered(zone, lines, taken, known)
        _against_present(taken, known, locked, told.today)
        if dry_run or any(line.problems for line in lines):
            transaction.set_rollback(True)  # the form may be sent again once the file is mended
            return Outcome(tuple(lines), written=False, dry_run=dry_run)
        versions.create(zone, [(cells, found) for line, cells, found in taken if line.kind == "new"], told)
        for line, cells, found in taken:
            if line.kind == "changed":
                versions.renew(locked[line.number], cells, found, line.changed, told)
        outcome = Outcome(tuple(lines), written=True, dry_run=False)
        record_keyed(
            act, f"boundary:{zone}", zone=zone, at=at, by=by, said=said, key=key, result={}, file=name[:100], parcels=len(lines),
            reason=told.reason, new=len(outcome.of("new")), sha256=digest, area_m2=outcome.area_m2,
            changed=[line.number for line in outcome.of("changed")][:CHANGED_TOLD],
        )  # fmt: skip
    return outcome


def publish(*, zone: str, numbers: Sequence[str], shown: bool, at: dt.datetime, by: Actor, key: str = "") -> int:
    """Show parcels on the public map, or take them back. Returns of how many that changed something. Raises NotFound, Conflict for the
    key of a form that said something else."""
    check_keeper(by, zone)
    act, said = "land-publish" if shown else "land-unpublish", sorted(set(numbers))
    changed: list[Parcel] = []
    with transaction.atomic():
        if repeated(zone, by, act, key, at, said) is not None:
            return 0
        for number in said:
            parcel = locked_parcel(zone, number)
            if (parcel.published_at is not None) is not shown:
                parcel.published_at = at if shown else None
                parcel.save(update_fields=["published_at"])
                changed.append(parcel)
        if not changed:
            transaction.set_rollback(True)  # nothing was done, and nothing is recorded: the key is not spent
        else:
            subject = f"parcel:{changed[0].id}" if len(changed) == 1 else f"boundary:{zone}"
            record_keyed(
                act, subject, zone=zone, at=at, by=by, said=said, key=key, numbers=[row.number for row in changed]
            )  # fmt: skip
    return len(changed)


Taken = list[tuple[Line, Stated, Outline]]


def _number(row: reading.Row) -> str:
    return str(row.values.get("number", "")).strip().removesuffix(".0")


def _examined(
    rows: Sequence[reading.Row], known: Mapping[str, Parcel], told: versions.Told
) -> tuple[list[Line], Taken]:
    """Each row by itself: its cells, its outline, the area it states, and what it changes of a registered parcel."""
    checks, categories, matching = book.checks(), book.categories(), book.matching()
    lines: list[Line] = []
    taken: Taken = []
    for row in rows:
        before = known.get(_number(row))
        values = row.values if before is None else {**versions.cells_of(before), "evidence": told.reason, **row.values}
        cells, problems = stated(values, categories=categories, matching=matching, today=told.today)
        shape = before.geometry if before is not None and row.geometry is None else row.geometry
        found, wrong = (None, [row.problem]) if row.problem else geometry.outline(shape, checks)
        line = Line(row.line, cells.number or str(row.values.get("number", ""))[:40], 0, [*problems, *wrong])
        line.plane_m2 = None if row.plane_m2 is None else round(row.plane_m2)
        lines.append(line)
        if found is not None:
            line.area_m2 = found.area_m2
            line.problems += geometry.against_stated(found, cells.area_m2, checks)
            if before is not None:
                line.changed = versions.compared(before, cells, found)
                line.kind = "changed" if line.changed else "same"
            taken.append((line, cells, found))
    seen: dict[str, int] = {}
    for line in lines:
        if line.number and line.number in seen:
            told = f"第 {seen[line.number]} 行已有编号 {line.number} that row has this number"
            line.problems.append(Problem("number", told, "编号不能重复 a number is used once"))
        seen.setdefault(line.number, line.line)
    return lines, taken


def against_zone(lines: Sequence[Line], taken: Taken, boundary: LandBoundary) -> None:
    checks = book.checks()
    zone = geometry.boundary(boundary.geometry, checks)
    for line, _, found in taken:
        line.problems += geometry.against_zone(found, zone, checks)
    places = [(line.number or f"第 {line.line} 行", found) for line, _, found in taken]
    for place, problems in geometry.overlaps_within(places, checks).items():
        taken[place][0].problems += problems


def _against_present(taken: Taken, known: Mapping[str, Parcel], locked: Mapping[str, Parcel], today: dt.date) -> None:
    """Updates follow the version that they were compared with, and do not begin before it."""
    days = versions.last_days(list(locked.values()))
    for line, cells, _ in taken:
        if line.kind != "changed":
            continue
        row = locked[line.number]
        line.problems += may_follow(
            edited=cells.version, read=known[line.number].version, present=row.version, since=cells.since or today,
            last_since=days[row.pk] if "category" not in line.changed else max(days[row.pk], row.category_since),
        )  # fmt: skip


def against_registered(zone: str, lines: Sequence[Line], taken: Taken, known: Mapping[str, Parcel]) -> None:
    """Numbers and land that are registered already, but for those that the file itself renews."""
    for start in range(0, len(lines), BATCH):
        numbers = {line.number: line for line in lines[start : start + BATCH] if line.number not in known}
        for number in Parcel.objects.filter(zone=zone, number__in=numbers).values_list("number", flat=True):
            told = Problem(
                "number", f"编号 {number} 已登记 the number is registered",
                "选择“更新已登记的地块”，或者改用新编号 choose to update what is registered, or another number",
            )  # fmt: skip
            numbers[number].problems.append(told)
    if not taken:
        return
    boxes = [found.box for _, _, found in taken]
    near = Parcel.objects.filter(
        zone=zone, retired_on=None, west__lte=max(box[2] for box in boxes), east__gte=min(box[0] for box in boxes),
        south__lte=max(box[3] for box in boxes), north__gte=min(box[1] for box in boxes),
    ).values_list("number", "geometry")  # fmt: skip
    others = [(number, geometry.kept(shape)) for number, shape in near.iterator(chunk_size=2000) if number not in known]
    if not others:
        return
    places = [(line.number, found) for line, _, found in taken]
    for place, problems in geometry.overlaps_with(places, others, book.checks()).items():
        taken[place][0].problems += problems


def _check_all_inside(zone: str, boundary: Outline) -> None:
    """Raises Invalid where a registered parcel would lie outside a new boundary."""
    checks = book.checks()
    inside = boundary.polygon
    outside: list[str] = []
    present = Parcel.objects.filter(zone=zone, retired_on=None)
    for number, shape in present.values_list("number", "geometry").iterator(chunk_size=2000):
        polygon = geometry.kept(shape)
        if not inside.covers(polygon) and geometry.area_of(polygon.difference(inside)) > checks.tolerance.outside_m2:
            outside.append(number)
    if outside:
        raise Invalid(
            f"{len(outside)} 个地块会落在新边界以外 parcels would lie outside: {'、'.join(outside[:5])}",
            do="核对边界 check the boundary",
        )
