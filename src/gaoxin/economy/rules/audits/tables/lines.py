"""Imputed values: straight lines, constant growth, values carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Cell, Look
from gaoxin.economy.rules.audits.tables.panel import Measure
from gaoxin.economy.rules.audits.tables.steps import MAD, nanmedian
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Flags, Floats, told

LEAST = 0.1  # expected runs of this kind by accident, from which one is told
CERTAIN = 0.02  # runs rarer than this are counted and listed
EXACT = 1e-8  # relative: as good as equal, where the values have all their digits


@dataclass(frozen=True)
class Run:
    unit: int
    start: int
    end: int  # last period of the run
    expected: float


def check(look: Look, measure: Measure) -> list[Finding]:
    """Straight lines and constant growth; then carried-forward values."""
    values = measure.values
    if values.shape[1] < 4:
        return []
    results: list[Finding] = []
    one, two, three = values[:, :-2], values[:, 1:-1], values[:, 2:]
    whole = look.grain(measure)
    unit_grain = np.minimum(np.minimum(whole[:, :-2], whole[:, 1:-1]), whole[:, 2:]).astype(np.float64)
    rounding = np.where(unit_grain <= -9, 0.0, 10.0**unit_grain)
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = np.where(two != 0, (one - 2 * two + three) / np.abs(two), np.nan)
        moving = (np.abs(two - one) > 1.5 * rounding) & (np.abs(three - two) > 1.5 * rounding) & (two != 0)
        tolerance = np.maximum(1.01 * rounding / np.abs(two), EXACT)
        turn = np.where((one > 0) & (two > 0) & (three > 0), (two * two - one * three) / (two * two), np.nan)
        growth_tolerance = np.maximum(2 * rounding / np.abs(two), EXACT)
    usual = _usual(bend)
    straight = moving & (np.abs(bend) <= tolerance)
    results += _told(look, measure, "straight_line", straight, _chance(tolerance, usual))
    if np.nansum(one > 0) > 0.9 * np.sum(~np.isnan(one)):
        even = moving & (np.abs(turn) <= growth_tolerance) & ~straight
        results += _told(look, measure, "constant_growth", even, _chance(growth_tolerance, usual))
    return results + _carried(look, measure)


def _usual(bend: Floats) -> Floats:
    """The usual second difference of each unit, relative, never far below that of all."""
    pooled = MAD * float(np.nan_to_num(nanmedian(np.abs(bend))))
    own = MAD * np.nan_to_num(nanmedian(np.abs(bend), axis=1))
    return np.maximum(own, max(0.3 * pooled, 1e-6))[:, None]


def _chance(tolerance: Floats, usual: Floats) -> Floats:
    """How likely one second difference is 0 within the tolerance by accident (twice the normal density at 0)."""
    return np.clip(2 * 2 * tolerance / (2.5066 * usual), 1e-9, 1.0)


def _told(look: Look, measure: Measure, kind: str, flags: Flags, chance: Floats) -> list[Finding]:
    """Runs of flagged triples (triple t spans periods t … t + 2)."""
    tries = max(1, int(np.sum(~np.isnan(measure.values)))) * look.looks
    runs = [
        Run(unit, start, end + 2, tries * float(np.prod(chance[unit, start : end + 1])))
        for unit, start, end in _runs(flags)
    ]
    return _finding(look, measure, kind, runs)


def _runs(flags: Flags) -> list[tuple[int, int, int]]:
    """(row, first, last) of each run of True."""
    padded = np.pad(flags.astype(np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    starts, ends = np.argwhere(change == 1), np.argwhere(change == -1)
    return [(int(row), int(low), int(high) - 1) for (row, low), (_, high) in zip(starts, ends, strict=True)]


def _finding(look: Look, measure: Measure, kind: str, runs: list[Run]) -> list[Finding]:
    good = sorted((one for one in runs if one.expected < LEAST), key=lambda one: (one.expected, one.start - one.end))
    if not good:
        return []
    certain = [one for one in good if one.expected < CERTAIN] or good[:1]
    cells: list[Cell] = [(one.unit, at) for one in certain for at in range(one.start, one.end + 1)]
    best = max(certain, key=lambda one: one.end - one.start)
    evidence: dict[str, Any] = {
        "runs": len(certain),
        "longest": _run(look, measure, best, kind),
        "by_period": _periods(look, certain),
        "cases": [_run(look, measure, one, kind) for one in certain[:SHOWN] if one is not best],
    }
    chart = look.series(measure, best.unit, list(range(best.start, best.end + 1)))
    return [look.finding(kind, measure.name, good[0].expected, cells, evidence, chart=chart)]


def _periods(look: Look, runs: list[Run]) -> list[dict[str, Any]]:
    """The spans that most runs have, so that an imputation of one year in many units shows."""
    spans: dict[tuple[int, int], int] = {}
    for one in runs:
        spans[one.start, one.end] = spans.get((one.start, one.end), 0) + 1
    most = sorted(spans.items(), key=lambda one: -one[1])[:5]
    return [{"from": look.labels[low], "to": look.labels[high], "units": count} for (low, high), count in most]


def _run(look: Look, measure: Measure, run: Run, kind: str) -> dict[str, Any]:
    values = measure.values[run.unit]
    step = values[run.start + 1] - values[run.start]
    rule = (
        {"difference": told(step)}
        if kind != "constant_growth"
        else {"growth": told(float(values[run.start + 1] / values[run.start] - 1))}
    )
    return {
        "unit": look.panel.units[run.unit],
        "points": run.end - run.start + 1,
        **rule,
        "values": look.values(measure, run.unit, run.start, min(run.end + 1, run.start + 12)),
    }


def _carried(look: Look, measure: Measure) -> list[Finding]:
    """The same value again and again, in a measure that otherwise changes."""
    values = measure.values
    before, after = values[:, :-1], values[:, 1:]
    both = ~np.isnan(before) & ~np.isnan(after)
    same = both & (before == after) & (after != 0)
    if not same.any():
        return []
    held = np.maximum(np.sum(both, axis=1), 1)
    shares = np.sum(same, axis=1) / held
    usual = float(np.median(shares))  # of the median unit: few carried values do not raise it
    own = look.grain(measure)[:, 1:]
    rounding = np.where(own <= -9, 0.0, 10.0 ** np.minimum(own, 8).astype(np.float64))
    found = look.steps(measure)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = rounding / (2.5066 * found.spread[:, None] * np.abs(after))
    peers = np.mean(same, axis=0) if values.shape[0] >= 5 else np.zeros(values.shape[1] - 1)
    chance = np.clip(np.nan_to_num(chance, nan=1.0) + usual + 1e-3, 0.0, 1.0)
    crowd = peers > 0.5  # half of all units equal: told as a copied period
    tries = int(both.sum()) * look.looks
    runs: list[Run] = []
    for unit, low, high in _runs(same & ~crowd[None, :]):
        if high - low + 1 >= 2:
            others = np.delete(values[unit], np.s_[low : high + 2])
            others = others[~np.isnan(others)]  # a share of few persons takes few values anyway
            again = 1 - len(np.unique(others)) / len(others) if len(others) else 0.0
            runs.append(
                Run(unit, low, high + 1, tries * float(np.prod(np.maximum(chance[unit, low : high + 1], again))))
            )
    return _finding(look, measure, "carried_forward", runs)
