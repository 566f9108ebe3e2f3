"""How a node is graded, which firms from outside are worth a visit, and whom residents' suppliers suggest. Every term is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
import yaml

from gaoxin.approvals.rules.items.model import Struct

Grade = Literal["strong", "potential", "missing", "threatened"]
GRADES: tuple[Grade, ...] = ("strong", "potential", "missing", "threatened")


class Grading(Struct, frozen=True):
    """Points of 100 from which a node is strong or has potential, and what counts in full. threatened_share_bp: held by one firm."""

    strong: int
    potential: int
    weights: dict[str, int]
    scale_firms: int
    linkage_nodes: int
    threatened_share_bp: int


class Targeting(Struct, frozen=True):
    """Weights of the terms, and what counts in full. Money in 千元."""

    weights: dict[str, int]
    size_k: int
    distance_km: int
    suppliers: int
    land_m2: int
    energy_tce: int


class Believing(Struct, frozen=True):
    """How far a coefficient from a table of sectors is believed of two nodes, in basis points."""

    direct: int
    approximate: int
    same_sector: int


class Marks(Struct, frozen=True):
    """catalogue/chains/grading.yaml"""

    judgement: bool
    version: str
    grade: Grading
    targets: Targeting
    coefficients: Believing


def read_marks(text: str) -> Marks:
    return msgspec.convert(yaml.safe_load(text), Marks)


@dataclass(frozen=True, slots=True)
class Placed:
    """A firm at a node: its share of revenue there and the confidence of the evidence, both in basis points."""

    share_bp: int
    confidence_bp: int


@dataclass(frozen=True, slots=True)
class Graded:
    """terms: name -> (points, what was measured). score: their sum, of 100."""

    grade: Grade
    score: float
    terms: Mapping[str, float]


def grade(marks: Grading, firms: Sequence[Placed], *, neighbours: int, buyers: int) -> Graded:
    """The grade of a node.

    neighbours: nodes with firms that buy from it or sell to it. buyers: those among them that buy: where there is one, and a single
    firm holds the node, the chain hangs on that firm and the node is threatened, however many points it has.
    """
    total = sum(firm.share_bp for firm in firms)
    scale = min(1.0, len(firms) / marks.scale_firms)
    linkage = min(1.0, neighbours / marks.linkage_nodes)
    evidence = sum(firm.confidence_bp for firm in firms) / len(firms) / 10_000 if firms else 0.0
    largest = max((firm.share_bp for firm in firms), default=0) * 10_000 / total if total else 0.0
    points = {
        "scale": marks.weights["scale"] * scale,
        "linkage": marks.weights["linkage"] * linkage if firms else 0.0,
        "evidence": marks.weights["evidence"] * evidence,
    }
    score = sum(points.values())
    terms = {
        **points, "firms": float(len(firms)), "neighbours": float(neighbours), "buyers": float(buyers),
        "largest_share_bp": round(largest, 0),
    }  # fmt: skip
    if not firms:
        return Graded("missing", 0.0, terms)
    if buyers and largest > marks.threatened_share_bp:
        return Graded("threatened", round(score, 2), terms)
    return Graded(
        "strong" if score >= marks.strong else "potential",
        round(score, 2),
        terms | {"weak": float(score < marks.potential)},
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm from outside. None: not known; such a term counts nothing and is told as open. buyers: residents that buy from it."""

    name: str
    node: str
    node_score: float
    revenue_k: int | None = None
    distance_km: int | None = None
    land_m2: int | None = None
    energy_tce: int | None = None
    buyers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """terms: name -> points, None where nothing is known. score: their sum, of 100."""

    firm: Candidate
    score: float
    terms: Mapping[str, float | None]


def rank_firms(marks: Targeting, firms: Iterable[Candidate]) -> list[Ranked]:
    """The best first: by node, size, distance, residents that buy from it, land and energy; ties by name."""
    found = [_firm(marks, firm) for firm in firms]
    return sorted(found, key=lambda one: (-one.score, one.firm.name))


def _firm(marks: Targeting, firm: Candidate) -> Ranked:
    shares: dict[str, float | None] = {
        "node": min(1.0, max(0.0, firm.node_score)),
        "size": None if firm.revenue_k is None else min(1.0, firm.revenue_k / marks.size_k),
        "distance": None if firm.distance_km is None else max(0.0, 1 - firm.distance_km / marks.distance_km),
        "suppliers": min(1.0, len(firm.buyers) / marks.suppliers),
        "land": None if firm.land_m2 is None else _fit(firm.land_m2, marks.land_m2),
        "energy": None if firm.energy_tce is None else _fit(firm.energy_tce, marks.energy_tce),
    }
    points = {name: None if share is None else round(marks.weights[name] * share, 2) for name, share in shares.items()}
    return Ranked(firm, round(sum(point or 0.0 for point in points.values()), 2), points)


def _fit(asked: int, offered: int) -> float:
    """1 where the zone can offer it, falling to 0 at twice that."""
    return 1.0 if asked <= offered else max(0.0, 2 - asked / offered)


@dataclass(frozen=True, slots=True)
class Supply:
    """A resident buys from that firm, by that share of its purchases, or (side buyer) sells to it by that share of its sales."""

    resident: str
    supplier: str
    node: str
    share_bp: int
    side: str = "supplier"


@dataclass(frozen=True, slots=True)
class Referral:
    """A supplier or buyer from outside whom residents can refer. score = node score × (1 + parts bought or sold by each of them)."""

    supplier: str
    node: str
    residents: tuple[str, ...]
    score: float
    terms: Mapping[str, float]


def refer(supplies: Iterable[Supply], *, residents: frozenset[str], nodes: Mapping[str, float]) -> list[Referral]:
    """Suppliers that are not in the zone, the best first; nodes: `CHAIN/NODE` -> score of its gap (0 to 1), others count least."""
    found: dict[tuple[str, str], list[Supply]] = {}
    for supply in supplies:
        if supply.supplier not in residents:
            found.setdefault((supply.supplier, supply.node), []).append(supply)
    told: list[Referral] = []
    for (supplier, node), rows in found.items():
        lack = nodes.get(node, 0.0)
        bought, sold = (
            sum(row.share_bp for row in rows if row.side == side) / 10_000 for side in ("supplier", "buyer")
        )
        names = tuple(sorted({row.resident for row in rows}))
        terms = {"node": lack, "bought": bought, "sold": sold, "residents": float(len(names))}
        told.append(Referral(supplier, node, names, round(lack * (1 + bought + sold), 4), terms))
    return sorted(told, key=lambda one: (-one.score, -one.terms["bought"] - one.terms["sold"], one.supplier, one.node))
