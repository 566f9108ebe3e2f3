"""Reminders by mail: asked for and stopped by whoever files for an enterprise."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.economy.services import reminder_mails
from gaoxin.economy.web.reports import asked, pages


@require_POST
def subscribe(request: HttpRequest, unit: uuid.UUID) -> HttpResponse:
    by = asked.who(request)
    try:
        reminder_mails.subscribe(
            zone=by.zone, unit_id=unit, address=request.POST.get("address", ""), language=get_language() or "", by=by, at=timezone.now()
        )  # fmt: skip
    except NotFound:
        raise
    except GaoxinError as error:
        return pages.home_page(request, problem=error, typed={str(unit): request.POST.get("address", "")})
    messages.success(request, _("已订阅。"))
    return redirect("reports:home")


@require_POST
def stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    by = asked.who(request)
    reminder_mails.stop(zone=by.zone, subscription=pk, by=by, at=timezone.now())
    messages.success(request, _("已停止。"))
    return redirect("reports:home")
