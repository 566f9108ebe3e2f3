"""What the pages share: who asks, what was typed, words and signs of states, an act that is done or told why not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.labour.models import Appointment
from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.parties import selectors as parties

Choice = tuple[uuid.UUID, str]
BOOKED: dict[str, tuple[Any, str, str]] = {
    "booked": (_("已预约"), "waiting", "◔"),
    "kept": (_("已办理"), "good", "✓"),
    "missed": (_("未到"), "decided", "!"),
    "cancelled": (_("已取消"), "quiet", "○"),
}
CHECKED: dict[str, tuple[Any, str, str]] = {
    "draft": (_("草稿"), "quiet", "○"),
    "sent": (_("待核实"), "waiting", "◔"),
    "returned": (_("已退回，待整改"), "attention", "◕"),
    "confirmed": (_("已认定"), "good", "✓"),
}
STAFFING: dict[str, tuple[Any, str, str]] = {
    "more": (_("建议增加"), "attention", "▲"),
    "fewer": (_("可以减少"), "waiting", "▽"),
    "fits": (_("正合适"), "good", "✓"),
    "few": (_("天数太少，不作建议"), "quiet", "○"),
}
RISK: dict[str, tuple[str, str]] = {"red": ("decided", "!"), "amber": ("attention", "◕"), "yellow": ("waiting", "◔")}
ENTRY: dict[str, Any] = {"opened": _("启动预警"), "looked": _("核查"), "closed": _("关闭预警")}


def who(request: HttpRequest) -> Actor:
    """The signed-in actor; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def badge(states: Mapping[str, tuple[Any, str, str]], state: str) -> dict[str, Any]:
    word, tone, sign = states[state]
    return {"word": word, "tone": tone, "sign": sign}


def risk(level: Any) -> dict[str, Any] | None:
    """The badge of a level; `name` is a phrase of the catalogue."""
    if level is None:
        return None
    tone, sign = RISK.get(level.code, ("quiet", "·"))
    return {"name": level.name, "tone": tone, "sign": sign}


def booked(row: Appointment) -> dict[str, Any]:
    """A booking with the words of its desk and purpose."""
    desk = next((one for one in book().desks.desks if one.code == row.desk), None)
    purpose = next((one.name for one in desk.purposes if one.code == row.purpose), None) if desk else None
    return {"row": row, "desk": desk.name if desk else row.desk, "purpose": purpose or row.purpose,
            "badge": badge(BOOKED, row.state), "key": new_key()}  # fmt: skip


def text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def key_of(request: HttpRequest, name: str) -> uuid.UUID:
    """A key that was chosen. Raises Invalid."""
    try:
        return uuid.UUID(text(request, name))
    except ValueError:
        raise Invalid("没有选择 nothing is chosen", do="从页面上选择 choose on the page") from None


def day(text_: str, *, empty: bool = False) -> dt.date | None:
    """A date as typed; None for nothing where that may be. Raises Invalid."""
    if empty and not text_.strip():
        return None
    try:
        return dt.date.fromisoformat(text_.strip())
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None


def the_day(text_: str) -> dt.date:
    """A date that must be there. Raises Invalid."""
    return cast("dt.date", day(text_))


def number(request: HttpRequest, name: str) -> int | None:
    """A whole number, None for nothing. Raises Invalid."""
    told = text(request, name)
    if not told:
        return None
    if not told.isascii() or not told.isdecimal() or len(told) > 6:
        raise Invalid(f"{name}: 不是整数 not a whole number", do="填写数字 write digits")
    return int(told)


def new_key() -> str:
    return str(uuid.uuid4())


def does(request: HttpRequest) -> dict[str, Any]:
    """What every act takes."""
    by = who(request)
    return {"zone": by.zone, "by": by, "at": timezone.now(), "key": text(request, "key")}


def acted(
    request: HttpRequest, acts: Mapping[str, tuple[Callable[[], Any], Any]], back: str, page: Callable[[GaoxinError], HttpResponse]
) -> HttpResponse:  # fmt: skip
    """Do the act that was chosen and lead back, or show the page again with why not. What is not there, or not theirs, stays 404."""
    found = acts.get(text(request, "act"))
    if found is None:
        return page(Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page"))
    try:
        found[0]()
    except NotFound:
        raise
    except GaoxinError as error:
        return page(error)
    messages.success(request, str(found[1]))
    return redirect(back)


def choices(by: Actor) -> list[Choice]:
    """Firms for which the reader speaks as a whole, by name."""
    keys = [uuid.UUID(party) for party, item in by.mandates() if not item]
    return sorted(((key, parties.party_name(zone=by.zone, party_id=key)) for key in keys), key=lambda pair: pair[1])


def chosen(found: list[Choice], wanted: str) -> Choice | None:
    """The one that is asked for, else the first. Raises NotFound for anybody else's."""
    if not wanted:
        return found[0] if found else None
    one = next((choice for choice in found if str(choice[0]) == wanted), None)
    if one is None:
        raise NotFound("没有这家企业 no such enterprise", do="从您自己的页面进入 start from your own page")
    return one


def desk_asked(request: HttpRequest) -> desks.Desk:
    """The desk that is asked for, else the first. Raises NotFound."""
    wanted = request.POST.get("desk") or request.GET.get("desk") or book().desks.desks[0].code
    found = next((one for one in book().desks.desks if one.code == wanted), None)
    if found is None:
        raise NotFound("没有这项服务 no such desk", do="从预约页面进入 start from the page of desks")
    return found


def since_asked(request: HttpRequest) -> dt.date:
    """The first day shown: never before today, never beyond what may be booked."""
    today = timezone.localdate()
    try:
        wanted = dt.date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return today
    return min(max(wanted, today), today + dt.timedelta(book().desks.booking.ahead_days))
