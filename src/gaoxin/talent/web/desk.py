"""The officer's pages: the gap with its forecast and the matchings; one matching with everybody who is left and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError
from gaoxin.talent.rules.access import OFFICERS, check_reads
from gaoxin.talent.selectors import desks
from gaoxin.talent.selectors.demand import gaps_of
from gaoxin.talent.selectors.matching import explained, rounds, runs
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services import matching, posts, schools
from gaoxin.talent.web import asking


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The whole zone, for those who read it."""
    by = asking.who(request)
    check_reads(by, by.zone)

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = _whole(request) | {"problem": problem, "may": bool(by.roles & OFFICERS), "typed": request.POST}
        return render(request, "talent/home.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    told: dict[str, Any] = asking.does(request)

    def said(name: str) -> str:
        return asking.text(request, name)

    acts: asking.Acts = {
        "draw": (
            lambda: matching.draw(**told, first=asking.month(request, "first"), last=asking.month(request, "last")),
            _("已匹配，结果 %(made)s 还没有采用。"),
        ),
        "inspect": (
            lambda: posts.inspect(**told, base=asking.key_of(request, "base"), on=asking.day(request, "on")),
            _("已登记实地考察。"),
        ),
        "school": (
            lambda: schools.register_school(
                **told, identifier=said("identifier"), level=said("level"), lat=asking.degrees(request, "lat"),
                lon=asking.degrees(request, "lon"),
            ),
            _("学校已登记。"),
        ),
    }  # fmt: skip
    return asking.acted(request, acts, reverse("talent:home"), page)


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, number: str) -> HttpResponse:
    """One matching: pairs, whoever is left and why, seats that stay free; adopt it."""
    by = asking.who(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        row = desks.run_of(zone=by.zone, number=number, by=by)
        context = {
            "run": row, "left": [_left(one) for one in explained(row)], "free": row.free, "problem": problem, "key": asking.new_key(),
            "may": bool(by.roles & OFFICERS) and row.adopted_at is None,
        }  # fmt: skip
        return render(request, "talent/run.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    told: dict[str, Any] = asking.does(request)
    acts: asking.Acts = {
        "adopt": (lambda: matching.adopt(**told, number=number), _("已采用，%(made)s 项实习安排待双方同意。"))
    }
    return asking.acted(request, acts, reverse("talent:run", args=[number]), page)


def _whole(request: HttpRequest) -> dict[str, Any]:
    by, today = asking.who(request), timezone.localdate()
    found, undated = gaps_of(zone=by.zone, today=today)
    return {
        "gaps": [{"gap": gap, "name": asking.occupation(gap.occupation)} for gap in found], "undated": undated,
        "forecast": book().matching.forecast, "rounds": rounds(zone=by.zone), "runs": runs(zone=by.zone),
        "totals": desks.totals(zone=by.zone, by=by), "bases": desks.bases_uninspected(zone=by.zone, by=by),
        "schools": [{"row": row, "level": asking.LEVEL[row.level]} for row in desks.schools_of(zone=by.zone)],
        "levels": asking.LEVEL.items(), "today": today, "key": asking.new_key(),
    }  # fmt: skip


def _left(one: dict[str, Any]) -> dict[str, Any]:
    """In words."""
    limits = [{**limit, "word": asking.LIMIT[limit["limit"]]} for limit in one["limits"]]
    return {**one, "word": asking.WHY[one["why"]], "limits": limits}
