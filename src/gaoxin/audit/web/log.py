"""The log as its administrator reads it: who, when, which act, on what, by which article. What a case contains stays closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gaoxin.audit import selectors, services
from gaoxin.audit.rules.chain import Entry
from gaoxin.core.errors import Invalid

PAGE = 50
OPEN = ("zone:", "item:", "calendar:", "user:", "token:")  # subjects whose details are no case's contents


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. detail: empty where it would tell what is in a case."""

    entry: Entry
    at: dt.datetime
    detail: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Entries, newest first, a page at a time by number."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("who", "act", "subject", "since", "until")}
    found = selectors.search(
        request.actor.zone,  # type: ignore[attr-defined]
        who=asked["who"], act=asked["act"], subject=asked["subject"], since=_moment(asked["since"]),
        until=_moment(asked["until"], end=True), before=_number(request.GET.get("before", "")), limit=PAGE + 1,
    )  # fmt: skip
    context = {
        "rows": [_row(entry) for entry in found[:PAGE]],
        "next": found[PAGE - 1].seq if len(found) > PAGE else None,
        "asked": asked,
        "acts": selectors.acts(request.actor.zone),  # type: ignore[attr-defined]
    }
    partial = request.headers.get("HX-Target") == "entries"
    return render(request, "audit/_entries.html" if partial else "audit/search.html", context)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The whole chain replayed now. Changes nothing."""
    context = {"found": services.verify(request.actor.zone), "at": timezone.now()}  # type: ignore[attr-defined]
    return render(request, "audit/checked.html", context)


def _row(entry: Entry) -> Row:
    shown = entry.detail if entry.subject.startswith(OPEN) and entry.detail != "{}" else ""
    return Row(entry, dt.datetime.fromisoformat(entry.at), shown)


def _moment(text: str, *, end: bool = False) -> dt.datetime | None:
    """The beginning of a day in the zone's time; with `end` the beginning of the next."""
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"日期无法读取 unreadable date: {text[:20]!r}", do="写作 2026-03-02 write it like this") from None
    start = dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
    return start + dt.timedelta(days=1) if end else start


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
