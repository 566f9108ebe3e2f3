"""Acts on a node and on the ranking: place, review, withdraw, assess, rule."""

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
from gaoxin.investment.services.chains import judging as acts
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


@require_POST
def place(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """A resident stands at the node."""

    def act() -> None:
        acts.place_firm(
            place=acts.Place(
                f"{code}/{node}", text(request, "identifier").upper(), text(request, "main") != "no",
                share(text(request, "share")), text(request, "evidence"), share(text(request, "confidence")), day(text(request, "on")),
            ),
            **to(request),
        )  # fmt: skip

    return _on_node(request, code, node, act, _("企业已挂到环节。"))


@require_POST
def review(request: HttpRequest, code: str, node: str, pk: uuid.UUID) -> HttpResponse:
    """A second person confirms the evidence."""
    return _on_node(request, code, node, lambda: acts.review_firm(pk=pk, **to(request)), _("证据已复核。"))


@require_POST
def withdraw(request: HttpRequest, code: str, node: str, pk: uuid.UUID) -> HttpResponse:
    """The firm no longer stands there."""
    reason = text(request, "reason")
    return _on_node(
        request, code, node, lambda: acts.withdraw_firm(pk=pk, reason=reason, **to(request)), _("企业已撤下。")
    )


@require_POST
def assess(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """Grade it by the rules, or overrule them with a reason."""
    told = {"grade": text(request, "grade"), "reason": text(request, "reason")}
    return _on_node(
        request, code, node, lambda: acts.assess(ref=f"{code}/{node}", **told, **to(request)), _("评估已登记。")
    )


@require_POST
def rule(request: HttpRequest) -> HttpResponse:
    """Put a gap first, drop it, or return it to its score."""
    kind, _sep, sector = text(request, "gap").partition(":")
    try:
        acts.rule_gap(
            kind=kind, sector=sector, ruling=text(request, "ruling"), reason=text(request, "reason"), **to(request)
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
