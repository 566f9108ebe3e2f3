"""What a photo is and what its camera wrote into it: size, time and place (EXIF 2.3), read without decoding a pixel."""

from __future__ import annotations

import datetime as dt
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gaoxin.core.errors import Invalid

MOST_PIXELS, LONGEST_SIDE = 60_000_000, 20_000
FAR_METRES = 800  # cameras that write GCJ-02 are off by up to some 700 m
EARTH_METRES = 6_371_000
HIDDEN = (b"<script", b"<?php", b"<!doctype html", b"<html")
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}


@dataclass(frozen=True, slots=True)
class Shot:
    """What the camera wrote: local time without a zone, WGS 84 degrees. None: it wrote nothing that can be read."""

    at: dt.datetime | None = None
    lat: Decimal | None = None
    lon: Decimal | None = None


def check_picture(data: bytes, media: str) -> None:
    """Raises Invalid for a picture too large to be decoded, one whose size cannot be read, and one that is another file as well."""
    size = _size(data, media)
    if size is None or min(size) < 1:
        raise Invalid("照片已损坏 the photo is damaged: no size", do="重新拍一张 take another one")
    if size[0] * size[1] > MOST_PIXELS or max(size) > LONGEST_SIDE:
        raise Invalid(
            f"照片过大 the photo is too large: {size[0]} × {size[1]}", why=f"上限 the limit is {MOST_PIXELS:,} 像素 pixels",
            do="降低分辨率后再拍 take it with a lower resolution",
        )  # fmt: skip
    lower = data.lower()
    if b"PK\x05\x06" in data[-66_000:] or b"%PDF-" in data[:1024] or any(word in lower for word in HIDDEN):
        raise Invalid(
            "照片里夹带别的文件 the photo carries another file", why="这样的文件可能有害 such a file may do harm",
            do="上传相机拍的原片 send the photo as the camera took it",
        )  # fmt: skip


def shot_of(data: bytes, media: str) -> Shot:
    """Never raises: what cannot be read was not written."""
    try:
        tiff = _exif(data, media)
        return _read(tiff) if tiff else Shot()
    except (struct.error, ValueError, IndexError, ArithmeticError, UnicodeDecodeError):
        return Shot()


def metres(lat: Decimal, lon: Decimal, other_lat: Decimal, other_lon: Decimal) -> int:
    """Between two places, on the sphere."""
    a, b = math.radians(float(lat)), math.radians(float(other_lat))
    turn = math.radians(float(other_lon - lon))
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return round(2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, half))))


def _size(data: bytes, media: str) -> tuple[int, int] | None:
    try:
        if media == "png":
            return struct.unpack(">II", data[16:24]) if data[12:16] == b"IHDR" else None
        if media == "jpg":
            for marker, part in _segments(data):
                if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                    high, wide = struct.unpack(">HH", part[1:5])
                    return wide, high
            return None
        kind, part = data[12:16], data[20:30]
        if kind == b"VP8X":
            return 1 + int.from_bytes(part[4:7], "little"), 1 + int.from_bytes(part[7:10], "little")
        if kind == b"VP8 ":
            wide, high = struct.unpack("<HH", part[6:10])
            return wide & 0x3FFF, high & 0x3FFF
        bits = int.from_bytes(part[1:5], "little")
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)) if kind == b"VP8L" else None
    except struct.error:
        return None


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers of a JPEG before its pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in (0xD9, 0xDA):
            return
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + max(2, length)


def _exif(data: bytes, media: str) -> bytes:
    if media == "jpg":
        return next((p[6:] for m, p in _segments(data) if m == 0xE1 and p[:6] == b"Exif\0\0"), b"")
    at, name, order = (8, b"eXIf", ">") if media == "png" else (12, b"EXIF", "<")
    while at + 8 <= len(data):
        if media == "png":
            (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        else:
            kind, (length,) = data[at : at + 4], struct.unpack(order + "I", data[at + 4 : at + 8])
        if kind == name:
            return data[at + 8 : at + 8 + length].removeprefix(b"Exif\0\0")
        at += 8 + length + (4 if media == "png" else length % 2)
    return b""


def _read(tiff: bytes) -> Shot:
    order = {b"II": "<", b"MM": ">"}[tiff[:2]] if tiff[:2] in (b"II", b"MM") else ""
    if not order:
        return Shot()
    first = _folder(tiff, order, struct.unpack(order + "I", tiff[4:8])[0])
    camera = _folder(tiff, order, _number(first.get(0x8769), order))
    place = _folder(tiff, order, _number(first.get(0x8825), order))
    return Shot(_time(camera.get(0x9003) or first.get(0x0132)), *_place(place, order))


def _folder(tiff: bytes, order: str, at: int) -> dict[int, bytes]:
    """Tags of one directory with their raw values."""
    if not 8 <= at <= len(tiff) - 2:
        return {}
    (count,) = struct.unpack(order + "H", tiff[at : at + 2])
    found: dict[int, bytes] = {}
    for entry in range(at + 2, at + 2 + 12 * min(count, 500), 12):
        tag, kind, many = struct.unpack(order + "HHI", tiff[entry : entry + 8])
        size = _SIZES.get(kind, 0) * many
        if 0 < size <= 4:
            found[tag] = tiff[entry + 8 : entry + 8 + size]
        elif 4 < size <= 1000:
            (there,) = struct.unpack(order + "I", tiff[entry + 8 : entry + 12])
            found[tag] = tiff[there : there + size]
    return found


def _number(raw: bytes | None, order: str) -> int:
    return struct.unpack(order + "I", raw)[0] if raw and len(raw) == 4 else 0


def _time(raw: bytes | None) -> dt.datetime | None:
    text = (raw or b"").split(b"\0")[0].decode("ascii").strip()
    return dt.datetime.strptime(text, "%Y:%m:%d %H:%M:%S") if text else None  # noqa: DTZ007  cameras write no zone


def _place(tags: dict[int, bytes], order: str) -> tuple[Decimal | None, Decimal | None]:
    found: list[Decimal] = []
    for ref, tag, negative, most in ((1, 2, b"S", 90), (3, 4, b"W", 180)):
        raw = tags.get(tag, b"")
        if len(raw) != 24:
            return None, None
        parts = struct.unpack(order + "6I", raw)
        degrees = sum((Decimal(parts[n]) / parts[n + 1] / 60 ** (n // 2) for n in (0, 2, 4)), Decimal(0))
        if degrees > most:
            return None, None
        found.append((-degrees if tags.get(ref, b"")[:1] == negative else degrees).quantize(Decimal("0.000001")))
    return found[0], found[1]
