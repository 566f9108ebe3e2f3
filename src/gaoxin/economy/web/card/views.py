"""The report card as a page: each number leads to its basis; Word, PDF, bundle and JSON of the same."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.economy.rules.card import text
from gaoxin.economy.rules.card.checking import Checked
from gaoxin.economy.selectors import publishing
from gaoxin.economy.selectors.card import as_json, card, years

FIRST_YEAR = 2000  # before that no zone's records are on any platform
FORMS = {
    "docx": (publishing.word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "pdf": (publishing.pdf, "application/pdf", "pdf"),
    "bundle": (publishing.bundle, "application/zip", "zip"),
}  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest year with reports; last year where there is none."""
    known = years(zone=settings.ZONE)
    return redirect("card:year", known[-1] if known else timezone.localdate().year - 1)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        return redirect("card:home")
    told = card(zone=settings.ZONE, year=year)
    form = request.GET.get("format", "")
    if form == "json":
        return JsonResponse(as_json(told), json_dumps_params={"ensure_ascii": False})
    if form in FORMS:
        make, kind, ending = FORMS[form]
        response = HttpResponse(make(told), content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="report-{year}.{ending}"'
        return response
    language = publishing.language()
    context = {
        "card": told, "title": told.titles[language], "sections": told.sections[language],
        "audits": [_shown(one, language) for one in told.checked],
        "years": sorted({*years(zone=settings.ZONE), year}),
        "rows": [
            {"figure": one, "amount": text.amount(one, language), "interval": text.interval(one)} for one in told.figures.values()
        ],
    }  # fmt: skip
    return render(request, "economy/card/card.html", context)


def _shown(one: Checked, language: text.Language) -> dict[str, Any]:
    """An audit for the page: contradictions with their words, differences with the amount of the card."""
    return {
        "own": one.own, "title": one.title, "source": one.source, "told": one.told, "unbacked": one.unbacked,
        "contradictions": [found | {"words": found["reason"][language]} for found in one.told["contradictions"]],
        "differences": [{"one": found, "computed": found.computed[language]} for found in one.differences],
    }  # fmt: skip
