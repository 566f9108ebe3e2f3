"""A zone's sums in parts that may be shown: the industries of the zone, merged until none shows a single enterprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.economy.rules.indicators import disclosure, tree
from gaoxin.economy.rules.indicators.definitions import Definitions
from gaoxin.economy.rules.reports.book import Book

Row = tuple[int, ...]
REST = "rest"  # industries of no group


@dataclass(frozen=True, slots=True)
class Safe:
    """parts: groups that are shown together. months: those of which the whole shows no single enterprise."""

    parts: tuple[tuple[str, ...], ...]
    months: frozenset[int]


def safe(rows: Sequence[Row], book: Book, definitions: Definitions) -> Safe | None:
    """rows: as `Engine.amounts` gives them. None where there is no month to show, or even the unions show somebody."""
    held = safe_months(rows, book, definitions)
    if not held:
        return None
    inside = {group for union in book.unions.values() for group in union.groups}
    unions = [list(union.groups) for union in book.unions.values()]
    alone = [code for code in (*book.groups, REST) if code not in inside]
    amounts = _amounts([row for row in rows if row[1] in held], book, definitions)
    parts = disclosure.merged([*unions, alone], amounts, definitions.growth.disclosure)
    return None if parts is None else Safe(parts, held)


def safe_months(rows: Sequence[Row], book: Book, definitions: Definitions) -> frozenset[int]:
    """Those of which the whole shows nobody. A month for which the first few have just filed does not take the others with it."""
    months: dict[int, list[Row]] = {}
    for row in rows:
        months.setdefault(row[1], []).append(row)
    amounts = {ym: _amounts(held, book, definitions) for ym, held in months.items()}
    limits = definitions.growth.disclosure
    return frozenset(ym for ym, held in amounts.items() if disclosure.shown(tuple(held), held).safe(limits))


def _amounts(rows: Sequence[Row], book: Book, definitions: Definitions) -> disclosure.Amounts:
    amounts: dict[str, dict[tuple[int, str], tuple[int, int, int]]] = {}
    for node, ym, units, *each in rows:
        part = amounts.setdefault(book.group_of(f"{node:04}") or REST, {})
        for place, measure in enumerate(definitions.measures):
            n, most, total = part.get((ym, measure.code), (0, 0, 0))
            part[ym, measure.code] = (n + units, max(most, each[2 * place]), total + each[2 * place + 1])
    return amounts


def industries(classes: Sequence[int], book: Book) -> dict[str, frozenset[int]]:
    """The zone's unions and industries and the classes of each, those too that hold none now."""
    of = {one: book.group_of(f"{one:04}") for one in classes}
    groups = {code: frozenset(one for one in classes if of[one] == code) for code in book.groups}
    unions = {
        union.code: frozenset[int]().union(*(groups[group] for group in union.groups)) for union in book.unions.values()
    }
    return unions | groups


def summed(leaves: Sequence[Row], shown: Safe, book: Book) -> list[Row]:
    """Leaves of parts instead of classes, of the months that are shown: number of the part from 1, ym, n, then the sums."""
    of = {group: number for number, part in enumerate(shown.parts, 1) for group in part}
    found: dict[tuple[int, int], list[int]] = {}
    for node, ym, *values in leaves:
        if ym not in shown.months:
            continue
        key = (of[book.group_of(f"{node:04}") or REST], ym)
        old = found.get(key)
        found[key] = [a + b for a, b in zip(old, values, strict=True)] if old else list(values)
    return [(*key, *values) for key, values in sorted(found.items())]


def sums(rows: Sequence[Row], parts: Sequence[Sequence[str]], book: Book, measures: int) -> tree.Sums:
    """The whole and the unions from leaves of parts. A union is there only if it is made of whole parts."""
    of = {group: number for number, part in enumerate(parts, 1) for group in part}
    groups: Mapping[str, frozenset[int]] = {
        union.code: frozenset(of[group] for group in union.groups if group in of) for union in book.unions.values()
    }
    whole = {code: one for code, one in groups.items() if _made_of(one, parts, book.unions[code].groups)}
    return tree.sums(rows, tree.nodes(range(1, len(parts) + 1), whole), measures)


def _made_of(numbers: frozenset[int], parts: Sequence[Sequence[str]], groups: Sequence[str]) -> bool:
    return all(set(parts[number - 1]) <= set(groups) for number in numbers)
