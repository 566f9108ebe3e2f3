"""The enterprise's page, on a phone: post a demand, see what suits it and why, rank, talk, walk away."""

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
from gaoxin.innovation.models import TransferDemand
from gaoxin.innovation.selectors.transfer import lists
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import dealing, posting
from gaoxin.innovation.web.policies.asking import Choice, chosen
from gaoxin.innovation.web.policies.asking import choices as choices_of
from gaoxin.innovation.web.transfer import asking


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """`?party=` chooses among several enterprises, `?demand=` opens one of its demands."""
    by = asking.who(request)
    choices = choices_of(by)
    party = chosen(choices, request.POST.get("party") or request.GET.get("party", ""))
    rows = lists.own_demands(zone=by.zone, party_id=party[0]) if party else []
    opened = _opened(rows, request.POST.get("demand") or request.GET.get("demand", ""))

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = {"choices": choices, "party": party, "problem": problem, "typed": request.POST, "laws": book()}
        context |= _context(by.zone, rows, opened)
        return render(request, "innovation/transfer/mine.html", context, status=422 if problem else 200)

    def back() -> str:
        same = f"&demand={opened.id}" if opened and asking.text(request, "act") != "post" else ""
        return f"{reverse('mytransfer:home')}?party={party[0] if party else ''}{same}"

    return asking.done(request, lambda: _acts(request, party, opened), back, page)


def _acts(request: HttpRequest, party: Choice | None, opened: TransferDemand | None) -> asking.Acts:
    if party is None:
        raise NotFound("没有这家企业 no such enterprise", do="从“技术需求”进入 start from your own page")
    told: dict[str, Any] = asking.does(request)
    acts: dict[str, tuple[Any, Any]] = {
        "post": (
            lambda: posting.post_demand(**told, party_id=party[0], told=_demand(request)), _("需求已发布。合适的成果列在下面。"),
        ),
    }  # fmt: skip
    if opened is None:
        return acts
    return acts | {
        "withdraw": (lambda: posting.withdraw_demand(**told, demand_id=opened.id), _("需求已撤回。")),
        "prefer": (lambda: _rank(told, opened, asking.key_of(request, "result"), refuse=False), _("已排在您的第一位，下次匹配优先。")),
        "refuse": (lambda: _rank(told, opened, asking.key_of(request, "result"), refuse=True), _("不再推荐这项成果。")),
        "talks": (lambda: dealing.begin_talks(**told, match_id=asking.key_of(request, "match")), _("已开始洽谈，园区会联系双方。")),
        "fail": (
            lambda: dealing.fail_match(**told, match_id=asking.key_of(request, "match"), reason=asking.text(request, "reason")),
            _("洽谈已结束，需求重新等待匹配。"),
        ),
    }  # fmt: skip


def _rank(told: dict[str, Any], row: TransferDemand, result: uuid.UUID, *, refuse: bool) -> None:
    order, refused = lists.own_ranking(zone=row.zone, side="demand", key=row.id)
    order, refused = [one for one in order if one != result], [one for one in refused if one != result]
    posting.rank_results(
        **told,
        demand_id=row.id,
        order=order if refuse else [result, *order],
        refused=[*refused, result] if refuse else refused,
    )


def _demand(request: HttpRequest) -> posting.NewDemand:
    def said(name: str) -> str:
        return asking.text(request, name)

    return posting.NewDemand(
        said("title"), said("field"), asking.number(request, "maturity"), asking.date(request, "deadline"), said("detail"),
        asking.whole(request, "low_k"), asking.whole(request, "high_k"),
    )  # fmt: skip


def _opened(rows: list[TransferDemand], wanted: str) -> TransferDemand | None:
    """The one that is asked for, else the newest that is open. Raises NotFound for anybody else's."""
    if not wanted:
        return next((row for row in rows if row.state in ("posted", "matched", "talks")), rows[0] if rows else None)
    found = next((row for row in rows if str(row.id) == wanted), None)
    if found is None:
        raise NotFound("没有这项需求 no such demand", do="从“技术需求”进入 start from your own page")
    return found


def _context(zone: str, rows: list[TransferDemand], opened: TransferDemand | None) -> dict[str, Any]:
    today, laws = timezone.localdate(), book()
    context: dict[str, Any] = {
        "rows": [{"row": row, "badge": asking.badge(row.state)} for row in rows], "today": today, "key": asking.new_key(),
    }  # fmt: skip
    if opened is None:
        return context
    held = lists.held_of(zone=zone, demand_ids=[opened.id]).get(opened.id)
    waits = opened.state in ("posted", "matched") and opened.deadline >= today
    suited = lists.suggestions(zone=zone, demand=opened, today=today) if waits else []
    return context | {
        "opened": {"row": opened, "badge": asking.badge(opened.state), "field": laws.field(opened.field)},
        "held": asking.match(held) if held else None, "waits": waits,
        "left": asking.REASON.get(opened.left.get("reason", "")) if opened.state == "posted" else None,
        "suited": [
            {"one": one, "owner": lists.owner_of(one.result), "terms": asking.terms(one.demand_terms), "key": asking.new_key(),
             "maturity": laws.maturity[one.result.maturity - 1]}
            for one in suited
        ],
    }  # fmt: skip
