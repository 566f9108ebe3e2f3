"""What makes a reading of power wrong, or hard to believe. Pure Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.projects.tags import RowError

MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """One month of one enterprise. row: of the file, or the place in the request, counted from 1."""

    row: int
    identifier: str
    month: dt.date
    kwh: int


def whole(text: str) -> int:
    """A whole number of kWh. Raises Invalid."""
    plain = text.replace(",", "").removesuffix(".0")
    if not plain.isascii() or not plain.isdecimal() or len(plain) > MOST_DIGITS:
        raise Invalid(f"电量应为不小于零的整数千瓦时 a whole number of kWh, not below zero: {text[:40]!r}")
    return int(plain)


def errors(rows: Sequence[Reading], known: Collection[str], today: dt.date) -> list[RowError]:
    """By row: no such enterprise (or not theirs), a month that is not over or is not its first day, less than 0, the same month twice."""
    found: list[RowError] = []
    first: dict[tuple[str, dt.date], int] = {}
    for row in rows:
        if row.identifier not in known:
            found.append(
                RowError(row.row, f"没有这家企业，或者不由您服务 no such enterprise of yours: {row.identifier[:30]}")
            )
        if row.month.day != 1 or row.month >= today.replace(day=1):
            found.append(
                RowError(row.row, f"月份未结束，或者不是月初 the month is not over, or not its first day: {row.month}")
            )
        if row.kwh < 0:
            found.append(RowError(row.row, f"电量不能为负 less than 0 kWh: {row.kwh}"))
        if (before := first.setdefault((row.identifier, row.month), row.row)) != row.row:
            found.append(RowError(row.row, f"与第 {before} 行重复 the same enterprise and month as row {before}"))
    return found


def jumps(rows: Sequence[Reading], known: Mapping[str, Mapping[dt.date, int]], most: int) -> list[RowError]:
    """Rows that are more than `most` (hundredths of a percent) of a month beside them, or less than its inverse; a wrong unit or a shifted
    digit looks like this, and so does a plant that stops. known: what is on file, by enterprise and month; what is there already is
    not told again."""
    told = {code: dict(months) for code, months in known.items()}
    for row in rows:
        told.setdefault(row.identifier, {})[row.month] = row.kwh
    found: list[RowError] = []
    for row in rows:
        if not row.kwh or known.get(row.identifier, {}).get(row.month) == row.kwh:
            continue
        for month in ((row.month - dt.timedelta(1)).replace(day=1), (row.month + dt.timedelta(31)).replace(day=1)):
            beside = told[row.identifier].get(month)
            if beside and (row.kwh * 10_000 > beside * most or row.kwh * most < beside * 10_000):
                words = f"{row.month:%Y-%m} {row.kwh:,} 千瓦时，{month:%Y-%m} {beside:,} 千瓦时，相差过大 too far apart"
                found.append(RowError(row.row, words))
                break
    return found
