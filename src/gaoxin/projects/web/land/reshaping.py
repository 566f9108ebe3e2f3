"""One parcel gets another outline, ends, or becomes one with its neighbours."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.rules.land import reading
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land import parcels, retiring
from gaoxin.projects.web.land.asked import number as whole
from gaoxin.projects.web.land.asked import required_day, text, to
from gaoxin.projects.web.land.importing import file_of
from gaoxin.projects.web.land.parcels import act_on, page_of

TYPED = "键入的坐标 typed"


@require_POST
def redraw(request: HttpRequest, number: str) -> HttpResponse:
    """The parcel's next version, with the outline of a file or of corners typed."""

    def act() -> str:
        name, data = _outline(request)
        outcome = parcels.redraw(
            number=number, name=name, data=data, datum=text(request, "datum"), reason=text(request, "reason"),
            since=required_day(text(request, "since"), _("起始日期")), version=whole(text(request, "version"), "version"), **to(request),
        )  # fmt: skip
        if outcome.of("same"):
            return _("界址与现行版本相同，没有新增版本。")
        return _("界址已更新为新的版本，旧版本照旧可查。")

    return act_on(request, number, act)


@require_POST
def retire(request: HttpRequest, number: str) -> HttpResponse:
    """The parcel ends."""

    def act() -> str:
        retiring.retire(
            number=number, on=required_day(text(request, "on"), _("注销日期")), reason=text(request, "reason"), **to(request)
        )  # fmt: skip
        return _("地块已注销，历史照旧可查。")

    return act_on(request, number, act)


@require_POST
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """The parcel and those named become one under a new number; its page follows."""
    try:
        made = retiring.merge(
            numbers=[number, *re.split(r"[,，、;；\s]+", text(request, "others"))], number=text(request, "into"),
            name=text(request, "name"), category=text(request, "category"), evidence=text(request, "evidence"),
            on=required_day(text(request, "on"), _("合并日期")), **to(request),
        )  # fmt: skip
    except GaoxinError as error:
        return page_of(request, number, error)
    messages.success(request, _("地块已合并，原地块已注销，历史照旧可查。"))
    return redirect("land:parcel", number=made.number)


@require_POST
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    """The merger is taken back; the first of its parts follows."""
    try:
        parts = retiring.unmerge(number=number, reason=text(request, "reason"), **to(request))
    except GaoxinError as error:
        return page_of(request, number, error)
    messages.success(
        request, _("合并已撤销，原地块恢复：%(parts)s。") % {"parts": "、".join(one.number for one in parts)}
    )
    return redirect("land:parcel", number=parts[0].number)


def _outline(request: HttpRequest) -> tuple[str, bytes]:
    """Name and content of the file, or what the typed corners make. Raises Invalid for both or neither."""
    corners, sent = text(request, "corners"), request.FILES.get("file")
    if bool(corners) == bool(sent):
        raise Invalid(
            "文件和坐标写一样 give either a file or corners", do="选择文件，或者逐行键入坐标 choose one of them"
        )
    return (TYPED, reading.typed(corners)) if corners else file_of(request, book.checks().limits.file_bytes)
