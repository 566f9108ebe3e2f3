"""The board: page, wall screen, PDF, and its figures as they were published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from gaoxin.accounts.rules.roles import Actor
from gaoxin.cockpit.permissions import check_reads
from gaoxin.cockpit.rules.access import OPENERS, may_drill
from gaoxin.cockpit.selectors import follow_ups, sheets
from gaoxin.cockpit.selectors import vintages as comparing
from gaoxin.cockpit.selectors.board import Board, board, newest_year
from gaoxin.cockpit.selectors.panels import Row
from gaoxin.cockpit.selectors.settings import book

FIRST_YEAR = 2000
WITH_YEAR = {"card:year", "projects:investment"}
EVERY = 60  # seconds after which the wall asks anew


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def language() -> sheets.Language:
    return "en" if (get_language() or "").startswith("en") else "zh"


def home(request: HttpRequest) -> HttpResponse:
    """The newest year with reports."""
    return redirect("cockpit:year", newest_year(zone=settings.ZONE, today=timezone.localdate()))


def year(request: HttpRequest, year: int) -> HttpResponse:
    if not is_known(year):
        return redirect("cockpit:home")
    by, seen = actor_of(request), _board(request, year)
    tasks = follow_ups.listing(zone=settings.ZONE, by=by, today=seen.today)
    open_of = {one.row.card for one in tasks if one.row.state != "closed"}
    context = _context(seen, by) | {
        "years": [one for one in range(year - 2, year + 2) if is_known(one)], "may_open": bool(by.roles & OPENERS),
        "with_tasks": open_of, "targets": book().targets_are,
    }  # fmt: skip
    return render(request, "cockpit/board.html", context)


def wall(request: HttpRequest, year: int) -> HttpResponse:
    """For a screen of 1920×1080 that nobody touches: no navigation, read from afar, asked anew every minute."""
    if not is_known(year):
        return redirect("cockpit:home")
    return render(request, "cockpit/wall.html", _context(_board(request, year), actor_of(request)) | {"every": EVERY})


def pdf(request: HttpRequest, year: int) -> HttpResponse:
    if not is_known(year):
        return redirect("cockpit:home")
    made = sheets.pdf(_board(request, year), language(), outside=False)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="cockpit-{year}.pdf"'
    return response


def vintages(request: HttpRequest, year: int) -> HttpResponse:
    """What was published then, and what the records say now."""
    if not is_known(year):
        return redirect("cockpit:home")
    check_reads(actor_of(request), settings.ZONE)
    known, rows = comparing.compared(zone=settings.ZONE, year=year, at=timezone.now())
    return render(request, "cockpit/vintages.html", {"year": year, "known": known, "rows": rows})


def is_known(year: int) -> bool:
    return FIRST_YEAR <= year <= timezone.localdate().year


def _board(request: HttpRequest, year: int) -> Board:
    by = actor_of(request)
    check_reads(by, settings.ZONE)
    now = timezone.localtime()
    return board(zone=settings.ZONE, by=by, year=year, at=now, today=now.date())


def _context(seen: Board, by: Actor) -> dict[str, Any]:
    words, spoken = sheets.COLOURS[language()], language()
    return {
        "board": seen, "lights": seen.lights(),
        "cards": [
            {
                "seen": one, "name": sheets.name(one, spoken), "amount": sheets.amount(one, spoken, outside=False),
                "light": words[one.light.colour], "rule": sheets.said(one.light, spoken),
                "owner": sheets.said(one.card.owner, spoken), "definition": sheets.said(one.card.definition, spoken),
                "frequency": sheets.said(one.card.frequency, spoken), "drill": _drill(one.card.drill, by, seen.year),
            }
            for one in seen.cards
        ],
        "panels": [
            {
                "seen": one, "name": sheets.said(one.panel.name, spoken), "light": words[one.light.colour],
                "rule": sheets.said(one.light, spoken), "owner": sheets.said(one.panel.owner, spoken),
                "definition": sheets.said(one.panel.definition, spoken), "counts": sheets.said(one.panel.counts, spoken),
                "frequency": sheets.said(one.panel.frequency, spoken), "drill": _drill(one.panel.drill, by, seen.year),
                "lines": [sheets.said(row, spoken) for row in one.counted.lines] if one.counted else [],
                "rows": [(sheets.said(row, spoken), _link(row, by)) for row in one.counted.rows] if one.counted else [],
            }
            for one in seen.panels
        ],
    }  # fmt: skip


def _drill(route: str, by: Actor, year: int) -> str:
    """The page of the rows, where the reader may see them."""
    if not route or not may_drill(by, route):
        return ""
    return reverse(route, args=[year] if route == "card:year" else []) + (
        f"?year={year}" if route in WITH_YEAR - {"card:year"} else ""
    )


def _link(row: Row, by: Actor) -> str:
    return reverse(row.route, args=[row.key]) if row.route and may_drill(by, row.route) else ""
