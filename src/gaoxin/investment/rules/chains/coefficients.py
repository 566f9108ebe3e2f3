"""What one node buys of another, as far as an input-output table can say it.

A table knows sectors, not products: the coefficient of two nodes is that of their sectors, an upper bound for the nodes themselves.
How far to believe it is a judgement (catalogue/chains/grading.yaml): less where an industry fits its sector only roughly, least where
both nodes stand in one sector and the table says only what that sector buys of itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.core.errors import Invalid
from gaoxin.investment.rules.chains.judging import Believing
from gaoxin.investment.rules.chains.table import Table

LEAST = 5e-7  # what six digits cannot show counts as no flow


@dataclass(frozen=True, slots=True)
class Coefficient:
    """requirement: input of the seller's sector in one unit of the buyer's output. share: of the seller's output that the buyer takes."""

    requirement: float
    share: float
    confidence_bp: int


def between(table: Table, believing: Believing, seller: Sequence[str], buyer: Sequence[str]) -> Coefficient | None:
    """Of two nodes by their GB/T 4754 codes, each code weighing the same; None where the table knows no such flow."""
    sells, buys = _sectors(table, seller), _sectors(table, buyer)
    requirement = share = 0.0
    for one, part in sells.items():
        for other, weight in buys.items():
            row, column = table.index[one], table.index[other]
            requirement += part * weight * float(table.direct[row, column])
            share += part * weight * float(table.sold[row, column])
    if requirement < LEAST:
        return None
    rough = any(code[:3] in table.approximate for code in (*seller, *buyer))
    sure = believing.same_sector if set(sells) & set(buys) else believing.approximate if rough else believing.direct
    return Coefficient(min(1.0, requirement), min(1.0, share), sure)


def _sectors(table: Table, codes: Sequence[str]) -> Mapping[str, float]:
    """Sector -> its part of these industries; those that the table does not know are left out."""
    found: list[dict[str, float]] = []
    for code in codes:
        try:
            found.append(table.sectors_of(code))
        except Invalid:
            continue
    parts: dict[str, float] = {}
    for sectors in found:
        for sector, part in sectors.items():
            parts[sector] = parts.get(sector, 0.0) + part / len(found)
    return parts
