"""Reading chains: versions, nodes with their firms and grades, gaps of the zone's own industries, targets, referrals."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gaoxin.core.errors import NotFound
from gaoxin.investment.models import (
    Chain,
    ChainNode,
    FirmNode,
    FirmSupplier,
    GapRuling,
    NodeAssessment,
    NodeLink,
    ReferralLead,
    TargetFirm,
)  # fmt: skip
from gaoxin.investment.rules.chains import judging
from gaoxin.investment.rules.chains.gaps import KINDS, Gap, Gaps, Kind, Present, find_gaps
from gaoxin.investment.rules.chains.table import Table
from gaoxin.investment.selectors.chain_tables import table_in_force


@dataclass(frozen=True, slots=True)
class NodeView:
    """ref: `CHAIN/NODE`. grade: the last assessment's, else what would be computed now."""

    row: ChainNode
    ref: str
    firms: int
    grade: str
    assessed: bool


@dataclass(frozen=True, slots=True)
class ChainView:
    """One version with its nodes in order and its links."""

    row: Chain
    nodes: Sequence[NodeView]
    links: Sequence[NodeLink]


@dataclass(frozen=True, slots=True)
class RankedGap:
    """A gap in the order in force. computed: its place by score alone. ruling: None, or the last one on it."""

    gap: Gap
    computed: int
    ruling: GapRuling | None


@dataclass(frozen=True, slots=True)
class ZoneGaps:
    """found: None where no firm stands at a node with an industry."""

    found: Gaps | None
    ranked: Mapping[Kind, Sequence[RankedGap]] = field(default_factory=dict[Kind, Sequence[RankedGap]])


