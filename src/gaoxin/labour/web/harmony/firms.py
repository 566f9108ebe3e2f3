"""The firm's page: its self-check with articles and evidence, kept as typed, sent, confirmed or given back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.labour.rules.harmony import check as rules
from gaoxin.labour.selectors.harmony import coordinated
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import checking
from gaoxin.labour.web.harmony import asking


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """This year's check of one firm; `?party=` chooses among several."""
    by = asking.who(request)
    choices = asking.choices(by)
    party = asking.chosen(choices, request.POST.get("party") or request.GET.get("party", ""))

    def page(problem: GaoxinError | None) -> HttpResponse:
        context: dict[str, Any] = {"choices": choices, "party": party, "problem": problem}
        if party is not None:
            context |= _context(request, by, party)
        return render(request, "labour/harmony/mine.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    if party is None:
        raise NotFound("没有这家企业 no such enterprise", do="从您自己的页面进入 start from your own page")
    told = asking.does(request) | {"party_id": party[0], "answers": _answers(request)}
    acts: dict[str, tuple[Any, Any]] = {
        "keep": (lambda: checking.fill(**told, send=False), _("已保存，可以换设备继续填写。")),
        "send": (lambda: checking.fill(**told, send=True), _("已提交，等待协调员核实。")),
    }
    return asking.acted(request, acts, f"{reverse('myharmony:home')}?party={party[0]}", page)


def _answers(request: HttpRequest) -> dict[str, rules.Answer]:
    """What was answered; a question left open is not among them."""
    return {
        one.code: rules.Answer(told, asking.text(request, f"e-{one.code}"))
        for one in book().check.questions
        if (told := asking.text(request, f"a-{one.code}"))
    }


def _context(request: HttpRequest, by: Actor, party: asking.Choice) -> dict[str, Any]:
    year = timezone.localdate().year
    found = coordinated.checks_of(zone=by.zone, party_id=party[0], by=by)
    row = next((one for one in found if one.year == year), None)
    kept: dict[str, Any] = row.answers if row else {}
    answers = _answers(request) if request.method == "POST" else {pk: rules.Answer(**one) for pk, one in kept.items()}
    return {
        "check": book().check, "year": year, "row": row, "badge": asking.badge(asking.CHECKED, row.state) if row else None,
        "locked": row is not None and row.state in ("sent", "confirmed"), "key": asking.new_key(),
        "questions": [{"one": one, "told": answers.get(one.code)} for one in book().check.questions],
        "result": rules.score(answers, book().check), "answered": len(answers), "passes": book().check.passes / 1000,
        "share": rules.score(answers, book().check).score / 1000,
        "earlier": [{"row": one, "badge": asking.badge(asking.CHECKED, one.state)} for one in found if one.year != year],
    }  # fmt: skip
