"""Acts on project files, one address each. A refusal shows the page again with what was typed and why."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.tags import RowError
from gaoxin.projects.services.projects import happening, leading, opening
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.projects.web.projects.pages import actor_of, campaign_page, day, file_page
from gaoxin.projects.web.projects.words import KIND_WORDS

Act = Callable[[HttpRequest, str, Actor, dt.datetime], str]
REFUSED = (Invalid, Conflict, WrongState)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new file: the form, and opening it."""
    by, at, typed = actor_of(request), timezone.localtime(), request.POST
    problem = None
    if request.method == "POST":
        try:
            told = opening.Opening(
                typed.get("number", "").strip().upper(), typed.get("name", ""), typed.get("kind", ""), typed.get("reason", ""),
                day(typed.get("opened_on", "")), project_code=typed.get("project_code", "").strip(), node=typed.get("node", "").strip(),
                key=typed.get("key_project") == "1", leader=typed.get("leader", ""), planned_k=_amount(typed.get("planned_k") or "0"),
            )  # fmt: skip
            row = opening.open_project(zone=by.zone, opening=told, at=at, by=by, key=typed.get("key", ""))
            messages.success(request, _("已立项"))
            return redirect("projects:file", row.number)
        except REFUSED as error:
            problem = error
    check(by, by.zone, "open")
    context = {
        "kinds": KIND_WORDS, "typed": typed, "problem": problem, "key": typed.get("key") or uuid.uuid4().hex, "today": at.date(),
        "people": accounts.holders(zone=by.zone, role=Role.LEADER, at=at),
    }  # fmt: skip
    return render(request, "projects/projects/new.html", context, status=422 if problem else 200)


def _act(done: Act) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: HttpRequest, project_number: str) -> HttpResponse:
        by = actor_of(request)
        try:
            messages.success(request, done(request, project_number, by, timezone.localtime()))
        except REFUSED as error:
            return file_page(request, project_number, error, {**request.POST.dict(), "act": done.__name__})
        return redirect("projects:file", project_number)

    view.__doc__ = done.__doc__
    return view


@_act
def retag(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """Another kind, with its reason."""
    typed = request.POST
    opening.retag(
        zone=by.zone, number=number, kind=typed.get("kind", ""), reason=typed.get("reason", ""), at=at, by=by,
        version=_version(typed.get("version")),
    )  # fmt: skip
    return _("类别已改，原类别和理由留在记录里")


@_act
def make_key(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """From now on a key project, with its leader."""
    typed = request.POST
    leading.make_key(
        zone=by.zone,
        number=number,
        leader=typed.get("leader", ""),
        at=at,
        by=by,
        version=_version(typed.get("version")),
    )
    return _("已列为重点项目")


@_act
def hand_over(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """Another leader answers from today on."""
    typed = request.POST
    leading.hand_over(
        zone=by.zone, number=number, leader=typed.get("leader", ""), note=typed.get("note", ""), at=at, by=by,
        version=_version(typed.get("version")),
    )  # fmt: skip
    return _("已移交")


@_act
def milestone(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """The day of a stage that no module knows."""
    typed = request.POST
    happening.note_milestone(
        zone=by.zone, number=number, kind=typed.get("kind", ""), on=day(typed.get("on", "")), evidence=typed.get("evidence", ""), at=at,
        by=by, key=typed.get("key", ""),
    )  # fmt: skip
    return _("节点已登记")


@_act
def block(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """What stands in the way."""
    typed = request.POST
    happening.raise_block(
        zone=by.zone, number=number, title=typed.get("title", ""), office=typed.get("office", ""), due_on=day(typed.get("due_on", "")),
        at=at, by=by, key=typed.get("key", ""),
    )  # fmt: skip
    return _("堵点已登记")


@_act
def solve(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """A block is cleared."""
    typed = request.POST
    happening.solve_block(
        zone=by.zone, block_id=_uuid(typed.get("block", "")), solution=typed.get("solution", ""), at=at, by=by
    )
    return _("堵点已销号")


@_act
def invest(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """One month's amount, or its correction with a reason."""
    typed = request.POST
    month = day(f"{typed.get('month', '')}-01")
    told = Amount(number, month, typed.get("flow", ""), _amount(typed.get("amount_k", "")), typed.get("reason", ""))
    done = record_investment(zone=by.zone, amounts=[told], at=at, by=by, source="页面 page")
    _refuse(done.errors)
    return _("没有变化：已登记同样的金额") if done.known else _("投资已登记")


@require_POST
def finish(request: HttpRequest, campaign: str) -> HttpResponse:
    """A campaign's task is done."""
    by, typed = actor_of(request), request.POST
    try:
        happening.finish_task(
            zone=by.zone,
            task_id=_uuid(typed.get("task", "")),
            evidence=typed.get("evidence", ""),
            at=timezone.localtime(),
            by=by,
        )
    except REFUSED as error:
        return campaign_page(request, campaign, error)
    messages.success(request, _("任务已完成"))
    return redirect("projects:campaign", campaign)


def _refuse(errors: tuple[RowError, ...]) -> None:
    if errors:
        raise Invalid("；".join(error.what for error in errors), do="更正后再登记 correct it and record again")


def _version(text: str | None) -> int:
    if not text or not text.isdecimal():
        raise Invalid("表单不完整 the form is not whole", do="刷新页面后再办 look again and repeat")
    return int(text)


def _amount(text: str) -> int:
    plain = text.replace(",", "").strip()
    if not plain.isdecimal() or len(plain) > 15:
        raise Invalid(
            f"金额须为整数千元 the amount is a whole number of 千元: {text[:20]!r}", do="例如 for example 12500"
        )
    return int(plain)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound("没有这条记录 no such record", do="从项目页进入 start from the project's page") from None
