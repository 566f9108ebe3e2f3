"""工程进度 the list of projects, and one project: tree, earned value, S-curve, Gantt chart, reports, baselines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import WrongState
from gaoxin.projects.models import Project
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.unfolding import Unfolded, unfold
from gaoxin.projects.rules.progress.works import MOST_WORKS, rounded
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.selectors.progress import Line, Standing, sites
from gaoxin.projects.web.progress import words
from gaoxin.projects.web.progress.asked import standing, today, who


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Projects with a baseline and how far each is; `unplanned=1` those without. The address holds all of the list's state."""
    actor, day = who(request), today()
    text, unplanned = request.GET.get("q", "").strip()[:60], request.GET.get("unplanned") == "1"
    page, following = reading.projects_page(
        zone=actor.zone,
        on=day,
        after=request.GET.get("after", ""),
        text=text,
        unplanned=unplanned,
        only=permissions.scope(actor.zone, actor, day),
    )
    rows = [{"project": project, "share": share, "text": words.percent(share)} for project, share in page]
    waits, more = reading.count_waiting(zone=actor.zone, only=permissions.scope(actor.zone, actor, day))
    context = {
        "rows": rows, "following": following, "text": text, "unplanned": unplanned, "day": day, "waits": waits,
        "more": more, "may_confirm": bool(actor.roles & permissions.CONFIRMERS), "may_plan": bool(actor.roles & permissions.PLANNERS),
        "may_report": bool(actor.roles & permissions.REPORTERS), "limited": permissions.is_limited(actor),
    }  # fmt: skip
    return render(request, "projects/progress/list.html", context)


@require_safe
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One project against one of its baselines on a day."""
    actor, told = who(request), standing(request, number)
    may = {
        "may_plan": bool(actor.roles & permissions.PLANNERS), "may_report": bool(actor.roles & permissions.REPORTERS),
        "may_cost": bool(actor.roles & permissions.COSTERS), "may_confirm": bool(actor.roles & permissions.CONFIRMERS),
    }  # fmt: skip
    if told is None:
        row = reading.project_of(zone=actor.zone, number=number)
        return render(request, "projects/progress/unplanned.html", {"project": row, **may, **_sites(actor, row)})
    reports, following = reading.reports_of(
        zone=actor.zone, project_id=told.project.id, after=request.GET.get("after", "")
    )
    waits, _more = reading.count_waiting(zone=actor.zone, project_id=told.project.id)
    context = {
        "told": told, "project": told.project, "baseline": told.frozen.row, "sentence": words.sentence(told),
        "values": words.values(told), "heads": words.heads(), "points": _points(told), "option": words.option(told),
        **_works(request, told),
        "reports": reports, "following": following, "waits": waits, "today": today(),
        "baselines": reading.numbers(zone=actor.zone, project_id=told.project.id), "query": _query(told), **may,
        "costs": words.cost_rows(told), **_sites(actor, told.project),
    }  # fmt: skip
    return render(request, "projects/progress/project.html", context)


def _sites(actor: Actor, row: Project) -> dict[str, object]:
    """Who works on the project, and for whoever may assign them, whom there is to choose from."""
    may = permissions.may_assign(actor.zone, actor, row.leader_id)
    there = accounts.officers(zone=actor.zone, roles=[Role.ENGINEER], at=timezone.now()) if may else []
    return {
        "may_assign": may, "engineers": there, "assigned": sites.assignments_of(zone=actor.zone, project_id=row.id), "today": today(),
    }  # fmt: skip


@require_safe
def curve_csv(request: HttpRequest, number: str) -> HttpResponse:
    """The S-curve as a table for other programs."""
    told = planned(request, number)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["date", "plan_percent", "actual_percent", "forecast_percent"])
    for point in told.points:
        rows.writerow(
            [point.on, *("" if s is None else rounded(s, 2) for s in (point.plan, point.actual, point.forecast))]
        )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="s-curve-{told.on}.csv"'
    return response


def planned(request: HttpRequest, number: str) -> Standing:
    """The standing. Raises WrongState where there is no baseline to stand against."""
    told = standing(request, number)
    if told is None:
        raise WrongState(_("这个项目还没有进度基线"), do=_("由负责人先冻结基线"))
    return told


def _works(request: HttpRequest, told: Standing) -> dict[str, object]:
    """The rows of the tree that the address asks for (`open`: groups, `works=all`: all groups, `from`: first row of a page), and the
    Gantt chart of the same rows."""
    opened, whole = request.GET.getlist("open")[:MOST_WORKS], request.GET.get("works") == "all"
    shown = unfold(told.frozen.plan.rows, opened=opened, whole=whole, start=request.GET.get("from", "")[:32])
    there = {row.work.code for row in shown.rows}
    inside: dict[str, int] = {}  # how many critical works each group has
    path: list[str] = []
    for line in told.lines:
        del path[line.row.depth :]
        path.append(line.row.work.code)
        if line.slot and line.slot.critical:
            for code in path[:-1]:
                inside[code] = inside.get(code, 0) + 1

    def address(codes: list[str], *, everything: bool = False, start: str = "") -> str:
        asked = [*((("works", "all"),) if everything else [("open", code) for code in codes])]
        return f"{_query(told)}&{urlencode([*asked, *([('from', start)] if start else [])])}".rstrip("&") + "#works"

    rows = [
        {
            "cells": words.cells(line, inside.get(line.row.work.code, 0)), "depth": line.row.depth, "leaf": line.row.leaf,
            "code": line.row.work.code, "percent": f"{rounded(line.progress)}",
            **_toggle(line, opened, whole, shown, address),
        }
        for line in told.lines
        if line.row.work.code in there
    ]  # fmt: skip
    return {
        "rows": rows, "folds": shown.folds, "whole": whole, "all_works": address([], everything=True), "no_works": address([]),
        "more_works": address(opened, everything=whole, start=shown.following) if shown.following else "",
        "gantt": mark_safe(words.gantt(told, there)),  # noqa: S308  drawn here, every name escaped
    }  # fmt: skip


def _toggle(
    line: Line, opened: list[str], whole: bool, shown: Unfolded, address: Callable[[list[str]], str]
) -> dict[str, object]:
    """How many works a group has and where it opens or closes; nothing for a leaf and in a tree that is shown whole."""
    code = line.row.work.code
    if line.row.leaf or whole or not shown.folds:
        return {}
    is_open = code in opened
    codes = [one for one in opened if one != code] if is_open else [*opened, code]
    return {"inside": shown.inside[code], "toggle": address(codes), "is_open": is_open}


def _points(told: Standing) -> list[tuple[str, str, str, str]]:
    return [(f"{p.on}", words.percent(p.plan), words.percent(p.actual), words.percent(p.forecast)) for p in told.points]


def _query(told: Standing) -> str:
    return f"?baseline={told.frozen.row.number}&on={told.on}"
