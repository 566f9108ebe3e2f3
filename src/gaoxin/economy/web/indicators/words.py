"""Definitions of indicators in words, and their months as chart options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin.economy.rules.indicators.definitions import Indicator
from gaoxin.economy.rules.indicators.seasonal import Adjusted, points
from gaoxin.economy.rules.reports.book import Phrase
from gaoxin.economy.selectors.settings import book, definitions
from gaoxin.economy.selectors.standing import Cell

LINE, QUIET, SECOND = "#2b5c9e", "#9aa7b8", "#b5652b"


def english() -> bool:
    return (get_language() or "zh").startswith("en")


def pick(phrase: Phrase) -> str:
    return phrase.en if english() else phrase.zh


def formula(one: Indicator) -> str:
    """How the level comes from what enterprises file."""
    over = _("%(item)s，各企业相加") % {"item": _measure(one.over)}
    if not one.per:
        return over
    return _("%(over)s ÷ %(per)s，都先相加后相除") % {"over": _measure(one.over), "per": _measure(one.per)}


def basis(one: Indicator) -> str:
    """What growth compares."""
    if one.per:
        return _("与上年同期之差，同一批企业")
    if one.basis == "constant":
        return _("可比口径、不变价：同一批企业，上年同期按今年价格")
    return _("可比口径：同一批企业的上年同期数，按现在的修订；不扣价格")


def reason(code: str) -> str:
    return {"entry": _("新进入"), "exit": _("退出名单"), "revision": _("修订")}[code]


def quarter(year: int, number: int) -> str:
    return _("%(year)s 年 %(number)s 季度") % {"year": year, "number": number}


def month(ym: int) -> str:
    """Through that month of the year."""
    return _("%(year)s 年 1—%(month)s 月") % {"year": ym // 100, "month": ym % 100}


def months_chart(rows: Sequence[Cell], unit: str) -> dict[str, Any]:
    """Level as bars, growth as a line on an axis of its own."""
    return {
        "grid": {"left": 56, "right": 48, "top": 36, "bottom": 32}, "tooltip": {"trigger": "axis"}, "legend": {"top": 0},
        "xAxis": {"type": "category", "data": [f"{one.ym // 100}-{one.ym % 100:02}" for one in rows]},
        "yAxis": [{"type": "value", "name": unit}, {"type": "value", "name": "%", "splitLine": {"show": False}, "scale": True}],
        "series": [
            {"type": "bar", "name": _("累计"), "data": [_plain(one.level) for one in rows], "itemStyle": {"color": QUIET}},
            {
                "type": "line", "name": _("增速"), "yAxisIndex": 1, "data": [_plain(one.growth) for one in rows],
                "itemStyle": {"color": LINE},
            },
        ],
    }  # fmt: skip


def seasonal_chart(told: Adjusted, unit: str) -> dict[str, Any]:
    """As filed, adjusted, trend."""
    names = (_("原值"), _("季节调整后"), _("趋势"))
    kinds = zip(names, (told.original, told.adjusted, told.trend), (QUIET, LINE, SECOND), strict=True)
    return {
        "grid": {"left": 56, "right": 16, "top": 36, "bottom": 32}, "tooltip": {"trigger": "axis"}, "legend": {"top": 0},
        "xAxis": {"type": "category", "data": [f"{y}Q{q}" for y, q in points(told.start, len(told.original), told.period)]},
        "yAxis": {"type": "value", "name": unit, "scale": True},
        "series": [
            {"type": "line", "name": name, "data": [round(v, 4) for v in values], "itemStyle": {"color": color}}
            for name, values, color in kinds
        ],
    }  # fmt: skip


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)


def _measure(code: str) -> str:
    one = definitions().measures[definitions().place(code)]
    item_code, kind = one.key.split(".", 1)
    form = book().form(one.form)
    item = next(item for item in form.items if item.code == item_code)
    words = {"ytd": _("本年累计"), "month": _("本月"), "stock": _("期末")}[kind]
    told = _("%(form)s的“%(item)s”（%(kind)s，%(unit)s）") % {
        "form": pick(form.name), "item": pick(item.name), "kind": words, "unit": item.unit,
    }  # fmt: skip
    if one.weight == "value_added":
        told += _(" × 行业增加值率；上年同期另乘价格指数")
    return told
