"""Results on offer: a university posts its own and ranks who asks; the officer posts for institutes and names who speaks for whom."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.innovation.permissions.register import may_keep
from gaoxin.innovation.permissions.transfer import check_reads, may_see_every_side, speaks_for_result
from gaoxin.innovation.selectors.transfer import lists, voices
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.selectors.transfer.voices import universities_of
from gaoxin.innovation.services.transfer import posting
from gaoxin.innovation.web.transfer import asking
from gaoxin.innovation.web.transfer.desk import rank

_GAPS = re.compile(r"[\s,，;；、]+")


@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest) -> HttpResponse:
    """`?result=` opens one with the demands that suit it; `?field=` and `?text=` filter."""
    by = asking.who(request)
    check_reads(by, by.zone)

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = _context(request, by) | {"problem": problem, "typed": request.POST}
        return render(request, "innovation/transfer/results.html", context, status=422 if problem else 200)

    def acts() -> asking.Acts:
        told: dict[str, Any] = asking.does(request)
        return {
            "post": (lambda: posting.post_result(**told, told=_result(request)), _("成果已发布。")),
            "close": (
                lambda: posting.close_result(**told, result_id=asking.key_of(request, "result"), reason=asking.text(request, "reason")),
                _("成果已下架。"),
            ),
            "prefer": (lambda: _rank(request, told, refuse=False), _("已排在第一位，下次匹配优先。")),
            "refuse": (lambda: _rank(request, told, refuse=True), _("不再把这项需求推荐给这项成果。")),
            "voice": (
                lambda: posting.name_voice(
                    **told, university_id=asking.key_of(request, "university"), user_id=asking.key_of(request, "user")
                ),
                _("授权已登记。"),
            ),
            "unvoice": (
                lambda: posting.end_voice(
                    **told, university_id=asking.key_of(request, "university"), user_id=asking.key_of(request, "user")
                ),
                _("授权已收回。"),
            ),
        }  # fmt: skip

    def back() -> str:
        opened = asking.text(request, "result")
        return f"{reverse('transfer:results')}{f'?result={opened}' if opened else ''}"

    return asking.done(request, acts, back, page)


def _rank(request: HttpRequest, told: dict[str, Any], *, refuse: bool) -> None:
    rank(told, asking.key_of(request, "result"), asking.key_of(request, "demand"), refuse=refuse)


def _result(request: HttpRequest) -> posting.NewResult:
    def said(name: str) -> str:
        return asking.text(request, name)

    patents = tuple(one for one in _GAPS.split(said("patents")) if one)
    return posting.NewResult(
        said("title"), said("field"), asking.number(request, "maturity"), asking.key_or_none(request, "university"),
        said("institute"), said("detail"), asking.whole(request, "price_k"), asking.number(request, "seats"), patents,
    )  # fmt: skip


def _context(request: HttpRequest, by: Actor) -> dict[str, Any]:
    laws, keeps = book(), may_keep(by, by.zone)
    mine = universities_of(by, by.zone)
    field, text = request.GET.get("field", ""), request.GET.get("text", "").strip()[:100]
    only = mine if by.has(Role.SCHOOL) and not keeps and not request.GET.get("all") else None
    rows, before = lists.results(
        zone=by.zone, universities=only, field=field, text=text, before=request.GET.get("before", "")
    )
    opened = _opened(by, request.POST.get("result") or request.GET.get("result", ""))
    found, _more = lists.matches(zone=by.zone, universities=mine) if mine else ([], "")
    return {
        "rows": [
            {"row": row, "owner": lists.owner_of(row), "field": laws.field(row.field), "maturity": laws.maturity[row.maturity - 1]}
            for row in rows
        ],
        "before": before, "field": field, "text": text, "laws": laws, "keeps": keeps, "mine": mine, "key": asking.new_key(),
        "matches": [asking.match(one) for one in found], "opened": opened,
        "universities": voices.universities(zone=by.zone, by=None if keeps else by), "voices": voices.voices(zone=by.zone) if keeps else [],
        "school": accounts.officers(zone=by.zone, roles=[Role.SCHOOL], at=timezone.now()) if keeps else [],
    }  # fmt: skip


def _opened(by: Actor, wanted: str) -> dict[str, Any] | None:
    """The result that is asked for, with who asks; a university opens its own. Raises NotFound."""
    if not wanted:
        return None
    row = lists.result(zone=by.zone, key=wanted)
    speaks = speaks_for_result(by, by.zone, row.university_id)
    if not speaks and not may_see_every_side(by, by.zone):
        raise NotFound("没有这项成果 no such result", do="从清单进入 start from the list")
    laws = book()
    asked = lists.askers(zone=by.zone, result=row, today=timezone.localdate()) if row.closed_on is None else []
    return {
        "row": row, "owner": lists.owner_of(row), "field": laws.field(row.field), "maturity": laws.maturity[row.maturity - 1],
        "speaks": speaks, "key": asking.new_key(),
        "asked": [{"one": one, "terms": asking.terms(one.result_terms), "key": asking.new_key()} for one in asked],
    }  # fmt: skip
