"""catalogue/transfer as this installation has it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.innovation.rules.transfer.book import TransferBook, read_book


def book() -> TransferBook:
    """The file, read once."""
    return _book(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _book(root: Path) -> TransferBook:
    return read_book(root)
