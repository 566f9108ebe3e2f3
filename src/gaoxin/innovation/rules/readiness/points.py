"""Points of one line of the table, as the lowest and the highest that experts may give. What is unknown may be anything."""

from __future__ import annotations

from collections.abc import Mapping

from gaoxin.innovation.rules.readiness.book import Book, Group, Part, lookup
from gaoxin.innovation.rules.readiness.declared import Value, latest, total

Range = tuple[int, int]
Values = Mapping[str, Value]


def points(part: Part, values: Values, book: Book) -> Range:
    """(lowest, highest) of the line."""
    if part.kind == "mark":
        return _mark(part, values, book)
    if part.kind == "counts":
        return _counts(part, values)
    if part.kind == "average":
        return _average(part, values)
    return growth(part, values.get(part.fact)) if part.kind == "growth" else _ratio(part, values)


def of_group(group: Group, ranges: Mapping[str, Range]) -> Range:
    """The parts added, or the best of them, never above what the group gives. ranges: by code of the part."""
    found = [ranges[part.code] for part in group.parts]
    low, high = (sum(one[side] for one in found) for side in (0, 1))
    if group.pick == "best":
        low, high = (max(one[side] for one in found) for side in (0, 1))
    return min(low, group.most), min(high, group.most)


def _mark(part: Part, values: Values, book: Book) -> Range:
    table = lookup(part, book.facts[part.fact])
    value = values.get(part.fact)
    low, high = table[total(value)] if value is not None else _span(table, with_none=not part.needs)
    if not part.needs:
        return low, high
    told = [total(values[code]) for code in part.needs if code in values]
    if len(told) == len(part.needs) and sum(told) == 0:
        return 0, 0
    return (low, high) if sum(told) > 0 else (0, high)


def _span(table: Mapping[int, Range], *, with_none: bool) -> Range:
    """From the lowest to the highest of all; without 0 where there is something to judge."""
    worst = min(low for value, (low, _high) in table.items() if with_none or value != 0)
    return worst, max(high for _low, high in table.values())


def _counts(part: Part, values: Values) -> Range:
    def first(unknown: int) -> Range:
        for row in part.rows:
            value = values.get(row.fact)
            if (unknown if value is None else total(value)) >= row.at_least:
                return row.points
        return 0, 0

    return first(0)[0], first(10**9)[1]


def _average(part: Part, values: Values) -> Range:
    value = values.get(part.fact)
    if value is None:
        return 0, part.most
    return next((row.points for row in part.rows if total(value) >= row.at_least * part.years), (0, 0))


def _ratio(part: Part, values: Values) -> Range:
    above, below = values.get(part.part), values.get(part.whole)
    if above is None or below is None:
        return 0, part.most
    take = latest if part.take == "latest" else total
    over, under = take(above), take(below)
    if under <= 0:
        return 0, 0
    return next((row.points for row in part.rows if over * 10_000 >= row.bp * under), (0, 0))


def growth(part: Part, value: Value | None) -> Range:
    """½ (Y2/Y1 + Y3/Y2) − 1. The first year 0: the later two years only; the second year 0: no points (工作指引)."""
    if not isinstance(value, tuple) or len(value) < 2:
        return 0, part.most
    first, second, third = (0, *value) if len(value) == 2 else value
    if second <= 0:
        return 0, 0
    # The rate as a fraction over `under`, so that nothing is rounded.
    over, under = (
        (third - second, second) if first == 0 else (second**2 + third * first - 2 * first * second, 2 * first * second)
    )
    if under < 0:
        over, under = -over, -under
    if over <= 0:
        return 0, 0
    return next((row.points for row in part.rows if over * 10_000 >= row.bp * under), part.above_zero)
