"""What the world has of 招商线索 leads, and values for the parameters of its addresses."""

from __future__ import annotations

from typing import Any


def build(world: Any) -> None:
    """Make it, for both sides."""


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    return {}
