"""The same check over all firms at once: columns of whole numbers. Gives exactly what `weigh` gives (a property test).

A column holds a number for each firm and whether it is known. Products of 元 stay within 64 bits but for growth, whose squares do not:
there the few rates that lie within a hair of a border are computed again in whole numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaoxin.innovation.rules.readiness import points as scalar
from gaoxin.innovation.rules.readiness.book import Book, Check, Condition, Group, Part, asked, lookup
from gaoxin.innovation.rules.readiness.declared import Value

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Span = tuple[Ints, Ints]
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of every firm. years: one, or the last three with 0 for those that were not told. count: how many were."""

    known: Flags
    years: tuple[Ints, ...]
    count: Ints

    @property
    def latest(self) -> Ints:
        return self.years[-1]

    @property
    def total(self) -> Ints:
        found = self.years[0]
        for year in self.years[1:]:
            found = found + year
        return found


Table = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Outcome:
    """For each firm: conditions (1 met, 0 not, -1 unknown) by code, points, and the place of the verdict in `weighing.VERDICTS`."""

    met: dict[str, Ints]
    low: Ints
    high: Ints
    verdict: Ints


def columns(rows: Sequence[Mapping[str, Value]], check: Check, book: Book, today: dt.date) -> dict[str, Column]:
    """The facts that the check asks, of every firm. Days of application that are not told are today."""
    found: dict[str, Column] = {}
    wanted = {one.until for one in check.conditions if one.until}
    for code in check.used():
        told = [row.get(code) for row in rows]
        if code in wanted:
            told = [today.toordinal() if value is None else value for value in told]
        known = np.fromiter((value is not None for value in told), np.bool_, len(told))
        if book.facts[code].kind == "years":
            padded = [_padded(value) for value in told]
            years = tuple(np.array([one[place] for one in padded], np.int64) for place in range(3))
            count = np.fromiter((len(value) if isinstance(value, tuple) else 0 for value in told), np.int64, len(told))
        else:
            years = (np.fromiter((value if isinstance(value, int) else 0 for value in told), np.int64, len(told)),)
            count = known.astype(np.int64)
        found[code] = Column(known, years, count)
    return found


def weigh_all(check: Check, table: Table, book: Book) -> Outcome:
    """All firms of the table."""
    ranges = {part.code: _points(part, table, book) for part in check.lines}
    spans = [_group(group, ranges) for group in check.groups]
    low, high = _sum([span[0] for span in spans]), _sum([span[1] for span in spans])
    met = {one.code: _look(one, table, book, (low, high), ranges) for one in check.conditions}
    if check.direct:
        direct = _any([_is(table[code], 1) for code in check.direct.any])
        for one in check.conditions:
            if one.waived:
                met[one.code] = np.where(direct, 1, met[one.code])
    lacks = _any([
        ~table[code].known for part in check.lines for code in asked(part) if not book.facts[code].judged
    ])  # fmt: skip
    return Outcome(met, low, high, _verdict(check, met, lacks))


def _verdict(check: Check, met: Mapping[str, Ints], lacks: Flags) -> Ints:
    failed = _any([one == 0 for one in met.values()])
    opened = _any([one == -1 for one in met.values()])
    hard = _any([met[one.code] == -1 for one in check.conditions if one.kind not in ("score", "above")])
    return np.select([failed, ~opened, hard | lacks], [0, 3, 1], 2).astype(np.int64)


def _look(one: Condition, table: Table, book: Book, score: Span, ranges: Mapping[str, Span]) -> Ints:
    if one.kind in ("score", "above"):
        low, high = score if one.kind == "score" else ranges[one.of]
        needed = one.at_least if one.kind == "score" else 1
        return np.where(low >= needed, 1, np.where(high < needed, 0, -1)).astype(np.int64)
    if one.kind in ("yes", "no"):
        codes, want = ((one.fact,), 1) if one.kind == "yes" else (one.facts, 0)
        against = _any([_is(table[code], 1 - want) for code in codes])
        return _met(against, _any([~table[code].known for code in codes]))
    if one.kind == "days":
        since = table[one.since]
        return _met(table[one.until].latest - since.latest < one.at_least, ~since.known)
    if one.kind == "choice":
        column = table[one.fact]
        none = [choice.code for choice in book.facts[one.fact].choices].index(one.none)
        return _met(_is(column, none), ~column.known)
    if one.kind == "most":
        column = table[one.fact]
        return _met(column.known & (column.latest > one.at_most), ~column.known)
    return _look_ratio(one, table)


def _look_ratio(one: Condition, table: Table) -> Ints:
    part, whole = table[one.part], table[one.whole]
    unknown = ~(part.known & whole.known)
    needed: Ints | int = one.bands[0].bp
    if one.by:
        size = table[one.by]
        unknown = unknown | ~size.known
        last = one.bands[-1]
        capped = [band for band in one.bands if band.up_to is not None]
        needed = np.select([size.latest <= (band.up_to or 0) for band in capped], [band.bp for band in capped], last.bp)
    over, under = part.total, whole.total
    short = (under <= 0) | (over * 10_000 < needed * under)
    return np.where(unknown, -1, np.where(short, 0, 1)).astype(np.int64)


