"""Patents, titles and sums as pages show them: words and signs of states, owners with shares, amounts with their bound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gaoxin.innovation.rules.patents.numbers import shown
from gaoxin.innovation.selectors.patents import PatentView, book
from gaoxin.innovation.selectors.register import MONEY, Amount, TitleLine

STATUS = {
    "granted": ("good", "✓"), "pending": ("waiting", "◔"), "lapsed": ("quiet", "○"), "expired": ("quiet", "●"),
    "invalidated": ("decided", "✗"),
}  # fmt: skip
FEE: dict[str, Any] = {
    "paid": _("年费已缴"), "due": _("年费将到期"), "grace": _("已逾期，在滞纳期内"), "overdue": _("已逾期"), "over": _("不再缴费"),
    "unknown": _("未登记缴费"),
}  # fmt: skip
TITLE: dict[str, Any] = {
    "htec": _("高新技术企业"), "sme": _("科技型中小企业"), "engineering_centre": _("工程技术研究中心"),
}  # fmt: skip
LEVEL: dict[str, Any] = {"national": _("国家级"), "provincial": _("省级"), "municipal": _("市级")}
STATE: dict[str, tuple[Any, str, str]] = {
    "applied": (_("已申报"), "waiting", "◔"), "registered": (_("已入库"), "good", "✓"), "recognised": (_("获认定"), "good", "✓"),
    "refused": (_("未通过"), "quiet", "○"), "expired": (_("已到期"), "quiet", "●"),
}  # fmt: skip
SUM: dict[tuple[str, str], Any] = {
    ("funds", "paid"): _("到位资金"), ("funds", "estimated"): _("预估带动资金"), ("benefit", "paid"): _("已实现效益"),
    ("benefit", "estimated"): _("预估经济效益"),
}  # fmt: skip


def patent(view: PatentView) -> dict[str, Any]:
    """A patent with words for its kind, state and next fee."""
    laws = book()
    tone, sign = STATUS[view.status]
    word = next(one.name for one in laws.statuses if one.code == view.status)
    return {
        "view": view, "shown": shown(view.number), "kind": laws.kind(view.kind).name, "article": laws.kind(view.kind).article,
        "badge": {"word": _in_words(word), "tone": tone, "sign": sign},
        "fee": FEE[view.due.standing] if view.due else "",
        "owners": [(owner(name, share), party) for name, share, party in view.owners],
    }  # fmt: skip


def owner(name: str, share: int | None) -> str:
    return name if share is None else f"{name}（{share / 100:g}%）"


def owners(told: Iterable[tuple[str, int | None]]) -> str:
    return "、".join(owner(name, share) for name, share in told)


def title(line: TitleLine) -> dict[str, Any]:
    """Where an enterprise stands, in words."""
    word, tone, sign = STATE[line.state]
    return {
        "firm": line.firm, "party": line.party, "title": TITLE[line.title], "level": LEVEL[line.level], "on": line.on,
        "evidence": line.evidence, "badge": {"word": word, "tone": tone, "sign": sign}, "line": line,
    }  # fmt: skip


def sums(of: dict[tuple[str, str], Amount]) -> list[dict[str, Any]]:
    """The four amounts in their order, in ten thousand yuan; a dash where nothing is on record."""
    return [{"name": SUM[key], "text": amount(of.get(key))} for key in MONEY]


def amount(told: Amount | None) -> str:
    """Thousand yuan as 万元, the bound before it."""
    if told is None or told.amount_k is None:
        return "—"
    return f"{told.bound}{told.amount_k / 10:,.1f}" if told.amount_k % 10 else f"{told.bound}{told.amount_k // 10:,}"


def _in_words(phrase: Any) -> str:
    return phrase.en if (get_language() or "").startswith("en") else phrase.zh
