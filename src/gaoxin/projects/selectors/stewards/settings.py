"""catalogue/service and catalogue/cultivation as this installation has them, and the working calendar."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.approvals.services import rulebook
from gaoxin.core.calendar import WorkCalendar
from gaoxin.projects.rules.stewards.book import Book, read_book


def book() -> Book:
    """The three files, read once."""
    return _book(settings.CATALOGUE)


def calendar() -> WorkCalendar:
    """The zone's working calendar."""
    return rulebook.calendar()


@lru_cache(maxsize=4)
def _book(root: Path) -> Book:
    return read_book(root)
