"""GCJ-02, the shifted coordinates of public map services in China, to CGCS2000 and back.

The shift is the published polynomial with the Krasovsky ellipsoid; undone by repeating it until the rest is below a millimetre. What it was
made from is WGS 84: what comes out is CGCS2000 to some decimetres, good to find a place and not to survey it. Records say so.
"""

from __future__ import annotations

import math

from gaoxin.projects.rules.land.area import Point

_AXIS, _E2 = 6_378_245.0, 0.006693421622965943
_REST, _ROUNDS = 1e-9, 30


def to_gcj02(point: Point) -> Point:
    """Longitude and latitude as a public map service would show the place."""
    lon, lat = point
    x, y = lon - 105.0, lat - 35.0
    waves = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    angle = math.radians(lat)
    magic = 1 - _E2 * math.sin(angle) ** 2
    north = north * 180 / ((_AXIS * (1 - _E2)) / (magic * math.sqrt(magic)) * math.pi)
    east = east * 180 / (_AXIS / math.sqrt(magic) * math.cos(angle) * math.pi)
    return lon + east, lat + north


def from_gcj02(point: Point) -> Point:
    """The place whose shifted coordinates these are."""
    lon, lat = point
    for _ in range(_ROUNDS):
        there = to_gcj02((lon, lat))
        off_lon, off_lat = there[0] - point[0], there[1] - point[1]
        lon, lat = lon - off_lon, lat - off_lat
        if abs(off_lon) < _REST and abs(off_lat) < _REST:
            break
    return lon, lat
