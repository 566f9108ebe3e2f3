"""Synthetic firms that declare everything, and some that leave things out."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from gaoxin.innovation.rules.readiness.book import YES, Book, Fact, read_book

FIRMS = 10_000
TODAY = dt.date(2026, 11, 26)


def book() -> Book:
    return read_book(Path(__file__).resolve().parents[2] / "catalogue")


def firms(told: Book) -> list[dict[str, Any]]:
    """As many as are measured, always the same."""
    chance = random.Random(11)  # noqa: S311
    return [
        {fact.code: _value(fact, chance) for fact in told.facts.values() if chance.random() > 0.05} for _ in range(FIRMS)
    ]  # fmt: skip


def _value(fact: Fact, chance: random.Random) -> Any:
    if fact.kind == "years":
        first = chance.randint(1_000_000, 90_000_000) // (20 if fact.code == "rnd" else 1)
        return tuple(round(first * chance.uniform(0.9, 1.4) ** year) for year in range(3))
    if fact.kind == "money":
        return chance.randint(0, 150_000_000)
    if fact.kind == "count":
        return chance.randint(0, 400 if fact.code == "staff" else 30)
    if fact.kind == "day":
        return TODAY.toordinal() - chance.randint(0, 5000)
    return chance.choice((0, YES)) if fact.kind == "mark" else chance.randint(0, 1)
