"""Open figures of the authority's own speed, and the list of grants. Both are public, and every table is also a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.accounts.web.limits import limited
from gaoxin.approvals.services import figures, granted, rulebook
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.selectors.opendata import releases

KEPT = 600  # seconds that a year's figures are kept: they move by the day
PAGE = 30
FIRST_YEAR = 2000  # the earliest that an address may name
SEARCHES = 60  # a minute from one address
COLUMNS = ("year", "month", "item", "received", "decided", "median_office_hours", "share_on_time", "share_online")
STANDINGS = ("valid", "suspended", "revoked", "cancelled", "expired", "replaced")


@require_safe
def open_figures(request: HttpRequest) -> HttpResponse:
    """A year by month, and by item."""
    years = figures.years(zone=settings.ZONE)
    year = _year(request.GET.get("year", ""), years)
    as_of, rows = _rows(year) if year else (timezone.now(), [])
    names = _names()
    context = {
        "years": years, "year": year, "as_of": as_of, "small": figures.SMALL,
        "whole": next((row for row in rows if not row.month and not row.item), None),
        "months": [row for row in rows if row.month and not row.item],
        "items": sorted(
            ((names.get(row.item, row.item), row) for row in rows if row.item and not row.month),
            key=lambda pair: -(pair[1].decided or 0),
        ),
    }  # fmt: skip
    return render(request, "portal/figures.html", context)


@require_safe
def zone_figures(request: HttpRequest, year: int) -> HttpResponse:
    """What the zone publishes of a year, each figure with basis, source query and the number of records behind it. A year that cannot
    be leads to the last one."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        return redirect("portal:zone-figures", timezone.localdate().year - 1)
    rows, withheld = releases.public_figures(zone=settings.ZONE, year=year, at=timezone.now())
    context = {"year": year, "rows": rows, "withheld": withheld, "before": max(year - 1, FIRST_YEAR),
               "after": min(year + 1, timezone.localdate().year)}  # fmt: skip
    return render(request, "portal/zone_figures.html", context)


@require_safe
def figures_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The same rows as a file: every month and item, with basis, period and as-of in its first lines."""
    if year not in figures.years(zone=settings.ZONE):
        raise NotFound(f"没有 {year} 年的数据 no figures for that year", do="选择有数据的年份 choose another year")
    as_of, rows = _rows(year)
    out = io.StringIO()
    out.write("\ufeff")
    for line in (
        f"# zone: {settings.ZONE}; period: {year}; as of: {timezone.localtime(as_of).isoformat(timespec='minutes')}",
        "# basis: clock ledgers of decided cases; month of decision; office hours from acceptance, suspensions taken out",
        f"# empty: fewer than {figures.SMALL} cases, withheld",
    ):
        out.write(line + "\r\n")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in rows:
        shares = ("" if share is None else f"{share:.3f}" for share in (row.on_time, row.online))
        table.writerow(
            [row.year, row.month or "", row.item, *map(_cell, (row.received, row.decided, row.hours)), *shares]
        )
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{year}.csv"'
    return response


@require_safe
@limited("grants", SEARCHES, counts=lambda request: bool(request.GET))
def grants(request: HttpRequest) -> HttpResponse:
    """Grants, newest first, a page at a time by key."""
    query, item = request.GET.get("q", "").strip(), request.GET.get("item", "")
    rows = granted.grants(
        zone=settings.ZONE, query=query, item_code=item, before=_key(request.GET.get("before", "")), limit=PAGE + 1
    )
    names = _names()
    listed = [(row, row.title or names.get(row.item_code) or row.item_code) for row in rows[:PAGE]]
    context = {
        "rows": listed,
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "query": query,
        "item": item,
        "items": sorted((code, names[code]) for code in granted.licensing_items() if code in names),
    }
    partial = request.headers.get("HX-Target") == "grants"
    return render(request, "portal/_grants.html" if partial else "portal/grants.html", context)


def _rows(year: int) -> tuple[dt.datetime, list[figures.Figure]]:
    """The year's figures and when they were reckoned."""
    key = f"figures:{settings.ZONE}:{year}"
    kept: Any = cache.get(key)
    if kept is None:
        kept = (timezone.now(), figures.speed(zone=settings.ZONE, year=year))
        cache.set(key, kept, timeout=KEPT)
    return kept


def _names() -> dict[str, Any]:
    return {code: versions[-1].name for code, versions in rulebook.catalogue().items.items()}


def _year(text: str, years: Sequence[int]) -> int | None:
    if text.isascii() and text.isdigit() and int(text) in years:
        return int(text)
    return years[0] if years else None


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Invalid("页码无效 not a page of this list", do="从第一页开始 start from the first page") from None


def _cell(value: float | int | None) -> str:
    return "" if value is None else str(value)
