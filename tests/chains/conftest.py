"""The sample chains, three residents at nodes, and whoever acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.identifiers import uscc_check_character
from gaoxin.investment.services.chains import drawing
from gaoxin.investment.services.chains import firms as acts
from gaoxin.parties import services as parties
from tests.approvals.conftest import SYSTEM, ZONE, at, officer, real_database

__all__ = ["real_database"]  # the fixture

NOW = at("2026-03-02T10:00")
HEAD, PROMOTER, SECOND = officer(Role.HEAD), officer(Role.PROMOTER), officer(Role.PROMOTER, 2)
CLERK, AUDITOR = officer(Role.CLERK), officer(Role.AUDITOR)
FIRMS = (
    ("演示电路一公司", "electronics/pcb"),
    ("演示铜箔公司", "electronics/foil"),
    ("演示树脂公司", "new-materials/resins"),
)


def by(actor: Any = PROMOTER) -> dict[str, Any]:
    return {"zone": ZONE, "by": actor, "at": NOW}


def place(identifier: str, node: str, **more: Any) -> acts.Place:
    given = {
        "main": True,
        "share_bp": 8000,
        "evidence": "2025 年审计报告",
        "confidence_bp": 9000,
        "on": dt.date(2026, 1, 5),
    }
    return acts.Place(node, identifier, **(given | more))


def build() -> list[str]:
    """Sample chains and residents; the credit codes of the residents."""
    drawing.load_chains(**by(SYSTEM))
    codes: list[str] = []
    for serial, (name, node) in enumerate(FIRMS):
        body = f"91441802MACH{serial:05d}"
        code = body + uscc_check_character(body)
        parties.register_party(
            zone=ZONE, kind="enterprise", name=name, identifier=code, source="test", at=NOW, by=SYSTEM
        )
        acts.place_firm(place=place(code, node), **by())
        codes.append(code)
    return codes


@pytest.fixture
def residents(db: None) -> list[str]:
    return build()
