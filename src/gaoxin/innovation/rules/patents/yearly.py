"""Patents granted in a year beside the year before, each with its exact base: counted from records, never from a published growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Year:
    """granted, base: of this year and the one before. growth: percent, two digits, half up; None without a base."""

    granted: int
    base: int
    growth: Decimal | None


def compare(granted: int, base: int) -> Year:
    return Year(granted, base, percent(granted - base, base))


def share(part: int, whole: int) -> Decimal | None:
    """Percent of the whole, one digit, half up; None without any."""
    return None if whole == 0 else (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def share_change(now: tuple[int, int], before: tuple[int, int]) -> Decimal | None:
    """Percentage points between (part, whole) of two years, one digit, half up; None where either has no whole."""
    if not now[1] or not before[1]:
        return None
    points = Decimal(now[0]) * 100 / now[1] - Decimal(before[0]) * 100 / before[1]
    return points.quantize(Decimal("0.1"), ROUND_HALF_UP)


def percent(change: int, base: int) -> Decimal | None:
    return None if base == 0 else (Decimal(change) * 100 / base).quantize(Decimal("0.01"), ROUND_HALF_UP)


def bases(value: int, growth: str) -> list[int]:
    """Which bases give exactly this published growth (percent, as printed): for checking somebody else's figure."""
    digits = max(0, -int(Decimal(growth).as_tuple().exponent))
    step = Decimal(1).scaleb(-digits)
    near = int(Decimal(value) / (1 + Decimal(growth) / 100))
    return [
        base for base in range(max(1, near - 50), near + 51)
        if (Decimal(value - base) * 100 / base).quantize(step, ROUND_HALF_UP) == Decimal(growth)
    ]  # fmt: skip


def by_kind(counts: Mapping[tuple[int, str], int], year: int, kinds: tuple[str, ...]) -> dict[str, Year]:
    """(year, kind) -> count as each kind's comparison."""
    return {kind: compare(counts.get((year, kind), 0), counts.get((year - 1, kind), 0)) for kind in kinds}
