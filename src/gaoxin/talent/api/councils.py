"""Endpoints of the councils: the officer keeps the frame, members sign in, vote and pledge."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.core.errors import NotFound
from gaoxin.runtime.api import Request, answers
from gaoxin.talent.api.shapes import Code, Key, Moment, Reason, Short, TalentNumberMade, does
from gaoxin.talent.selectors import councils
from gaoxin.talent.services import council, council_ends

router = Router(tags=["产教联合体 councils"])
Serial = Annotated[int, Field(ge=1, le=1_000_000)]


class CouncilLine(Schema):
    """form: consortium, union or college."""

    number: str
    name: str
    form: str
    founded_on: dt.date
    ended_on: dt.date | None


class CouncilsTold(Schema):
    councils: list[CouncilLine]


class CouncilSeat(Schema):
    """until: its last day, none while it lasts; reason: why it ended."""

    id: uuid.UUID
    party: uuid.UUID
    name: str
    kind: str
    chair: bool
    since: dt.date
    until: dt.date | None
    reason: str


class CouncilVote(Schema):
    seat: uuid.UUID
    choice: str


class CouncilMotion(Schema):
    """open: votes count now. result and tally: once it was counted. own: votes of the reader's seats."""

    id: uuid.UUID
    number: int
    text: str
    majority: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    open: bool
    result: str
    tally: dict[str, Any]
    own: list[CouncilVote]


class CouncilMeeting(Schema):
    """present: seats."""

    id: uuid.UUID
    number: int
    title: str
    place: str
    held_at: dt.datetime
    minutes: str
    closed_at: dt.datetime | None
    reason: str
    present: list[uuid.UUID]
    motions: list[CouncilMotion]


class CouncilPledge(Schema):
    """state: open, kept or withdrawn. late: open past its day, or withdrawn after it."""

    number: int
    seat: uuid.UUID
    text: str
    due_on: dt.date
    made_on: dt.date
    state: str
    late: bool
    settled_on: dt.date | None
    evidence: str
    reason: str


class CouncilWhole(CouncilLine):
    """former: seats that have ended."""

    reason: str
    members: list[CouncilSeat]
    former: list[CouncilSeat]
    meetings: list[CouncilMeeting]
    pledges: list[CouncilPledge]


class CouncilNew(Schema):
    name: Short
    on: dt.date
    form: Code = "consortium"


class CouncilAdmit(Schema):
    """kind: school, institute, finance or enterprise."""

    act: Literal["admit"]
    identifier: Code
    kind: Code
    chair: bool = False


class CouncilCall(Schema):
    act: Literal["call"]
    title: Short
    place: Short
    held_at: Moment


class CouncilMove(Schema):
    act: Literal["move"]
    meeting: uuid.UUID
    text: Annotated[str, StringConstraints(max_length=1000)]
    majority: Code = Field(examples=["simple"])
    opens_at: Moment
    closes_at: Moment


class CouncilSettle(Schema):
    """Count, once, after the close."""

    act: Literal["settle"]
    motion: uuid.UUID


class CouncilMinutes(Schema):
    """They close the meeting."""

    act: Literal["minutes"]
    meeting: uuid.UUID
    text: Annotated[str, StringConstraints(max_length=8000)]


class CouncilCallOff(Schema):
    """A meeting that has not begun."""

    act: Literal["call-off"]
    meeting: uuid.UUID
    reason: Reason


class CouncilKeep(Schema):
    """A pledge was kept."""

    act: Literal["keep"]
    pledge: Serial
    evidence: Reason


class CouncilEndSeat(Schema):
    """on: its last day. Votes that were cast stay."""

    act: Literal["end-seat"]
    seat: uuid.UUID
    on: dt.date
    reason: Reason


class CouncilClose(Schema):
    act: Literal["close"]
    on: dt.date
    reason: Reason


class CouncilAttend(Schema):
    """party: the member for whom the caller speaks."""

    act: Literal["attend"]
    party: uuid.UUID
    meeting: uuid.UUID


class CouncilCast(Schema):
    """choice: yes, no or abstain; never changed."""

    act: Literal["vote"]
    party: uuid.UUID
    motion: uuid.UUID
    choice: Code


class CouncilPromise(Schema):
    act: Literal["pledge"]
    party: uuid.UUID
    text: Reason
    due_on: dt.date


class CouncilWithdraw(Schema):
    """By the member who made it, or by the officer."""

    act: Literal["withdraw-pledge"]
    pledge: Serial
    reason: Reason


OfficerAct = Annotated[
    CouncilAdmit | CouncilCall | CouncilMove | CouncilSettle | CouncilMinutes | CouncilKeep | CouncilEndSeat | CouncilClose
    | CouncilWithdraw | CouncilCallOff,
    Field(discriminator="act"),
]  # fmt: skip
MemberAct = Annotated[CouncilAttend | CouncilCast | CouncilPromise | CouncilWithdraw, Field(discriminator="act")]


class CouncilActed(Schema):
    """made: id, number or result of what the act made, empty for others."""

    act: str
    made: str


@router.get(
    "/talent/councils", response=answers(CouncilsTold), url_name="talent-councils", operation_id="talent-councils",
    summary="产教联合体 councils",
)  # fmt: skip
def councils_(request: Request) -> Any:
    """All for whoever reads the whole zone; else those in which the caller has a seat."""
    return {"councils": [_line(row) for row in councils.councils(zone=request.zone, by=request.actor)]}


