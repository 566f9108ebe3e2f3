"""catalogue/land as this installation has it."""

from __future__ import annotations

from django.conf import settings

from gaoxin.projects.rules.land.book import Categories, Checks, Matching, load


def categories() -> Categories:
    """The words of the ledgers, and what the law says of idle land."""
    return load(settings.CATALOGUE / "land", Categories)


def checks() -> Checks:
    """What parcels, files and plans are checked against."""
    return load(settings.CATALOGUE / "land", Checks)


def matching() -> Matching:
    """Uses of the plan, and the weights of the matcher."""
    return load(settings.CATALOGUE / "land", Matching)
