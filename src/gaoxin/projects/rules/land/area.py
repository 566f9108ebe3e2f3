"""Area on the CGCS2000 ellipsoid, and metres between near points.

Method: Lambert's cylindrical equal-area projection of the ellipsoid (a = 6 378 137 m, 1/f = 298.257 222 101), in which the
area of a ring is exact for sides that are straight in the projection. A side that is meant as a straight line on the ground
differs from it by at most L²·tan φ / (8a): 9 mm for a side of 1 km at 24° N. The area of a parcel with sides up to 1 km is
right to 0.001 %; tests compare it with the plane tangent at the parcel. Heights above the ellipsoid are not considered: 30 m
of height are 0.001 % of area.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]  # longitude and latitude in degrees
AXIS = 6_378_137.0
_F = 1 / 298.257222101
_E2 = _F * (2 - _F)
_E = math.sqrt(_E2)


def ring_area(ring: Sequence[Point]) -> float:
    """Square metres inside a closed ring, without sign."""
    if len(ring) < 4:
        return 0.0
    lon0, y0 = ring[0][0], _northing(ring[0][1])
    total, before = 0.0, (0.0, 0.0)
    for lon, lat in ring[1:]:
        here = (AXIS * math.radians(lon - lon0), _northing(lat) - y0)
        total += before[0] * here[1] - here[0] * before[1]
        before = here
    return abs(total) / 2


def polygon_area(rings: Sequence[Sequence[Point]]) -> float:
    """Square metres of an outer ring less its holes."""
    return ring_area(rings[0]) - sum(ring_area(hole) for hole in rings[1:]) if rings else 0.0


def metres(one: Point, other: Point) -> float:
    """Between two points of one zone, on the sphere of the mean radius: right to 0.6 %."""
    lat = math.radians((one[1] + other[1]) / 2)
    return 6_371_008.8 * math.hypot(math.radians(one[0] - other[0]) * math.cos(lat), math.radians(one[1] - other[1]))


def _northing(lat: float) -> float:
    s = math.sin(math.radians(lat))
    q = (1 - _E2) * (s / (1 - _E2 * s * s) - math.log((1 - _E * s) / (1 + _E * s)) / (2 * _E))
    return AXIS * q / 2
