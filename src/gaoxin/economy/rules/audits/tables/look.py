"""What every check is given, and how a check writes down what it found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from gaoxin.economy.rules.audits.tables.book import Book
from gaoxin.economy.rules.audits.tables.panel import Measure, Panel
from gaoxin.economy.rules.audits.tables.steps import Steps, nanmedian, steps
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Floats, Ints, scored, told

Cell = tuple[int, int]  # unit, period


class Look:
    """The panel, the book, and what is computed once."""

    def __init__(self, panel: Panel, book: Book) -> None:
        self.panel, self.book = panel, book
        self.limits = book.thresholds
        self.labels = panel.labels
        self.places: Ints = np.asarray(panel.places, np.int64)
        self._steps: dict[str, Steps] = {}
        self._grain: tuple[str, Ints] | None = None
        self.explained: dict[str, set[Cell]] = {}  # cells of a measure whose jump another finding already tells

    @cached_property
    def looks(self) -> int:
        """Measures looked at: what is rare in one is less rare in twenty."""
        return max(1, len(self.panel.measures))

    def steps(self, measure: Measure) -> Steps:
        if measure.name not in self._steps:
            if len(self._steps) > 3:  # only the last few are kept: a wide table must not fill the memory
                self._steps.pop(next(iter(self._steps)))
            self._steps[measure.name] = steps(measure.values, self.panel.season, self.places, self.limits.peers)
        return self._steps[measure.name]

    def grain(self, measure: Measure) -> Ints:
        """`grain` of its values, kept for the last measure asked."""
        if self._grain is None or self._grain[0] != measure.name:
            self._grain = (measure.name, grain(measure.values))
        return self._grain[1]

    def named(self, pattern: str, measure: str) -> bool:
        return bool(re.search(pattern, measure, re.I))

    def explain(self, measure: Measure, cells: Sequence[Cell]) -> None:
        self.explained.setdefault(measure.name, set()).update(cells)

    def finding(
        self,
        kind: str,
        column: str,
        expected: float,
        cells: Sequence[Cell],
        evidence: dict[str, Any],
        *,
        ceiling: float = 1.0,
        chart: dict[str, Any] | None = None,
        count: int | None = None,
    ) -> Finding:
        """A finding at these cells. ceiling: a further bound, beside that of the kind."""
        top = min(self.book.kinds[kind].ceiling, ceiling)
        return Finding(kind, column, self.where(cells, count), evidence, scored(top, expected), chart or {})

    def where(self, cells: Sequence[Cell], count: int | None = None) -> dict[str, Any]:
        """Units, period range, count and lines of these cells."""
        panel = self.panel
        units = list(dict.fromkeys(unit for unit, _ in cells))
        periods = sorted({period for _, period in cells})
        lines = [line for unit, period in cells[: 4 * SHOWN] if (line := panel.at(unit, period)) is not None]
        told_units = [panel.units[one] for one in units[:SHOWN]]
        return {
            "unit": told_units[0] if len(units) == 1 else None,
            "units": told_units,
            "units_count": len(units),
            "from": self.labels[periods[0]] if periods else None,
            "to": self.labels[periods[-1]] if periods else None,
            "count": len(cells) if count is None else count,
            "rows": lines[:SHOWN],
        }

    def series(self, measure: Measure, unit: int, marks: Sequence[int]) -> dict[str, Any]:
        """What to draw of one unit: the periods, its values, and the places that matter."""
        width = measure.values.shape[1]
        low, high = (0, width) if width <= 60 else _window(width, marks)
        values = [told(one) for one in measure.values[unit, low:high]]
        name = self.panel.units[unit] or measure.name
        return {
            "x": self.labels[low:high],
            "lines": {name: values},
            "mark": [one - low for one in marks if low <= one < high],
        }

    def median_series(self, measure: Measure, marks: Sequence[int]) -> dict[str, Any]:
        """What to draw of all units: the median of each period."""
        middle = nanmedian(measure.values, axis=0)
        width = len(middle)
        low, high = (0, width) if width <= 60 else _window(width, marks)
        return {
            "x": self.labels[low:high],
            "lines": {"median": [told(one) for one in middle[low:high]]},
            "mark": [one - low for one in marks if low <= one < high],
        }

    def values(self, measure: Measure, unit: int, low: int, high: int) -> list[dict[str, Any]]:
        """The values of one unit from period `low` up to `high`, each with its line in the file."""
        low, high = max(0, low), min(high, measure.values.shape[1])
        return [
            {"period": self.labels[at], "value": told(measure.values[unit, at]), "row": self.panel.at(unit, at)}
            for at in range(low, high)
        ]


def _window(width: int, marks: Sequence[int]) -> tuple[int, int]:
    middle = marks[0] if marks else width // 2
    low = max(0, min(middle - 30, width - 60))
    return low, min(width, low + 60)


def grain(values: Floats) -> Ints:
    """The power of ten of the last digit that is not 0: 1200 → 2, 3.25 → -2, never below -9; 0 and NaN → 9."""
    found = np.full(values.shape, 9, np.int64)
    left = ~np.isnan(values) & (values != 0)
    size = np.abs(np.where(left, values, 0.5))
    whole = left & (size == np.round(size))
    found[left] = -9
    found[whole] = 0
    part, power = size[whole], 0
    powers = np.zeros(len(part), np.int64)
    at = np.arange(len(part))
    while power < 8 and len(at):
        power += 1
        scaled = part / 10.0**power
        good = scaled == np.round(scaled)
        part, at = part[good], at[good]
        powers[at] = power
    found[whole] = powers
    rest = left & ~whole
    part, at = size[rest], np.arange(int(rest.sum()))
    powers = np.full(len(part), -9, np.int64)
    for power in range(-1, -9, -1):
        scaled = part * 10.0**-power
        good = np.abs(scaled - np.round(scaled)) <= 1e-9 * scaled + 1e-7
        powers[at[good]] = power
        part, at = part[~good], at[~good]
        if not len(at):
            break
    found[rest] = powers
    return found
