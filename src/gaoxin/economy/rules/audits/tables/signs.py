"""What a single value cannot be: a fraction under a percent heading, a negative or a zero where there is none."""

from __future__ import annotations

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Cell, Look, grain
from gaoxin.economy.rules.audits.tables.panel import Measure
from gaoxin.economy.rules.audits.tables.steps import MAD, nanmedian
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Flags, told

FAR = 12  # usual steps


def check(look: Look, measure: Measure) -> list[Finding]:
    return _fractions(look, measure) + _negatives(look, measure) + _zeros(look, measure)


def _fractions(look: Look, measure: Measure) -> list[Finding]:
    """A heading that says percent over values that are all fractions of one."""
    names = look.limits
    if not look.named(names.percent_names, measure.name):
        return []
    values = measure.values[~np.isnan(measure.values)]
    if len(values) < 4:
        return []
    size = np.abs(values)
    low = float(np.mean(size <= 1.0))
    share = look.named(names.share_names, measure.name)
    # growth rates of less than 1 % exist; shares that are all below 1 % hardly do
    if low < 0.99 or float(np.max(size)) > 2.0 or (not share and float(nanmedian(size)) > 0.5):
        return []
    digits = float(np.mean(np.abs(values * 1000 - np.round(values * 1000)) > 1e-6))
    if look.named(names.signed_names, measure.name) and digits < 0.5:
        return []  # 0.1 % of growth is written so; 0.0832 hardly
    expected = 0.0 if share else 0.2
    evidence = {
        "heading": measure.name,
        "least": told(float(values.min())),
        "median": told(float(nanmedian(values))),
        "most": told(float(values.max())),
        "values_within_one": round(low, 4),
        "values": len(values),
        "more_than_three_decimals": round(digits, 3),
    }
    cells = [(int(unit), int(period)) for unit, period in np.argwhere(~np.isnan(measure.values))[:SHOWN]]
    chart = look.median_series(measure, [])
    found = look.finding("share_as_fraction", measure.name, expected, cells, evidence, chart=chart, count=len(values))
    where = {
        **found.where,
        "unit": None,
        "from": look.labels[0],
        "to": look.labels[-1],
        "units_count": measure.values.shape[0],
    }
    return [Finding(found.kind, found.column, where, evidence, found.score, chart)]


def _cells(flags: Flags) -> list[Cell]:
    return [(int(unit), int(period)) for unit, period in np.argwhere(flags)]


def _negatives(look: Look, measure: Measure) -> list[Finding]:
    """A few negatives in a measure that is far from zero everywhere else, and whose name allows none."""
    values = measure.values
    known = ~np.isnan(values)
    flags = known & (values < 0)
    count, total = int(flags.sum()), int(known.sum())
    if not count or count > 0.02 * total + 1 or look.named(look.limits.signed_names, measure.name):
        return []
    positive = np.where(values > 0, values, np.nan)
    logs = np.log(positive[~np.isnan(positive)])
    middle = float(np.median(logs))
    spread = max(MAD * float(np.median(np.abs(logs - middle))), 0.05)
    near_zero = float(np.mean(logs < middle - 3.5 * spread))  # how often values come close to zero at all
    expected = total * look.looks * near_zero * 0.02
    if look.named(look.limits.level_names, measure.name):
        expected = 0.05
    cells = _cells(flags)
    evidence = {
        "negative": count,
        "positive": int(np.sum(values > 0)),
        "least_positive": told(float(np.nanmin(positive))),
        "median": told(float(np.nanmedian(positive))),
        "cases": [
            {
                "unit": look.panel.units[unit],
                "period": look.labels[period],
                "value": told(values[unit, period]),
                "row": look.panel.at(unit, period),
            }
            for unit, period in cells[:SHOWN]
        ],
    }
    look.explain(measure, cells)
    ceiling = 1.0 if count <= 0.005 * total + 1 else 0.7
    chart = look.series(measure, cells[0][0], [cells[0][1]])
    return [look.finding("negative", measure.name, min(expected, 0.6), cells, evidence, chart=chart, ceiling=ceiling)]


def _zeros(look: Look, measure: Measure) -> list[Finding]:
    """Zeros in units that are large before and after: a missing value written as 0."""
    values = measure.values
    known = ~np.isnan(values)
    zero = known & (values == 0)
    if not zero.any() or int(zero.sum()) > 0.05 * int(known.sum()) or np.nanmin(values) < 0:
        return []
    usual = nanmedian(np.where(values > 0, values, np.nan), axis=1)
    least = np.nan_to_num(np.nanmin(np.where(values > 0, values, np.inf), axis=1), posinf=np.nan)
    rare = np.sum(zero, axis=1) <= 0.25 * np.sum(known, axis=1)
    spread = np.maximum(look.steps(measure).spread, 0.02)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (
            np.log(np.maximum(usual / _step(measure), 1.0)) > FAR * spread
        )  # from its usual size down to the last digit
    several = np.array([len(np.unique(row[row > 0])) >= 4 for row in values])
    begun = np.maximum.accumulate(known & (values > 0), axis=1)  # zeros before the first value are a start, not a hole
    flags = zero & begun & (rare & several & (least > 0.02 * usual) & far)[:, None]
    if not flags.any():
        return []
    cells = _cells(flags)
    unit, period = cells[0]
    evidence = {
        "zeros": len(cells),
        "cases": [
            {
                "unit": look.panel.units[one],
                "period": look.labels[at],
                "median_of_unit": told(float(usual[one])),
                "row": look.panel.at(one, at),
            }
            for one, at in cells[:SHOWN]
        ],
    }
    chart = look.series(measure, unit, [period])
    return [look.finding("zero", measure.name, 0.05, cells, evidence, chart=chart)]


def _step(measure: Measure) -> float:
    """Twenty units of the last digit, so that 0 of 3 persons is not called missing."""
    fine = grain(measure.flat[~np.isnan(measure.flat)][:2000])
    known = fine[fine < 9]
    return 20.0 * 10.0 ** float(np.quantile(known, 0.05)) if len(known) else 1.0
