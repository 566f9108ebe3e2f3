"""The indicators of the world: nothing is filed there, so that pages say so."""

from __future__ import annotations

from typing import Any


def build(world: Any) -> None:
    """Nothing more than the world has."""


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value."""
    return {"code": "revenue"} if route.startswith(("indicators:", "api:indicator")) else {}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    return {"indicators:": {"code": "iva"}}
