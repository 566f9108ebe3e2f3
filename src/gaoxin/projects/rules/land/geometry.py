"""A parcel's polygon: closed, valid, inside the zone, with the area it states, and on nobody else's land."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import shapely
from shapely.geometry import Polygon, mapping, shape
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.area import Point, polygon_area
from gaoxin.projects.rules.land.book import Checks, Extent

DIGITS = 9  # of a degree: a tenth of a millimetre
E6 = 1_000_000
JOINED = 1e-7  # of a degree: a centimetre, within which two sides are one


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a parcel is not taken. code: for tests and programs. what, do: for people."""

    code: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.what} | 处理 do: {self.do}"


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon as it is kept. area_m2: computed. box: west, south, east, north in millionths of a degree, outward."""

    polygon: Any
    area_m2: int
    box: tuple[int, int, int, int]
    centre: tuple[int, int]

    @property
    def geometry(self) -> dict[str, Any]:
        return cast("dict[str, Any]", _plain(mapping(self.polygon)))


def outline(given: object, checks: Checks, *, smallest: bool = True) -> tuple[Outline | None, list[Problem]]:
    """The polygon that a GeoJSON geometry states, or what is wrong with it. smallest: also refuse slivers."""
    rings, problem = _rings(given, checks)
    if problem is not None:
        return None, [problem]
    polygon: Any = Polygon(rings[0], rings[1:])
    if not polygon.is_valid:
        return None, [
            Problem(
                "self-intersection", f"边界自相交或者重叠 the outline crosses itself: {_where(explain_validity(polygon))}",
                "在制图软件中修复后重新导出 mend it in the drawing software and export again",
            )
        ]  # fmt: skip
    polygon = orient(polygon)
    area = round(area_of(polygon))
    if smallest and area < checks.limits.smallest_m2:
        least = checks.limits.smallest_m2
        return None, [
            Problem("too-small", f"面积 {area} m² 过小 less than {least} m²", "核对坐标和坐标系 check the datum")
        ]
    west, south, east, north = (float(value) for value in polygon.bounds)
    inside: Any = polygon.representative_point()
    box = (math.floor(west * E6), math.floor(south * E6), math.ceil(east * E6), math.ceil(north * E6))
    return Outline(polygon, area, box, (round(float(inside.x) * E6), round(float(inside.y) * E6))), []


def boundary(given: object, checks: Checks) -> Outline:
    """The zone's own boundary. Raises Invalid."""
    found, problems = outline(given, checks)
    if found is None:
        raise Invalid(f"园区边界不正确 the boundary of the zone is wrong: {problems[0].what}", do=problems[0].do)
    return found


def kept(geometry: Mapping[str, Any]) -> Any:
    """The polygon of a geometry that was checked when it was kept."""
    return shape(dict(geometry))


