"""A year's figures as they were published, vintage by vintage, beside what the records say now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaoxin.core.figures import Figure
from gaoxin.economy.selectors import published
from gaoxin.economy.selectors.opendata import releases


@dataclass(frozen=True, slots=True)
class Compared:
    """then: in the order of the vintages, None where a vintage has it not. change: now less the last vintage that has it."""

    figure: Figure
    then: tuple[Decimal | None, ...]
    change: Decimal | None


def compared(*, zone: str, year: int, at: dt.datetime) -> tuple[Sequence[releases.Listed], list[Compared]]:
    """The released vintages that have the year, and each figure through them; those that changed first."""
    known = [pair for pair in releases.figures_by_vintage(zone=zone, year=year, at=at) if pair[1]]
    rows: list[Compared] = []
    for figure in published.figures(zone=zone, year=year):
        then = tuple(values.get(figure.key) for _, values in known)
        last = next((value for value in reversed(then) if value is not None), None)
        change = None if figure.value is None or last is None else Decimal(figure.value) - last
        rows.append(Compared(figure, then, change))
    return [listed for listed, _ in known], sorted(rows, key=lambda row: (not row.change, row.figure.key))
