"""What a label says about time: years, months, quarters and days on one whole-number axis."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

YEAR, QUARTER, MONTH, DAY, INDEX = "year", "quarter", "month", "day", "index"
SEASON = {YEAR: 1, QUARTER: 4, MONTH: 12, DAY: 1, INDEX: 1}
_YEAR = re.compile(r"^((?:18|19|20|21)\d\d)(?:\.0+)?\s*年?(?:度)?$")
_QUARTER = re.compile(
    r"^((?:18|19|20|21)\d\d)\s*[-年/ ]?\s*(?:Q|第)?\s*([1-4一二三四])\s*(?:Q|季度?|季)$|^((?:18|19|20|21)\d\d)[-_ ]?Q([1-4])$",
    re.I,
)
_MONTH = re.compile(
    r"^((?:18|19|20|21)\d\d)\s*(?:[-/.年]|M)\s*(\d{1,2})\s*月?$|^((?:18|19|20|21)\d\d)(0[1-9]|1[0-2])(?:\.0+)?$", re.I
)
_DAY = re.compile(
    r"^((?:18|19|20|21)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ][\d:.]+)?$|^((?:18|19|20|21)\d\d)(0[1-9]|1[0-2])([0-3]\d)$"
)
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True)
class Moment:
    """kind and place: years, quarters, months or days since the year 0."""

    kind: str
    place: int


def moment(label: str) -> Moment | None:
    """The period that a label names, or None. `2024`, `2024年`, `2024Q1`, `2024-03`, `202403`, `2024年3月`, `2024-03-01`."""
    text = unicodedata.normalize("NFKC", label).strip()
    if found := _YEAR.match(text):
        return Moment(YEAR, int(found[1]))
    if found := _QUARTER.match(text):
        year, quarter = found[1] or found[3], found[2] or found[4]
        return Moment(QUARTER, int(year) * 4 + (_DIGITS.get(quarter) or int(quarter)) - 1)
    if found := _MONTH.match(text):
        year, month = int(found[1] or found[3]), int(found[2] or found[4])
        return Moment(MONTH, year * 12 + month - 1) if 1 <= month <= 12 else None
    if found := _DAY.match(text):
        try:
            day = dt.date(*(int(found[n] or found[n + 3]) for n in (1, 2, 3)))
        except ValueError:
            return None
        return Moment(DAY, day.toordinal())
    return None


def label(kind: str, place: int) -> str:
    """The place as people write it."""
    if kind == QUARTER:
        return f"{place // 4}Q{place % 4 + 1}"
    if kind == MONTH:
        return f"{place // 12}-{place % 12 + 1:02d}"
    if kind == DAY:
        return dt.date.fromordinal(place).isoformat()
    return str(place)


def coarser(kind: str, places: list[int]) -> tuple[str, dict[int, int]]:
    """Days that are all first or last days of months become months, and of years (1 January, 31 December) years."""
    if kind != DAY:
        return kind, {place: place for place in places}
    days = {place: dt.date.fromordinal(place) for place in places}
    starts = all(day.day == 1 for day in days.values())
    ends = all((day + dt.timedelta(days=1)).day == 1 for day in days.values())
    if not (starts or ends):
        return DAY, {place: place for place in places}
    months = {place: day.year * 12 + day.month - 1 for place, day in days.items()}
    if len({month % 12 for month in months.values()}) == 1 and len(months) > 1:
        return YEAR, {place: month // 12 for place, month in months.items()}
    return MONTH, months
