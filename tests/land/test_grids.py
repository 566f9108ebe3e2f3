"""Gauss–Krüger files: known points, axis order, zone prefixes, what is refused; areas beside the geodesic ones of PROJ."""

from __future__ import annotations

import math

import pytest
from pyproj import CRS, Geod, Transformer

from gaoxin.core.errors import Invalid
from gaoxin.projects.models import Parcel
from gaoxin.projects.rules.land import grids
from gaoxin.projects.rules.land.area import polygon_area
from gaoxin.projects.rules.land.reading import read
from gaoxin.projects.services.land import parcels
from tests.land.conftest import by, refused
from tests.land.shapes import SOUTH, WEST, checks, collection, feature, shape_zip, square

CHECKS = checks()
CELLS = {"DKBH": "GK-1", "DKMC": "演示", "TDYT": "100102", "DKLB": "批而未供", "YJWH": "演示批文", "DKMJ": 10_000}
OUTLINE = square(1000, 1000)["coordinates"][0]


def easting_northing(lon: float, lat: float, meridian: int) -> tuple[float, float]:
    """Krüger's series to the fourth order in n, in plain Python: what the file of a surveyor has. Right to a millimetre in a zone."""
    a, f = 6_378_137.0, 1 / 298.257222101
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180, 13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140, 49561 * n**4 / 161280,
    )  # fmt: skip
    e = 2 * math.sqrt(n) / (1 + n)
    sine, away = math.sin(math.radians(lat)), math.radians(lon - meridian)
    t = math.sinh(math.atanh(sine) - e * math.atanh(e * sine))
    xi, eta = math.atan2(t, math.cos(away)), math.asinh(math.sin(away) / math.hypot(t, math.cos(away)))
    north = xi + sum(k * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, k in enumerate(alpha, 1))
    east = eta + sum(k * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, k in enumerate(alpha, 1))
    return 500_000 + radius * east, radius * north


def metres(meridian: int, prefix: int = 0, *, swapped: bool = False) -> list[list[float]]:
    """The square of the tests as that grid has it."""
    found = [easting_northing(lon, lat, meridian) for lon, lat in OUTLINE]
    pairs = [[prefix * 1_000_000 + east, north] for east, north in found]
    return [pair[::-1] for pair in pairs] if swapped else pairs


def near(row, metres_off: float = 0.002) -> None:
    assert row.problem is None
    for found, meant in zip(row.geometry["coordinates"][0], OUTLINE, strict=True):
        assert found == pytest.approx(meant, abs=metres_off / 111_000)


def named(code: int, form: str = "urn:ogc:def:crs:EPSG::{}") -> dict:
    return {"type": "name", "properties": {"name": form.format(code)}}


