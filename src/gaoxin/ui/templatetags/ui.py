"""Components as tags: `{% time_ribbon ribbon %}`, `{% burden_bar burden %}`, `{% next_step step %}`, `{% state_badge state %}`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin.ui.shapes import Burden, NextStep, Ribbon

register = template.Library()

# state -> (word, tone, sign): state is colour, sign and word, never colour alone.
STATES: dict[str, tuple[Any, str, str]] = {
    "draft": (_("草稿"), "quiet", "○"),
    "submitted": (_("已提交，待受理"), "waiting", "◔"),
    "correcting": (_("待补正"), "attention", "✎"),
    "accepted": (_("审查中"), "working", "◑"),
    "recommended": (_("待决定"), "working", "◕"),
    "granted": (_("准予，待送达"), "decided", "●"),
    "delivered": (_("已送达"), "decided", "✓"),
    "refused": (_("不予许可"), "decided", "✕"),
    "not-accepted": (_("不予受理"), "decided", "✕"),
    "withdrawn": (_("已撤回"), "quiet", "↩"),
}
# standing of a licence -> (word, tone, sign)
STANDINGS: dict[str, tuple[Any, str, str]] = {
    "valid": (_("有效"), "good", "✓"),
    "suspended": (_("暂停"), "attention", "‖"),
    "revoked": (_("已撤销"), "decided", "✕"),
    "cancelled": (_("已注销"), "quiet", "⊘"),
    "expired": (_("已过期"), "attention", "⌛"),
    "replaced": (_("已被取代"), "quiet", "↷"),
}
WAYS: dict[str, Any] = {
    "held": _("证照库已有"),
    "fetched": _("共享获取"),
    "promised": _("以承诺替代"),
    "deferred": _("容缺后补"),
    "uploaded": pgettext_lazy("material", "由您提交"),
    "missing": _("尚缺"),
}


@register.inclusion_tag("ui/_time_ribbon.html")
def time_ribbon(ribbon: Ribbon, *, mini: bool = False) -> dict[str, Any]:
    """The clock as a band; `mini` for lists."""
    return {"ribbon": ribbon, "mini": mini}


@register.inclusion_tag("ui/_burden_bar.html")
def burden_bar(burden: Burden) -> dict[str, Any]:
    """Documents as segments: held, fetched, promised, deferred, uploaded, missing."""
    parts, at = [], 0.0
    for way, count in burden.counts:
        width = 1000 * count / max(burden.total, 1)
        parts.append({"way": way, "word": WAYS[way], "count": count, "at": round(at, 1), "width": round(width, 1)})
        at += width
    return {"burden": burden, "parts": parts}


@register.inclusion_tag("ui/_next_step.html")
def next_step(step: NextStep) -> dict[str, Any]:
    """One sentence: whose move, what, by when."""
    return {"step": step}


@register.inclusion_tag("ui/_state_badge.html")
def state_badge(state: str) -> dict[str, Any]:
    """The state of a case as sign, word and tone."""
    word, tone, sign = STATES.get(state, (state, "quiet", "·"))
    return {"word": word, "tone": tone, "sign": sign}


@register.inclusion_tag("ui/_state_badge.html")
def standing_badge(standing: str) -> dict[str, Any]:
    """The standing of a licence as sign, word and tone."""
    word, tone, sign = STANDINGS.get(standing, (standing, "quiet", "·"))
    return {"word": word, "tone": tone, "sign": sign}


@register.filter
def way_word(way: str) -> Any:
    """The word for a way of meeting a requirement."""
    return WAYS.get(way, way)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changed: Any) -> str:
    """The page's query string with some values changed; None takes one out. Keeps a list's state in its address."""
    request: HttpRequest = context["request"]
    values = {name: request.GET.getlist(name) for name in request.GET}
    for name, value in changed.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = [str(value)]
    return "?" + urlencode(values, doseq=True)
