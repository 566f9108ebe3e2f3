"""How much some projects pull the zone's investment: the change they made, over the whole of the year before.

pull = (what they completed this year − what they completed the year before) / what the whole zone completed the year before,
in percentage points. Amounts are integers in 千元; only the published figure is rounded, half up (GB/T 8170 rounds to even; the
statistics bureau publishes half up, and the difference is told in `exact`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from gaoxin.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Part:
    """One project's share in the pull. now_k, before_k: completed this year and the year before."""

    number: str
    now_k: int
    before_k: int

    @property
    def change_k(self) -> int:
        return self.now_k - self.before_k


@dataclass(frozen=True, slots=True)
class Pull:
    """points: as published, one decimal. exact: as a fraction of one. parts: sorted by what each adds, the most first."""

    points: Decimal
    exact: Fraction
    change_k: int
    previous_k: int
    parts: tuple[Part, ...]

    def points_of(self, part: Part) -> Decimal:
        """One project's pull, two decimals."""
        return rounded(Fraction(part.change_k, self.previous_k) * 100, 2)


def pull(parts: Mapping[str, tuple[int, int]], previous_k: int) -> Pull:
    """parts: project number -> (this year, the year before). Raises Invalid where there is no year before to compare with."""
    if previous_k <= 0:
        raise Invalid(
            "上年没有完成投资，算不出拉动 no investment in the year before: there is nothing to compare with",
            why="拉动 = 增量 ÷ 上年总量 the base is the whole of the year before", do="先登记上年各月投资 record that year first",
        )  # fmt: skip
    told = tuple(
        sorted((Part(n, now, before) for n, (now, before) in parts.items()), key=lambda p: (-p.change_k, p.number))
    )
    change = sum(part.change_k for part in told)
    exact = Fraction(change, previous_k)
    return Pull(rounded(exact * 100, 1), exact, change, previous_k, told)


def rounded(value: Fraction, digits: int) -> Decimal:
    """Half up, away from zero, computed without a float."""
    scaled = value * 10**digits
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    sign = -1 if scaled < 0 else 1
    return (Decimal(sign * whole) / 10**digits).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
