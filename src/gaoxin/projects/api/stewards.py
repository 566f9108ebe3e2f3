"""Endpoints of 企业服务 stewards."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Header, Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.projects.selectors.stewards import inquiries as log
from gaoxin.projects.selectors.stewards import returning as monitoring
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.services.stewards import inquiries, returning
from gaoxin.runtime.api import Request, answers

router = Router(tags=["企业服务 stewards"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Year = Annotated[int, Path(ge=2000, le=2100)]
Cursor = Annotated[str, Query(max_length=120, description="`next` of the page before")]
Words = Annotated[str, StringConstraints(max_length=2000)]
Code = Annotated[str, StringConstraints(max_length=64)]


class EnterpriseTold(Schema):
    """An enterprise with who serves it now. open: questions that are not closed."""

    party: uuid.UUID
    name: str
    identifier: str
    steward: str
    backup: str
    since: dt.datetime
    open: int


class EnterprisesTold(Schema):
    enterprises: list[EnterpriseTold]
    next: str


class InquiryTold(Schema):
    """standing: waiting, soon, late, answered, answered-late or closed. left: office minutes to the first answer, negative when late."""

    id: uuid.UUID
    party: uuid.UUID
    enterprise: str
    subject: str
    office: str
    asked_at: dt.datetime
    due_at: dt.datetime
    first_answer_at: dt.datetime | None
    closed_at: dt.datetime | None
    stars: int | None
    version: int
    standing: str
    left: int


class EntryTold(Schema):
    number: int
    kind: str
    who: str
    at: dt.datetime
    text: str
    office: str


class CourseTold(InquiryTold):
    course: list[EntryTold]


class InquiriesTold(Schema):
    inquiries: list[InquiryTold]
    next: str


class NewInquiry(Schema):
    party: uuid.UUID
    subject: Annotated[str, StringConstraints(max_length=200)] = Field(examples=["用电增容"])
    text: Words = Field(examples=["二期要增容，找哪个部门？"])


class NewAnswer(Schema):
    """version: of the question as it was read; refused where somebody wrote meanwhile."""

    text: Words
    version: Annotated[int, Field(ge=1, le=10**6)] | None = None


class NewDeclaration(Schema):
    """capacity: percent of normal. obstacles: codes of catalogue/service/stewards.yaml."""

    party: uuid.UUID
    day: dt.date
    returned: bool
    capacity: Annotated[int, Field(ge=-(10**6), le=10**6)]
    workers_back: Annotated[int, Field(ge=0, le=10**6)]
    workers: Annotated[int, Field(ge=0, le=10**6)]
    obstacles: list[Code] = Field(default_factory=list, max_length=20, examples=[["labour"]])
    words: Words = ""


class Made(Schema):
    id: uuid.UUID


class ReturnTold(Schema):
    """A round over the caller's enterprises. capacity: percent with one place, weighted by workers; null where nothing was declared."""

    year: int
    since: dt.date
    until: dt.date
    served: int
    declared: int
    confirmed: int
    returned: int
    silent: int
    capacity: float | None
    workers_back: int
    workers: int
    obstacles: dict[str, int]


@router.get(
    "/stewards/enterprises", response=answers(EnterprisesTold), url_name="steward-enterprises",
    operation_id="steward-enterprises", summary="企业和专员 enterprises and who serves them",
)  # fmt: skip
def enterprises(request: Request, cursor: Cursor = "") -> Any:
    """Those the caller serves; for heads and auditors all."""
    rows, after = serving.served(zone=request.zone, by=request.actor, after=cursor)
    return {
        "enterprises": [
            {
                "party": row.party_id, "name": row.name, "identifier": row.identifier, "steward": row.steward,
                "backup": row.backup, "since": row.since, "open": row.open,
            }
            for row in rows
        ],
        "next": after,
    }  # fmt: skip


