"""A firm as the engine sees it: facts with where each comes from, and what it has received; read from a flat file or from records."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.policies.book import MOST_COUNT, MOST_YUAN, Book, Fact

Value = int | float | bool | str
OWN = ("name", "identifier", "note", "year", "on", "source", "unit", "received", "received_before")
UNITS = {"_yuan": 1, "_k": 1_000, "_wan": 10_000, "_yi": 100_000_000}  # endings of names of amounts
WRITTEN = {
    "亿元": 100_000_000,
    "万元": 10_000,
    "千元": 1_000,
    "亿": 100_000_000,
    "万": 10_000,
    "元": 1,
}  # after an amount
TRUE, FALSE = ("true", "yes", "是", "有"), ("false", "no", "否", "无")


@dataclass(frozen=True, slots=True)
class Known:
    """One value with where it comes from and of which day it tells; `day` is None where that is not told."""

    value: Value
    source: str
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Firm:
    """facts by code. received: policy -> yuan in the year asked about. before: policies received in earlier years."""

    name: str
    facts: Mapping[str, Known]
    identifier: str = ""
    received: Mapping[str, int] = field(default_factory=dict[str, int])
    before: frozenset[str] = frozenset()


def read_firm(told: object, book: Book, *, source: str) -> tuple[Firm, dt.date | None]:
    """A firm from a flat mapping as YAML reads it, and the day it asks for if it names one.

    A value is plain, or `{value, source, on}`; an amount may carry its unit (`48万元`), and `unit` is that of bare ones; a list of two
    or more years, oldest first, tells the last and the one before. `source` is where all of it comes from, else the file itself.
    Raises Invalid for an unknown key with the known ones, a key told twice under two names, and a value that cannot be.
    """
    if not isinstance(told, Mapping):
        raise Invalid(
            f"{source}: 不是一家企业的键值 no keys and values of a firm", do="每行写 键: 值 write KEY: VALUE lines"
        )
    plain = _keyed(cast("Mapping[object, object]", told))
    unit = WRITTEN.get(str(plain.get("unit") or "元"))
    if unit is None:
        raise Invalid(f"{source}: unit {plain['unit']} 不认识 unknown", do=f"可选 choose: {', '.join(WRITTEN)}")
    names, origin = _names(book), str(plain.get("source") or source)
    facts: dict[str, Known] = {}
    for name, value in plain.items():
        if name in OWN or value is None:
            continue
        code, scale = _code_of(name, names, book, source, unit)
        for of, one in _years(code, value, book).items():
            if of in facts:
                raise Invalid(f"{source}: {name} 重复 tells {of} twice", do="只留一个 keep one of them")
            facts[of] = _known(one, book.facts[of], f"{source}: {name}", origin, scale)
    received, before = plain.get("received"), plain.get("received_before")
    return (
        Firm(
            str(plain.get("name") or ""), facts, str(plain.get("identifier") or ""),
            {} if received is None else _received(received, book, source),
            frozenset[str]() if before is None else _before(before, book, source),
        ),
        None if plain.get("on") is None else _day(plain["on"], f"{source}: on"),
    )  # fmt: skip


def checked(value: object, fact: Fact, place: str, scale: int = 1) -> Value:
    """The value as the fact's kind keeps it; dates as ISO text. Raises Invalid."""
    if fact.kind == "flag":
        return _flag(value, place)
    if fact.kind == "date":
        return _day(value, place).isoformat()
    if fact.kind == "choice":
        text = str(value)
        if text not in fact.choices:
            raise Invalid(f"{place}: {text} 不在选项内 no such choice", do=f"可选 choose: {', '.join(fact.choices)}")
        return text
    return _number(value, fact, place, scale)


def values_of(firm: Firm, book: Book, day: dt.date) -> dict[str, Known]:
    """All facts of the firm on that day: told, derived, and those whose silence the vocabulary reads as no."""
    found = dict(firm.facts)
    for code, fact in book.facts.items():
        if fact.default is not None and code not in found:
            found[code] = Known(fact.default, "没有记录 no record")
    for code, fact in book.facts.items():
        if fact.ratio is not None:
            of, to = found.get(fact.ratio.of), found.get(fact.ratio.to)
            if (
                of is not None
                and to is not None
                and (share := _ratio(of.value, to.value, fact.ratio.growth)) is not None
            ):
                found[code] = Known(share, f"{fact.ratio.of} ÷ {fact.ratio.to}")
        elif fact.days_since and (since := found.get(fact.days_since)) is not None:
            days = (day - dt.date.fromisoformat(str(since.value))).days
            found[code] = Known(max(days, -1), f"{day} − {fact.days_since}")
    return found


def _ratio(of: Value, to: Value, growth: bool) -> float | None:
    """Percent. The same order of operations as in `vector`, so that both round alike."""
    if not isinstance(of, int | float) or not isinstance(to, int | float) or to == 0:
        return None
    return float(of - to if growth else of) * 100.0 / float(to)


