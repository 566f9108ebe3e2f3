"""catalogue/indicators as this installation has it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.economy.rules.indicators.definitions import Definitions, read_definitions
from gaoxin.economy.rules.reports.book import Book, read_book
from gaoxin.economy.rules.reports.due import Reminding, read_reminding
from gaoxin.economy.rules.reports.validation import Checks, read_checks


def book() -> Book:
    """Questionnaires, scopes, industries of the zone, rates."""
    return _book(settings.CATALOGUE)


def definitions() -> Definitions:
    """Measures and indicators."""
    return _definitions(settings.CATALOGUE)


def checks() -> Checks:
    """Rules that reports are checked by."""
    return _checks(settings.CATALOGUE)


def reminding() -> Reminding:
    """Stages of reminders, and the method of estimates."""
    return _reminding(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _reminding(root: Path) -> Reminding:
    return read_reminding(root)


@lru_cache(maxsize=4)
def _checks(root: Path) -> Checks:
    return read_checks(root, _book(root))


@lru_cache(maxsize=4)
def _book(root: Path) -> Book:
    return read_book(root)


@lru_cache(maxsize=4)
def _definitions(root: Path) -> Definitions:
    return read_definitions(root)


def catalogue_mark() -> str:
    """A digest of catalogue/indicators: what was computed by other definitions or rates is not used again."""
    return _mark(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _mark(root: Path) -> str:
    told = hashlib.sha256()
    for path in sorted((root / "indicators").glob("*.yaml")):
        told.update(path.read_bytes())
    return told.hexdigest()
