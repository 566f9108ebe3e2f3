"""The tribunal's world, seen from the desk of harmony."""

from __future__ import annotations

from tests.labour.conftest import world

__all__ = ["world"]
