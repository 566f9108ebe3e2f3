"""The board as what a sheet of paper, a mail or a program is told of it."""

from __future__ import annotations

from typing import Any, Literal

from gaoxin.cockpit.rendering import sheet
from gaoxin.cockpit.rules.book import Words
from gaoxin.cockpit.rules.lights import Light
from gaoxin.cockpit.selectors.board import Board, CardSeen
from gaoxin.cockpit.selectors.panels import Row
from gaoxin.cockpit.selectors.settings import book
from gaoxin.economy.selectors.opendata.compiling import split_name

Language = Literal["zh", "en"]
COLOURS = {
    "zh": {"green": "绿", "yellow": "黄", "red": "红", "none": "—"},
    "en": {"green": "green", "yellow": "yellow", "red": "red", "none": "—"},
}  # fmt: skip
SAID = {
    "zh": {
        "title": "驾驶舱 {year}", "summary": "红 {red} · 黄 {yellow} · 绿 {green}", "withheld": "{time} 前不公布", "none": "还没有数据来源",
        "heads": ("指标", "数值", "目标", "灯", "规则", "负责"), "note": "数字由记录计算，截至 {at}。目标：{targets}。",
    },
    "en": {
        "title": "Cockpit {year}", "summary": "red {red} · yellow {yellow} · green {green}", "none": "no source yet",
        "withheld": "not before {time}",
        "heads": ("Figure", "Value", "Target", "Light", "Rule", "Owner"), "note": "Computed from records as of {at}. Targets: {targets}.",
    },
}  # fmt: skip


def said(words: Words | Light | Row, language: Language) -> str:
    return words.en if language == "en" else words.zh


def amount(seen: CardSeen, language: Language, *, outside: bool) -> str:
    """The value with its unit. outside: it leaves the house, so that a figure under embargo is not told."""
    if outside and seen.embargo:
        return SAID[language]["withheld"].format(time=f"{seen.embargo:%Y-%m-%d %H:%M}")
    if seen.figure is None or seen.figure.value is None:
        return "—"
    return f"{seen.figure.bound}{seen.figure.value:,} {seen.figure.unit}"


def pdf(board: Board, language: Language, *, outside: bool) -> bytes:
    """One A4."""
    words, lights = SAID[language], COLOURS[language]
    hidden = [bool(outside and seen.embargo) for seen in board.cards]
    at = f"{board.at:%Y-%m-%d %H:%M}"
    demo = "（演示 DEMO）" if board.zone.startswith("demo-") else ""
    return sheet.pdf(
        {
            "title": words["title"].format(year=board.year), "author": "gaoxin", "foot": f"{board.zone}{demo} · {at}",
            "summary": "" if any(hidden) else words["summary"].format(**board.lights()), "heads": list(words["heads"]),
            "note": words["note"].format(at=at, targets=said(book().targets_are, language)),
            "cards": [
                {
                    "name": name(seen, language), "value": amount(seen, language, outside=outside),
                    "target": "—" if seen.target is None else f"{seen.target:f}", "owner": said(seen.card.owner, language),
                    "colour": _ink("none" if closed else seen.light.colour), "light": "—" if closed else lights[seen.light.colour],
                    "rule": said(seen.light, language),
                }
                for seen, closed in zip(board.cards, hidden, strict=True)
            ],
            "panels": [
                {
                    "name": said(one.panel.name, language), "colour": _ink(one.light.colour), "light": lights[one.light.colour],
                    "lines": [said(row, language) for row in one.counted.lines] if one.counted else [words["none"]],
                    "rows": [said(row, language) for row in one.counted.rows] if one.counted else [],
                    "rule": said(one.light, language), "owner": said(one.panel.owner, language),
                }
                for one in board.panels
            ],
        }
    )  # fmt: skip


def _ink(colour: str) -> str:
    return "plain" if colour == "none" else colour


def name(seen: CardSeen, language: Language) -> str:
    """Of the figure; where it has none yet, what it will be."""
    return split_name(seen.figure.name).zh if seen.figure and language == "zh" else said(seen.card.definition, language)


def told(board: Board) -> dict[str, Any]:
    """For the API."""
    return {
        "year": board.year, "at": board.at, "lights": board.lights(),
        "cards": [
            {
                "code": seen.card.code, "figure": seen.card.figure, "name": name(seen, "zh"), "embargo": seen.embargo,
                "value": None if seen.figure is None or seen.figure.value is None else float(seen.figure.value),
                "bound": seen.figure.bound if seen.figure else "", "unit": seen.figure.unit if seen.figure else "",
                "target": None if seen.target is None else float(seen.target), "light": seen.light.colour,
                "per_mille": seen.light.per_mille, "due": None if seen.light.due is None else float(seen.light.due),
                "rule": _both(seen.light), "owner": _both(seen.card.owner), "definition": _both(seen.card.definition),
                "frequency": _both(seen.card.frequency), "source": seen.figure.source if seen.figure else "",
                "basis": seen.figure.basis if seen.figure else "", "rows": seen.figure.rows if seen.figure else 0,
            }
            for seen in board.cards
        ],
        "panels": [
            {
                "code": one.panel.code, "name": _both(one.panel.name), "light": one.light.colour, "rule": _both(one.light),
                "count": one.counted.count if one.counted else None, "source": one.counted.source if one.counted else "",
                "lines": [_both(row) for row in one.counted.lines] if one.counted else [],
                "rows": [_both(row) for row in one.counted.rows] if one.counted else [],
                "owner": _both(one.panel.owner), "definition": _both(one.panel.definition),
                "frequency": _both(one.panel.frequency),
            }
            for one in board.panels
        ],
    }  # fmt: skip


def _both(words: Words | Light | Row) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
