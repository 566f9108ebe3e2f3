"""Closed intervals of decimals. Every operation rounds outwards, so a true value never falls out of its interval."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal

DIGITS = 28
_TRAPS: list[type[ArithmeticError]] = []
DOWN = Context(prec=DIGITS, rounding=ROUND_FLOOR, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=_TRAPS)
UP = Context(prec=DIGITS, rounding=ROUND_CEILING, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=_TRAPS)
INF = Decimal("Infinity")
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Interval:
    """lo ≤ x ≤ hi; an end may be infinite; lo > hi is the empty interval."""

    lo: Decimal
    hi: Decimal

    @property
    def empty(self) -> bool:
        return self.lo > self.hi

    @property
    def bounded(self) -> bool:
        return self.lo.is_finite() and self.hi.is_finite()

    def __contains__(self, value: Decimal | int) -> bool:
        return self.lo <= value <= self.hi

    def __add__(self, other: Interval) -> Interval:
        return Interval(DOWN.add(self.lo, other.lo), UP.add(self.hi, other.hi))

    def __sub__(self, other: Interval) -> Interval:
        return Interval(DOWN.subtract(self.lo, other.hi), UP.subtract(self.hi, other.lo))

    def __mul__(self, other: Interval) -> Interval:
        a, b, c, d = self.lo, self.hi, other.lo, other.hi
        if a >= 0 and c >= 0:
            return Interval(_times(DOWN, a, c), _times(UP, b, d))
        pairs = ((a, c), (a, d), (b, c), (b, d))
        return Interval(min(_times(DOWN, x, y) for x, y in pairs), max(_times(UP, x, y) for x, y in pairs))

    def __truediv__(self, other: Interval) -> Interval:
        """The hull of x / y for y ≠ 0."""
        c, d = other.lo, other.hi
        if c > 0:
            a, b = self.lo, self.hi
            return Interval(_over(DOWN, a, c if a < 0 else d), _over(UP, b, d if b < 0 else c))
        if d < 0:
            return Interval(-self.hi, -self.lo) / Interval(-d, -c)
        if c == 0 and d > 0 and not (self.lo <= 0 <= self.hi):
            positive = self.lo > 0
            return Interval(_over(DOWN, self.lo, d), INF) if positive else Interval(-INF, _over(UP, self.hi, d))
        return WHOLE

    def meet(self, other: Interval) -> Interval:
        return Interval(max(self.lo, other.lo), min(self.hi, other.hi))

    def whole_numbers(self) -> Interval:
        """The hull of the integers inside."""
        lo = self.lo.to_integral_value(ROUND_CEILING) if self.lo.is_finite() else self.lo
        hi = self.hi.to_integral_value(ROUND_FLOOR) if self.hi.is_finite() else self.hi
        return Interval(lo, hi)

    def outward(self, places: int) -> Interval:
        """Both ends with so many decimals, never narrower than before."""
        step = Decimal(1).scaleb(-places)
        lo = self.lo.quantize(step, ROUND_FLOOR, WIDE) if self.lo.is_finite() else self.lo
        hi = self.hi.quantize(step, ROUND_CEILING, WIDE) if self.hi.is_finite() else self.hi
        return Interval(lo, hi)


def _times(context: Context, x: Decimal, y: Decimal) -> Decimal:
    """x·y, where 0·∞ is 0: an end that is never reached adds nothing."""
    return context.multiply(x, y) if x and y else ZERO


def _over(context: Context, x: Decimal, y: Decimal) -> Decimal:
    if not x.is_finite() and not y.is_finite():
        return ZERO if (x > 0) == (context is DOWN) else x
    return context.divide(x, y)


WIDE = Context(prec=60, Emin=MIN_EMIN, Emax=MAX_EMAX)
WHOLE = Interval(-INF, INF)
RISES = Interval(ZERO, INF)
FALLS = Interval(-INF, ZERO)
