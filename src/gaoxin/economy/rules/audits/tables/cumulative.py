"""Figures of the year to date: they may not fall within a year, and this month plus the last total is the next total."""

from __future__ import annotations

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Cell, Look
from gaoxin.economy.rules.audits.tables.panel import Measure
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Flags, Floats, told


def check(look: Look) -> list[Finding]:
    """For each measure that behaves as a year-to-date figure."""
    if look.panel.season <= 1 or len(look.places) < 6:
        return []
    results: list[Finding] = []
    for measure in look.panel.measures:
        if (falls := _falls(look, measure.values)) is not None:
            results += _fallen(look, measure, falls)
            results += _months(look, measure)
    return results


def _within(look: Look) -> Flags:
    """Of each step, whether it stays in its year and spans one period."""
    season = look.panel.season
    return np.concatenate([[False], (np.diff(look.places) == 1) & (np.diff(look.places // season) == 0)])


def _falls(look: Look, values: Floats) -> Flags | None:
    """Steps within a year that go down, where the measure is cumulative; None where it is not."""
    within = _within(look)
    step = np.full(values.shape, np.nan)
    step[:, 1:] = np.diff(values, axis=1)
    inside = step[:, within]
    new_year = np.concatenate([[False], (np.diff(look.places // look.panel.season) > 0)])
    drops = step[:, new_year]
    held, turns = int(np.sum(~np.isnan(inside))), int(np.sum(~np.isnan(drops)))
    if held < 10 or turns < 2 or np.nansum(values < 0) > 0:
        return None
    if float(np.nansum(inside >= 0)) / held < 0.95 or float(np.nansum(drops < 0)) / turns < 0.9:
        return None
    return ~np.isnan(step) & (step < 0) & within[None, :]


def _fallen(look: Look, measure: Measure, falls: Flags) -> list[Finding]:
    cells: list[Cell] = [(int(unit), int(period)) for unit, period in np.argwhere(falls)]
    if not cells:
        return []
    look.explain(measure, cells)
    evidence = {
        "falls": len(cells),
        "cases": [
            {"unit": look.panel.units[unit], "values": look.values(measure, unit, period - 1, period + 1)}
            for unit, period in cells[:SHOWN]
        ],
    }
    chart = look.series(measure, cells[0][0], [cells[0][1]])
    return [look.finding("ytd_fall", measure.name, 0.02, cells, evidence, chart=chart)]


def _months(look: Look, total: Measure) -> list[Finding]:
    """total(t) = total(t - 1) + month(t) within a year, for the measure that keeps it nearly everywhere."""
    within = _within(look)
    step = np.full(total.values.shape, np.nan)
    step[:, 1:] = np.diff(total.values, axis=1)
    for month in look.panel.measures:
        if month.name == total.name:
            continue
        left, right = step[:, within], month.values[:, within]
        known = ~np.isnan(left) & ~np.isnan(right)
        if known.sum() < 12:
            continue
        off = np.abs(left - right)
        loose = 1e-6 * np.maximum(np.abs(right), 1e-9) + 1.01 * _unit(total.values)
        kept = float(np.mean((off <= loose)[known]))
        if kept < 0.8 or kept == 1.0:
            continue
        broken = np.zeros(step.shape, bool)
        broken[:, within] = known & (off > loose)
        cells: list[Cell] = [(int(unit), int(period)) for unit, period in np.argwhere(broken)]
        evidence = {
            "identity": f"{total.name}(t) = {total.name}(t−1) + {month.name}(t)",
            "columns": [total.name, month.name],
            "share_kept": round(kept, 4),
            "cases": [
                {
                    "unit": look.panel.units[unit],
                    "period": look.labels[period],
                    "row": look.panel.at(unit, period),
                    "left": told(float(step[unit, period])),
                    "right": told(float(month.values[unit, period])),
                }
                for unit, period in cells[:SHOWN]
            ],
        }
        chart = look.series(total, cells[0][0], [cells[0][1]])
        return [
            look.finding(
                "broken_identity", total.name, 0.0, cells, evidence, chart=chart, ceiling=0.95 * min(1.0, kept / 0.95)
            )
        ]
    return []


def _unit(values: Floats) -> float:
    known = values[~np.isnan(values)][:2000]
    return 1.0 if len(known) and bool(np.all(known == np.round(known))) else 0.0
