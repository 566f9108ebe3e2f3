"""What the world has of harmony, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.apps import apps

from gaoxin.labour.rules.harmony.check import Answer
from gaoxin.labour.selectors.harmony import warned
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import booking, checking, coordinating, warning
from gaoxin.labour.services.harmony.booking import Wanted
from tests.approvals.conftest import ZONE, at
from tests.parity.parts.stewards import MOMENT, _actor

TEAM = {f"api:{name}" for name in ("note-adviser-client", "set-duty-turn", "clear-duty-turn", "clear-counter-turn")}
TURNS: dict[str, Any] = {"adviser": uuid.UUID(int=7), "turn": uuid.UUID(int=8)}
MADE: dict[str, dict[str, Any]] = {}


def build(world: Any) -> None:
    """Of both sides: a fact with its warning, a visit, a booking, a self-check that was sent."""
    MADE.clear()
    officer = {"zone": ZONE, "by": _actor(world, "labour-officer"), "at": at(MOMENT)}
    for place, (side, login) in enumerate(((world.own, "applicant"), (world.other, "applicant-other"))):
        firm = side.party.id
        does = {"zone": ZONE, "by": _actor(world, login), "at": at(MOMENT)}
        fact = warning.Fact("late-pay", dt.date(2026, 3, 1), f"{side.contact}来电", f"电话 {side.phone}")
        noted = warning.note_fact(**officer, party_id=firm, fact=fact)
        opened = warning.open_warning(**officer, party_id=firm, words=f"联系 {side.contact}")
        coordinating.visit(**officer, party_id=firm, day=dt.date(2026, 3, 1), findings=f"见到 {side.contact}",
                           next_on=dt.date(2026, 3, 2))  # fmt: skip
        start = at("2026-03-05T09:00") + dt.timedelta(minutes=30 * place)
        wanted = Wanted("insurance", "enrol", start, side.phone, words=side.project, party=firm)
        answers = {one.code: Answer("yes", f"见 {side.project}") for one in book().check.questions}
        MADE[str(firm)] = {
            "party": firm, "warning_id": opened, "fact": noted, "appointment": booking.reserve(**does, wanted=wanted),
            "check": checking.fill(**does, party_id=firm, answers=answers, send=True),
        }  # fmt: skip


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    if route in ("api:desk-demand", "api:saw-full-desk"):
        return {"desk": "legal"}
    if route in TEAM:
        return TURNS
    mine = route.startswith("harmony:") or route in ROUTES
    return MADE.get(str(side.party.id), {}) if mine else {}


ROUTES = {
    f"api:{name}"
    for name in (
        "cancel-appointment", "settle-appointment", "labour-firm", "place-firm", "end-wage-fact",
        "look-wage-warning", "close-wage-warning", "judge-harmony-check",
    )
}  # fmt: skip


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    today = dt.date.today()  # noqa: DTZ011
    pks = [row.party_id for row in apps.get_model("labour", "WageWarning").objects.filter(zone=zone)]
    weighed = warned.weigh(zone=zone, parties=pks, today=today)
    found = next((pk for pk, one in weighed.items() if len(one.terms) > 1), None)
    return {"harmony:": {"party": found} if found else {}}