@router.get(
    "/stewards/inquiries", response=answers(InquiriesTold), url_name="inquiries", operation_id="inquiries",
    summary="咨询收件箱 the inbox",
)  # fmt: skip
def inbox(request: Request, which: Literal["open", "closed", "all"] = "open", cursor: Cursor = "") -> Any:
    """Of the enterprises the caller serves or speaks for, and those handed to the caller's office."""
    rows, after = log.inbox(zone=request.zone, by=request.actor, now=request.at, which=which, after=cursor)
    return {"inquiries": [_told(row) for row in rows], "next": after}


@router.get(
    "/stewards/inquiries/{inquiry}", response=answers(CourseTold), url_name="inquiry", operation_id="inquiry",
    summary="一条咨询 one question",
)  # fmt: skip
def one(request: Request, inquiry: uuid.UUID) -> Any:
    """With its course."""
    view, course = log.one(zone=request.zone, inquiry_id=inquiry, by=request.actor, now=request.at)
    return _told(view) | {
        "course": [
            {"number": e.number, "kind": e.kind, "who": e.who, "at": e.at, "text": e.text, "office": e.office}
            for e in course
        ]
    }


@router.post(
    "/stewards/inquiries", response=answers(Made), url_name="ask-inquiry", operation_id="ask-inquiry",
    summary="提问 ask once",
)  # fmt: skip
def ask(request: Request, body: NewInquiry, key: Key) -> Any:
    """By the enterprise, or by whoever serves it for what it said by telephone."""
    told = {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
    return {"id": inquiries.ask(**told, party_id=body.party, subject=body.subject, text=body.text)}


@router.post(
    "/stewards/inquiries/{inquiry}/answers", response=answers(CourseTold), url_name="answer-inquiry",
    operation_id="answer-inquiry", summary="答复 answer",
)  # fmt: skip
def answer(request: Request, inquiry: uuid.UUID, body: NewAnswer, key: Key) -> Any:
    """The first one ends the time that was promised."""
    told = {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
    inquiries.answer(**told, inquiry_id=inquiry, text=body.text, version=body.version)
    return one(request, inquiry)


@router.post(
    "/stewards/returns/{year}/declarations", response=answers(Made), url_name="declare-return", operation_id="declare-return",
    summary="填报复工复产 declare the return to work",
)  # fmt: skip
def declare(request: Request, year: Year, body: NewDeclaration, key: Key) -> Any:
    """A new one takes the place of the one before, and is to be confirmed by another person."""
    told = returning.Declared(
        body.day, body.returned, body.capacity, body.workers_back, body.workers, tuple(body.obstacles), body.words
    )
    made = {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
    return {"id": returning.declare(**made, year=year, party_id=body.party, told=told)}


@router.get(
    "/stewards/returns/{year}", response=answers(ReturnTold), url_name="return-to-work", operation_id="return-to-work",
    summary="复工复产 return to work",
)  # fmt: skip
def returns(request: Request, year: Year) -> Any:
    """Sums over the caller's enterprises."""
    found = monitoring.monitor(zone=request.zone, year=year, by=request.actor)
    sums = found.sums
    return {
        "year": year, "since": found.since, "until": found.until, "served": sums.served, "declared": sums.declared,
        "confirmed": sums.confirmed, "returned": sums.returned, "silent": sums.silent,
        "capacity": None if sums.capacity_bp is None else round(sums.capacity_bp / 100, 1),
        "workers_back": sums.workers_back, "workers": sums.workers_all, "obstacles": dict(sums.obstacles),
    }  # fmt: skip


def _told(view: log.InquiryView) -> dict[str, Any]:
    return {
        "id": view.id, "party": view.party_id, "enterprise": view.party, "subject": view.subject, "office": view.office,
        "asked_at": view.asked_at, "due_at": view.due_at, "first_answer_at": view.first_answer_at, "closed_at": view.closed_at,
        "stars": view.stars, "version": view.version, "standing": view.standing, "left": view.left,
    }  # fmt: skip
