"""What a row of an import states, checked cell by cell."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.book import Categories, Matching
from gaoxin.projects.rules.land.geometry import Problem

LONGEST_NUMBER, LONGEST_NAME, LONGEST_EVIDENCE = 40, 100, 200
MOST = 2_000_000_000
MOST_RATIO_PCT = 9_999
_NUMBER = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff（）()_.-]*")


@dataclass(frozen=True, slots=True)
class Stated:
    """The cells of one parcel. area_m2: as stated, None where nothing is. price_k: thousand 元 in all. version: which one was edited.

    plot_ratio_pct: the plan's upper limit in hundredths; water_m3: a day; gas_m3: an hour. None, of these and power_kva: nobody knows."""

    number: str
    name: str = ""
    area_m2: int | None = None
    use: str = ""
    power_kva: int | None = None
    price_k: int | None = None
    ready_on: dt.date | None = None
    category: str = ""
    since: dt.date | None = None
    evidence: str = ""
    version: int | None = None
    plot_ratio_pct: int | None = None
    water_m3: int | None = None
    gas_m3: int | None = None


def stated(
    values: Mapping[str, Any], *, categories: Categories, matching: Matching, today: dt.date
) -> tuple[Stated, list[Problem]]:
    """The row as stated, and what is wrong with its cells. The day an entry in a ledger begins is today where none is given."""
    problems: list[Problem] = []

    def tried(name: str, take: Callable[[Any], Any], otherwise: Any) -> Any:
        try:
            return take(values.get(name))
        except Invalid as error:
            problems.append(Problem(name, error.what, error.do))
            return otherwise

    since = tried("since", lambda v: check_since(day(v, "since"), today), None)
    found = Stated(
        number=tried("number", check_number, ""),
        name=tried("name", lambda v: _text(v, LONGEST_NAME), ""),
        area_m2=tried("area_m2", lambda v: whole(v, "area_m2"), None),
        use=tried("use", lambda v: matching.use(_code(v)).code, ""),
        power_kva=tried("power_kva", lambda v: whole(v, "power_kva"), None),
        price_k=tried("price_k", lambda v: whole(v, "price_k"), None),
        ready_on=tried("ready_on", lambda v: day(v, "ready_on"), None),
        category=tried("category", lambda v: _category(v, categories), ""),
        since=since,
        evidence=tried("evidence", lambda v: _text(v, LONGEST_EVIDENCE), ""),
        version=tried("version", lambda v: whole(v, "version"), None),
        plot_ratio_pct=tried("plot_ratio", ratio, None),
        water_m3=tried("water_m3", lambda v: whole(v, "water_m3"), None),
        gas_m3=tried("gas_m3", lambda v: whole(v, "gas_m3"), None),
    )
    if not found.evidence and "evidence" not in {one.code for one in problems}:
        problems.append(
            Problem(
                "evidence", "没有依据 the evidence is missing", "写明批准文号或者合同号 name the approval or contract"
            )
        )
    return found, problems


def check_number(value: Any) -> str:
    """A parcel's number without blanks around it. Raises Invalid where it is none."""
    text = _code(value)
    if not text:
        raise Invalid("没有地块编号 the number is missing", do="填写编号 write it")
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise Invalid(
            f"地块编号不正确 not the number of a parcel: {text[:50]!r}",
            do=f"字母、数字、汉字和 -_.（），不超过 {LONGEST_NUMBER} 字 letters, digits and these signs",
        )
    return text


def whole(value: Any, name: str) -> int | None:
    """A whole number, not negative; None for no value. Half a square metre is rounded. Raises Invalid."""
    if value is None or value == "":
        return None
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not 0 <= number <= MOST:
        raise Invalid(
            f"{name} 不是 0 至 {MOST:,} 的数 is no such number: {str(value)[:40]!r}", do="填写数字 write a number"
        )
    return round(number)


def ratio(value: Any) -> int | None:
    """A plot ratio such as 2.5 in hundredths; None for no value. Raises Invalid."""
    if value is None or value == "":
        return None
    try:
        found = round(float(value) * 100) if not isinstance(value, bool) else 0
    except (TypeError, ValueError, OverflowError):
        found = 0
    if not 0 < found <= MOST_RATIO_PCT:
        raise Invalid(
            f"容积率不正确 not a plot ratio: {str(value)[:40]!r}", do="填写规划条件的容积率上限，如 2.5 write it as 2.5"
        )
    return found


def day(value: Any, name: str) -> dt.date | None:
    """A day; None for no value. Raises Invalid for what is not written 2026-03-02 or 20260302."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.date):
        return value if not isinstance(value, dt.datetime) else value.date()
    text = str(value).strip().replace("/", "-")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{name} 不是日期 is not a day: {text[:40]!r}", do="写成年-月-日 write year-month-day") from None


def check_since(value: dt.date | None, today: dt.date) -> dt.date | None:
    """Raises Invalid for a day to come: a ledger tells what is."""
    if value is not None and value > today:
        raise Invalid(
            f"起始日期 {value} 在将来 the day is still to come", do="填写已经发生的日期 write a day that has been"
        )
    return value


def _category(value: Any, categories: Categories) -> str:
    """By code or by name."""
    text = _code(value)
    if not text:
        raise Invalid("没有土地类别 the category is missing", do="填写类别 write it")
    return (
        next((one.code for one in categories.categories if text in (one.code, one.name)), "")
        or categories.of(text).code
    )


def _code(value: Any) -> str:
    """Text of a cell; a shapefile and a spreadsheet make numbers of codes."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _text(value: Any, longest: int) -> str:
    text = "" if value is None else str(value).strip()
    if len(text) > longest or not text.isprintable():
        raise Invalid(
            f"文字过长或者含有不可见字符 too long, or not printable: {text[:40]!r}", do=f"不超过 at most {longest}"
        )
    return text
