"""Squares and zips for the tests of land. Distances in metres from a corner near Qingyuan."""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import msgspec
import shapefile

from gaoxin.projects.rules.land.book import Categories, Checks, Matching

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue" / "land"
WEST, SOUTH = 113.0, 23.6
PER_LAT = 110_763.0  # metres of a degree of latitude there, near enough to make shapes
PER_LON = 111_320.0 * math.cos(math.radians(SOUTH))
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
PRJ = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def checks() -> Checks:
    return msgspec.yaml.decode((CATALOGUE / "checks.yaml").read_bytes(), type=Checks)


def categories() -> Categories:
    return msgspec.yaml.decode((CATALOGUE / "categories.yaml").read_bytes(), type=Categories)


def matching() -> Matching:
    return msgspec.yaml.decode((CATALOGUE / "matching.yaml").read_bytes(), type=Matching)


def ring(*metres: tuple[float, float]) -> list[list[float]]:
    return [[WEST + x / PER_LON, SOUTH + y / PER_LAT] for x, y in metres]


def square(x: float, y: float, side: float = 100, height: float | None = None) -> dict[str, Any]:
    """A closed polygon of that many metres with its south-west corner at x, y."""
    tall = side if height is None else height
    return {
        "type": "Polygon",
        "coordinates": [ring((x, y), (x + side, y), (x + side, y + tall), (x, y + tall), (x, y))],
    }


def feature(number: str, geometry: Any, **more: Any) -> dict[str, Any]:
    cells = {
        "number": number,
        "use": "100102",
        "category": "approved-unsupplied",
        "evidence": "粤府土审〔演示〕1号",
        "power_kva": 2000,
    }
    return {"type": "Feature", "properties": {**cells, **more}, "geometry": geometry}


def collection(*features: Any, crs: Any = CRS) -> bytes:
    told = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(told | ({"crs": crs} if crs else {}), ensure_ascii=False).encode()


def shape_zip(*rows: tuple[dict[str, Any], list[list[float]]], prj: str = PRJ, **names: bytes) -> bytes:
    """A zip with one layer. names: further entries."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding="gbk") as writer:
        writer.shapeType = shapefile.POLYGON
        for name in ("DKBH", "DKMC", "TDYT", "DKLB", "YJWH"):
            writer.field(name, "C", 60)
        writer.field("DKMJ", "N", 12)
        for cells, outline in rows:
            writer.poly([outline[::-1]])
            writer.record(**cells)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, data in (("shp", shp), ("shx", shx), ("dbf", dbf)):
            archive.writestr(f"layer.{ending}", data.getvalue())
        archive.writestr("layer.prj", prj)
        for name, data in names.items():
            archive.writestr(name, data)
    return out.getvalue()


def png(width: int = 8, height: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\xee" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


CORNERS = (113.0, 23.6, 113.02, 23.62)
