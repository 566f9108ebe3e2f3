"""The supervision view: limits at risk, load, shares; each figure with its year and what it counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from gaoxin.approvals.services.supervising import supervision
from gaoxin.approvals.web.desk import words
from gaoxin.approvals.web.desk.asked import now, officer
from gaoxin.core.errors import Invalid
from gaoxin.ui.templatetags.ui import WAYS


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of one year, this one unless the address says another."""
    actor, at = officer(request), now()
    this = localtime(at).year
    text = request.GET.get("year", "") or str(this)
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) > 0):
        raise Invalid("年份无效 not a year", do="填写四位年份 write four digits")
    found = supervision(zone=actor.zone, by=actor, at=at, year=int(text))
    context: dict[str, Any] = {"s": found, "at": at, "this": this, "years": range(this, this - 4, -1)}
    if found:
        context |= {
            "risks": [(code, *words.DUES[code], found.risks.get(code, 0)) for code in words.DUES],
            "ways": [(words.WAYS.get(way) or WAYS.get(way, way), count) for way, count in found.ways.items()],
            "outcomes": [(words.OUTCOMES.get(code, code), count) for code, count in found.outcomes.items()],
        }
    return render(request, "approvals/desk/supervision.html", context)
