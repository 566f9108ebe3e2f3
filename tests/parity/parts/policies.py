"""What the world has of 惠企政策 benefits, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.innovation.selectors.policies import lists
from gaoxin.innovation.services.policies import consenting, declaring, matching
from tests.approvals.conftest import SYSTEM, ZONE, at
from tests.parity.parts.stewards import MOMENT, _actor

MADE: dict[str, dict[str, Any]] = {}
FACTS = {"registered_here": True, "taxpayer_here": True, "tech_sme": True, "rd_expense": 600_000}


def build(world: Any) -> None:
    """Both sides are on the list for what a registered technology SME gets, and object to it."""
    MADE.clear()
    for side, login in ((world.own, "applicant"), (world.other, "applicant-other")):
        told = declaring.Declared(FACTS, dt.date(2025, 12, 31), f"{side.contact}填报")
        declaring.declare(zone=ZONE, party_id=side.party.id, told=told, at=at(MOMENT), by=_actor(world, login))
    matching.match_all(zone=ZONE, day=at(MOMENT).date(), at=at(MOMENT), by=SYSTEM)
    for one in lists.entitlements(zone=ZONE, year=2026)[0]:
        MADE[str(one.row.party_id)] = {"entitlement": one.row.id}
    for side, login in ((world.own, "applicant"), (world.other, "applicant-other")):
        told = {"policy": "tech-sme", "year": 2026, "text": f"{side.contact}的异议"}
        by = _actor(world, login)
        made = consenting.object_to(zone=ZONE, party_id=side.party.id, at=at(MOMENT), by=by, **told)
        MADE[str(side.party.id)]["objection"] = made


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    if route.startswith("benefits:"):
        return {"code": "tech-sme"}
    mine = route.startswith(("policies:", "mybenefits:")) or "benefit" in route
    return MADE.get(str(side.party.id), {}) if mine else {}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    found = lists.entitlements(zone=zone, year=2026)[0]
    return {"benefits:": {"code": "tech-sme"}, "policies:": {"entitlement": found[0].row.id} if found else {}}
