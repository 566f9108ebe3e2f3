"""A report by web form, and by workbook: the empty form, a dry run, then all rows or none."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.rules.reports.shape import check_period
from gaoxin.economy.selectors import filed, registers
from gaoxin.economy.selectors.settings import book
from gaoxin.economy.services import filing, sheets
from gaoxin.economy.web.reports import asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, unit: uuid.UUID, form: str, period: str) -> HttpResponse:
    """GET: the questionnaire with the bases on file. POST: check it (`act=try`) or file it; a report on file is revised with a reason."""
    by, now, found = asked.who(request), asked.now(), asked.unit_of(request, unit)
    told, month = book().form(form), asked.month(period)
    check_period(month, book(), now.date())
    held = filed.vintages(zone=by.zone, unit_id=unit, form=form, period=month)
    latest = held[0] if held else None
    revises = latest is not None and latest.kind in ("filed", "revised")
    problems, doubts, checked = [], [], False
    if request.method == "POST":
        typed = {key: request.POST.get(key, "").strip() for key in told.keys()}
        # As the page said when it was opened: pressed twice it is the same act, and whoever filed meanwhile is not revised unread.
        opened = request.POST.get("kind", "")
        kind = opened if opened in ("filed", "revised") else "revised" if revises else "filed"
        row = filing.Incoming(
            unit,
            form,
            month,
            {key: _number(text) for key, text in typed.items()},
            kind,
            request.POST.get("reason", "")[:500],
        )
        dry = request.POST.get("act") != "file"
        taken = _taken(row, by, now, dry, request.POST.get("key", "")[:50])
        if isinstance(taken, GaoxinError):
            problems = [taken]
        else:
            problems, doubts = [one.error for one in taken.problems], list(taken.doubts)
            if taken.filings:
                asks = len(_own(doubts, by))
                messages.success(request, _("已报送。"))
                if asks:
                    messages.warning(request, _("有 %(n)s 条需要说明，见下。") % {"n": asks})
                return redirect("reports:unit", unit)
            checked = not problems
    else:
        typed = {key: str(value) for key, value in latest.values.items()} if latest else {}
    known = filed.asked_values(zone=by.zone, unit_id=unit, form=form, period=month)
    context = {
        "unit": found, "form": asked.say(told.name), "period": month, "lines": asked.lines(form, typed, known),
        "problems": problems, "checked": checked, "revises": revises, "reason": request.POST.get("reason", ""),
        "doubts": [(asked.say(one.name), asked.say(one.say), asked.say(one.do)) for one in _own(doubts, by)],
        "due": book().due(form, month, now.tzinfo or now.astimezone().tzinfo), "key": uuid.uuid4().hex,  # type: ignore[arg-type]
        "late": latest is not None and latest.kind == "estimated",
    }  # fmt: skip
    return render(request, "economy/reports/file.html", context, status=asked.status(problems[0]) if problems else 200)


@require_safe
def template(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """The empty form (.xlsx) with a row for every unit of the reader that is in scope in that month. Raises NotFound for none."""
    by, now = asked.who(request), asked.now()
    told, month = book().form(form), asked.month(period)
    check_period(month, book(), now.date())
    members = registers.in_scope(zone=by.zone, scope=told.scope, period=month)
    units = filed.units(zone=by.zone, parties=permissions.whose(by, by.zone), limit=sheets.MOST_ROWS)
    rows = [
        (unit, filed.asked_values(zone=by.zone, unit_id=unit.id, form=form, period=month))
        for unit in units
        if unit.id in members
    ]
    if not rows:
        raise NotFound(
            f"{month} 没有您要报送的单位 no unit of yours owes it",
            do="核对报告期和名录 check the month and the register",
        )
    response = HttpResponse(sheets.template(form, month, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{told.code}-{month}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form; what is wrong row by row; or what was filed."""
    by, now = asked.who(request), asked.now()
    context: dict[str, Any] = {"forms": asked.form_names(), "period": _last_month()}
    if request.method != "POST":
        return render(request, "economy/reports/import.html", context)
    try:
        found = request.FILES.get("file")
        if found is None:
            raise Invalid(_("没有选择文件"), do=_("选择文件后再提交"))
        units = {
            unit.identifier: unit.id
            for unit in filed.units(zone=by.zone, parties=permissions.whose(by, by.zone), limit=10_000)
        }
        sheet = sheets.read(found.read(MOST_BYTES + 1), units)
        taken = filing.file(
            zone=by.zone, rows=sheet.rows, source="excel", by=by, at=now, today=now.date(),
            dry_run=bool(sheet.problems) or request.POST.get("act") != "take",
        )  # fmt: skip
    except GaoxinError as error:
        return render(request, "economy/reports/import.html", context | {"problem": error}, status=asked.status(error))
    if taken.filings:
        messages.success(request, _("已报送 %(n)s 份。") % {"n": len(taken.filings)})
        return redirect("reports:home")
    problems = sorted((*sheet.problems, *taken.problems), key=lambda one: one.row)
    context |= {
        "problems": problems[:SHOWN], "count": len(problems), "rows": len(sheet.rows), "doubts": len(taken.doubts),
        "tried": not problems,
    }  # fmt: skip
    return render(request, "economy/reports/import.html", context, status=422 if problems else 200)


def _taken(row: filing.Incoming, by: Any, now: Any, dry: bool, key: str) -> filing.Taken | GaoxinError:
    try:
        return filing.file(
            zone=by.zone, rows=[row], source="form", by=by, at=now, today=now.date(), dry_run=dry, key="" if dry else key
        )  # fmt: skip
    except GaoxinError as error:
        return error


def _own(doubts: list[Any], by: Any) -> list[Any]:
    """What the enterprise is told of: not what shows others."""
    return [one for one in doubts if one.asked == "enterprise" or permissions.may_see_all(by, by.zone)]


def _number(text: str) -> Any:
    """A whole number where it is one; else the text, which the check of the form names."""
    plain = text.replace(",", "").replace("，", "")
    return int(plain) if plain.removeprefix("-").isascii() and plain.removeprefix("-").isdigit() else text[:40]


def _last_month() -> int:
    now = asked.now()
    year, month = (now.year - 1, 12) if now.month == 1 else (now.year, now.month - 1)
    period = book().last_of(year * 100 + month)
    return period if period % 100 <= now.month or period // 100 < now.year else (now.year - 1) * 100 + 12
