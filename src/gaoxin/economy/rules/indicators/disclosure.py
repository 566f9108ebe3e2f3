"""What may leave the house (统计法 28): parts of an industry that show no single enterprise.

A cell of too few units, or of which one unit has nearly all, is merged with another of its union until the whole is safe; what
cannot be made safe is not published. Merging, not blanking: what is left cannot be found by subtraction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.economy.rules.indicators.definitions import Disclosure


@dataclass(frozen=True, slots=True)
class Shown:
    """What a part would show in its worst month and measure. units: the fewest. largest, total: of the measure with the greatest
    share of one unit, absolute amounts."""

    units: int
    largest: int
    total: int

    def safe(self, limits: Disclosure) -> bool:
        return self.units >= limits.least_units and self.largest * 1000 <= limits.dominance_per_mille * self.total


# part -> month and measure -> (units, largest absolute amount, sum of absolute amounts)
Amounts = Mapping[str, Mapping[tuple[int, str], tuple[int, int, int]]]


def shown(parts: Sequence[str], amounts: Amounts) -> Shown:
    """The worst cell of some parts together."""
    worst = Shown(1 << 60, 0, 1)
    cells = {cell for part in parts for cell in amounts.get(part, {})}
    for cell in cells:
        held = [amounts[part][cell] for part in parts if cell in amounts.get(part, {})]
        units, largest, total = sum(h[0] for h in held), max(h[1] for h in held), sum(h[2] for h in held)
        if not total:
            continue  # nothing was made: there is nothing to learn
        share_is_worse = largest * worst.total > worst.largest * total
        worst = Shown(
            min(worst.units, units),
            largest if share_is_worse else worst.largest,
            total if share_is_worse else worst.total,
        )
    return worst


def merged(unions: Sequence[Sequence[str]], amounts: Amounts, limits: Disclosure) -> tuple[tuple[str, ...], ...] | None:
    """Parts of each union, merged until every one is safe. None where a whole union is not."""
    found: list[tuple[str, ...]] = []
    for union in unions:
        parts: list[tuple[str, ...]] = [(part,) for part in union if amounts.get(part)]
        while bad := [part for part in parts if not shown(part, amounts).safe(limits)]:
            if len(parts) == 1:
                return None
            worst = min(bad, key=lambda part: (shown(part, amounts).units, part))
            rest = sorted(
                (part for part in parts if part != worst), key=lambda part: (shown(part, amounts).units, part)
            )
            parts = [*rest[1:], (*worst, *rest[0])]
        found += sorted(parts)
    return tuple(found)
