"""Rows: the same key twice, and periods that are not there."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Look
from gaoxin.economy.rules.audits.tables.panel import Panel
from gaoxin.economy.rules.audits.tables.periods import DAY, INDEX, label
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Flags


def check(look: Look) -> list[Finding]:
    panel = look.panel
    if panel.layout.form not in ("long", "series"):
        return []
    return _repeated(look) + _gaps(look)


def _repeated(look: Look) -> list[Finding]:
    panel = look.panel
    if not panel.repeated:
        return []
    cells = [(int(panel.row_unit[row]), int(panel.row_period[row])) for row, _ in panel.repeated[: 4 * SHOWN]]
    same = sum(1 for row, first in panel.repeated if _equal(panel, row, first))
    evidence = {
        "repeated_rows": len(panel.repeated),
        "equal_in_all_measures": same,
        "cases": [
            {
                "unit": panel.units[unit],
                "period": look.labels[at],
                "row": panel.table.line(row),
                "first_row": panel.table.line(first),
            }
            for (row, first), (unit, at) in zip(panel.repeated[:SHOWN], cells, strict=False)
        ],
    }
    column = "、".join((*panel.layout.unit, *panel.layout.period))
    found = look.finding("duplicate_key", column, 0.0, cells, evidence, count=len(panel.repeated))
    rows = [panel.table.line(row) for row, _ in panel.repeated[:SHOWN]]
    return [Finding(found.kind, column, {**found.where, "rows": rows}, evidence, found.score)]


def _equal(panel: Panel, row: int, first: int) -> bool:
    return all(
        one.flat[row] == one.flat[first] or (np.isnan(one.flat[row]) and np.isnan(one.flat[first]))
        for one in panel.measures
    )


def _gaps(look: Look) -> list[Finding]:
    """Rows missing inside the life of a unit, where they are rare; whole periods that no unit has."""
    panel = look.panel
    results: list[Finding] = []
    missing = _whole_periods(panel)
    if missing:
        evidence = {"missing": missing[:SHOWN], "count": len(missing), "from": look.labels[0], "to": look.labels[-1]}
        where: dict[str, Any] = {
            "unit": None,
            "units": [],
            "units_count": len(panel.units),
            "from": missing[0],
            "to": missing[-1],
            "count": len(missing),
            "rows": [],
        }
        score = look.finding("gap", "", 0.05, [], {}).score
        results.append(Finding("gap", "、".join(panel.layout.period), where, evidence, score))
    if panel.layout.form != "long" or panel.kind in (DAY, INDEX):
        return results
    there = panel.cell >= 0
    inside = _inside(there)
    holes = inside & ~there
    rate = float(holes.sum()) / max(1, int(inside.sum()))
    if not holes.any() or rate > look.limits.gap_rate:
        return results
    cells = [(int(unit), int(period)) for unit, period in np.argwhere(holes)]
    units = len({unit for unit, _ in cells})
    evidence = {
        "rows_missing": len(cells),
        "rows_inside": int(inside.sum()),
        "rate": round(rate, 5),
        "units_with_gaps": units,
        "cases": [{"unit": panel.units[unit], "period": look.labels[period]} for unit, period in cells[:SHOWN]],
    }
    column = "、".join((*panel.layout.unit, *panel.layout.period))
    expected = rate / look.limits.gap_rate  # the rarer, the less it is the table's habit
    return [*results, look.finding("gap", column, expected, cells, evidence)]


def _whole_periods(panel: Panel) -> list[str]:
    """Periods between the first and the last that no row has, where the others follow each other regularly."""
    places = np.asarray(panel.places)
    if len(places) < 4 or panel.kind in (DAY, INDEX):
        return []
    steps = np.diff(places)
    usual = int(np.median(steps))
    late = np.flatnonzero(steps > usual)
    if not len(late) or len(late) > 0.2 * len(steps) or bool(np.any(steps % usual)):
        return []
    return [
        label(panel.kind, place)
        for at in late.tolist()
        for place in range(panel.places[at] + usual, panel.places[at + 1], usual)
    ]


def _inside(there: Flags) -> Flags:
    """Between the first and the last row of each unit."""
    before = np.maximum.accumulate(there, axis=1)
    after = np.maximum.accumulate(there[:, ::-1], axis=1)[:, ::-1]
    return before & after
