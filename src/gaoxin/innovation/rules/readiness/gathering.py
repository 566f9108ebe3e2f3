"""The values of all firms at once, from what was kept to columns: the same as `keeping.gathered` gives for each (a test).

Hundreds of thousands of kept values are only sorted by fact here; which one holds is then decided for all firms together.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from gaoxin.innovation.rules.readiness.book import Book, Check, Fact
from gaoxin.innovation.rules.readiness.columns import Column, Ints
from gaoxin.innovation.rules.readiness.declared import YEARS
from gaoxin.innovation.rules.readiness.keeping import keys, weighed

PAIRED = ("sales", "rnd")  # divided by each other: only years that both have


@dataclass(slots=True)
class _Kept:
    """Of one key, oldest first: whose, what, of which year."""

    places: list[int] = field(default_factory=list[int])
    values: list[int] = field(default_factory=list[int])
    years: list[int] = field(default_factory=list[int])


def asked_keys(check: Check, book: Book) -> dict[str, tuple[Fact, int]]:
    """Keys of kept values that the check asks for, as `keeping.keys`."""
    codes = {*check.used(), *(PAIRED if set(PAIRED) & set(check.used()) else ())}
    return {key: told for key, told in keys(book).items() if told[0].code in codes}


def gathered_all(
    n: int, rows: Iterable[tuple[int | None, str, str, str]], check: Check, book: Book, today: dt.date
) -> dict[str, Column]:
    """rows: (place of the firm, key, value as JSON, day as ISO), oldest first. Columns of what the check uses, before registers."""
    known = asked_keys(check, book)
    kept = {key: _Kept() for key in known}
    read: dict[tuple[str, str], int | None] = {}
    for place, key, text, day in rows:
        if place is None:
            continue
        if text.isdecimal():
            value = int(text)
        elif (key, text) in read:
            value = read[key, text]
        else:
            value = read[key, text] = weighed(known[key][0], json.loads(text))
        if value is None:
            continue
        into = kept[key]
        into.places.append(place)
        into.values.append(value)
        into.years.append(int(day[:4]))
    series = _series(n, kept, known, today)
    found: dict[str, Column] = {}
    for code in check.used():
        fact = book.facts[code]
        if fact.kind == "years":
            found[code] = _together(code, series)
            continue
        key = next(one for one, (of, back) in known.items() if of.code == code and not back)
        least = today.year - 1 if fact.lasts == "year" else 0
        values, told = _last(n, kept[key], least)
        found[code] = Column(told, (values,), told.astype(np.int64))
    return found


def take(table: Mapping[str, Column], code: str, place: int, value: int, *, at_least: bool = False) -> None:
    """What a register says stands before what a firm declared; with `at_least` only where it is more."""
    column = table.get(code)
    if column is None or (at_least and not value > (column.latest[place] if column.known[place] else 0)):
        return
    column.latest[place], column.known[place], column.count[place] = value, True, 1


def _last(n: int, kept: _Kept, least: int) -> tuple[Ints, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """The newest of each firm, of years from `least` on."""
    values, told = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    places, of = np.array(kept.places, np.int64), np.array(kept.values, np.int64)
    if least:
        recent = np.array(kept.years, np.int64) >= least
        places, of = places[recent], of[recent]
    whose, newest = np.unique(places[::-1], return_index=True)
    values[whose], told[whose] = of[::-1][newest], True
    return values, told


Series = dict[
    str, tuple[Ints, "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", "np.ndarray[tuple[int], np.dtype[np.bool_]]"]
]


def _series(n: int, kept: Mapping[str, _Kept], known: Mapping[str, tuple[Fact, int]], today: dt.date) -> Series:
    """Fact -> values of the last years (the latest last), which of them are told, and who told any year at all."""
    found: Series = {}
    for direct in (
        False,
        True,
    ):  # what was told of a year itself stands before what a later year said of the one before
        for key, (fact, back) in known.items():
            if fact.kind != "years" or bool(back) is direct:
                continue
            values, told, some = found.setdefault(
                fact.code, (np.zeros((n, YEARS), np.int64), np.zeros((n, YEARS), np.bool_), np.zeros(n, np.bool_))
            )
            one = kept[key]
            places, of = np.array(one.places, np.int64), np.array(one.values, np.int64)
            slots = np.array(one.years, np.int64) - back - (today.year - YEARS)
            some[places] = True
            inside = (slots >= 0) & (slots < YEARS)
            at, of = places[inside] * YEARS + slots[inside], of[inside]
            if direct:
                at, of = at[::-1], of[::-1]  # the newest counts; of the others the first
            where, first = np.unique(at, return_index=True)
            values.reshape(-1)[where], told.reshape(-1)[where] = of[first], True
    return found


def _together(code: str, series: Series) -> Column:
    values, told, _some = series[code]
    usable = told
    if code in PAIRED and all(one in series for one in PAIRED):
        (_, mine, any_mine), (_, theirs, any_theirs) = (series[one] for one in PAIRED)
        usable = np.where((any_mine & any_theirs)[:, None], mine & theirs, told)
    run = np.logical_and.accumulate(usable[:, ::-1], axis=1)[:, ::-1]  # without a gap up to the last year
    count = run.sum(axis=1).astype(np.int64)
    shown = np.where(run, values, 0)
    return Column(count > 0, tuple(shown[:, place] for place in range(YEARS)), count)
