"""Files: what they say of their datum, and the hostile ones."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile

import pytest

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.reading import read, unpack
from gaoxin.projects.rules.land.shift import to_gcj02
from tests.land.shapes import checks, collection, feature, shape_zip, square

CHECKS = checks()
CELLS = {"DKBH": "A-01", "DKMC": "演示一号", "TDYT": "100102", "DKLB": "批而未供", "YJWH": "演示批文", "DKMJ": 10000}
OUTLINE = square(0, 0)["coordinates"][0]


def refuse(data: bytes, words: str, **more) -> None:
    with pytest.raises(Invalid, match=words):
        read("file", data, CHECKS, **more)


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def test_a_geojson_that_says_its_datum():
    (row,) = read("a.geojson", collection(feature("A-01", square(0, 0), 面积=10000)), CHECKS)
    assert row.line == 1 and row.values["number"] == "A-01" and row.values["area_m2"] == 10000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"not json", "JSON"),
        (b"[1]", "FeatureCollection"),
        (b'{"type":"FeatureCollection"}', "没有要素列表"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "JSON"),
        (b"[" * 200_000, "嵌套过深|JSON"),
        (collection(), "没有地块"),
    ],
)
def test_what_is_no_geojson(data, words):
    refuse(data, words)


def test_an_unknown_datum_is_not_guessed():
    refuse(collection(feature("A", square(0, 0)), crs=None), "没有写明坐标系")
    refuse(collection(feature("A", square(0, 0)), crs={"properties": {"name": "EPSG:4326"}}), "不是 CGCS2000")
    refuse(collection(feature("A", square(0, 0)), crs="wgs"), "不是 CGCS2000")
    with pytest.raises(Invalid, match="写明 cgcs2000，导入选择 gcj02"):
        read("a", collection(feature("A", square(0, 0))), CHECKS, datum="gcj02")
    refuse(collection(feature("A", square(0, 0)), crs=None), "没有这个坐标系", datum="bd09")


def test_gcj02_is_converted_at_the_edge():
    shifted = {"type": "Polygon", "coordinates": [[list(to_gcj02((x, y))) for x, y in OUTLINE]]}
    (row,) = read("a", collection(feature("A", shifted), crs=None), CHECKS, datum="gcj02")
    for found, meant in zip(row.geometry["coordinates"][0], OUTLINE, strict=True):
        assert found == pytest.approx(meant, abs=1e-8)


def test_a_shapefile_with_chinese_cells():
    (row,) = read("a.zip", shape_zip((CELLS, OUTLINE)), CHECKS)
    assert row.values["name"] == "演示一号" and row.values["category"] == "批而未供" and row.values["area_m2"] == 10000
    assert row.geometry["type"] == "Polygon"


@pytest.mark.parametrize(
    ("prj", "words"),
    [
        ('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]', "不是 CGCS2000"),
        ('GEOGCS["GCS_Xian_1980",DATUM["D_Xian"]]', "不是 CGCS2000"),
        ('PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]]', "可接受"),
        ("", "读不懂 .prj"),
    ],
)
def test_another_projection_is_refused(prj, words):
    refuse(shape_zip((CELLS, OUTLINE), prj=prj), words)


@pytest.mark.parametrize("name", ["../evil.shp", "/etc/evil.shp", "a/../../evil.shp", "..\\evil.shp", "C:\\evil.shp"])
def test_a_name_that_leads_elsewhere(name):
    refuse(shape_zip((CELLS, OUTLINE), **{name: b"x"}), "文件名指向别处")


def test_a_bomb_is_not_unpacked():
    refuse(zipped(("layer.shp", b"\0" * 60_000_000)), "压缩比异常")
    refuse(zipped(*((f"part-{i}.txt", b"x") for i in range(70))), "有 70 个文件")


def test_a_bomb_in_many_parts_is_weighed_as_a_whole():
    block = os.urandom(20_000)
    data = zipped(*((f"{i}.shp", block * 200) for i in range(40)))
    refuse(data, "解压后有")


def test_a_size_that_lies():
    data = bytearray(zipped(("layer.shp", b"A" * 5000)))
    at = data.find(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(Invalid, match="文件读不了"):
        unpack(bytes(data), CHECKS)


def test_links_ciphers_and_damage():
    link = zipfile.ZipInfo("layer.shp")
    link.external_attr = 0o120777 << 16
    refuse(zipped((link, b"/etc/passwd")), "含有链接")
    data = bytearray(zipped(("layer.shp", b"abc")))
    at = data.find(b"PK\x01\x02") + 8
    data[at] |= 1
    refuse(bytes(data), "有密码")
    refuse(b"PK\x03\x04 and nothing more", "压缩包损坏")


def test_parts_that_lack_and_several_layers():
    refuse(zipped(("layer.shp", b"x")), r"缺少 it lacks .dbf")
    refuse(shape_zip((CELLS, OUTLINE), **{"other.shp": b"x"}), "2 个图层")
    assert read("a.zip", shape_zip((CELLS, OUTLINE), **{"__MACOSX/._layer.shp": b"x", "._layer.shp": b"y"}), CHECKS)


@pytest.mark.parametrize("cut", [0, 30, 100, 130])
def test_a_damaged_shapefile(cut):
    whole = zipfile.ZipFile(io.BytesIO(shape_zip((CELLS, OUTLINE))))
    parts = {name: whole.read(name) for name in whole.namelist()}
    broken = bytearray(parts["layer.shp"][:cut] + b"\xff" * 20)
    if len(broken) > 100:  # the header agrees, the record does not
        broken[24:28] = struct.pack(">i", len(broken) // 2)
    parts["layer.shp"] = bytes(broken)
    refuse(zipped(*parts.items()), "文件读不了|没有地块")


def test_too_large_and_too_many():
    with pytest.raises(Invalid, match="文件过大"):
        read("a", b"{" * (CHECKS.limits.file_bytes + 1), CHECKS)
    many = json.dumps({"type": "FeatureCollection", "features": [0] * 20_001}).encode()
    refuse(many, "有 20,001 个地块")
