"""What is typed: whole numbers in a range, words, months. Each error names its field, and nothing is changed."""

from __future__ import annotations

import datetime as dt

from gaoxin.core.errors import Invalid

LONGEST = 2000
MOST_MONTHS = 24


def whole(field: str, value: int, least: int, most: int, rule: str = "") -> int:
    """The value. field: its name in both languages. rule: what says so. Raises Invalid for one below or above."""
    if least <= value <= most:
        return value
    raise Invalid(
        f"{field}：{value} 不在 {least} 至 {most} 之间 is not between {least} and {most}",
        why="数量不能为负，也不能超过上限 a count is never negative nor above its limit" if value < least else "超过上限 above its limit",
        do=f"改正“{field}”再提交，没有任何改动 correct it; nothing was changed", article=rule,
    )  # fmt: skip


def words(field: str, text: str, most: int = LONGEST) -> str:
    """The text without blanks around it. Raises Invalid for none or too much."""
    said = text.strip()
    if said and len(said) <= most:
        return said
    raise Invalid(
        f"{field}：没有填写 nothing is written" if not said else f"{field}：超过 {most} 字 longer than {most}",
        do=f"填写“{field}” fill it in",
    )


def place(lat: float, lon: float) -> tuple[float, float]:
    """Degrees within China and its seas. Raises Invalid."""
    if 3 <= lat <= 54 and 73 <= lon <= 136:
        return lat, lon
    raise Invalid(
        f"经纬度不对 the place cannot be: {lat}, {lon}", why="纬度 3–54，经度 73–136 latitude and longitude in degrees",
        do="先填纬度再填经度 latitude first",
    )  # fmt: skip


def first_day(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


def month_of(text: str) -> dt.date:
    """The first day of a month written as 2026-09. Raises Invalid."""
    try:
        return dt.datetime.strptime(text.strip()[:7], "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        raise Invalid(f"月份无法识别 not a month: {text[:20] or '—'}", do="写作 2026-09 write it like this") from None


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """First days of the months from the first to the last. Raises Invalid for the wrong order or too many."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= count <= MOST_MONTHS:
        raise Invalid(
            f"月份的起止不对 the months cannot be: {first:%Y-%m} – {last:%Y-%m}",
            why=f"从先到后，不超过 {MOST_MONTHS} 个月 in order, at most so many", do="改正起止月份 correct them",
        )  # fmt: skip
    return [dt.date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]
