"""The statistician's pages: response rate and late list, estimates, closing, one firm found."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.selectors import filed, late
from gaoxin.economy.selectors.settings import book, reminding
from gaoxin.economy.services import estimating, filing
from gaoxin.economy.web.reports import asked


def overview(request: HttpRequest) -> HttpResponse:
    """The response of the newest month, queries that wait, and a search for one firm."""
    by, now = asked.who(request), asked.now()
    period, text = period_of(request), request.GET.get("q", "").strip()[:60]
    responses = [
        {"form": name, "r": (found := late.response(zone=by.zone, form=form, period=period, tz=now.tzinfo)), **_rates(found)}
        for form, name in asked.form_names().items()
    ]  # fmt: skip
    responses = [one for one in responses if one["r"].rows]
    waiting = filed.queries(zone=by.zone, parties=None, states=("open", "answered", "refused"))
    context = {
        "period": period, "responses": responses, "queries": [asked.shown_query(view) for view in waiting[:10]],
        "waiting": len(waiting), "text": text, "found": filed.units(zone=by.zone, parties=None, text=text, limit=20) if text else (),
    }  # fmt: skip
    return render(request, "economy/reports/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def late_list(request: HttpRequest) -> HttpResponse:
    """`?form=&period=`: who is late. POST: estimate what is missing, or close the month."""
    by, now, problem = asked.who(request), asked.now(), None
    permissions.check_statistician(by, by.zone, "查看迟报清单 see the late list")
    form = request.GET.get("form", "") or next(iter(book().forms))
    period = period_of(request)
    if request.method == "POST":
        try:
            messages.success(request, _act(request, form, period))
        except GaoxinError as error:
            problem = error
        else:
            return redirect(f"{reverse('reports:late')}?form={form}&period={period}")
    found = late.response(zone=by.zone, form=form, period=period, tz=now.tzinfo)
    stages = {stage.code: asked.say(stage.name) for stage in reminding().stages}
    rows = [
        {"row": row, "badge": asked.badge(row.state, asked.STATES), "reminded": [stages.get(code, code) for code in row.reminded]}
        for row in found.late
    ]  # fmt: skip
    context = {
        "r": found, "rows": rows, "form": form, "forms": asked.form_names(), "period": period, "problem": problem,
        "method": asked.say(reminding().estimate.method), "key": uuid.uuid4().hex, "past": now > found.due,
        "counts": {state: found.count(state) for state in ("filed", "late", "estimated", "missing")}, **_rates(found),
    }  # fmt: skip
    return render(request, "economy/reports/late.html", context, status=asked.status(problem) if problem else 200)


def period_of(request: HttpRequest) -> int:
    """The month the address names, else the newest that anybody filed, else the one before this. Raises Invalid for what is none."""
    text = request.GET.get("period", "")
    if not text:
        now = asked.now()
        newest = late.newest_period(zone=asked.who(request).zone)
        return newest or book().last_of(now.year * 100 + now.month)
    return asked.month(text)


def _act(request: HttpRequest, form: str, period: int) -> str:
    by, now = asked.who(request), asked.now()
    does: dict[str, Any] = {"zone": by.zone, "form": form, "period": period, "by": by}
    act = request.POST.get("act", "")
    if act == "estimate":
        made = estimating.estimate(**does, at=now, today=now.date(), key=request.POST.get("key", "")[:50])
        return _("已估算 %(made)s 份，标 E；%(skipped)s 家没有上年数，不估。") % {
            "made": len(made.filings), "skipped": len(made.skipped),
        }  # fmt: skip
    if act == "close":
        filing.close(**does, at=now, key=request.POST.get("key", "")[:50])
        return _("已封库。以后只收写明理由的修订。")
    raise Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page")


def _rates(found: late.Response) -> dict[str, str]:
    return {
        name: "—" if rate is None else f"{rate / 10:.1f}%"
        for name, rate in (("rate", found.rate), ("on_time", found.on_time))
    }
