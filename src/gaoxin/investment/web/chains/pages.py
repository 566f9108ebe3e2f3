"""Reading pages: the list, one chain as map, table and text, a node, and the ranking of gaps."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError
from gaoxin.investment.models import Chain
from gaoxin.investment.selectors import chain_nodes, chains, leads_scope
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.web.chains import drawn, words
from gaoxin.investment.web.chains.nodes import node_context
from gaoxin.ui.web.problems import status_of

SHOWN = 15
DRAWERS = frozenset({Role.PROMOTER, Role.HEAD})


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def new_key() -> str:
    """Of one form: a second press of its button makes no second act."""
    return uuid.uuid4().hex


@require_safe
def chain_list(request: HttpRequest) -> HttpResponse:
    """Every chain with its last published version, how many nodes have firms, and its draft."""
    by = actor_of(request)
    drafts = {row.code for row in chains.drafts(zone=by.zone)}
    rows: list[dict[str, Any]] = []
    for row in chains.current(zone=by.zone):
        view = chains.chain_view(zone=by.zone, chain=row)
        rows.append({
            "row": row, "title": words.named(row, "title"), "nodes": len(view.nodes), "filled": sum(bool(n.firms) for n in view.nodes),
            "threatened": sum(n.grade == "threatened" for n in view.nodes), "draft": row.code in drafts,
        })  # fmt: skip
    context = {"rows": rows, "draws": bool(by.roles & DRAWERS), "head": by.has(Role.HEAD)}
    return render(request, "investment/chains/list.html", context)


@require_safe
def chain_map(request: HttpRequest, code: str) -> HttpResponse:
    """A version of a chain: chart, table and sentences. `?v=` an older one, `?view=sankey` by coefficients, `?csv=` a table."""
    by = actor_of(request)
    asked = request.GET.get("v", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    row = chains.version(zone=by.zone, code=code, number=number)
    view = chains.chain_view(zone=by.zone, chain=row)
    if request.GET.get("csv") in ("nodes", "links"):
        return _csv(row, request.GET["csv"], view)
    wanted = request.GET.get("view") == "sankey" and bool(view.links)
    flows = drawn.sankey(view) if wanted else None
    linked = {end for link in view.links for end in (link.seller, link.buyer)}
    return render(request, "investment/chains/map.html", {
        "row": row, "title": words.named(row, "title"), "chart": flows or drawn.graph(view), "sankey": flows is not None,
        "loop": drawn.loop(view) if wanted and flows is None else [], "sentence": drawn.sentence(view),
        "unlinked": [words.named(one.row) for one in view.nodes if one.row.code not in linked][:30] if flows else [],
        "legend": [(sign, word) for word, sign, _tone, _colour in words.GRADES.values()],
        "lines": _lines(view), "links": _links(view), "asked": number,
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
    context = node_context(by.zone, code, name)
    told = {
        "draws": bool(by.roles & DRAWERS), "head": by.has(Role.HEAD), "me": by.id, "today": timezone.localdate(), "key": new_key(),
        "problem": problem, "typed": request.POST if problem else {},
        "referrals": [referral_line(by, one) for one in context["suggested"][:SHOWN]],
    }  # fmt: skip
    marked = leads_of(by)
    for line in told["referrals"]:
        line.update(marked.get((line["one"].supplier, line["one"].node), {}))
    status = status_of(problem) if problem else 200
    return render(request, "investment/chains/node.html", context | told, status=status)


@require_safe
def gap_page(request: HttpRequest) -> HttpResponse:
    """What the zone lacks, by kind, each term of each score shown."""
    return gaps_page(request)


def gaps_page(request: HttpRequest, problem: GaoxinError | None = None, **more: Any) -> HttpResponse:
    """The ranking; with what was typed and why it was refused, where a ruling or a referral was."""
    by = actor_of(request)
    found = chains.gaps(zone=by.zone)
    nodes = chain_nodes.scored(zone=by.zone, found=found)
    scores = {ref: one.score for ref, one in nodes.items()}
    marked = leads_of(by)
    referrals = [
        referral_line(by, one) | marked.get((one.supplier, one.node), {})
        for one in chains.referrals(zone=by.zone, scores=scores)
    ]
    return render(request, "investment/chains/gaps.html", {
        "kinds": [(kind, words.KINDS[kind], [words.gap(kind, one) for one in found.ranked[kind][:SHOWN]]) for kind in found.ranked],
        "empty": [(words.named(row), ref, row, words.node_score(one))
                  for row, ref, one in chain_nodes.empty_nodes(zone=by.zone, scores=nodes)[:SHOWN]],
        "found": found.found, "rulings": list(words.RULINGS.items()), "draws": bool(by.roles & DRAWERS), "key": new_key(),
        "targets": [(one, words.terms(one.terms)) for one in chains.targets(zone=by.zone, scores=scores, most=SHOWN)],
        "referrals": referrals[:SHOWN], "counted": _counted(referrals, marked),
        "problem": problem, "typed": request.POST if problem else {},
        "choices": [
            (f"{kind}:{one.gap.sector}", f"{words.KINDS[kind]} {one.gap.name}") for kind in found.ranked for one in found.ranked[kind]
        ],
    } | more, status=status_of(problem) if problem else 200)  # fmt: skip


def referral_line(by: Actor, one: Any) -> dict[str, Any]:
    """A suggestion as the pages show it. turns: the reader may make a lead of it."""
    return {"one": one, "terms": words.terms(one.terms), "turns": bool(by.roles & DRAWERS)}


def leads_of(by: Actor) -> dict[tuple[str, str], dict[str, Any]]:
    """(firm, node) -> the lead that a suggestion became; its address only for who sees that lead."""
    rows = chains.referred(zone=by.zone)
    kept = {key: row.lead.merged_into or row.lead for key, row in rows.items()}
    scope = leads_scope.whose(zone=by.zone, by=by, on=timezone.localdate())
    seen = set(
        leads_scope.within(zone=by.zone, scope=scope)
        .filter(id__in=[lead.id for lead in kept.values()])
        .values_list("id", flat=True)
    )
    told = book()
    return {
        key: {
            "lead": lead, "seen": lead.id in seen, "stage": words.stage(told.stage(lead.stage)), "referrer": rows[key].party.name,
            "final": told.stage(lead.stage).final,
        }
        for key, lead in kept.items()
    }  # fmt: skip


def _counted(referrals: list[dict[str, Any]], marked: dict[tuple[str, str], dict[str, Any]]) -> dict[str, int]:
    """open: suggestions that are no lead yet. leads: that became one. landed: of these."""
    return {
        "open": sum("lead" not in line for line in referrals), "leads": len({told["lead"].id for told in marked.values()}),
        "landed": len({told["lead"].id for told in marked.values() if told["final"]}),
    }  # fmt: skip


def _lines(view: chains.ChainView) -> list[dict[str, Any]]:
    return [
        {"one": one, "row": one.row, "name": words.named(one.row), "side": words.SIDES[one.row.side], "grade": words.GRADES[one.grade]}
        for one in view.nodes
    ]  # fmt: skip


def _links(view: chains.ChainView) -> list[dict[str, Any]]:
    titles = {one.row.code: words.named(one.row) for one in view.nodes}
    return [words.link(row, titles) for row in view.links]


def _csv(row: Chain, what: str, view: chains.ChainView) -> HttpResponse:
    out = io.StringIO()
    table = csv.writer(out)
    if what == "links":
        names = ("seller", "buyer", "coefficient", "share", "basis", "confidence_bp", "source", "on")
        lines: list[list[Any]] = [[getattr(link, name) for name in names] for link in view.links]
    else:
        names = ("code", "name", "name_en", "side", "parent", "products", "industries", "hs", "firms", "grade")
        plain, many = names[:5], names[5:8]
        lines = [
            [
                *(getattr(one.row, n) for n in plain),
                *("、".join(getattr(one.row, n)) for n in many),
                one.firms,
                one.grade,
            ]
            for one in view.nodes
        ]
    table.writerows([names, *([_cell(value) for value in line] for line in lines)])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.code}-v{row.version}-{what}.csv"'
    return response


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
