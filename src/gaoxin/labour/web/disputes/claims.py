"""A party's pages: their files, a new claim on a phone, one file with everything that they may do in it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.labour.rules.disputes import claiming, ledger
from gaoxin.labour.rules.disputes.access import whole_parties
from gaoxin.labour.rules.disputes.book import pick
from gaoxin.labour.selectors.disputes import lists
from gaoxin.labour.selectors.disputes.whole import Whole
from gaoxin.labour.selectors.disputes.whole import whole as read
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import challenging, changing, evidence, filing, hearing, rehearing
from gaoxin.labour.web.disputes import forms, showing
from gaoxin.labour.web.harmony.asking import acted, does, key_of, new_key, text, the_day, who
from gaoxin.parties import selectors as parties

Acts = dict[str, tuple[Any, Any]]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Claims that the reader filed or speaks for, and files in which a firm of theirs answers."""
    by = who(request)
    mine, against = lists.own(zone=by.zone, by=by, now=timezone.now())
    context = {"mine": [showing.line(one) for one in mine], "against": [showing.line(one) for one in against],
               "firm": bool(whole_parties(by)), "book": book()}  # fmt: skip
    return render(request, "labour/disputes/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A claim. `check` reckons the year of each item and keeps nothing; `send` files it with its evidence."""
    by, problem, periods, employer = who(request), None, [], ""
    if request.method == "POST":
        try:
            told = forms.told(request)
            if text(request, "act") == "send":
                return _file(request, told)
            periods = _periods(told)
            employer = parties.party_name(zone=by.zone, party_id=filing.employer_of(by.zone, told.employer))
        except GaoxinError as error:
            problem = error
    context = {
        "book": book(), "problem": problem, "periods": periods, "employer": employer, "typed": request.POST, "key": new_key(),
        "today": timezone.localdate(), "files": range(forms.FILES),
        "kinds": [
            {"one": one, "ticked": request.POST.get(f"kind-{one.code}"), "yuan": request.POST.get(f"yuan-{one.code}", ""),
             "text": request.POST.get(f"text-{one.code}", "")}
            for one in book().kinds
        ],
    }  # fmt: skip
    return render(request, "labour/disputes/new.html", context, status=422 if problem else 200)


def _file(request: HttpRequest, told: filing.Told) -> HttpResponse:
    """Every file is looked at before the claim is filed, so that a bad one changes nothing."""
    given, plain = forms.given(request), does(request)
    pk = filing.file(**plain, told=told)
    try:
        _keep(given, plain | {"dispute_id": pk})
    except GaoxinError as error:
        messages.warning(request, _("申请已提交；证据没有全部保存：%(what)s") % {"what": error.what})
    return redirect("myclaims:case", pk)


def _keep(given: list[evidence.Given], told: dict[str, Any]) -> None:
    for place, one in enumerate(given):
        evidence.hand_in(**(told | {"key": f"{told['key'][:40]}-e{place}" if told["key"] else ""}), given=one)


def _periods(told: filing.Told) -> list[dict[str, Any]]:
    """The year of each item as it is reckoned, and whether today is within it."""
    if not told.claims:
        raise Invalid(
            "没有选择仲裁请求 nothing is claimed",
            do="至少选一项请求 tick at least one",
            article="劳动争议调解仲裁法 28",
        )
    today, found = timezone.localdate(), list[dict[str, Any]]()
    for one in told.claims:
        kind = pick(book().kinds, one.kind, "争议类型 kind")
        period = claiming.claim_period(told.circumstances, kind, book(), calendar())
        found.append({"name": kind.name, "period": period, "late": period.last is not None and today > period.last})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, dispute: uuid.UUID) -> HttpResponse:
    """One file as a party to it reads it. Raises NotFound for anybody else."""
    now = timezone.now()

    def page(problem: GaoxinError | None) -> HttpResponse:
        found = _mine(request, dispute)
        context = showing.context(found, now) | {
            "problem": problem, "typed": request.POST, "rows": range(forms.ROWS), "today": timezone.localdate(),
            "may": _may(found, now), "mine": [one for one in found.claims if one.side == "claimant" and not one.withdrawn],
        }  # fmt: skip
        return render(request, "labour/disputes/claim.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    _mine(request, dispute)
    told = does(request) | {"dispute_id": dispute}
    words = text(request, "words")
    acts: Acts = {
        "correct": (lambda: filing.correct(**told, facts=words), _("已补正，受理期限从今天重新计算。")),
        "withdraw": (lambda: filing.withdraw(**told, reason=words), _("已撤回。")),
        "answer": (lambda: filing.answer(**told, words=words), _("答辩书已提交，等待转送申请人。")),
        "postpone": (lambda: hearing.ask_postponement(**told, words=words), _("延期申请已提交，等待仲裁庭决定。")),
        "challenge": (lambda: _challenge(request, told), _("回避申请已提交，等待决定。")),
        "rehear": (lambda: rehearing.ask(**told, words=words), _("重新开庭的请求已提交，等待仲裁庭决定。")),
        "change": (
            lambda: changing.ask_change(**told, items=forms.items(request), words=words), _("已提交，等待仲裁庭审查。"),
        ),
        "counter": (lambda: _counter(request, told), _("反申请已提交，等待决定是否受理。")),
        "evidence": (lambda: _hand_in(request, told), _("证据已收到，对方也能看到。")),
    }  # fmt: skip
    return acted(request, acts, reverse("myclaims:case", args=[dispute]), page)


def _mine(request: HttpRequest, dispute: uuid.UUID) -> Whole:
    by = who(request)
    found = read(zone=by.zone, dispute_id=dispute, by=by, now=timezone.now())
    if not found.side:
        raise NotFound("没有可以查看的案件 no dispute that you may see", do="从清单进入 start from the list")
    return found


def _may(found: Whole, now: Any) -> dict[str, bool]:
    """Which forms the page shows. Each service judges anew."""
    open_, claims = not found.standing.over and found.row.archived_at is None, found.side == "claimant"
    accepted = open_ and found.row.state == "accepted"
    told, asked = found.exchange, found.hearing is not None and found.hearing.asked_at is not None
    return {
        "evidence": open_, "withdraw": open_ and claims, "correct": claims and found.row.state == "correcting",
        "answer": accepted and not claims and told.served is not None and told.answered is None,
        "counter": accepted and not claims and ledger.may_counter(found.happened, book(), calendar(), now),
        "change": accepted and claims and not found.heard,
        "challenge": accepted and bool(found.seats) and not found.heard,
        "rehear": accepted and found.may_rehear,
        "postpone": accepted and found.hearing is not None and not asked,
    }  # fmt: skip


def _challenge(request: HttpRequest, told: dict[str, Any]) -> None:
    challenging.challenge(**told, arbitrator_id=key_of(request, "arbitrator"), party_id=key_of(request, "party"),
                          ground=text(request, "ground"), words=text(request, "words"))  # fmt: skip


def _counter(request: HttpRequest, told: dict[str, Any]) -> None:
    known = the_day(text(request, "known"))
    changing.counter(**told, items=forms.items(request), words=text(request, "words"), known_on=known)


def _hand_in(request: HttpRequest, told: dict[str, Any]) -> None:
    given = forms.given(request)
    if not given:
        raise Invalid("没有选择文件 no file is chosen", do="先选择文件 choose one first")
    _keep(given, told)
