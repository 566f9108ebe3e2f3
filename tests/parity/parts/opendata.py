"""What the world has of 开放数据 open data, and values for the parameters of its addresses."""

from __future__ import annotations

from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.economy.services.opendata import releasing
from tests.approvals.conftest import ZONE, at


def build(world: Any) -> None:
    """One vintage of the figures, released."""
    by = accounts.actor(zone=ZONE, login=f"statistician@{ZONE}", at=at("2026-01-05T09:00"))
    releasing.publish(zone=ZONE, dataset="figures", note="test", by=by, at=at("2026-01-05T09:00"))


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    if not route.startswith(("opendata:", "api:dataset")):
        return {}
    return {"code": "figures", "dataset": "figures", "vintage": 1, "name": "data.csv"}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    return {"opendata:": {"code": "industry", "vintage": 1, "name": "data.csv"}}
