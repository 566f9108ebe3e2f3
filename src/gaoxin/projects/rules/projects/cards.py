"""Yellow and red cards: a block or task past its day. How many days make which card stands in catalogue/campaigns."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from gaoxin.core.errors import Invalid

Card = Literal["", "yellow", "red"]


class Days(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """yellow, red: days after the deadline from which each is shown. escalate: days after which a block goes to the head."""

    yellow: int
    red: int
    escalate: int


# The list that a task works through: key or all projects, those that reached a stage and no more, or another part's own list.
Opens = Literal[
    "", "projects", "key", "signed", "land", "permitted", "started", "completed", "producing", "investment", "progress", "parcels", "leads"
]  # fmt: skip


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a campaign's list. days: from the campaign's start to its deadline. opens: the list that it works through."""

    code: str
    zh: str
    en: str
    days: int
    opens: Opens = ""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in both languages."""

    zh: str
    en: str


class Campaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign with owners and deadlines. confidence, source: how sure its wording is."""

    code: str
    zh: str
    en: str
    since: dt.date
    until: dt.date
    confidence: Literal["high", "medium", "low"]
    source: Said
    tasks: tuple[Task, ...]


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """catalogue/campaigns/campaigns.yaml."""

    cards: Days
    works_permit: str  # code of the item that allows works to start
    campaigns: tuple[Campaign, ...]

    def campaign(self, code: str) -> Campaign:
        """Raises Invalid with those there are."""
        for one in self.campaigns:
            if one.code == code:
                return one
        raise Invalid(
            f"没有这个专项行动 no such campaign: {code}", do=f"可选 choose: {', '.join(c.code for c in self.campaigns)}"
        )


def card(due: dt.date, done: dt.date | None, today: dt.date, days: Days) -> Card:
    """The card that it has on the day: none while it is done in time or not yet due; a late end keeps the card it earned."""
    late = ((done or today) - due).days
    return "red" if late >= days.red else "yellow" if late >= days.yellow else ""


def escalated(due: dt.date, done: dt.date | None, today: dt.date, days: Days) -> bool:
    """Whether an open block goes to the head by now."""
    return done is None and (today - due).days >= days.escalate
