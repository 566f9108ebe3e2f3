"""红黄绿: how a light is decided, and the sentence that says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gaoxin.cockpit.rules.book import Card, Panel

Colour = Literal["green", "yellow", "red", "none"]


@dataclass(frozen=True, slots=True)
class Light:
    """per_mille: of what is due by now; None where it cannot be told. due: what is due by now, rounded to two digits."""

    colour: Colour
    per_mille: int | None
    due: Decimal | None
    zh: str
    en: str


def elapsed(year: int, today: dt.date) -> Fraction:
    """How much of the year is over, by days: 0 before it, 1 after it."""
    first, last = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    return Fraction(min(max((today - first).days + 1, 0), (last - first).days), (last - first).days)


def of_card(card: Card, value: Decimal | int | None, year: int, today: dt.date) -> Light:
    """The light of a figure; `none` without value or target, or where nothing is due yet."""
    target = card.targets.get(year)
    if value is None or target is None:
        lacking_zh, lacking_en = ("还没有数据", "no data yet") if value is None else ("没有定目标", "no target is set")
        return Light("none", None, None, lacking_zh, lacking_en)
    part = elapsed(year, today) if card.pace == "year" else Fraction(1)
    due = Fraction(target) * part
    reached = Fraction(value)
    if card.better == "down":
        share = Fraction(due, reached) if reached > 0 else None
    else:
        share = Fraction(reached, due) if due > 0 else None
    told = rule(card)
    shown = Decimal(round(due * 100)).scaleb(-2)
    if share is None:
        good: Colour = "green" if card.better == "down" and reached <= 0 else "none"
        return Light(good, None, shown, *told)
    per_mille = int(share * 1000)
    colour: Colour = "green" if per_mille >= card.green else "yellow" if per_mille >= card.yellow else "red"
    return Light(colour, per_mille, shown, *told)


def rule(card: Card) -> tuple[str, str]:
    """The rule in both languages."""
    green, yellow = (f"{Decimal(each) / 10:f}".removesuffix(".0") for each in (card.green, card.yellow))
    of_zh = "按时间应达到的目标" if card.pace == "year" else "全年目标"
    of_en = "the target due by now" if card.pace == "year" else "the year's target"
    if card.better == "down":
        return (
            f"越小越好：{of_zh} ÷ 数值，不低于 {green}% 为绿，不低于 {yellow}% 为黄，其余为红",
            f"less is better: {of_en} ÷ value, green from {green}%, yellow from {yellow}%, else red",
        )
    return (
        f"数值 ÷ {of_zh}，不低于 {green}% 为绿，不低于 {yellow}% 为黄，其余为红",
        f"value ÷ {of_en}, green from {green}%, yellow from {yellow}%, else red",
    )


def of_panel(panel: Panel, count: int | None) -> Light:
    """The light of a count; `none` where it has no thresholds or no source."""
    if count is None:
        return Light("none", None, None, "还没有数据来源", "no source yet")
    if not panel.red:
        return Light("none", None, None, "只列出，不亮灯", "listed without a light")
    colour: Colour = "red" if count >= panel.red else "yellow" if count >= panel.yellow else "green"
    return Light(
        colour, None, None, f"{panel.counts.zh}：{panel.yellow} 起为黄，{panel.red} 起为红",
        f"{panel.counts.en}: yellow from {panel.yellow}, red from {panel.red}",
    )  # fmt: skip
