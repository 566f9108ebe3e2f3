"""Endpoints of 驾驶舱 cockpit: the board, and supervised tasks with the acts of the pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils import timezone
from ninja import Header, Path, Query, Router, Schema
from pydantic import Field

from gaoxin.cockpit.permissions import check_reads
from gaoxin.cockpit.selectors import follow_ups, sheets
from gaoxin.cockpit.selectors.board import board
from gaoxin.cockpit.services import follow_ups as acting
from gaoxin.core.errors import NotFound
from gaoxin.runtime.api import Request, answers

router = Router(tags=["驾驶舱 cockpit"])
Number = Annotated[str, Path(max_length=20, examples=["DB-2026-0001"])]
Year = Annotated[int, Path(ge=2000, le=2100)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=60, pattern=r"^[!-~]+$",
        description="the same for a retry", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip


class CockpitWords(Schema):
    zh: str
    en: str


class CockpitCard(Schema):
    """light: green, yellow, red, none. per_mille: of what is due by now. embargo: until when the figure is not public."""

    code: str
    figure: str
    name: str
    value: float | None
    bound: str
    unit: str
    target: float | None
    due: float | None
    light: str
    per_mille: int | None
    rule: CockpitWords
    owner: CockpitWords
    definition: CockpitWords
    frequency: CockpitWords
    basis: str
    source: str
    rows: int
    embargo: dt.datetime | None


class CockpitPanel(Schema):
    """count: null where there is no source yet."""

    code: str
    name: CockpitWords
    count: int | None
    light: str
    rule: CockpitWords
    owner: CockpitWords
    definition: CockpitWords
    frequency: CockpitWords
    source: str
    lines: list[CockpitWords]
    rows: list[CockpitWords]


class CockpitBoard(Schema):
    year: int
    at: dt.datetime
    lights: dict[str, int]
    cards: list[CockpitCard]
    panels: list[CockpitPanel]


class FollowUpEntryTold(Schema):
    act: str
    text: str
    by: str
    at: dt.datetime


class FollowUpTold(Schema):
    """late: days past its deadline while it waits for its owner. value: of the figure when the task was opened."""

    number: str
    card: str
    year: int
    name: str
    value: str
    ask: str
    owner: str
    opened_by: str
    opened_at: dt.datetime
    due_on: dt.date
    state: str = Field(examples=["open", "answered", "closed"])
    late: int
    entries: list[FollowUpEntryTold]


class FollowUpsTold(Schema):
    tasks: list[FollowUpTold]


class NewFollowUp(Schema):
    """owner: login of who answers for it."""

    card: Annotated[str, Field(max_length=32)] = Field(examples=["iva"])
    year: Annotated[int, Field(ge=2000, le=2100)]
    ask: Text
    owner: Annotated[str, Field(max_length=150)]
    due_on: dt.date


class FollowUpText(Schema):
    text: Text


class FollowUpReturned(FollowUpText):
    due_on: dt.date | None = None


class FollowUpHandedOver(FollowUpText):
    to: Annotated[str, Field(max_length=150)]


@router.get(
    "/cockpit/{year}", response=answers(CockpitBoard), url_name="cockpit", operation_id="cockpit", summary="驾驶舱 the board"
)  # fmt: skip
def seen(request: Request, year: Year) -> Any:
    """Every figure with target, light and rule; every count with its first rows."""
    check_reads(request.actor, request.zone)
    at = timezone.localtime(request.at)
    return sheets.told(board(zone=request.zone, by=request.actor, year=year, at=at, today=at.date()))


@router.get(
    "/follow-ups", response=answers(FollowUpsTold), url_name="follow-ups", operation_id="follow-ups", summary="督办清单 tasks"
)  # fmt: skip
def listing(
    request: Request, state: Annotated[str, Query(pattern="^(|open|answered|closed)$")] = "", late: bool = False, mine: bool = False
) -> Any:  # fmt: skip
    """What the caller may see, the earliest deadline first, at most 100. late: only overdue ones."""
    found = follow_ups.listing(
        zone=request.zone, by=request.actor, today=_today(request), state=state, late=late, mine=mine
    )
    return {"tasks": [_told(one) for one in found]}


@router.get(
    "/follow-ups/{number}", response=answers(FollowUpTold), url_name="follow-up", operation_id="follow-up", summary="一项督办 one task"
)  # fmt: skip
def one(request: Request, number: Number) -> Any:
    """With what was said to it."""
    return _one(request, number)


@router.post(
    "/follow-ups", response=answers(FollowUpTold), url_name="open-follow-up", operation_id="open-follow-up", summary="发起 open"
)  # fmt: skip
def open_one(request: Request, body: NewFollowUp, key: Key) -> Any:
    """From a figure of the cockpit, as it stands now."""
    number = acting.open_task(
        zone=request.zone, asked=acting.Asked(**body.dict()), by=request.actor, at=timezone.localtime(request.at),
        today=_today(request), key=key,
    )  # fmt: skip
    return _one(request, number)


@router.post(
    "/follow-ups/{number}/answer", response=answers(FollowUpTold), url_name="answer-follow-up", operation_id="answer-follow-up",
    summary="答复 answer",
)  # fmt: skip
def answer(request: Request, number: Number, body: FollowUpText, key: Key) -> Any:
    """By its owner."""
    acting.answer(zone=request.zone, number=number, text=body.text, by=request.actor, at=request.at, key=key)
    return _one(request, number)


@router.post(
    "/follow-ups/{number}/send-back", response=answers(FollowUpTold), url_name="send-back-follow-up",
    operation_id="send-back-follow-up", summary="退回 send back",
)  # fmt: skip
def send_back(request: Request, number: Number, body: FollowUpReturned, key: Key) -> Any:
    """By who opened it, or the head."""
    acting.send_back(
        zone=request.zone, number=number, text=body.text, due_on=body.due_on, by=request.actor, at=request.at,
        today=_today(request), key=key,
    )  # fmt: skip
    return _one(request, number)


@router.post(
    "/follow-ups/{number}/close", response=answers(FollowUpTold), url_name="close-follow-up", operation_id="close-follow-up",
    summary="办结 close",
)  # fmt: skip
def close(request: Request, number: Number, body: FollowUpText, key: Key) -> Any:
    """By who opened it, or the head."""
    acting.close(zone=request.zone, number=number, text=body.text, by=request.actor, at=request.at, key=key)
    return _one(request, number)


@router.post(
    "/follow-ups/{number}/hand-over", response=answers(FollowUpTold), url_name="hand-over-follow-up",
    operation_id="hand-over-follow-up", summary="移交 hand over",
)  # fmt: skip
def hand_over(request: Request, number: Number, body: FollowUpHandedOver, key: Key) -> Any:
    """To another owner; whoever handed it over and did not open it no longer sees it."""
    before = _one(request, number)
    acting.hand_over(
        zone=request.zone, number=number, to=body.to, text=body.text, by=request.actor, at=request.at, key=key
    )
    try:
        return _one(request, number)
    except NotFound:
        return before | {"owner": body.to}


def _today(request: Request) -> dt.date:
    return timezone.localtime(request.at).date()


def _one(request: Request, number: str) -> dict[str, Any]:
    return _told(follow_ups.one(zone=request.zone, number=number, by=request.actor, today=_today(request)))


def _told(task: follow_ups.Task) -> dict[str, Any]:
    row = task.row
    return {
        "number": row.number, "card": row.card, "year": row.year, "name": row.name, "value": row.value, "ask": row.ask,
        "owner": row.owner.login, "opened_by": row.opened_by.login, "opened_at": row.opened_at, "due_on": row.due_on,
        "state": row.state, "late": task.late,
        "entries": [{"act": e.act, "text": e.text, "by": e.by.name, "at": e.at} for e in task.entries],
    }  # fmt: skip
