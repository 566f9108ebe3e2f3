"""亩 and square metres: 15 亩 are 10 000 square metres."""

from __future__ import annotations

MU_NUMERATOR, MU_DENOMINATOR = 3, 2000


def mu_hundredths(area_m2: int) -> int:
    """Hundredths of a 亩, rounded half up: 1 亩 is 2000/3 square metres."""
    return (area_m2 * MU_NUMERATOR * 100 * 2 + MU_DENOMINATOR) // (2 * MU_DENOMINATOR)


def per_mu(amount: int, area_m2: int) -> int:
    """A whole amount on that area as a whole amount per 亩, rounded half up. Raises ZeroDivisionError for no area."""
    return (amount * MU_DENOMINATOR * 2 + area_m2 * MU_NUMERATOR) // (2 * area_m2 * MU_NUMERATOR)


def area_of(mu: str) -> int:
    """Square metres of so many 亩 as typed. Raises ValueError for what is no number above zero, or beyond 10⁹ m²."""
    area = round(float(mu) * MU_DENOMINATOR / MU_NUMERATOR)
    if not 0 < area < 10**9:
        raise ValueError(mu)
    return area


def typed(area_m2: int) -> str:
    """亩 as somebody would type them, so that `area_of` gives the same area back; empty for none."""
    return f"{area_m2 * MU_NUMERATOR / MU_DENOMINATOR:.3f}".rstrip("0").rstrip(".") if area_m2 else ""
