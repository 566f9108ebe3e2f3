"""Identities that the data themselves keep nearly everywhere, and the rows where they break."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Cell, Look, grain
from gaoxin.economy.rules.audits.tables.steps import nanmedian
from gaoxin.economy.rules.audits.tables.table import SHOWN, Finding, Flags, Floats, scored, told

SAMPLE = 400  # rows on which candidates are tried
SEED = 20240101
NOTABLE = 1e-3  # relative: a smaller difference is rounding of another kind, told with a low score


@dataclass(frozen=True)
class Identity:
    """left = right; both by row. form: sum, share, ratio or equal. columns: all that take part, the result first."""

    form: str
    columns: tuple[str, ...]
    text: str
    left: Floats
    right: Floats
    tolerance: Floats


def check(look: Look) -> list[Finding]:
    """Sums, constant sums, quotients and equal columns."""
    names, matrix = _matrix(look)
    if len(names) < 2:
        return []
    rows, units = _sample(matrix), roundings(matrix)
    found = _equal(names, matrix, rows, units)
    same = {one.columns for one in found}
    found += (
        _sums(names, matrix, rows, same, units)
        + _totals(names, matrix, rows, units)
        + _ratios(names, matrix, rows, units)
    )
    results = [finding for one in found if (finding := _breaks(look, one)) is not None]
    return _fewest(results)


def _matrix(look: Look) -> tuple[list[str], Floats]:
    """Columns with enough values, rows × columns; at most so many as the book allows."""
    chosen = [
        one
        for one in look.panel.measures
        if one.flat.ndim == 1 and np.sum(~np.isnan(one.flat)) >= 20 and len(np.unique(one.flat[:2000])) > 3
    ][: look.limits.identity_columns]
    if len(chosen) < 2 or len({len(one.flat) for one in chosen}) != 1:
        return [], np.zeros((0, 0))
    return [one.name for one in chosen], np.column_stack([one.flat for one in chosen])


def _sample(matrix: Floats) -> Floats:
    """Rows with most columns filled, drawn by lot (the same every time)."""
    filled = np.sum(~np.isnan(matrix), axis=1)
    rows = np.flatnonzero(filled >= max(2, np.quantile(filled, 0.5)))
    if len(rows) > SAMPLE:
        rows = np.sort(np.random.default_rng(SEED).choice(rows, SAMPLE, replace=False))
    return matrix[rows]


def roundings(matrix: Floats) -> Floats:
    """The rounding of each column."""
    return np.array([rounding(matrix[:, at]) for at in range(matrix.shape[1])])


def rounding(values: Floats) -> float:
    """The rounding of a column: the power of ten that nearly all values are multiples of; 0 where they have all digits."""
    known = values[~np.isnan(values) & (values != 0)][:1000]
    if not len(known):
        return 0.0
    fine = float(np.quantile(grain(known), 0.02))
    return 0.0 if fine <= -8 else 10.0**fine


def _tolerance(units: Floats, size: Floats) -> Floats:
    """n rounded parts: half a unit of rounding each, and a billionth of the size."""
    return 0.505 * float(units.sum()) + 1e-9 * np.abs(size)


def _good(left: Floats, right: Floats, tolerance: Floats, least: float = 0.6) -> bool:
    """Whether enough rows keep it. Rows in which both sides are 0 tell nothing."""
    told_rows = ~np.isnan(left) & ~np.isnan(right) & ((left != 0) | (right != 0))
    count = int(told_rows.sum())
    if count < 12:
        return False
    loose = float(np.mean((tolerance / np.maximum(np.abs(left), 1e-300))[told_rows] > 0.02))
    return loose < 0.5 and float(np.mean((np.abs(left - right) <= tolerance)[told_rows])) >= least


def _equal(names: list[str], matrix: Floats, rows: Floats, units: Floats) -> list[Identity]:
    """Two columns that are one, up to a power of ten."""
    found: list[Identity] = []
    for one, two in combinations(range(len(names)), 2):
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = nanmedian(np.where(rows[:, two] != 0, rows[:, one] / rows[:, two], np.nan))
        factor = float(ratio)
        power = round(np.log10(factor)) if factor > 0 and np.isfinite(factor) else 99
        if power == 99 or abs(factor - 10.0**power) > 1e-3 * 10.0**power:
            continue
        factor = 10.0**power
        tolerance = 0.505 * (units[one] + factor * units[two]) + 1e-9 * np.abs(rows[:, one])
        if _good(rows[:, one], factor * rows[:, two], tolerance, 0.9):
            whole = 0.505 * (units[one] + factor * units[two]) + 1e-9 * np.abs(matrix[:, one])
            text = f"{names[one]} = {names[two]}" + ("" if factor == 1 else f" × {factor:g}")
            found.append(
                Identity("equal", (names[one], names[two]), text, matrix[:, one], factor * matrix[:, two], whole)
            )
    return found


def _sums(names: list[str], matrix: Floats, rows: Floats, same: set[tuple[str, ...]], units: Floats) -> list[Identity]:
    """c = a + b for all pairs; then sums of more parts by least squares with coefficients near 0 and 1."""
    found: list[Identity] = []
    count = len(names)
    doubles = {two for _, two in same}
    size = nanmedian(np.abs(rows), axis=0)
    done: set[int] = set()
    for total in range(count):
        if names[total] in doubles:
            continue
        parts = [
            at
            for at in range(count)
            if at != total and names[at] not in doubles and 0 < size[at] <= 1.001 * size[total]
        ]
        picked = _pair(rows, total, parts, units) or _several(rows, total, parts, units)
        if picked and not (done & {total}):
            right = matrix[:, picked].sum(axis=1)
            text = f"{names[total]} = {' + '.join(names[at] for at in picked)}"
            found.append(
                Identity(
                    "sum",
                    (names[total], *(names[at] for at in picked)),
                    text,
                    matrix[:, total],
                    right,
                    _tolerance(units[[total, *picked]], right),
                )
            )
            done.add(total)
    return found


def _pair(rows: Floats, total: int, parts: list[int], units: Floats) -> list[int]:
    few = rows[:40]
    for one, two in combinations(parts, 2):
        off = np.abs(few[:, total] - few[:, one] - few[:, two])
        if np.sum(off <= 0.01 * np.abs(few[:, total])) < 0.3 * len(few):
            continue
        right = rows[:, one] + rows[:, two]
        tolerance = _tolerance(units[[total, one, two]], right)
        if _good(rows[:, total], right, tolerance):
            return [one, two]
    return []


def _several(rows: Floats, total: int, parts: list[int], units: Floats) -> list[int]:
    """Three parts and more: triples tried one by one, larger sums by least squares that drops the worst rows twice."""
    near = sorted(parts, key=lambda at: abs(at - total))[:14]
    for triple in combinations(near, 3):
        right = rows[:, triple].sum(axis=1)
        if np.nanmedian(np.abs(rows[:, total] - right)) <= 1e-3 * np.nanmedian(np.abs(right)):
            tolerance = _tolerance(units[[total, *triple]], right)
            if _good(rows[:, total], right, tolerance):
                return list(triple)
    if len(parts) < 4:
        return []
    weights: Any = np.zeros(len(parts))
    full = rows[~np.isnan(rows[:, [total, *parts]]).any(axis=1)]
    for _ in range(3):
        if len(full) < 2 * len(parts) + 8:
            return []
        scale = np.maximum(np.abs(full[:, total]), 1e-12)[:, None]
        weights, *_rest = np.linalg.lstsq(full[:, parts] / scale, np.ones(len(full)), rcond=None)
        off = np.abs(full[:, parts] @ weights - full[:, total]) / scale[:, 0]
        full = full[off <= np.quantile(off, 0.8)]
    picked = [at for at, weight in zip(parts, weights, strict=True) if abs(weight - 1) < 0.02]
    if len(picked) < 2 or any(0.02 <= abs(weight) and abs(weight - 1) >= 0.02 for weight in weights):
        return []
    right = rows[:, picked].sum(axis=1)
    return picked if _good(rows[:, total], right, _tolerance(units[[total, *picked]], right)) else []


def _totals(names: list[str], matrix: Floats, rows: Floats, units: Floats) -> list[Identity]:
    """Neighbouring columns that sum to 1 or 100: shares of one whole."""
    for low in range(len(names)):
        for high in range(low + 2, min(len(names), low + 9) + 1):
            part = rows[:, low:high]
            if np.nanmin(part) < 0 or np.nanmedian(part) <= 0:
                break
            total = part.sum(axis=1)
            middle = float(nanmedian(total))
            whole = 1.0 if abs(middle - 1) < 0.01 else 100.0 if abs(middle - 100) < 0.5 else 0.0
            tolerance = _tolerance(units[low:high], np.full(len(total), whole)) + 1e-6 * whole
            if whole and _good(np.full(len(total), whole) + 0 * total, total, tolerance):
                left = np.full(len(matrix), whole)
                right = matrix[:, low:high].sum(axis=1)
                wide = _tolerance(units[low:high], left) + 1e-6 * whole
                return [
                    Identity(
                        "share", tuple(names[low:high]), f"{' + '.join(names[low:high])} = {whole:g}", left, right, wide
                    )
                ]
    return []


def _ratios(names: list[str], matrix: Floats, rows: Floats, units: Floats) -> list[Identity]:
    """c = a / b × a power of ten."""
    found: list[Identity] = []
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.where(rows > 0, rows, np.nan))[:: max(1, len(rows) // 100)]
    filled = np.sum(~np.isnan(logs), axis=0) >= 12
    used: set[frozenset[int]] = set()
    taken: set[int] = set()
    spread = nanmedian(np.abs(logs - nanmedian(logs, axis=0)), axis=0)
    for above in range(len(names)):
        for below in range(len(names)):
            if above == below or not (filled[above] and filled[below]):
                continue
            quotient = logs[:, above] - logs[:, below]
            middle = nanmedian(logs - quotient[:, None], axis=0)
            off = nanmedian(np.abs(logs - quotient[:, None] - middle[None, :]), axis=0)
            for at in np.flatnonzero(filled & (off < 5e-3) & (off < 0.05 * spread)).tolist():
                power = round(float(middle[at]) / np.log(10))
                trio = frozenset((at, above, below))
                if len(trio) < 3 or trio in used or at in taken or abs(float(middle[at]) - power * np.log(10)) > 5e-3:
                    continue
                one = _ratio(names, matrix, (at, above, below), 10.0**power, units)
                if one is not None:
                    used.add(trio)
                    taken.add(at)
                    found.append(one)
    return found


def _ratio(
    names: list[str], matrix: Floats, trio: tuple[int, int, int], factor: float, units: Floats
) -> Identity | None:
    at, above, below = trio
    left = matrix[:, at]
    with np.errstate(divide="ignore", invalid="ignore"):
        right = np.where(matrix[:, below] != 0, factor * matrix[:, above] / matrix[:, below], np.nan)
        loose = units[above] / np.abs(matrix[:, above]) + units[below] / np.abs(matrix[:, below])
    tolerance = 0.505 * float(units[at]) + np.abs(right) * (0.505 * np.nan_to_num(loose, posinf=1.0) + 1e-8)
    if not _good(left, right, tolerance):
        return None
    text = f"{names[at]} = {names[above]} ÷ {names[below]}" + ("" if factor == 1 else f" × {factor:g}")
    return Identity("ratio", (names[at], names[above], names[below]), text, left, right, tolerance)


def _breaks(look: Look, one: Identity) -> Finding | None:
    """The rows in which the identity does not hold, largest difference first; None where it holds everywhere."""
    known = ~np.isnan(one.left) & ~np.isnan(one.right)
    off = np.abs(one.left - one.right)
    broken: Flags = known & (off > one.tolerance)
    count, total = int(broken.sum()), int(known.sum())
    if not count or not total:
        if one.form == "equal" and count == 0:
            return _same(look, one, total)
        return None
    relative = off / np.maximum(np.maximum(np.abs(one.left), np.abs(one.right)), 1e-300)
    large: Flags = broken & (relative > NOTABLE)
    holds = 1 - count / total
    kind = look.book.kinds["broken_identity"]
    chosen = large if large.any() else broken
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(-relative[rows], kind="stable")]
    ceiling = kind.ceiling * (min(1.0, holds / look.limits.identity_holds) ** 2) * (1.0 if large.any() else 0.35)
    cells = _cells(look, rows)
    evidence: dict[str, Any] = {
        "identity": one.text,
        "columns": list(one.columns),
        "rows_compared": total,
        "rows_kept": total - count,
        "share_kept": round(holds, 4),
        "breaks_over_0.1_percent": int(large.sum()),
        "tolerance": told(float(np.median(one.tolerance[known]))),
        "cases": [_case(look, one, int(row)) for row in rows[:SHOWN]],
    }
    where = look.where(cells, len(rows))
    where["rows"] = [look.panel.table.line(int(row)) for row in rows[:SHOWN]]
    chart = {
        "x": [f"{case['unit']} {case['period']}".strip() for case in evidence["cases"]],
        "lines": {
            "left": [case["left"] for case in evidence["cases"]],
            "right": [case["right"] for case in evidence["cases"]],
        },
        "mark": [],
    }
    return Finding("broken_identity", _culprit(one), where, evidence, scored(ceiling, 0.0), chart)


def _same(look: Look, one: Identity, total: int) -> Finding | None:
    if total < 20:
        return None
    evidence = {"identity": one.text, "rows_compared": total, "columns": list(one.columns)}
    return look.finding("same_column", one.columns[1], 0.0, [], evidence, count=total)


def _culprit(one: Identity) -> str:
    """The column told: the result of the identity."""
    return one.columns[0] if one.form != "share" else "、".join(one.columns)


def _cells(look: Look, rows: Any) -> list[Cell]:
    panel = look.panel
    if not len(panel.row_unit):
        return []
    pairs = [(int(panel.row_unit[row]), int(panel.row_period[row])) for row in rows[:400].tolist()]
    return [(unit, period) for unit, period in pairs if unit >= 0 and period >= 0]


def _case(look: Look, one: Identity, row: int) -> dict[str, Any]:
    panel = look.panel
    unit, period = (int(panel.row_unit[row]), int(panel.row_period[row])) if len(panel.row_unit) else (-1, -1)
    return {
        "row": panel.table.line(row),
        "unit": panel.units[unit] if unit >= 0 else "",
        "period": look.labels[period] if period >= 0 else "",
        "left": told(float(one.left[row])),
        "right": told(float(one.right[row])),
        "difference": told(float(one.left[row] - one.right[row])),
    }


def _fewest(results: list[Finding]) -> list[Finding]:
    """One identity for one set of columns: c = a + b and a = c - b are the same break."""
    kept: list[Finding] = []
    seen: set[frozenset[str]] = set()
    for one in sorted(results, key=lambda each: -each.score):
        columns = frozenset(one.evidence["columns"])
        if columns not in seen:
            seen.add(columns)
            kept.append(one)
    return kept
