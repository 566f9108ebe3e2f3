"""Clean panels with realistic noise, and one defect of each kind to plant in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from gaoxin.economy.rules.audits.tables.table import Column, Table

NOTHING = np.zeros(0, np.int64)


@dataclass
class Made:
    """values[measure]: units × periods. labels: of periods. The first measures are output = local + exported, and its share."""

    values: dict[str, np.ndarray]
    labels: list[str]
    season: int
    regions: np.ndarray
    there: np.ndarray
    rng: np.random.Generator
    extra: list[tuple[int, int]] = field(default_factory=list)  # rows written twice

    @property
    def shape(self) -> tuple[int, int]:
        return self.there.shape

    def table(self) -> Table:
        units, periods = self.shape
        where = [(u, t) for u in range(units) for t in range(periods) if self.there[u, t]] + self.extra
        u, t = (np.array(one) for one in zip(*where, strict=True))
        columns = [
            _text("unit", u, tuple(f"U{n:04d}" for n in range(units))),
            _text("region", self.regions[u], tuple(f"R{n}" for n in range(int(self.regions.max()) + 1))),
            _text("period", t, tuple(self.labels)),
        ]
        for name, matrix in self.values.items():
            data = matrix[u, t]
            columns.append(Column(name, "number", data, NOTHING, (), int(np.sum(~np.isnan(data)))))
        return Table("made.csv", tuple(columns), len(u))


def _text(name: str, codes: np.ndarray, labels: tuple[str, ...]) -> Column:
    return Column(name, "text", np.zeros(0), np.asarray(codes, np.int64), labels, len(codes))


SHAPES: dict[str, dict[str, object]] = {
    "yearly": {"units": 60, "periods": 12},
    "monthly": {"units": 30, "periods": 48, "season": 12},
    "quarterly": {"units": 25, "periods": 24, "season": 4},
    "wide": {"units": 40, "periods": 10, "measures": 20},
    "short": {"units": 80, "periods": 4},
    "heavy": {"units": 80, "periods": 12, "size": "pareto"},
    "small": {"units": 60, "periods": 12, "mean": 4.5, "digits": 0},
    "missing": {"units": 60, "periods": 14, "missing": 0.25},
    "fat": {"units": 60, "periods": 15, "noise": "t4"},
    "few": {"units": 4, "periods": 30},
    "exact": {"units": 50, "periods": 12, "digits": 9},
}


def clean(
    seed: int,
    *,
    units: int = 60,
    periods: int = 12,
    season: int = 1,
    measures: int = 6,
    size: str = "normal",
    mean: float = 9.0,
    digits: int = 0,
    missing: float = 0.0,
    noise: str = "normal",
) -> Made:
    """A panel without defects: sizes, trends, shared shocks, seasons, noise, rounding."""
    rng = np.random.default_rng(seed)
    labels = [str(2000 + t) for t in range(periods)]
    if season > 1:
        mark = "Q{:d}" if season == 4 else "-{:02d}"
        labels = [f"{2010 + t // season}{mark.format(t % season + 1)}" for t in range(periods)]
    values: dict[str, np.ndarray] = {}
    for number in range(measures - 3):
        log = rng.normal(0, 1.2, (units, 1)) if size == "normal" else rng.pareto(1.1, (units, 1)) * 0.8
        level = np.minimum(log + mean + number % 5 * 0.7, mean + 9) + _moves(rng, (units, periods), season, noise)
        values[f"m{number + 1}"] = np.round(np.exp(level), digits)
    sales = np.round(
        values["m1"] * np.clip(rng.normal(0.4, 0.1, (units, 1)) + rng.normal(0, 0.03, (units, periods)), 0.05, 0.9),
        digits,
    )
    values = {"output": values["m1"] + sales, "exported": sales, "local": values.pop("m1"), **values}
    values["exported_share_pct"] = np.round(100 * sales / np.maximum(values["output"], 1e-9), 1)
    there = rng.random((units, periods)) >= missing / 2
    for name in values:
        if missing:
            values[name] = np.where(rng.random((units, periods)) < missing / 2, np.nan, values[name])
    return Made(values, labels, season, np.arange(units) % 5, there, rng)


def _moves(rng: np.random.Generator, shape: tuple[int, int], season: int, noise: str) -> np.ndarray:
    """How units move, in logarithms: trend, shared shocks, season, own walk and noise."""
    units, periods = shape
    trend = rng.normal(0.06 / season, 0.02 / season, (units, 1)) * np.arange(periods)
    shock = np.cumsum(rng.normal(0, 0.03, periods))
    seasonal = np.tile(rng.normal(0, 0.15, season), periods // season + 1)[:periods] if season > 1 else 0.0
    spread = rng.uniform(0.04, 0.12)
    steps = rng.normal(0, spread, shape) if noise == "normal" else rng.standard_t(4, shape) * spread * 0.7
    return trend + shock + seasonal + np.cumsum(steps, axis=1) * 0.6 + rng.normal(0, spread * 0.4, shape)


def _at(made: Made, room: int = 3) -> tuple[int, int]:
    """A unit of usual size and a period away from both ends."""
    units, periods = made.shape
    size = np.nanmedian(made.values["m2"], axis=1)
    good = np.flatnonzero((size > np.quantile(size, 0.3)) & made.there.all(axis=1))
    room = min(room, max(1, (periods - 1) // 2))
    return int(made.rng.choice(good)), int(made.rng.integers(room, max(room + 1, periods - room)))


def one_slip(made: Made) -> str:
    unit, period = _at(made)
    made.values["m2"][unit, period] *= 10.0 ** int(made.rng.choice([1, 3, 4]))
    return "m2"


def slip_from(made: Made) -> str:
    unit, period = _at(made)
    made.values["m2"][unit, period:] *= 1000
    return "m2"


def column_slip(made: Made) -> str:
    _, period = _at(made)
    made.values["m2"][:, period:] = made.values["m2"][:, period:] * float(made.rng.choice([10, 100, 10000]))
    return "m2"


def fractions(made: Made) -> str:
    made.values["exported_share_pct"] = np.round(made.values["exported_share_pct"] / 100, 3)
    return "exported_share_pct"


def mixed_fractions(made: Made) -> str:
    unit, period = _at(made)
    made.values["exported_share_pct"][unit, period:] /= 100
    return "exported_share_pct"


def line(made: Made) -> str:
    unit, period = _at(made, 5)
    low = max(0, period - 4)
    high = min(low + 7, made.shape[1] - 1)
    own = made.values["m2"][unit]
    own[low : high + 1] = np.round(np.linspace(own[low], own[high] * 1.5, high - low + 1), 2)
    return "m2"


def growth(made: Made) -> str:
    unit, period = _at(made, 5)
    low = max(0, period - 4)
    high = min(low + 7, made.shape[1] - 1)
    own = made.values["m2"][unit]
    own[low : high + 1] = np.round(own[low] * 1.083 ** np.arange(high - low + 1), 0)
    return "m2"


def factor(made: Made) -> str:
    _, period = _at(made)
    made.values["m2"][:, period] = np.round(made.values["m2"][:, period - 1] * 1.0731, 0)
    return "m2"


def period_copy(made: Made) -> str:
    _, period = _at(made)
    made.values["m2"][:, period] = made.values["m2"][:, period - 1]
    return "m2"


def unit_copy(made: Made) -> str:
    one, _ = _at(made)
    other = (one + 1) % made.shape[0]
    made.values["m2"][other] = made.values["m2"][one]
    return "m2"


def lone(made: Made) -> str:
    unit, period = _at(made)
    made.values["m2"][unit, period] = np.round(made.values["m2"][unit, period] * 4.3)
    return "m2"


def broken_sum(made: Made) -> str:
    unit, period = _at(made)
    made.values["output"][unit, period] = np.round(made.values["output"][unit, period] * 1.02 + 3)
    return "output"


def broken_ratio(made: Made) -> str:
    unit, period = _at(made)
    made.values["exported_share_pct"][unit, period] += 4.4
    return "exported_share_pct"


def twice(made: Made) -> str:
    made.extra.append(_at(made))
    return "unit、period"


def hole(made: Made) -> str:
    unit, period = _at(made)
    made.there[unit, period] = False
    return "unit、period"


def below_zero(made: Made) -> str:
    unit, period = _at(made)
    made.values["m2"][unit, period] *= -1
    return "m2"


def nought(made: Made) -> str:
    unit, period = _at(made)
    made.values["m2"][unit, period] = 0
    return "m2"


def rounded(made: Made) -> str:
    _, period = _at(made, 4)
    made.values["m2"][:, period:] = np.round(made.values["m2"][:, period:], -2)
    return "m2"


def fives(made: Made) -> str:
    made.values["m2"] = np.where(
        made.rng.random(made.shape) < 0.8, np.round(made.values["m2"] / 5) * 5, made.values["m2"]
    )
    return "m2"


def region_break(made: Made) -> str:
    _, period = _at(made)
    rows = made.regions == 2
    made.values["m2"][np.ix_(rows, range(period, made.shape[1]))] = np.round(made.values["m2"][rows, period:] * 1.9)
    return "m2"


def carried(made: Made) -> str:
    unit, period = _at(made, 4)
    low = max(0, period - 3)
    made.values["m2"][unit, low : low + 6] = made.values["m2"][unit, low]
    return "m2"


def national(made: Made) -> str:
    made.values["m2"][:] = np.round(np.nansum(made.values["m2"], axis=0))[None, :]
    return "m2"


DEFECTS: dict[str, tuple[Callable[[Made], str], set[str]]] = {
    "slip of one cell": (one_slip, {"unit_change"}),
    "slip from one period on": (slip_from, {"unit_change"}),
    "slip of a column": (column_slip, {"unit_change_all"}),
    "fractions": (fractions, {"share_as_fraction"}),
    "mixed fractions": (mixed_fractions, {"share_mixed"}),
    "straight line": (line, {"straight_line"}),
    "constant growth": (growth, {"constant_growth"}),
    "one factor": (factor, {"common_factor"}),
    "copied period": (period_copy, {"copied_period"}),
    "copied unit": (unit_copy, {"copied_unit"}),
    "lone value": (lone, {"spike"}),
    "broken sum": (broken_sum, {"broken_identity"}),
    "broken ratio": (broken_ratio, {"broken_identity"}),
    "duplicate": (twice, {"duplicate_key"}),
    "gap": (hole, {"gap"}),
    "negative": (below_zero, {"negative"}),
    "zero": (nought, {"zero"}),
    "rounding": (rounded, {"rounding_change"}),
    "fives": (fives, {"digit_preference", "rounding_change"}),
    "region": (region_break, {"definition_break"}),
    "carried": (carried, {"carried_forward"}),
    "national": (national, {"one_value_for_all"}),
}
