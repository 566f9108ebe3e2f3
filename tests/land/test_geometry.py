"""Outlines of parcels: what is taken, what is refused and with which words, and how exact an area is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.core import mu
from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land import area, geometry
from gaoxin.projects.rules.land.shift import from_gcj02, to_gcj02
from tests.land.shapes import WEST, checks, ring, square

CHECKS = checks()


def taken(given):
    found, problems = geometry.outline(given, CHECKS)
    assert problems == [] and found is not None
    return found


def refused(given) -> str:
    found, problems = geometry.outline(given, CHECKS)
    assert found is None
    return problems[0].code


def on_tangent_plane(points) -> float:
    """Area by another way: the points in space, dropped on the plane that touches the ellipsoid at their middle."""
    a, f = 6_378_137.0, 1 / 298.257222101
    e2 = f * (2 - f)

    def space(lon, lat):
        lon, lat = math.radians(lon), math.radians(lat)
        n = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
        return (
            n * math.cos(lat) * math.cos(lon), n * math.cos(lat) * math.sin(lon), n * (1 - e2) * math.sin(lat),
        )  # fmt: skip

    lon = sum(p[0] for p in points[:-1]) / (len(points) - 1)
    lat = sum(p[1] for p in points[:-1]) / (len(points) - 1)
    x0, y0, z0 = space(lon, lat)
    sl, cl, sp, cp = (f(math.radians(v)) for v in (lon, lat) for f in (math.sin, math.cos))
    flat = []
    for point in points:
        x, y, z = space(*point)
        dx, dy, dz = x - x0, y - y0, z - z0
        flat.append((-sl * dx + cl * dy, -sp * cl * dx - sp * sl * dy + cp * dz))
    return abs(sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(flat, flat[1:], strict=False))) / 2


@pytest.mark.parametrize("side", [30, 100, 400, 1000])
def test_the_area_agrees_with_the_tangent_plane(side):
    points = [tuple(p) for p in ring((0, 0), (side, side * 0.2), (side * 1.1, side), (side * 0.1, side * 0.8), (0, 0))]
    assert area.ring_area(points) == pytest.approx(on_tangent_plane(points), rel=1e-5)


def test_the_area_of_a_whole_zone_between_meridians_and_parallels_is_exact():
    """The ellipsoid has 510 065 621.7 km²: a hundredth of a degree of longitude from pole to pole is that share."""
    lune = [(WEST, -90.0), (WEST + 0.01, -90.0), (WEST + 0.01, 90.0), (WEST, 90.0), (WEST, -90.0)]
    assert area.ring_area(lune) == pytest.approx(510_065_621.7e6 * 0.01 / 360, rel=1e-9)


@pytest.mark.parametrize(
    ("square_metres", "hundredths"), [(2000, 300), (667, 100), (10_000, 1500), (0, 0), (3, 0), (4, 1)]
)
def test_mu(square_metres, hundredths):
    assert mu.mu_hundredths(square_metres) == hundredths


def test_amounts_for_each_mu_are_rounded_half_up():
    assert mu.per_mu(9_000, 2_000) == 3_000
    assert mu.per_mu(1, 1_333) == 1
    assert mu.per_mu(0, 1_000) == 0


def test_a_square_of_a_hectare():
    found = taken(square(0, 0))
    assert found.area_m2 == pytest.approx(10_000, rel=0.003)
    west, south, east, north = found.box
    assert west < found.centre[0] < east and south < found.centre[1] < north
    assert found.geometry["type"] == "Polygon"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "no-geometry"),
        ("POLYGON", "no-geometry"),
        ({"type": "Polygon"}, "no-geometry"),
        ({"type": "Polygon", "coordinates": []}, "no-geometry"),
        ({"type": "Point", "coordinates": [113, 23.6]}, "not-a-polygon"),
        ({"type": "Polygon", "coordinates": [ring((0, 0), (9, 0), (0, 0))]}, "too-few-points"),
        ({"type": "Polygon", "coordinates": [ring((0, 0), (99, 0), (99, 99), (0, 99))]}, "not-closed"),
        ({"type": "Polygon", "coordinates": [ring((0, 0), (99, 99), (99, 0), (0, 99), (0, 0))]}, "self-intersection"),
        ({"type": "Polygon", "coordinates": [[[math.nan, 1], [1, 2], [2, 3], [math.nan, 1]]]}, "not-a-number"),
        ({"type": "Polygon", "coordinates": [[["a", 1], [1, 2], [2, 3], ["a", 1]]]}, "not-a-number"),
        ({"type": "Polygon", "coordinates": [[[10**400, 1], [1, 2], [2, 3], [1, 1]]]}, "not-a-number"),
        ({"type": "Polygon", "coordinates": [[[True, 1], [1, 2], [2, 3], [1, 1]]]}, "not-a-number"),
        ({"type": "Polygon", "coordinates": [[[23.6, 113.0], [23.6, 113.1], [23.7, 113.1], [23.6, 113.0]]]}, "swapped"),
        ({"type": "Polygon", "coordinates": [[[499000, 2612000], [499100, 2612000], [499100, 2612100], [499000, 2612000]]]},
         "projected"),
        ({"type": "Polygon", "coordinates": [[[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]]}, "far-away"),
        (square(0, 0, 5), "too-small"),
        ({"type": "MultiPolygon", "coordinates": [square(0, 0)["coordinates"], square(200, 0)["coordinates"]]}, "several-parts"),
        ({"type": "Polygon", "coordinates": [square(0, 0)["coordinates"][0], square(500, 500, 20)["coordinates"][0]]},
         "self-intersection"),
    ],
)  # fmt: skip
def test_what_is_no_parcel_is_refused_with_its_reason(given, code):
    assert refused(given) == code


def test_too_many_points_are_refused():
    points = [(math.cos(i / 2000) * 300, math.sin(i / 2000) * 300) for i in range(6000)]
    assert refused({"type": "Polygon", "coordinates": [ring(*points, points[0])]}) == "too-many-points"


def test_a_multipolygon_of_one_part_is_a_parcel_and_a_third_coordinate_is_dropped():
    coordinates = [[[*position, 12.5] for position in square(0, 0)["coordinates"][0]]]
    found = taken({"type": "MultiPolygon", "coordinates": [coordinates]})
    assert all(len(position) == 2 for position in found.geometry["coordinates"][0])


def test_a_hole_is_not_counted():
    whole, hole = square(0, 0), square(20, 20, 50)
    found = taken({"type": "Polygon", "coordinates": [whole["coordinates"][0], hole["coordinates"][0]]})
    assert found.area_m2 == pytest.approx(7_500, rel=0.003)


def test_overlap_names_the_other_parcel_and_the_square_metres():
    one, other = taken(square(0, 0)), taken(square(90, 0))
    (problem,) = geometry.overlaps(one, [("B-2", other.polygon), ("C-3", taken(square(300, 0)).polygon)], CHECKS)
    assert problem.code == "overlap" and "B-2" in problem.what
    assert int(problem.what.split("重叠 ")[1].split(" m²")[0].replace(",", "")) == pytest.approx(1_000, rel=0.01)


def test_a_common_side_and_a_sliver_are_no_overlap():
    one = taken(square(0, 0))
    assert geometry.overlaps(one, [("B", taken(square(100, 0)).polygon)], CHECKS) == []
    assert geometry.overlaps(one, [("B", taken(square(99.995, 0)).polygon)], CHECKS) == []


def test_overlaps_within_a_file_are_told_at_both():
    parcels = [("A", taken(square(0, 0))), ("B", taken(square(50, 0))), ("C", taken(square(400, 0)))]
    found = geometry.overlaps_within(parcels, CHECKS)
    assert sorted(found) == [0, 1] and "B" in found[0][0].what and "A" in found[1][0].what


def test_outside_the_zone_is_told_in_square_metres():
    zone = geometry.boundary(square(0, 0, 1000), CHECKS)
    assert geometry.against_zone(taken(square(10, 10)), zone, CHECKS) == []
    (problem,) = geometry.against_zone(taken(square(950, 10)), zone, CHECKS)
    assert problem.code == "outside" and " 5,0" in problem.what


def test_a_wrong_boundary_is_refused():
    with pytest.raises(Invalid, match="园区边界不正确"):
        geometry.boundary({"type": "Point"}, CHECKS)


@pytest.mark.parametrize(
    ("stated", "fine"), [(None, True), (10_000, True), (10_040, True), (12_000, False), (0, False)]
)
def test_the_stated_area_is_compared(stated, fine):
    parcel = taken(square(0, 0))
    assert (geometry.against_stated(parcel, stated, CHECKS) == []) is fine


@settings(max_examples=60, deadline=None)
@given(st.floats(75, 134), st.floats(4, 53))
def test_gcj02_comes_back_to_where_it_was(lon, lat):
    there = from_gcj02(to_gcj02((lon, lat)))
    assert area.metres(there, (lon, lat)) < 0.01


def test_gcj02_is_hundreds_of_metres_off():
    assert 100 < area.metres(to_gcj02((113.0, 23.6)), (113.0, 23.6)) < 1000


def test_simplifying_leaves_the_corners():
    assert len(geometry.simplified(taken(square(0, 0)).polygon)["coordinates"][0]) == 5
