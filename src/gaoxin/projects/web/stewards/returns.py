"""The return-to-work monitor: day by day, on the map, and each enterprise."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError
from gaoxin.projects.permissions.land import may_read
from gaoxin.projects.rules.stewards.access import SERVES
from gaoxin.projects.rules.stewards.returning import gather
from gaoxin.projects.selectors.land import mapping
from gaoxin.projects.selectors.stewards import returning
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import returning as rounds
from gaoxin.projects.web.stewards import asking

STATE: dict[str, Any] = {
    "confirmed": gettext_lazy("已复工，已核实"), "returned": gettext_lazy("已复工，待核实"), "out": gettext_lazy("未复工"),
    "silent": gettext_lazy("未填报"),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def returns(request: HttpRequest) -> HttpResponse:
    """The monitor of a year: chart, map and table; a head opens the year's round here."""
    by = asking.who(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        years = returning.years(zone=by.zone)
        wanted = request.GET.get("year", "")
        year = int(wanted) if wanted.isdecimal() and int(wanted) in years else (years[0] if years else None)
        context = {
            "years": years, "head": asking.is_head(by), "may": bool(by.roles & SERVES), "problem": problem, "typed": request.POST,
            "key": asking.new_key(), "holiday": book().service.returning.holiday, **_proposed(asking.today().year),
            **(_round(request, by, year) if year else {}),
        }  # fmt: skip
        return render(request, "projects/stewards/returning.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    return asking.acted(
        request,
        lambda: rounds.open_round(
            zone=by.zone, year=asking.day(request, "since").year, since=asking.day(request, "since"),
            until=asking.day(request, "until"), at=timezone.now(), by=by, key=asking.text(request, "key"),
        ),
        _("填报已开始。"), reverse("stewards:returning"), page,
    )  # fmt: skip


def _proposed(year: int) -> dict[str, Any]:
    """The days of a round as the form proposes them."""
    first = returning.reopened(year)
    days = book().service.returning.days
    return {"proposed_since": first, "proposed_until": first + dt.timedelta(days - 1) if first else None}


def _round(request: HttpRequest, by: Actor, year: int) -> dict[str, Any]:
    which = request.GET.get("which", "")
    found = returning.monitor(zone=by.zone, year=year, by=by)
    rows, after = returning.listed(zone=by.zone, year=year, by=by, which=which, after=request.GET.get("after", ""))
    names = {one.code: asking.say(one.name) for one in book().service.obstacles}
    return {
        "monitor": found, "chart": _chart(found), "which": which if which in returning.STATES else "",
        "states": STATE.items(), "after": after, "rows": [_row(row, names, by.id) for row in rows],
        "obstacles": [(names.get(code, code), count) for code, count in found.sums.obstacles],
        "capacity": _percent(found.sums.capacity_bp) if found.sums.capacity_bp is not None else "—",
        "days": [(day, _percent(day.share_bp)) for day in found.days], "map": _map(by, year, found.sums.served),
    }  # fmt: skip


def _row(row: returning.Row, names: dict[str, str], reader: str) -> dict[str, Any]:
    told = row.told
    return {
        "row": row, "told": told, "obstacles": [names.get(code, code) for code in told.obstacles] if told else [],
        "own": told is not None and str(told.declared_by_id) == reader,
    }  # fmt: skip


def _map(by: Actor, year: int, served: int) -> dict[str, Any] | None:
    """What the script draws from, and what the text beside says; None for whoever may not see the land."""
    if not may_read(by, by.zone):
        return None
    spots = returning.spots(zone=by.zone, year=year, by=by)
    boundary, plans = mapping.boundary(zone=by.zone), mapping.plans(zone=by.zone, limit=1)
    many = len(spots) > mapping.SINGLY
    counts = Counter(one.state for one in spots)
    drawn = {
        "boundary": boundary.geometry if boundary else None,
        "plan": {"image": reverse("land:plan-image", args=[plans[0].id]), "corners": plans[0].corners} if plans else None,
        "spots": [] if many else [
            {"name": one.name, "parcel": one.parcel, "at": [one.lat, one.lon], "state": one.state,
             "page": reverse("stewards:enterprise", args=[one.party])}
            for one in spots
        ],
        "squares": [
            {"at": [one.lat, one.lon], "counts": dict(one.counts)} for one in (gather(spots, mapping.SQUARES) if many else [])
        ],
        "states": {code: str(word) for code, word in STATE.items()},
        "words": {"zoomIn": _("放大"), "zoomOut": _("缩小"), "open": _("打开企业"), "parcel": _("地块"), "firms": _("家企业")},
    }  # fmt: skip
    return {
        "drawn": drawn, "placed": len(spots), "unplaced": max(0, served - len(spots)), "plan": plans[0] if plans else None,
        "legend": [(code, word, counts[code]) for code, word in STATE.items()],
    }  # fmt: skip


def _chart(found: returning.Monitor) -> dict[str, Any]:
    """The share that had returned, by day after the holiday."""
    share = [round(one.share_bp / 100, 1) for one in found.days]
    served = max(1, found.sums.served)
    sure = [round(100 * one.confirmed / served, 1) for one in found.days]
    days = [_("第 %(n)s 天") % {"n": one.after} if one.after else f"{one.day:%m-%d}" for one in found.days]
    return {
        "tooltip": {"trigger": "axis"}, "legend": {"bottom": 0}, "grid": {"left": 48, "right": 16, "top": 16, "bottom": 56},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {"name": _("已复工"), "type": "line", "step": "end", "data": share},
            {"name": _("已核实"), "type": "line", "step": "end", "lineStyle": {"type": "dashed"}, "data": sure},
        ],
    }  # fmt: skip


def _percent(bp: int) -> str:
    return f"{bp / 100:.1f}%"


@require_POST
def confirm(request: HttpRequest, declaration: uuid.UUID) -> HttpResponse:
    """A declaration is confirmed by who looked; what is refused is told on its own page."""
    by = asking.who(request)
    does = {"zone": by.zone, "declaration_id": declaration, "at": timezone.now(), "by": by}

    def page(problem: GaoxinError | None) -> HttpResponse:
        assert problem is not None
        raise problem

    return asking.acted(
        request, lambda: rounds.confirm(**does, key=asking.text(request, "key")), _("已核实。"), reverse("stewards:returning"), page
    )  # fmt: skip