@pytest.mark.parametrize(
    ("code", "meridian", "prefix"),
    [(4526, 114, 38), (4547, 114, 0), (4497, 111, 19), (4508, 111, 0), (4525, 111, 37), (4546, 111, 0)],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_geojson_of_every_family_in_either_order_of_axes(code, meridian, prefix, swapped):
    shape = {"type": "Polygon", "coordinates": [metres(meridian, prefix, swapped=swapped)]}
    (row,) = read("a.geojson", collection(feature("GK-1", shape), crs=named(code)), CHECKS)
    near(row)


@pytest.mark.parametrize(
    "form", ["EPSG:{}", "http://www.opengis.net/def/crs/EPSG/0/{}", "urn:ogc:def:crs:EPSG:10.008:{}"]
)
def test_a_code_is_read_in_each_of_its_forms(form):
    shape = {"type": "MultiPolygon", "coordinates": [[metres(114)]]}
    (row,) = read("a", collection(feature("GK-1", shape), crs=named(4547, form)), CHECKS)
    near(row)


def test_every_code_of_the_family_is_the_grid_that_proj_has_under_it():
    for code in range(4491, 4555):
        told = CRS.from_epsg(code)
        grid = grids.of_epsg(code)
        numbers = {one.name: one.value for one in told.coordinate_operation.params}
        assert grid is not None and numbers["Longitude of natural origin"] == grid.meridian
        assert int(numbers["False easting"] // 1_000_000) in grid.prefixes
        for version in ("WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"):
            assert grids.of_wkt(told.to_wkt(version), CHECKS.prj_names) == grid
    assert grids.of_epsg(4490) is None and grids.of_epsg(4555) is None


@pytest.mark.parametrize("prefix", [0, 38])
def test_a_prefix_is_taken_and_left_whatever_the_name_of_the_grid_says(prefix):
    shape = {"type": "Polygon", "coordinates": [metres(114, prefix)]}
    for code in (4526, 4547):
        near(read("a", collection(feature("GK-1", shape), crs=named(code)), CHECKS)[0])


@pytest.mark.parametrize("code", [4547, 4526, 4525, 4497])
def test_a_shapefile_with_its_prj(code):
    grid = grids.of_epsg(code)
    (row,) = read(
        "a.zip", shape_zip((CELLS, metres(grid.meridian)), prj=CRS.from_epsg(code).to_wkt("WKT1_ESRI")), CHECKS
    )
    found = {(round(x, 7), round(y, 7)) for x, y in row.geometry["coordinates"][0]}
    assert found == {(round(x, 7), round(y, 7)) for x, y in OUTLINE}


@pytest.mark.parametrize("code", [2383, 4326, 32649, 3857, 2343])
def test_another_grid_is_refused_with_the_list_of_those_that_are_taken(code):
    shape = {"type": "Polygon", "coordinates": [metres(114)]}
    with pytest.raises(Invalid, match="EPSG:4534–4554"):
        read("a", collection(feature("GK-1", shape), crs=named(code)), CHECKS)
    with pytest.raises(Invalid, match="EPSG:4534–4554"):
        read("a.zip", shape_zip((CELLS, metres(114)), prj=CRS.from_epsg(code).to_wkt("WKT1_ESRI")), CHECKS)


def test_a_grid_of_ones_own_is_refused():
    wkt = CRS.from_epsg(4547).to_wkt("WKT1_ESRI")
    changes = [
        ('"Central_Meridian",114.0', '"Central_Meridian",113.9'),
        ('"Scale_Factor",1.0', '"Scale_Factor",0.9996'),
    ]
    for was, own in changes:
        with pytest.raises(Invalid, match="可接受"):
            read("a.zip", shape_zip((CELLS, metres(114)), prj=wkt.replace(was, own)), CHECKS)
    for wrong in (
        wkt.replace("500000.0", "0.0"),
        wkt.replace("298.257222101", "298.3"),
        wkt.replace('"Meter",1.0', '"Foot",0.3048'),
    ):
        with pytest.raises(Invalid):
            read("a.zip", shape_zip((CELLS, metres(114)), prj=wrong), CHECKS)


def test_a_file_that_does_not_say_is_read_in_the_grid_that_is_chosen():
    shape = {"type": "Polygon", "coordinates": [metres(114, 38)]}
    near(read("a", collection(feature("GK-1", shape), crs=None), CHECKS, datum="EPSG:4526")[0])
    with pytest.raises(Invalid, match="写明 cgcs2000"):
        read("a", collection(feature("GK-1", shape)), CHECKS, datum="EPSG:4526")
    with pytest.raises(Invalid, match="EPSG:4491–4501"):
        read("a", collection(feature("GK-1", shape), crs=None), CHECKS, datum="EPSG:2383")


def test_what_is_not_within_the_grid_is_a_row_error(land):
    shapes = [
        {"type": "Polygon", "coordinates": [metres(114, 39)]},  # another zone's prefix
        square(1000, 1000),  # degrees
        {"type": "Polygon", "coordinates": [[["x", 1]] * 5]},
        {"type": "Polygon", "coordinates": [metres(114, 38)]},
    ]
    rows = [feature(f"GK-{i}", shape) for i, shape in enumerate(shapes)]
    outcome = parcels.import_parcels(name="a", data=collection(*rows, crs=named(4547)), **by())
    assert [[p.code for p in line.problems] for line in outcome.lines] == [["grid"], ["degrees"], ["not-a-number"], []]
    assert not outcome.written and "38" in outcome.lines[0].problems[0].do


def test_an_import_says_the_area_on_the_plane_and_keeps_the_one_on_the_ellipsoid(land):
    shape = {"type": "Polygon", "coordinates": [metres(114)]}
    outcome = parcels.import_parcels(name="a", data=collection(feature("GK-1", shape), crs=named(4547)), **by())
    row = Parcel.objects.get(number="GK-1")
    assert outcome.written and row.area_m2 == outcome.area_m2 and outcome.plane_m2 != outcome.area_m2
    east = easting_northing(WEST + 0.01, SOUTH, 114)[0] - 500_000
    assert outcome.plane_m2 / outcome.area_m2 == pytest.approx((1 + east**2 / 2 / 6_371_000**2) ** 2, abs=1.1e-4)
    with refused(Invalid, "不在可接受"):
        parcels.import_parcels(name="a", data=collection(feature("GK-2", shape), crs=named(2383)), **by())


@pytest.mark.parametrize("side", [100, 400, 1000])
@pytest.mark.parametrize("lat", [0.0, 0.5, 10.0, 20.0])
def test_areas_are_those_of_the_geodesic(side, lat):
    ring = [(x, y + lat) for x, y in square(0, 0, side)["coordinates"][0]]
    told = abs(Geod(ellps="GRS80").polygon_area_perimeter([x for x, _ in ring], [y for _, y in ring])[0])
    assert polygon_area([ring]) == pytest.approx(told, rel=1e-5)


def test_the_series_of_the_tests_is_that_of_proj():
    turn = Transformer.from_crs(4490, 4547, always_xy=True)
    for lon, lat in ((112.6, 23.7), (114.0, 30.0), (115.4, 50.0)):
        assert easting_northing(lon, lat, 114) == pytest.approx(turn.transform(lon, lat), abs=0.001)
