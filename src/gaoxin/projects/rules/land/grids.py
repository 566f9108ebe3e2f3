"""Gauss–Krüger grids of CGCS2000 (zones of 3° and 6°, EPSG:4491–4554), and their metres as degrees.

A central meridian says everything: the projection is the same for both widths, and only the prefix of the easting differs. Eastings are
taken with the prefix of their zone (38 500 000) and without (500 000), whatever the file's name of the grid says; another zone's prefix is
refused. Files write the easting first; one that writes the northing first, as the official definition has it, is told by its numbers.
PROJ converts; nothing is fetched, since there is no change of datum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gaoxin.projects.rules.land.area import Point
from gaoxin.projects.rules.land.geometry import Problem

# First code, how many, degrees between them; all begin at 75° E.
_FAMILIES = ((4491, 11, 6), (4502, 11, 6), (4513, 21, 3), (4534, 21, 3))
_AXIS, _FLATTENING, _FALSE = 6_378_137.0, 298.257222101, 500_000
_PREFIX = 1_000_000
_EASTINGS, _NORTHINGS = (100_000, 900_000), (300_000, 6_000_000)
LONGEST_WKT = 8_000
LIST = (
    "CGCS2000 经纬度 degrees EPSG:4490；高斯-克吕格 Gauss–Krüger 6°带 zones 13–23 EPSG:4491–4501，中央经线 meridians 75–135° "
    "EPSG:4502–4512；3°带 zones 25–45 EPSG:4513–4533，中央经线 meridians 75–135° EPSG:4534–4554；GCJ-02（须选择 to be chosen）"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A Gauss–Krüger grid by its central meridian in degrees."""

    meridian: int

    @property
    def name(self) -> str:
        return f"CGCS2000 高斯-克吕格 {self.meridian}°E"

    @property
    def prefixes(self) -> tuple[int, ...]:
        """None, the zone of 3°, and the zone of 6° where this is one's meridian."""
        six = ((self.meridian + 3) // 6,) if (self.meridian + 3) % 6 == 0 else ()
        return 0, self.meridian // 3, *six


def of_epsg(code: int) -> Grid | None:
    """The grid of an EPSG code of the family; None for another."""
    for first, count, step in _FAMILIES:
        if first <= code < first + count:
            return Grid(75 + step * (code - first))
    return None


def of_name(name: str) -> Grid | None:
    """The grid of `EPSG:4547`, `urn:ogc:def:crs:EPSG::4547` or `http://www.opengis.net/def/crs/EPSG/0/4547`."""
    found = re.fullmatch(r"(?:.*EPSG[:/][0-9.]*[:/]|EPSG:)?(\d{4,5})", name.strip()[:80], re.IGNORECASE)
    return of_epsg(int(found[1])) if found else None


def of_wkt(text: str, names: Sequence[str]) -> Grid | None:
    """The grid that a .prj describes, by its numbers and the name of its datum, not by its own name; None where it is none."""
    if len(text) > LONGEST_WKT:
        return None
    try:
        told: Any = CRS.from_wkt(text)
    except CRSError:
        return None
    if not told.is_projected or told.geodetic_crs is None or told.coordinate_operation is None:
        return None
    ellipsoid, operation = told.ellipsoid, told.coordinate_operation
    numbers = {str(one.name): float(one.value) for one in operation.params}
    meridian = numbers.get("Longitude of natural origin", 0.0)
    rightly = (
        told.geodetic_crs.name in names
        and abs(ellipsoid.semi_major_metre - _AXIS) < 0.001
        and abs(ellipsoid.inverse_flattening - _FLATTENING) < 1e-6
        and told.prime_meridian.longitude == 0
        and operation.method_name == "Transverse Mercator"
        and all(axis.unit_conversion_factor == 1 for axis in told.axis_info)
        and numbers.get("Scale factor at natural origin") == 1
        and numbers.get("Latitude of natural origin") == 0 == numbers.get("False northing")
        and meridian % 3 == 0 and 75 <= meridian <= 135
    )  # fmt: skip
    if not rightly:
        return None
    grid = Grid(int(meridian))
    return grid if numbers.get("False easting") in {_FALSE + _PREFIX * prefix for prefix in grid.prefixes} else None


Turned = Callable[[Any], tuple[Any, float | None, Problem | None]]


def degrees(grid: Grid) -> Turned:
    """What makes a geometry in metres one in degrees: with its area on the plane (None: not known), or with what is wrong."""
    projection: Any = Transformer.from_crs(4534 + (grid.meridian - 75) // 3, 4490, always_xy=True)

    def turn(geometry: Any) -> tuple[Any, float | None, Problem | None]:
        plane: list[list[Point]] = []
        for ring in _rings(geometry):
            points, problem = _plane(ring, grid)
            if problem is not None:
                return geometry, None, problem
            plane.append(points)
        if not plane:
            return geometry, None, None  # told of as what it is
        turned: list[list[Point]] = []
        for ring in plane:
            lons, lats = projection.transform([x for x, _ in ring], [y for _, y in ring])
            turned.append([(float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True)])
        area = _shoelace(plane[0]) - sum(_shoelace(hole) for hole in plane[1:])
        return {"type": "Polygon", "coordinates": turned}, area, None

    return turn


def _rings(geometry: Any) -> Sequence[Any]:
    """The rings of a polygon, or of several with one member; none where it is something else."""
    if not isinstance(geometry, Mapping):
        return ()
    held = cast("Mapping[str, Any]", geometry)
    found: Any = held.get("coordinates")
    if not isinstance(found, list | tuple):
        return ()
    parts = cast("Sequence[Any]", found)
    if held.get("type") == "MultiPolygon" and len(parts) == 1 and isinstance(parts[0], list | tuple):
        return cast("Sequence[Any]", parts[0])
    return parts if held.get("type") == "Polygon" else ()


def _plane(ring: Any, grid: Grid) -> tuple[list[Point], Problem | None]:
    """The ring as easting without prefix and northing."""
    found: list[Point] = []
    for position in cast("Sequence[Any]", ring) if isinstance(ring, list | tuple) else ():
        here = cast("Sequence[Any]", position) if isinstance(position, list | tuple) else ()
        numbers = [float(value) for value in here[:2] if isinstance(value, int | float) and not isinstance(value, bool)]
        if len(numbers) != 2:
            return [], Problem("not-a-number", f"坐标不是数 not a coordinate: {position!r:.60}", "核对坐标 check it")
        x, y = numbers
        point = _within(x, y, grid) or _within(y, x, grid)
        if point is None:
            return [], _elsewhere(x, y, grid)
        found.append(point)
    return found, None


def _within(easting: float, northing: float, grid: Grid) -> Point | None:
    if not (_NORTHINGS[0] <= northing <= _NORTHINGS[1] and 0 < easting < 100 * _PREFIX):
        return None
    prefix, rest = divmod(easting, _PREFIX)
    return (rest, northing) if int(prefix) in grid.prefixes and _EASTINGS[0] <= rest <= _EASTINGS[1] else None


def _elsewhere(x: float, y: float, grid: Grid) -> Problem:
    zones = "、".join(str(one) for one in grid.prefixes if one)
    if abs(x) <= 360 and abs(y) <= 360:
        return Problem(
            "degrees", f"坐标是度，文件写明的却是投影 these are degrees, the file says metres: {x:g}, {y:g}",
            "核对坐标系 check the coordinate system",
        )  # fmt: skip
    return Problem(
        "grid", f"坐标不在 {grid.name} 的范围内 not within this grid: {x:.0f}, {y:.0f}",
        f"横坐标不带带号，或者带号为 {zones}；核对中央经线 the easting has no prefix, or one of these; check the meridian",
    )  # fmt: skip


def _shoelace(ring: Sequence[Point]) -> float:
    x0, y0 = ring[0] if ring else (0.0, 0.0)
    pairs = zip(ring, ring[1:], strict=False)
    return abs(sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairs)) / 2
