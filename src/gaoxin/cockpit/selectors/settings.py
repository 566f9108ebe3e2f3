"""catalogue/cockpit as this installation has it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.cockpit.rules.book import Book, read_book


def book() -> Book:
    """Cards, panels, mail."""
    return _book(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _book(root: Path) -> Book:
    return read_book(root)
