"""The officers' pages: all firms with filters and as a table to take away; one firm."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError
from gaoxin.innovation.permissions.register import check_reader, may_keep
from gaoxin.innovation.selectors import readiness as log
from gaoxin.innovation.selectors.readiness import Standing
from gaoxin.innovation.selectors.readiness_book import book
from gaoxin.innovation.web.policies import asking
from gaoxin.innovation.web.readiness import firms as own
from gaoxin.innovation.web.readiness import telling
from gaoxin.parties import selectors as parties
from gaoxin.ui.tables import table
from gaoxin.ui.web.problems import status_of

PAGE = 50


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All firms of the zone by name, weighed at once; `?form=` gives the filtered list as a file."""
    by, today = asking.who(request), timezone.localdate()
    check_reader(by, by.zone)
    check = own.chosen_check(request)
    every = log.standings(zone=by.zone, check=check, day=today)
    verdict, title = request.GET.get("verdict", ""), request.GET.get("title", "")
    text = request.GET.get("text", "").strip()[:100]
    rows = [
        one for one in every
        if (not verdict or one.verdict == verdict) and (not title or one.title == title) and (not text or text in one.name)
    ]  # fmt: skip
    if form := request.GET.get("form", ""):
        return table(form, f"readiness-{check}", [(check, _lines(rows, today))], today)
    start = _start(request.GET.get("from", ""))
    counts = {code: sum(one.verdict == code for one in every) for code in telling.VERDICT}
    context: dict[str, Any] = {
        "check": book().check(check), "checks": book().checks.values(), "verdict": verdict, "title": title, "text": text,
        "rows": [{"one": one, "badge": telling.badge(telling.VERDICT[one.verdict]), "title": telling.TITLE.get(one.title, "")}
                 for one in rows[start : start + PAGE]],
        "counts": [{"code": code, "badge": telling.badge(told), "n": counts[code]} for code, told in telling.VERDICT.items()],
        "titles": telling.TITLE.items(), "total": len(rows), "every": len(every), "today": today,
        "next": start + PAGE if len(rows) > start + PAGE else 0, "before": max(0, start - PAGE) if start else None,
    }  # fmt: skip
    return render(request, "innovation/readiness/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: HttpRequest, party: uuid.UUID) -> HttpResponse:
    """What the firm itself sees; the innovation officer may note what a paper says."""
    by = asking.who(request)
    check_reader(by, by.zone)
    check = own.chosen_check(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = own.firm_context(request, by.zone, party, check, problem)
        name = parties.party_name(zone=by.zone, party_id=party)
        context |= {"party": (party, name), "problem": problem, "surface": "desk", "may": may_keep(by, by.zone)}
        return render(request, "innovation/readiness/firm.html", context, status=status_of(problem) if problem else 200)

    if request.method != "POST":
        return page(None)
    return own.declared(request, party, f"{reverse('readiness:firm', args=[party])}?check={check}", page)


def _start(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _lines(rows: list[Standing], today: dt.date) -> list[list[Any]]:
    heads = [_("企业"), _("结论"), _("最低分"), _("最高分"), _("尚缺项数"), _("证书到期"), _("证书状态"), _("计算日期")]
    return [
        heads,
        *(
            [one.name, str(telling.VERDICT[one.verdict][0]), one.low, one.high, one.missing, one.until,
             str(telling.TITLE.get(one.title, "")), today]
            for one in rows
        ),
    ]  # fmt: skip
