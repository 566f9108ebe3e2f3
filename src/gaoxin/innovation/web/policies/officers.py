"""The officers' pages: the list with budgets and objections, one entitlement with its acts, a simulation."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.innovation.permissions.policies import check_reads, may_pay
from gaoxin.innovation.rules.policies.reading import read_policy
from gaoxin.innovation.selectors.policies import lists
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.selectors.policies.simulating import simulate
from gaoxin.innovation.services.policies import matching, paying
from gaoxin.innovation.web.policies import asking


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """This year's list; match anew, answer objections."""
    by, today = asking.who(request), timezone.localdate()
    check_reads(by, by.zone)
    run = lists.newest_run(zone=by.zone)
    year = run.day.year if run else today.year

    def page(problem: GaoxinError | None) -> HttpResponse:
        state, policy = request.GET.get("state", ""), request.GET.get("policy", "")
        rows, after = lists.entitlements(
            zone=by.zone, year=year, state=state, policy=policy, after=request.GET.get("after", "")
        )
        context = {
            "rows": [asking.line(one) for one in rows], "after": after, "state": state, "policy": policy, "year": year,
            "states": [{"code": code, "word": word} for code, (word, _tone, _sign) in asking.STATE.items()],
            "budgets": lists.budgets(zone=by.zone, year=year, today=today), "run": run,
            "objections": [
                {"row": row, "policy": book().policy(row.policy), "key": asking.new_key()}
                for row in lists.open_objections(zone=by.zone)
            ],
            "may": may_pay(by, by.zone), "problem": problem, "key": asking.new_key(), "today": today,
        }  # fmt: skip
        return render(request, "innovation/policies/home.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    told = asking.does(request)
    if asking.text(request, "act") == "answer":
        return asking.acted(
            request,
            lambda: paying.answer(
                **told, objection_id=asking.key_of(request, "objection"), upheld=asking.text(request, "upheld") == "1",
                text=asking.text(request, "text"),
            ),
            _("异议已答复。"), reverse("policies:home"), page,
        )  # fmt: skip
    done = _("已按今天的政策和数据匹配。")
    return asking.acted(request, lambda: matching.match_all(**told, day=today), done, reverse("policies:home"), page)


@require_http_methods(["GET", "HEAD", "POST"])
def entitlement(request: HttpRequest, entitlement: uuid.UUID) -> HttpResponse:
    """Why, and what became of it; pay, claim back, note the return."""
    by = asking.who(request)
    check_reads(by, by.zone)

    def page(problem: GaoxinError | None) -> HttpResponse:
        found = lists.one(zone=by.zone, entitlement_id=entitlement)
        told = asking.line(found)
        context = {**told, "one": told, "may": may_pay(by, by.zone), "problem": problem, "typed": request.POST}
        return render(request, "innovation/policies/entitlement.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    told: dict[str, Any] = asking.does(request) | {"entitlement_id": entitlement}
    back = reverse("policies:entitlement", args=[entitlement])
    acts: dict[str, tuple[Any, Any]] = {
        "pay": (lambda: paying.pay(**told), _("已兑付。")),
        "claw-back": (
            lambda: paying.claw_back(
                **told, yuan=asking.number(request, "yuan"), reason=asking.text(request, "reason")
            ),
            _("已发出追回。"),
        ),
        "returned": (lambda: paying.note_returned(**told), _("退回已登记。")),
    }
    act = acts.get(asking.text(request, "act"))
    if act is None:
        return page(Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page"))
    return asking.acted(request, act[0], act[1], back, page)


@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: HttpRequest) -> HttpResponse:
    """A draft, as YAML, over all firms; nothing is written. `?policy=` begins with that one."""
    by, laws = asking.who(request), book()
    check_reads(by, by.zone)
    code = request.GET.get("policy", "") or next(iter(laws.policies))
    typed = request.POST.get("draft", "") or _draft(code)
    found, problem = None, None
    if request.method == "POST":
        try:
            found = simulate(zone=by.zone, draft=read_policy(typed), day=timezone.localdate())
        except GaoxinError as error:
            problem = error
    context = {
        "found": found, "problem": problem, "typed": typed, "policies": laws.policies.values(), "code": code,
    }  # fmt: skip
    if request.headers.get("HX-Request"):  # the page takes the answer in, also where it is a refusal
        return render(request, "innovation/policies/_simulated.html", context)
    return render(request, "innovation/policies/simulation.html", context, status=422 if problem else 200)


def _draft(code: str) -> str:
    """The policy as the file says it, to be changed."""
    plain = msgspec.to_builtins(book().policy(code), builtin_types=())
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=140)
