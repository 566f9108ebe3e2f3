"""catalogue/labour as this installation has it, and the zone's working calendar."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.approvals.services import rulebook
from gaoxin.core.calendar import WorkCalendar
from gaoxin.labour.rules.disputes.book import Book, read_book


def book() -> Book:
    """The tribunal's file, read once."""
    return _book(settings.CATALOGUE)


def calendar() -> WorkCalendar:
    """The same calendar that permits are counted on."""
    return rulebook.calendar()


@lru_cache(maxsize=4)
def _book(root: Path) -> Book:
    return read_book(root)
