"""The report card of the world's year: it has figures of permits."""

from __future__ import annotations

from typing import Any


def build(world: Any) -> None:
    """Nothing more than the world has."""


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value."""
    return {"year": 2026}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    return {"card:": {"year": 2024}}
