"""What the page of a node shows to whoever reads it."""

from __future__ import annotations

from typing import Any

from gaoxin.investment.selectors import chain_nodes, chains
from gaoxin.investment.selectors.chain_tables import table_in_force
from gaoxin.investment.web.chains import words


def node_context(zone: str, code: str, name: str) -> dict[str, Any]:
    """Everything about the node. suggested: referrals to it."""
    chain = chains.version(zone=zone, code=code)
    row, view, ref = (
        chains.node(zone=zone, chain=chain, code=name),
        chains.chain_view(zone=zone, chain=chain),
        f"{code}/{name}",
    )
    titles = {one.row.code: words.named(one.row) for one in view.nodes}
    links = [words.link(link, titles) for link in view.links if name in (link.seller, link.buyer)]
    codes = chains.industries()
    return {
        "chain": chain, "chain_title": words.named(chain, "title"), "row": row, "title": words.named(row), "ref": ref,
        "side": words.SIDES[row.side], "industries": [(one, codes.get(one, "")) for one in row.industries],
        "buys": [link for link in links if link["row"].buyer == name], "sells": [link for link in links if link["row"].seller == name],
        "grades": [(key, told[0]) for key, told in words.GRADES.items()],
    } | _judged(zone, chain, row, ref, view) | _lacking(zone, row, ref) | _trades(zone, ref)  # fmt: skip


def _judged(zone: str, chain: Any, row: Any, ref: str, view: chains.ChainView) -> dict[str, Any]:
    placed = chains.firms_by_node(zone=zone, chain=chain.code)
    graded = chains.graded(row.code, placed, view.links, chain.code)
    rows = chains.assessments(zone=zone, ref=ref)
    last = words.GRADES[rows[0].grade] if rows else None
    return {
        "firms": [
            {"row": firm, "share": words.percent(firm.share_bp), "confidence": words.percent(firm.confidence_bp)}
            for firm in placed.get(ref, [])
        ],
        "graded": graded, "grade": words.GRADES[graded.grade], "shown": last or words.GRADES[graded.grade],
        "grade_terms": words.terms({"score": graded.score, **graded.terms}),
        "assessments": [(one, words.GRADES[one.grade], words.GRADES[one.computed], words.terms(one.terms)) for one in rows],
    }  # fmt: skip


def _lacking(zone: str, row: Any, ref: str) -> dict[str, Any]:
    found = chains.gaps(zone=zone)
    nodes = chain_nodes.scored(zone=zone, found=found)
    scores = {key: one.score for key, one in nodes.items()}
    sectors = chains.sectors_of(table_in_force(zone), row.industries)
    return {
        "gaps": [words.gap(kind, one) for kind in found.ranked for one in found.ranked[kind] if one.gap.sector in sectors],
        "own": words.node_score(nodes[ref]) if ref in nodes else None,
        "targets": [(one, words.terms(one.terms)) for one in chains.targets(zone=zone, ref=ref, scores=scores)],
        "suggested": chains.referrals(zone=zone, ref=ref, scores=scores),
    }  # fmt: skip


def _trades(zone: str, ref: str) -> dict[str, Any]:
    return {
        "trades": [
            {"row": one, "side": words.TRADES[one.side], "share": words.percent(one.share_bp)}
            for one in chains.trades(zone=zone, ref=ref)
        ],
        "trade_sides": list(words.TRADES.items()),
    }  # fmt: skip
