"""A GeoJSON or zipped shapefile as rows. Nothing is written to disk, and nothing is unpacked beyond the stated limits.

The datum must be known: either the file says CGCS2000, or whoever imports says so. Metres of a Gauss–Krüger grid of CGCS2000, and
coordinates of GCJ-02, are converted here, at the edge.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import shapefile  # type: ignore[import-untyped]

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land import grids
from gaoxin.projects.rules.land.book import Checks
from gaoxin.projects.rules.land.geometry import Problem
from gaoxin.projects.rules.land.shift import from_gcj02

CGCS2000, GCJ02 = "cgcs2000", "gcj02"
DATUMS = (CGCS2000, GCJ02)
Datum = str | grids.Grid
POLYGONS = (5, 15, 25)  # Polygon, PolygonZ, PolygonM
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SYMLINK = 0o120000


@dataclass(frozen=True, slots=True)
class Row:
    """One feature as it was found. line: 1 for the first. values: by the names of `Checks.columns`.

    plane_m2: its area on the plane of the file's grid, None where the file has degrees. problem: why it could not be converted.
    """

    line: int
    values: Mapping[str, Any]
    geometry: Any
    plane_m2: float | None = None
    problem: Problem | None = None


def read(name: str, data: bytes, checks: Checks, *, datum: str = "") -> list[Row]:
    """The rows of a file, in degrees of CGCS2000. datum: what whoever imports says of it, `cgcs2000`, `gcj02` or the EPSG code of a grid;
    empty leaves it to the file.

    Raises Invalid where the file as a whole cannot be taken: too large, unreadable, hostile, or of an unknown datum.
    """
    chosen = _chosen(datum)
    if len(data) > checks.limits.file_bytes:
        raise Invalid(
            f"文件过大 the file is too large: {len(data):,} B",
            why=f"上限 the limit is {checks.limits.file_bytes:,} B", do="分几次导入 import it in parts",
        )  # fmt: skip
    reader = read_zip if data[:4] == b"PK\x03\x04" else read_geojson
    said, rows = reader(data, checks)
    _check_datum(name, said, chosen)
    if not rows:
        raise Invalid(
            f"文件里没有地块 there are no parcels in {name}", do="核对导出的图层 check the layer that was exported"
        )
    meant = said or chosen
    if isinstance(meant, grids.Grid):
        turn = grids.degrees(meant)
        return [Row(row.line, row.values, *turn(row.geometry)) for row in rows]
    if meant == CGCS2000:
        return rows
    return [Row(row.line, row.values, converted(row.geometry)) for row in rows]


def _chosen(datum: str) -> Datum:
    """Raises Invalid naming all that can be chosen."""
    if not datum or datum in DATUMS:
        return datum
    grid = grids.of_name(datum)
    if grid is None:
        raise Invalid(f"没有这个坐标系 unknown datum {datum[:40]!r}", do=f"可选 choose: {grids.LIST}")
    return grid


def read_geojson(data: bytes, checks: Checks) -> tuple[Datum, list[Row]]:
    """What the file says of its datum (empty: nothing), and its features."""
    try:
        told: Any = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise _unreadable("不是 UTF-8 编码 it is not UTF-8") from error
    except RecursionError as error:
        raise _unreadable("嵌套过深 it is nested too deeply") from error
    except ValueError as error:
        raise _unreadable(f"不是 JSON it is not JSON: {error}") from error
    if not isinstance(told, dict) or cast("dict[str, Any]", told).get("type") != "FeatureCollection":
        raise _unreadable("不是要素集合 it is not a FeatureCollection")
    found = cast("dict[str, Any]", told)
    features: Any = found.get("features")
    if not isinstance(features, list):
        raise _unreadable("没有要素列表 it has no list of features")
    features = cast("list[Any]", features)
    _check_count(len(features), checks)
    rows: list[Row] = []
    for line, feature in enumerate(features, 1):
        held = cast("dict[str, Any]", feature) if isinstance(feature, dict) else {}
        properties: Any = held.get("properties")
        values = cast("dict[str, Any]", properties) if isinstance(properties, dict) else {}
        rows.append(Row(line, _named(values, checks), held.get("geometry")))
    return _said(found.get("crs"), checks), rows


def typed(text: str) -> bytes:
    """Corners typed one a line, first x or longitude, then y or latitude, as the file that `read` takes; closed where they are not.

    Raises Invalid naming the line that is no pair of numbers.
    """
    ring: list[list[float]] = []
    for number, line in enumerate(text.replace("，", ",").splitlines(), 1):
        parts = re.split(r"[,;\s]+", line.strip(" ,;\t"))
        if parts == [""]:
            continue
        try:
            x, y = (float(part) for part in parts)
        except ValueError:
            raise Invalid(
                f"第 {number} 行不是两个数 this line is not two numbers: {line.strip()[:60]!r}",
                do="每行一个点，先横坐标（经度），后纵坐标（纬度） one corner a line, easting or longitude first",
            ) from None
        ring.append([x, y])
    if len(ring) < 3:
        raise Invalid(
            f"只有 {len(ring)} 个点 so few corners", do="至少写三个点，每行一个 write three at least, one a line"
        )
    if ring[0] != ring[-1]:
        ring.append(ring[0])
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def read_zip(data: bytes, checks: Checks) -> tuple[Datum, list[Row]]:
    """The same of a zip with one shapefile: .shp, .shx, .dbf and .prj of one name."""
    parts = unpack(data, checks)
    lacking = [ending for ending in (".shp", ".dbf", ".prj") if ending not in parts]
    if lacking:
        raise _unreadable(
            f"缺少 it lacks {'、'.join(lacking)}", "把同名的 .shp .shx .dbf .prj 一起压缩 zip all of one name"
        )
    text = parts[".prj"].decode("utf-8", "replace")
    said = _projection(text, checks)
    return said, _records(parts, [*_encodings(parts.get(".cpg", b"")), "utf-8", "gb18030"], checks)


def unpack(data: bytes, checks: Checks) -> dict[str, bytes]:
    """Ending -> contents of the parts of the one shapefile. Raises Invalid for a zip that is not plainly that."""
    limits = checks.limits
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.zip_entries:
                raise _unreadable(f"压缩包内有 {len(entries)} 个文件 there are so many files in it")
            for entry in entries:
                _check_entry(entry, checks)
            if (total := sum(entry.file_size for entry in entries)) > limits.unpacked_bytes:
                raise _unreadable(f"解压后有 {total:,} B it would unpack to so much")
            wanted = [e for e in entries if not e.is_dir() and e.filename.lower().endswith(_PARTS) and _of_layer(e)]
            stems = {entry.filename[:-4].lower() for entry in wanted}
            if len(stems) > 1:
                raise _unreadable(
                    f"压缩包内有 {len(stems)} 个图层 there are several layers", "每次导入一个 import one at a time"
                )
            return {entry.filename[-4:].lower(): _contents(archive, entry) for entry in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _unreadable(f"压缩包损坏 the zip is damaged: {error}") from error


def converted(geometry: Any) -> Any:
    """A geometry of GCJ-02 in CGCS2000. What is no geometry stays as it is, to be told of as such."""
    if not isinstance(geometry, Mapping):
        return geometry
    held = cast("Mapping[str, Any]", geometry)
    return {"type": held.get("type"), "coordinates": _each(held.get("coordinates"))}


def _each(value: Any, depth: int = 0) -> Any:
    if not isinstance(value, list | tuple) or depth > 4:
        return cast("Any", value)
    items = cast("Sequence[Any]", value)
    if len(items) >= 2 and all(isinstance(item, int | float) for item in items):
        if not (73 <= items[0] <= 136 and 3 <= items[1] <= 54):
            return items
        return from_gcj02((float(items[0]), float(items[1])))
    return [_each(item, depth + 1) for item in items]


def _check_datum(name: str, said: Datum, datum: Datum) -> None:
    if said and datum and said != datum:
        raise Invalid(
            f"文件写明 {_named_datum(said)}，导入选择 {_named_datum(datum)} the file and the choice name different datums: {name}",
            do="核对坐标系，按文件写明的导入 check it and choose what the file says",
        )
    if not said and not datum:
        raise Invalid(
            f"文件没有写明坐标系 the file does not say its datum: {name}",
            why="坐标系不明，位置会差出数百米 places would be wrong by hundreds of metres",
            do="核实后选择 find out and choose: --crs cgcs2000 | gcj02 | EPSG:4547 …",
        )


def _named_datum(datum: Datum) -> str:
    return datum.name if isinstance(datum, grids.Grid) else datum


def _said(crs: Any, checks: Checks) -> Datum:
    """Empty where a GeoJSON says nothing. Raises Invalid for another datum than CGCS2000."""
    if crs is None:
        return ""
    properties: Any = cast("dict[str, Any]", crs).get("properties") if isinstance(crs, dict) else None
    name: Any = cast("dict[str, Any]", properties).get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and name.upper() in {known.upper() for known in checks.datums[CGCS2000]}:
        return CGCS2000
    grid = grids.of_name(name) if isinstance(name, str) else None
    if grid is None:
        raise _wrong_datum(str(name)[:80])
    return grid


def _projection(text: str, checks: Checks) -> Datum:
    found = re.search(r'(PROJCS|GEOGCS|PROJCRS|GEOGCRS|GEODCRS)\s*\[\s*"([^"]{1,120})"', text)
    if found is None:
        raise _unreadable("读不懂 .prj the projection cannot be read")
    if found[1].startswith("PROJ"):
        grid = grids.of_wkt(text, checks.prj_names)
        if grid is None:
            raise _wrong_datum(found[2])
        return grid
    if found[2] in checks.prj_names:
        return CGCS2000
    raise _wrong_datum(found[2])


def _wrong_datum(name: str) -> Invalid:
    return Invalid(
        f"坐标系不是 CGCS2000，或者不在可接受的投影之列 not CGCS2000, or no grid that is accepted: {name}",
        why=f"可接受 accepted: {grids.LIST}",
        do="用测绘软件转换后再导入 convert it with surveying software first",
    )


def _check_entry(entry: zipfile.ZipInfo, checks: Checks) -> None:
    """Raises Invalid for a name that leads elsewhere, a link, a cipher, or contents that unpack out of all proportion."""
    name = entry.filename
    if (
        name.startswith(("/", "\\"))
        or re.match(r"[A-Za-z]:", name)
        or ".." in re.split(r"[/\\]", name)
        or "\x00" in name
    ):
        raise _unreadable(f"文件名指向别处 a name leads elsewhere: {name[:60]!r}")
    if (entry.external_attr >> 16) & 0o170000 == _SYMLINK:
        raise _unreadable(f"含有链接 it holds a link: {name[:60]!r}")
    if entry.flag_bits & 1:
        raise _unreadable("压缩包有密码 it is encrypted")
    if entry.file_size > checks.limits.zip_ratio * max(entry.compress_size, 1024):
        raise _unreadable(f"压缩比异常 {name[:60]!r} unpacks to {entry.file_size:,} B")


def _of_layer(entry: zipfile.ZipInfo) -> bool:
    """Not what macOS adds to every zip."""
    return not entry.filename.startswith("__MACOSX/") and not entry.filename.rsplit("/", 1)[-1].startswith("._")


def _contents(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Not more than the entry says it has: the size in the list may lie."""
    with archive.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise _unreadable(f"大小与目录不符 {entry.filename[:60]!r} is not of the size it says")
    return data


