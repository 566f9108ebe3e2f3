"""From dated values that were kept to what a check weighs: which still hold, which years go together, and where each comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.readiness.book import GRADES, YES, Book, Fact
from gaoxin.innovation.rules.readiness.declared import YEARS, Value, latest, read, total
from gaoxin.innovation.rules.readiness.telling import shown

PREFIX = "ready:"  # before the code of a fact that only these checks ask


@dataclass(frozen=True, slots=True)
class Said:
    """One kept value. by: key of who said it, None for a register."""

    key: str
    value: Any
    day: dt.date
    source: str
    by: Any = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from, of which day, and who said it."""

    source: str
    day: dt.date | None
    by: Any = None


@dataclass(slots=True)
class Firm:
    """values and where each comes from, by fact."""

    name: str
    identifier: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    origins: dict[str, Origin] = field(default_factory=dict[str, Origin])
    notes: list[str] = field(default_factory=list[str])

    def take(self, code: str, value: Value, origin: Origin) -> None:
        self.values[code], self.origins[code] = value, origin


@dataclass(frozen=True, slots=True)
class Typed:
    """One value as a firm typed it: fact, the key and day under which it is kept, what is kept, what is weighed."""

    code: str
    key: str
    day: dt.date
    kept: Any
    value: int


def key_of(fact: Fact) -> str:
    """Under which a value is kept; one that benefits ask too is kept once."""
    return fact.kept or PREFIX + fact.code


def keys(book: Book) -> dict[str, tuple[Fact, int]]:
    """Key of a kept value -> the fact, and how many years before its day it tells of."""
    found = {key_of(fact): (fact, 0) for fact in book.facts.values()}
    return found | {fact.before: (fact, 1) for fact in book.facts.values() if fact.before}


def gathered(firm: Firm, rows: Iterable[Said], known: Mapping[str, tuple[Fact, int]], today: dt.date) -> None:
    """rows: oldest first. A year's value holds in its own and the next year; of yearly series the last fiscal years that go together."""
    series: dict[str, dict[int, tuple[int, Origin]]] = {}
    for row in rows:
        fact, back = known[row.key]
        value = weighed(fact, row.value)
        if value is None:
            continue
        origin = Origin(row.source, row.day, row.by)
        if fact.kind == "years":
            years = series.setdefault(fact.code, {})
            if not back or row.day.year - 1 not in years:
                years[row.day.year - back] = value, origin
        elif not back and (fact.lasts != "year" or row.day.year >= today.year - 1):
            firm.take(fact.code, value, origin)
    if series:
        _together(firm, series, today)


def typed(values: Mapping[str, object], day: dt.date, book: Book, today: dt.date) -> list[Typed]:
    """`sales_2025: …` is of that year, everything else of the day. Raises Invalid naming the fact; nothing told is an error too."""
    found: list[Typed] = []
    for name, value in values.items():
        if value in (None, ""):
            continue
        base, _, tail = name.rpartition("_")
        yearly = base in book.facts and book.facts[base].kind == "years" and tail.isascii() and tail.isdigit()
        code = base if yearly else name
        fact = book.facts.get(code)
        if fact is None or (fact.kind == "years") != yearly:
            raise Invalid(
                f"未知的事实 unknown fact: {name[:40]!r}", why=f"可用 known: {', '.join(book.facts)}",
                do="按年度的写作 sales_2025 yearly ones are written sales_2025",
            )  # fmt: skip
        if yearly and not today.year - YEARS - 1 <= int(tail) < today.year:
            raise Invalid(
                f"{fact.name.zh} 年度不正确 not a year that is asked: {tail[:10]}", why="按已结束的会计年度填报 by years that are over",
                do=f"可填 choose: {', '.join(str(today.year - back) for back in range(YEARS, 0, -1))}",
            )  # fmt: skip
        of = dt.date(int(tail), 12, 31) if yearly else day
        weighed = read(fact, value)
        found.append(Typed(code, key_of(fact), of, shown(fact, latest(weighed)), latest(weighed)))
    if not found:
        raise Invalid("没有填报任何数据 nothing is declared", do="至少填一项 fill in one field")
    return found


def weighed(fact: Fact, kept: Any) -> int | None:
    """What `shown` wrote, as a number; None for what no longer can be."""
    if isinstance(kept, bool):
        return int(kept) if fact.kind == "flag" else (YES if kept else 0)
    if isinstance(kept, int):
        return kept
    if isinstance(kept, str):
        if fact.kind == "day":
            return dt.date.fromisoformat(kept).toordinal()
        if fact.kind == "choice":
            return next((place for place, one in enumerate(fact.choices) if one.code == kept), None)
        return GRADES.get(kept)
    return None


def _together(firm: Firm, series: Mapping[str, Mapping[int, tuple[int, Origin]]], today: dt.date) -> None:
    """Sales and research spending are divided by each other: only years that both have, up to the last one that is over."""
    paired = [set(series[code]) for code in ("sales", "rnd") if code in series]
    both = set[int].intersection(*paired) if len(paired) == 2 else None
    for code, years in series.items():
        usable = both if both is not None and code in ("sales", "rnd") else set(years)
        run: list[int] = []
        for year in range(today.year - 1, today.year - 1 - YEARS, -1):
            if year not in usable:
                break
            run.insert(0, year)
        if run:
            firm.take(code, tuple(years[year][0] for year in run), years[run[-1]][1])
        if left := sorted(set(years) - set(run)):
            firm.notes.append(f"{code}: {', '.join(map(str, left))} 未计入 not counted（{today.year - 1}、…）")


def at_least(firm: Firm, code: str, value: int, origin: Origin) -> None:
    """A register knows of so many; what the firm declared beyond it (what that register does not keep) stays."""
    if value and value > total(firm.values.get(code, 0)):
        firm.take(code, value, origin)
