"""The rules this installation applies, read once a process from `catalogue/`: items, reforms, calendar, rating rules.

A release of the catalogue takes effect when processes restart; running cases keep the definition they pinned. Versions that
an administrator publishes lie on top of it, in the installation's own folder, and every process sees them at once.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from django.conf import settings

from gaoxin.approvals.rules.cases.ratings import RatingRules
from gaoxin.approvals.rules.items.load import Catalogue, load_catalogue
from gaoxin.approvals.rules.items.model import Basis, Struct, Text
from gaoxin.approvals.rules.reforms import Reforms, load_reforms
from gaoxin.core.calendar import WorkCalendar, load_calendar


class Registry(Struct, frozen=True):
    """A base registry: whose data it keeps, and its name."""

    subject: Literal["party", "project"]
    name: Text


class Coded(Struct, frozen=True):
    """A coded word of the law with its name and articles."""

    name: Text
    basis: Basis


Edition = tuple[Path, Path | None, int]


def edition() -> Edition:
    """Which definitions count now: the catalogue, what was published on top of it, and when that last changed."""
    folder = published()
    try:
        return settings.CATALOGUE, folder, folder.stat().st_mtime_ns
    except FileNotFoundError:
        return settings.CATALOGUE, None, 0


def published() -> Path:
    """The folder of items published here. It need not exist."""
    return settings.VAR / "catalogue" / "items"


def item_folders() -> tuple[Path, ...]:
    """Where item files lie, the later ones on top of the earlier."""
    root, folder, _ = edition()
    return (root / "items", folder) if folder else (root / "items",)


def calendar() -> WorkCalendar:
    """The zone's working calendar."""
    return _calendar(settings.CATALOGUE, settings.ZONE)


def catalogue() -> Catalogue:
    """Every version of every item. Raises CatalogueError with every mistake in the files."""
    return _catalogue(edition())


def reforms() -> Reforms:
    """Every registered reform with its parameters."""
    return _reforms(settings.CATALOGUE)


def rating_rules() -> RatingRules:
    """When silence becomes a rating, and by when a bad one is mended."""
    return _read(settings.CATALOGUE, "ratings.yaml", RatingRules)


def registries() -> dict[str, Registry]:
    """Every base registry that items name, by code."""
    return _read(settings.CATALOGUE, "registries.yaml", dict[str, Registry])


def special_procedures() -> dict[str, Coded]:
    """Procedures whose time does not count (行政许可法 45), by code."""
    return _read(settings.CATALOGUE, "special-procedures.yaml", dict[str, Coded])


def matters() -> dict[str, Coded]:
    """What a mandate can name that is no item, by code."""
    return _read(settings.CATALOGUE, "matters.yaml", dict[str, Coded])


def ending_grounds() -> dict[str, dict[str, Coded]]:
    """Statutory grounds to `revoke` and to `cancel`, by code."""
    return _read(settings.CATALOGUE, "ending-grounds.yaml", dict[str, dict[str, Coded]])


def codes() -> Path:
    """The folder of the code lists (GB/T 2260, GB/T 4754)."""
    return settings.CATALOGUE / "codes"


@lru_cache(maxsize=32)
def _read(root: Path, name: str, kind: Any) -> Any:
    return msgspec.convert(yaml.safe_load((root / name).read_text(encoding="utf-8")), kind)


@lru_cache(maxsize=4)
def _calendar(root: Path, zone: str) -> WorkCalendar:
    return load_calendar(root / "calendars", zone)


@lru_cache(maxsize=4)
def _catalogue(edition: Edition) -> Catalogue:
    root, folder, _ = edition
    return load_catalogue(root / "items", folder) if folder else load_catalogue(root / "items")


@lru_cache(maxsize=4)
def _reforms(root: Path) -> Reforms:
    return load_reforms(root / "reforms")
