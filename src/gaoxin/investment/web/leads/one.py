"""One lead: registered, completed, moved, given to somebody, merged, and its credit settled. What is refused, the service refuses."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.investment.models import Lead
from gaoxin.investment.rules.leads.moving import unmet
from gaoxin.investment.selectors import leads_agreements, leads_duplicates, leads_lists
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_facts import facts_of, shares_or_equal
from gaoxin.investment.services.leads import merging, moving, registering
from gaoxin.investment.services.leads.needing import state_need
from gaoxin.investment.services.leads.registering import DuplicateLead
from gaoxin.investment.web.leads.asked import (
    KINDS,
    badge,
    is_office,
    lead_of,
    mode_name,
    number,
    numbered,
    scope_of,
    who,
    words,
    works,
)
from gaoxin.investment.web.leads.needs import need_words, read_need

FIELDS = (
    "title", "investor", "identifier", "mode", "node", "investment_k", "contact_name", "contact_phone", "note", "team", "referrer",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A form; leads on what may be the same investor are shown before anything is written."""
    actor, now, _today = who(request)
    if request.method != "POST":
        return _form(request, {"mode": request.GET.get("mode", "door"), "node": request.GET.get("node", "")})
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        done = registering.register_lead(
            zone=actor.zone, by=actor, at=now, key=request.POST.get("key", "")[:38],
            despite=frozenset(request.POST.getlist("despite")), **typed,
        )  # fmt: skip
    except DuplicateLead as error:
        return _form(request, typed, found=error.found, seen=[str(one.id) for one in error.found])
    except GaoxinError as error:
        return _form(request, typed, problem=error)
    messages.success(request, _("线索已登记。"))
    return redirect("leads:lead", done.lead.id)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same form for a known lead. What was typed stays where it cannot be kept."""
    lead = lead_of(request, pk)
    if request.method != "POST":
        return _form(
            request, {name: getattr(lead, name, "") for name in FIELDS if name not in ("team", "referrer")}, lead=lead
        )
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    actor, now, _today = who(request)
    try:
        version = number(request.POST.get("version", ""))
        registering.complete_lead(zone=actor.zone, pk=pk, version=version or 0, by=actor, at=now, **typed)
    except GaoxinError as error:
        return _form(request, typed, lead=lead, problem=error)
    messages.success(request, _("已保存。"))
    return redirect("leads:lead", pk)


@require_safe
def lead(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All that is known of a lead."""
    return _page(request, lead_of(request, pk))


