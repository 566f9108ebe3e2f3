"""The gap of each node, also where several share one group of GB/T 4754."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.investment.models import ChainNode
from gaoxin.investment.rules.chains.products import NodeScore, Space, Standing, near_of, nearness, space_of, tell_apart
from gaoxin.investment.selectors import chains
from gaoxin.investment.selectors.chain_tables import table_in_force


@lru_cache(maxsize=1)
def product_space() -> Space:
    """HS headings that lie next to each other."""
    with Path(settings.CATALOGUE / "chains" / "tables" / "products.csv").open(encoding="utf-8-sig", newline="") as file:
        return space_of((row["a"], row["b"]) for row in csv.DictReader(file))


def scored(*, zone: str, found: chains.ZoneGaps) -> dict[str, NodeScore]:
    """`CHAIN/NODE` of the last published versions -> its score with every term (0 where there is no gap, or staff dropped it)."""
    best: dict[str, tuple[float, str]] = {}
    between: dict[str, float | None] = {}
    for kind in found.ranked:
        for one in found.ranked[kind]:
            ruling = one.ruling.ruling if one.ruling else "computed"
            score = {"first": 1.0, "drop": 0.0}.get(ruling, one.gap.score)
            if score >= best.get(one.gap.sector, (0.0, ""))[0]:
                best[one.gap.sector] = (score, kind)
            if kind == "strengthen":
                between[one.gap.sector] = one.gap.terms["betweenness_rank"] if ruling == "computed" else None
    table, space = table_in_force(zone), product_space()
    nodes, sectors = _standing(zone), dict[str, set[str]]()
    for node in nodes:
        sectors[node.ref] = chains.sectors_of(table, sorted(node.groups))
    near = nearness(space, {heading for node in nodes if node.firms for heading in node.headings})
    nears = {node.ref: near_of(node.headings, near, space) for node in nodes}
    told: dict[str, NodeScore] = {}
    for node in nodes:
        score, kind, sector = max(((*best.get(s, (0.0, "")), s) for s in sectors[node.ref]), default=(0.0, "", ""))
        sharing = [one for one in nodes if one.groups & node.groups] or [node]
        told[node.ref] = tell_apart(
            node, sharing, nears, kind=kind, sector=sector, group_score=score, between=between.get(sector)
        )
    return told


def node_scores(*, zone: str, found: chains.ZoneGaps) -> dict[str, float]:
    """`CHAIN/NODE` -> its score."""
    return {ref: one.score for ref, one in scored(zone=zone, found=found).items()}


def empty_nodes(*, zone: str, scores: dict[str, NodeScore]) -> list[tuple[ChainNode, str, NodeScore]]:
    """Nodes without a firm whose score is above zero, the best first, each with its `CHAIN/NODE`."""
    placed = chains.firms_by_node(zone=zone)
    found: list[tuple[ChainNode, str, NodeScore]] = []
    for chain in chains.current(zone=zone):
        for node in ChainNode.objects.filter(zone=zone, chain=chain).order_by("place", "code"):
            ref = f"{chain.code}/{node.code}"
            if ref in scores and not placed.get(ref) and scores[ref].score > 0:
                found.append((node, ref, scores[ref]))
    return sorted(found, key=lambda one: (-one[2].score, one[1]))


def _standing(zone: str) -> list[Standing]:
    placed = chains.firms_by_node(zone=zone)
    found: list[Standing] = []
    for chain in chains.current(zone=zone):
        rows = ChainNode.objects.filter(zone=zone, chain=chain).values_list("code", "industries", "hs")
        for code, industries, hs in rows:
            ref = f"{chain.code}/{code}"
            groups = frozenset(one[:3] for one in industries if len(one) >= 3)
            headings = tuple(dict.fromkeys(one[:4] for one in hs))
            found.append(Standing(ref, groups, headings, len(placed.get(ref, ()))))
    return found
