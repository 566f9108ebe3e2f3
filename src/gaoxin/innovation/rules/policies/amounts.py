"""Addends over columns, in whole yuan kept in float64: exact up to 2⁵³, and quicker to divide than whole numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.innovation.rules.policies.book import MOST_YUAN, Part
from gaoxin.innovation.rules.policies.columns import Bools, Numbers, Sheet, Signs, both, like
from gaoxin.innovation.rules.policies.engine import PPM, cents
from gaoxin.innovation.rules.policies.signs import found

EXACT = 2**53  # whole numbers up to here are float64 without loss


def part_of(part: Part, columns: Sheet) -> tuple[Numbers, Signs | None]:
    """Yuan, and 1 where it can be computed, −1 where a value is missing; None: everywhere."""
    size = columns.size
    known: Bools | None = None
    for name in (part.of, part.by):
        column = columns.column(name) if name else None
        if name and column is None:
            known = np.zeros(size, bool)
        elif column is not None:
            known = both(known, column.known)
    base = columns.yuan(part.of) if part.of and part.of in columns else np.zeros(size) if part.of else None
    yuan: Numbers | float
    if part.fixed or base is None and not part.steps:
        yuan = float(part.fixed)
    elif part.each:
        assert base is not None
        yuan = base * part.each
    elif part.percent is not None:
        assert base is not None
        yuan = share(np.maximum(base - part.over, 0.0) if part.over else base, part.percent)
    else:
        yuan = _steps(part, base, columns)
    if part.cap is not None:
        yuan = np.minimum(yuan, part.cap)
    return _asked_for(part, yuan, known, columns)


def _asked_for(part: Part, yuan: Numbers | float, known: Bools | None, columns: Sheet) -> tuple[Numbers, Signs | None]:
    """What of it is given, and known: by `when`."""
    signs = None if known is None else known.view(np.int8) * np.int8(2) - np.int8(1)
    if part.when is not None:
        when = found(part.when, columns)
        if when.dtype == np.bool_ and signs is None:
            return np.multiply(yuan, when, dtype=np.float64), None
        when = when.view(np.int8)
        yes, no = (when == 1).view(np.int8), (when == 0).view(np.int8)
        signs = (yes if signs is None else signs * yes) + no - (when < 0).view(np.int8)
        yuan = yuan * yes
    if signs is None:
        return (yuan if isinstance(yuan, np.ndarray) else np.full(columns.size, yuan)), None
    return yuan * (signs == 1), signs


def _parts(percent: float) -> Fraction:
    return Fraction(cents(percent), 100 * PPM)


def share(base: Numbers, percent: float) -> Numbers:
    """That share of the base, rounded down."""
    parts = _parts(percent)
    return base if parts == 1 else _divided(base, parts.numerator, parts.numerator, parts.denominator)


def _divided(base: Numbers, times: int | Numbers, most: int, unit: int) -> Numbers:
    """base × times ÷ unit, rounded down; times is `most` at most. In floating point a quotient of whole numbers under 2⁵³ is never
    rounded up to the next whole one; where a product could be larger it is computed in whole numbers."""
    if most * MOST_YUAN < EXACT:
        found = base * times
        found /= unit
        return np.floor(found, out=found)
    return (base.astype(np.int64) * np.asarray(times, np.int64) // unit).astype(np.float64)


def _steps(part: Part, base: Numbers | None, columns: Sheet) -> Numbers:
    """The sum of the step that is reached, or its percentage of the base."""
    scale = columns.column(part.by)
    if scale is None:
        return np.zeros(columns.size)
    shares = [_parts(step.percent) if step.percent is not None else Fraction(0) for step in part.steps]
    fixed = [step.fixed if step.percent is None else 0 for step in part.steps]
    if base is None or not any(shares):
        return _along(part, scale.values, fixed)
    unit = math.lcm(*(share.denominator for share in shares))
    times = [int(share * unit) for share in shares]
    yuan = _divided(base, _along(part, scale.values, times, np.int32), max(times), unit)
    return yuan + _along(part, scale.values, fixed) if any(fixed) else yuan


def _along(part: Part, scale: NDArray[Any], heights: Sequence[int], kind: type = np.float64) -> NDArray[Any]:
    """At each place of the scale the height of the step it reached, 0 below the first."""
    first, *steps = zip(part.steps, heights, strict=True)
    found, before = (scale >= like(scale, first[0].at_least)) * kind(first[1]), first[1]
    for step, height in steps:
        found += (scale >= like(scale, step.at_least)) * kind(height - before)
        before = height
    return found
