"""Promised beside paid-in beside tax in words and columns: for the page, and to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gaoxin.investment.rules.leads.book import Phrase
from gaoxin.investment.rules.leads.delivery import BASE, FLOWS, PAID, Measure, Sum
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_delivered import Deal, Delivered, Group

SHOWN = 50  # agreements that the page lists
WAYS: dict[str, Any] = {
    "mode": gettext_lazy("按招商模式"), "team": gettext_lazy("按队伍"), "chain": gettext_lazy("按产业链"),
}  # fmt: skip
FLOW_WORDS: dict[str, Any] = {"contract": gettext_lazy("合同投资"), "paid": gettext_lazy("到位投资")}
NOBODY: dict[str, Any] = {
    "mode": "—", "team": gettext_lazy("没有队伍（公共池或者招商大使）"), "chain": gettext_lazy("没有写明产业链"),
}  # fmt: skip
MEANINGS: tuple[Any, ...] = (
    gettext_lazy(
        "每条线索只计一次：同一承诺在多份协议或者多个期限里的，以期限最晚的为总数，已过期限的最后一项为到期数。"
    ),
    gettext_lazy("合同、到位和完成投资来自项目的月度记录；没有立项的显示为空，不作零。"),
    gettext_lazy(
        "产值和税收来自项目用地的年度结果，或者由企业、税务机关按协议提供、逐项写明来源的登记；用工为按协议登记。"
    ),
    gettext_lazy("差额 = 实际 − 到期承诺，到位投资与到期的投资承诺相比；没有结果的不计入差额，另列项数。"),
    gettext_lazy("不使用统计调查取得的单个企业资料（统计法第二十五条、第二十八条）。"),
)


def _meanings(told: Delivered) -> tuple[Any, ...]:
    return (gettext_lazy("只计您看得到的线索；上面的漏斗计全区。"), *MEANINGS) if told.partly else MEANINGS


def context(told: Delivered) -> dict[str, Any]:
    """What the section of the page needs."""
    sums = {one.code: one for one in told.total.sums}
    silent = sum(one.silent for one in told.total.sums)
    main = {
        "promised": _money(sums[BASE].promised), "due": _money(sums[BASE].due), "paid": _money(sums[PAID].found),
        "tax": _money(sums["tax"].found) if "tax" in sums else "—", "silent": silent,
    }  # fmt: skip
    lines = [*told.groups, told.total]
    return {
        "by": told.by, "way_word": WAYS[told.by], "all_promised": told.total, "main": main, "heads": _heads(),
        "group_lines": [
            {"name": _name(told, one), "agreements": one.agreements, "cells": [_sum_cell(sum_) for sum_ in _ordered(one.sums)]}
            for one in lines
        ],
        "deal_lines": [
            {"lead": deal.lead, "numbers": [n for n, _on in deal.signed], "cells": [_cell(one) for one in _ordered(deal.measures)]}
            for deal in told.deals[:SHOWN]
        ],
        "rest": max(0, len(told.deals) - SHOWN), "meanings": _meanings(told),
    }  # fmt: skip


def sheets(told: Delivered, today: dt.date) -> list[tuple[str, list[list[Any]]]]:
    """Groups, single agreements measure by measure, and what the numbers mean."""
    groups: list[list[Any]] = [[
        str(WAYS[told.by]), _("线索"), _("协议"), _("指标"), _("单位"), _("承诺"), _("其中到期"), _("实际"), _("差额"), _("有结果的线索"),
        _("到期没有结果的线索"), _("下一期限"),
    ]]  # fmt: skip
    for one in [*told.groups, told.total]:
        groups += [
            [_name(told, one), one.deals, one.agreements, _word(row.code), _unit(row.code), row.promised, row.due, row.found, row.gap,
             row.told, row.silent, row.next_on or ""]
            for row in _ordered(one.sums)
        ]  # fmt: skip
    meanings = [[_("口径和来源")], *([str(line)] for line in _meanings(told)), [_("生成日期"), today]]
    return [
        (str(WAYS[told.by]), groups),
        (_("逐份协议的承诺和结果"), _deal_lines(told.deals)),
        (_("口径和来源"), meanings),
    ]


def _deal_lines(deals: Sequence[Deal]) -> list[list[Any]]:
    lines: list[list[Any]] = [[
        _("线索编号"), _("投资方"), _("协议"), _("最近签订"), _("指标"), _("单位"), _("承诺"), _("期限"), _("其中到期"), _("实际"),
        _("差额"), _("结果日期"), _("来源"), _("记录方式"), _("下一期限"),
    ]]  # fmt: skip
    for deal in deals:
        lines += [
            [deal.lead.number, deal.lead.investor, ", ".join(number for number, _on in deal.signed), deal.signed[-1][1], _word(one.code),
             _unit(one.code), one.promised, one.due_on or "", one.due, one.found, one.gap, one.on or "", _said(one.source), _how(one),
             one.next_on or ""]
            for one in _ordered(deal.measures)
        ]  # fmt: skip
    return lines


def _ordered(rows: Sequence[Any]) -> list[Any]:
    """Money promised, contracted, paid in and completed beside each other; then the other amounts."""
    by_code = {row.code: row for row in rows}
    return [by_code.pop(code) for code in (BASE, *FLOWS) if code in by_code] + list(by_code.values())


def _heads() -> list[dict[str, str]]:
    codes = [kind.code for kind in book().leads.promises if kind.kind == "amount"]
    return [
        {"word": _word(one.code), "unit": _unit(one.code, shown=True)}
        for one in _ordered([Measure(c) for c in (*codes, *FLOWS)])
    ]


def _word(code: str) -> str:
    return str(FLOW_WORDS[code]) if code in FLOW_WORDS else _said(book().promise(code).name)


def _unit(code: str, *, shown: bool = False) -> str:
    """As it is kept, or as the page shows it: 千元 as 万元."""
    unit = "千元" if code in FLOWS else book().promise(code).unit
    return unit.replace("千元", "万元") if shown else unit


def _amount(code: str, value: int | None) -> str:
    return _money(value) if "千元" in _unit(code) else ("—" if value is None else f"{value:,}")


def _money(value: int | None) -> str:
    """千元 as 万元."""
    return "—" if value is None else f"{value / 10:,.1f}".removesuffix(".0")


def _sum_cell(row: Sum) -> dict[str, Any]:
    notes = _against(row.code, row.promised or None, row.due or None, row.gap)
    if row.silent:
        notes.append(_("%(n)s 条到期没有结果") % {"n": row.silent})
    return {"word": _word(row.code), "main": _amount(row.code, row.found), "notes": notes}


def _cell(row: Measure) -> dict[str, Any]:
    notes = _against(row.code, row.promised, row.due, row.gap)
    if row.due_on and row.code not in FLOWS:
        notes.append(_("期限 %(day)s") % {"day": row.due_on.isoformat()})
    if row.silent:
        notes.append(_("到期没有结果"))
    if row.source:
        notes.append(f"{_said(row.source)} · {_how(row)} {row.on}")
    return {"word": _word(row.code), "main": _amount(row.code, row.found), "notes": notes}


def _against(code: str, promised: int | None, due: int | None, gap: int | None) -> list[str]:
    if code == "contract":
        return []
    notes = [_("承诺 %(n)s") % {"n": _amount(code, promised)}] if promised is not None and code not in FLOWS else []
    if due is not None and gap is None and code not in FLOWS:
        notes.append(_("其中到期 %(n)s") % {"n": _amount(code, due)})
    if gap is not None:
        notes.append(_("到期 %(due)s，差额 %(gap)s") % {"due": _amount(code, due or 0), "gap": _amount(code, gap)})
    return notes


def _how(row: Measure) -> str:
    if not row.source:
        return ""
    return _("来自项目记录") if row.recorded else _("手工登记")


def _name(told: Delivered, group: Group) -> str:
    if group is told.total:
        return _("合计")
    return _said(group.name) if group.code else str(NOBODY[told.by])


def _said(text: str | Phrase) -> str:
    return text if isinstance(text, str) else (text.en if get_language() == "en" else text.zh)
