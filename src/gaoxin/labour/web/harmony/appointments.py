"""Booking: what everybody may read (desks, times, whether legal aid is worth applying for), and one's own bookings, on a phone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.labour.rules.harmony import aid
from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import booking
from gaoxin.labour.web.harmony import asking

WEEK = dt.timedelta(desks.DAYS)


@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """Desks and their times this week; `?matter=` asks about legal aid and tells nobody."""
    found, problem, status = None, None, 200
    if request.GET.get("matter"):
        try:
            found = aid.screen(_asked(request.GET), timezone.localdate(), book().desks.aid)
        except GaoxinError as error:
            problem, status = error, 422
    context = _times(request, settings.ZONE) | {"found": found, "problem": problem, "typed": request.GET}
    return render(request, "labour/harmony/offered.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """My bookings, and a new one."""
    by = asking.who(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        mine = [asking.booked(row) for row in desks.own(zone=by.zone, by=by)]
        context = _times(request, by.zone) | {
            "rows": [one for one in mine if one["row"].state == "booked"],
            "past": [one for one in mine if one["row"].state != "booked"], "choices": asking.choices(by),
            "problem": problem, "typed": request.POST, "groups_typed": request.POST.getlist("group"), "key": asking.new_key(),
            "last_cancel": timezone.now() + dt.timedelta(minutes=book().desks.booking.cancel_minutes),
        }  # fmt: skip
        return render(request, "labour/harmony/appointments.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    if asking.text(request, "act") == "full":
        desk, since = asking.desk_asked(request), asking.since_asked(request)
        booking.saw_full(zone=by.zone, code=desk.code, since=since, by=by, at=timezone.now())
        return HttpResponse(status=204)
    told = asking.does(request)
    acts: dict[str, tuple[Any, Any]] = {
        "book": (lambda: booking.ask(**told, wanted=_wanted(request)), _("已预约。请带身份证件按时到场。")),
        "cancel": (
            lambda: booking.cancel(**told, appointment_id=asking.key_of(request, "appointment")),
            _("已取消，时间让给别人。"),
        ),
    }
    return asking.acted(request, acts, reverse("myappointments:home"), page)


def _wanted(request: HttpRequest) -> booking.Wanted:
    try:
        start = timezone.make_aware(dt.datetime.fromisoformat(asking.text(request, "start")))
    except ValueError:
        raise Invalid("没有选择时间 no time is chosen", do="从列出的时间里选 choose a listed time") from None
    party = asking.text(request, "party")
    return booking.Wanted(
        asking.text(request, "desk"), asking.text(request, "purpose"), start, asking.text(request, "phone"),
        asking.text(request, "opponent"), asking.text(request, "words"),
        asking.key_of(request, "party") if party else None,
        _asked(request.POST) if asking.text(request, "matter") else None,
    )  # fmt: skip


def _asked(told: Any) -> aid.Asked:
    ends = asking.day(told.get("ends", ""), empty=True)
    return aid.Asked(told.get("matter", ""), tuple(told.getlist("group")), told.get("poor") == "1", ends)


def _times(request: HttpRequest, zone: str) -> dict[str, Any]:
    """The desk, its week, and the way to the weeks beside it."""
    desk, since, today = asking.desk_asked(request), asking.since_asked(request), timezone.localdate()
    days = desks.week(zone=zone, code=desk.code, since=since, now=timezone.now())
    last = today + dt.timedelta(book().desks.booking.ahead_days)
    return {
        "desk": desk, "desks": book().desks.desks, "days": days, "since": since, "full": desks.full_from(days),
        "before": max(today, since - WEEK) if since > today else None, "later": since + WEEK if since + WEEK <= last else None,
        "aid": book().desks.aid, "rules": book().desks.booking, "confidence": book().desks.confidence, "today": today,
    }  # fmt: skip
