"""How values are rounded: coarser from one period on, or ending in 0 and 5 too often."""

from __future__ import annotations

import numpy as np

from gaoxin.economy.rules.audits.tables.look import Look
from gaoxin.economy.rules.audits.tables.panel import Measure
from gaoxin.economy.rules.audits.tables.table import Finding, Flags, told

FEWEST = 8


def check(look: Look, measure: Measure) -> list[Finding]:
    return _rounding(look, measure) or _endings(look, measure)


def _rounding(look: Look, measure: Measure) -> list[Finding]:
    """Periods in which the share of round values (to some power of ten) is far from that of all others.

    Periods beside each other are one finding. The chance is that of a normal test of two shares, for all powers tried.
    """
    values = measure.values
    known = ~np.isnan(values) & (values != 0)
    if int(known.sum()) < 5 * FEWEST or values.shape[1] < 4:
        return []
    best = _sharpest(look, measure, known)
    if best is None or best[0] < 6:
        return []
    z, power, low, high, share_in, share_out = best
    cells = [(unit, period) for period in range(low, high) for unit in np.flatnonzero(known[:, period])[:10].tolist()]
    evidence = {
        "multiple_of": told(10.0**power),
        "share_in_these_periods": round(share_in, 3),
        "share_in_others": round(share_out, 3),
        "z": round(z, 1),
        "example": look.values(measure, int(cells[0][0]), low - 2, low + 2),
    }
    expected = look.looks * 13 * values.shape[1] * float(np.exp(-0.5 * min(z, 30) ** 2 / 4))
    whole = low == 0 or high == values.shape[1]
    found = look.finding(
        "rounding_change",
        measure.name,
        expected,
        cells,
        evidence,
        chart=look.series(measure, cells[0][0], [low]),
        count=int(known[:, low:high].sum()),
        ceiling=1.0 if whole or high - low <= 2 else 0.6,
    )
    where = {
        **found.where,
        "from": look.labels[low],
        "to": look.labels[high - 1],
        "units_count": int(np.sum(np.any(known[:, low:high], axis=1))),
    }
    return [Finding(found.kind, found.column, where, evidence, found.score, found.chart)]


def _sharpest(look: Look, measure: Measure, known: Flags) -> tuple[float, int, int, int, float, float] | None:
    """z, power of ten, span of periods, share of round values in it and outside, where they differ most."""
    values = measure.values
    fine = look.grain(measure)
    best: tuple[float, int, int, int, float, float] | None = None
    finest = float(np.median(np.abs(values[known]))) * 1e-6  # digits beyond the sixth say how numbers are stored
    for power in range(-6, 7):
        if 10.0**power < finest:
            continue
        big = known & (np.abs(values) >= 10.0 ** (power + 1))  # 2000 says more about hundreds than 200 does
        round_ = big & (fine >= power)
        share = float(round_.sum()) / max(1, int(big.sum()))
        if big.sum() < 5 * FEWEST or share < 0.01 or share > 0.99:
            continue
        for low, high in _spans(big, round_):
            inside, outside = big[:, low:high], np.delete(big, np.s_[low:high], axis=1)
            n_in, n_out = int(inside.sum()), int(outside.sum())
            if n_in < FEWEST or n_out < FEWEST:
                continue
            share_in = float(round_[:, low:high].sum()) / n_in
            share_out = float(np.delete(round_, np.s_[low:high], axis=1).sum()) / n_out
            if abs(share_in - share_out) < 0.5:
                continue
            joint = (share_in * n_in + share_out * n_out) / (n_in + n_out)
            z = abs(share_in - share_out) / np.sqrt(max(joint * (1 - joint), 1e-4) * (1 / n_in + 1 / n_out))
            if best is None or z > best[0]:
                best = (float(z), power, low, high, share_in, share_out)
    return best


def _spans(big: Flags, round_: Flags) -> list[tuple[int, int]]:
    """The span before, after or of single periods that differs most from the rest."""
    width = big.shape[1]
    counts, hits = big.sum(axis=0).astype(float), round_.sum(axis=0).astype(float)
    left_n, left_h = np.cumsum(counts), np.cumsum(hits)
    total_n, total_h = left_n[-1], left_h[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.abs(left_h / left_n - (total_h - left_h) / (total_n - left_n)) * np.sqrt(left_n * (total_n - left_n))
        own = np.abs(hits / counts - (total_h - hits) / (total_n - counts)) * np.sqrt(counts)
    cut = int(np.argmax(np.nan_to_num(gap[:-1], posinf=0.0))) + 1
    one = int(np.argmax(np.nan_to_num(own, posinf=0.0)))
    return [(cut, width), (0, cut), (one, one + 1)]


def _endings(look: Look, measure: Measure) -> list[Finding]:
    """Last digits 0 and 5 in whole numbers of three digits and more: guessed, not counted."""
    values = measure.flat[~np.isnan(measure.flat)]
    values = np.abs(values[np.abs(values) >= 200])
    if len(values) < 100 or not bool(np.all(values == np.round(values))):
        return []
    ends = np.bincount((values % 10).astype(np.int64), minlength=10) / len(values)
    liked = float(ends[0] + ends[5])
    z = (liked - 0.2) / np.sqrt(0.2 * 0.8 / len(values))
    if liked < 0.35 or z < 8 or ends[0] > 0.95:
        return []
    evidence = {
        "share_ending_in_0_or_5": round(liked, 3),
        "by_chance": 0.2,
        "values": len(values),
        "last_digits": [round(float(one), 3) for one in ends],
        "z": round(float(z), 1),
    }
    found = look.finding("digit_preference", measure.name, 0.01, [], evidence, count=int(liked * len(values)))
    where = {**found.where, "from": look.labels[0], "to": look.labels[-1], "units_count": measure.values.shape[0]}
    return [Finding(found.kind, found.column, where, evidence, found.score)]
