"""Pages of project files: the list, one file, a leader's own, the board of blocks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.models import KINDS
from gaoxin.projects.permissions import land, progress
from gaoxin.projects.permissions.projects import check, may, may_hand_over
from gaoxin.projects.rules.projects.stages import ORDER, Event, legs, reached
from gaoxin.projects.selectors import campaigns, investment, projects
from gaoxin.projects.selectors.linking import open_to
from gaoxin.projects.selectors.staged import NONE
from gaoxin.projects.selectors.timeline import panels, timeline
from gaoxin.projects.web.projects.words import CARD_WORDS, KIND_WORDS, MODULE_WORDS, STAGE_WORDS


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """All files, 30 at a time. `?q=` name, pinyin, number or project code; `kind`, `key=1`, `year`, `stage`,
    `leader` (login), `card`."""
    by, today = actor_of(request), timezone.localdate()
    asked = request.GET
    wanted = projects.Wanted(
        text=asked.get("q", ""), kind=asked.get("kind", "") if asked.get("kind") in KINDS else "",
        key=asked.get("key") == "1", year=year_of(asked.get("year", "")), after=asked.get("after", "")[:32],
        leader=asked.get("leader", "")[:100], card=asked.get("card", "") if asked.get("card") in CARD_WORDS else "",
        stage=asked.get("stage", "") if asked.get("stage") in (NONE, *ORDER) else "",
    )  # fmt: skip
    context = {
        "page": projects.page(zone=by.zone, by=by, wanted=wanted, today=today), "wanted": wanted, "kinds": KIND_WORDS,
        "stages": STAGE_WORDS, "may_open": may(by, by.zone, "open"), "leads": by.has(Role.LEADER),
        "may_import": may(by, by.zone, "invest"), "cards": CARD_WORDS,
        "people": accounts.holders(zone=by.zone, role=Role.LEADER, at=timezone.now()),
        "asked": _asked(wanted),
        "stages_asked": [(NONE, STAGE_WORDS[""]), *((kind, STAGE_WORDS[kind]) for kind in ORDER)],
    }  # fmt: skip
    return render(request, "projects/projects/list.html", context)


def _asked(wanted: projects.Wanted) -> list[str]:
    """The conditions in words, for paper."""
    stage = STAGE_WORDS["" if wanted.stage == NONE else wanted.stage] if wanted.stage else ""
    told = (
        wanted.text, KIND_WORDS.get(wanted.kind, ""), _("重点项目") if wanted.key else "", wanted.year, stage,
        wanted.leader.partition("@")[0], CARD_WORDS.get(wanted.card, ""),
    )  # fmt: skip
    return [str(one) for one in told if one]


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
        "passing": projects.passing(zone=by.zone, by=by, project=row), "notices": (notices := projects.notices_of(row)),
        "waits": any(one.answered_at is None for one in notices), "links": links_of(row, events, by, today),
        "problem": problem, "typed": typed or {}, "key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "projects/projects/file.html", context, status=422 if problem else 200)


def links_of(row: Any, events: list[Event], by: Actor, today: dt.date) -> dict[tuple[str, str], str]:
    """(module, record) -> address, of records that this reader may open."""
    routes = {
        "approvals": "desk:case", "investment": "leads:lead", "care": "stewards:inquiry", "visits": "stewards:enterprise",
        "land": "land:parcel", "progress": "progress:project",
    }  # fmt: skip
    found = open_to(row, events, by, today)
    for module, allowed in (("land", land.may_read(by, by.zone)), ("progress", bool(by.roles & progress.READERS))):
        found |= {(e.module, e.record): e.record for e in events if allowed and e.module == module and e.record}
    return {key: reverse(routes[key[0]], args=[value]) for key, value in found.items()}


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """A leader's own projects, what blocks them, and how long."""
    by, today = actor_of(request), timezone.localdate()
    wanted = request.GET.get("page", "")
    page = projects.mine(
        zone=by.zone, by=by, today=today, page=int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    )
    blocks = campaigns.open_blocks(zone=by.zone, by=by, today=today, own=True)
    context = {
        "page": page,
        "rows": page.rows,
        "before": page.page - 1,
        "later": page.page + 1 if page.page < page.pages else 0,
        "passing": projects.passing(zone=by.zone, by=by),
        "blocks": blocks,
        "kinds": KIND_WORDS,
        "stages": STAGE_WORDS,
        "days": campaigns.book().cards,
        "key": uuid.uuid4().hex,
    }
    return render(request, "projects/projects/mine.html", context)


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    """Every open block, the most overdue first."""
    by, today = actor_of(request), timezone.localdate()
    rows = campaigns.open_blocks(zone=by.zone, by=by, today=today)
    context = {"rows": rows, "days": campaigns.book().cards, "may_dispatch": may(by, by.zone, "dispatch")}
    return render(request, "projects/projects/blocks.html", context)


def year_of(text: str) -> int | None:
    """A year that was typed; None for what is none."""
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else None


def day(text: str) -> dt.date:
    """A day that was typed. Raises Invalid."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"日期不正确 not a date: {text[:20]!r}", do="按 年-月-日 填写 write YYYY-MM-DD") from None