@router.get(
    "/talent/councils/{council_number}", response=answers(CouncilWhole), url_name="talent-council",
    operation_id="talent-council", summary="理事会 one council",
)  # fmt: skip
def one(request: Request, council_number: str) -> Any:
    """Seats, meetings with motions, pledges. How others voted is not told."""
    found = councils.sitting(zone=request.zone, number=council_number, by=request.actor, at=request.at)
    return {
        **_line(found.row), "reason": found.row.reason, "members": [_seat(row) for row in found.members],
        "former": [_seat(row) for row in found.former], "meetings": [_meeting(held) for held in found.meetings],
        "pledges": [_pledge(row, late) for row, late in found.pledges],
    }  # fmt: skip


@router.post(
    "/talent/councils", response=answers(TalentNumberMade), url_name="found-council", operation_id="found-council",
    summary="登记联合体 found a council",
)  # fmt: skip
def found(request: Request, body: CouncilNew, key: Key) -> Any:
    """By the talent officer."""
    return {"number": council.found(**does(request, key), **body.dict())}


@router.post(
    "/talent/councils/{council_number}/acts", response=answers(CouncilActed), url_name="council-act",
    operation_id="council-act", summary="秘书处办理 the officer's acts",
)  # fmt: skip
def officer_act(request: Request, council_number: str, body: OfficerAct, key: Key) -> Any:
    """Members, meetings, motions, counting, minutes, pledges; the end of a seat and of the council."""
    _check_within(request, council_number, body)
    told = does(request, key)
    if isinstance(body, CouncilAdmit | CouncilCall | CouncilKeep | CouncilEndSeat | CouncilClose | CouncilWithdraw):
        made = _frame(told | {"council": council_number}, body)
    else:
        made = _business(told, body)
    return {"act": body.act, "made": str(made or "")}


@router.post(
    "/talent/councils/{council_number}/member-acts", response=answers(CouncilActed), url_name="council-member-act",
    operation_id="council-member-act", summary="理事办理 a member's acts",
)  # fmt: skip
def member_act(request: Request, council_number: str, body: MemberAct, key: Key) -> Any:
    """Sign in, vote once, pledge, withdraw a pledge."""
    _check_within(request, council_number, body)
    told, made = does(request, key), None
    match body:
        case CouncilAttend():
            council.attend(**told, meeting=body.meeting, party=body.party)
        case CouncilCast():
            council.vote(**told, motion=body.motion, party=body.party, choice=body.choice)
        case CouncilPromise():
            made = council.pledge(**told, council=council_number, party=body.party, text=body.text, due_on=body.due_on)
        case CouncilWithdraw():
            council_ends.withdraw_pledge(**told, council=council_number, number=body.pledge, reason=body.reason)
    return {"act": body.act, "made": str(made or "")}


def _frame(told: dict[str, Any], body: Any) -> Any:
    match body:
        case CouncilAdmit():
            return council.admit(**told, identifier=body.identifier, kind=body.kind, chair=body.chair)
        case CouncilCall():
            return council.call(**told, title=body.title, place=body.place, held_at=body.held_at)
        case CouncilKeep():
            return council.keep(**told, number=body.pledge, evidence=body.evidence)
        case CouncilEndSeat():
            return council_ends.end_seat(**told, member=body.seat, on=body.on, reason=body.reason)
        case CouncilClose():
            return council_ends.close(**told, on=body.on, reason=body.reason)
        case _:
            return council_ends.withdraw_pledge(**told, number=body.pledge, reason=body.reason)


def _business(told: dict[str, Any], body: Any) -> Any:
    match body:
        case CouncilMove():
            return council.move(
                **told, meeting=body.meeting, text=body.text, majority=body.majority, opens_at=body.opens_at,
                closes_at=body.closes_at,
            )  # fmt: skip
        case CouncilCallOff():
            return council_ends.call_off(**told, meeting=body.meeting, reason=body.reason)
        case CouncilSettle():
            return council.settle(**told, motion=body.motion)
        case _:
            return council.write_minutes(**told, meeting=body.meeting, text=body.text)


def _check_within(request: Request, number: str, body: Any) -> None:
    """Raises NotFound for a council that the caller may not see, or a meeting or motion of another one."""
    seen = councils.sitting(zone=request.zone, number=number, by=request.actor, at=request.at)
    meetings = {held.row.pk for held in seen.meetings}
    motions = {moved.row.pk for held in seen.meetings for moved in held.motions}
    if getattr(body, "meeting", None) not in {None, *meetings} or getattr(body, "motion", None) not in {None, *motions}:
        raise NotFound("没有这次会议或者表决 no such meeting or motion here", do="从联合体进入 start from the council")


def _line(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("number", "name", "form", "founded_on", "ended_on")}


def _seat(row: Any) -> dict[str, Any]:
    same = ("kind", "chair", "since", "until", "reason")
    return {name: getattr(row, name) for name in same} | {"id": row.pk, "party": row.party_id, "name": row.party.name}


def _meeting(held: councils.Held) -> dict[str, Any]:
    row = held.row
    return {
        "id": row.pk, "present": [member.pk for member in held.present], "motions": [_motion(one) for one in held.motions],
        **{name: getattr(row, name) for name in ("number", "title", "place", "held_at", "minutes", "closed_at", "reason")},
    }  # fmt: skip


def _motion(moved: councils.Moved) -> dict[str, Any]:
    row = moved.row
    return {
        "id": row.pk, "open": moved.open, "own": [{"seat": member.pk, "choice": choice} for member, choice in moved.own],
        **{name: getattr(row, name) for name in ("number", "text", "majority", "opens_at", "closes_at", "result", "tally")},
    }  # fmt: skip


def _pledge(row: Any, late: bool) -> dict[str, Any]:
    same = ("number", "text", "due_on", "made_on", "state", "settled_on", "evidence", "reason")
    return {name: getattr(row, name) for name in same} | {"seat": row.member_id, "late": late}
