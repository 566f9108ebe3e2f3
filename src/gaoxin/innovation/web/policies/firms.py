"""The firm's page, on a phone: what comes unasked, yes or no, what it would take for more, figures told, objections."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.innovation.selectors.policies import lists
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies import consenting, declaring
from gaoxin.innovation.web.policies import asking


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Everything of one firm; `?party=` chooses among several."""
    by = asking.who(request)
    choices = asking.choices(by)
    party = asking.chosen(choices, request.POST.get("party") or request.GET.get("party", ""))

    def page(problem: GaoxinError | None, supposed: dict[str, Any] | None = None) -> HttpResponse:
        context: dict[str, Any] = {"choices": choices, "party": party, "problem": problem, "typed": request.POST,
                                   "asked": request.GET, "supposed": supposed}  # fmt: skip
        if party is not None:
            context |= _context(by, party)
        return render(request, "innovation/policies/mine.html", context, status=422 if problem else 200)

    if request.method != "POST":
        try:
            return page(None, _supposed(request, by, party[0]) if party and request.GET.get("fact") else None)
        except Invalid as error:
            return page(error)
    if party is None:
        raise NotFound("没有这家企业 no such enterprise", do="从“我的惠企政策”进入 start from your own page")
    back = f"{reverse('mybenefits:home')}?party={party[0]}"
    try:
        act, done = _act(request, party[0])
    except Invalid as error:
        return page(error)
    return asking.acted(request, act, done, back, page)


def _act(request: HttpRequest, party: uuid.UUID) -> tuple[Any, Any]:
    told = asking.does(request)

    def said(name: str) -> str:
        return asking.text(request, name)

    acts: dict[str, tuple[Any, Any]] = {
        "consent": (
            lambda: consenting.consent(
                **told, entitlement_id=asking.key_of(request, "entitlement"), account=said("account"), yuan=asking.number(request, "yuan")
            ),
            _("已同意，等待兑付。"),
        ),
        "decline": (
            lambda: consenting.decline(**told, entitlement_id=asking.key_of(request, "entitlement"), words=said("words")),
            _("已放弃，本年度内可以再同意。"),
        ),
        "object": (
            lambda: consenting.object_to(
                **told, party_id=party, policy=said("policy"), year=timezone.localdate().year, text=said("text")
            ),
            _("异议已提交。"),
        ),
        "declare": (lambda: declaring.declare(**told, party_id=party, told=_declared(request)), _("数据已填报，下次匹配时使用。")),
    }  # fmt: skip
    found = acts.get(said("act"))
    if found is None:
        raise Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page")
    return found


def _supposed(request: HttpRequest, by: Actor, party: uuid.UUID) -> dict[str, Any]:
    """One figure is another: what the firm would get then. Raises Invalid."""
    fact, typed = request.GET["fact"], request.GET.get("value", "")
    found = lists.supposed(zone=by.zone, party_id=party, day=timezone.localdate(), fact=fact, typed=typed)
    return {
        "name": book().facts[fact].name, "value": typed, "before": found.before, "then": found.then,
        "changes": [
            {"policy": one.then.policy, "before": one.before.yuan, "then": one.then.yuan, "word": asking.OUTCOME[one.then.outcome]}
            for one in found.changes
        ],
    }  # fmt: skip


def _declared(request: HttpRequest) -> declaring.Declared:
    try:
        day = dt.date.fromisoformat(asking.text(request, "day"))
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None
    return declaring.Declared(
        {asking.text(request, "fact"): asking.text(request, "value")}, day, asking.text(request, "source")
    )


def _context(by: Actor, party: asking.Choice) -> dict[str, Any]:
    laws, today = book(), timezone.localdate()
    found = lists.own(zone=by.zone, party_id=party[0], day=today)
    near = [
        {"policy": verdict.policy, "yuan": how.yuan,
         "needs": [{"name": laws.facts[need.fact].name, "has": need.has, "wanted": need.wanted} for need in how.needs]}
        for verdict, how in found.near
    ]  # fmt: skip
    missing = sorted({fact for verdict in found.unknown for fact in verdict.missing if not laws.facts[fact].derived})
    return {
        "rows": [asking.line(one) for one in found.rows], "near": near, "today": today, "key": asking.new_key(),
        "objections": [{"row": row, "policy": laws.policy(row.policy)} for row in found.objections],
        "missing": [{"code": code, "fact": laws.facts[code]} for code in missing],
        "facts": [{"code": code, "fact": fact} for code, fact in laws.facts.items() if not fact.derived],
        "policies": laws.policies.values(),
    }  # fmt: skip
