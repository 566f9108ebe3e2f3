"""One enterprise as its steward sees it, and its whole file."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.rules.stewards.access import SERVES
from gaoxin.projects.selectors.stewards import care, file, returning, serving, warned
from gaoxin.projects.selectors.stewards import inquiries as log
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import caring, entrusting, inquiries, weighing
from gaoxin.projects.services.stewards import serving as assigning
from gaoxin.projects.web.stewards import asking, records
from gaoxin.projects.web.stewards.desk import line


@require_http_methods(["GET", "HEAD", "POST"])
def enterprise(request: HttpRequest, party: uuid.UUID) -> HttpResponse:
    """Who serves it, what is open, what was found; visits, wishes, signals and the hand-over are noted here."""
    by, now = asking.who(request), timezone.now()
    found = serving.seen(zone=by.zone, party_id=party, by=by)

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = _context(by, found) | {"problem": problem, "typed": request.POST, "key": asking.new_key()}
        return render(request, "projects/stewards/enterprise.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    does: dict[str, Any] = {"zone": by.zone, "party_id": party, "at": now, "by": by, "key": asking.text(request, "key")}
    try:
        act, done = asking.chosen_act(request, _acts(request, does))
    except Invalid as error:
        return page(error)
    return asking.acted(request, act, done, reverse("stewards:enterprise", args=[party]), page)


def _acts(request: HttpRequest, does: dict[str, Any]) -> dict[str, Any]:
    def said(name: str) -> str:
        return asking.text(request, name)

    return {
        "visit": (
            lambda: caring.visit(**does, day=asking.day(request, "day"), place=said("place"), findings=said("findings")),
            _("专员走访已登记。"),
        ),
        "wish": (lambda: caring.wish(**does, text=said("text")), _("诉求已登记。")),
        "ask": (lambda: inquiries.ask(**does, subject=said("subject"), text=said("text")), _("咨询已登记。")),
        "signal": (
            lambda: caring.note_signal(
                **does, code=said("code"), day=asking.day(request, "day"), words=said("words"), source=said("source")
            ),
            _("信号已登记。"),
        ),
        "answer-warning": (
            lambda: weighing.answer(
                **does, words=said("words"), day=asking.day(request, "day") if said("day") else None, place=said("place")
            ),
            _("应对已登记，信号在解除前继续显示。"),
        ),
        "hand-over": (
            lambda: assigning.hand_over(
                **does, steward_id=asking.key_of(request, "steward"), note=said("note"),
                backup_id=asking.key_of(request, "backup") if said("backup") else None,
                expected=asking.key_of(request, "expected") if said("expected") else None,
            ),
            _("已移交，办理中的事项一并移交。"),
        ),
        "assign": (
            lambda: assigning.assign(
                **does, steward_id=asking.key_of(request, "steward"), note=said("note"),
                backup_id=asking.key_of(request, "backup") if said("backup") else None,
            ),
            _("已分派。"),
        ),
    }  # fmt: skip


def _context(by: Actor, found: Any) -> dict[str, Any]:
    zone, party, now = by.zone, found.id, timezone.now()
    rows, _more = log.inbox(zone=zone, by=by, now=now, which="all", party_id=party)
    steward = serving.steward_of(zone=zone, party_id=party)
    judged, answers, unanswered = warned.of_party(zone=zone, party_id=party, now=now)
    return {
        "party": found, "steward": steward, "history": serving.history(zone=zone, party_id=party, by=by),
        "inquiries": [line(view) for view in rows], "warned": judged,
        "level": asking.level_badge(judged.level) if judged.level else None,
        "found": asking.found(judged, unanswered), "answers": answers, "reasons": asking.say(judged.reasons),
        "as_of": warned.as_of(zone=zone, today=asking.today()),
        "care": care.of_party(zone=zone, party_id=party), "stewards": serving.stewards(zone=zone, at=now),
        "signals": asking.named(one for one in book().warnings.signals if one.kind == "declared"),
        "may": bool(by.roles & SERVES), "hands_over": asking.is_head(by) or (steward is not None and str(steward.steward_id) == by.id),
        "head": asking.is_head(by), "today": asking.today(), "years": returning.years(zone=zone),
    }  # fmt: skip


@require_safe
def enterprise_file(request: HttpRequest, party: uuid.UUID) -> HttpResponse:
    """一企一档; `?by=time` as one list."""
    by = asking.who(request)
    found = file.enterprise_file(zone=by.zone, party_id=party, by=by)
    context = {
        "file": found,
        "shown": records.shown(found),
        "by_time": request.GET.get("by") == "time",
        "article": book().ladder.never.article,
    }
    return render(request, "projects/stewards/file.html", context)


@require_POST
def settle_wish(request: HttpRequest, wish: uuid.UUID) -> HttpResponse:
    """Fulfilled, or told why not."""
    return _of_enterprise(
        request, care.party_of_wish, wish, _("诉求已办结。"),
        lambda does: caring.settle_wish(
            **does, wish_id=wish, done=request.POST.get("done") == "1", outcome=asking.text(request, "outcome")
        ),
    )  # fmt: skip


@require_POST
def end_signal(request: HttpRequest, signal: uuid.UUID) -> HttpResponse:
    """It is over."""
    return _of_enterprise(
        request, care.party_of_signal, signal, _("信号已解除。"),
        lambda does: caring.end_signal(**does, signal_id=signal, day=asking.day(request, "day")),
    )  # fmt: skip


@require_POST
def finish_task(request: HttpRequest, task: uuid.UUID) -> HttpResponse:
    """What was entrusted is done."""
    return _of_enterprise(
        request, care.party_of_task, task, _("代办已办结。"),
        lambda does: entrusting.finish(**does, task_id=task, outcome=asking.text(request, "outcome")),
    )  # fmt: skip


def _of_enterprise(request: HttpRequest, owner: Any, key: uuid.UUID, done: str, act: Any) -> HttpResponse:
    """An act on something of an enterprise, which leads back to its page. Raises NotFound for what is not theirs to see."""
    by = asking.who(request)
    party = owner(zone=by.zone, key=key, by=by)
    found = serving.seen(zone=by.zone, party_id=party, by=by)
    does = {"zone": by.zone, "at": timezone.now(), "by": by, "key": asking.text(request, "key")}

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = _context(by, found) | {"problem": problem, "typed": request.POST, "key": asking.new_key()}
        return render(request, "projects/stewards/enterprise.html", context, status=422)

    return asking.acted(request, lambda: act(does), done, reverse("stewards:enterprise", args=[party]), page)
