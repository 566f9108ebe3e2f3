"""A monthly or quarterly series of a file without its season, for whoever brings one; nothing is kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.audits.tables.inferring import infer
from gaoxin.economy.rules.audits.tables.panel import Panel
from gaoxin.economy.rules.audits.tables.periods import label
from gaoxin.economy.rules.indicators.seasonal import Adjusted, early_year, points
from gaoxin.economy.selectors import seasonal
from gaoxin.economy.selectors.tables import book as kept
from gaoxin.economy.selectors.tables.reading import read

SEASONS = {"month": 12, "quarter": 4}


@dataclass(frozen=True, slots=True)
class Season:
    """column, unit: which series of the file. growth: on the year before, in shares of one; of months with January and February
    together, under February; None where there is none."""

    column: str
    unit: str
    kind: str
    told: Adjusted
    growth: tuple[float | None, ...]

    def as_dict(self) -> dict[str, Any]:
        told, effect = self.told, self.told.festival
        each = zip(told.original, told.seasonal, told.adjusted, told.trend, self.growth, strict=True)
        return {
            "column": self.column, "unit": self.unit, "kind": self.kind, "model": told.model, "multiplicative": told.multiplicative,
            "quality": told.quality, "stable": told.stable,
            "spring_festival": effect and {"estimate": effect.estimate, "t": effect.t},
            "outliers": [{"name": one.name, "estimate": one.estimate, "t": one.t} for one in told.effects if one is not effect],
            "rows": [
                dict(zip(("period", "original", "seasonal", "adjusted", "trend", "growth"), (named, *row), strict=True))
                for named, row in zip(self._labels(), each, strict=True)
            ],
        }  # fmt: skip

    def _labels(self) -> list[str]:
        year, part = self.told.start
        first = year * self.told.period + part - 1
        return [label(self.kind, first + at) for at in range(len(self.told.original))]


def season(
    path: Path, *, value: str = "", of: str = "", unit: str = "", period: str = "", chinese: bool = True
) -> Season:
    """value: the column; of: the unit whose series it is; each may be left out where there is one. unit, period: columns, as for the
    audit. chinese: months are cleared of Spring Festival too.

    Raises NotFound or Invalid for the file, for a choice that is not there, and what `seasonal.adjusted` raises.
    """
    book = kept.book()
    panel = infer(read(path, book.limits), book.thresholds, unit, period)
    if panel is None or panel.kind not in SEASONS:
        raise Invalid(
            "不是月度或季度表 neither months nor quarters were found",
            why=f"认出的期间 periods found: {panel.kind if panel else '—'}", do="用 --period 指明期间列 name the column of the period",
        )  # fmt: skip
    if value in panel.units and not of:  # a table with a column for each unit
        value, of = "", value
    column = _chosen(value, [one.name for one in panel.measures], "--value")
    who = _chosen(of, panel.units, "--of")
    first, values = _series(panel, column, who)
    length = SEASONS[panel.kind]
    start = (first // length, first % length + 1)
    told = seasonal.adjusted(values, start, length, chinese=chinese)
    return Season(column, who, panel.kind, told, _growth(told))


def _chosen(wanted: str, there: Sequence[str], option: str) -> str:
    if wanted in there:
        return wanted
    if not wanted and len(there) == 1:
        return there[0]
    raise Invalid(
        f"没有 {wanted!r} 列或单位 is not there" if wanted else f"表里有 {len(there)} 个，要选一个 one of them must be chosen",
        why=f"可选 there are: {'、'.join(there[:12])}{' …' if len(there) > 12 else ''}", do=f"用 {option} 选一个 choose one with {option}",
    )  # fmt: skip


def _series(panel: Panel, column: str, unit: str) -> tuple[int, list[float]]:
    """The first place with a value, and all from there to the last; NaN where the file has none between them."""
    row = next(one for one in panel.measures if one.name == column).values[panel.units.index(unit)]
    known = {place: float(one) for place, one in zip(panel.places, row, strict=True) if not math.isnan(one)}
    if not known:
        raise Invalid(f"这一列没有数 the column has no number: {column}")
    first = min(known)
    return first, [known.get(place, math.nan) for place in range(first, max(known) + 1)]


def _growth(told: Adjusted) -> tuple[float | None, ...]:
    at = points(told.start, len(told.original), told.period)
    if told.period == SEASONS["month"]:
        joined = early_year(dict(zip(at, told.original, strict=True)))
        return tuple(joined.get(point) for point in at)
    before = [None] * told.period + list(told.original)
    return tuple(
        now / then - 1 if then is not None and then > 0 else None
        for now, then in zip(told.original, before, strict=False)
    )
