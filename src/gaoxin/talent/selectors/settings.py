"""catalogue/talent as this installation has it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.talent.rules.book import Book, read_book
from gaoxin.talent.rules.council import Charter, read_charter


def book() -> Book:
    """Safety, occupations, weights."""
    return _book(settings.CATALOGUE)


def charter() -> Charter:
    """How the council decides."""
    return _charter(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _book(root: Path) -> Book:
    return read_book(root)


@lru_cache(maxsize=4)
def _charter(root: Path) -> Charter:
    return read_charter(root)
