"""The demo as its tests make it."""

from __future__ import annotations

import pytest


@pytest.fixture
def permit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the zone has beside its permits takes most of the time and is tested in test_zone.py, once."""
    monkeypatch.setattr("gaoxin.demo.management.commands.demo.PARTS", ())
