"""What the pages share: who asks, what was typed, words for codes, and an act that is either done or told why not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.projects.rules.stewards.access import HEADS
from gaoxin.projects.selectors.stewards.settings import book, calendar

Page = Callable[[GaoxinError | None], HttpResponse]
# code -> (word, tone, sign): as ui/_state_badge.html shows a state
STANDING: dict[str, tuple[Any, str, str]] = {
    "waiting": (_("待答复"), "waiting", "◔"),
    "soon": (_("即将到时"), "attention", "◕"),
    "late": (_("已超时"), "decided", "!"),
    "answered": (_("已按时答复"), "good", "✓"),
    "answered-late": (_("已答复（超时）"), "attention", "✓"),
    "closed": (_("已办结"), "quiet", "●"),
}
LEVELS: dict[str, tuple[str, str]] = {"red": ("decided", "▲"), "amber": ("attention", "◆"), "yellow": ("waiting", "●")}
ENTRY: dict[str, Any] = {
    "asked": _("提出"),
    "added": _("追问"),
    "answered": _("答复"),
    "forwarded": _("转办"),
    "closed": _("办结咨询"),
    "rated": _("评价"),
}


def who(request: HttpRequest) -> Actor:
    """The signed-in actor; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def say(phrase: Any) -> str:
    """A phrase of the catalogue in the reader's language."""
    return phrase.en if (get_language() or "").startswith("en") else phrase.zh


def badge(code: str, table: dict[str, tuple[Any, str, str]] = STANDING) -> dict[str, Any]:
    word, tone, sign = table.get(code, (code, "quiet", "·"))
    return {"word": word, "tone": tone, "sign": sign}


def level_badge(level: Any) -> dict[str, Any]:
    """Of a warning level of the catalogue."""
    tone, sign = LEVELS.get(level.code, ("quiet", "·"))
    return {"word": say(level.name), "tone": tone, "sign": sign}


def found(judged: Any, open_codes: Any = ()) -> list[dict[str, Any]]:
    """The signals of an enterprise in the reader's language: name, points, the rule with its numbers, source, answered or not."""
    return [
        {
            "name": say(one.signal.name), "points": one.signal.points, "evidence": say(one.evidence), "source": say(one.source),
            "open": one.signal.code in open_codes,
        }
        for one in judged.found
    ]  # fmt: skip


def office_name(code: str) -> str:
    found = next((office for office in book().service.offices if office.code == code), None)
    return say(found.name) if found else code


def named(parts: Any) -> list[dict[str, str]]:
    """Codes with their names, for a choice."""
    return [{"code": part.code, "name": say(part.name)} for part in parts]


def text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def number(request: HttpRequest, name: str) -> int:
    """A whole number. Raises Invalid."""
    try:
        return int(text(request, name).replace(",", "").replace("，", ""))
    except ValueError:
        raise Invalid(f"{name}: 不是整数 not a whole number", do="填写数字 write digits") from None


def day(request: HttpRequest, name: str) -> dt.date:
    """A date. Raises Invalid."""
    try:
        return dt.date.fromisoformat(text(request, name))
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None


def end_of(request: HttpRequest, name: str) -> dt.datetime:
    """The end of business hours on that day."""
    return calendar().closing(day(request, name))


def key_of(request: HttpRequest, name: str) -> uuid.UUID:
    """A key that was chosen. Raises Invalid."""
    try:
        return uuid.UUID(text(request, name))
    except ValueError:
        raise Invalid("没有选择 nothing is chosen", do="从列表中选择一项 choose one of the list") from None


def new_key() -> str:
    return str(uuid.uuid4())


def today() -> dt.date:
    return timezone.localdate()


def year_of(request: HttpRequest) -> int:
    """The year the address names, this year else."""
    told = request.GET.get("year", "")
    return int(told) if told.isdecimal() and len(told) == 4 else today().year


def is_head(by: Actor) -> bool:
    return bool(by.roles & HEADS)


def acted(request: HttpRequest, act: Callable[[], Any], done: Any, back: str, page: Page) -> HttpResponse:
    """Do it and lead back, or show the page again with why not. What is not there, or not theirs, stays 404."""
    try:
        act()
    except NotFound:
        raise
    except GaoxinError as error:
        return page(error)
    messages.success(request, str(done))
    return redirect(back)


def chosen_act(request: HttpRequest, acts: dict[str, tuple[Callable[[], Any], Any]]) -> tuple[Callable[[], Any], Any]:
    """The act that the form names. Raises Invalid for none of these."""
    found = acts.get(request.POST.get("act", ""))
    if found is None:
        raise Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page")
    return found
