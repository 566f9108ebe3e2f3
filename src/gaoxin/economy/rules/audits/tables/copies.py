"""The same thing twice: one factor in every unit, a period copied, a unit copied, one value for all units."""

from __future__ import annotations

from math import lgamma
from typing import Any

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Look
from gaoxin.economy.rules.audits.tables.panel import Measure
from gaoxin.economy.rules.audits.tables.steps import nanmedian
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Floats, Ints, told

LAGS = 12
MOST_PAIRS = 20_000


def check(look: Look, measure: Measure) -> list[Finding]:
    """All kinds of this module for one measure. A value that all units share makes the others meaningless."""
    if measure.values.shape[0] < 4:
        return []
    shared = _one_value(look, measure)
    if shared is not None:
        return shared
    return _factors(look, measure) + _periods(look, measure) + _units(look, measure)


def log_tail(mean: float, count: int) -> float:
    """Logarithm of a bound on the chance of `count` or more where `mean` are expected (Poisson)."""
    if count <= mean:
        return 0.0
    return (
        count * float(np.log(max(mean, 1e-300)))
        - mean
        - lgamma(count + 1)
        + float(np.log(1 / (1 - mean / (count + 1))))
    )


def _expected(logarithm: float) -> float:
    return float(np.exp(min(logarithm, 20.0)))


def _one_value(look: Look, measure: Measure) -> list[Finding] | None:
    """In every period all units have one value, and it changes over time: a national figure in place of the unit's own."""
    values = measure.values
    counts = np.sum(~np.isnan(values), axis=0)
    full = counts >= 5
    if full.sum() < 2:
        return None
    with np.errstate(invalid="ignore"):
        low, high = np.nanmin(values[:, full], axis=0), np.nanmax(values[:, full], axis=0)
    equal = low == high
    if float(equal.mean()) < 0.8 or len(np.unique(low[equal])) < 2:
        return None
    at = np.flatnonzero(full)[equal]
    cells = [(unit, int(period)) for period in at[:3] for unit in range(min(values.shape[0], SHOWN))]
    evidence = {
        "periods": int(equal.sum()),
        "of_periods": int(full.sum()),
        "values": [
            {
                "period": look.labels[int(one)],
                "value": told(float(np.nanmax(values[:, one]))),
                "units": int(counts[one]),
            }
            for one in at[:SHOWN]
        ],
    }
    chart = look.median_series(measure, [])
    found = look.finding(
        "one_value_for_all", measure.name, 0.01, cells, evidence, chart=chart, count=int(counts[at].sum())
    )
    where = {
        **found.where,
        "from": look.labels[int(at[0])],
        "to": look.labels[int(at[-1])],
        "units_count": values.shape[0],
    }
    return [Finding(found.kind, found.column, where, evidence, found.score, chart)]


def _factors(look: Look, measure: Measure) -> list[Finding]:
    """Between two periods many units grow by exactly the same factor."""
    values = measure.values
    fine = look.grain(measure)
    rounding = np.where(fine <= -9, 0.0, 10.0 ** np.minimum(fine, 8).astype(np.float64))
    spread = float(np.median(look.steps(measure).spread))
    results: list[tuple[float, int, Ints, float, float]] = []
    for period in range(1, values.shape[1]):
        pair = values[:, period - 1], values[:, period]
        with np.errstate(divide="ignore", invalid="ignore"):
            loose = rounding[:, period] / np.abs(pair[1]) + rounding[:, period - 1] / np.abs(pair[0])
        good, members, mean = _cluster(*pair, loose, spread)
        if len(members) < look.limits.factor_units:
            continue
        chance = log_tail(mean, len(members) - 1) + float(np.log(len(good) * values.shape[1] * look.looks))
        if _expected(chance) < 0.5:
            factor = float(np.median(pair[1][members] / pair[0][members]))
            results.append((_expected(chance), period, members, factor, len(members) / len(good)))
    if not results:
        return []
    results.sort(key=lambda one: (one[0], -len(one[2])))
    expected, period, members, factor, share = max(results, key=lambda one: len(one[2]))
    cells = [(int(unit), period) for unit in members]
    evidence: dict[str, Any] = {
        "factor": told(factor),
        "units": len(members),
        "share_of_units": round(share, 3),
        "usual_spread_of_steps": told(spread),
        "cases": [_pair(look, measure, int(unit), period - 1, period) for unit in members[:SHOWN]],
        "other_periods": [
            {"period": look.labels[one[1]], "factor": told(one[3]), "units": len(one[2])}
            for one in results
            if one[1] != period
        ][:SHOWN],
    }
    chart = look.series(measure, int(members[0]), [period - 1, period])
    ceiling = 1.0 if share > 0.5 else 0.85
    return [look.finding("common_factor", measure.name, expected, cells, evidence, chart=chart, ceiling=ceiling)]


