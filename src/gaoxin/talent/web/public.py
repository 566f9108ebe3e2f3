"""What everybody may read, before they look for work or a course."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.talent.selectors.offered import offered
from gaoxin.talent.web import asking


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """People wanted by occupation, courses, programmes."""
    today = timezone.localdate()
    found = offered(zone=settings.ZONE, today=today)
    context = {
        "wanted": [{"one": one, "name": asking.occupation(one.occupation)} for one in found.wanted],
        "courses": [{"one": one, "name": asking.occupation(one.row.occupation)} for one in found.courses],
        "seats": [{"one": one, "name": asking.occupation(one.occupation)} for one in found.seats], "today": today,
    }  # fmt: skip
    return render(request, "talent/open.html", context)
