"""The front page and the health check. Both are public."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gaoxin.portal import selectors


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the zone offers today."""
    day = timezone.localdate()
    return render(request, "portal/home.html", {"day": day, "stages": selectors.offers(day)})


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
