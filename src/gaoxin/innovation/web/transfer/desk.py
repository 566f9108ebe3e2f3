"""The officers' desk: match anew, matches by state, deals, licences and their filing; one match with its reasons and acts."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.innovation.permissions.register import check_reader, may_keep
from gaoxin.innovation.permissions.transfer import check_reads, may_see_every_side, speaks_for_result
from gaoxin.innovation.rules.patents.numbers import shown
from gaoxin.innovation.rules.transfer.terms import MATCH_STATES
from gaoxin.innovation.selectors.transfer import agreements, lists
from gaoxin.innovation.selectors.transfer import assigning as assigning_told
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import assigning, dealing, matching, posting
from gaoxin.innovation.web import showing
from gaoxin.innovation.web.transfer import asking
from gaoxin.parties import selectors as parties


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Everything of the platform; `?state=` filters matches."""
    by, today = asking.who(request), timezone.localdate()
    check_reader(by, by.zone)
    if request.method == "GET" and request.htmx.target == "run":  # type: ignore[attr-defined]
        answer = render(request, "innovation/transfer/_run.html", told := _run(by.zone))
        if not told["pending"] or told["pending"].state == "failed":
            answer["HX-Refresh"] = "true"
        return answer

    def page(problem: GaoxinError | None) -> HttpResponse:
        return render(
            request, "innovation/transfer/home.html", _home(request, by.zone, problem) | {"may": may_keep(by, by.zone), "today": today},
            status=422 if problem else 200,
        )  # fmt: skip

    def acts() -> asking.Acts:
        told = asking.does(request)
        return {
            "match": (lambda: matching.start(**told), _("已开始匹配：没有人答复的推荐按今天的需求和成果重新作出。")),
            "licence": (lambda: dealing.record_licence(**told, told=_licence(request)), _("许可已登记。")),
            "filed": (
                lambda: dealing.note_filed(**told, licence_id=asking.key_of(request, "licence"), on=asking.date(request, "on")),
                _("备案已登记。"),
            ),
        }  # fmt: skip

    return asking.done(request, acts, lambda: reverse("transfer:home"), page)


def _run(zone: str) -> dict[str, Any]:
    """The last matching that was done, and the one that is under way or came to nothing."""
    pending = lists.pending_run(zone=zone)
    return {
        "run": lists.newest_run(zone=zone), "pending": pending,
        "stalled": bool(pending and lists.run_stalled(pending, timezone.now())),
    }  # fmt: skip


def _home(request: HttpRequest, zone: str, problem: GaoxinError | None) -> dict[str, Any]:
    state, today, laws = request.GET.get("state", ""), timezone.localdate(), book()
    found, after = lists.matches(zone=zone, state=state, after=request.GET.get("after", ""))
    counts, sums = lists.counts(zone=zone), lists.deal_sums(zone=zone)
    waiting, _next = lists.demands(zone=zone, state="posted")
    made = lists.deals(zone=zone)
    unentered = assigning_told.waiting(zone=zone, deals=made)
    return _run(zone) | {
        "matches": [asking.match(one) for one in found], "after": after, "state": state,
        "states": [{"code": one, "word": asking.STATE[one][0], "n": counts.get(one, 0)} for one in MATCH_STATES[:-1]],
        "waiting": [{"row": row, "why": _("截止日期已过") if row.deadline < today else asking.REASON.get(row.left.get("reason", ""))}
            for row in waiting
        ],
        "deals": [
            {"row": row, "kind": laws.deal(row.kind), "owner": lists.owner_of(row.match.result), "unentered": row.id in unentered}
            for row in made
        ],
        "sums": [{"kind": kind, "n": sums[kind.code][0], "whole": sums[kind.code][1]} for kind in laws.deals if kind.code in sums],
        "licences": [
            {"row": row, "filing": how, "badge": asking.badge(how.state), "kind": laws.licence(row.kind), "key": asking.new_key()}
            for row, how in lists.licences(zone=zone, today=today)
        ],
        "firms": parties.register(zone=zone), "laws": laws, "problem": problem, "key": asking.new_key(), "typed": request.POST,
    }  # fmt: skip


