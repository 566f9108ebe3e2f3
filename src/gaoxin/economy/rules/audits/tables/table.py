"""A table as it was read, column by column, and a finding about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SHOWN = 10  # rows, units or cells of a finding that are written out; `count` says how many there are


@dataclass(frozen=True)
class Column:
    """One column. numbers: NaN where empty or not a number. codes: index into labels, -1 where empty (text columns).

    filled: cells that are not empty. percent, grouped: cells with a percent sign, with thousands separators.
    odd: (row, text) of the first cells that are text in a column of numbers; odd_count: all of them.
    """

    name: str
    kind: str  # number, text, empty
    numbers: Floats
    codes: Ints
    labels: tuple[str, ...]
    filled: int
    percent: int = 0
    grouped: int = 0
    odd: tuple[tuple[int, str], ...] = ()
    odd_count: int = 0


@dataclass(frozen=True)
class Table:
    """rows: count of data rows. first: line or sheet row of the first data row, so that a reader finds a row again."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    first: int = 2
    said: dict[str, Any] = field(default_factory=dict[str, Any])  # encoding, delimiter, sheet …
    rejected: tuple[tuple[int, str], ...] = ()  # lines that are not rows of this table

    def column(self, name: str) -> Column | None:
        return next((one for one in self.columns if one.name == name), None)

    def line(self, row: int) -> int:
        """The line of the file that holds data row `row` (from 0), where no cell has a line break."""
        return row + self.first


@dataclass(frozen=True)
class Finding:
    """where: unit (or units), from, to, count, rows (lines of the file). evidence: numbers from which it can be recomputed.

    score: 0–1, ceiling / (1 + expected), see `scored`. chart: what to draw, as {"x": […], "lines": {name: […]}, "mark": […]}.
    """

    kind: str
    column: str
    where: dict[str, Any]
    evidence: dict[str, Any]
    score: float
    chart: dict[str, Any] = field(default_factory=dict[str, Any])

    def as_dict(self) -> dict[str, Any]:
        """The five keys of the contract."""
        return {
            "kind": self.kind,
            "column": self.column,
            "where": self.where,
            "evidence": self.evidence,
            "score": self.score,
        }


def scored(ceiling: float, expected: float) -> float:
    """ceiling / (1 + expected), two digits.

    expected: how many findings at least this strong a clean table of this shape would give. ceiling: how often such a
    pattern, when it is no accident, is a defect and not a fact of the world (catalogue/audits/tables.yaml says why).
    """
    return round(ceiling / (1.0 + max(0.0, expected)), 2)


def told(value: float) -> float | int | None:
    """A number for JSON: whole numbers as integers, else at most ten significant digits; None for NaN and infinity."""
    number = float(value)
    if not np.isfinite(number):
        return None
    if number == int(number) and abs(number) < 1e15:
        return int(number)
    return float(f"{number:.10g}")
