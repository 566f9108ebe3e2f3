"""Campaigns: tasks with owners, deadlines and cards, filtered, on paper and as a workbook; finishing them and handing them over."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotFound, WrongState
from gaoxin.projects.permissions import land, progress
from gaoxin.projects.permissions.projects import DISPATCHERS, LEADS_READERS, may
from gaoxin.projects.rules.projects.cards import Campaign
from gaoxin.projects.selectors import campaigns
from gaoxin.projects.services.projects import campaigning
from gaoxin.projects.web.projects.acts import row_key
from gaoxin.projects.web.projects.pages import actor_of
from gaoxin.projects.web.projects.words import CARD_WORDS, TASK_LISTS, TASK_STATES
from gaoxin.ui.tables import table

REFUSED = (Invalid, Conflict, WrongState, NotFound)


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Tasks of all campaigns; `?state=late` is the list of what is overdue. `?as=xlsx` or `csv` to take away."""
    return _page(request, None)


@require_safe
def campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """One campaign's tasks with owners, deadlines and cards."""
    return _page(request, _campaign(campaign))


@require_POST
def finish(request: HttpRequest, campaign: str) -> HttpResponse:
    """A campaign's task is done."""
    by, typed = actor_of(request), request.POST
    try:
        campaigning.finish_task(
            zone=by.zone, task_id=row_key(typed.get("task", "")), evidence=typed.get("evidence", "")[:500], at=timezone.localtime(),
            by=by, key=typed.get("key", ""),
        )  # fmt: skip
    except REFUSED as error:
        return _page(request, _campaign(campaign), error)
    messages.success(request, _("任务已完成"))
    return redirect("projects:campaign", campaign)


@require_POST
def hand(request: HttpRequest, campaign: str) -> HttpResponse:
    """Somebody is asked to take a task over."""
    by, typed = actor_of(request), request.POST
    try:
        campaigning.hand_task(
            zone=by.zone, task_id=row_key(typed.get("task", "")), successor=typed.get("successor", "")[:100],
            note=typed.get("note", "")[:1000], at=timezone.localtime(), by=by, key=typed.get("key", ""),
        )  # fmt: skip
    except REFUSED as error:
        return _page(request, _campaign(campaign), error)
    messages.success(request, _("已提出移交，等接手的人答复"))
    return redirect("projects:campaign", campaign)


@require_POST
def answer(request: HttpRequest, campaign: str) -> HttpResponse:
    """The successor takes the task, or declines with the reason."""
    by, typed, takes = actor_of(request), request.POST, request.POST.get("verdict") == "accept"
    try:
        campaigning.answer_task(
            zone=by.zone, task_id=row_key(typed.get("task", "")), accept=takes, answer=typed.get("answer", "")[:500],
            at=timezone.localtime(), by=by, key=typed.get("key", ""),
        )  # fmt: skip
    except REFUSED as error:
        return _page(request, _campaign(campaign), error)
    messages.success(request, _("已接手") if takes else _("已答复不接手"))
    return redirect("projects:campaign", campaign)


def _campaign(code: str) -> Campaign:
    try:
        return campaigns.book().campaign(code)
    except Invalid as error:
        raise NotFound(error.what, do=error.do) from None


def _page(request: HttpRequest, told: Campaign | None, problem: GaoxinError | None = None) -> HttpResponse:
    by, at, book, asked = actor_of(request), timezone.localtime(), campaigns.book(), request.GET
    wanted = campaigns.TasksWanted(
        told.code if told else "", asked.get("owner", "")[:100], _one_of(asked.get("state"), TASK_STATES),
        _one_of(asked.get("card"), CARD_WORDS),
    )  # fmt: skip
    rows = campaigns.tasks(zone=by.zone, by=by, wanted=wanted, today=at.date())
    if form := asked.get("as"):
        return table(form, f"tasks-{wanted.campaign or 'all'}", [(_("任务"), _lines(rows))], at.date())
    dispatches = may(by, by.zone, "dispatch")
    context = {
        "campaign": told, "campaigns": book.campaigns, "rows": rows, "problem": problem, "days": book.cards, "wanted": wanted,
        "done": sum(row.done_on is not None for row in rows), "late": sum(row.done_on is None and row.late > 0 for row in rows),
        "may_dispatch": dispatches, "people": _people(by.zone, at) if any(row.may_hand for row in rows) else [],
        "owners": campaigns.owners(zone=by.zone, campaign=wanted.campaign), "states": TASK_STATES, "cards": CARD_WORDS,
        "asked": [str(word) for word in (wanted.owner, TASK_STATES.get(wanted.state), CARD_WORDS.get(wanted.card)) if word],
        "lists": _lists(by), "today": at.date(), "key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "projects/projects/campaign.html", context, status=422 if problem else 200)


def _lists(by: Actor) -> dict[str, tuple[Any, str]]:
    """Code -> name and address of the lists that this reader may open."""
    barred = {
        "progress": not by.roles & progress.READERS, "parcels": not land.may_read(by, by.zone),
        "leads": not by.roles & LEADS_READERS,
    }  # fmt: skip
    told = TASK_LISTS.items()
    return {code: (word, reverse(route) + query) for code, (word, route, query) in told if not barred.get(code)}


def _people(zone: str, at: dt.datetime) -> list[tuple[str, str]]:
    """Login and name of everybody who may work on tasks."""
    found = {one for role in DISPATCHERS - {Role.SYSTEM} for one in accounts.holders(zone=zone, role=role, at=at)}
    return sorted(found, key=lambda one: (one[1], one[0]))


def _lines(rows: Sequence[campaigns.TaskLine]) -> list[list[Any]]:
    english = get_language() == "en"
    heads = [
        _("专项行动"), _("任务"), _("责任人"), _("期限"), _("完成"), _("依据"), _("超期（天）"), _("牌"), _("等待接手"),
    ]  # fmt: skip
    return [heads] + [
        [
            row.of.en if english else row.of.zh, row.en if english else row.zh, row.owner, row.due_on, row.done_on or "",
            row.evidence, row.late, str(CARD_WORDS.get(row.card, "")), row.passing.successor if row.passing else "",
        ]
        for row in rows
    ]  # fmt: skip


def _one_of(text: str | None, known: Any) -> str:
    return text if text and text in known else ""
