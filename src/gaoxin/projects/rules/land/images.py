"""An image as a plan: how many pixels its header tells of, and whether its corners can be meant."""

from __future__ import annotations

import struct

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.book import Extent

WIDEST = 1.0  # degrees: a zone is not larger
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG as its header tells, None where it cannot be read. Nothing is decoded."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    place = 2
    while data[:2] == b"\xff\xd8" and place + 9 < len(data) and data[place] == 0xFF:
        if data[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def check_pixels(data: bytes, most: int) -> None:
    """Raises Invalid for an image whose header cannot be read, or that would need too much memory to be shown."""
    found = size(data)
    if found is None or 0 in found:
        raise Invalid("图片读不了 the image cannot be read", do="重新导出 export it again")
    if found[0] * found[1] > most:
        raise Invalid(f"图片有 {found[0]} × {found[1]} 像素 has too many pixels", do=f"不超过 at most {most:,}")


def check_corners(corners: tuple[float, float, float, float], extent: Extent) -> None:
    """Raises Invalid unless west < east and south < north, in China, and no larger than a zone can be."""
    west, south, east, north = corners
    if not (extent.holds(west, south) and extent.holds(east, north)):
        raise Invalid("四至不在中国范围内 the corners are not in China", do="填写经纬度，单位为度 write degrees")
    if not (0 < east - west <= WIDEST and 0 < north - south <= WIDEST):
        raise Invalid(
            "四至次序不对或者过大 the corners are out of order, or too far apart", do="西小于东，南小于北 check them"
        )
