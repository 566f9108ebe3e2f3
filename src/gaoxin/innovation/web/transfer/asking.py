"""What these pages share: what was typed, words and signs of states and terms, a page with its acts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.innovation.selectors.transfer.lists import MatchView, Term
from gaoxin.innovation.web.policies.asking import acted, does, key_of, new_key, number, text, who

STATE: dict[str, tuple[Any, str, str]] = {
    "posted": (_("待匹配"), "waiting", "◔"), "matched": (_("已有推荐"), "attention", "◑"), "proposed": (_("已推荐"), "attention", "◑"),
    "talks": (_("洽谈中"), "working", "◕"), "deal": (_("已成交"), "good", "✓"), "failed": (_("未成"), "quiet", "×"),
    "withdrawn": (_("已撤回"), "quiet", "○"), "superseded": (_("已被取代"), "quiet", "·"),
    "running": (_("在期"), "good", "✓"), "soon": (_("即将到期"), "attention", "!"), "urgent": (_("马上到期"), "red", "!!"),
    "coming": (_("未开始"), "waiting", "◔"), "expired": (_("已到期"), "decided", "×"), "renewed": (_("已续签"), "quiet", "→"),
    "ended": (_("已终止"), "quiet", "○"), "valid": (_("有效"), "good", "✓"),
    "green": (_("按期"), "working", "◔"), "yellow": (_("黄牌：将到期"), "attention", "!"), "red": (_("红牌：已逾期"), "red", "!!"),
    "done": (_("已完成"), "good", "✓"),
    "filed": (_("已备案"), "good", "✓"), "open": (_("待备案"), "waiting", "◔"), "late": (_("备案已逾期"), "red", "!!"),
}  # fmt: skip
TERM: dict[str, Any] = {
    "field": _("技术领域"), "text": _("内容相近"), "maturity": _("成熟度"), "price": _("价格与预算"), "patents": _("有效专利"),
    "days": _("时间余地"), "ties": _("已有合作"),
}  # fmt: skip
REASON: dict[str, Any] = {
    "nothing-open": _("同领域和相关领域现在没有开放的成果。"), "none-suits": _("有同领域的成果，但是都没有达到匹配的最低分。"),
    "all-full": _("合适的成果都已给了它们评分更高的需求。"),
}  # fmt: skip
__all__ = ["acted", "does", "key_of", "new_key", "number", "text", "who"]
Acts = Mapping[str, tuple[Callable[[], Any], Any]]


def badge(state: str) -> dict[str, Any]:
    word, tone, sign = STATE[state]
    return {"word": word, "tone": tone, "sign": sign}


def terms(found: Sequence[Term]) -> list[dict[str, Any]]:
    """The addends of a score in words, the heaviest first."""
    return [
        {"word": TERM[one.code], "value": one.value, "weight": one.weight, "points": f"{one.points / 100:.2f}"}
        for one in sorted(found, key=lambda one: -one.points)
    ]


def match(view: MatchView) -> dict[str, Any]:
    """A match with its badge and both sides' addends."""
    return {
        "row": view.row, "badge": badge(view.row.state), "deal": view.deal, "ours": terms(view.demand_terms),
        "theirs": terms(view.result_terms), "trace": view.row.trace, "key": new_key(),
    }  # fmt: skip


def day(request: HttpRequest, name: str, *, may_lack: bool = False) -> dt.date | None:
    """A date. Raises Invalid; None for none where it may lack."""
    plain = text(request, name)
    if not plain and may_lack:
        return None
    try:
        return dt.date.fromisoformat(plain)
    except ValueError:
        raise Invalid(f"日期不正确 not a date: {plain[:20] or '—'}", do="按 年-月-日 填写 write YYYY-MM-DD") from None


def date(request: HttpRequest, name: str) -> dt.date:
    """A date. Raises Invalid."""
    found = day(request, name)
    assert found is not None
    return found


def whole(request: HttpRequest, name: str) -> int | None:
    """A whole number, or None for nothing typed. Raises Invalid."""
    return number(request, name) if text(request, name) else None


def key_or_none(request: HttpRequest, name: str) -> uuid.UUID | None:
    """A key that was chosen, or None. Raises Invalid."""
    return key_of(request, name) if text(request, name) else None


def done(
    request: HttpRequest, acts: Callable[[], Acts], back: Callable[[], str], page: Callable[[GaoxinError | None], HttpResponse]
) -> HttpResponse:  # fmt: skip
    """The page, or its act done. `acts` reads the form only when it is sent; what cannot be read is told on the page."""
    if request.method != "POST":
        return page(None)
    found = acts().get(text(request, "act"))
    if found is None:
        return page(Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page"))
    return acted(request, found[0], found[1], back(), page)
