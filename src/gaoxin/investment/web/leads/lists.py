"""The list and the board of leads. The address holds all of a list's state; a board's cards move by a menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gaoxin.investment.models import Lead
from gaoxin.investment.selectors import leads_lists
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_lists import Wanted
from gaoxin.investment.web.leads.asked import DUES, VIEWS, badge, is_office, mode_name, scope_of, who, words, works
from gaoxin.investment.web.leads.exporting import workbook


@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """The reader's leads, the newest first; with `?format=xlsx` the same as a workbook, up to a bound."""
    actor, _now, today = who(request)
    scope = scope_of(request)
    wanted = _wanted(request, leads_lists.views_of(scope))
    if request.GET.get("format") == "xlsx":
        return workbook(leads_lists.every(zone=actor.zone, scope=scope, wanted=wanted, on=today), today)
    found = leads_lists.page(zone=actor.zone, scope=scope, wanted=wanted, on=today)
    context = _context(request, wanted) | {
        "lines": [_line(row) for row in found.rows], "next": found.next, "today": today,
        "notices": leads_lists.notices(zone=actor.zone, scope=scope, on=today) if scope.teams else [],
        "counted": leads_lists.counts(zone=actor.zone, scope=scope, on=today), "most": leads_lists.COUNTED,
        "exported": leads_lists.EXPORTED,
    }  # fmt: skip
    return render(request, "investment/leads/list.html", context)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """A column a stage."""
    actor, _now, today = who(request)
    scope = scope_of(request)
    wanted = _wanted(request, leads_lists.views_of(scope))
    columns = leads_lists.board(zone=actor.zone, scope=scope, wanted=wanted, on=today)
    context = _context(request, wanted) | {
        "columns": [
            {"stage": badge(c.stage.code), "count": c.count, "lines": [_line(row) for row in c.rows], "moves": _moves(c.stage)}
            for c in columns
        ],
        "today": today,
    }  # fmt: skip
    return render(request, "investment/leads/board.html", context)


def _wanted(request: HttpRequest, views: tuple[str, ...]) -> Wanted:
    asked = request.GET.get
    view = asked("view", "")
    return Wanted(
        view=view if view in views else (views[0] if views else ""), stage=asked("stage", ""), mode=asked("mode", ""),
        team=asked("team", ""), due=asked("due", ""), text=asked("q", "")[:100], after=asked("after", ""),
    )  # fmt: skip


def _context(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    actor, _now, _today = who(request)
    scope = scope_of(request)
    views = [{"code": code, "name": VIEWS[code], "here": code == wanted.view} for code in leads_lists.views_of(scope)]
    teams = leads_lists.teams(zone=actor.zone, scope=scope) if is_office(request) else []
    return {
        "wanted": wanted, "views": views, "dues": DUES.items(), "teams": [(str(team.id), team.name) for team in teams],
        "works": works(request), "office": is_office(request), "filtered": any(
            (wanted.stage, wanted.mode, wanted.team, wanted.due, wanted.text)
        ), **words(),
    }  # fmt: skip


def _line(row: Lead) -> dict[str, Any]:
    holder = row.team.name if row.team else (row.ambassador.name if row.ambassador else "")
    return {
        "row": row, "stage": badge(row.stage), "mode": mode_name(row.mode), "holder": holder,
        "owner": row.owner.name if row.owner else "",
    }  # fmt: skip


def _moves(stage: Any) -> list[Any]:
    """Where a card of this stage may be sent: any other stage; what is lacking the service says."""
    if stage.final:
        return []
    return [badge(one.code) for one in book().leads.stages if one.code != stage.code]
