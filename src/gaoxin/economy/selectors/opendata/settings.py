"""catalogue/opendata as this installation has it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.economy.rules.opendata.book import Catalogue, read_catalogue


def catalogue() -> Catalogue:
    """Datasets, licence, agency."""
    return _catalogue(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _catalogue(root: Path) -> Catalogue:
    return read_catalogue(root)
