"""People with their roles, and mandates, as the security administrator reads them. Nothing is changed here."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.accounts import selectors as accounts
from gaoxin.core.errors import Invalid
from gaoxin.parties.models import Mandate

PAGE = 30


@dataclass(frozen=True, slots=True)
class Person:
    """An account, and the roles it holds now."""

    name: str
    login: str
    department: str
    roles: list[str]
    active: bool


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
    zone, now = request.actor.zone, timezone.now()  # type: ignore[attr-defined]
    query = request.GET.get("q", "").strip()[:50]
    rows = get_user_model().objects.filter(zone=zone).order_by("login")
    if query:
        rows = rows.filter(login__icontains=query) | rows.filter(name__icontains=query)
    if after := request.GET.get("after", ""):
        rows = rows.filter(login__gt=after)
    found = list(rows.values_list("login", "name", "is_active")[: PAGE + 1])
    context = {
        "rows": [_person(zone, *row, now) for row in found[:PAGE]],
        "next": found[PAGE - 1][0] if len(found) > PAGE else None,
        "query": query,
    }
    return render(request, "parties/people.html", context)


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


def _person(zone: str, login: str, name: str, active: bool, now: dt.datetime) -> Person:
    if not active:
        return Person(name, login, "", [], False)
    held = accounts.actor(zone=zone, login=login, at=now)
    return Person(name, login, held.department, accounts.role_words(held.roles), True)


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
