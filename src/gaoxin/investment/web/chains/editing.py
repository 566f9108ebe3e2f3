"""The editor of a draft: forms and menus, no dragging."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import GaoxinError, Invalid, WrongState
from gaoxin.investment.rules.chains.drawing import Node
from gaoxin.investment.selectors import chains
from gaoxin.investment.services.chains import drawing
from gaoxin.investment.web.chains import words
from gaoxin.investment.web.chains.judging import day, share, text, to
from gaoxin.investment.web.chains.pages import actor_of
from gaoxin.ui.web.problems import status_of

_SPLIT = re.compile(r"[,，、;；\s]+")


@require_safe
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as table and forms. `?node=` fills the form with that node."""
    return _page(request, code)


@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next version."""
    try:
        drawing.start_draft(code=code, **to(request))
    except GaoxinError as error:
        if chains.draft(zone=actor_of(request).zone, code=code) is None:
            raise
        return _page(request, code, error)
    return redirect("chains:draft", code=code)


@require_POST
def put_node(request: HttpRequest, code: str) -> HttpResponse:
    """Add or change a node."""

    def act() -> None:
        node = Node(
            text(request, "node"), text(request, "name"), text(request, "side"), text(request, "name_en"), text(request, "parent"),
            _list(request, "products"), _list(request, "industries"), _list(request, "hs"),
        )  # fmt: skip
        drawing.put_node(code=code, node=node, **to(request))

    return _act(request, code, act, _("环节已保存。"))


@require_POST
def move_node(request: HttpRequest, code: str) -> HttpResponse:
    """Move a node to another side."""
    told = {"node": text(request, "node"), "side": text(request, "side")}
    return _act(request, code, lambda: drawing.move_node(code=code, **told, **to(request)), _("环节已移动。"))


@require_POST
def remove_node(request: HttpRequest, code: str) -> HttpResponse:
    """Take a node out."""
    return _act(
        request,
        code,
        lambda: drawing.remove_node(code=code, node=text(request, "node"), **to(request)),
        _("环节已移除。"),
    )


@require_POST
def put_link(request: HttpRequest, code: str) -> HttpResponse:
    """Add or change a link."""

    def act() -> None:
        if text(request, "basis") == "table":
            ends = {"seller": text(request, "seller"), "buyer": text(request, "buyer")}
            drawing.put_link(
                code=code, coefficient=None, source="", on=timezone.localdate(), from_table=True, **ends, **to(request)
            )
            return
        typed, sure = text(request, "coefficient"), text(request, "confidence")
        try:
            value = Decimal(typed).quantize(Decimal("0.000001")) if typed else None
        except InvalidOperation:
            raise Invalid(f"系数不是数字 is not a number: {typed[:40]!r}", do="填写 0 到 1 write 0 to 1") from None
        drawing.put_link(
            code=code, seller=text(request, "seller"), buyer=text(request, "buyer"), coefficient=value,
            source=text(request, "source"), on=day(text(request, "on")), confidence_bp=share(sure) if sure else None, **to(request),
        )  # fmt: skip

    return _act(request, code, act, _("联系已保存。"))


@require_POST
def remove_link(request: HttpRequest, code: str) -> HttpResponse:
    """Take a link out."""
    ends = {"seller": text(request, "seller"), "buyer": text(request, "buyer")}
    return _act(request, code, lambda: drawing.remove_link(code=code, **ends, **to(request)), _("联系已移除。"))


@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """The head publishes the draft."""
    try:
        drawing.publish(code=code, **to(request))
    except GaoxinError as error:
        return _page(request, code, error)
    messages.success(request, _("新版本已发布。"))
    return redirect("chains:map", code=code)


def _act(request: HttpRequest, code: str, act: Callable[[], Any], told: str) -> HttpResponse:
    try:
        act()
    except GaoxinError as error:
        return _page(request, code, error)
    messages.success(request, told)
    return redirect("chains:draft", code=code)


def _page(request: HttpRequest, code: str, problem: GaoxinError | None = None) -> HttpResponse:
    by = actor_of(request)
    last = chains.version(zone=by.zone, code=code)
    row = chains.draft(zone=by.zone, code=code)
    if row is None:
        raise problem or WrongState(
            f"没有草稿 there is no draft: {code}", do="在产业链页面新建草稿 start one on the chain's page"
        )
    view = chains.chain_view(zone=by.zone, chain=row)
    chosen = next((one.row for one in view.nodes if one.row.code == request.GET.get("node")), None)
    filled: dict[str, Any] = {}
    if chosen is not None:
        filled = {name: getattr(chosen, name) for name in ("name", "name_en", "side", "parent")} | {"node": chosen.code}
        filled |= {name: "、".join(getattr(chosen, name)) for name in ("products", "industries", "hs")}
    titles = {one.row.code: words.named(one.row) for one in view.nodes}
    links = [words.link(link, titles) for link in view.links]
    context = {
        "row": row, "last": last, "title": words.named(row, "title"), "links": links, "sides": list(words.SIDES.items()),
        "lines": [(one, words.named(one.row), words.SIDES[one.row.side]) for one in view.nodes], "head": by.has(Role.HEAD),
        "typed": request.POST.dict() if problem else filled, "problem": problem, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "investment/chains/draft.html", context, status=status_of(problem) if problem else 200)


def _list(request: HttpRequest, name: str) -> tuple[str, ...]:
    return tuple(part for part in _SPLIT.split(text(request, name)) if part)
