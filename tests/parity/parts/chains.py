"""What the world has of 产业链图谱 chain map, and values for the parameters of its addresses."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.investment.selectors import chains
from gaoxin.investment.services.chains import drawing
from tests.approvals.conftest import SYSTEM, ZONE, at

_DAYS: dict[str, Any] = {"zone": ZONE, "at": at("2026-01-05T09:00"), "by": SYSTEM}


def build(world: Any) -> None:
    """The sample chains, and a draft of one."""
    drawing.load_chains(**_DAYS)
    if chains.draft(zone=ZONE, code="electronics") is None:
        drawing.start_draft(code="electronics", **_DAYS)


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    if not route.startswith(("chains:", "api:chain-")):
        return {}
    return {"code": "electronics", "node": "pcb", "pk": "00000000-0000-7000-8000-000000000000"}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo; a draft is made for the page that edits one."""
    now = timezone.now()
    if chains.draft(zone=zone, code="electronics") is None:
        drawing.start_draft(zone=zone, code="electronics", at=now, by=Actor.system(zone, "test"))
    return {"chains:": {"code": "electronics", "node": "pcb"}}
