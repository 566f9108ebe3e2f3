"""Quarters of several years on one scope: carried backwards from the newest year by the growth of the same enterprises.

Each year has its own enterprises: those that enter in January lift the level without anything having grown. What is seasonal in a series
can only be told where the scope stays, so years before the newest are what its filings say they were (their base), and so on back.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

Amounts = Mapping[
    int, tuple[int, int]
]  # quarter, counted as year × 4 + 0…3 -> the period, and its base: the same enterprises a year before
YEAR = 4


def linked(amounts: Amounts) -> dict[int, Fraction]:
    """Quarter -> amount on the newest year's scope, the year before the first on file from its base.

    By rates; where an amount is not positive, growth says nothing, and all go by differences. A quarter that the newest year has not
    reached yet is moved as the others of its own year were.
    """
    rates = all(x > 0 and b > 0 for x, b in amounts.values())
    found: dict[int, Fraction] = {}
    for year in sorted(
        {quarter // YEAR for quarter in amounts} | {quarter // YEAR - 1 for quarter in amounts}, reverse=True
    ):
        own = range(year * YEAR, (year + 1) * YEAR)
        for quarter in own:
            if quarter + YEAR in amounts:
                x, b = amounts[quarter + YEAR]
                after = found[quarter + YEAR]
                found[quarter] = after * Fraction(b, x) if rates else after - (x - b)
        moved = [quarter for quarter in own if quarter in found and quarter in amounts]
        filed = sum(amounts[quarter][0] for quarter in moved)
        carried = sum((found[quarter] for quarter in moved), Fraction(0))
        for quarter in own:
            if quarter in amounts and quarter not in found:
                x = amounts[quarter][0]
                if not moved:
                    found[quarter] = Fraction(x)
                else:
                    found[quarter] = x * carried / filed if rates else x + (carried - filed) / len(moved)
    return found
