"""The ledgers, one parcel with its acts, and the agreements on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gaoxin.core.errors import GaoxinError
from gaoxin.projects.permissions.land import check_reader, may_keep
from gaoxin.projects.rules.land.results import Result
from gaoxin.projects.rules.land.terms import Found, Terms
from gaoxin.projects.selectors.land import book, finding, ledgers, yields
from gaoxin.projects.services.land import agreements, ledger
from gaoxin.projects.services.land import parcels as services
from gaoxin.projects.web.land.asked import day, grids, new_key, number, officer, ratio_of, required_day, text, to, word
from gaoxin.projects.web.land.changed import changed_words
from gaoxin.projects.web.land.exporting import export
from gaoxin.projects.web.land.mapping import drawing
from gaoxin.ui.web.problems import status_of

PRINTED = 2000  # parcels on the page for printing
WAN = 10  # 万元 as typed, thousand 元 as kept


@require_GET
def ledger_page(request: HttpRequest) -> HttpResponse:
    """All ledgers with their totals, and the parcels of one (or all) by pages; everything the map has, as a table.

    `format`: the parcels of the filter as a file. `print`: all of them on one page.
    """
    actor = officer(request)
    check_reader(actor, actor.zone)
    asked = request.GET.get
    category, sought, after = asked("category", "")[:32], asked("q", "")[:60], asked("after", "")[:60]
    if form := asked("format", ""):
        return export(form, zone=actor.zone, category=category, text=sought, today=timezone.localdate())
    whole = bool(asked("print", ""))
    rows, following = ledgers.page(
        zone=actor.zone, category=category, text=sought, after=after, limit=PRINTED if whole else ledgers.PAGE
    )
    brought = yields.of(rows, zone=actor.zone)
    totals = ledgers.totals(zone=actor.zone)
    words = {one.code: word(one) for one in (*book.categories().categories, *book.matching().uses)}
    today = timezone.localdate()
    kept = [total for total in totals if total.category.ledger]
    return render(request, "projects/land/ledgers.html", {
        "totals": [(total, word(total.category)) for total in totals], "category": category, "q": sought, "after": after,
        "kept": (sum(t.parcels for t in kept), ledgers.mu(sum(t.area_m2 for t in kept)), sum(t.area_m2 for t in kept)),
        "lines": [
            (row, words.get(row.category, row.category), words.get(row.use, row.use), ledgers.mu(row.area_m2), brought.get(row.pk))
            for row in rows
        ],
        "whole": whole, "next": following, "suspects": ledgers.suspects(zone=actor.zone, today=today), "today": today,
        "keeper": may_keep(actor, actor.zone), "note": book.categories().note,
    })  # fmt: skip


@require_GET
def parcel(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one parcel, and what its keeper can do."""
    return page_of(request, number)


@require_POST
def enter_status(request: HttpRequest, number: str) -> HttpResponse:
    """A new entry of the ledger."""

    def act() -> str:
        since = required_day(text(request, "since"), _("起始日期"))
        ledger.enter(
            number=number, category=text(request, "category"), since=since, evidence=text(request, "evidence"), **to(request)
        )  # fmt: skip
        return _("台账已登记。")

    return act_on(request, number, act)


