"""What the pages of leads share: who asks and when, words for what the catalogue names, and what was typed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import Lead
from gaoxin.investment.rules.leads.access import reach_of
from gaoxin.investment.selectors import leads_scope
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_scope import Whose

# stage -> (tone, sign); the word comes from the catalogue
TONES = {
    "contact": ("quiet", "○"), "talks": ("waiting", "◔"), "screening": ("working", "◑"), "signed": ("working", "◕"),
    "landed": ("good", "✓"), "lost": ("quiet", "✕"),
}  # fmt: skip
KINDS: dict[str, Any] = {"visit": _("上门走访"), "reception": _("来园考察"), "call": _("电话"), "online": _("线上会议")}
VIEWS: dict[str, Any] = {"mine": _("我的"), "pool": _("公共池"), "all": _("全部")}
DUES: dict[str, Any] = {"late": _("下一步已过期"), "week": _("七天内到期")}


def who(request: HttpRequest) -> tuple[Actor, dt.datetime, dt.date]:
    """The actor, now, and today."""
    now = timezone.localtime(timezone.now())
    return request.actor, now, now.date()  # type: ignore[attr-defined]


def scope_of(request: HttpRequest) -> Whose:
    actor, _now, today = who(request)
    return leads_scope.whose(zone=actor.zone, by=actor, on=today)


def lead_of(request: HttpRequest, pk: uuid.UUID) -> Lead:
    """The lead of the page. Raises NotFound where the reader does not see it."""
    actor, _now, today = who(request)
    return leads_scope.lead(zone=actor.zone, pk=pk, by=actor, on=today)


def badge(stage: str) -> dict[str, Any]:
    """State as sign, word and tone."""
    tone, sign = TONES.get(stage, ("quiet", "·"))
    known = {one.code: one.name for one in book().leads.stages}
    return {"tone": tone, "sign": sign, "word": known.get(stage, stage), "code": stage}


def words() -> dict[str, Any]:
    """Modes and stages by code, for selects."""
    return {"modes": book().leads.modes, "stages": book().leads.stages}


def mode_name(code: str) -> Any:
    return next((mode.name for mode in book().leads.modes if mode.code == code), code)


def works(request: HttpRequest) -> bool:
    """Whether the reader may write."""
    return bool(request.actor.roles & {"head", "promoter", "ambassador"})  # type: ignore[attr-defined]


def is_office(request: HttpRequest) -> bool:
    """Whether the reader is of the office: sees totals and agreements."""
    return reach_of(request.actor) in ("all", "team")  # type: ignore[attr-defined]


def day(text: str, what: str) -> dt.date:
    """A day as typed. Raises Invalid."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"{what}不是日期 is no date: {text[:40]!r}", do="按年-月-日填写 write year-month-day") from None


def number(text: str) -> int | None:
    """A version or an amount as typed; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def fen(text: str) -> int:
    """Yuan as typed, with at most two decimals. Raises Invalid."""
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,2}))?", text.strip().replace(",", ""), re.ASCII)
    if found is None:
        raise Invalid(f"金额应为元，最多两位小数 an amount in yuan: {text[:20]!r}", do="改正 correct it")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def numbered(request: HttpRequest, text: str) -> uuid.UUID:
    """The lead of this number that the reader sees. Raises Invalid."""
    actor, _now, _today = who(request)
    rows = leads_scope.within(zone=actor.zone, scope=scope_of(request)).filter(merged_into=None)
    found = rows.filter(number=text.strip().upper()).values_list("id", flat=True).first() if text.strip() else None
    if found is None:
        raise Invalid(f"没有这个编号的线索 no lead with this number: {text[:40]}", do="核对编号 check it")
    return found
