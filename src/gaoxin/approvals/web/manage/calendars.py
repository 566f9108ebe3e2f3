"""The working calendar: the years that are there, and the import of the next one after looking at it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.services import calendar_years
from gaoxin.core.calendar_files import CalendarYear
from gaoxin.core.errors import Conflict, GaoxinError, Invalid


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Every year with its holidays and make-up workdays, and the day up to which dates can be computed."""
    return render(request, "approvals/manage/calendars.html", _context(request))


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """First what the file says; then, confirmed, written. The page itself carries the file between the two."""
    by = request.actor  # type: ignore[attr-defined]
    name, text = _file(request)
    replace = request.POST.get("replace") == "1"
    key = request.POST.get("key", "")[:64]
    context = _context(request) | {"name": name, "text": text, "key": key or uuid.uuid4(), "replace": replace}
    try:
        if request.POST.get("step") == "add":
            found = calendar_years.add(
                zone=by.zone,
                name=name,
                text=text,
                by=by,
                at=timezone.now(),
                replace=replace,
                key=key and f"calendar:{key}",
            )
            messages.success(request, _("已导入 %(year)s 年，各进程重启后生效") % {"year": found.year})
            return redirect("manage:calendars")
        draft = calendar_years.check(name=name, text=text, replace=replace)
    except GaoxinError as error:
        context |= {"problem": error, "may_replace": isinstance(error, Conflict)}
        return render(request, "approvals/manage/calendars.html", context, status=422)
    return render(request, "approvals/manage/calendars.html", context | {"draft": draft, "drafted": _runs(draft.year)})


def _context(request: HttpRequest) -> dict[str, Any]:
    last = calendar_years.last_day()
    return {
        "years": [(year, _runs(year)) for year in calendar_years.years()],
        "last": last,
        "left": (last - timezone.localdate()).days,
        "may_import": request.actor.has(Role.SYSTEM_ADMIN),  # type: ignore[attr-defined]
        "key": uuid.uuid4(),
    }


def _runs(year: CalendarYear) -> dict[str, Any]:
    return {"off": year.runs(year.holidays), "on": sorted(year.make_up.items())}


def _file(request: HttpRequest) -> tuple[str, str]:
    """Name and text of the upload, or else what the form carries."""
    uploaded = request.FILES.get("file")
    if uploaded is None:
        return request.POST.get("name", "")[:100], request.POST.get("text", "").replace("\r\n", "\n")
    if (uploaded.size or 0) > calendar_years.LARGEST:
        raise Invalid("文件过大 the file is too large", do="只上传一个年份 one year at a time")
    try:
        return str(uploaded.name)[:100], uploaded.read().decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Invalid("文件不是 UTF-8 文本 the file is not UTF-8 text", do="另存为 UTF-8 save it as UTF-8") from error
