"""The page of what leaders must know: each figure with target, light and rule; each count with its first rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from gaoxin.accounts.rules.roles import Actor
from gaoxin.cockpit.rules.book import Card, Panel
from gaoxin.cockpit.rules.lights import Light, of_card, of_panel
from gaoxin.cockpit.selectors.panels import Asking, Counted, counted
from gaoxin.cockpit.selectors.settings import book
from gaoxin.core.figures import Figure
from gaoxin.economy.selectors import published
from gaoxin.economy.selectors.card import years
from gaoxin.economy.selectors.opendata import releases


@dataclass(frozen=True, slots=True)
class CardSeen:
    """figure: None where nothing was computed for the year. embargo: until when it is not public, None where it is."""

    card: Card
    figure: Figure | None
    before: Figure | None
    target: Decimal | None
    light: Light
    embargo: dt.datetime | None

    @property
    def share(self) -> int:
        """Of the year's target, in percent from 0 to 100, for the bar."""
        value = self.figure.value if self.figure else None
        if value is None or not self.target:
            return 0
        part = Decimal(value) / self.target if self.card.better == "up" else self.target / Decimal(value or 1)
        return int(min(max(part, Decimal(0)), Decimal(1)) * 100)


@dataclass(frozen=True, slots=True)
class PanelSeen:
    """counted: None where there is no source yet."""

    panel: Panel
    counted: Counted | None
    light: Light


@dataclass(frozen=True, slots=True)
class Board:
    zone: str
    year: int
    at: dt.datetime
    today: dt.date
    cards: tuple[CardSeen, ...]
    panels: tuple[PanelSeen, ...]

    def lights(self) -> dict[str, int]:
        """How many of each colour."""
        found = [one.light.colour for one in (*self.cards, *self.panels)]
        return {colour: found.count(colour) for colour in ("red", "yellow", "green")}


def board(*, zone: str, by: Actor, year: int, at: dt.datetime, today: dt.date) -> Board:
    """Everything of a year as it stands now. Figures under embargo are there, and marked: who mails or shows it takes them out."""
    told = book()
    figures = {one.key: one for one in published.figures(zone=zone, year=year)}
    before = {one.key: one for one in published.figures(zone=zone, year=year - 1)}
    hidden = releases.withheld(zone=zone, year=year, at=at)
    ask = Asking(zone, by, year, at, today)
    cards = tuple(_card(card, figures, before, hidden, year, today) for card in told.cards)
    panels: list[PanelSeen] = []
    for panel in told.panels:
        found = counted(panel.code, ask)
        panels.append(PanelSeen(panel, found, of_panel(panel, found.count if found else None)))
    return Board(zone, year, at, today, cards, tuple(panels))


def newest_year(*, zone: str, today: dt.date) -> int:
    """The newest year with reports; this year where there are none."""
    known = years(zone=zone)
    return known[-1] if known else today.year


def figure_now(*, zone: str, card: Card, year: int) -> tuple[str, str]:
    """Name and value with unit of a card's figure now; `—` where it has none."""
    found = next((one for one in published.figures(zone=zone, year=year) if one.key == card.figure), None)
    if found is None:
        return card.definition.zh, "—"
    return found.name, f"{found.bound}{found.value} {found.unit}" if found.value is not None else "—"


def _card(
    card: Card, figures: dict[str, Figure], before: dict[str, Figure], hidden: dict[str, dt.datetime], year: int, today: dt.date
) -> CardSeen:  # fmt: skip
    found = figures.get(card.figure)
    value = found.value if found else None
    return CardSeen(
        card, found, before.get(card.figure), card.targets.get(year), of_card(card, value, year, today), hidden.get(card.figure)
    )  # fmt: skip
