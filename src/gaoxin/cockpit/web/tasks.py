"""督办 on pages: open one from a figure, the list, one with its acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gaoxin.accounts import selectors as accounts
from gaoxin.cockpit.permissions import check_opens
from gaoxin.cockpit.rules.access import OWNERS
from gaoxin.cockpit.selectors import follow_ups, sheets
from gaoxin.cockpit.selectors.board import figure_now
from gaoxin.cockpit.selectors.settings import book
from gaoxin.cockpit.services import follow_ups as acting
from gaoxin.cockpit.web.pages import actor_of, is_known, language
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.core.uuid7 import uuid7

STATES = ("open", "answered", "closed")


def listing(request: HttpRequest) -> HttpResponse:
    """What the reader may see; those overdue are marked."""
    state = request.GET.get("state", "")
    late, mine = request.GET.get("late") == "1", request.GET.get("mine") == "1"
    found = follow_ups.listing(
        zone=settings.ZONE, by=actor_of(request), today=timezone.localdate(), state=state if state in STATES else "",
        late=late, mine=mine,
    )  # fmt: skip
    context = {"tasks": found, "state": state, "late": late, "mine": mine}
    return render(request, "cockpit/tasks.html", context)


def one(request: HttpRequest, number: str) -> HttpResponse:
    return _one(request, number)


@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Answer, send back, close or hand over. What was typed stays where the act is refused."""
    known: Mapping[str, Callable[..., None]] = {
        "answer": acting.answer, "send-back": acting.send_back, "close": acting.close, "hand-over": acting.hand_over,
    }  # fmt: skip
    if act not in known:
        raise NotFound("没有这个操作 no such act", do="从督办页面办理 act on its page")
    now = timezone.localtime()
    more: dict[str, Any] = {}
    try:
        if act == "send-back":
            more = {"today": now.date(), "due_on": _day(request.POST.get("due_on", ""), needed=False)}
        if act == "hand-over":
            more = {"to": request.POST.get("to", "")}
        known[act](
            zone=settings.ZONE, number=number, text=request.POST.get("text", ""), by=actor_of(request), at=now,
            key=request.POST.get("key", ""), **more,
        )  # fmt: skip
    except NotFound:
        raise
    except GaoxinError as error:
        return _one(request, number, error=error, typed=request.POST.get("text", ""), tried=act)
    messages.success(request, _("已记录。"))
    if act == "hand-over":  # whoever handed it over may not see it any more
        return redirect("cockpit:follow-ups")
    return redirect("cockpit:follow-up", number)


def ask(request: HttpRequest, year: int, card: str) -> HttpResponse:
    """The form of a new task, with the figure as it stands now; and its opening."""
    by, now = actor_of(request), timezone.localtime()
    check_opens(by, settings.ZONE)
    if not is_known(year):
        return redirect("cockpit:home")
    told = book().card(card)
    error: GaoxinError | None = None
    if request.method == "POST":
        try:
            due = _day(request.POST.get("due_on", ""), needed=True)
            assert due is not None
            asked = acting.Asked(card, year, request.POST.get("ask", ""), request.POST.get("owner", ""), due)
            number = acting.open_task(
                zone=settings.ZONE, asked=asked, by=by, at=now, today=now.date(), key=request.POST.get("key", "")
            )
            messages.success(request, _("已发起督办 %(number)s。") % {"number": number})
            return redirect("cockpit:follow-up", number)
        except GaoxinError as refused:
            error = refused
    name, value = figure_now(zone=settings.ZONE, card=told, year=year)
    context = {
        "year": year, "card": told, "name": name, "value": value, "owners": _owners(now), "error": error,
        "definition": sheets.said(told.definition, language()), "typed": request.POST, "key": request.POST.get("key") or uuid7(),
        "standing": follow_ups.of_card(zone=settings.ZONE, by=by, card=card, today=now.date()),
    }  # fmt: skip
    return render(request, "cockpit/ask.html", context, status=422 if error else 200)


def _one(
    request: HttpRequest, number: str, *, error: GaoxinError | None = None, typed: str = "", tried: str = ""
) -> HttpResponse:
    by, now = actor_of(request), timezone.localtime()
    task = follow_ups.one(zone=settings.ZONE, number=number, by=by, today=now.date())
    owner, judge = by.id == str(task.row.owner_id), by.id == str(task.row.opened_by_id) or "head" in by.roles
    context = {
        "task": task, "owner": owner, "judge": judge, "owners": _owners(now), "error": error, "typed": typed, "tried": tried,
        "key": uuid7(),
    }  # fmt: skip
    return render(request, "cockpit/task.html", context, status=422 if error else 200)


def _owners(at: dt.datetime) -> list[accounts.OfficerView]:
    return accounts.officers(zone=settings.ZONE, roles=OWNERS, at=at)


def _day(text: str, *, needed: bool) -> dt.date | None:
    if not text.strip() and not needed:
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("期限无法识别 not a day", do="按 年-月-日 填写 write year-month-day") from None
