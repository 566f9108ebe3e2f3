"""A reading of a base registry: values with their source and time, provisional where the registry could not be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """values: empty where nothing was ever read. provisional: taken from an older answer, to be reconciled later."""

    registry: str
    values: Mapping[str, object]
    fetched_at: dt.datetime | None
    provisional: bool = False
    reason: str = ""
    down: bool = False  # it should have answered and did not


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that the registry now gives differently from what a case was told."""

    field: str
    told: object
    now: object


def differences(told: Mapping[str, object], now: Mapping[str, object]) -> tuple[Difference, ...]:
    """Every field the case was told that the registry now gives otherwise, in field order."""
    return tuple(
        Difference(name, told[name], now[name]) for name in sorted(told) if name in now and told[name] != now[name]
    )
