"""The demo's share of harmony, through ordinary services; every step may be repeated. `catalogue/demo/harmony.yaml` says what happened."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict
from gaoxin.demo.plan import Plan
from gaoxin.labour.rules.harmony import booking as times
from gaoxin.labour.rules.harmony.aid import Asked
from gaoxin.labour.rules.harmony.check import Answer
from gaoxin.labour.selectors.harmony import demand, desks
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.harmony import booking, checking, coordinating, duty, roster, warning
from gaoxin.parties import selectors as parties

AHEAD = 14  # days for which lawyers have turns, so that whoever tries the demo finds a place


@dataclass(frozen=True, slots=True)
class _Stage:
    """told: of the file. firms: by serial. officer: who coordinates."""

    zone: str
    told: Mapping[str, Any]
    firms: Mapping[int, uuid.UUID]
    officer: Actor

    def does(self, moment: dt.datetime, key: str, by: Actor | None = None) -> dict[str, Any]:
        return {"zone": self.zone, "by": by or self.officer, "at": moment, "key": f"demo-{key}"}

    def applicant(self, moment: dt.datetime, serial: int = 0) -> Actor:
        """The applicant; for a firm that is not theirs with a mandate of this moment only."""
        found = accounts.actor(zone=self.zone, login=f"applicant@{self.zone}", at=moment)
        return replace(found, parties=frozenset({str(self.firms[serial])})) if serial else found


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Areas, facts and warnings, visits, self-checks, lawyers with turns, bookings kept and missed."""
    here = _staged(zone, plan)
    _coordinate(here)
    _warn(here)
    _check(here)
    _lawyers(here)
    _book(here)
    facts, bookings = len(here.told["facts"]), len(here.told["bookings"])
    tell(f"劳动关系 harmony: {facts} 条工资支付登记，{bookings} 个预约 facts and bookings")


def stage(*, zone: str, plan: Plan, now: dt.datetime) -> None:
    """Turns and bookings of the last weeks, so that there is demand to staff by; turns of the next days and one booking, so that whoever
    tries the demo finds a place."""
    here = _staged(zone, plan)
    advisers = _lawyers(here)
    _behind(here, advisers, now)
    _ahead(here, advisers, now)


def _staged(zone: str, plan: Plan) -> _Stage:
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "harmony.yaml").read_text(encoding="utf-8"))
    firms = {one.serial: parties.party(zone=zone, identifier=one.identifier).id for one in plan.zone.enterprises}
    officer = accounts.actor(zone=zone, login=f"labour-officer@{zone}", at=told["placed_at"])
    return _Stage(zone, told, firms, officer)


def _coordinate(stage: _Stage) -> None:
    told = stage.told
    for area, serials in told["areas"].items():
        does = stage.does(told["placed_at"], f"area-{area}")
        coordinating.give_area(**does, area=area, coordinator=accounts.key_of(stage.officer))
        for serial in serials:
            coordinating.place_firm(
                **stage.does(told["placed_at"], f"place-{serial}"), party_id=stage.firms[serial], area=area
            )
    for number, line in enumerate(told["visits"]):
        coordinating.visit(**stage.does(line["at"], f"harmony-visit-{number}"), party_id=stage.firms[line["serial"]],
                           day=line["day"], findings=line["words"], next_on=line.get("next"))  # fmt: skip
    for number, line in enumerate(told["results"]):
        won = coordinating.Won(line["year"], line["name"], line["level"], line["award"], line["source"])
        does = stage.does(line["at"], f"result-{number}")
        coordinating.note_result(**does, coordinator=accounts.key_of(stage.officer), won=won)


def _warn(stage: _Stage) -> None:
    """In the order in which it happened: a warning is opened on what stood then."""
    noted: dict[int, uuid.UUID] = {}
    for number, line in enumerate(stage.told["facts"]):
        fact = warning.Fact(line["code"], line["day"], line["words"], line["source"])
        does = stage.does(line["at"], f"fact-{number}")
        noted[number] = warning.note_fact(**does, party_id=stage.firms[line["serial"]], fact=fact)
    for number, line in enumerate(stage.told["warnings"]):
        opened = warning.open_warning(**stage.does(line["opened_at"], f"warning-{number}"),
                                      party_id=stage.firms[line["serial"]], words=line["words"])  # fmt: skip
        warning.look(**stage.does(line["looked_at"], f"look-{number}"), warning_id=opened, words=line["looked"])
        if "closed_at" in line:
            does = stage.does(line["closed_at"], f"close-{number}")
            warning.close(**does, warning_id=opened, closing=line["closing"], words=line["closed"])
    for number, line in enumerate(stage.told["facts"]):
        if "ended" in line:
            does = stage.does(line["ended_at"], f"fact-over-{number}")
            warning.end_fact(**does, fact_id=noted[number], day=line["ended"])


