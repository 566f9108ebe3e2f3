"""The report card's text: prose in which every number is bound to a figure. No number may be written in the template itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.core.figures import Figure
from gaoxin.economy.rules.reports.book import Phrase

Language = Literal["zh", "en"]
BOUND = re.compile(r"\{([a-z0-9_.]+)(?::(change))?\}")
WRITTEN = re.compile(r"\d")
NAMED = ("“3+1”", '"3+1"')  # the name of the four industries, no number
UNITS = {
    "%": "%",
    "百分点": " percentage points",
    "件": "",
    "个": "",
    "所": "",
    "项": "",
    "人": " people",
    "支": "",
    "家": " firms",
}
MONEY = {"亿元": (1, "billion yuan"), "万元": (2, "million yuan")}
CHANGES = {
    "zh": ("增长", "下降", "持平"),
    "en": ("up", "down", "unchanged"),
}


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Section(_Part, frozen=True):
    """A heading and its sentences."""

    title: Phrase
    sentences: tuple[Phrase, ...]


class About(_Part, frozen=True):
    """What a figure says, for the auditor. whole: the figure that it is a part of, or pulls; whole_name: one that is no figure."""

    figure: str
    kind: Literal["level", "total", "count", "growth", "count_growth", "share", "share_change", "pull", "contribution"]
    indicator: str
    scope: str = ""
    whole: str = ""
    whole_name: str = ""


class Added(_Part, frozen=True):
    """Figures that add up to another; complete: nothing else belongs to it."""

    whole: str
    parts: tuple[str, ...]
    complete: bool = True


class Template(_Part, frozen=True):
    """What `catalogue/indicators/card.yaml` says. title takes {year}. claims, sums: how the auditor reads its figures."""

    title: Phrase
    sections: tuple[Section, ...]
    claims: tuple[About, ...] = ()
    sums: tuple[Added, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a sentence. key: the figure it prints, empty for words."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A section with its sentences as pieces. missing: figures for want of which a sentence was left out."""

    title: str
    sentences: tuple[tuple[Piece, ...], ...]
    missing: tuple[str, ...]


def read_template(root: Path) -> Template:
    """Reads `root/indicators/card.yaml`. Raises Invalid for a mistake, a number that is written out, or languages that differ."""
    try:
        template = msgspec.convert(yaml.safe_load((root / "indicators" / "card.yaml").read_bytes()), Template)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"card.yaml: {error}", do="按文件修改 correct the file") from error
    for sentence in (one for section in template.sections for one in section.sentences):
        if keys(sentence.zh) != keys(sentence.en):
            raise Invalid(f"card.yaml: 中英文绑定的数字不同 the languages bind other figures: {sentence.zh}")
        for text in (sentence.zh, sentence.en):
            bare = BOUND.sub("", text)
            for name in NAMED:
                bare = bare.replace(name, "")
            if WRITTEN.search(bare):
                raise Invalid(
                    f"card.yaml: 句子里写了数字 a number is written out: {text}", do="改用 {指标} bind a figure"
                )
    return template


def keys(text: str) -> tuple[str, ...]:
    """Figures that a sentence binds, sorted."""
    return tuple(sorted(match[1] for match in BOUND.finditer(text)))


def tell(template: Template, figures: Mapping[str, Figure], language: Language) -> tuple[Told, ...]:
    """Every section in one language."""
    return tuple(_section(section, figures, language) for section in template.sections)


def plain(section: Told) -> str:
    """Its sentences as text, one after another."""
    return "".join("".join(piece.text for piece in sentence) for sentence in section.sentences)


def amount(figure: Figure, language: Language) -> str:
    """The value with its unit, and with the word for a bound: 超过100亿元."""
    assert figure.value is not None
    value, bound = f"{figure.value:,}", figure.bound == ">"
    if language == "zh":
        return f"{'超过' if bound else ''}{value}{'个' if figure.unit == '百分点' else ''}{figure.unit}"
    if figure.unit in MONEY:  # English counts in millions and billions; the digits stay
        places, word = MONEY[figure.unit]
        shifted = Decimal(figure.value).scaleb(-places)
        value = f"{shifted.quantize(Decimal(1)) if shifted == shifted.to_integral_value() else shifted:,}"
        return f"{'more than ' if bound else ''}{value} {word}"
    return f"{'more than ' if bound else ''}{value}{UNITS.get(figure.unit, ' ' + figure.unit)}"


def interval(figure: Figure) -> tuple[Decimal, Decimal] | None:
    """What the value may be before rounding, half up: from … to below …; None where it is a count or a bound."""
    if not isinstance(figure.value, Decimal) or figure.bound:
        return None
    exponent = figure.value.as_tuple().exponent
    assert isinstance(exponent, int)
    half = Decimal(5).scaleb(exponent - 1)
    return figure.value - half, figure.value + half


def _section(section: Section, figures: Mapping[str, Figure], language: Language) -> Told:
    sentences: list[tuple[Piece, ...]] = []
    missing: list[str] = []
    for phrase in section.sentences:
        text = phrase.zh if language == "zh" else phrase.en
        lacking = [key for key in keys(text) if key not in figures or figures[key].value is None]
        missing += lacking
        if not lacking:
            space = (Piece(" "),) if language == "en" and sentences else ()
            sentences.append((*space, *_pieces(text, figures, language)))
    return Told(section.title.zh if language == "zh" else section.title.en, tuple(sentences), tuple(missing))


def _pieces(text: str, figures: Mapping[str, Figure], language: Language) -> tuple[Piece, ...]:
    found: list[Piece] = []
    place = 0
    for match in BOUND.finditer(text):
        if match.start() > place:
            found.append(Piece(text[place : match.start()]))
        figure = figures[match[1]]
        found.append(Piece(_change(figure, language) if match[2] else amount(figure, language), figure.key))
        place = match.end()
    if place < len(text):
        found.append(Piece(text[place:]))
    return tuple(found)


def _change(figure: Figure, language: Language) -> str:
    up, down, same = CHANGES[language]
    value = figure.value
    assert value is not None
    if not value:
        return same
    points = figure.unit == "百分点"
    if language == "en":
        return f"{up if value > 0 else down} {abs(value)}{UNITS.get(figure.unit, ' ' + figure.unit)}"
    word = ("提高" if points else up) if value > 0 else down
    return f"{word}{abs(value)}{'个' if points else ''}{figure.unit}"
