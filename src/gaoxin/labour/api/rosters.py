"""Who is at the desks: lawyers with their clients and turns, clerks at the counters."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import StringConstraints

from gaoxin.labour.api.harmony import Code, HarmonyDone, HarmonyMade, Key, made
from gaoxin.labour.rules.harmony import wages
from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.harmony import duty, roster
from gaoxin.runtime.api import Request, answers

router = Router(tags=["劳动关系和谐 harmony"])
Name = Annotated[str, StringConstraints(max_length=120)]


class DutyTurnTold(Schema):
    id: uuid.UUID
    desk: str
    day: dt.date


class AdviserTold(Schema):
    """clients: against whom this lawyer serves nobody. turns: the next ones."""

    id: uuid.UUID
    name: str
    licence: str
    firm: str
    clients: list[str]
    turns: list[DutyTurnTold]


class AdvisersTold(Schema):
    advisers: list[AdviserTold]


class AdviserWanted(Schema):
    name: Annotated[str, StringConstraints(max_length=60)]
    licence: Annotated[str, StringConstraints(max_length=40)]
    firm: Name


class AdviserClientWanted(Schema):
    client: Name


class DutyTurnWanted(Schema):
    desk: Code
    day: dt.date


class CounterTurnTold(Schema):
    """counter: its number at the desk."""

    id: uuid.UUID
    desk: str
    desk_name: dict[str, str]
    day: dt.date
    counter: int
    clerk: uuid.UUID
    clerk_name: str


class CounterClerk(Schema):
    id: uuid.UUID
    name: str


class CounterTurnsTold(Schema):
    """clerks: who may be given a counter."""

    turns: list[CounterTurnTold]
    clerks: list[CounterClerk]


class CounterTurnWanted(Schema):
    clerk: uuid.UUID
    desk: Code
    day: dt.date


def _today(request: Request) -> dt.date:
    return calendar().local(request.at).date()


@router.get(
    "/advisers", response=answers(AdvisersTold), url_name="advisers", operation_id="advisers", summary="值班律师 lawyers and turns",
)  # fmt: skip
def advisers(request: Request) -> Any:
    """Of labour officers."""
    rows = desks.advisers(zone=request.zone, by=request.actor, today=_today(request))
    return {
        "advisers": [
            {"id": one.row.id, "name": one.row.name, "licence": one.row.licence, "firm": one.row.firm, "clients": one.clients,
             "turns": [{"id": turn.id, "desk": turn.desk, "day": turn.day} for turn in one.turns]}
            for one in rows
        ]
    }  # fmt: skip


@router.post(
    "/advisers", response=answers(HarmonyMade), url_name="register-adviser", operation_id="register-adviser",
    summary="登记律师 register a lawyer",
)  # fmt: skip
def register(request: Request, body: AdviserWanted, key: Key) -> Any:
    """409 for a licence that is on record."""
    return {"id": duty.register(**made(request, key), name=body.name, licence=body.licence, firm=body.firm)}


@router.post(
    "/advisers/{adviser}/clients", response=answers(HarmonyDone), url_name="note-adviser-client",
    operation_id="note-adviser-client", summary="登记代理关系 for whom a lawyer acts",
)  # fmt: skip
def client(request: Request, adviser: uuid.UUID, body: AdviserClientWanted, key: Key) -> Any:
    """Against them the lawyer serves nobody."""
    duty.note_client(**made(request, key), adviser_id=adviser, client=body.client)
    return {"done": True}


@router.post(
    "/advisers/{adviser}/turns", response=answers(HarmonyDone), url_name="set-duty-turn", operation_id="set-duty-turn",
    summary="安排律师值班 give a lawyer a turn",
)  # fmt: skip
def set_turn(request: Request, adviser: uuid.UUID, body: DutyTurnWanted, key: Key) -> Any:
    """One a day, on a day on which the desk serves."""
    duty.set_turn(**made(request, key), adviser_id=adviser, desk=body.desk, day=body.day)
    return {"done": True}


@router.post(
    "/duty-turns/{turn}/clear", response=answers(HarmonyDone), url_name="clear-duty-turn", operation_id="clear-duty-turn",
    summary="取消律师值班 take a lawyer's turn back",
)  # fmt: skip
def clear_turn(request: Request, turn: uuid.UUID, key: Key) -> Any:
    """Its bookings go to the other lawyers on duty; 409 where nobody can take one."""
    duty.clear_turn(**made(request, key), turn_id=turn)
    return {"done": True}


@router.get(
    "/counter-turns", response=answers(CounterTurnsTold), url_name="counter-turns", operation_id="counter-turns",
    summary="窗口值班 who is at which counter",
)  # fmt: skip
def counter_turns(request: Request) -> Any:
    """From today on, as far as staffing looks ahead; of labour officers."""
    rows = desks.roster(zone=request.zone, by=request.actor, today=_today(request))
    return {
        "turns": [
            {"id": row.id, "desk": row.desk, "desk_name": wages.both(desk.name), "day": row.day, "counter": row.counter,
             "clerk": row.clerk_id, "clerk_name": row.clerk.name}
            for row, desk in rows
        ],
        "clerks": [{"id": pk, "name": name} for pk, name in desks.clerks(zone=request.zone, at=request.at)],
    }  # fmt: skip


@router.post(
    "/counter-turns", response=answers(HarmonyDone), url_name="set-counter-turn", operation_id="set-counter-turn",
    summary="安排窗口 give a clerk a counter",
)  # fmt: skip
def set_clerk(request: Request, body: CounterTurnWanted, key: Key) -> Any:
    """The next free one; 409 where all are taken or the clerk has one that day."""
    roster.set_clerk(**made(request, key), clerk_id=body.clerk, desk=body.desk, day=body.day)
    return {"done": True}


@router.post(
    "/counter-turns/{turn}/clear", response=answers(HarmonyDone), url_name="clear-counter-turn",
    operation_id="clear-counter-turn", summary="取消窗口值班 take a clerk's turn back",
)  # fmt: skip
def clear_clerk(request: Request, turn: uuid.UUID, key: Key) -> Any:
    """One that is still to come."""
    roster.clear_clerk(**made(request, key), turn_id=turn)
    return {"done": True}
