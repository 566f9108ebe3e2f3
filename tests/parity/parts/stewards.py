"""What the world has of 企业服务 stewards, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.parties import selectors as parties
from gaoxin.projects.services.stewards import caring, cultivation, entrusting, inquiries, returning, serving
from tests.approvals.conftest import SYSTEM, ZONE, at

MOMENT = "2026-03-02T12:00"
# What needs a mandate for the whole enterprise; the agent of this world has one for a single item.
WHOLE = frozenset({"mysteward:question", "api:inquiry", "api:steward-care"})
MADE: dict[str, dict[str, Any]] = {}


def _actor(world: Any, login: str) -> Actor:
    moment = at(MOMENT)
    acts_for = parties.parties_of(zone=ZONE, user_id=world.people[login].id, at=moment)
    return accounts.actor(zone=ZONE, login=f"{login}@{ZONE}", at=moment, parties=acts_for)


def build(world: Any) -> None:
    """Both sides are served by the same steward and have asked, wished, declared and entrusted."""
    MADE.clear()
    steward = _actor(world, "steward")
    returning.open_round(
        zone=ZONE, year=2026, since=dt.date(2026, 2, 24), until=dt.date(2026, 12, 31), at=at(MOMENT), by=SYSTEM
    )
    entry = cultivation.take_in(
        zone=ZONE, kind="leader", name="龙头（演示）", target_year=2030, at=at(MOMENT), by=SYSTEM
    )
    measure = cultivation.add_measure(
        zone=ZONE, entry_id=entry, text="配套用地", office="land", due_on=dt.date(2026, 6, 1), at=at(MOMENT), by=SYSTEM
    )
    for side, login in ((world.own, "applicant"), (world.other, "applicant-other")):
        does = {"zone": ZONE, "party_id": side.party.id, "at": at(MOMENT)}
        by = _actor(world, login)
        serving.assign(**does, steward_id=world.people["steward"].id, by=SYSTEM)
        asked = inquiries.ask(**does, subject=f"{side.contact}问用电", text=f"请回电 {side.phone}", by=by)
        inquiries.answer(zone=ZONE, inquiry_id=asked, text=f"已致电 {side.phone}", at=at(MOMENT), by=steward)
        # Everybody here is of one department, so that each office's role has the question of this office.
        inquiries.forward(zone=ZONE, inquiry_id=asked, office="permits", text="请一并答复", at=at(MOMENT), by=steward)
        told = returning.Declared(dt.date(2026, 2, 25), True, 80, 40, 50, ("labour",), side.contact)
        MADE[str(side.party.id)] = {
            "inquiry": asked, "wish": caring.wish(**does, text=f"{side.project} 要公交站", by=by),
            "declaration": returning.declare(**does, year=2026, told=told, by=by),
            "task": entrusting.entrust(**does, item="construction-permit", until=at("2026-12-31T17:00"), words="代办", by=by),
            "signal": caring.note_signal(
                **does, code="dispute", day=dt.date(2026, 3, 1), words=f"{side.contact}反映欠款", source="来电", by=steward
            ),
            "measure": measure,
        }  # fmt: skip


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    mine = route.startswith(("stewards:", "mysteward:")) or "steward" in route or "inquir" in route
    return MADE.get(str(side.party.id), {}) if mine else {}
