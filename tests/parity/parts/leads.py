"""What the world has of 招商线索 leads, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.investment.models import AgreementPromise, TeamMembership
from gaoxin.investment.services.leads import agreeing, merging, registering, rosters
from tests.approvals.conftest import SYSTEM, ZONE, at

NOW = at("2026-03-02T12:00")
_MADE: dict[str, dict[str, Any]] = {}


def build(world: Any) -> None:
    """A team with the promoter, the ambassador's lead on `own`, and another one on `other`, each with an agreement and a merge."""
    rows = [
        rosters.RosterRow(
            "T1", "一队", "door", "珠三角", "P1", "promoter", "lead", dt.date(2026, 1, 5), f"promoter@{ZONE}"
        )
    ]
    rosters.import_roster(zone=ZONE, rows=rows, source="test", by=SYSTEM, at=NOW)
    rosters.appoint(
        zone=ZONE, code="A1", name="ambassador", since=dt.date(2026, 1, 1), until=dt.date(2036, 1, 1),
        declared_on=dt.date(2026, 1, 1), login=f"ambassador@{ZONE}", by=SYSTEM, at=NOW,
    )  # fmt: skip
    member = TeamMembership.objects.get(zone=ZONE, promoter__code="P1")
    for name, side, by in (("own", world.own, _actor("ambassador")), ("other", world.other, SYSTEM)):
        asked = {"zone": ZONE, "at": NOW, "investor": side.name, "title": side.project, "mode": "door"}
        lead = registering.register_lead(
            by=by, identifier=side.identifier, contact_name=side.contact, contact_phone=side.phone, **asked
        ).lead
        registering.assign(zone=ZONE, pk=lead.id, team=member.team_id, by=SYSTEM, at=NOW)
        twin = registering.register_lead(by=SYSTEM, despite=frozenset({str(lead.id)}), **asked).lead
        merge = merging.merge(zone=ZONE, kept=lead.id, gone=twin.id, reason="同一家公司", by=SYSTEM, at=NOW)
        agreement = agreeing.sign_agreement(
            zone=ZONE, pk=lead.id, number=f"XY-{side.project}", signed_on=dt.date(2026, 3, 1), by=SYSTEM, at=NOW,
            promises=[agreeing.Promised("output", 1_000, dt.date(2027, 1, 1))],
        )  # fmt: skip
        promise = AgreementPromise.objects.get(zone=ZONE, agreement=agreement)
        _MADE[name] = {
            "pk": lead.id, "merge": merge.id, "promise": promise.id, "team": member.team_id, "member": member.id, "number": lead.number,
        }  # fmt: skip


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    mine = route.startswith(("leads:", "api:lead"))
    return _MADE["own" if side is world.own else "other"] if mine else {}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo: a lead that the ambassador filed and a team works on, so that each may see it."""
    now, system = timezone.now(), Actor.system(zone, "test")
    filer = accounts.actor(zone=zone, login=f"ambassador-1@{zone}", at=now)
    asked = {
        "zone": zone,
        "at": now,
        "investor": "试页投资有限公司（演示）",
        "title": "试页项目（演示）",
        "mode": "door",
    }
    lead = registering.register_lead(by=filer, contact_name="试", contact_phone="0763-1", **asked).lead
    member = TeamMembership.objects.filter(zone=zone, promoter__user__login=f"promoter-1@{zone}").first()
    assert member is not None
    registering.assign(zone=zone, pk=lead.id, team=member.team_id, by=system, at=now)
    return {"leads:": {"pk": lead.id}}


def _actor(login: str) -> Actor:
    return accounts.actor(zone=ZONE, login=f"{login}@{ZONE}", at=NOW)