@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Show the parcel on the public map, or take it back."""

    def act() -> str:
        given = to(request)
        given.pop("today")
        shown = text(request, "shown") == "yes"
        services.publish(numbers=[number], shown=shown, **given)
        return _("地块已公开。") if shown else _("地块已从公开地图撤下。")

    return act_on(request, number, act)


@require_POST
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """A land agreement on the parcel."""

    def act() -> str:
        agreements.sign(
            parcel_number=number, terms=_terms(request), project_number=text(request, "project"), **to(request)
        )  # fmt: skip
        return _("用地协议已登记。")

    return act_on(request, number, act)


@require_POST
def works(request: HttpRequest, number: str, pk: uuid.UUID) -> HttpResponse:
    """What was found on the site."""

    def act() -> str:
        names = ("delivered_on", "started_on", "stopped_on", "completed_on")
        days = {name: day(text(request, name), name) for name in names}
        shares = {name: _number(request, name, 100) for name in ("built_bp", "invested_bp")}
        agreements.report_works(agreement=_agreement(request, number, pk), found=Found(**days, **shares), **to(request))
        return _("现场情况已登记。")

    return act_on(request, number, act)


@require_POST
def result(request: HttpRequest, number: str, pk: uuid.UUID) -> HttpResponse:
    """What a year brought on the land."""

    def act() -> str:
        year = _number(request, "year")
        found = Result(
            year or 0, _number(request, "output", WAN), _number(request, "tax", WAN), _number(request, "energy", 1000),
            text(request, "source"),
        )  # fmt: skip
        agreements.record_result(agreement=_agreement(request, number, pk), result=found, **to(request))
        return _("年度结果已登记。")

    return act_on(request, number, act)


@require_POST
def end(request: HttpRequest, number: str, pk: uuid.UUID) -> HttpResponse:
    """The agreement ends, the parcel is free."""

    def act() -> str:
        agreements.end(
            agreement=_agreement(request, number, pk), ended_on=required_day(text(request, "ended_on"), _("终止日期")),
            reason=text(request, "reason"), category=text(request, "category"), **to(request),
        )  # fmt: skip
        return _("用地协议已终止，地块可以另行供应。")

    return act_on(request, number, act)


def act_on(request: HttpRequest, number: str, act: Callable[[], str]) -> HttpResponse:
    """Do it and come back to the parcel; what was typed stays on the page where it cannot be."""
    try:
        told = act()
    except GaoxinError as error:
        ledgers.parcel(zone=officer(request).zone, number=number, today=timezone.localdate())  # unknown: its own page
        return page_of(request, number, error)
    messages.success(request, told)
    return redirect("land:parcel", number=number)


def page_of(request: HttpRequest, number: str, error: GaoxinError | None = None) -> HttpResponse:
    actor, today = officer(request), timezone.localdate()
    check_reader(actor, actor.zone)
    view = ledgers.parcel(zone=actor.zone, number=number, today=today)
    uses = {one.code: word(one) for one in book.matching().uses}
    context: dict[str, Any] = {
        "view": view, "row": view.row, "category": word(view.category), "use": uses.get(view.row.use, view.row.use),
        "ratio": ratio_of(view.row),
        "mu": ledgers.mu(view.row.area_m2), "history": [(word(category), entry) for category, entry in view.history],
        "versions": [(one.row, changed_words(one.changes), ledgers.mu(one.row.area_m2)) for one in view.versions],
        "agreements": view.agreements, "present": view.present, "today": today,
        "keeper": may_keep(actor, actor.zone) and view.row.retired_on is None,
        "categories": [(one.code, word(one)) for one in book.categories().categories],
        "key": new_key(), "typed": request.POST if error else _from_project(request), "problem": error,
        "grids": grids(), "open": request.resolver_match.url_name if error and request.resolver_match else "",
        "last_year": today.year - 1, "returned": book.categories().returned,
    }  # fmt: skip
    if context["keeper"]:
        context["drawing"] = drawing(actor.zone, number, view.row.geometry)
    return render(request, "projects/land/parcel.html", context, status=status_of(error) if error else 200)


def _from_project(request: HttpRequest) -> dict[str, str]:
    """What the file of the project says already, for the form of the agreement: nobody types it again."""
    number = request.GET.get("project", "")[:32]
    found = finding.project(zone=officer(request).zone, number=number) if number else None
    return {"project": found.number, "holder": found.holder} if found else {}


def _terms(request: HttpRequest) -> Terms:
    days = {name: day(text(request, name), name) for name in ("deliver_by", "start_by", "complete_by")}
    return Terms(
        number=text(request, "agreement"), holder=text(request, "holder"),
        signed_on=required_day(text(request, "signed_on"), _("签订日期")), from_year=_number(request, "from_year") or 0,
        output_k=_number(request, "output_per_mu", WAN), tax_k=_number(request, "tax_per_mu", WAN),
        energy_kgce=_number(request, "energy_per_mu", 1000), price_k=_number(request, "price", WAN),
        remedy=text(request, "remedy"), **days,
    )  # fmt: skip


def _number(request: HttpRequest, name: str, times: int = 1) -> int | None:
    return number(text(request, name), name, times)


def _agreement(request: HttpRequest, parcel_number: str, pk: uuid.UUID) -> str:
    """The number of that agreement on that parcel. Raises NotFound."""
    return ledgers.agreement_number(zone=officer(request).zone, parcel=parcel_number, agreement_id=pk)
