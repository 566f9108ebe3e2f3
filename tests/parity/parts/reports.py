"""What the world has of 企业报表 enterprise reports, and values for the parameters of its addresses."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.demo.plan import read_plan
from gaoxin.economy.selectors import registers
from gaoxin.economy.services import filing, units
from gaoxin.parties import selectors as parties
from tests.approvals.conftest import ZONE, at
from tests.economy.conftest import filled

PERIOD = 202603
# A mandate for one permit does not reach the reports.
WHOLE = ("reports:unit", "reports:file", "reports:query", "reports:template")
MADE: dict[str, dict[str, Any]] = {}


def build(world: Any) -> None:
    """Both sides are above-scale, have filed one month, and are asked about it."""
    MADE.clear()
    moment = at("2026-04-10T10:00")
    by = accounts.actor(zone=ZONE, login=f"statistician@{ZONE}", at=moment)
    sides = (world.own, world.other)
    units.enter(
        zone=ZONE, scope="above_scale", by=by, at=moment,
        rows=[units.Entrance(side.party.id, "3982", 202601, f"{side.contact}的申报表") for side in sides],
    )  # fmt: skip
    known = registers.units(zone=ZONE)
    for number, side in enumerate(sides, start=1):
        unit = known[side.party.id]
        MADE[str(side.party.id)] = _doubtful(ZONE, unit, PERIOD, 5000 * number, by)


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    mine = route.startswith("reports:") or route in (
        "api:reports", "api:report-response", "api:explain-query", "api:settle-query",
    )  # fmt: skip
    return MADE.get(str(side.party.id), {}) if mine else {}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    plan = read_plan(settings.CATALOGUE / "demo")
    party = parties.party(zone=zone, identifier=plan.zone.enterprise(plan.project.applicant).identifier)
    by = accounts.actor(zone=zone, login=f"statistician@{zone}", at=at("2026-04-10T10:00"))
    return {"reports:": _doubtful(zone, registers.units(zone=zone)[party.id], PERIOD, 5000, by)}


def _doubtful(zone: str, unit: uuid.UUID, period: int, output: int, by: Actor) -> dict[str, Any]:
    """A report that is asked about, and the parameters that lead to it."""
    moment = at("2026-04-10T10:00")
    figures = filled("output", output_month=output, output_ytd=output, sales_ytd=100, power_ytd=output // 5000)
    filing.file(
        zone=zone, rows=[filing.Incoming(unit, "output", period, figures)], source="test", by=by, at=moment, today=moment.date()
    )  # fmt: skip
    query = apps.get_model("economy", "Query").objects.get(zone=zone, filing__unit=unit, rule="sales-ratio")
    return {"unit": unit, "query": query.id, "form": "output", "period": period}
