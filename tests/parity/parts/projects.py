"""What the world has of projects, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.projects.services.projects.opening import Opening, open_project
from tests.approvals.conftest import SYSTEM, ZONE, at


def build(world: Any) -> None:
    """A key project for each side, which the leader of the world answers for."""
    for side, number in ((world.own, "P-OWN"), (world.other, "P-OTHER")):
        told = Opening(
            number, f"{side.name}项目", "extend", "延伸下游（试）", dt.date(2026, 1, 20), project_code=side.project,
            node="new-materials/resins",
            key=True, leader=f"leader@{ZONE}", party_id=side.party.id,
        )  # fmt: skip
        open_project(zone=ZONE, opening=told, at=at("2026-03-02T08:00"), by=SYSTEM)


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    return {
        "project_number": "P-OWN" if side is world.own else "P-OTHER",
        "campaign": "project-year",
        "block": "0198c5a0-7b7e-7c31-8a53-0d9a3f1f2b11",
        "task": "0198c5a0-7b7e-7c31-8a53-0d9a3f1f2b12",
    }


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    return {"projects:": {"project_number": "P-PARK", "campaign": "project-year"}}