def _cluster(before: Floats, after: Floats, loose: Floats, spread: float) -> tuple[Ints, Ints, float]:
    """Units whose factor is sharp enough; the largest group with one factor; how many such a group has by accident.

    loose: what rounding does to each factor. Accident: from the usual spread of steps, or from how many factors are near.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        sharp = (before > 0) & (after > 0) & (before != after) & (loose < 0.1 * max(spread, 1e-3))
    good = np.flatnonzero(sharp)
    if not len(good):
        return good, good, 0.0
    logs = np.log(after[good] / before[good])
    width = max(1e-8, float(np.quantile(loose[good], 0.75)))
    order = np.argsort(logs)
    ahead = np.searchsorted(logs[order], logs[order] + width, side="right")
    best = int(np.argmax(ahead - np.arange(len(order))))
    near = order[best : int(ahead[best])]
    middle = float(np.median(logs[near]))
    members = good[near[np.abs(logs[near] - middle) <= np.maximum(0.75 * loose[good[near]], 1e-8)]]
    # units that share both values are one: a figure of their group, or a copy told elsewhere
    _, single = np.unique(before[members] + 1j * after[members], return_index=True)
    off = np.abs(logs - middle)
    ring = int(np.sum(off <= 20 * width)) - int(np.sum(off <= 2 * width))
    return good, members[single], max(len(good) * width / (2.5066 * max(spread, width)), ring / 18)


def _pair(look: Look, measure: Measure, unit: int, before: int, period: int) -> dict[str, Any]:
    old, new = measure.values[unit, before], measure.values[unit, period]
    return {
        "unit": look.panel.units[unit],
        "before": told(old),
        "value": told(new),
        "ratio": told(new / old if old else np.nan),
        "row": look.panel.at(unit, period),
    }


def _periods(look: Look, measure: Measure) -> list[Finding]:
    """A period whose values equal those of an earlier one in many units."""
    values = measure.values
    width = values.shape[1]
    best: tuple[float, int, int, Ints, int] | None = None
    further: list[dict[str, Any]] = []
    for lag in range(1, min(LAGS, width - 1) + 1):
        before, after = values[:, :-lag], values[:, lag:]
        both = ~np.isnan(before) & ~np.isnan(after) & (after != 0)
        same = both & (before == after)
        held, equal = both.sum(axis=0), same.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(held >= 4, equal / np.maximum(held, 1), np.nan)
        if np.all(np.isnan(shares)):
            continue
        usual = max(float(nanmedian(shares)), 0.5 / max(1.0, float(held.mean())), 0.01)
        for at in np.flatnonzero((np.nan_to_num(shares) > max(0.25, 2 * usual)) & (equal >= 4)).tolist():
            chance = log_tail(float(held[at]) * usual, int(equal[at])) + float(np.log(width * LAGS * look.looks))
            expected = _expected(chance)
            if expected > 0.5:
                continue
            further.append(
                {
                    "period": look.labels[at + lag],
                    "equals": look.labels[at],
                    "units": int(equal[at]),
                    "of": int(held[at]),
                }
            )
            if best is None or int(equal[at]) > best[4]:
                best = (expected, at, lag, np.flatnonzero(same[:, at]), int(equal[at]))
    if best is None:
        return []
    expected, at, lag, units, _ = best
    cells = [(int(unit), at + lag) for unit in units]
    evidence = {
        "equals": look.labels[at],
        "units": len(units),
        "of_units": int(np.sum(~np.isnan(values[:, at + lag]))),
        "cases": [_pair(look, measure, int(unit), at, at + lag) for unit in units[:SHOWN]],
        "all": further[:SHOWN],
    }
    chart = look.series(measure, int(units[0]), [at, at + lag])
    return [look.finding("copied_period", measure.name, expected, cells, evidence, chart=chart)]


def _units(look: Look, measure: Measure) -> list[Finding]:
    """Two units with the same values in many periods."""
    values = measure.values
    results = _copied(look, measure)
    if not results:
        return []
    results.sort(key=lambda one: (one[0], -len(one[3])))
    expected, one, two, at = results[0]
    cells = [(unit, period) for unit in (one, two) for period in at]
    evidence = {
        "pairs": len(results),
        "units": [look.panel.units[one], look.panel.units[two]],
        "equal_periods": len(at),
        "of_periods": _both(values, one, two),
        "values": [
            {
                "period": look.labels[period],
                "value": told(values[one, period]),
                "rows": [look.panel.at(one, period), look.panel.at(two, period)],
            }
            for period in at[:SHOWN]
        ],
        "others": [[look.panel.units[a], look.panel.units[b], len(c)] for _, a, b, c in results[1:SHOWN]],
    }
    chart = look.series(measure, one, at)
    chart["lines"] |= look.series(measure, two, at)["lines"]
    return [look.finding("copied_unit", measure.name, expected, cells, evidence, chart=chart)]


def _copied(look: Look, measure: Measure) -> list[tuple[float, int, int, list[int]]]:
    """Pairs of units that agree in a stretch of periods: expected by accident, both units, the periods."""
    values = measure.values
    count, width = values.shape
    keys, periods, crowded = _meetings(values)
    if crowded > 0.2 * int(np.sum(~np.isnan(values))):
        return []  # a figure of a group, not of its units
    met, counts = np.unique(keys, return_counts=True)
    often = met[counts >= look.limits.copied_points]
    if not len(often) or len(often) > MOST_PAIRS:
        return []  # small whole numbers: units meet all the time
    usual = len(keys) / (count * (count - 1) / 2) / width  # chance that two units meet in one period
    fine = look.grain(measure)
    rounding = np.where(fine <= -9, 0.0, 10.0 ** np.minimum(fine, 8).astype(np.float64))
    spread = float(np.median(look.steps(measure).spread))
    results: list[tuple[float, int, int, list[int]]] = []
    order = np.argsort(keys, kind="stable")
    low, high = np.searchsorted(keys[order], often), np.searchsorted(keys[order], often, side="right")
    for key, first, last in zip(often.tolist(), low.tolist(), high.tolist(), strict=True):
        one, two = divmod(key, count)
        at = _dense(sorted(periods[order[first:last]].tolist()), look.limits.copied_points)
        own = values[one, at]
        if len(at) < look.limits.copied_points or len(np.unique(own)) < look.limits.copied_points:
            continue
        each = np.clip(
            np.maximum(rounding[one, at] / (2.5066 * 1.41 * spread * np.abs(own)), max(3 * usual, 1e-5)), 0.0, 1.0
        )
        chance = float(np.sum(np.log(each))) + float(np.log(count * count / 2 * width * look.looks))
        if _expected(chance) < 0.5:
            results.append((_expected(chance), one, two, at))
    return results


def _meetings(values: Floats) -> tuple[Ints, Ints, int]:
    """Pairs of units (first × count + second) that have one value in a period, those periods, and values that five share."""
    count = values.shape[0]
    order = np.argsort(values, axis=0, kind="stable")
    ranked = np.take_along_axis(values, order, axis=0)
    crowd = np.zeros(values.shape, bool)
    if count > 4:
        five = ranked[4:] == ranked[:-4]
        for shift in range(5):
            crowd[shift : count - 4 + shift] |= five
    keys: list[Ints] = []
    periods: list[Ints] = []
    for lag in range(1, min(4, count)):
        same = (ranked[lag:] == ranked[:-lag]) & (ranked[lag:] != 0) & ~crowd[lag:]
        at, period = np.nonzero(same)
        one, two = order[at, period], order[at + lag, period]
        keys.append(np.minimum(one, two) * count + np.maximum(one, two))
        periods.append(period)
    return np.concatenate(keys), np.concatenate(periods), int(np.sum(crowd & (ranked != 0)))


def _dense(at: list[int], least: int) -> list[int]:
    """The longest stretch in which at least three of four periods are equal: a copy is copied in one piece."""
    best: list[int] = []
    for low in range(len(at)):
        for high in range(len(at) - 1, low + max(len(best), least - 1) - 1, -1):
            if high - low + 1 >= 0.75 * (at[high] - at[low] + 1):
                best = at[low : high + 1] if high - low + 1 > len(best) else best
                break
    return best


def _both(values: Floats, one: int, two: int) -> int:
    return int(np.sum(~np.isnan(values[one]) & ~np.isnan(values[two])))
