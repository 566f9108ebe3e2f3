"""Where everybody begins; a unit with its history; queries and one of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.selectors import filed, reminder_mails
from gaoxin.economy.services import answering
from gaoxin.economy.web.reports import asked, statistics
from gaoxin.runtime.mailing import is_set_up

OWED_DAYS = 400
STATES = {"open": ("open", "refused"), "answered": ("answered",), "settled": ("accepted", "outdated"), "all": ()}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The statistician: response and queries. An enterprise: what it owes, its queries, its history."""
    by = asked.who(request)
    if permissions.may_see_all(by, by.zone):
        return statistics.overview(request)
    return home_page(request)


def home_page(
    request: HttpRequest, *, problem: GaoxinError | None = None, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """An enterprise's own page. typed: an address by unit that could not be taken, and why."""
    by = asked.who(request)
    mine = permissions.whose(by, by.zone) or frozenset()
    subscribed = reminder_mails.of(zone=by.zone, by=by)
    units = filed.units(zone=by.zone, parties=mine)
    waiting = filed.queries(zone=by.zone, parties=mine, states=STATES["open"])
    context = {
        "units": [
            {"unit": unit, "owed": owed(unit)[:6], "mail": subscribed.get(unit.id), "typed": (typed or {}).get(str(unit.id), "")}
            for unit in units
        ],
        "ready": is_set_up(), "problem": problem,
        "queries": [asked.shown_query(view) for view in waiting],
    }  # fmt: skip
    return render(request, "economy/reports/home.html", context, status=asked.status(problem) if problem else 200)


@require_safe
def unit(request: HttpRequest, unit: uuid.UUID) -> HttpResponse:
    """Everything of one unit: memberships, what it owes, every vintage, queries."""
    by, found = asked.who(request), asked.unit_of(request, unit)
    parties = permissions.whose(by, by.zone)
    names = asked.form_names()
    rows = [
        {"view": one, "form": names.get(one.form, one.form), "kind": asked.KINDS[one.kind]}
        for one in filed.vintages(zone=by.zone, unit_id=unit)
    ]
    context = {
        "unit": found, "owed": owed(found), "rows": rows, "statistician": parties is None,
        "queries": [asked.shown_query(view) for view in filed.queries(zone=by.zone, parties=parties, unit_id=unit)],
    }  # fmt: skip
    return render(request, "economy/reports/unit.html", context)


@require_safe
def queries(request: HttpRequest) -> HttpResponse:
    """`?which=` open, answered, settled or all."""
    by = asked.who(request)
    which = request.GET.get("which", "")
    parties = permissions.whose(by, by.zone)
    which = which if which in STATES else "open"
    found = filed.queries(zone=by.zone, parties=parties, states=STATES[which])
    context = {
        "rows": [asked.shown_query(view) for view in found], "which": which, "statistician": parties is None,
        "choices": (("open", _("待说明")), ("answered", _("待审定")), ("settled", _("已办结")), ("all", _("全部"))),
        "most": filed.MOST if len(found) == filed.MOST else 0,
    }  # fmt: skip
    return render(request, "economy/reports/queries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def query(request: HttpRequest, query: uuid.UUID) -> HttpResponse:
    """One query with its course; explain it, or accept and refuse the explanation."""
    by, problem = asked.who(request), None
    parties = permissions.whose(by, by.zone)
    found = filed.queries(zone=by.zone, parties=parties, query_id=query)
    if not found:
        raise NotFound("没有这条核实 no such query", do="从清单进入 start from the list")
    if request.method == "POST":
        try:
            _act(request, query)
        except NotFound:
            raise
        except GaoxinError as error:
            problem = error
        else:
            messages.success(request, _("已记录。"))
            return redirect("reports:query", query)
    view = found[0]
    context = {
        **asked.shown_query(view), "problem": problem, "typed": request.POST, "key": uuid.uuid4().hex,
        "statistician": parties is None, "may_explain": view.state in ("open", "refused"),
        "may_settle": parties is None and view.state == "answered",
    }  # fmt: skip
    return render(request, "economy/reports/query.html", context, status=asked.status(problem) if problem else 200)


def _act(request: HttpRequest, query: uuid.UUID) -> None:
    by, act = asked.who(request), request.POST.get("act", "")
    does: dict[str, Any] = {
        "zone": by.zone, "query_id": query, "text": request.POST.get("text", ""), "by": by, "at": timezone.now(),
        "key": request.POST.get("key", "")[:50],
    }  # fmt: skip
    if act == "explain":
        answering.explain(**does)
    elif act in ("accept", "refuse"):
        answering.settle(**does, accept=act == "accept")
    else:
        raise Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page")


def owed(unit: filed.UnitView) -> list[dict[str, Any]]:
    """What the unit owes, with badges."""
    zone_now, names = asked.now(), asked.form_names()
    since = (zone_now - dt.timedelta(days=OWED_DAYS)).date()
    return [
        {"row": row, "form": names[row.form], "badge": asked.badge(row.state, asked.STATES)}
        for row in filed.owed(zone=unit.zone, unit=unit, since=since, now=zone_now)
    ]