def _records(parts: Mapping[str, bytes], encodings: Sequence[str], checks: Checks) -> list[Row]:
    for encoding in encodings:
        try:
            return _read_records(parts, encoding, checks)
        except UnicodeDecodeError:
            continue
        except (
            shapefile.ShapefileException,
            struct.error,
            ValueError,
            IndexError,
            KeyError,
            OverflowError,
            TypeError,
        ) as error:
            if "decode" in str(error):  # pyshp tells of a wrong encoding in its own class
                continue
            raise _unreadable(f"shapefile 损坏 the shapefile is damaged: {error}") from error
    raise _unreadable(
        "属性表的编码读不懂 the encoding of the table cannot be read", "另存为 UTF-8 或者 GBK save as UTF-8"
    )


def _encodings(cpg: bytes) -> list[str]:
    try:
        return [codecs.lookup(cpg.decode("ascii", "ignore").strip()).name] if cpg.strip() else []
    except (LookupError, ValueError):
        return []


def _read_records(parts: Mapping[str, bytes], encoding: str, checks: Checks) -> list[Row]:
    files: dict[str, Any] = {
        ending[1:]: io.BytesIO(parts[ending]) for ending in (".shp", ".shx", ".dbf") if ending in parts
    }
    for ending in (".shp", ".shx"):
        data = parts.get(ending)
        if data is not None and (len(data) < 100 or struct.unpack(">i", data[24:28])[0] * 2 != len(data)):
            raise _unreadable(f"{ending} 的长度与文件头不符 is not as long as its header says")
    rows: list[Row] = []
    layer: Any = shapefile.Reader(**files, encoding=encoding)
    with layer:
        if layer.shapeType not in POLYGONS:
            raise _unreadable(f"不是面图层 not a layer of areas: {layer.shapeTypeName}", "导出面图层 export areas")
        _check_count(len(layer), checks)
        for line, record in enumerate(layer.iterShapeRecords(), 1):
            values = {str(key): value for key, value in record.record.as_dict().items()}
            geometry: Any = record.shape.__geo_interface__ if record.shape.shapeType else None
            rows.append(Row(line, _named(values, checks), geometry))
    return rows


def _named(values: Mapping[str, Any], checks: Checks) -> dict[str, Any]:
    """Values under the platform's names; what no column is known by is left out."""
    by_name = {key.strip().casefold(): value for key, value in values.items()}
    named: dict[str, Any] = {}
    for column, aliases in checks.columns.items():
        value = next(
            (by_name[one.casefold()] for one in aliases if by_name.get(one.casefold()) not in (None, "")), None
        )
        if value is not None:
            named[column] = value.strip() if isinstance(value, str) else value
    return named


def _check_count(count: int, checks: Checks) -> None:
    if count > checks.limits.features:
        raise _unreadable(
            f"有 {count:,} 个地块，上限 at most {checks.limits.features:,}", "分几次导入 import it in parts"
        )


def _unreadable(what: str, do: str = "重新导出后再试 export it again") -> Invalid:
    return Invalid(f"文件读不了 the file cannot be taken: {what}", do=do)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} 不是数 is not a number")
