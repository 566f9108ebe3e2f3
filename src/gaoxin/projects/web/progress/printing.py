"""The A4 sheet and the pictures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gaoxin.projects.rendering import progress as rendering
from gaoxin.projects.selectors.progress import Standing
from gaoxin.projects.web.progress import words
from gaoxin.projects.web.progress.asked import today
from gaoxin.projects.web.progress.pages import planned


@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """PDF, A4: everything of the page that is not a form."""
    told = planned(request, number)
    return _file(rendering.sheet(data_of(told)), "application/pdf", f"progress-{told.on}.pdf")


@require_safe
def picture(request: HttpRequest, number: str, which: str) -> HttpResponse:
    """PNG of the S-curve (`s-curve`) or the Gantt chart (`gantt`)."""
    if which not in ("s-curve", "gantt"):
        raise Http404
    told = planned(request, number)
    draw = words.s_curve if which == "s-curve" else words.gantt
    title = f"{told.project.name} · {words.sentence(told)}"
    return _file(rendering.picture(title, draw(told, font=rendering.FACE)), "image/png", f"{which}-{told.on}.png")


def data_of(told: Standing) -> dict[str, object]:
    """What `sheet.typ` reads."""
    row = told.frozen.row
    return {
        "title": _("%(name)s 工程进度") % {"name": told.project.name},
        "author": row.frozen_by_name,
        "subtitle": _("项目 %(project)s · 第 %(number)s 号基线（%(day)s 生效，%(name)s 冻结）· 数据截至 %(on)s")
        % {
            "project": told.project.number, "number": row.number, "day": row.effective_on, "name": row.frozen_by_name,
            "on": told.on,
        },
        "sentence": words.sentence(told),
        "values": [[name, value] for name, value, _formula in words.values(told)],
        "curve_title": _("S 曲线：计划、实际、预测"), "curve": words.s_curve(told, font=rendering.FACE),
        "gantt_title": _("横道图"), "gantt": words.gantt(told, font=rendering.FACE),
        "gantt_note": _("◆ 和双框、斜线为关键工作；条内为已完成部分；竖虚线为数据日期"),
        "table_title": _("单项工程"), "heads": words.heads(),
        "rows": [{"depth": line.row.depth, "cells": words.cells(line)} for line in told.lines],
        "foot": _("只计经第二人确认的报告；权重由第 %(number)s 号基线冻结；成本：%(costs)s。打印于 %(day)s")
        % {"costs": words.cost_sources(told), "number": row.number, "day": today()},
    }  # fmt: skip


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
