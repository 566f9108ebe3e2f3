"""Early warnings, the return-to-work monitor, the caseload and the ladder."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.rules.stewards.access import SERVES
from gaoxin.projects.selectors.stewards import ladder, returning, serving, warned
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import cultivation
from gaoxin.projects.services.stewards import returning as rounds
from gaoxin.projects.services.stewards import serving as assigning
from gaoxin.projects.web.stewards import asking


@require_safe
def warnings(request: HttpRequest) -> HttpResponse:
    """The worst first, each with its evidence and how its points come about."""
    by = asking.who(request)
    rows = warned.warned(zone=by.zone, by=by, now=timezone.now())
    shown = [
        {
            "view": view, "badge": asking.level_badge(view.warned.level),
            "found": [{"name": asking.say(one.signal.name), "one": one} for one in view.warned.found],
        }
        for view in rows
    ]  # fmt: skip
    rules = book().warnings
    context = {
        "rows": shown, "rules": [{"name": asking.say(one.name), "one": one} for one in rules.signals],
        "levels": [{"name": asking.say(level.name), "level": level} for level in rules.levels], "confidence": rules.confidence,
    }  # fmt: skip
    return render(request, "projects/stewards/warnings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def returns(request: HttpRequest) -> HttpResponse:
    """The monitor of a year, table and chart; a head opens the year's round here."""
    by = asking.who(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        years = returning.years(zone=by.zone)
        wanted = request.GET.get("year", "")
        year = int(wanted) if wanted.isdecimal() and int(wanted) in years else (years[0] if years else None)
        found = returning.monitor(zone=by.zone, year=year, by=by) if year else None
        names = {one.code: asking.say(one.name) for one in book().service.obstacles}
        context = {
            "monitor": found, "years": years, "head": asking.is_head(by), "may": bool(by.roles & SERVES), "problem": problem,
            "typed": request.POST, "key": asking.new_key(), "chart": _chart(found, names) if found else None,
            "obstacles": [(names.get(code, code), count) for code, count in found.sums.obstacles] if found else [],
            "capacity": f"{found.sums.capacity_bp / 100:.1f}%" if found and found.sums.capacity_bp is not None else "—",
            "rows": [_row(row, names, by.id) for row in found.rows] if found else [],
        }  # fmt: skip
        return render(request, "projects/stewards/returning.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    return asking.acted(
        request,
        lambda: rounds.open_round(
            zone=by.zone, year=asking.day(request, "since").year, since=asking.day(request, "since"),
            until=asking.day(request, "until"), at=timezone.now(), by=by, key=asking.text(request, "key"),
        ),
        _("填报已开始。"), reverse("stewards:returning"), page,
    )  # fmt: skip


def _row(row: Any, names: dict[str, str], reader: str) -> dict[str, Any]:
    told = row.told
    return {
        "row": row, "told": told, "obstacles": [names.get(code, code) for code in told.obstacles] if told else [],
        "own": told is not None and str(told.declared_by_id) == reader,
    }  # fmt: skip


def _chart(found: Any, names: dict[str, str]) -> dict[str, Any]:
    """Lines of how many had returned, by day."""
    return {
        "tooltip": {"trigger": "axis"}, "legend": {"bottom": 0}, "grid": {"left": 40, "right": 16, "top": 16, "bottom": 56},
        "xAxis": {"type": "category", "data": [f"{one.day:%m-%d}" for one in found.days]},
        "yAxis": {"type": "value", "minInterval": 1, "max": max(1, found.sums.served)},
        "series": [
            {"name": _("已复工"), "type": "line", "step": "end", "data": [one.returned for one in found.days]},
            {"name": _("已核实"), "type": "line", "step": "end", "lineStyle": {"type": "dashed"},
             "data": [one.confirmed for one in found.days]},
        ],
    }  # fmt: skip


@require_POST
def confirm(request: HttpRequest, declaration: uuid.UUID) -> HttpResponse:
    """A declaration is confirmed by who looked; what is refused is told on its own page."""
    by = asking.who(request)
    does = {"zone": by.zone, "declaration_id": declaration, "at": timezone.now(), "by": by}

    def page(problem: GaoxinError | None) -> HttpResponse:
        assert problem is not None
        raise problem

    return asking.acted(
        request, lambda: rounds.confirm(**does, key=asking.text(request, "key")), _("已核实。"), reverse("stewards:returning"), page
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def caseload(request: HttpRequest) -> HttpResponse:
    """What everybody carries, and what would even it out; a head carries proposals out."""
    by, now = asking.who(request), timezone.now()

    def page(problem: GaoxinError | None) -> HttpResponse:
        people, proposals = serving.carried(zone=by.zone, at=now)
        names = {str(person.id): person.name for person in people}
        context = {
            "people": people, "head": asking.is_head(by), "problem": problem, "key": asking.new_key(),
            "rules": book().service.caseload,
            "proposals": [
                {"one": one, "before": names.get(one.before, ""), "steward": names.get(one.steward, one.steward),
                 "backup": names.get(one.backup, "")}
                for one in proposals
            ],
        }  # fmt: skip
        return render(request, "projects/stewards/caseload.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    chosen = frozenset(request.POST.getlist("party"))
    if not chosen:
        return page(Invalid("没有选择企业 no enterprise is chosen", do="勾选要执行的建议 tick the proposals"))
    return asking.acted(
        request,
        lambda: assigning.even_out(zone=by.zone, parties=chosen, at=now, by=by, key=asking.text(request, "key")),
        _("已按建议分派。"), reverse("stewards:caseload"), page,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def cultivation_ladder(request: HttpRequest) -> HttpResponse:
    """3+3: targets, the gap to them, measures."""
    by, now = asking.who(request), timezone.now()

    def page(problem: GaoxinError | None) -> HttpResponse:
        rules = book().ladder
        kinds = {kind.code: asking.say(kind.name) for kind in rules.kinds}
        sources = {one.code: asking.say(one.name) for one in rules.sources}
        rows = [
            {
                "view": view, "kind": kinds.get(view.kind, view.kind), "rung": asking.say(view.place.rung.name),
                "source": sources.get(view.source, view.source), "share": _percent(view.place.reached_bp),
                "growth": _percent(view.place.growth_bp),
                "measures": [{"one": one, "office": asking.office_name(one.office)} for one in view.measures],
            }
            for view in ladder.entries(zone=by.zone, today=asking.today())
        ]  # fmt: skip
        context = {
            "rows": rows, "kinds": asking.named(rules.kinds), "sources": asking.named(rules.sources), "rules": rules,
            "offices": asking.named(book().service.offices), "head": asking.is_head(by), "may": bool(by.roles & SERVES),
            "problem": problem, "typed": request.POST, "key": asking.new_key(), "today": asking.today(),
        }  # fmt: skip
        return render(request, "projects/stewards/ladder.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    does: dict[str, Any] = {"zone": by.zone, "at": now, "by": by, "key": asking.text(request, "key")}
    try:
        act, done = asking.chosen_act(request, _ladder_acts(request, does))
    except Invalid as error:
        return page(error)
    return asking.acted(request, act, done, reverse("stewards:ladder"), page)


def _ladder_acts(request: HttpRequest, does: dict[str, Any]) -> dict[str, Any]:
    def said(name: str) -> str:
        return asking.text(request, name)

    return {
        "take-in": (
            lambda: cultivation.take_in(
                **does, kind=said("kind"), name=said("name"), target_year=asking.number(request, "target_year"),
                target_k=asking.number(request, "target_k") if said("target_k") else None,
            ),
            _("已纳入培育。"),
        ),
        "output": (
            lambda: cultivation.put_output(
                **does, entry_id=asking.key_of(request, "entry"), year=asking.number(request, "year"),
                output_k=asking.number(request, "output_k"), source=said("source"),
            ),
            _("产值已登记。"),
        ),
        "measure": (
            lambda: cultivation.add_measure(
                **does, entry_id=asking.key_of(request, "entry"), text=said("text"), office=said("office"),
                due_on=asking.day(request, "due_on"),
            ),
            _("措施已登记。"),
        ),
    }  # fmt: skip


@require_POST
def finish_measure(request: HttpRequest, measure: uuid.UUID) -> HttpResponse:
    """Done, with what came of it."""
    by = asking.who(request)
    does = {"zone": by.zone, "measure_id": measure, "at": timezone.now(), "by": by, "key": asking.text(request, "key")}

    def page(problem: GaoxinError | None) -> HttpResponse:
        assert problem is not None
        raise problem

    return asking.acted(
        request, lambda: cultivation.finish_measure(**does, outcome=asking.text(request, "outcome")), _("措施已完成。"),
        reverse("stewards:ladder"), page,
    )  # fmt: skip


def _percent(bp: int | None) -> str:
    return "—" if bp is None else f"{bp / 100:.1f}%"
