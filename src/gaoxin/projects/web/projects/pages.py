"""Pages of project files: the list, one file, a leader's own, the board of blocks, campaigns, investment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.projects.models import KINDS
from gaoxin.projects.permissions import land, progress
from gaoxin.projects.permissions.projects import check, may, may_hand_over
from gaoxin.projects.rules.projects.stages import ORDER, legs, reached
from gaoxin.projects.selectors import campaigns, investment, projects
from gaoxin.projects.selectors.timeline import panels, timeline
from gaoxin.projects.web.projects.words import KIND_WORDS, MODULE_WORDS, STAGE_WORDS

SHOWN = 100  # new projects that the page of investment lists at first, those that pull most


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """All files, 30 at a time. `?q=` name, pinyin, number or project code; `kind`, `key=1`, `year`."""
    by, today = actor_of(request), timezone.localdate()
    asked = request.GET
    wanted = projects.Wanted(
        text=asked.get("q", ""), kind=asked.get("kind", "") if asked.get("kind") in KINDS else "",
        key=asked.get("key") == "1", year=_year(asked.get("year", "")), after=asked.get("after", ""),
    )  # fmt: skip
    context = {
        "page": projects.page(zone=by.zone, by=by, wanted=wanted, today=today), "wanted": wanted, "kinds": KIND_WORDS,
        "stages": STAGE_WORDS, "may_open": may(by, by.zone, "open"), "leads": by.has(Role.LEADER),
        "may_import": may(by, by.zone, "invest"),
    }  # fmt: skip
    return render(request, "projects/projects/list.html", context)


@require_safe
def project(request: HttpRequest, project_number: str) -> HttpResponse:
    """One file with everything that any module knows of it."""
    return file_page(request, project_number)


def file_page(
    request: HttpRequest, number: str, problem: GaoxinError | None = None, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """The file; with what was typed and why it was refused, where an act was."""
    by, today = actor_of(request), timezone.localdate()
    check(by, by.zone, "read")
    row = projects.by_number(by.zone, number)
    events = timeline(row)
    days = reached(events, today)
    amounts = investment.of_project(row)
    context = {
        "project": row, "line": projects.lines(by.zone, [row], today)[0], "kinds": KIND_WORDS, "stage_words": STAGE_WORDS,
        "modules": MODULE_WORDS, "events": events, "steps": [(kind, days.get(kind)) for kind in ORDER],
        "legs": legs(events, today), "leaders": projects.leaders_of(row, today), "rulings": projects.rulings_of(row),
        "blocks": projects.blocks_of(row), "amounts": amounts, "revisions": investment.revisions_of(row), "today": today,
        "may_open": may(by, by.zone, "open"), "may_dispatch": may(by, by.zone, "dispatch"), "may_invest": may(by, by.zone, "invest"),
        "may_hand_over": may_hand_over(by, by.zone, row.leader_id),
        "people": accounts.holders(zone=by.zone, role=Role.LEADER, at=timezone.now()),
        "panels": panels(row, today), "may_land": land.may_read(by, by.zone), "may_progress": bool(by.roles & progress.READERS),
        "problem": problem, "typed": typed or {}, "key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "projects/projects/file.html", context, status=422 if problem else 200)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """A leader's own projects, what blocks them, and how long."""
    by, today = actor_of(request), timezone.localdate()
    rows = projects.mine(zone=by.zone, by=by, today=today)
    numbers = {row.number for row in rows}
    blocks = campaigns.open_blocks(zone=by.zone, by=by, today=today, mine=lambda block: block.project.number in numbers)
    context = {
        "rows": rows,
        "blocks": blocks,
        "kinds": KIND_WORDS,
        "stages": STAGE_WORDS,
        "days": campaigns.book().cards,
    }
    return render(request, "projects/projects/mine.html", context)


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    """Every open block, the most overdue first."""
    by, today = actor_of(request), timezone.localdate()
    rows = campaigns.open_blocks(zone=by.zone, by=by, today=today)
    context = {"rows": rows, "days": campaigns.book().cards, "may_dispatch": may(by, by.zone, "dispatch")}
    return render(request, "projects/projects/blocks.html", context)


@require_safe
def campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """One campaign's tasks with owners, deadlines and cards."""
    return campaign_page(request, campaign)


def campaign_page(request: HttpRequest, code: str, problem: GaoxinError | None = None) -> HttpResponse:
    by, today, book = actor_of(request), timezone.localdate(), campaigns.book()
    try:
        told = book.campaign(code)
    except Invalid as error:
        raise NotFound(error.what, do=error.do) from None
    rows = campaigns.tasks(zone=by.zone, by=by, campaign=told, today=today)
    context = {
        "campaign": told, "campaigns": book.campaigns, "rows": rows, "problem": problem, "days": book.cards,
        "done": sum(row.done_on is not None for row in rows), "may_dispatch": may(by, by.zone, "dispatch"),
    }  # fmt: skip
    return render(request, "projects/projects/campaign.html", context, status=422 if problem else 200)


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """A year's investment by month, and the pull of its new projects down to each of them."""
    by, today = actor_of(request), timezone.localdate()
    check(by, by.zone, "read")
    year = _year(request.GET.get("year", "")) or today.year - 1
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
    }  # fmt: skip
    return render(request, "projects/projects/statistics.html", context)


def _chart(months: list[investment.Month]) -> dict[str, Any]:
    """Completed investment by month as bars, 亿元."""
    return {
        "grid": {"left": 48, "right": 16, "top": 16, "bottom": 32}, "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [str(m.month.month) for m in months]}, "yAxis": {"type": "value"},
        "series": [{"type": "bar", "data": [round(m.completed_k / 100_000, 2) for m in months], "itemStyle": {"color": "#5d83b5"}}],
    }  # fmt: skip


def _year(text: str) -> int | None:
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else None


def day(text: str) -> dt.date:
    """A day that was typed. Raises Invalid."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"日期不正确 not a date: {text[:20]!r}", do="按 年-月-日 填写 write YYYY-MM-DD") from None
