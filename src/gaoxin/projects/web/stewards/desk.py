"""The steward's own list, the inbox across offices, and one question."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.approvals.services import supervising
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.rules.stewards.access import OFFICES, SERVES
from gaoxin.projects.selectors.stewards import inquiries as log
from gaoxin.projects.selectors.stewards import serving, warned
from gaoxin.projects.selectors.stewards.inquiries import InquiryView
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import inquiries
from gaoxin.projects.web.stewards import asking
from gaoxin.projects.web.stewards.warning import shown


def line(view: InquiryView) -> dict[str, Any]:
    """A question as a list shows it: with its badge and its office in words."""
    return {"view": view, "badge": asking.badge(view.standing), "office": asking.office_name(view.office)}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My enterprises, what is due, what is in trouble; for heads and auditors all of the zone."""
    by, now = asking.who(request), timezone.now()
    text = request.GET.get("q", "")
    rows, after = serving.served(zone=by.zone, by=by, text=text, after=request.GET.get("after", ""))
    due, _more = log.inbox(zone=by.zone, by=by, now=now)
    year = asking.year_of(request)
    supervision = supervising.supervision(zone=by.zone, by=by, at=now, year=year)
    troubled, _more = warned.page(zone=by.zone, by=by, size=5)
    context = {
        "rows": rows, "after": after, "query": text, "due": [line(view) for view in due if view.first_answer_at is None][:8],
        "warnings": [shown(view) for view in troubled],
        "summary": log.summary(zone=by.zone, by=by, now=now, year=year), "year": year,
        "saturday": log.saturday(zone=by.zone, by=by, year=year), "cases": supervision.saturday if supervision else None,
        "ratings": log.ratings(zone=by.zone, by=by, year=year), "head": asking.is_head(by), "serves": bool(by.roles & SERVES),
        "promise": book().service.first_answer,
    }  # fmt: skip
    return render(request, "projects/stewards/home.html", context)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """`?which=` open, closed or all."""
    by, now = asking.who(request), timezone.now()
    which = request.GET.get("which", "open")
    which = which if which in ("open", "closed", "all") else "open"
    rows, after = log.inbox(zone=by.zone, by=by, now=now, which=which, after=request.GET.get("after", ""))
    context = {"rows": [line(view) for view in rows], "after": after, "which": which}
    return render(request, "projects/stewards/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest, inquiry: uuid.UUID) -> HttpResponse:
    """One question with its course; answer, hand on and close it."""
    by, now = asking.who(request), timezone.now()
    view, course = log.one(zone=by.zone, inquiry_id=inquiry, by=by, now=now)

    def page(problem: GaoxinError | None) -> HttpResponse:
        why = log.why(view)
        entries = [
            {"entry": entry, "word": asking.ENTRY[entry.kind], "office": asking.office_name(entry.office)}
            for entry in course
        ]
        context = {
            **line(view), "course": entries, "why": why.steps, "problem": problem, "typed": request.POST,
            "offices": asking.named(book().service.offices), "key": asking.new_key(),
            "may": bool(by.roles & OFFICES) and view.closed_at is None,
            "seen": view.version,
        }  # fmt: skip
        return render(request, "projects/stewards/inquiry.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    shown = asking.text(request, "version")
    does = {
        "zone": by.zone, "inquiry_id": inquiry, "at": now, "by": by, "key": asking.text(request, "key"),
        "version": int(shown) if shown.isdecimal() else None,
    }  # fmt: skip
    said, office = asking.text(request, "text"), asking.text(request, "office")
    acts: dict[str, Any] = {
        "answer": (lambda: inquiries.answer(**does, text=said), _("已答复。")),
        "forward": (lambda: inquiries.forward(**does, office=office, text=said), _("已转办。")),
        "close": (lambda: inquiries.close(**does), _("已办结。")),
    }
    try:
        act, done = asking.chosen_act(request, acts)
    except Invalid as error:
        return page(error)
    return asking.acted(request, act, done, reverse("stewards:inquiry", args=[inquiry]), page)
