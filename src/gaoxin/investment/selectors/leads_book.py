"""The catalogue of leads as it stands in this installation."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.investment.rules.leads.book import Book, read_book


def book() -> Book:
    """Modes, stages, promises and the board's terms; read once a process. Raises Invalid for a file that cannot be used."""
    return _book(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _book(folder: Path) -> Book:
    return read_book(folder / "investment")