@require_POST
def need(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What it needs of the zone, in place of what stood there; back to the lead with what was typed where it cannot be kept."""
    row = lead_of(request, pk)
    sent, (actor, now, _today) = request.POST, who(request)
    try:
        state_need(
            zone=actor.zone, pk=pk, version=number(sent.get("version", "")) or 0, by=actor, at=now, key=sent.get("key", "")[:50],
            **read_need(sent),
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, row, problem=error, typed=sent)
    messages.success(request, _("用地和配套需要已保存。"))
    return redirect("leads:lead", pk)


@require_POST
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To another stage; back to the page it came from, or the lead with what is lacking."""
    row = lead_of(request, pk)
    sent, (actor, now, _today) = request.POST, who(request)
    try:
        moving.move(
            zone=actor.zone, pk=pk, to=sent.get("to", ""), reason=sent.get("reason", ""), by=actor, at=now,
            version=number(sent.get("version", "")),
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, row, problem=error, typed=sent)
    messages.success(request, _("已移动。"))
    return redirect(
        "leads:board" if sent.get("back") == "board" else "leads:lead", *([] if sent.get("back") == "board" else [pk])
    )


@require_POST
def assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To a team, or back to the pool."""
    row = lead_of(request, pk)
    sent, (actor, now, _today) = request.POST, who(request)
    try:
        team = leads_lists.key(sent.get("team", ""))
        if sent.get("team") and team is None:
            raise Invalid("没有这支队伍 no such team", do="重新选择 choose another one")
        registering.assign(
            zone=actor.zone, pk=pk, team=team, reason=sent.get("reason", ""), by=actor, at=now,
            version=number(sent.get("version", "")),
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, row, problem=error, typed=sent)
    messages.success(request, _("已指派。") if team else _("已放回公共池。"))
    return redirect("leads:list") if team is None else redirect("leads:lead", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Which lead to take in: those alike are proposed, any other by its number."""
    row = lead_of(request, pk)
    if request.method != "POST":
        return _merging(request, row, {})
    sent, (actor, now, _today) = request.POST, who(request)
    try:
        gone = leads_lists.key(sent.get("gone", "")) or numbered(request, sent.get("number", ""))
        merging.merge(zone=actor.zone, kept=pk, gone=gone, reason=sent.get("reason", ""), by=actor, at=now)
    except NotFound as error:
        return _merging(request, row, sent, problem=error)
    except GaoxinError as error:
        return _merging(request, row, sent, problem=error)
    messages.success(request, _("已合并。两条的走访、变动和份额都在这里，可以撤销。"))
    return redirect("leads:lead", pk)


@require_POST
def undo(request: HttpRequest, merge: uuid.UUID) -> HttpResponse:
    """Two of one again."""
    actor, now, _today = who(request)
    merging.undo_merge(zone=actor.zone, merge_id=merge, by=actor, at=now)
    messages.success(request, _("合并已撤销，两条线索各自恢复。"))
    return redirect("leads:list")


@require_POST
def credit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Whole percents by holder."""
    row = lead_of(request, pk)
    sent, (actor, now, _today) = request.POST, who(request)
    try:
        shares: dict[str, int] = {}
        for holder, text in zip(sent.getlist("holder"), sent.getlist("share"), strict=False):
            percent = number(text.strip() or "0")
            if percent is None:
                raise Invalid(f"份额应为整数 a share must be a whole number: {text[:20]!r}", do="改正 correct it")
            if percent and holder:
                shares[holder] = shares.get(holder, 0) + percent * 100
        merging.set_credit(
            zone=actor.zone, pk=pk, shares=shares, reason=sent.get("reason", ""), by=actor, at=now,
            version=number(sent.get("version", "")),
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, row, problem=error, typed=sent)
    messages.success(request, _("份额已确定。"))
    return redirect("leads:lead", pk)


def _form(request: HttpRequest, typed: Mapping[str, Any], **told: Any) -> HttpResponse:
    actor, _now, _today = who(request)
    scope = scope_of(request)
    context = {
        "typed": typed, "teams": leads_lists.teams(zone=actor.zone, scope=scope), "key": request.POST.get("key") or uuid.uuid4().hex,
        "own": scope.reach == "own", "badge": badge, **words(), **told,
    }  # fmt: skip
    status = 422 if told.get("problem") else 200
    return render(request, "investment/leads/form.html", context, status=status)


def _page(request: HttpRequest, row: Lead, **told: Any) -> HttpResponse:
    actor, _now, today = who(request)
    row = Lead.objects.select_related("team", "owner", "ambassador", "party", "referrer", "merged_into").get(pk=row.pk)
    known, office = book(), is_office(request)
    place = known.order(row.stage)
    following = known.way[place] if 0 < place < len(known.way) else None
    lacking = unmet(known, row.stage, following.code, facts_of(row)) if following else ()
    past = leads_lists.history(row)
    alike = (
        leads_duplicates.alike(zone=row.zone, investor=row.investor, identifier=row.identifier, but=row.id, deep=False)
        if office
        else []
    )
    context = {
        "row": row, "stage": badge(row.stage), "mode": mode_name(row.mode), "following": following, "lacking": lacking,
        "stages": [badge(stage.code) for stage in known.leads.stages if stage.code != row.stage],
        "moves": [{"move": move, "here": badge(move.here) if move.here else None, "to": badge(move.to)} for move in past.moves],
        "visits": [{"visit": visit, "kind": KINDS.get(visit.kind, visit.kind)} for visit in past.visits],
        "merges": past.merges, "shares": [_share(share) for share in past.shares], "holders": _holders(row), "alike": alike,
        "agreements": leads_agreements.of_lead(row, today) if office else [],
        "scores": leads_agreements.scores(row) if office else [], "today": today, "works": works(request), "office": office,
        "final": known.stage(row.stage).final, "writes": works(request) and not row.merged_into_id,
        "teams": leads_lists.teams(zone=actor.zone, scope=scope_of(request)) if office else [],
        "need": need_words(row, told.get("typed", {})), "key": uuid.uuid4().hex, "opens": office and works(request), **told,
    }  # fmt: skip
    return render(request, "investment/leads/lead.html", context, status=422 if told.get("problem") else 200)


def _share(share: Any) -> dict[str, Any]:
    holder = share.team or share.ambassador or share.party
    return {"name": holder.name, "percent": share.share_bp / 100}


def _holders(row: Lead) -> list[dict[str, Any]]:
    """Who may have a part of the credit: as it is settled, or who holds the lead."""
    shares = shares_or_equal(row)
    names = {
        f"team:{row.team_id}": row.team,
        f"ambassador:{row.ambassador_id}": row.ambassador,
        f"party:{row.referrer_id}": row.referrer,
    }
    held = [holder for holder, thing in names.items() if thing is not None]
    every = list(dict.fromkeys([*shares, *held]))
    return [
        {"holder": holder, "name": names[holder].name if names.get(holder) else merging.name_of(row.zone, holder),
         "percent": shares.get(holder, 0) // 100}
        for holder in every
    ]  # fmt: skip


def _merging(request: HttpRequest, row: Lead, typed: Mapping[str, Any], **told: Any) -> HttpResponse:
    found = leads_duplicates.alike(zone=row.zone, investor=row.investor, identifier=row.identifier, but=row.id)
    lines = [{"one": one, "stage": badge(one.stage)} for one in found]
    context = {"row": row, "lines": lines, "typed": typed, "stage": badge(row.stage), **told}
    return render(request, "investment/leads/merge.html", context, status=422 if told.get("problem") else 200)
