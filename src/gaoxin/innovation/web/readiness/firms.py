"""The firm's page, on a phone: would it be recognised, why, what is missing, what it would take, how long its title lasts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.innovation.selectors import patents, register
from gaoxin.innovation.selectors import readiness as log
from gaoxin.innovation.selectors.readiness_book import book
from gaoxin.innovation.services.readiness import declare
from gaoxin.innovation.web import showing
from gaoxin.innovation.web.policies import asking
from gaoxin.innovation.web.readiness import telling
from gaoxin.ui.web.problems import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Both checks of one firm; `?check=` chooses one, `?party=` one of several firms."""
    by = asking.who(request)
    choices = asking.choices(by)
    party = asking.chosen(choices, request.POST.get("party") or request.GET.get("party", ""))
    check = chosen_check(request)
    if request.method == "POST" and party is None:
        raise NotFound("没有这家企业 no such enterprise", do="从“我的企业”进入 start from “my enterprise”")

    def page(problem: GaoxinError | None) -> HttpResponse:
        context: dict[str, Any] = {"choices": choices, "party": party, "problem": problem, "surface": "enterprise"}
        if party is not None:
            context |= firm_context(request, by.zone, party[0], check, problem)
        return render(request, "innovation/readiness/mine.html", context, status=status_of(problem) if problem else 200)

    if request.method != "POST" or party is None:
        return page(None)
    return declared(request, party[0], f"{reverse('myreadiness:home')}?check={check}&party={party[0]}", page)


def chosen_check(request: HttpRequest) -> str:
    """Raises Invalid for a check that there is not."""
    return book().check(request.POST.get("check") or request.GET.get("check", "") or "htec").code


def firm_context(
    request: HttpRequest, zone: str, party: uuid.UUID, check: str, problem: GaoxinError | None
) -> dict[str, Any]:
    """Everything that is told of one firm."""
    today = timezone.localdate()
    firm = log.one(zone=zone, party_id=party, day=today)
    typed = request.POST if problem else {}
    missing, told = telling.fields(check, firm, today, typed)
    own, more = patents.page(zone=zone, today=today, party_id=party)
    return {
        "check": check, "checks": book().checks.values(), "report": telling.report(zone, check, firm, today), "missing": missing,
        "told": told, "typed": typed, "today": today, "key": request.POST.get("key") if problem else asking.new_key(),
        "history": [one | {"text": telling.worded(one["fact"], one["value"])} for one in log.declarations(zone=zone, party_id=party)],
        "shared": log.shared_patents(zone=zone, party_id=party),
        "caution": book().facts["class_1"], "own_patents": [showing.patent(one) for one in own], "more_patents": more,
        "own_titles": [showing.title(one) for one in register.titles_of(zone=zone, party_id=party)],
        "own_cooperation": register.cooperation_of(zone=zone, party_id=party),
    }  # fmt: skip


def declared(request: HttpRequest, party: uuid.UUID, back: str, page: Any) -> HttpResponse:
    """Declare and lead back, or show the page with why not."""
    try:
        told = declare(party_id=party, told=telling.declared(request), **asking.does(request))
    except NotFound:
        raise
    except GaoxinError as error:
        return page(error)
    messages.success(request, _("已填报 %(n)s 项，结果已重新计算。") % {"n": len(told)})
    return redirect(back)
