"""Where a zone's chains have gaps, and why: every score with each of its terms.

w are the weights of the sectors that are present, a the direct input coefficients, b the shares of sales, φ the proximities:

- need of u = Σ w·a(u, present): how much of u the zone buys for one unit of its own output
- use of v = Σ w·b(present, v): how much of what the zone makes v buys
- density = Σ φ(present) / Σ φ: how near to v is what the zone can do already (Hidalgo 2007)
- 补链 supplement = rank(need) × rank(density), of sectors that are absent
- 延链 extend = rank(use) × rank(density) × (½ + ½ × rank(complexity)), of sectors that are absent
- 强链 strengthen = rank(betweenness) × 1 / firms, of sectors that are present

rank is the share of those compared that are not above (ties in the middle), so that units do not matter. Services have no place in
the product space; they are compared by nothing and listed as `unplaced`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gaoxin.core.errors import Invalid
from gaoxin.investment.rules.chains.table import Floats, Table

Kind = Literal["supplement", "extend", "strengthen"]
KINDS: tuple[Kind, ...] = ("supplement", "extend", "strengthen")


@dataclass(frozen=True, slots=True)
class Present:
    """An industry of the zone: GB/T 4754 code, weight (any unit, the same for all), how many firms there are where that is known."""

    industry: str
    weight: float
    firms: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One ranked gap. terms: name -> value, ranks among them. through: (sector, its part of need or use), the largest first."""

    kind: Kind
    sector: str
    name: str
    groups: tuple[str, ...]
    score: float
    terms: Mapping[str, float | None]
    through: Sequence[tuple[str, str, float]]


@dataclass(frozen=True, slots=True)
class Gaps:
    """All gaps of a zone by kind. weights: sector -> its share of the zone. unplaced: absent sectors that nothing is said about."""

    table: str
    weights: Mapping[str, float]
    ranked: Mapping[Kind, Sequence[Gap]]
    unplaced: Sequence[str]


def find_gaps(table: Table, industries: Sequence[Present]) -> Gaps:
    """Rank the gaps of a zone with these industries. Raises Invalid for no industry, a weight or count that cannot be."""
    weights, firms = _spread(table, industries)
    here = weights > 0
    need, use = table.direct @ weights, weights @ table.sold
    density = relatedness(table.phi, here)
    absent = ~here & table.placed
    near, rare = _ranked(density, absent), _ranked(table.pci, absent & ~np.isnan(table.pci))
    needed, used = _ranked(need, absent & (need > 0)), _ranked(use, absent & (use > 0))
    between = _ranked(table.betweenness, here)
    count = np.array([firms.get(place) or np.nan for place in range(len(table.codes))])
    few = np.where(here, 1 / np.where(np.isnan(count), 1, count), 0)
    bought, sold = table.direct * weights[np.newaxis, :], (table.sold * weights[:, np.newaxis]).T
    ranked: dict[Kind, Sequence[Gap]] = {
        "supplement": _listed(
            "supplement", table, needed * near, bought,
            {"need": need, "density": density, "need_rank": needed, "density_rank": near},
        ),
        "extend": _listed(
            "extend", table, used * near * (0.5 + 0.5 * rare), sold,
            {"use": use, "density": density, "complexity": table.pci, "use_rank": used, "density_rank": near,
             "complexity_rank": rare},
        ),
        "strengthen": _listed(
            "strengthen", table, between * few, None,
            {"betweenness": table.betweenness, "betweenness_rank": between, "firms": count, "fewness": few},
        ),
    }  # fmt: skip
    unplaced = [table.codes[place] for place in np.flatnonzero(~here & ~table.placed)]
    told = {table.codes[place]: float(weights[place]) for place in np.flatnonzero(here)}
    return Gaps(table.name, told, ranked, unplaced)


def _listed(kind: Kind, table: Table, scores: Floats, parts: Floats | None, terms: Mapping[str, Floats]) -> list[Gap]:
    """The sectors with a score, the best first, ties by code; each with its terms and what they come from."""
    order = sorted(np.flatnonzero(scores > 0), key=lambda place: (-scores[place], table.codes[place]))
    return [
        Gap(
            kind, table.codes[place], table.names[place], table.groups_of.get(table.codes[place], ()), float(scores[place]),
            {name: _plain(values[place]) for name, values in terms.items()}, _through(table, parts, int(place)),
        )
        for place in order
    ]  # fmt: skip


def relatedness(phi: Floats, here: NDArray[np.bool_]) -> Floats:
    """Density of each sector around those that are present: Σφ(present) / Σφ; 0 where nothing is known of it."""
    total = phi.sum(axis=1)
    return np.divide(phi[:, here].sum(axis=1), total, out=np.zeros_like(total), where=total > 0)


def _spread(table: Table, industries: Sequence[Present]) -> tuple[Floats, dict[int, int | None]]:
    """Weights by sector that sum to 1, and how many firms each has where all of its industries say so."""
    if not industries:
        raise Invalid("没有填写产业 no industry is named", do="至少写一个行业代码和权重 name one code with its weight")
    weights = np.zeros(len(table.codes))
    firms: dict[int, int | None] = {}
    for one in industries:
        if not np.isfinite(one.weight) or one.weight <= 0:
            raise Invalid(f"权重须为正 the weight must be above zero: {one.industry} = {one.weight}", do="核对权重")
        if one.firms is not None and one.firms < 1:
            raise Invalid(f"企业数至少为 1 at least one firm: {one.industry} = {one.firms}", do="核对企业数，或者不填")
        for sector, share in table.sectors_of(one.industry).items():
            place = table.index[sector]
            weights[place] += one.weight * share
            known = firms.get(place, 0)
            firms[place] = None if known is None or one.firms is None else known + one.firms
    return weights / weights.sum(), firms


def _ranked(values: Floats, among: NDArray[np.bool_]) -> Floats:
    """Rank of each among the marked ones in (0, 1], 1 the greatest, ties in the middle; 0 for the others."""
    ranks = np.zeros(len(values))
    if among.any():
        some, order = values[among], np.sort(values[among])
        below, upto = np.searchsorted(order, some, "left"), np.searchsorted(order, some, "right")
        ranks[among] = (below + upto + 1) / 2 / len(some)
    return ranks


def _through(table: Table, parts: Floats | None, place: int) -> list[tuple[str, str, float]]:
    """The three sectors of the zone by which the need or use comes about."""
    if parts is None:
        return []
    row = parts[place]
    best = sorted(np.flatnonzero(row > 0), key=lambda at: (-row[at], table.codes[at]))[:3]
    return [(table.codes[at], table.names[at], float(row[at])) for at in best]


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
