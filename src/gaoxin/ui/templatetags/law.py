"""Filters that print law as data in the reader's language: phrases, limits, articles and how certain they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gaoxin.core.limits import in_words, parse_limit
from gaoxin.core.references import LegalReference

register = template.Library()

ENGLISH = {"wd": "working day", "wh": "office hour", "d": "day", "mo": "month", "y": "year"}
# confidence -> (sign, what it means)
DOUBTS: dict[str, tuple[str, Any]] = {
    "medium": ("△", gettext_lazy("未逐字核对法律原文，见二手资料")),
    "low": ("▽", gettext_lazy("条文待核")),
}
# How the catalogue says where a reference was taken from -> in the reader's language.
ORIGINS: dict[str, Any] = {
    "general knowledge": gettext_lazy("一般知识"),
    "secondary source": gettext_lazy("二手资料"),
    "secondary source and press report on the zone": gettext_lazy("二手资料和关于本园区的报道"),
}


@register.filter
def origin(source: str) -> Any:
    """Where a reference was taken from; an unknown origin as it is written."""
    return ORIGINS.get(source, source)


@register.filter
def said(phrase: Any) -> str:
    """A phrase with `zh` and `en` in the reader's language."""
    if phrase is None or isinstance(phrase, str):
        return phrase or ""
    return phrase.en if get_language() == "en" else phrase.zh


@register.filter
def limit(text: str | None) -> str:
    """`10wd` as 10个工作日 or 10 working days; nothing for nothing."""
    if not text:
        return ""
    if get_language() != "en":
        return in_words(text)
    found = parse_limit(text)
    return f"{found.amount.normalize():f} {ENGLISH[found.unit]}{'' if found.amount == 1 else 's'}"


@register.filter
def cite(basis: Iterable[LegalReference] | None) -> SafeString:
    """Articles in one line; one that was not read as statute text carries its sign, with words for those who listen."""
    return format_html_join("；", "{}", ((_reference(reference),) for reference in basis or ()))


@register.filter
def doubt(confidence: str) -> SafeString:
    """The sign of a confidence below high, with what it means."""
    if confidence not in DOUBTS:
        return SafeString("")
    sign, meaning = DOUBTS[confidence]
    return format_html('<abbr class="doubt" title="{}">{}</abbr>', meaning, sign)


@register.filter
def element(value: Any) -> str:
    """An element of a definition, as a comparison gives it, in a few words: a coded one by its name."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, dict):
        words = value.get("text") or value.get("name") or value
        if isinstance(words, dict) and "zh" in words and "en" in words:
            return words["en"] if get_language() == "en" else words["zh"]
        if "act" in value:
            return f"{value['act']} {value.get('article', '')}".strip()
        return "；".join(f"{key}: {element(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return "、".join(element(inner) for inner in value)
    return str(value)


@register.filter
def yes_no(value: bool) -> str:
    """是 or 否."""
    return _("是") if value else _("否")


def _reference(reference: LegalReference) -> SafeString:
    mark = doubt(reference.confidence)
    if not reference.article:
        return format_html('<span lang="zh-Hans">{}</span>{}', reference.act, mark)
    return format_html('<span lang="zh-Hans">{}</span>{}', str(reference), mark)
