"""People with their roles, and mandates, as the security administrator reads them; accounts are switched off and on here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.parties.models import Mandate

PAGE = 30


@dataclass(frozen=True, slots=True)
class Person:
    """An account, and the roles it holds now, or would if it were on. mine: the reader's own."""

    name: str
    login: str
    department: str
    roles: list[str]
    active: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A mandate with both its sides. scope: item codes, empty for all."""

    party: str
    identifier: str
    name: str
    login: str
    scope: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime | None
    lasts: bool


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Accounts by login, a page at a time by key; `?q=` a part of the name or login."""
    return _people(request, {})


@require_POST
def switch_off(request: HttpRequest, login: str) -> HttpResponse:
    """Nobody signs in to it any more. The address carries the list's own query, which the answer leads back to."""
    by, reason = _actor(request), request.POST.get("reason", "")
    try:
        changed = accounting.switch_off(zone=by.zone, login=login, reason=reason, at=timezone.now(), by=by)
    except Invalid as error:
        return _people(request, {"login": login, "reason": reason}, error)
    if changed:
        messages.success(request, _("已停用 %(login)s，其登录会话全部结束，令牌不再有效") % {"login": login})
    else:
        messages.info(request, _("%(login)s 原已停用，没有改动") % {"login": login})
    return _back(request)


@require_POST
def switch_on(request: HttpRequest, login: str) -> HttpResponse:
    """It signs in again."""
    by, reason = _actor(request), request.POST.get("reason", "")
    try:
        changed = accounting.switch_on(zone=by.zone, login=login, reason=reason, at=timezone.now(), by=by)
    except Invalid as error:
        return _people(request, {"login": login, "reason": reason}, error)
    if changed:
        messages.success(request, _("已启用 %(login)s，可以重新登录") % {"login": login})
    else:
        messages.info(request, _("%(login)s 原已可用，没有改动") % {"login": login})
    return _back(request)


@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """Every mandate, newest first; `?q=` a part of the party's name or its code."""
    zone, now = request.actor.zone, timezone.now()  # type: ignore[attr-defined]
    query = request.GET.get("q", "").strip()[:50]
    rows = Mandate.objects.select_related("party", "user").filter(zone=zone).order_by("-id")
    if query:
        rows = rows.filter(party__name__icontains=query) | rows.filter(party__identifier=query)
    if before := _key(request.GET.get("before", "")):
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    context = {
        "rows": [_given(row, now) for row in found[:PAGE]],
        "next": found[PAGE - 1].id if len(found) > PAGE else None,
        "query": query,
    }
    return render(request, "parties/mandates_all.html", context)


def _people(request: HttpRequest, typed: Mapping[str, str], problem: Invalid | None = None) -> HttpResponse:
    """The list; with what was typed and why it was refused, where it was."""
    by, now = _actor(request), timezone.now()
    query = request.GET.get("q", "").strip()[:50]
    rows = get_user_model().objects.filter(zone=by.zone).order_by("login")
    if query:
        rows = rows.filter(login__icontains=query) | rows.filter(name__icontains=query)
    if after := request.GET.get("after", ""):
        rows = rows.filter(login__gt=after)
    found = list(rows.values_list("id", "login", "name", "is_active")[: PAGE + 1])
    context = {
        "rows": [_person(by, *row, now) for row in found[:PAGE]],
        "next": found[PAGE - 1][1] if len(found) > PAGE else None,
        "query": query,
        "typed": typed,
        "problem": problem,
        "longest": accounting.LONGEST_REASON,
    }
    return render(request, "parties/people.html", context, status=422 if problem else 200)


def _back(request: HttpRequest) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(reverse("manage:people") + (f"?{query}" if query else ""))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _person(by: Actor, pk: uuid.UUID, login: str, name: str, active: bool, now: dt.datetime) -> Person:
    department, roles = accounts.roles_kept(zone=by.zone, user_id=pk, at=now)
    return Person(name, login, department, accounts.role_words(roles), active, str(pk) == by.id)


def _given(row: Mandate, now: dt.datetime) -> Given:
    until = row.revoked_at or row.until
    lasts = row.revoked_at is None and (row.until is None or row.until > now)
    return Given(
        row.party.name, row.party.identifier, row.user.name, row.user.login, tuple(row.scope), row.since, until, lasts
    )


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Invalid("页码无效 not a page of this list", do="从第一页开始 start from the first page") from None
