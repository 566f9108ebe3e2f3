"""Growth, share, contribution, pull: exact fractions of whole sums, rounded only where published (economy.md §2).

x: report period. b: the same period last year, as revised for the enterprises now in scope. Capitals: the whole.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import isqrt


def growth(x: int, b: int) -> Fraction | None:
    """x/b − 1. None where there is no base, or a base that is not positive: growth over a loss says nothing."""
    return Fraction(x, b) - 1 if b > 0 else None


def share(x: int, whole: int) -> Fraction | None:
    """x/X at current prices."""
    return Fraction(x, whole) if whole > 0 else None


def pull(x: int, b: int, base_whole: int) -> Fraction | None:
    """(x−b)/B: points of the whole's growth that the part makes; the parts' pulls sum to the growth [INSEE c1207]."""
    return Fraction(x - b, base_whole) if base_whole > 0 else None


def contribution(x: int, b: int, whole: int, base_whole: int, least_per_mille: int) -> Fraction | None:
    """(x−b)/(X−B). None near zero growth, where it explodes (Xinjiang Corps 1996: −49.7 / −67.2 / 216.9 %)."""
    if base_whole <= 0 or abs(whole - base_whole) * 1000 < least_per_mille * base_whole:
        return None
    return Fraction(x - b, whole - base_whole)


def two_year_average(now: Fraction, before: Fraction, digits: int) -> Decimal:
    """√((1+g1)(1+g2)) − 1 in percent, rounded half up by integers alone. Raises ValueError below −100 %."""
    product = (1 + now) * (1 + before)
    if product < 0:
        raise ValueError("growth below −100 %")
    scale = 10 ** (digits + 2)
    twice = isqrt(4 * scale * scale * product.numerator // product.denominator)  # ⌊2·scale·root⌋
    return Decimal((twice + 1) // 2 - scale).scaleb(-digits)


def published(value: Fraction | None, digits: int, *, times: int = 100) -> Decimal | None:
    """Half up, away from zero, as statistics bureaus publish. times: 100 for percent and points, 1 for levels."""
    if value is None:
        return None
    scaled = value * times * 10**digits
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    told = Decimal(whole if scaled >= 0 else -whole).scaleb(-digits)
    return told.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
