"""catalogue/labour/harmony-*.yaml as this installation has them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.labour.rules.harmony.book import HarmonyBook, read_harmony


def book() -> HarmonyBook:
    """The three files, read once."""
    return _book(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _book(root: Path) -> HarmonyBook:
    return read_harmony(root)
