"""Endpoints of placements, from a proposal to a job, and of agreements between school and firm."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from gaoxin.runtime.api import Request, answers
from gaoxin.talent.api.shapes import Code, Key, Reason, TalentNumberMade, does, shown
from gaoxin.talent.selectors import desks
from gaoxin.talent.services import courses, placements

router = Router(tags=["人才供需 talent"])


class TalentPlacementTold(Schema):
    """student: the school's own number. state: proposed, agreed, started, ended, withdrawn. hired_on: day of the labour contract."""

    number: str
    student: str
    school: str
    firm: str
    post: str
    title: str
    first: str
    last: str
    km: int
    state: str
    school_agreed_at: dt.datetime | None
    firm_agreed_at: dt.datetime | None
    signed_on: dt.date | None
    ended_on: dt.date | None
    reason: str
    hired_on: dt.date | None


class TalentPlacements(Schema):
    """ended, hired: how many practised, and how many of them were taken on."""

    placements: list[TalentPlacementTold]
    ended: int
    hired: int


class TalentPlacementNew(Schema):
    student: uuid.UUID
    post: Code


class TalentPlacementAgree(Schema):
    """By the school and by the firm, each for itself."""

    act: Literal["agree"]


class TalentPlacementStart(Schema):
    """By the school. signed_on: the three-party agreement."""

    act: Literal["start"]
    signed_on: dt.date


class TalentPlacementEnd(Schema):
    act: Literal["end"]
    on: dt.date
    reason: Reason


class TalentPlacementWithdraw(Schema):
    """Before it starts."""

    act: Literal["withdraw"]
    reason: Reason


class TalentPlacementHire(Schema):
    """By the firm. on: day of the labour contract."""

    act: Literal["hire"]
    on: dt.date


PlacementAct = Annotated[
    TalentPlacementAgree | TalentPlacementStart | TalentPlacementEnd | TalentPlacementWithdraw | TalentPlacementHire,
    Field(discriminator="act"),
]


class TalentPlacementState(Schema):
    number: str
    state: str


class TalentAgreementTold(Schema):
    """offered_by: school or firm; the other side accepts. ended_on: before its last day."""

    number: str
    school: str
    firm: str
    subject: str
    offered_by: str
    since: dt.date
    until: dt.date
    agreed_at: dt.datetime | None
    ended_on: dt.date | None


class TalentAgreements(Schema):
    agreements: list[TalentAgreementTold]


class TalentAgreementNew(Schema):
    """party: the firm."""

    school: uuid.UUID
    party: uuid.UUID
    subject: Reason
    since: dt.date
    until: dt.date


class TalentAgreementAccept(Schema):
    act: Literal["accept"]


class TalentAgreementEnd(Schema):
    act: Literal["end"]
    on: dt.date


AgreementAct = Annotated[TalentAgreementAccept | TalentAgreementEnd, Field(discriminator="act")]


@router.get(
    "/talent/placements", response=answers(TalentPlacements), url_name="talent-placements", operation_id="talent-placements",
    summary="实习安排 placements",
)  # fmt: skip
def placements_(request: Request) -> Any:
    """A firm's: who is offered or placed there. A school's: its own students."""
    rows: dict[str, Any] = {}
    for side in desks.own_sides(zone=request.zone, by=request.actor):
        rows |= {row.number: row for row in desks.placements_of(zone=request.zone, side=side, by=request.actor)}
    return {
        "placements": [_placement(row) for row in rows.values()],
        "ended": sum(row.state == "ended" for row in rows.values()),
        "hired": sum(row.hired_on is not None for row in rows.values()),
    }


@router.post(
    "/talent/placements", response=answers(TalentNumberMade), url_name="place-talent", operation_id="place-talent",
    summary="安排一名学生 place a student",
)  # fmt: skip
def place(request: Request, body: TalentPlacementNew, key: Key) -> Any:
    """By the school, to one post, where law and seats allow it."""
    return {"number": placements.place(**does(request, key), student=body.student, post=body.post)}


@router.post(
    "/talent/placements/{placement}/acts", response=answers(TalentPlacementState), url_name="act-on-placement",
    operation_id="act-on-placement", summary="同意、开始、结束、撤回、录用 act on a placement",
)  # fmt: skip
def act_on_placement(request: Request, placement: str, body: PlacementAct, key: Key) -> Any:
    """By the school or the firm whose it is."""
    told = does(request, key) | {"number": placement}
    match body:
        case TalentPlacementAgree():
            placements.agree(**told)
        case TalentPlacementStart():
            placements.start(**told, signed_on=body.signed_on)
        case TalentPlacementEnd():
            placements.end(**told, on=body.on, reason=body.reason)
        case TalentPlacementWithdraw():
            placements.withdraw(**told, reason=body.reason)
        case TalentPlacementHire():
            placements.hire(**told, on=body.on)
    row = desks.placement(zone=request.zone, number=placement, by=request.actor)
    return {"number": row.number, "state": row.state}


@router.get(
    "/talent/agreements", response=answers(TalentAgreements), url_name="talent-agreements", operation_id="talent-agreements",
    summary="校企合作协议 agreements",
)  # fmt: skip
def agreements(request: Request) -> Any:
    """One's own, the newest first."""
    rows: dict[str, Any] = {}
    for side in desks.own_sides(zone=request.zone, by=request.actor):
        rows |= {row.number: row for row in desks.agreements_of(zone=request.zone, side=side, by=request.actor)}
    same = ("number", "subject", "offered_by", "since", "until", "agreed_at", "ended_on")
    return {
        "agreements": [
            {name: getattr(row, name) for name in same} | {"school": row.school.party.name, "firm": row.party.name}
            for row in rows.values()
        ]
    }


@router.post(
    "/talent/agreements", response=answers(TalentNumberMade), url_name="offer-talent-agreement",
    operation_id="offer-talent-agreement", summary="提出协议 offer an agreement",
)  # fmt: skip
def offer(request: Request, body: TalentAgreementNew, key: Key) -> Any:
    """By either side."""
    return {"number": courses.offer(**does(request, key), **body.dict())}


@router.post(
    "/talent/agreements/{agreement}/acts", response=answers(TalentNumberMade), url_name="act-on-talent-agreement",
    operation_id="act-on-talent-agreement", summary="同意、终止协议 accept or end an agreement",
)  # fmt: skip
def act_on_agreement(request: Request, agreement: str, body: AgreementAct, key: Key) -> Any:
    """The other side accepts; either side ends."""
    told = does(request, key) | {"number": agreement}
    match body:
        case TalentAgreementAccept():
            courses.accept(**told)
        case TalentAgreementEnd():
            courses.end_agreement(**told, on=body.on)
    return {"number": agreement}


def _placement(row: Any) -> dict[str, Any]:
    same = (
        "number",
        "km",
        "state",
        "school_agreed_at",
        "firm_agreed_at",
        "signed_on",
        "ended_on",
        "reason",
        "hired_on",
    )
    return {name: getattr(row, name) for name in same} | {
        "student": row.student.number, "school": row.student.school.party.name, "firm": row.post.party.name, "post": row.post.number,
        "title": row.post.title, "first": shown(row.first_month), "last": shown(row.last_month),
    }  # fmt: skip
