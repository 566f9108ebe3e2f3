"""A plan drawn from outlines, as PNG: what a zone would scan, made here so that no picture has to be shipped."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Sequence

Ring = Sequence[Sequence[float]]
GROUND, ZONE, WORKS, OTHER, EDGE = range(5)
PALETTE = bytes((246, 244, 238, 226, 222, 212, 238, 226, 202, 222, 230, 216, 150, 146, 138))


def draw(corners: Sequence[float], boundary: Ring, blocks: Iterable[tuple[Ring, bool]], width: int = 1200) -> bytes:
    """corners: west, south, east, north in degrees. blocks: outlines, and whether they are for industry."""
    west, south, east, north = corners
    height = round(width * (north - south) / ((east - west) * math.cos(math.radians((south + north) / 2))))

    def placed(ring: Ring) -> list[tuple[float, float]]:
        return [((x - west) / (east - west) * width, (north - y) / (north - south) * height) for x, y, *_ in ring]

    rows = [bytearray(width) for _ in range(height)]
    _fill(rows, placed(boundary), ZONE)
    for ring, works in blocks:
        _fill(rows, placed(ring), WORKS if works else OTHER)
        _trace(rows, placed(ring), EDGE)
    _trace(rows, placed(boundary), EDGE)
    return _png(rows, width, height)


def _fill(rows: list[bytearray], ring: Sequence[tuple[float, float]], colour: int) -> None:
    """Even-odd, a line of pixels at a time."""
    pairs = list(zip(ring, ring[1:], strict=False))
    for y, row in enumerate(rows):
        at = y + 0.5
        crossed = sorted(
            x1 + (at - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in pairs if (y1 <= at) is not (y2 <= at)
        )
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            begin, end = max(0, round(left)), min(len(row), round(right))
            if end > begin:
                row[begin:end] = bytes([colour]) * (end - begin)


def _trace(rows: list[bytearray], ring: Sequence[tuple[float, float]], colour: int) -> None:
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        steps = max(1, round(max(abs(x2 - x1), abs(y2 - y1))))
        for step in range(steps + 1):
            x, y = round(x1 + (x2 - x1) * step / steps), round(y1 + (y2 - y1) * step / steps)
            if 0 <= y < len(rows) and 0 <= x < len(rows[y]):
                rows[y][x] = colour


def _png(rows: Sequence[bytearray], width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)) + chunk(b"PLTE", PALETTE)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")
