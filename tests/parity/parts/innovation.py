"""What the world has of the innovation register, patents and readiness, and values for the parameters of their addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.innovation.rules.patents.numbers import check_digit
from gaoxin.innovation.selectors import patents as log
from gaoxin.innovation.selectors import register
from gaoxin.innovation.services import patents, readiness
from gaoxin.parties import selectors as parties
from tests.approvals.conftest import SYSTEM, ZONE, at
from tests.parity.parts.stewards import MOMENT, _actor

HEADS = "申请号,发明名称,申请日,授权公告日,专利权人"


def number(side: Any, world: Any) -> str:
    body = f"20221{'0000001' if side is world.own else '0000002'}"
    return body + check_digit(body)


def build(world: Any) -> None:
    """Each side owns a patent and has declared a value."""
    lines = [HEADS]
    for side, login in ((world.own, "applicant"), (world.other, "applicant-other")):
        plain = number(side, world)
        lines.append(f"{plain[:-1]}.{plain[-1]},{side.contact}的装置,2022-03-01,2024-05-01,{side.name}")
        told = readiness.ReadinessTold({"tech_staff": "20"}, dt.date(2025, 12, 31), f"{side.contact}填报")
        readiness.declare(zone=ZONE, party_id=side.party.id, told=told, at=at(MOMENT), by=_actor(world, login))
    outcome = patents.import_patents(
        zone=ZONE, data="\n".join(lines).encode(), source="test", at=at(MOMENT), by=SYSTEM, today=at(MOMENT).date()
    )
    assert outcome.written, outcome.wrong


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    found: dict[str, Any] = {"check": "htec"} if route.startswith("api:readiness") else {}
    if route in ("patents:one", "api:transfer-patent", "api:record-patent-fee"):
        found["patent"] = number(side, world)
    if route == "api:change-university":
        found["university"] = next((row.id for row, _n in register.universities(zone=ZONE)), side.party.id)
    return found


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    today = dt.date(2026, 11, 26)
    rows, _ = log.page(zone=zone, today=today, most=1)
    firm = next((one.key for one in parties.register(zone=zone) if "演示" in one.name), None)
    return {
        "patents:": {"patent": rows[0].number} if rows else {},
        "readiness:": {"party": firm} if firm else {},
    }