def _met(against: Flags, unknown: Flags) -> Ints:
    """Against comes first: one fact that speaks against it decides."""
    return np.where(against & ~unknown, 0, np.where(against, 0, np.where(unknown, -1, 1))).astype(np.int64)


def _points(part: Part, table: Table, book: Book) -> Span:
    if part.kind == "mark":
        return _mark(part, table, book)
    if part.kind == "counts":
        return _counts(part, table, 0)[0], _counts(part, table, 10**9)[1]
    if part.kind == "average":
        column = table[part.fact]
        low, high = _first(
            [(column.latest >= row.at_least * part.years, row.points) for row in part.rows], column.latest
        )
        return _open(low, high, ~column.known, part.most)
    if part.kind == "growth":
        return _growth(part, table)
    above, below = table[part.part], table[part.whole]
    over, under = (above.latest, below.latest) if part.take == "latest" else (above.total, below.total)
    low, high = _first([((under > 0) & (over * 10_000 >= row.bp * under), row.points) for row in part.rows], over)
    return _open(low, high, ~(above.known & below.known), part.most)


def _mark(part: Part, table: Table, book: Book) -> Span:
    column, marks = table[part.fact], lookup(part, book.facts[part.fact])
    lows, highs = np.zeros(max(marks) + 1, np.int64), np.zeros(max(marks) + 1, np.int64)
    for value, (worst, best) in marks.items():
        lows[value], highs[value] = worst, best
    judged = [points for value, points in marks.items() if not part.needs or value != 0]
    low = np.where(column.known, lows[column.latest], min(worst for worst, _ in judged))
    high = np.where(column.known, highs[column.latest], max(best for _, best in marks.values()))
    if not part.needs:
        return low, high
    held = _sum([np.where(table[code].known, table[code].latest, 0) for code in part.needs])
    nothing = (held == 0) & ~_any([~table[code].known for code in part.needs])
    return np.where(held > 0, low, 0), np.where(nothing, 0, high)


def _counts(part: Part, table: Table, unknown: int) -> Span:
    seen = {row.fact: np.where(table[row.fact].known, table[row.fact].latest, unknown) for row in part.rows}
    return _first([(seen[row.fact] >= row.at_least, row.points) for row in part.rows], next(iter(seen.values())))


def _growth(part: Part, table: Table) -> Span:
    column = table[part.fact]
    first, second, third = column.years
    two = first == 0
    low, high = np.zeros_like(third), np.zeros_like(third)
    usable = (second > 0) & (column.count >= 2)
    safe_first, safe_second = np.where(first == 0, 1, first), np.where(second == 0, 1, second)
    rate = np.where(two, third / safe_second - 1, (second / safe_first + third / safe_second) / 2 - 1)
    borders = [(row.bp / 10_000, row.points) for row in part.rows]
    low, high = _first(
        [*((usable & (rate >= border), points) for border, points in borders), (usable & (rate > 0), part.above_zero)],
        third,
    )
    hair = NEAR * (1 + np.abs(rate))
    near = usable & _any([np.abs(rate - border) < hair for border, _ in (*borders, (0.0, (0, 0)))])
    for place in np.flatnonzero(near).tolist():
        exact = tuple(int(year[place]) for year in column.years)[3 - int(column.count[place]) :]
        low[place], high[place] = scalar.growth(part, exact)
    return _open(low, high, column.count < 2, part.most)


def _group(group: Group, ranges: Mapping[str, Span]) -> Span:
    spans = [ranges[part.code] for part in group.parts]
    join = _most if group.pick == "best" else _sum
    low, high = join([span[0] for span in spans]), join([span[1] for span in spans])
    return np.minimum(low, group.most), np.minimum(high, group.most)


def _first(rows: Sequence[tuple[Flags, scalar.Range]], like: Ints) -> Span:
    """Points of the first row that holds, else none."""
    holds = [one for one, _ in rows]
    low, high = (np.select(holds, [points[side] for _, points in rows], 0) for side in (0, 1))
    return low.astype(like.dtype), high.astype(like.dtype)


def _open(low: Ints, high: Ints, unknown: Flags, most: int) -> Span:
    return np.where(unknown, 0, low), np.where(unknown, most, high)


def _is(column: Column, value: int) -> Flags:
    return column.known & (column.latest == value)


def _any(found: Sequence[Flags]) -> Flags:
    return np.logical_or.reduce(np.stack(found))


def _sum(found: Sequence[Ints]) -> Ints:
    return np.add.reduce(np.stack(found))


def _most(found: Sequence[Ints]) -> Ints:
    return np.maximum.reduce(np.stack(found))


def _padded(value: Value | None) -> tuple[int, ...]:
    """Three years, the latest last."""
    if not isinstance(value, tuple):
        return (0, 0, 0)
    return (*(0 for _ in range(3 - len(value))), *value)
