"""What `catalogue/cockpit/cards.yaml` says: cards with targets and rules, panels, when mail goes out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid, NotFound


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Words(_Part, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Card(_Part, frozen=True):
    """A figure against its target. green, yellow: per mille of what is due. drill: the page of its rows, empty for none."""

    code: str
    figure: str
    owner: Words
    definition: Words
    frequency: Words
    better: Literal["up", "down"]
    pace: Literal["year", "whole"]
    green: int
    yellow: int
    targets: Mapping[int, Decimal]
    drill: str


class Panel(_Part, frozen=True):
    """A count of what should not be. yellow, red: from how many on; 0: no light."""

    code: str
    name: Words
    owner: Words
    definition: Words
    frequency: Words
    counts: Words
    yellow: int
    red: int
    drill: str


class Mail(_Part, frozen=True):
    """hour: of the zone's day, from which on it is sent. tries: of one mail."""

    hour: int
    tries: int


class FollowUps(_Part, frozen=True):
    longest_days: int


class Book(_Part, frozen=True):
    """The whole file."""

    judgement: bool
    source: str
    targets_are: Words
    cards: tuple[Card, ...]
    panels: tuple[Panel, ...]
    mail: Mail
    follow_up: FollowUps

    def card(self, code: str) -> Card:
        """Raises NotFound with the codes there are."""
        for one in self.cards:
            if one.code == code:
                return one
        known = ", ".join(one.code for one in self.cards)
        raise NotFound(
            f"没有这张卡片 no such card: {code[:40]}", why=f"可用 known: {known}", do="从驾驶舱选 choose one"
        )


def read_book(root: Path) -> Book:
    """Reads `root/cockpit/cards.yaml`. Raises Invalid for a mistake, for thresholds the wrong way round, or a code twice."""
    try:
        book = msgspec.convert(yaml.safe_load((root / "cockpit" / "cards.yaml").read_bytes()), Book)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"cards.yaml: {error}", do="按文件修改 correct the file") from error
    codes = [one.code for one in (*book.cards, *book.panels)]
    wrong = [code for code in codes if codes.count(code) > 1]
    wrong += [one.code for one in book.cards if not 0 < one.yellow <= one.green]
    wrong += [one.code for one in book.panels if one.red and one.yellow > one.red]
    if wrong:
        raise Invalid(f"cards.yaml: {', '.join(sorted(set(wrong)))}: 重复，或者阈值颠倒 twice, or thresholds reversed")
    return book
