"""catalogue/readiness as this installation has it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.innovation.rules.readiness.book import Book, read_book


def book() -> Book:
    """The facts and the checks, read once."""
    return _book(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _book(root: Path) -> Book:
    return read_book(root)
