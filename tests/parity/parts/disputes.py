"""What the world has of the tribunal: on each side a file against the enterprise, filed by a worker who is nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from stdnum.iso7064 import mod_11_2

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.disputes import DISPUTES
from gaoxin.labour.selectors.disputes import lists, whole
from gaoxin.labour.services.disputes import evidence, filing, hearing, papers, receiving
from gaoxin.trust import selectors as signed
from gaoxin.trust import services as trust
from tests.approvals.conftest import PDF, SYSTEM, ZONE, at
from tests.parity.parts.stewards import MOMENT, _actor

# What needs a mandate for the whole enterprise; the agent of this world has one for a single item.
WHOLE = frozenset(
    {"myclaims:case", "labour:paper", "labour:evidence", "api:dispute", "api:dispute-party-act", "api:hand-in-evidence"}
)
MADE: dict[str, dict[str, Any]] = {}


def build(world: Any) -> None:
    """Of both sides: accepted, the arbitrator appointed, the notice to answer signed, a file of evidence."""
    MADE.clear()
    clerk = {"zone": ZONE, "at": at(MOMENT), "by": _actor(world, "tribunal-clerk")}
    judge = world.people["arbitrator"].id
    for place, side in enumerate((world.own, world.other)):
        login = f"claimant-{place}@{ZONE}"
        accounting.create_user(
            zone=ZONE,
            login=login,
            name=f"劳动者{place}（演示）",
            roles=[Role.APPLICANT],
            at=at("2026-01-05T09:00"),
            by=SYSTEM,
        )
        does = {"zone": ZONE, "at": at(MOMENT), "by": accounts.actor(zone=ZONE, login=login, at=at(MOMENT))}
        body = f"44180219000202{place:03d}"
        told = filing.Told(
            side.identifier, [filing.Worker(side.contact, body + mod_11_2.calc_check_digit(body))],
            [filing.Claim("wages", 100_000, side.project)], f"工资未发 {side.project}", side.phone, dt.date(2026, 2, 1), employed=True,
        )  # fmt: skip
        pk = filing.file(**does, told=told)
        receiving.accept(**clerk, dispute_id=pk, identity_checked=True)
        hearing.appoint(**clerk, dispute_id=pk, arbitrators=[judge], presiding=judge)
        given = evidence.Given("工资条.pdf", PDF + side.contact.encode(), side.project)
        held = evidence.hand_in(**does, dispute_id=pk, given=given)
        notice = next(
            one for one in signed.documents_of(zone=ZONE, subject=f"dispute:{pk}") if one.title == papers.ANSWER_TO
        )
        trust.sign_document(zone=ZONE, pk=notice.id, at=at(MOMENT), by=SYSTEM)
        MADE[str(side.party.id)] = {"dispute": pk, "paper": notice.id, "evidence": held}


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    return MADE.get(str(side.party.id), {}) if route in DISPUTES else {}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo: the file that is heard, against the applicant's firm."""
    now = timezone.now()
    mine, _against = lists.own(zone=zone, by=accounts.actor(zone=zone, login=f"worker@{zone}", at=now), now=now)
    row = next(one.row for one in mine if one.row.state == "accepted")
    clerk = accounts.actor(zone=zone, login=f"tribunal-clerk@{zone}", at=now)
    found = whole.whole(zone=zone, dispute_id=row.id, by=clerk, now=now)
    told = {"dispute": row.id, "paper": found.papers[0].row.id, "evidence": found.evidence[0].id}
    return {"labour:": told, "myclaims:": told}