def _check(stage: _Stage) -> None:
    for line in stage.told["checks"]:
        answers = {
            one.code: Answer("no") if one.code in line["no"] else Answer("idle") if one.code in line["idle"]
            else Answer("yes", f"{one.evidence.zh}（演示）")
            for one in book().check.questions
        }  # fmt: skip
        serial = line["serial"]
        does = stage.does(line["at"], f"check-{serial}", stage.applicant(line["at"], serial))
        made = checking.fill(**does, party_id=stage.firms[serial], answers=answers, send=True)
        if "confirmed_at" in line:
            does = stage.does(line["confirmed_at"], f"confirm-{serial}")
            checking.judge(**does, check_id=made, confirm=True, words=line["words"])


def _lawyers(stage: _Stage) -> list[uuid.UUID]:
    moment: dt.datetime = stage.told["registered_at"]
    found: list[uuid.UUID] = []
    for number, line in enumerate(stage.told["advisers"]):
        made = duty.register(**stage.does(moment, f"adviser-{number}"), name=line["name"], licence=line["licence"],
                             firm=line["firm"])  # fmt: skip
        for place, client in enumerate(line["clients"]):
            duty.note_client(**stage.does(moment, f"client-{number}-{place}"), adviser_id=made, client=client)
        for day in stage.told["turns"]:
            duty.set_turn(**stage.does(moment, f"turn-{number}-{day}"), adviser_id=made, desk="legal", day=day)
        found.append(made)
    return found


def _book(stage: _Stage) -> None:
    for number, line in enumerate(stage.told["bookings"]):
        asked = Asked(line["matter"], (line["group"],)) if "matter" in line else None
        wanted = booking.Wanted(line["desk"], line["purpose"], line["start"], stage.told["phone"], line.get("opponent", ""),
                                line["words"], None, asked)  # fmt: skip
        does = stage.does(line["at"], f"booking-{number}", stage.applicant(line["at"]))
        made = booking.reserve(**does, wanted=wanted)
        after = line["start"] + dt.timedelta(minutes=45)
        booking.settle(**stage.does(after, f"came-{number}"), appointment_id=made, kept=line["came"])


def _behind(stage: _Stage, advisers: list[uuid.UUID], at: dt.datetime) -> None:
    """At each desk where nobody booked in the weeks that staffing looks at."""
    today = calendar().local(at).date()
    for line in stage.told["recent"]:
        found = desks.desk(line["desk"])
        told = demand.demand(zone=stage.zone, code=found.code, by=stage.officer, today=today)
        if any(one.booked for one in told.weekdays):
            continue
        for day in (today - dt.timedelta(number) for number in line["days_ago"]):
            served = times.times(found, day, calendar()) if calendar().first <= day <= calendar().last else []
            if not served:
                continue
            start = served[min(line["place"], len(served) - 1)]
            before, after = start - dt.timedelta(1), start + dt.timedelta(minutes=found.minutes)
            if found.adviser:
                _turns(stage, advisers, day, before)
            wanted = booking.Wanted(found.code, line["purpose"], start, stage.told["phone"], words=line["words"])
            made = booking.reserve(
                **stage.does(before, f"recent-{found.code}-{day}", stage.applicant(before)), wanted=wanted
            )
            booking.settle(**stage.does(after, f"served-{found.code}-{day}"), appointment_id=made, kept=True)


def _turns(stage: _Stage, advisers: list[uuid.UUID], day: dt.date, at: dt.datetime) -> None:
    for number, adviser in enumerate(advisers):
        with suppress(Conflict):
            duty.set_turn(
                **stage.does(at, f"turn-{number}-{day}"),
                adviser_id=adviser,
                desk="legal",
                day=day,
            )


def _ahead(stage: _Stage, advisers: list[uuid.UUID], at: dt.datetime) -> None:
    """Turns of the next days, and one booking where the applicant has none ahead."""
    today, legal = calendar().local(at).date(), desks.desk("legal")
    days = [today + dt.timedelta(number) for number in range(1, AHEAD)]
    days = [day for day in days if day <= calendar().last and times.times(legal, day, calendar())]
    for day in days:
        _turns(stage, advisers, day, at)
        with suppress(Conflict):
            does = stage.does(at, f"counter-{day}")
            roster.set_clerk(**does, clerk_id=accounts.key_of(stage.officer), desk="insurance", day=day)
    applicant = stage.applicant(at)
    if not days or any(one.state == "booked" for one in desks.own(zone=stage.zone, by=applicant)):
        return
    start = times.times(legal, days[0], calendar())[0]
    wanted = booking.Wanted("legal", "advice", start, stage.told["phone"], words="劳动合同咨询（演示）")
    booking.reserve(**stage.does(at, f"ahead-{days[0]}", applicant), wanted=wanted)
