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
from gaoxin.investment.selectors import leads_needs
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.tags import RowError
from gaoxin.projects.services.projects import happening, joining, leading, opening, producing
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.projects.web.projects.pages import actor_of, day, file_page
from gaoxin.projects.web.projects.words import KIND_WORDS

Act = Callable[[HttpRequest, str, Actor, dt.datetime], str]
REFUSED = (Invalid, Conflict, WrongState)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new file: the form, and opening it. `?lead=` takes name, node and planned investment from that lead, which stays joined."""
    by, at, typed = actor_of(request), timezone.localtime(), request.POST
    problem = None
    if request.method != "POST" and (lead := request.GET.get("lead", "").strip()[:32]):
        origin = leads_needs.stated(zone=by.zone, number=lead, by=by, on=at.date())
        typed = {"lead": lead, "name": origin.title, "node": origin.node, "planned_k": origin.investment_k or ""}
    if request.method == "POST":
        try:
            told = opening.Opening(
                typed.get("number", "").strip().upper(), typed.get("name", ""), typed.get("kind", ""), typed.get("reason", ""),
                day(typed.get("opened_on", "")), project_code=typed.get("project_code", "").strip(), node=typed.get("node", "").strip(),
                key=typed.get("key_project") == "1", leader=typed.get("leader", ""), planned_k=_amount(typed.get("planned_k") or "0"),
            )  # fmt: skip
            told = joining.joined(by.zone, told, typed.get("lead", "").strip()[:32], "")
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
        version=_version(typed.get("version")), key=typed.get("key", ""),
    )  # fmt: skip
    return _("类别已改，原类别和理由留在记录里")


@_act
def make_key(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """From now on a key project, with its leader."""
    typed = request.POST
    leading.make_key(
        zone=by.zone, number=number, leader=typed.get("leader", ""), at=at, by=by, version=_version(typed.get("version")),
        key=typed.get("key", ""),
    )  # fmt: skip
    return _("已列为重点项目")


@_act
def hand_over(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """Another leader is asked to answer for it."""
    typed = request.POST
    leading.hand_over(
        zone=by.zone, number=number, leader=typed.get("leader", ""), reason=typed.get("reason", ""), note=typed.get("note", ""),
        at=at, by=by, version=_version(typed.get("version")), key=typed.get("key", ""),
    )  # fmt: skip
    return _("已提出移交，等接手的领导答复")


@_act
def accept(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """The successor takes it, or declines with the reason."""
    typed, takes = request.POST, request.POST.get("verdict") == "accept"
    leading.answer_hand_over(
        zone=by.zone, number=number, accept=takes, answer=typed.get("answer", "")[:500], at=at, by=by, key=typed.get("key", "")
    )  # fmt: skip
    return _("已接手") if takes else _("已答复不接手")


@_act
def produced(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """The enterprise's notice of production is confirmed or rejected."""
    typed, right = request.POST, request.POST.get("verdict") == "confirm"
    producing.answer_production(
        zone=by.zone, number=number, confirm=right, answer=typed.get("answer", "")[:500], at=at, by=by, key=typed.get("key", "")
    )  # fmt: skip
    return _("投产已核实") if right else _("已退回企业")


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
        zone=by.zone, block_id=row_key(typed.get("block", "")), solution=typed.get("solution", ""), at=at, by=by,
        key=typed.get("key", ""),
    )  # fmt: skip
    return _("堵点已销号")


@_act
def invest(request: HttpRequest, number: str, by: Actor, at: dt.datetime) -> str:
    """One month's amount, or its correction with a reason."""
    typed = request.POST
    month = day(f"{typed.get('month', '')}-01")
    told = Amount(number, month, typed.get("flow", ""), _amount(typed.get("amount_k", "")), typed.get("reason", ""))
    done = record_investment(zone=by.zone, amounts=[told], at=at, by=by, source="页面 page", key=typed.get("key", ""))
    _refuse(done.errors)
    return _("没有变化：已登记同样的金额") if done.known else _("投资已登记")


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


def row_key(text: str) -> uuid.UUID:
    """The key of a row that a form names. Raises NotFound."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound("没有这条记录 no such record", do="从项目页进入 start from the project's page") from None
