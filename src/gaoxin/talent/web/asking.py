"""What the pages share: who asks and for whom, what was typed, words of states, an act that is done or told why not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.talent.rules import entry
from gaoxin.talent.selectors import desks
from gaoxin.talent.selectors.settings import book

MOST_MINUTES = 1_000_000
Acts = Mapping[str, tuple[Callable[[], Any], Any]]
STATE: dict[str, tuple[Any, str, str]] = {
    "proposed": (_("待双方同意"), "waiting", "◔"),
    "agreed": (_("待签三方协议"), "attention", "◕"),
    "started": (_("实习中"), "good", "●"),
    "ended": (_("实习已结束"), "quiet", "✓"),
    "withdrawn": (_("已撤回"), "quiet", "○"),
}
WHY: dict[str, Any] = {
    "no-fit": _("没有专业对口的岗位"),
    "barred": _("对口的岗位都为法规所禁止"),
    "too-far": _("允许的岗位都太远"),
    "full": _("允许的岗位都已满"),
}
LIMIT: dict[str, Any] = {
    "seats": _("岗位人数"), "share-post": _("同类岗位学生比例"), "base": _("基地当月学位"), "share-unit": _("单位学生比例"),
}  # fmt: skip
RESULT: dict[str, Any] = {"passed": _("通过"), "rejected": _("未通过"), "no-quorum": _("人数不足"),
                          "dropped": _("会议取消，未表决")}  # fmt: skip
PLEDGE: dict[str, Any] = {"open": _("承诺履行中"), "kept": _("承诺已兑现"), "withdrawn": _("承诺已撤回")}
AGREEMENT: dict[str, Any] = {
    "ahead": _("协议已同意，尚未开始"), "force": _("协议已生效"), "ending": _("协议有效，终止日期"), "ended": _("协议已终止"),
    "refused": _("协议未达成，已撤回"), "expired": _("协议已到期"),
}  # fmt: skip
LEVEL: dict[str, Any] = {"secondary": _("中职"), "technician": _("技工"), "higher": _("高职")}


def who(request: HttpRequest) -> Actor:
    """The signed-in actor; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def side_of(request: HttpRequest) -> tuple[list[desks.Side], desks.Side | None]:
    """Whom the reader may speak for, and whom they do now: `party` chooses. Raises NotFound for anybody else's."""
    by = who(request)
    choices = desks.own_sides(zone=by.zone, by=by)
    wanted = request.POST.get("party") or request.GET.get("party", "")
    if not wanted:
        return choices, choices[0] if choices else None
    found = next((side for side in choices if str(side.party) == wanted), None)
    if found is None:
        raise NotFound(
            "没有这个单位 no such body",
            why="只看自己的 only one's own",
            do="从“我的人才服务”进入 start from your own page",
        )
    return choices, found


def badge(state: str) -> dict[str, Any]:
    word, tone, sign = STATE[state]
    return {"word": word, "tone": tone, "sign": sign}


def occupation(code: str) -> Any:
    """The official name, in both languages."""
    return book().occupations.one(code).name


def text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def number(request: HttpRequest, name: str) -> int:
    """A whole number. Raises Invalid."""
    try:
        return int(text(request, name).replace(",", "").replace("，", ""))
    except ValueError:
        raise Invalid(f"{name}: 不是整数 not a whole number", do="填写数字 write digits") from None


def minutes(request: HttpRequest, name: str, usual: int) -> int:
    """Hours such as 7.5, in minutes; the usual where nothing is written. Raises Invalid."""
    told = text(request, name).replace("，", ".")
    if not told:
        return usual
    try:
        found = Decimal(told) * 60
        if found.is_finite() and found == found.to_integral_value() and abs(found) < MOST_MINUTES:
            return int(found)
    except InvalidOperation:
        pass
    raise Invalid(f"工时 hours：{told[:20]} 不是小时数 not hours", do="写作 8 或者 7.5 write it like this")


def degrees(request: HttpRequest, name: str) -> float:
    """Raises Invalid."""
    try:
        return float(text(request, name))
    except ValueError:
        raise Invalid(f"{name}: 不是度数 not degrees", do="写作 23.70 write it like this") from None


def day(request: HttpRequest, name: str) -> dt.date:
    """Raises Invalid."""
    try:
        return dt.date.fromisoformat(text(request, name))
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None


def moment(request: HttpRequest, name: str) -> dt.datetime:
    """Raises Invalid."""
    try:
        return timezone.make_aware(dt.datetime.fromisoformat(text(request, name)).replace(tzinfo=None))
    except ValueError:
        raise Invalid("时间不正确 not a moment", do="按 年-月-日 时:分 填写 write YYYY-MM-DD HH:MM") from None


def month(request: HttpRequest, name: str) -> dt.date:
    return entry.month_of(text(request, name))


def key_of(request: HttpRequest, name: str) -> uuid.UUID:
    """A key that was chosen. Raises Invalid."""
    try:
        return uuid.UUID(text(request, name))
    except ValueError:
        raise Invalid("没有选择 nothing is chosen", do="从页面上的按钮提交 use a button of the page") from None


def workbook(request: HttpRequest) -> bytes:
    """The uploaded file. Raises Invalid for none."""
    file = request.FILES.get("file")
    if file is None:
        raise Invalid("没有选择文件 no file is chosen", do="选择 .xlsx 文件 choose a workbook")
    return file.read()


def new_key() -> str:
    return str(uuid.uuid4())


def does(request: HttpRequest) -> dict[str, Any]:
    """What every act takes."""
    by = who(request)
    return {"zone": by.zone, "by": by, "at": timezone.now(), "key": text(request, "key")}


def acted(request: HttpRequest, acts: Acts, back: str, page: Callable[[GaoxinError], HttpResponse]) -> HttpResponse:
    """Do the act that the button names and lead back, or show the page again with why not. What is not theirs stays 404."""
    found = acts.get(text(request, "act"))
    if found is None:
        return page(Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page"))
    act, done = found
    try:
        made = act()
    except NotFound:
        raise
    except GaoxinError as error:
        return page(error)
    messages.success(request, str(done) % {"made": made} if "%(made)s" in str(done) else str(done))
    return redirect(back)
