"""Acts on a node and on the ranking: place, record trade and targets, review, withdraw, assess, rule."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.investment.services.chains import firms, judging
from gaoxin.investment.web.chains.pages import actor_of, gaps_page, node_page


def to(request: HttpRequest) -> dict[str, Any]:
    """Whose, where and when."""
    by = actor_of(request)
    return {"zone": by.zone, "by": by, "at": timezone.now()}


def text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Invalid(f"日期不正确 is no date: {typed[:40]!r}", do="写作 YYYY-MM-DD write it so") from None


def share(typed: str) -> int:
    """Per cent as typed, basis points as kept."""
    try:
        return round(float(typed) * 100)
    except (ValueError, OverflowError):
        raise Invalid(f"不是百分数 is no percentage: {typed[:40]!r}", do="填写 0 到 100 write 0 to 100") from None


def whole(typed: str) -> int | None:
    """A whole number, None where nothing is typed."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 16):
        raise Invalid(
            f"不是非负整数 is no whole number: {typed[:40]!r}", do="改正，或者留空 correct it, or leave it empty"
        )
    return int(typed)


@require_POST
def place(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """A resident stands at the node."""

    def act() -> None:
        firms.place_firm(
            key=text(request, "key"), place=firms.Place(
                f"{code}/{node}", text(request, "identifier").upper(), text(request, "main") != "no",
                share(text(request, "share")), text(request, "evidence"), share(text(request, "confidence")), day(text(request, "on")),
            ),
            **to(request),
        )  # fmt: skip

    return _on_node(request, code, node, act, _("企业已挂到环节。"))


@require_POST
def supply(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """A resident buys from a firm that would stand at the node, or sells to it."""

    def act() -> None:
        one = firms.Supply(
            text(request, "resident").upper(), text(request, "supplier"), f"{code}/{node}", share(text(request, "part")),
            text(request, "source"), day(text(request, "known_on")), text(request, "trade"), text(request, "other").upper(),
        )  # fmt: skip
        firms.record_supplies(supplies=[one], key=text(request, "key"), **to(request))

    return _on_node(request, code, node, act, _("供应商或客户已登记。"))


@require_POST
def target(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """A firm from outside would fill the node."""

    def act() -> None:
        names = ("revenue_k", "distance_km", "land_m2", "energy_tce")
        one = firms.Target(
            f"{code}/{node}", text(request, "firm"), text(request, "target_source"), day(text(request, "target_on")),
            **{name: whole(text(request, name)) for name in names},
        )  # fmt: skip
        firms.record_targets(targets=[one], key=text(request, "key"), **to(request))

    return _on_node(request, code, node, act, _("目标企业已登记。"))


@require_POST
def review(request: HttpRequest, code: str, node: str, pk: uuid.UUID) -> HttpResponse:
    """A second person confirms the evidence."""
    return _on_node(request, code, node, lambda: firms.review_firm(pk=pk, **to(request)), _("证据已复核。"))


@require_POST
def withdraw(request: HttpRequest, code: str, node: str, pk: uuid.UUID) -> HttpResponse:
    """The firm no longer stands there."""
    reason = text(request, "reason")
    return _on_node(
        request, code, node, lambda: firms.withdraw_firm(pk=pk, reason=reason, **to(request)), _("企业已撤下。")
    )


@require_POST
def assess(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """Grade it by the rules, or overrule them with a reason."""
    told = {"grade": text(request, "grade"), "reason": text(request, "reason"), "key": text(request, "key")}
    return _on_node(
        request, code, node, lambda: judging.assess(ref=f"{code}/{node}", **told, **to(request)), _("评估已登记。")
    )


@require_POST
def rule(request: HttpRequest) -> HttpResponse:
    """Put a gap first, drop it, or return it to its score."""
    kind, _sep, sector = text(request, "gap").partition(":")
    try:
        judging.rule_gap(
            key=text(request, "key"),
            kind=kind,
            sector=sector,
            ruling=text(request, "ruling"),
            reason=text(request, "reason"),
            **to(request),
        )
    except GaoxinError as error:
        return gaps_page(request, error)
    messages.success(request, _("缺口认定已登记。"))
    return redirect("chains:gaps")


def _on_node(request: HttpRequest, code: str, node: str, act: Callable[[], Any], told: str) -> HttpResponse:
    try:
        act()
    except GaoxinError as error:
        return node_page(request, code, node, error)
    messages.success(request, told)
    return redirect("chains:node", code=code, node=node)