def _keyed(told: Mapping[object, object]) -> dict[str, object]:
    """Keys as text. YAML 1.1 reads a bare `on` as true."""
    return {"on" if key is True else str(key): value for key, value in told.items()}


def _names(book: Book) -> dict[str, str]:
    """Every name a file may use -> code; derived facts have none."""
    told = {code: fact for code, fact in book.facts.items() if not fact.derived}
    return {name: code for code, fact in told.items() for name in (code, fact.name.zh, *fact.aliases)}


def _years(code: str, value: object, book: Book) -> dict[str, object]:
    """A list of years as this year's fact and the one before; anything else as it is."""
    before = f"{code}_before"
    if not isinstance(value, list) or before not in book.facts:
        return {code: value}
    years = cast("list[object]", value)
    return {of: one for of, one in zip((code, before), reversed(years), strict=False) if one is not None}


def _code_of(name: str, names: Mapping[str, str], book: Book, source: str, unit: int) -> tuple[str, int]:
    if name in names:
        return names[name], unit if book.facts[names[name]].kind == "money" else 1
    for ending, scale in UNITS.items():
        code = names.get(name.removesuffix(ending)) if name.endswith(ending) else None
        if code is not None and book.facts[code].kind == "money":
            return code, scale
    known = [code for code, fact in book.facts.items() if not fact.derived]
    near = difflib.get_close_matches(name, [*names], n=3)
    raise Invalid(
        f"{source}: 不认识的键 unknown key: {name}", why=f"相近的 near: {', '.join(near)}" if near else "",
        do=f"可用的键 known keys: {', '.join([*OWN, *known])}；金额键可加 amounts may end in {', '.join(UNITS)}",
    )  # fmt: skip


def _known(value: object, fact: Fact, place: str, source: str, scale: int) -> Known:
    if isinstance(value, Mapping):
        told = _keyed(cast("Mapping[object, object]", value))
        if "value" not in told or set(told) - {"value", "source", "on"}:
            raise Invalid(f"{place}: 写 {{value, source, on}} write these keys", do="改正这一项 correct it")
        day = None if told.get("on") is None else _day(told["on"], f"{place}.on")
        return Known(checked(told["value"], fact, place, scale), str(told.get("source") or source), day)
    return Known(checked(value, fact, place, scale), source)


def _flag(value: object, place: str) -> bool:
    text = str(value).strip().lower()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise Invalid(
        f"{place}: {value} 不是 true 或 false neither true nor false", do="写 true 或 false write one of them"
    )


def _day(value: object, place: str) -> dt.date:
    try:
        return value.date() if isinstance(value, dt.datetime) else dt.date.fromisoformat(str(value))
    except ValueError:
        raise Invalid(f"{place}: {value} 不是日期 no date", do="写 年-月-日 write YYYY-MM-DD") from None


def _number(value: object, fact: Fact, place: str, scale: int) -> int | float:
    text = str(value).replace(",", "").replace("，", "").removesuffix("%").strip()
    if fact.kind == "money" and (written := next((end for end in WRITTEN if text.endswith(end)), "")):
        text, scale = text.removesuffix(written), WRITTEN[written]
    try:
        number = float(text) if not isinstance(value, bool) else float("nan")
    except ValueError:
        number = float("nan")
    if number != number or number < 0 or number == float("inf"):
        raise Invalid(f"{place}: {value} 不是不小于零的数 no number of zero or more", do="写数字 write digits")
    if fact.kind == "percent":
        return number
    whole = round(number * scale)
    if abs(number * scale - whole) > 1e-6:
        raise Invalid(
            f"{place}: {value} 不是整{'元' if fact.kind == 'money' else '数'} not whole",
            do="写整数 write a whole number",
        )
    if whole > (MOST_YUAN if fact.kind == "money" else MOST_COUNT):
        raise Invalid(f"{place}: {value} 太大 too large", do="核对单位（元）check the unit: yuan")
    return whole


def _received(value: object, book: Book, source: str) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{source}: received", why="写 政策: 金额 write POLICY: YUAN", do="改正这一项 correct it")
    money = Fact(kind="money", name=next(iter(book.facts.values())).name)
    told = cast("Mapping[object, Any]", value)
    return {
        book.policy(str(code)).code: int(_number(amount, money, f"{source}: received.{code}", 1))
        for code, amount in told.items()
    }


def _before(value: object, book: Book, source: str) -> frozenset[str]:
    if not isinstance(value, list):
        raise Invalid(
            f"{source}: received_before", why="写政策代码的列表 write a list of policies", do="改正这一项 correct it"
        )
    return frozenset(book.policy(str(code)).code for code in cast("list[object]", value))