def together(geometries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The outline of adjoining parcels as one; several pieces where they do not adjoin. Sides that differ by digitising are joined."""
    joined: Any = shapely.union_all([kept(one) for one in geometries])
    if joined.geom_type != "Polygon":
        closed: Any = joined.buffer(JOINED, join_style="mitre").buffer(-JOINED, join_style="mitre")
        joined = closed if closed.geom_type == "Polygon" else joined
    return cast("dict[str, Any]", _plain(mapping(joined)))


def area_of(polygon: Any) -> float:
    """Square metres of a polygon or of several; points and lines have none."""
    if polygon.is_empty:
        return 0.0
    if polygon.geom_type == "Polygon":
        rings = [polygon.exterior, *polygon.interiors]
        return polygon_area([[(float(x), float(y)) for x, y in ring.coords] for ring in rings])
    return sum(area_of(part) for part in getattr(polygon, "geoms", ()))


def against_zone(parcel: Outline, zone: Outline, checks: Checks) -> list[Problem]:
    """Nothing where the parcel lies within the boundary; a sliver by digitising is let through."""
    if zone.polygon.covers(parcel.polygon):
        return []
    outside = area_of(parcel.polygon.difference(zone.polygon))
    if outside <= checks.tolerance.outside_m2:
        return []
    return [
        Problem(
            "outside", f"有 {outside:,.0f} m² 在园区边界以外 so much lies outside the boundary of the zone",
            "核对坐标，或者先更新园区边界 check the coordinates, or renew the boundary first",
        )
    ]  # fmt: skip


def against_stated(parcel: Outline, stated_m2: int | None, checks: Checks) -> list[Problem]:
    """Nothing where no area is stated, or it is the computed one within the tolerance."""
    if stated_m2 is None:
        return []
    allowed = max(checks.tolerance.stated_area_m2, stated_m2 * checks.tolerance.stated_area_bp / 10_000)
    off = parcel.area_m2 - stated_m2
    if abs(off) <= allowed:
        return []
    return [
        Problem(
            "stated-area",
            f"填报面积 {stated_m2:,} m²，按坐标计算 {parcel.area_m2:,} m²，相差 {off:+,} m² stated and computed area differ",
            f"核对面积或者坐标，允许差 {allowed:,.0f} m² check either; so much may differ",
        )
    ]


def overlaps(parcel: Outline, others: Iterable[tuple[str, Any]], checks: Checks) -> list[Problem]:
    """One problem for each other parcel whose land it takes, with the square metres."""
    found: list[Problem] = []
    for number, other in others:
        if not parcel.polygon.intersects(other):
            continue
        common = area_of(parcel.polygon.intersection(other))
        if common > checks.tolerance.overlap_m2:
            found.append(overlap(number, common))
    return found


def overlaps_with(
    parcels: Sequence[tuple[str, Outline]], others: Sequence[tuple[str, Any]], checks: Checks
) -> dict[int, list[Problem]]:
    """Overlaps of a file's parcels with those that are registered, by place in the file."""
    tree: Any = shapely.STRtree([polygon for _, polygon in others])
    found: dict[int, list[Problem]] = {}
    for here, (_, one) in enumerate(parcels):
        near = [others[int(index)] for index in sorted(tree.query(one.polygon, predicate="intersects"))]
        if problems := overlaps(one, near, checks):
            found[here] = problems
    return found


def overlap(number: str, common: float) -> Problem:
    return Problem(
        "overlap", f"与地块 {number} 重叠 {common:,.0f} m² overlaps parcel {number}",
        "核对两个地块的界线，只保留一个 check the common side; land belongs to one parcel",
    )  # fmt: skip


def overlaps_within(parcels: Sequence[tuple[str, Outline]], checks: Checks) -> dict[int, list[Problem]]:
    """Overlaps among the parcels of one file, by place in the sequence; each pair is told at both."""
    tree: Any = shapely.STRtree([one.polygon for _, one in parcels])
    found: dict[int, list[Problem]] = {}
    for here, (number, one) in enumerate(parcels):
        for there in (int(index) for index in tree.query(one.polygon, predicate="intersects")):
            if there <= here:
                continue
            common = area_of(one.polygon.intersection(parcels[there][1].polygon))
            if common > checks.tolerance.overlap_m2:
                found.setdefault(here, []).append(overlap(parcels[there][0], common))
                found.setdefault(there, []).append(overlap(number, common))
    return found


def simplified(polygon: Any, degrees: float = 0.00001) -> dict[str, Any]:
    """The polygon for a screen: within about a metre, six digits, the corners that are left. Never for computing."""
    thin: Any = polygon.simplify(degrees, preserve_topology=True)
    return cast("dict[str, Any]", _plain(mapping(thin), 6))


def _rings(given: object, checks: Checks) -> tuple[list[list[Point]], Problem | None]:
    if not isinstance(given, Mapping):
        return [], Problem("no-geometry", "没有图形 there is no geometry", "导出时带上多边形 export the polygon too")
    shown = cast("Mapping[str, Any]", given)
    parts: Any = shown.get("coordinates")
    if shown.get("type") == "MultiPolygon" and isinstance(parts, list | tuple):
        parts = cast("Sequence[Any]", parts)
        if len(parts) != 1:
            return [], Problem(
                "several-parts", f"一个地块有 {len(parts)} 块图形 a parcel of several pieces",
                "分成几个地块，各用一个编号 make a parcel of each piece",
            )  # fmt: skip
        parts = parts[0]
    elif shown.get("type") != "Polygon":
        return [], Problem(
            "not-a-polygon", f"不是多边形 not a polygon: {shown.get('type')!r:.40}", "导出面图层 export areas"
        )
    if not isinstance(parts, list | tuple) or not parts:
        return [], Problem("no-geometry", "多边形没有坐标 the polygon has no coordinates", "重新导出 export it again")
    rings: list[list[Point]] = []
    for part in cast("Sequence[Any]", parts):
        ring, problem = _ring(part, checks.extent)
        if problem is not None:
            return [], problem
        rings.append(ring)
    if (count := sum(map(len, rings))) > checks.limits.vertices:
        most = checks.limits.vertices
        return [], Problem("too-many-points", f"{count:,} 个点 points, 上限 at most {most:,}", "先抽稀 simplify it")
    return rings, None


def _ring(part: Any, extent: Extent) -> tuple[list[Point], Problem | None]:
    if not isinstance(part, list | tuple) or len(cast("Sequence[Any]", part)) < 4:
        return [], Problem(
            "too-few-points", "一圈少于四个点 a ring has fewer than four points", "核对图形 check the outline"
        )
    ring: list[Point] = []
    for position in cast("Sequence[Any]", part):
        point = _point(position)
        if point is None:
            return [], Problem("not-a-number", f"坐标不是数 not a coordinate: {position!r:.60}", "核对坐标 check it")
        if not extent.holds(*point):
            return [], _elsewhere(point, extent)
        ring.append((round(point[0], DIGITS), round(point[1], DIGITS)))
    if ring[0] != ring[-1]:
        return [], Problem(
            "not-closed", "图形没有闭合，首尾两点不同 the outline is not closed: first and last point differ",
            "闭合后重新导出 close it and export again",
        )  # fmt: skip
    return ring, None


def _point(position: Any) -> Point | None:
    if not isinstance(position, list | tuple) or not 2 <= len(cast("Sequence[Any]", position)) <= 4:
        return None
    x, y = cast("Sequence[Any]", position)[:2]
    if isinstance(x, bool) or isinstance(y, bool) or not isinstance(x, int | float) or not isinstance(y, int | float):
        return None
    return (float(x), float(y)) if abs(x) < 1e12 and abs(y) < 1e12 and math.isfinite(x) and math.isfinite(y) else None


def _elsewhere(point: Point, extent: Extent) -> Problem:
    x, y = point
    if extent.holds(y, x):
        return Problem(
            "swapped", f"经纬度次序颠倒 latitude comes before longitude: {x:g}, {y:g}",
            "先写经度，后写纬度 write longitude first",
        )  # fmt: skip
    if abs(x) > 360 or abs(y) > 360:
        return Problem(
            "projected", f"坐标是投影后的米，不是度 metres of a projection, not degrees: {x:g}, {y:g}",
            "选择文件的高斯-克吕格坐标系，或者导出为 CGCS2000 经纬度 choose the file's grid, or export degrees",
        )  # fmt: skip
    return Problem(
        "far-away", f"坐标不在中国范围内 the place is not in China: {x:g}, {y:g}", "核对坐标系 check the datum"
    )


def _where(text: str) -> str:
    return text.replace("Self-intersection", "自相交 self-intersection")


def _plain(value: Any, digits: int = DIGITS) -> Any:
    """Tuples as lists and rounded numbers: what JSON keeps."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value)
        return {key: _plain(item, digits) for key, item in items.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, digits) for item in cast("Sequence[Any]", value)]
    return round(value, digits) if isinstance(value, float) else value