def _licence(request: HttpRequest) -> dealing.NewLicence:
    def said(name: str) -> str:
        return asking.text(request, name)

    return dealing.NewLicence(
        said("number"), asking.key_of(request, "party"), said("kind"), asking.date(request, "since"), said("evidence"),
        asking.day(request, "until", may_lack=True), asking.whole(request, "amount_k"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest, match: uuid.UUID) -> HttpResponse:
    """Why the two, why nobody can do better; talks, a deal, or neither. A university sees those of its own results."""
    by, today = asking.who(request), timezone.localdate()
    check_reads(by, by.zone)
    view = lists.match(zone=by.zone, match_id=match)
    keeps, side = may_keep(by, by.zone), speaks_for_result(by, by.zone, view.row.result.university_id)
    if not side and not may_see_every_side(by, by.zone):
        raise NotFound("没有这项匹配 no such match", do="从清单进入 start from the list")

    def page(problem: GaoxinError | None) -> HttpResponse:
        laws, row = book(), view.row
        context = asking.match(view) | {
            "one": view, "keeps": keeps, "side": side, "problem": problem, "typed": request.POST, "laws": laws, "today": today,
            "owner": lists.owner_of(row.result), "field": laws.field(row.result.field), "floor": laws.scoring.floor,
            "agreements": agreements.running_between(
                zone=by.zone, today=today, university_id=row.result.university_id, party_id=row.demand.party_id
            ),
            "kind": laws.deal(view.deal.kind) if view.deal else None,
            "sold": [
                {"one": one, "shown": shown(one.number), "owners": showing.owners([[told.name, told.share_bp] for told in one.owners]),
                 "before": showing.owners(one.entered.before) if one.entered else ""}
                for one in assigning_told.sold(zone=by.zone, deal=view.deal)
            ],
            "unentered": bool(view.deal and assigning_told.waiting(zone=by.zone, deals=[view.deal])),
        }  # fmt: skip
        return render(request, "innovation/transfer/match.html", context, status=422 if problem else 200)

    def acts() -> asking.Acts:
        told: dict[str, Any] = asking.does(request)
        mine = told | {"match_id": match}
        return {
            "talks": (lambda: dealing.begin_talks(**mine), _("已开始洽谈。")),
            "fail": (lambda: dealing.fail_match(**mine, reason=asking.text(request, "reason")), _("已登记未成，需求重新等待匹配。")),
            "deal": (lambda: dealing.record_deal(**mine, deal=_deal(request)), _("成交已登记。")),
            "assign": (
                lambda: assigning.enter_assignment(**mine, entry=_entry(request)), _("转让登记已录入，专利归企业所有，原权利人留在记录里。")
            ),
            "prefer": (lambda: rank(told, view.row.result_id, view.row.demand_id, refuse=False), _("已排在第一位，下次匹配优先。")),
        }  # fmt: skip

    return asking.done(request, acts, lambda: reverse("transfer:match", args=[match]), page)


def rank(told: dict[str, Any], result: uuid.UUID, demand: uuid.UUID, *, refuse: bool) -> None:
    """The university puts a demand first, or will not have it."""
    order, refused = lists.own_ranking(zone=told["zone"], side="result", key=result)
    order, refused = [one for one in order if one != demand], [one for one in refused if one != demand]
    posting.rank_demands(
        **told,
        result_id=result,
        order=order if refuse else [demand, *order],
        refused=[*refused, demand] if refuse else refused,
    )


def _deal(request: HttpRequest) -> dealing.NewDeal:
    def said(name: str) -> str:
        return asking.text(request, name)

    kind, stake = said("kind"), asking.whole(request, "stake_bp")
    return dealing.NewDeal(
        kind, asking.number(request, "amount_k"), asking.date(request, "signed_on"), said("evidence"), stake,
        asking.key_or_none(request, "agreement"), said("licence") if kind == "licence" else "", asking.day(request, "until", may_lack=True),
    )  # fmt: skip


def _entry(request: HttpRequest) -> assigning.Entry:
    return assigning.Entry(
        asking.date(request, "on"), asking.text(request, "evidence"), asking.text(request, "consent")
    )
