"""The front page, the guides and the health check. All are public."""

from __future__ import annotations

import datetime as dt

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gaoxin.core.errors import Invalid
from gaoxin.portal import selectors


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then what people come for."""
    stages = selectors.offers(timezone.localdate())
    return render(request, "portal/home.html", {"stages": stages, "count": sum(len(s.offers) for s in stages)})


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """Every item in force by stage; with words, what they mean, best first."""
    day = timezone.localdate()
    query = request.GET.get("q", "").strip()
    stages = selectors.offers(day)
    found: list[selectors.Offer] = []
    if query:
        by_code = {offer.code: offer for stage in stages for offer in stage.offers}
        found = [by_code[code] for code in selectors.find(query, day) if code in by_code]
    template = "portal/_found.html" if request.headers.get("HX-Target") == "found" else "portal/guides.html"
    return render(request, template, {"stages": stages, "query": query, "found": found, "day": day})


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """One item whole. `?on=DATE` shows the law of another day."""
    today = timezone.localdate()
    day = _day(request.GET.get("on", "")) or today
    return render(request, "portal/guide.html", {"guide": selectors.guide(code, day), "day": day, "today": today})


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process can ask its database, 503 otherwise. Says nothing about why: the log does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        return JsonResponse({"ok": False, "database": "unreachable"}, status=503)
    return JsonResponse({"ok": True, "database": "reachable"})


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"日期无法读取 unreadable date: {text[:20]!r}", do="写作 2026-03-02 write it like this") from None
