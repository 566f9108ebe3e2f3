"""What a progress report may say. The rules of the page, the API and the queue on a phone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gaoxin.core.errors import Invalid, NotAllowed

# CGCS2000 (EPSG:4490): degrees that a place in China can have.
SOUTH, NORTH, WEST, EAST = Decimal(3), Decimal(54), Decimal(73), Decimal(136)
DEGREE = Decimal("0.000001")
PHOTOS = ("jpg", "png", "webp")
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where the photo was taken. lat, lon: CGCS2000 degrees, both or none. text: the place in words, such as K0+320."""

    lat: Decimal | None = None
    lon: Decimal | None = None
    text: str = ""


def read_quantity(text: str) -> Decimal:
    """A quantity as typed, at most three decimals. Raises Invalid."""
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 11 or value != round(value, 3):
        raise Invalid(
            f"完成量无法读取 unreadable quantity {text.strip()[:40]!r}",
            do="写数字，最多三位小数 a number, at most three decimals",
        )
    return round(value, 3)


def read_place(lat: str, lon: str, text: str) -> Place:
    """A place as sent. Raises Invalid where it is nowhere, half, or cannot be in China."""
    words = text.strip()[:100]
    if not lat.strip() and not lon.strip():
        if not words:
            raise Invalid(
                "没有地点 no place", why="佐证须有地点 evidence needs its place",
                do="允许定位，或者写明桩号 allow the location, or write where, such as K0+320",
            )  # fmt: skip
        return Place(text=words)
    try:
        north, east = Decimal(lat.strip()), Decimal(lon.strip())
    except InvalidOperation:
        north = east = Decimal("NaN")
    if not (north.is_finite() and east.is_finite()):
        raise Invalid("坐标无法读取 unreadable coordinates", do="纬度和经度都写，单位为度 both in degrees")
    if SOUTH <= east <= NORTH and WEST <= north <= EAST:
        raise Invalid("经纬度写反了 latitude and longitude are swapped", do="纬度在前 latitude first")
    if not (SOUTH <= north <= NORTH and WEST <= east <= EAST):
        raise Invalid(f"坐标不在国内 not a place in China: {north}, {east}", do="核对 CGCS2000 坐标 check them")
    return Place(north.quantize(DEGREE), east.quantize(DEGREE), words)


def check_report(
    *, name: str, unit: str, quantity: Decimal, planned: Decimal, taken_on: dt.date, today: dt.date,
    before: Decimal | None, before_on: dt.date | None, reason: str,
) -> None:  # fmt: skip
    """before, before_on: quantity and day of the latest report that stands, waiting or confirmed. Raises Invalid for a day in
    the future or before that report, more than the planned quantity, or less than before without a reason."""
    if taken_on > today:
        raise Invalid(
            f"日期在未来 the day is in the future: {taken_on}",
            why=f"今天 today is {today}",
            do="写拍摄当天的日期 the day it was taken",
        )
    if before_on is not None and taken_on < before_on:
        raise Invalid(
            f"{name} 在 {before_on} 已有报告，不能补报 {taken_on} 的 there is a report of a later day",
            why="累计完成量按日期先后记录 quantities to date follow each other by day",
            do="按最近的情况报一次累计量 report the quantity to date as it is now",
        )
    if quantity > planned:
        raise Invalid(
            f"{name} 累计完成 {quantity:f} {unit}，超过基线工程量 {planned:f} {unit} more than the baseline has",
            why="完成量不能超过工程量 no more can be done than there is",
            do="核对数字；设计变更的，先冻结新基线 check it; after a change of design freeze a new baseline first",
        )
    if before is not None and quantity < before and not reason.strip():
        raise Invalid(
            f"{name} 累计完成 {quantity:f} {unit}，少于上次报告的 {before:f} {unit} less than reported before",
            why="累计量只有更正才会减少 a quantity to date falls only by a correction",
            do="写明更正原因 give the reason of the correction",
        )
    if len(reason) > MOST_REASON:
        raise Invalid("原因过长 the reason is too long", do=f"不超过 {MOST_REASON} 字 at most {MOST_REASON} characters")


def check_second(reporter: str, by: str, name: str) -> None:
    """Raises NotAllowed where somebody would confirm a report of their own."""
    if reporter == by:
        raise NotAllowed(
            f"{name} 不能确认自己的报告 may not confirm a report of their own",
            why="进度由第二个人确认后才计入 progress counts only once a second person has confirmed it",
            do="请另一位工程师确认 have another engineer confirm it",
        )
