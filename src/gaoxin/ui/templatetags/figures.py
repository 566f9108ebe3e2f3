"""Filters that print figures: what is withheld is a dot, what cannot be said a dash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
WIDE, HIGH = 48, 96  # of one month's place, of the highest bar, in the units of the drawing


@register.filter
def counted(value: int | None) -> str | SafeString:
    """A count with thousands marked; a dot where it is withheld."""
    return _withheld() if value is None else f"{value:,}"


@register.filter
def percent(share: float | None) -> str | SafeString:
    """0.934 as 93.4%."""
    return "—" if share is None else f"{100 * share:.1f}%"


@register.filter
def hours(value: float | None) -> str:
    """Office hours with one place."""
    return "—" if value is None else f"{value:,.1f}"


@register.simple_tag
def bars(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """What a bar chart of `decided` by month needs; nothing where nothing was decided."""
    most = max((row.decided or 0 for row in rows), default=0)
    if not most:
        return []
    drawn: list[dict[str, Any]] = []
    for row in rows:
        height = round(HIGH * (row.decided or 0) / most, 1)
        left = (row.month - 1) * WIDE + 18
        drawn.append({
            "x": left, "y": round(4 + HIGH - height, 1), "height": height, "middle": left + 18, "month": row.month,
            "count": counted(row.decided),
        })  # fmt: skip
    return drawn


def _withheld() -> SafeString:
    return format_html('<span aria-label="{}">·</span>', _("不公开"))
