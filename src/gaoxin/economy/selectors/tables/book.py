"""The thresholds of the audit and the official code lists, as this installation has them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.audits.tables.book import Book

LISTS = ("gbt2260", "gbt4754")


def book() -> Book:
    """catalogue/audits/tables.yaml. Raises Invalid where it is not of its shape."""
    return _book(Path(settings.CATALOGUE) / "audits" / "tables.yaml")


def lists() -> Mapping[str, Mapping[str, str]]:
    """Official lists: code to name."""
    return _lists(Path(settings.CATALOGUE) / "codes")


@lru_cache(maxsize=4)
def _book(path: Path) -> Book:
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=Book)
    except (OSError, msgspec.MsgspecError) as error:
        raise Invalid(f"审核规则读不出 the rules of the audit cannot be read: {path.name}", why=str(error)) from error


@lru_cache(maxsize=4)
def _lists(folder: Path) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name in LISTS:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return found
