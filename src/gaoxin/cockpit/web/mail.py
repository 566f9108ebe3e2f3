"""Subscriptions: the cockpit as PDF by mail."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.cockpit.permissions import check_reads
from gaoxin.cockpit.rules.schedule import FREQUENCIES
from gaoxin.cockpit.selectors import mails
from gaoxin.cockpit.selectors.settings import book
from gaoxin.cockpit.services import mailing
from gaoxin.cockpit.web.pages import actor_of, language
from gaoxin.core.errors import GaoxinError, NotAllowed
from gaoxin.runtime.mailing import is_set_up


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    try:
        mailing.subscribe(
            zone=settings.ZONE, address=request.POST.get("address", ""), frequency=request.POST.get("frequency", ""),
            language=language(), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except NotAllowed:
        raise
    except GaoxinError as error:
        return _page(request, error)
    messages.success(request, _("已订阅。"))
    return redirect("cockpit:mail")


@require_POST
def stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    mailing.stop(zone=settings.ZONE, subscription=pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("已停止。"))
    return redirect("cockpit:mail")


def _page(request: HttpRequest, error: GaoxinError | None = None) -> HttpResponse:
    by = actor_of(request)
    check_reads(by, settings.ZONE)
    context = {
        "subscriptions": mails.of(zone=settings.ZONE, by=by), "frequencies": FREQUENCIES, "hour": book().mail.hour,
        "ready": is_set_up(), "domains": sorted(settings.MAIL_DOMAINS), "error": error,
        "typed": request.POST.get("address", ""),
    }  # fmt: skip
    return render(request, "cockpit/mail.html", context, status=422 if error else 200)