@lru_cache(maxsize=1)
def industries() -> dict[str, str]:
    """GB/T 4754-2017: code -> name."""
    with Path(settings.CATALOGUE / "codes" / "gbt4754.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def marks() -> judging.Marks:
    return judging.read_marks((settings.CATALOGUE / "chains" / "grading.yaml").read_text(encoding="utf-8"))


def current(*, zone: str) -> list[Chain]:
    """The last published version of every chain, by code."""
    rows = Chain.objects.filter(zone=zone, state="published").order_by("code", "version")
    return list({row.code: row for row in rows}.values())


def versions(*, zone: str, code: str) -> list[Chain]:
    """All versions of a chain, the newest first."""
    return list(Chain.objects.filter(zone=zone, code=code).order_by("-version"))


def draft(*, zone: str, code: str) -> Chain | None:
    return Chain.objects.filter(zone=zone, code=code, state="draft").first()


def drafts(*, zone: str) -> list[Chain]:
    return list(Chain.objects.filter(zone=zone, state="draft").order_by("code"))


def version(*, zone: str, code: str, number: int | None = None) -> Chain:
    """That version, or the last published one. Raises NotFound."""
    rows = Chain.objects.filter(zone=zone, code=code)
    rows = rows.filter(state="published") if number is None else rows.filter(version=number)
    found = rows.order_by("-version").first()
    if found is None:
        raise NotFound(f"没有这条产业链 no such chain: {code}", do="看产业链列表 see the list of chains")
    return found


def chain_view(*, zone: str, chain: Chain) -> ChainView:
    """A version with nodes, links, numbers of firms and grades; four queries however many nodes."""
    nodes = list(ChainNode.objects.filter(zone=zone, chain=chain).order_by("place", "code"))
    links = list(NodeLink.objects.filter(zone=zone, chain=chain).order_by("seller", "buyer"))
    placed = firms_by_node(zone=zone, chain=chain.code)
    told = last_grades(zone=zone, chain=chain.code)
    views: list[NodeView] = []
    for node in nodes:
        ref = f"{chain.code}/{node.code}"
        grade = told.get(ref) or graded(node.code, placed, links, chain.code).grade
        views.append(NodeView(node, ref, len(placed.get(ref, ())), grade, ref in told))
    return ChainView(chain, views, links)


def linked(*, zone: str) -> list[tuple[str, str]]:
    """Seller and buyer, each as `CHAIN/NODE`, of the last published version of every chain."""
    codes = {chain.pk: chain.code for chain in current(zone=zone)}
    rows = NodeLink.objects.filter(zone=zone, chain__in=list(codes)).values_list("chain_id", "seller", "buyer")
    return [(f"{codes[chain]}/{seller}", f"{codes[chain]}/{buyer}") for chain, seller, buyer in rows]


def firms_by_node(*, zone: str, chain: str = "") -> dict[str, list[FirmNode]]:
    rows = FirmNode.objects.filter(zone=zone, ended_at=None).select_related("party").order_by("-share_bp", "id")
    if chain:
        rows = rows.filter(node__startswith=f"{chain}/")
    found: dict[str, list[FirmNode]] = {}
    for row in rows:
        found.setdefault(row.node, []).append(row)
    return found


def last_grades(*, zone: str, chain: str) -> dict[str, str]:
    rows = NodeAssessment.objects.filter(zone=zone, node__startswith=f"{chain}/").order_by("at", "id")
    return dict(rows.values_list("node", "grade"))


def graded(
    code: str, placed: Mapping[str, Sequence[FirmNode]], links: Sequence[NodeLink], chain: str
) -> judging.Graded:
    """What the rules say of a node now."""
    firms = [judging.Placed(row.share_bp, row.confidence_bp) for row in placed.get(f"{chain}/{code}", ())]
    buyers = {link.buyer for link in links if link.seller == code and placed.get(f"{chain}/{link.buyer}")}
    sellers = {link.seller for link in links if link.buyer == code and placed.get(f"{chain}/{link.seller}")}
    return judging.grade(marks().grade, firms, neighbours=len(buyers | sellers), buyers=len(buyers))


def node(*, zone: str, chain: Chain, code: str) -> ChainNode:
    """Raises NotFound."""
    found = ChainNode.objects.filter(zone=zone, chain=chain, code=code).first()
    if found is None:
        raise NotFound(f"没有这个环节 no such node: {chain.code}/{code}", do="看产业链图 see the map of the chain")
    return found


def assessments(*, zone: str, ref: str) -> list[NodeAssessment]:
    return list(NodeAssessment.objects.filter(zone=zone, node=ref).order_by("-at", "-id")[:20])


def assessed(*, zone: str, chain: str) -> list[NodeAssessment]:
    """Assessments of all nodes of a chain, the newest first."""
    return list(NodeAssessment.objects.filter(zone=zone, node__startswith=f"{chain}/").order_by("-at", "-id")[:500])


def zone_industries(*, zone: str) -> list[Present]:
    """The zone's industries by its firms at nodes: weight = shares of revenue, spread over the industries of the node."""
    nodes: dict[str, list[str]] = {}
    for chain in current(zone=zone):
        rows = ChainNode.objects.filter(zone=zone, chain=chain).values_list("code", "industries")
        nodes |= {f"{chain.code}/{code}": codes for code, codes in rows if codes}
    weight: dict[str, float] = {}
    firms: dict[str, set[uuid.UUID]] = {}
    rows = FirmNode.objects.filter(zone=zone, ended_at=None).order_by("node", "id")
    for ref, party, share in rows.values_list("node", "party_id", "share_bp"):
        for code in nodes.get(ref, ()):
            weight[code] = weight.get(code, 0.0) + share / len(nodes[ref])
            firms.setdefault(code, set()).add(party)
    return [Present(code, weight[code], len(firms[code])) for code in sorted(weight) if weight[code] > 0]


def gaps(*, zone: str) -> ZoneGaps:
    """The zone's gaps in the order in force: what staff put first, then by score; what they dropped, last."""
    present = zone_industries(zone=zone)
    if not present:
        return ZoneGaps(None)
    found = find_gaps(table_in_force(zone), present)
    ruled = rulings(zone=zone)
    told: dict[Kind, Sequence[RankedGap]] = {}
    order = {"first": 0, "computed": 1, "drop": 2}
    for kind in KINDS:
        rows = [RankedGap(gap, at, ruled.get((kind, gap.sector))) for at, gap in enumerate(found.ranked[kind], 1)]
        told[kind] = sorted(
            rows, key=lambda one: (order[one.ruling.ruling if one.ruling else "computed"], one.computed)
        )
    return ZoneGaps(found, told)


def rulings(*, zone: str) -> dict[tuple[str, str], GapRuling]:
    """The last ruling on each gap."""
    return {(row.kind, row.sector): row for row in GapRuling.objects.filter(zone=zone).order_by("at", "id")}


def sectors_of(table: Table, codes: Sequence[str]) -> set[str]:
    """The table's sectors that stand for these industries; those it does not know are left out."""
    return {sector for group, sector in table.groups.items() if any(group.startswith(code[:3]) for code in codes)}


def targets(*, zone: str, ref: str = "", scores: Mapping[str, float], most: int = 50) -> list[judging.Ranked]:
    """Firms from outside, the best first, each term told; of one node or of all."""
    rows = TargetFirm.objects.filter(zone=zone, **({"node": ref} if ref else {})).order_by("name", "id")[:5000]
    buyers: dict[tuple[str, str], list[str]] = {}
    for supply in _supplies(zone=zone):
        if supply.side == "supplier":
            buyers.setdefault((supply.supplier, supply.node), []).append(supply.resident)
    firms = [
        judging.Candidate(
            row.name, row.node, scores.get(row.node, 0.0), row.revenue_k, row.distance_km, row.land_m2, row.energy_tce,
            tuple(sorted(buyers.get((row.name, row.node), ()))),
        )
        for row in rows
    ]  # fmt: skip
    return judging.rank_firms(marks().targets, firms)[:most]


def referred(*, zone: str) -> dict[tuple[str, str], ReferralLead]:
    """(firm, node) -> the lead that the suggestion became."""
    rows = (
        ReferralLead.objects.filter(zone=zone).select_related("lead", "lead__merged_into", "party").order_by("at", "id")
    )
    return {(row.supplier, row.node): row for row in rows[:5000]}


def referrals(*, zone: str, scores: Mapping[str, float], ref: str = "") -> list[judging.Referral]:
    """Suppliers from outside whom residents can refer (以商招商)."""
    supplies = [one for one in _supplies(zone=zone) if not ref or one.node == ref]
    residents = frozenset(
        FirmNode.objects.filter(zone=zone, ended_at=None).values_list("party__name", flat=True).distinct()
    )
    return judging.refer(supplies, residents=residents, nodes=scores)


def trades(*, zone: str, ref: str) -> list[FirmSupplier]:
    """Suppliers and buyers of residents that would stand at the node."""
    return list(
        FirmSupplier.objects.filter(zone=zone, node=ref).select_related("party").order_by("supplier", "id")[:200]
    )


def _supplies(*, zone: str) -> list[judging.Supply]:
    rows = FirmSupplier.objects.filter(zone=zone).order_by("supplier", "id")
    told = rows.values_list("party__name", "supplier", "node", "share_bp", "side")[:20_000]
    return [judging.Supply(*row) for row in told]


def as_drawing(*, zone: str, chain: Chain) -> dict[str, Any]:
    """A version as the files of catalogue/chains/samples write it."""
    view = chain_view(zone=zone, chain=chain)
    names = ("code", "name", "name_en", "side", "parent", "products", "industries", "hs")
    return {
        "code": chain.code, "version": chain.version, "state": chain.state, "title": chain.title,
        "title_en": chain.title_en, "source": chain.source,
        "nodes": [
            {name: getattr(one.row, name) for name in names} | {"firms": one.firms, "grade": one.grade} for one in view.nodes
        ],
        "links": [
            {"seller": link.seller, "buyer": link.buyer, "coefficient": None if link.coefficient is None else str(link.coefficient),
             "share": None if link.share is None else str(link.share), "basis": link.basis,
             "confidence_bp": link.confidence_bp, "source": link.source, "on": link.on.isoformat()}
            for link in view.links
        ],
    }  # fmt: skip
