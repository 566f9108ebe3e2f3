"""A year's investment: by month, by project, and how much the new projects pull; on the page, on paper and to take away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.covering import Covered
from gaoxin.projects.selectors import covering, investment
from gaoxin.projects.web.projects.pages import actor_of, year_of
from gaoxin.projects.web.projects.words import FLOW_MEANINGS, FLOW_WORDS, KIND_WORDS
from gaoxin.ui.tables import Lines, table

SHOWN = 100  # new projects that the page lists at first, those that pull most


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """A year's investment by month, and the pull of its new projects down to each of them. `?as=xlsx` or `csv`: months × projects."""
    by, today = actor_of(request), timezone.localdate()
    check(by, by.zone, "read")
    year = year_of(request.GET.get("year", "")) or today.year - 1
    if form := request.GET.get("as"):
        return table(form, f"investment-{year}", _sheets(by.zone, year, today), today)
    months = investment.by_month(zone=by.zone, year=year)
    total, rows = investment.completed(zone=by.zone, year=year)
    previous, _ = investment.completed(zone=by.zone, year=year - 1)
    parts: list[dict[str, Any]] = []
    pulled = None
    if previous:
        pulled, named = investment.pull_of_new(zone=by.zone, year=year)
        shown = pulled.parts if request.GET.get("all") == "1" else pulled.parts[:SHOWN]
        parts = [{"part": part, "name": named[part.number], "points": pulled.points_of(part)} for part in shown]
    context = {
        "year": year, "years": [year - 1, year, year + 1], "months": months, "total": total, "rows": rows, "previous": previous,
        "pull": pulled, "parts": parts, "rest": len(pulled.parts) - len(parts) if pulled else 0, "chart": _chart(months),
        "meanings": [(FLOW_WORDS[flow], word) for flow, word in FLOW_MEANINGS.items()], "today": today,
        "chains": _covered(by.zone, year),
    }  # fmt: skip
    return render(request, "projects/projects/statistics.html", context)


def _covered(zone: str, year: int) -> list[dict[str, Any]]:
    """Each chain with its name in the language of the page, and what the year's projects covered first, by kind."""
    english = (get_language() or "").startswith("en")
    return [
        {
            "code": one.code, "title": (english and one.title_en) or one.title, "covered": one.covered,
            "opened": [(KIND_WORDS[kind], nodes) for kind, nodes in one.covered.opened.items() if nodes],
        }
        for one in covering.by_chain(zone=zone, year=year)
    ]  # fmt: skip


def _chart(months: list[investment.Month]) -> dict[str, Any]:
    """Completed investment by month as bars, 亿元."""
    return {
        "grid": {"left": 48, "right": 16, "top": 16, "bottom": 32}, "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [str(m.month.month) for m in months]}, "yAxis": {"type": "value"},
        "series": [{"type": "bar", "data": [round(m.completed_k / 100_000, 2) for m in months], "itemStyle": {"color": "#5d83b5"}}],
    }  # fmt: skip


def _sheets(zone: str, year: int, today: dt.date) -> list[tuple[str, Lines]]:
    """Months × projects with their sums, and what the numbers mean."""
    rows = investment.table(zone=zone, year=year)
    heads = [
        _("项目编号"),
        _("项目"),
        _("口径"),
        *(f"{year}-{month:02d}" for month in range(1, 13)),
        _("合计"),
        _("更正过的月数"),
    ]
    lines: list[list[Any]] = [heads]
    lines += [
        [
            row.number, row.name, str(FLOW_WORDS[row.flow]), *("" if one is None else one for one in row.months),
            sum(one or 0 for one in row.months), row.corrected,
        ]
        for row in rows
    ]  # fmt: skip
    for flow, word in FLOW_WORDS.items():
        months = [sum(row.months[place] or 0 for row in rows if row.flow == flow) for place in range(12)]
        lines.append([_("合计"), "", str(word), *months, sum(months), sum(r.corrected for r in rows if r.flow == flow)])
    return [
        (_("投资统计"), lines),
        (_("产业链覆盖"), _coverage(zone, year)),
        (_("口径和来源"), _meanings(len(rows), today)),
    ]


def _coverage(zone: str, year: int) -> list[list[Any]]:
    """Chains × what is covered before and after the year's projects, as on the page, with the nodes that are left."""
    heads = [
        _("产业链"), _("名称"), _("环节"), _("年初已覆盖"), _("年初已覆盖（%）"), _("年末已覆盖"), _("年末已覆盖（%）"),
        *(str(word) for word in KIND_WORDS.values()), _("仍空缺"),
    ]  # fmt: skip
    lines: list[list[Any]] = [heads]
    for row in _covered(zone, year):
        one: Covered = row["covered"]
        shares = ["" if share is None else float(share) for share in (one.percent_before, one.percent_after)]
        opened = [" ".join(one.opened.get(kind, ())) for kind in KIND_WORDS]
        lines.append(
            [
                row["code"],
                row["title"],
                one.nodes,
                one.before,
                shares[0],
                one.after,
                shares[1],
                *opened,
                " ".join(one.left),
            ]
        )
    return lines


def _meanings(rows: int, today: dt.date) -> list[list[Any]]:
    return [
        [_("口径"), _("含义")],
        *([str(FLOW_WORDS[flow]), str(word)] for flow, word in FLOW_MEANINGS.items()),
        [_("单位"), _("千元，整数；空白表示没有登记，0 表示登记为零")],
        [_("更正"), _("每月只计最后一次更正；原数和理由留在项目档案")],
        [_("来源"), _("统计人员按项目、按月登记的记录；不含统计调查单位资料（统计法第二十八条）")],
        [_("行数"), rows],
        [_("生成日期"), today],
    ]
