"""Steps that are no movement of the economy: wrong units, single wrong values, breaks shared by a region or by all."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Cell, Look
from gaoxin.economy.rules.audits.tables.panel import Measure
from gaoxin.economy.rules.audits.tables.steps import Steps, nanmedian
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Flags, Floats, told

LN10 = float(np.log(10))
CLOSED, OPEN = 0.05, 0.3  # a power of ten that is taken back, or stays: how much of the rarity is left to chance
LIKELIER = 0.6  # expected by accident, from which a jump or a lone value is not told
RETURNING = 0.25  # of a step that is taken back at once
POWERS = (1, 2, 3, 4, 6, 8)
NEAR = 0.45  # logarithms: a step between × 6.4 and × 15.7 may be × 10, where the unit's own movement is that loose


@dataclass(frozen=True)
class Slip:
    """unit, periods from `start` up to (not with) `end`; power of ten; z and expected of its weaker edge."""

    unit: int
    start: int
    end: int
    power: int
    size: float
    z: float
    expected: float
    closed: bool


def check(look: Look, measure: Measure) -> list[Finding]:
    """All kinds of this module for one measure."""
    found = look.steps(measure)
    if found.count < 6:
        return []
    results = _whole_column(look, measure, found) if found.logs else []
    shared: set[Cell] = set()
    for attribute in look.panel.groups:
        more, cells = _regions(look, measure, found, attribute)
        results += _best(more)
        shared |= cells
    slips = [one for one in _slips(look, found) if (one.unit, one.start) not in shared]
    return (
        results
        + _unit_changes(look, measure, found, [one for one in slips if one.power])
        + _jumps(look, measure, found, [one for one in slips if not one.power])
    )


def _whole_column(look: Look, measure: Measure, found: Steps) -> list[Finding]:
    """One factor in all units at once, or a shared step far beyond all other shared steps."""
    common, width = found.common[1:], len(found.common) - 1
    if measure.values.shape[0] < look.limits.peers or width < 2:
        return []
    if look.panel.season > 1 and width >= 3 * look.panel.season:
        month = look.places[1:] % look.panel.season
        common = common - np.array([float(np.median(common[month == one])) for one in month]) + float(np.median(common))
    middle = float(np.median(common))
    spread = max(1.4826 * float(np.median(np.abs(common - middle))), 0.02)
    results: list[Finding] = []
    allowed = np.where(_tens(common - middle), 4, 6) * spread + 0.2
    found_at: list[int] = np.flatnonzero(np.abs(common - middle) > allowed).tolist()
    for at in found_at:
        period = at + 1
        size = float(common[at] - middle)
        power = _power(size, max(0.3, 2 * spread))
        raw = found.raw[~np.isnan(found.raw[:, period]), period] - middle
        near = np.abs(raw - size) < max(0.5, 0.3 * abs(size))
        together = int(np.count_nonzero(near)) / max(1, int(near.size))
        marks = [at, period]
        evidence = {
            "median_before": told(float(nanmedian(measure.values[:, at]))),
            "median_after": told(float(nanmedian(measure.values[:, period]))),
            "factor": told(float(np.exp(common[at]))),
            "usual_step": told(float(np.exp(middle) - 1)),
            "units_together": round(together, 3),
        }
        units = np.flatnonzero(~np.isnan(found.raw[:, period]))
        cells = [(int(one), period) for one in units]
        chart = look.median_series(measure, marks)
        if power and together >= 0.7:
            evidence["power_of_ten"] = power
            results.append(look.finding("unit_change_all", measure.name, 0.02, cells, evidence, chart=chart))
        elif together >= 0.6:
            expected = look.looks * width * min(1.0, (3.0 * spread / abs(size)) ** 3)
            results.append(look.finding("level_shift_all", measure.name, expected, cells, evidence, chart=chart))
    return results


def _tens(sizes: Floats) -> Flags:
    """Steps that are near a power of ten."""
    return np.array([_power(float(size), 0.3) != 0 for size in sizes], bool)


def _power(size: float, width: float) -> int:
    """The power of ten that a step in logarithms is near to, 0 for none."""
    power = round(size / LN10)
    return power if abs(power) in POWERS and abs(size - power * LN10) <= width else 0


def _slips(look: Look, found: Steps) -> list[Slip]:
    """Steps rarer than once in a table like this, with the step that undoes them where there is one."""
    z = found.z
    expected = found.expected(np.nan_to_num(z))
    # a power of ten is evidence of its own, so such steps are judged by the column; all others by the table
    likely = OPEN * expected < 1.0
    large = ~np.isnan(z) & likely & (np.abs(found.size) >= look.limits.least_step)
    results: list[Slip] = []
    by_unit: dict[int, list[int]] = {}
    for unit, period in np.argwhere(large).tolist():
        by_unit.setdefault(unit, []).append(period)
    for unit, periods in by_unit.items():
        used: set[int] = set()
        for start in periods:
            if start in used:
                continue
            size = float(found.size[unit, start])
            end = _undone(found, unit, start, size)
            closed = end is not None
            if end is not None:
                used.add(end)
            edge = float(z[unit, start])
            width = min(NEAR, max(4 * float(found.spread[unit]), 0.2))
            power = _power(size, width) if found.logs else 0
            known = np.flatnonzero(~np.isnan(found.size[unit]))
            back = end is not None and end - start <= 2
            share = (CLOSED if closed else OPEN) if power else look.looks * (RETURNING if back else 1.0)
            rare = float(expected[unit, start]) * share
            if rare < (1.0 if power else LIKELIER):
                results.append(
                    Slip(unit, start, end if end is not None else int(known[-1]) + 1, power, size, edge, rare, closed)
                )
    return results


def _undone(found: Steps, unit: int, start: int, size: float) -> int | None:
    """The next step that takes back at least 70 % and at most 140 % of this one."""
    later = found.size[unit, start + 1 :]
    back = np.flatnonzero(
        (np.sign(later) == -np.sign(size)) & (np.abs(later) >= 0.7 * abs(size)) & (np.abs(later) <= 1.4 * abs(size))
    )
    return int(back[0]) + start + 1 if len(back) else None


def _unit_changes(look: Look, measure: Measure, found: Steps, slips: list[Slip]) -> list[Finding]:
    """Powers of ten, in one finding for each measure; in share columns × 100 is the mixture of fractions and percent."""
    if not slips:
        return []
    share = look.named(look.limits.share_names, measure.name) or look.named(look.limits.percent_names, measure.name)
    mixed = share and all(abs(one.power) == 2 for one in slips)
    best = min(slips, key=lambda one: (not one.closed, one.expected))
    cells = [(one.unit, period) for one in slips for period in range(one.start, min(one.end, one.start + 40))]
    look.explain(measure, cells)
    evidence: dict[str, Any] = {
        "factors": {
            f"1e{power}": sum(1 for one in slips if one.power == power)
            for power in sorted({one.power for one in slips})
        },
        "best": _edge(look, measure, found, best),
        "cases": [_edge(look, measure, found, one) for one in sorted(slips, key=lambda one: one.expected)[1:SHOWN]],
    }
    kind = "share_mixed" if mixed else "unit_change"
    chart = look.series(measure, best.unit, [best.start])
    ceiling = 1.0 if any(one.closed for one in slips) or float(found.spread[best.unit]) < 0.1 else 0.85
    return [
        look.finding(kind, measure.name, best.expected, cells, evidence, chart=chart, count=len(slips), ceiling=ceiling)
    ]


def _edge(look: Look, measure: Measure, found: Steps, slip: Slip) -> dict[str, Any]:
    """The numbers from which one slip is recomputed."""
    unit, start = slip.unit, slip.start
    known = np.flatnonzero(~np.isnan(measure.values[unit, :start]))
    before = int(known[-1]) if len(known) else max(0, start - 1)
    told_edge: dict[str, Any] = {
        "unit": look.panel.units[unit],
        "period": look.labels[start],
        "row": look.panel.at(unit, start),
        "before": told(measure.values[unit, before]),
        "value": told(measure.values[unit, start]),
        "usual_step": told(float(found.spread[unit])),
        "times_usual": round(abs(slip.z), 1),
    }
    if found.logs:
        told_edge["ratio"] = told(float(np.exp(found.raw[unit, start])))
    if slip.closed:
        told_edge["back_in"] = look.labels[slip.end]
        told_edge["after"] = told(measure.values[unit, slip.end])
    if slip.power:
        told_edge["power_of_ten"] = slip.power
    return told_edge


def _jumps(look: Look, measure: Measure, found: Steps, slips: list[Slip]) -> list[Finding]:
    """What is no power of ten: a value out of line with both neighbours, and a step that stays."""
    results: list[Finding] = []
    for kind, wanted in (("spike", True), ("jump", False)):
        chosen = sorted(
            (one for one in slips if (one.closed and one.end - one.start <= 2) is wanted), key=lambda one: one.expected
        )
        chosen = [one for one in chosen if (one.unit, one.start) not in look.explained.get(measure.name, set())]
        if not chosen:
            continue
        best = chosen[0]
        cells = [(one.unit, one.start) for one in chosen]
        many = len(chosen) / max(1, found.count)
        ceiling = 1.0 if many < 0.005 else 0.6  # where one step in 200 is extreme, the measure itself is wild
        if found.logs and abs(best.size) < np.log(2):
            ceiling = min(ceiling, 0.6)
        evidence = {
            "best": _edge(look, measure, found, best),
            "cases": [_edge(look, measure, found, one) for one in chosen[1:SHOWN]],
        }
        chart = look.series(measure, best.unit, [best.start])
        results.append(look.finding(kind, measure.name, best.expected, cells, evidence, chart=chart, ceiling=ceiling))
    return results


def _regions(look: Look, measure: Measure, found: Steps, attribute: str) -> tuple[list[Finding], set[Cell]]:
    """A step of all units of one group in one period, while the others go on as before."""
    group, labels = look.panel.groups[attribute]
    numbers = np.unique(group[group >= 0])
    width = found.size.shape[1]
    if len(numbers) < 2 or width < 3:
        return [], set()
    middles = np.full((len(numbers), width), np.nan)
    spreads = np.full((len(numbers), width), np.nan)
    for at, number in enumerate(numbers.tolist()):
        own: Floats = found.size[group == number]
        held = np.sum(~np.isnan(own), axis=0)
        middles[at] = np.where(held >= 3, nanmedian(own, axis=0), np.nan)
        spreads[at] = 1.25 * float(np.median(found.spread[group == number])) / np.sqrt(np.maximum(held, 1))
    usual = 1.4826 * float(np.nan_to_num(nanmedian(np.abs(middles))))
    z = np.abs(middles) / np.maximum(spreads, usual)
    tries = int(np.sum(~np.isnan(z))) * look.looks * len(look.panel.groups)
    results: list[Finding] = []
    cells: set[Cell] = set()
    for at, period in np.argwhere((z > 6) & (np.abs(middles) >= 0.1)).tolist():
        units = np.flatnonzero(group == numbers[at])
        own = found.size[units, period]
        size = float(middles[at, period])
        along: Flags = (np.sign(own) == np.sign(size)) & (np.abs(own) > 0.4 * abs(size))
        together = float(np.sum(along)) / len(along)
        expected = tries * 0.01 * (2.6 / float(z[at, period])) ** 4.5
        if together < 0.8 or expected > 1:
            continue
        shared = [(int(one), period) for one in units if not np.isnan(found.size[one, period])]
        cells |= set(shared)
        evidence = {
            "group": f"{attribute} = {labels[int(numbers[at])]}",
            "units_together": round(together, 3),
            "step_beyond_others": told(math.exp(size) - 1 if found.logs else size),
            "times_usual": round(float(z[at, period]), 1),
            "others_median_step": told(float(found.common[period])),
            "cases": [_case(look, measure, unit, period) for unit, _ in shared[:SHOWN]],
        }
        chart = look.series(measure, shared[0][0], [period])
        results.append(look.finding("definition_break", measure.name, expected, shared, evidence, chart=chart))
    return results, cells


def _best(breaks: list[Finding]) -> list[Finding]:
    """The clearest break of a measure, with the others in it."""
    if not breaks:
        return []
    first, *others = sorted(breaks, key=lambda one: -one.score)
    listed = [
        {
            "group": one.evidence["group"],
            "period": one.where["from"],
            "step": one.evidence["step_beyond_others"],
            "score": one.score,
        }
        for one in others
    ]
    return [replace(first, evidence={**first.evidence, "others": listed[:SHOWN]})]


def _case(look: Look, measure: Measure, unit: int, period: int) -> dict[str, Any]:
    return {
        "unit": look.panel.units[unit],
        "period": look.labels[period],
        "row": look.panel.at(unit, period),
        "before": told(measure.values[unit, period - 1]),
        "value": told(measure.values[unit, period]),
    }
