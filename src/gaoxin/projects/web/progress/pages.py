"""工程进度 the list of projects, and one project: tree, earned value, S-curve, Gantt chart, reports, baselines."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gaoxin.core.errors import WrongState
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.works import rounded
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.selectors.progress import Standing
from gaoxin.projects.web.progress import words
from gaoxin.projects.web.progress.asked import standing, today, who


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Projects with a baseline and how far each is; `unplanned=1` those without. The address holds all of the list's state."""
    actor, day = who(request), today()
    text, unplanned = request.GET.get("q", "").strip()[:60], request.GET.get("unplanned") == "1"
    page, following = reading.projects_page(
        zone=actor.zone, on=day, after=request.GET.get("after", ""), text=text, unplanned=unplanned
    )
    rows = [{"project": project, "share": share, "text": words.percent(share)} for project, share in page]
    waits, more = reading.waiting(zone=actor.zone)
    context = {
        "rows": rows, "following": following, "text": text, "unplanned": unplanned, "day": day, "waits": len(waits),
        "more": more, "may_confirm": bool(actor.roles & permissions.CONFIRMERS), "may_plan": bool(actor.roles & permissions.PLANNERS),
        "may_report": bool(actor.roles & permissions.REPORTERS),
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
        return render(request, "projects/progress/unplanned.html", {"project": row, **may})
    reports, following = reading.reports_of(
        zone=actor.zone, project_id=told.project.id, after=request.GET.get("after", "")
    )
    waits = [report for report in reading.waiting(zone=actor.zone, project_id=told.project.id)[0]]
    context = {
        "told": told, "project": told.project, "baseline": told.frozen.row, "sentence": words.sentence(told),
        "values": words.values(told), "heads": words.heads(), "rows": _rows(told), "points": _points(told),
        "option": words.option(told), "gantt": mark_safe(words.gantt(told)),  # noqa: S308  drawn here, every name escaped
        "reports": reports, "following": following, "waits": len(waits), "today": today(),
        "baselines": reading.numbers(zone=actor.zone, project_id=told.project.id), "query": _query(told), **may,
    }  # fmt: skip
    return render(request, "projects/progress/project.html", context)


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


def _rows(told: Standing) -> list[dict[str, object]]:
    return [
        {
            "cells": words.cells(line), "depth": line.row.depth, "leaf": line.row.leaf, "code": line.row.work.code,
            "percent": float(rounded(line.progress)),
        }
        for line in told.lines
    ]  # fmt: skip


def _points(told: Standing) -> list[tuple[str, str, str, str]]:
    return [(f"{p.on}", words.percent(p.plan), words.percent(p.actual), words.percent(p.forecast)) for p in told.points]


def _query(told: Standing) -> str:
    return f"?baseline={told.frozen.row.number}&on={told.on}"
