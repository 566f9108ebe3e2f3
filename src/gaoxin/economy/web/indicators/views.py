"""指标体系: what is defined, one indicator with its months and industries, and why nominal and comparable growth differ."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.economy.permissions.indicators import check_reads, check_sees_firms
from gaoxin.economy.rules.indicators import tree
from gaoxin.economy.rules.indicators.definitions import Indicator
from gaoxin.economy.rules.indicators.formulas import published
from gaoxin.economy.selectors import indicators, standing
from gaoxin.economy.selectors.settings import definitions
from gaoxin.economy.web.indicators import adjusting, tables, words

SHOWN = 50  # enterprises of a decomposition on one page


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every indicator with its definition and the newest total."""
    entitled = check_reads(_actor(request), settings.ZONE)
    held, problem = _space(entitled)
    ym = _month(request, held) if held else 0
    rows = [
        {
            "one": one, "name": words.pick(one.name), "formula": words.formula(one), "basis": words.basis(one),
            "cell": standing.cell(held, one.code, tree.TOTAL, ym) if held else None,
        }
        for one in definitions().indicators.values()
    ]  # fmt: skip
    context = {"rows": rows, "problem": problem, "period": words.month(ym) if held else "", "source": definitions()}
    return render(request, "economy/indicators/list.html", context)


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator at a node and month. format=csv|xlsx gives its months; seasonal=1 adjusts it, with format=csv as a file."""
    entitled = check_reads(_actor(request), settings.ZONE)
    one = definitions().indicator(code)
    held = standing.space(zone=settings.ZONE, entitled=entitled)
    ym, node = _month(request, held), request.GET.get("node", tree.TOTAL)[:60]
    cell = standing.cell(held, code, node, ym)
    rows = standing.months(held, code, node)
    form, asked = request.GET.get("format", ""), request.GET.get("seasonal") == "1"
    if asked and form == "csv":
        return adjusting.download(adjusting.adjusted(held, one, node), one, node)
    if form in tables.FORMS:
        return tables.download(form, one, cell, rows, standing.cells(held, code, node, ym))
    context = {
        "one": one, "name": words.pick(one.name), "formula": words.formula(one), "basis": words.basis(one), "cell": cell,
        "node": node, "node_name": words.pick(cell.node.name), "ym": ym, "period": words.month(ym), "entitled": held.whole,
        "path": [(step.code, words.pick(step.name)) for step in held.path(node)[:-1]],
        "rows": rows[::-1], "chart": words.months_chart(rows, one.unit), "months": held.months[::-1],
        "children": [(child, words.pick(child.node.name)) for child in standing.cells(held, code, node, ym)],
        "per_mu": standing.per_mu(zone=settings.ZONE, one=one, level=cell.level) if node == tree.TOTAL else None,
        "per_mu_held": standing.per_mu_of_holders(zone=settings.ZONE, one=one, ym=ym) if held.whole and node == tree.TOTAL else None,
        "firms": standing.firms(zone=settings.ZONE, code=code, node=node, ym=ym) if held.whole and not one.per else [],
        "siblings": len(held.children(cell.node.parent)) if cell.node.parent else 0,
        **adjusting.context(held, one, node, asked=asked),
    }  # fmt: skip
    return render(request, "economy/indicators/indicator.html", context)


@require_safe
def churn(request: HttpRequest, code: str) -> HttpResponse:
    """Nominal against comparable growth, enterprise by enterprise: survey data, for statisticians."""
    check_sees_firms(_actor(request), settings.ZONE)
    one = definitions().indicator(code)
    held = standing.space(zone=settings.ZONE, entitled=True)
    ym, node = _month(request, held), request.GET.get("node", tree.TOTAL)[:60]
    day = _day(request, ym)
    told = indicators.churn(zone=settings.ZONE, code=code, node=held.node(node).code, ym=ym, published=day)
    digits = definitions().growth.digits + 1
    known = standing.names(zone=settings.ZONE, units=[change.unit for change in told.changes[:SHOWN]])
    difference = told.nominal - told.comparable if told.nominal is not None and told.comparable is not None else None
    context = {
        "one": one, "name": words.pick(one.name), "node": node, "node_name": words.pick(held.node(node).name), "ym": ym,
        "period": words.month(ym), "day": day, "months": held.months[::-1], "unit": one.unit,
        "nominal": published(told.nominal, digits), "comparable": published(told.comparable, digits),
        "difference": published(difference, digits), "level": _amount(told.level, one), "then": _amount(told.published, one),
        "base": _amount(told.base, one),
        "reasons": [(words.reason(key), _amount(told.amount(key), one)) for key in ("entry", "exit", "revision")],
        "rows": [
            {
                "firm": known.get(change.unit, ("—", "")), "reason": words.reason(change.reason),
                "published": _amount(change.published, one), "base": _amount(change.base, one),
                "amount": _amount(change.amount, one), "points": published(told.points(change), digits + 1),
            }
            for change in told.changes[:SHOWN]
        ],
        "rest": max(0, len(told.changes) - SHOWN),
    }  # fmt: skip
    return render(request, "economy/indicators/churn.html", context)


def _space(entitled: bool) -> tuple[standing.Space | None, GaoxinError | None]:
    try:
        return standing.space(zone=settings.ZONE, entitled=entitled), None
    except Invalid as error:
        return None, error


def _month(request: HttpRequest, held: standing.Space) -> int:
    """The month asked for, else the newest. Raises NotFound."""
    text = request.GET.get("ym", "").strip()
    if not text:
        return held.months[-1]
    if not text.isascii() or not text.isdecimal() or int(text[:9]) not in held.months:
        raise NotFound(f"没有这个月的报表 nothing was filed for {text[:9]}", do="从列表选择月份 choose one of the list")
    return int(text)


def _day(request: HttpRequest, ym: int) -> dt.datetime:
    """As of when last year's figures count as published: the day asked for, else the end of January of the report's year."""
    text = request.GET.get("published", "").strip()
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(f"日期不正确 not a date: {text[:20]!r}", do="按 年-月-日 填写 write YYYY-MM-DD") from None
    return standing.published_by(ym, day)


def _amount(amount: int, one: Indicator) -> Any:
    return standing.rounded(amount, one)


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]
