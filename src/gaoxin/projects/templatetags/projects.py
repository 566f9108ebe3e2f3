"""Words and amounts of project files in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from gaoxin.core.mu import mu_hundredths
from gaoxin.projects.rules.projects.saying import said as words_of
from gaoxin.projects.web.projects.words import FLOW_WORDS

register = template.Library()


@register.filter
def word(code: str, words: Mapping[str, Any]) -> Any:
    """The word for a code."""
    return words.get(code, code)


@register.filter
def flow(code: str) -> Any:
    """合同, 到位 or 完成投资."""
    return FLOW_WORDS.get(code, code)


@register.filter
def wan(amount_k: int) -> str:
    """千元 as 万元, exact, with thousands apart."""
    whole, rest = divmod(abs(amount_k), 10)
    sign = "-" if amount_k < 0 else ""
    return f"{sign}{whole:,}.{rest}" if rest else f"{sign}{whole:,}"


@register.filter
def mu(area_m2: int) -> str:
    """Square metres as 亩, two decimals."""
    return f"{mu_hundredths(area_m2) / 100:,.2f}"


@register.filter
def yi(amount_k: int) -> str:
    """千元 as 亿元 with two decimals, half up."""
    return f"{(amount_k + 500) // 1000 / 100:.2f}"


@register.filter
def said(value: Any) -> str:
    """The name of something that has one in both languages."""
    return value.en if get_language() == "en" else value.zh


@register.filter
def linked(event: Any, links: Mapping[tuple[str, str], str]) -> str:
    """Where the record behind an event stands, empty where the reader may not open it."""
    return links.get((event.module, event.record), "")


@register.filter
def happened(event: Any) -> str:
    """An event in the reader's language."""
    return words_of(event, "en" if get_language() == "en" else "zh")
