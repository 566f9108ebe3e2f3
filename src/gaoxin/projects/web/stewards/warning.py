"""The early-warning list with the rule and the numbers of each signal, what was done about it, and the power readings behind it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.projects.rules.stewards.access import SERVES
from gaoxin.projects.selectors.stewards import warned
from gaoxin.projects.selectors.stewards.settings import book, calendar
from gaoxin.projects.services.stewards import metering
from gaoxin.projects.services.stewards.metering import Metered
from gaoxin.projects.web.stewards import asking

SHOWN = 200  # rows with mistakes on the page


@require_http_methods(["GET", "HEAD", "POST"])
def warnings(request: HttpRequest) -> HttpResponse:
    """The worst first; `?level=`, `?answered=yes|no`. A file of power readings is tried or taken here."""
    if request.method != "POST":
        return _page(request)
    by = asking.who(request)
    try:
        given = request.FILES.get("file")
        if given is None or (given.size or 0) > MOST_BYTES:
            raise Invalid(
                "没有选择文件，或者文件过大 no file is chosen, or it is too large", do="选择文件后再提交 choose one"
            )
        told = metering.power_from_file(
            zone=by.zone, data=given.read(), source=asking.text(request, "source"), at=timezone.now(), by=by,
            dry_run=asking.text(request, "act") != "take", jumps_hold=request.POST.get("jumps") == "1",
            key=asking.text(request, "key"),
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, problem=error)
    if not told.taken:
        return _page(request, metered=told)
    done = _("用电已导入：新增 %(added)s，更正 %(corrected)s，未变 %(same)s。")
    messages.success(request, done % {"added": told.added, "corrected": told.corrected, "same": told.same})
    return redirect("stewards:warnings")


def _page(request: HttpRequest, *, problem: GaoxinError | None = None, metered: Metered | None = None) -> HttpResponse:
    by, rules = asking.who(request), book().warnings
    wanted = warned.Wanted(*(request.GET.get(name, "") for name in ("level", "answered", "after")))
    rows, after = warned.page(zone=by.zone, by=by, wanted=wanted)
    today = calendar().local(timezone.now()).date()
    context: dict[str, Any] = {
        "rows": [shown(view) for view in rows], "after": after, "wanted": wanted, "today": today,
        "as_of": warned.as_of(zone=by.zone, today=today), "rules": [{"name": asking.say(one.name), "one": one} for one in rules.signals],
        "levels": [{"name": asking.say(level.name), "level": level} for level in rules.levels], "confidence": rules.confidence,
        "may": bool(by.roles & SERVES), "problem": problem, "metered": metered, "jump": rules.jump // 10_000, "typed": request.POST,
        "key": asking.text(request, "key")[:36] or asking.new_key(), "most": SHOWN,
    }  # fmt: skip
    wrong = problem is not None or (metered is not None and bool(metered.errors or metered.jumps))
    return render(request, "projects/stewards/warnings.html", context, status=422 if wrong else 200)


def shown(view: warned.WarnedView) -> dict[str, Any]:
    """A row of the list, in words."""
    return {
        "view": view, "badge": asking.level_badge(view.warned.level) if view.warned.level else None,
        "reasons": asking.say(view.warned.reasons), "found": asking.found(view.warned, view.open), "answer": next(iter(view.answers), None),
    }  # fmt: skip
