"""Reading pages: the list, one chain as map, table and text, a node, and the ranking of gaps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError
from gaoxin.investment.selectors import chains
from gaoxin.investment.selectors.chain_tables import table_in_force
from gaoxin.investment.web.chains import words
from gaoxin.parties import selectors as parties
from gaoxin.ui.web.problems import status_of

SHOWN = 15
DRAWERS = frozenset({Role.PROMOTER, Role.HEAD})


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@require_safe
def chain_list(request: HttpRequest) -> HttpResponse:
    """Every chain with its last published version, how many nodes have firms, and its draft."""
    zone = actor_of(request).zone
    drafts = {row.code for row in chains.drafts(zone=zone)}
    rows: list[dict[str, Any]] = []
    for row in chains.current(zone=zone):
        view = chains.chain_view(zone=zone, chain=row)
        rows.append({
            "row": row, "title": words.named(row, "title"), "nodes": len(view.nodes), "filled": sum(bool(n.firms) for n in view.nodes),
            "threatened": sum(n.grade == "threatened" for n in view.nodes), "draft": row.code in drafts,
        })  # fmt: skip
    return render(
        request, "investment/chains/list.html", {"rows": rows, "draws": bool(actor_of(request).roles & DRAWERS)}
    )


@require_safe
def chain_map(request: HttpRequest, code: str) -> HttpResponse:
    """A version of a chain: chart, table and sentences. `?v=` an older one."""
    by = actor_of(request)
    asked = request.GET.get("v", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    row = chains.version(zone=by.zone, code=code, number=number)
    view = chains.chain_view(zone=by.zone, chain=row)
    return render(request, "investment/chains/map.html", {
        "row": row, "title": words.named(row, "title"), "chart": words.chart(view), "lines": _lines(view), "links": view.links,
        "versions": chains.versions(zone=by.zone, code=code), "draws": bool(by.roles & DRAWERS),
        "draft": chains.draft(zone=by.zone, code=code), "wide": len(view.nodes) > 60,
        "missing": [words.named(one.row) for one in view.nodes if one.grade == "missing"][:30],
        "filled": sum(bool(one.firms) for one in view.nodes), "nodes": len(view.nodes),
    })  # fmt: skip


@require_safe
def node(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """A node: firms, links, assessment, gaps with every term, target firms, referrals."""
    return node_page(request, code, node)


def node_page(request: HttpRequest, code: str, name: str, problem: GaoxinError | None = None) -> HttpResponse:
    """The node; with what was typed and why it was refused, where an act was."""
    by = actor_of(request)
    chain = chains.version(zone=by.zone, code=code)
    row, view, ref = (
        chains.node(zone=by.zone, chain=chain, code=name),
        chains.chain_view(zone=by.zone, chain=chain),
        f"{code}/{name}",
    )
    placed = chains.firms_by_node(zone=by.zone, chain=code)
    titles = {one.row.code: words.named(one.row) for one in view.nodes}
    found = chains.gaps(zone=by.zone)
    scores = chains.node_scores(zone=by.zone, found=found)
    sectors = chains.sectors_of(table_in_force(by.zone), row.industries)
    graded = chains.graded(name, placed, view.links, code)
    codes = chains.industries()
    return render(request, "investment/chains/node.html", {
        "chain": chain, "chain_title": words.named(chain, "title"), "row": row, "title": words.named(row), "ref": ref,
        "side": words.SIDES[row.side], "industries": [(c, codes.get(c, "")) for c in row.industries], "firms": placed.get(ref, []),
        "buys": [(link, titles.get(link.seller, link.seller)) for link in view.links if link.buyer == name],
        "sells": [(link, titles.get(link.buyer, link.buyer)) for link in view.links if link.seller == name],
        "graded": graded, "grade": words.GRADES[graded.grade], "grade_terms": words.terms({"score": graded.score, **graded.terms}),
        "assessments": [(one, words.GRADES[one.grade], words.GRADES[one.computed], words.terms(one.terms))
                        for one in chains.assessments(zone=by.zone, ref=ref)],
        "grades": [(key, told[0]) for key, told in words.GRADES.items()],
        "gaps": [_gap(kind, one) for kind in found.ranked for one in found.ranked[kind] if one.gap.sector in sectors],
        "targets": [(one, words.terms(one.terms)) for one in chains.targets(zone=by.zone, ref=ref, scores=scores)],
        "referrals": [(one, words.terms(one.terms)) for one in chains.referrals(zone=by.zone, ref=ref, scores=scores)[:SHOWN]],
        "draws": bool(by.roles & DRAWERS), "head": by.has(Role.HEAD), "me": by.id, "today": timezone.localdate(),
        "problem": problem, "typed": request.POST if problem else {}, "enterprises": parties.enterprises(zone=by.zone)[:500],
    }, status=status_of(problem) if problem else 200)  # fmt: skip


@require_safe
def gap_page(request: HttpRequest) -> HttpResponse:
    """What the zone lacks, by kind, each term of each score shown."""
    return gaps_page(request)


def gaps_page(request: HttpRequest, problem: GaoxinError | None = None) -> HttpResponse:
    """The ranking; with what was typed and why it was refused, where a ruling was."""
    by = actor_of(request)
    found = chains.gaps(zone=by.zone)
    scores = chains.node_scores(zone=by.zone, found=found)
    return render(request, "investment/chains/gaps.html", {
        "kinds": [(kind, words.KINDS[kind], [_gap(kind, one) for one in found.ranked[kind][:SHOWN]]) for kind in found.ranked],
        "found": found.found, "rulings": list(words.RULINGS.items()), "draws": bool(by.roles & DRAWERS),
        "targets": [(one, words.terms(one.terms)) for one in chains.targets(zone=by.zone, scores=scores, most=SHOWN)],
        "referrals": [(one, words.terms(one.terms)) for one in chains.referrals(zone=by.zone, scores=scores)[:SHOWN]],
        "problem": problem, "typed": request.POST if problem else {},
        "choices": [
            (f"{kind}:{one.gap.sector}", f"{words.KINDS[kind]} {one.gap.name}") for kind in found.ranked for one in found.ranked[kind]
        ],
    }, status=status_of(problem) if problem else 200)  # fmt: skip


def _gap(kind: str, one: chains.RankedGap) -> dict[str, Any]:
    return {
        "kind": words.KINDS[kind], "one": one, "gap": one.gap, "terms": words.terms(one.gap.terms),
        "through": "、".join(name for _, name, _ in one.gap.through),
        "ruling": words.RULINGS[one.ruling.ruling] if one.ruling and one.ruling.ruling != "computed" else "",
    }  # fmt: skip


def _lines(view: chains.ChainView) -> list[dict[str, Any]]:
    return [
        {"one": one, "row": one.row, "name": words.named(one.row), "side": words.SIDES[one.row.side], "grade": words.GRADES[one.grade]}
        for one in view.nodes
    ]  # fmt: skip
