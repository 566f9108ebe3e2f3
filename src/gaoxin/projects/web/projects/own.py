"""The enterprise's own projects: the way from signing to production on one page, and its word that production began."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.core.errors import Conflict, GaoxinError, Invalid, WrongState
from gaoxin.projects.selectors.own import own_projects
from gaoxin.projects.services.projects.producing import declare_production
from gaoxin.projects.web.projects.pages import actor_of, day
from gaoxin.projects.web.projects.words import MODULE_WORDS, STAGE_WORDS


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every project of the enterprises that the reader acts for."""
    return _page(request, None)


@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    """Production began: on which day, and what shows it."""
    by, typed = actor_of(request), request.POST
    try:
        declare_production(
            zone=by.zone, number=typed.get("project", "")[:32], on=day(typed.get("on", "")), words=typed.get("words", "")[:500],
            at=timezone.localtime(), by=by, key=typed.get("key", ""),
        )  # fmt: skip
    except (Invalid, Conflict, WrongState) as error:
        return _page(request, error)
    messages.success(request, _("已申报投产，核实后计入项目进展。"))
    return redirect("myprojects:home")


def _page(request: HttpRequest, problem: GaoxinError | None) -> HttpResponse:
    by, today = actor_of(request), timezone.localdate()
    context = {
        "rows": own_projects(zone=by.zone, by=by, today=today), "stage_words": STAGE_WORDS, "modules": MODULE_WORDS,
        "problem": problem, "typed": request.POST, "today": today,
        "key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "projects/projects/own.html", context, status=422 if problem else 200)
