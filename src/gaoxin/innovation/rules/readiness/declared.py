"""What a firm declares, as whole numbers: yes is 1, a day its ordinal, a choice its place, money 元.

What is not told is unknown, not no.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.readiness.book import GRADES, LARGEST, YES, Book, Fact

Value = int | tuple[int, ...]
UNITS = {
    "元": 1, "yuan": 1, "千元": 1_000, "万": 10_000, "万元": 10_000, "wan": 10_000, "百万": 1_000_000, "百万元": 1_000_000,
    "亿": 100_000_000, "亿元": 100_000_000, "yi": 100_000_000,
}  # fmt: skip
MOST_COUNT, YEARS = 10_000_000, 3
_AMOUNT = re.compile(r"([+-]?[0-9][0-9,_]*(?:\.[0-9]+)?)\s*(\D*)", re.ASCII)
_YEARLY = re.compile(r"(.+?)_?(?:y|year)?_?((?:19|20)[0-9]{2}|[1-3])", re.ASCII)
TRUE, FALSE = ("true", "yes", "y", "是", "有", "1"), ("false", "no", "n", "否", "无", "没有", "0")


@dataclass(frozen=True, slots=True)
class Declared:
    """values: by fact, those that were told. notes: how something was read that could be meant otherwise."""

    name: str
    values: dict[str, Value]
    notes: tuple[str, ...] = ()


def declared(told: Any, book: Book) -> Declared:
    """From the keys of a file or form. Raises Invalid for an unknown key (with the known ones), one told twice, or a wrong value."""
    if not isinstance(told, dict):
        raise Invalid(
            "应为键和值 a list of keys with values is wanted", do="每行写“键: 值” write one `key: value` a line"
        )
    said = {
        str(key).strip(): value for key, value in cast("dict[Any, Any]", told).items() if value not in (None, "", [])
    }
    unit = _unit(said.get("unit"))
    yearly = _yearly(said, book)
    names = _names(book)
    values: dict[str, Value] = {}
    unknown: list[str] = []
    for key, value in {**said, **yearly}.items():
        code = names.get(key) or names.get(key.lower())
        if code is None:
            if key not in book.labels and not _is_part_or_year(key, book, said):
                unknown.append(key)
            continue
        if code in values:
            raise Invalid(f"{book.facts[code].name.zh} 写了两次 is told twice: {key}", do="只留一处 keep one")
        values[code] = read(book.facts[code], value, unit)
    if unknown:
        raise Invalid(
            f"未知的键 unknown keys: {'、'.join(key[:40] for key in sorted(unknown)[:10])}",
            why=f"可用的键 known keys: {', '.join([*book.facts, *_parts(book), *book.labels])}",
            do="改用列出的键，见 docs/reference/readiness.md use the known ones",
        )  # fmt: skip
    _sum_parts(said, values, book)
    check_together(values, book)
    return Declared(str(said.get("name", ""))[:200], values, _notes(values, "unit" in said))


def read(fact: Fact, value: Any, unit: int = 1) -> Value:
    """One value. Raises Invalid naming the fact and what it may be."""
    if fact.kind == "years":
        items = cast("list[Any]", value) if isinstance(value, list) else [value]
        if not 1 <= len(items) <= YEARS:
            raise _wrong(fact, value, "一至三个年度，由早到晚 one to three years, oldest first")
        # Net assets may be below zero; what is earned or spent may not.
        return tuple(_amount(fact, item, unit, below=fact.code == "net_assets") for item in items)
    if fact.kind == "money":
        return _amount(fact, value, unit)
    if fact.kind == "count":
        return _count(fact, value)
    if fact.kind == "flag":
        return _flag(fact, value)
    if fact.kind == "day":
        return _day(fact, value).toordinal()
    return _choice(fact, value) if fact.kind == "choice" else _mark(fact, value)


def _count(fact: Fact, value: Any) -> int:
    text = str(value).strip().replace(",", "")
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,8}(\.0+)?", text, re.ASCII) or float(text) > MOST_COUNT:
        raise _wrong(fact, value, "不小于零的整数 a whole number, not below zero")
    return int(float(text))


def _amount(fact: Fact, value: Any, unit: int, *, below: bool = False) -> int:
    found = None if isinstance(value, bool) else _AMOUNT.fullmatch(str(value).strip())
    factor = UNITS.get(found[2].strip(), 0) if found and found[2].strip() else unit
    try:
        amount = Decimal(found[1].replace(",", "").replace("_", "")) * factor if found and factor else None
    except InvalidOperation:
        amount = None
    if amount is None or (amount < 0 and not below) or abs(amount) > LARGEST:
        raise _wrong(fact, value, "金额，数字或者带单位 an amount: 48000000, 4800万元, 0.48亿元; not below zero")
    return int(amount.to_integral_value())


def _flag(fact: Fact, value: Any) -> int:
    text = str(value).strip().lower()
    if text not in (*TRUE, *FALSE):
        raise _wrong(fact, value, "是或者否 yes or no")
    return int(text in TRUE)


def _day(fact: Fact, value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise _wrong(fact, value, "日期 a day: YYYY-MM-DD") from None


def _choice(fact: Fact, value: Any) -> int:
    text = str(value).strip().lower()
    for place, choice in enumerate(fact.choices):
        if text in (choice.code, choice.name.zh.lower(), choice.name.en.lower()):
            return place
    raise _wrong(fact, value, f"可选 one of: {'、'.join(f'{one.code} {one.name.zh}' for one in fact.choices)}")


def _mark(fact: Fact, value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or text.lower() in (*TRUE[:-1], *FALSE[:-1]):
        return YES if text.lower() in TRUE else 0
    if text.upper() in GRADES and fact.code.startswith("ip_"):
        return GRADES[text.upper()]
    if re.fullmatch(r"[0-9]{1,2}", text, re.ASCII) and int(text) <= fact.most:
        return int(text)
    raise _wrong(fact, value, f"是、否，或者专家给的 0–{fact.most} 分 yes, no, or an expert's points; A–E where graded")


def _unit(told: Any) -> int:
    if told is None:
        return 1
    factor = UNITS.get(str(told).strip())
    if factor is None:
        raise Invalid(f"未知的金额单位 unknown unit: {str(told)[:20]!r}", do=f"可选 one of: {'、'.join(UNITS)}")
    return factor


def _names(book: Book) -> dict[str, str]:
    """Every key, alias and Chinese name -> code."""
    found: dict[str, str] = {}
    for fact in book.facts.values():
        for name in (fact.code, fact.name.zh, *fact.aliases):
            found[name] = fact.code
    return found


def _parts(book: Book) -> list[str]:
    return [part for fact in book.facts.values() for part in fact.parts]


def _yearly(said: Mapping[str, Any], book: Book) -> dict[str, list[Any]]:
    """`sales_2022`, `sales_2023` … or `sales_1` to `sales_3`: the years of one fact, oldest first."""
    names = _names(book)
    found: dict[str, dict[int, Any]] = {}
    for key, value in said.items():
        code = _year_of(key, book, names)
        if code is not None:
            found.setdefault(code[0], {})[code[1]] = value
    for code, years in found.items():
        if sorted(years) != list(range(min(years), max(years) + 1)):
            raise Invalid(
                f"{book.facts[code].name.zh} 年度不连续 the years have a gap: {sorted(years)}",
                do="补齐 add the missing one",
            )
    return {code: [years[year] for year in sorted(years)] for code, years in found.items()}


def _year_of(key: str, book: Book, names: Mapping[str, str]) -> tuple[str, int] | None:
    split = _YEARLY.fullmatch(key) if key not in names and key.lower() not in names else None
    code = names.get(split[1]) or names.get(split[1].lower()) if split else None
    return (code, int(split[2])) if split and code and book.facts[code].kind == "years" else None


def _is_part_or_year(key: str, book: Book, said: Mapping[str, Any]) -> bool:
    return key in _parts(book) or _year_of(key, book, _names(book)) is not None


def _sum_parts(said: Mapping[str, Any], values: dict[str, Value], book: Book) -> None:
    for fact in book.facts.values():
        told = [part for part in fact.parts if part in said]
        if told and fact.code in values:
            raise Invalid(
                f"{fact.name.zh} 写了两次 is told twice: {fact.code}, {told[0]}",
                do="只留合计或者分项 keep the sum or its parts",
            )
        if told:
            values[fact.code] = sum(_count(fact, said[part]) for part in told)


def check_together(values: Mapping[str, Value], book: Book) -> None:
    """Raises Invalid for figures that cannot be true together."""

    def name(code: str) -> str:
        return f"{book.facts[code].name.zh} {code}"

    for part, whole in (("tech_staff", "staff"), ("hightech_income", "total_income"), ("rnd_domestic", "rnd")):
        if part in values and whole in values and total(values[part]) > total(values[whole]):
            raise Invalid(
                f"{name(part)} 大于 is more than {name(whole)}: {total(values[part]):,} > {total(values[whole]):,}",
                why="部分不能大于全部 a part is no more than the whole", do="核对两项 check both",
            )  # fmt: skip
    if "rnd" in values and "sales" in values and len(_tuple(values["rnd"])) != len(_tuple(values["sales"])):
        raise Invalid(
            f"{name('rnd')} 和 {name('sales')} 年度数不同 cover different numbers of years",
            why="两项按相同年度相除 both are of the same years", do="按年度补齐 give both for each year",
        )  # fmt: skip
    if (
        "registered_on" in values
        and "applied_on" in values
        and total(values["registered_on"]) > total(values["applied_on"])
    ):
        raise Invalid(f"{name('applied_on')} 早于 is before {name('registered_on')}", do="核对日期 check the days")


def _tuple(value: Value) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def total(value: Value) -> int:
    """The sum over the years, or the value itself."""
    return sum(value) if isinstance(value, tuple) else value


def latest(value: Value) -> int:
    """The last year, or the value itself."""
    return value[-1] if isinstance(value, tuple) else value


def _notes(values: Mapping[str, Value], with_unit: bool) -> tuple[str, ...]:
    found: list[str] = []
    sales = values.get("sales")
    if sales is not None and not with_unit and 0 < latest(sales) < 100_000:
        found.append(
            f"销售收入按 {latest(sales):,} 元读取 sales were read as 元；若为万元请写“unit: 万元” write `unit: 万元` if they are not"
        )
    if isinstance(sales, tuple) and len(sales) < YEARS:
        found.append(f"只有 {len(sales)} 个年度，按实际经营年度计算 counted by the years that were told")
    return tuple(found)


def _wrong(fact: Fact, value: Any, may: str) -> Invalid:
    return Invalid(
        f"{fact.name.zh} {fact.code} 不正确 is not valid: {str(value)[:40]!r}", why=f"应为 it is {may}",
        do="改正后再试 correct it",
    )  # fmt: skip
