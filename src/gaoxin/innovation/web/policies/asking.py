"""What the pages share: who asks, what was typed, words and signs of states, an act that is done or told why not."""

from __future__ import annotations

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
from gaoxin.innovation.rules.policies.book import Policy
from gaoxin.innovation.selectors.policies.lists import Listed
from gaoxin.parties import selectors as parties

Choice = tuple[uuid.UUID, str]

STATE: dict[str, tuple[Any, str, str]] = {
    "listed": (_("待企业同意"), "waiting", "◔"),
    "withdrawn": (_("已移出名单"), "quiet", "·"),
    "consented": (_("待兑付"), "attention", "◕"),
    "declined": (_("企业已放弃"), "quiet", "○"),
    "paid": (_("已兑付"), "good", "✓"),
    "reclaimed": (_("追回中"), "decided", "!"),
    "returned": (_("已退回"), "quiet", "●"),
}
OUTCOME: dict[str, Any] = {
    "eligible": _("可以享受"), "excluded": _("不重复享受"), "received": _("已经享受"), "zero": _("金额为零"),
    "not-eligible": _("不符合条件"),
    "unknown": _("还缺数据"), "not-in-force": _("不在有效期"),
}  # fmt: skip
FIELD: dict[str, Any] = {
    "rnd": _("研发"), "patents": _("专利"), "investment": _("投资"), "talent": _("人才"), "listing": _("上市"),
    "green": _("绿色"), "rent": _("租金"), "growth": _("增长"),
}  # fmt: skip


TO_APPLY = _("可申请")  # listed, of a benefit that does not come unasked
WAYS: dict[str, Any] = {"unasked": _("免申即享"), "apply": _("需要申请"), "tax": _("在纳税申报中享受")}


def who(request: HttpRequest) -> Actor:
    """The signed-in actor; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def english() -> bool:
    return (get_language() or "").startswith("en")


def phrase(told: dict[str, str]) -> str:
    """A phrase of a kept trace in the reader's language."""
    return told["en" if english() else "zh"]


def badge(state: str, policy: Policy) -> dict[str, Any]:
    word, tone, sign = STATE[state]
    return {"word": TO_APPLY if state == "listed" and not policy.unasked else word, "tone": tone, "sign": sign}


def line(one: Listed) -> dict[str, Any]:
    """A row with its badge and its trace in words."""
    trace = one.row.trace
    return {
        "row": one.row, "policy": one.policy, "firm": one.firm, "badge": badge(one.row.state, one.policy), "way": WAYS[one.policy.comes],
        "apply": not one.policy.unasked,
        "held": [{**check, "text": phrase(check["say"])} for check in trace["conditions"]],
        "addends": [{**part, "text": phrase(part["say"])} for part in trace["addends"]],
        "cuts": [{**cut, "text": phrase(cut["why"])} for cut in trace["cuts"]],
        "basis": "；".join(f"{basis['act']} {basis['article']}" for basis in trace["basis"]), "key": new_key(),
    }  # fmt: skip


def text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def number(request: HttpRequest, name: str) -> int:
    """A whole number. Raises Invalid."""
    try:
        return int(text(request, name).replace(",", "").replace("，", ""))
    except ValueError:
        raise Invalid(f"{name}: 不是整数 not a whole number", do="填写数字 write digits") from None


def key_of(request: HttpRequest, name: str) -> uuid.UUID:
    """A key that was chosen. Raises Invalid."""
    try:
        return uuid.UUID(text(request, name))
    except ValueError:
        raise Invalid("没有选择 nothing is chosen", do="从页面上的按钮提交 use a button of the page") from None


def new_key() -> str:
    return str(uuid.uuid4())


def does(request: HttpRequest) -> dict[str, Any]:
    """What every act takes."""
    by = who(request)
    return {"zone": by.zone, "by": by, "at": timezone.now(), "key": text(request, "key")}


def acted(
    request: HttpRequest, act: Callable[[], Any], done: Any, back: str, page: Callable[[GaoxinError], HttpResponse]
) -> HttpResponse:
    """Do it and lead back, or show the page again with why not. What is not there, or not theirs, stays 404."""
    try:
        act()
    except NotFound:
        raise
    except GaoxinError as error:
        return page(error)
    messages.success(request, str(done))
    return redirect(back)


def choices(by: Actor) -> list[Choice]:
    """Firms for which the reader speaks as a whole, by name."""
    keys = [uuid.UUID(party) for party, item in by.mandates() if not item]
    return sorted(((key, parties.party_name(zone=by.zone, party_id=key)) for key in keys), key=lambda pair: pair[1])


def chosen(of: list[Choice], wanted: str) -> Choice | None:
    """The one that is asked for, else the first. Raises NotFound for anybody else's."""
    if not wanted:
        return of[0] if of else None
    found = next((choice for choice in of if str(choice[0]) == wanted), None)
    if found is None:
        raise NotFound("没有这家企业 no such enterprise", do="从“我的惠企政策”进入 start from your own page")
    return found
