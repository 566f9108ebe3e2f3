"""The catalogue as these tests read it, loaded once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from gaoxin.approvals.rules.items.load import load_catalogue
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.reforms import load_reforms
from gaoxin.core.calendar import load_calendar

ROOT = Path(__file__).parents[3] / "catalogue"
CATALOGUE = load_catalogue(ROOT / "items")
REFORMS = load_reforms(ROOT / "reforms")
CALENDAR = load_calendar(ROOT / "calendars", "demo-qingyuan")
DAY = dt.date(2026, 3, 2)
PERMIT = CATALOGUE.on("construction-permit", DAY)
ITEMS: tuple[Item, ...] = tuple(CATALOGUE.on(code, DAY) for code in CATALOGUE.codes())


def at(text: str) -> dt.datetime:
    return CALENDAR.moment(text)
