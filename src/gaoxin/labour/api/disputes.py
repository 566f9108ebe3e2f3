"""Endpoints of the tribunal: a claim, one's files, the acts of parties, registry and arbitrators. What the pages refuse is refused here."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import File, Form, Header, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from gaoxin.labour.api.dispute_acts import Code, DeskAct, PartyAct, Words, desk_act, party_act
from gaoxin.labour.selectors.disputes import lists, whole
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.disputes import evidence, filing, hearing
from gaoxin.runtime.api import Request, answers

router = Router(tags=["劳动争议仲裁 disputes at work"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Fen = Annotated[int, Field(ge=0, le=10**13)]
Name = Annotated[str, StringConstraints(max_length=120)]
Line = Annotated[str, StringConstraints(max_length=200)]


class DisputeWorker(Schema):
    """identifier: citizen number. representative: speaks for the others of a collective dispute."""

    name: Annotated[str, StringConstraints(max_length=60)]
    identifier: Annotated[str, StringConstraints(max_length=18)]
    representative: bool = False


class DisputeClaimed(Schema):
    kind: Code = Field(examples=["wages"])
    amount_fen: Fen
    text: Annotated[str, StringConstraints(max_length=1000)] = ""


class DisputeGap(Schema):
    begin: dt.date
    end: dt.date


class DisputeNew(Schema):
    """A claim. employer: credit code or full name in the register. known_on, employed, left_on, interruptions, suspensions: what its
    year is counted from (劳动争议调解仲裁法 27)."""

    employer: Name
    workers: Annotated[list[DisputeWorker], Field(min_length=1, max_length=500)]
    claims: Annotated[list[DisputeClaimed], Field(min_length=1, max_length=20)]
    facts: Words
    phone: Annotated[str, StringConstraints(max_length=40)]
    known_on: dt.date
    employed: bool
    left_on: dt.date | None = None
    interruptions: Annotated[list[dt.date], Field(max_length=20)] = []
    suspensions: Annotated[list[DisputeGap], Field(max_length=20)] = []


class DisputeMade(Schema):
    id: uuid.UUID


class DisputeDone(Schema):
    """version: of the file after the act; give it with the next one, so that two at once are noticed."""

    id: uuid.UUID
    state: str
    version: int


class DisputeDue(Schema):
    """provisional: holidays yet to be announced may move it to a later day."""

    what: str
    who: str
    at: dt.datetime
    limit: str
    article: str
    late: bool
    provisional: bool


class DisputeLine(Schema):
    """left: working days until the first thing is due, below 0 when late."""

    id: uuid.UUID
    number: str
    state: str
    claimant: str
    respondent: str
    workers: int
    collective: bool
    filed_at: dt.datetime
    due: DisputeDue | None
    left: int | None


class DisputesTold(Schema):
    disputes: list[DisputeLine]
    count: int


class DisputeItem(Schema):
    number: int
    side: str
    kind: str
    amount_fen: int
    text: str
    withdrawn: bool
    awarded_fen: int | None
    final: bool | None


class DisputePaper(Schema):
    """ready: sealed, and to be downloaded on the page of the file. awaits_signature: of the arbitrators, before the seal."""

    id: uuid.UUID
    title: str
    issued_at: dt.datetime
    ready: bool
    awaits_signature: bool


class DisputeHearing(Schema):
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    link: str
    state: str


class DisputeEvent(Schema):
    event: str
    at: dt.datetime
    article: str
    note: str


class DisputeParticipant(Schema):
    id: uuid.UUID
    name: str
    side: str
    representative: bool


class DisputeSeat(Schema):
    id: uuid.UUID
    name: str
    presiding: bool


class DisputeWhole(Schema):
    """One file as its reader may see it: all papers for the tribunal, those addressed to it for a side."""

    id: uuid.UUID
    number: str
    state: str
    version: int
    facts: str
    archived_at: dt.datetime | None
    parties: list[DisputeParticipant]
    tribunal: list[DisputeSeat]
    claims: list[DisputeItem]
    dues: list[DisputeDue]
    events: list[DisputeEvent]
    hearings: list[DisputeHearing]
    papers: list[DisputePaper]
    challenges: list[uuid.UUID]
    requests: list[uuid.UUID]
    rehearings: list[uuid.UUID]


class ArbitratorTieTold(Schema):
    arbitrator: uuid.UUID
    party: uuid.UUID
    relation: Code = Field(examples=["relative"])
    note: Line = ""


class EvidenceTold(Schema):
    """words: what the file shows."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=300)]


def _made(request: Request, key: str) -> dict[str, Any]:
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}


@router.get(
    "/disputes", response=answers(DisputesTold), url_name="disputes", operation_id="disputes", summary="案件 files"
)
def disputes(
    request: Request, state: Literal["open", "closed"] = "open", page: Annotated[int, Query(ge=1, le=1000, description="of thirty")] = 1
) -> Any:  # fmt: skip
    """Files that the reader may see, open ones by what is due first."""
    rows, many = lists.desk(zone=request.zone, by=request.actor, now=request.at, state=state, page=page)
    return {"disputes": [_line(one) for one in rows], "count": many}


@router.post(
    "/disputes",
    response=answers(DisputeMade),
    url_name="file-claim",
    operation_id="file-claim",
    summary="申请仲裁 file a claim",
)
def file_claim(request: Request, body: DisputeNew, key: Key) -> Any:
    """In time, against an employer of the register. A claim after its year changes nothing."""
    told = filing.Told(
        employer=body.employer, workers=[filing.Worker(one.name, one.identifier, one.representative) for one in body.workers],
        claims=[filing.Claim(one.kind, one.amount_fen, one.text) for one in body.claims], facts=body.facts, phone=body.phone,
        known_on=body.known_on, employed=body.employed, left_on=body.left_on, interruptions=body.interruptions,
        suspensions=[(one.begin, one.end) for one in body.suspensions],
    )  # fmt: skip
    return {"id": filing.file(**_made(request, key), told=told)}


@router.get(
    "/disputes/{dispute}", response=answers(DisputeWhole), url_name="dispute", operation_id="dispute", summary="一件 one file"
)  # fmt: skip
def dispute_(request: Request, dispute: uuid.UUID) -> Any:
    """404 for whoever is neither a party nor its tribunal nor the registry."""
    return _whole(whole.whole(zone=request.zone, dispute_id=dispute, by=request.actor, now=request.at))


@router.post(
    "/disputes/{dispute}/party", response=answers(DisputeDone), url_name="dispute-party-act", operation_id="dispute-party-act",
    summary="当事人的行为 an act of a party",
)  # fmt: skip
def of_party(request: Request, dispute: uuid.UUID, body: PartyAct, key: Key) -> Any:
    """Correct, withdraw, answer, ask to postpone, challenge, change claims, claim too."""
    party_act(_made(request, key) | {"dispute_id": dispute}, body)
    return _done(request, dispute)


@router.post(
    "/disputes/{dispute}/desk", response=answers(DisputeDone), url_name="dispute-desk-act", operation_id="dispute-desk-act",
    summary="仲裁庭的行为 an act of registry or tribunal",
)  # fmt: skip
def of_desk(request: Request, dispute: uuid.UUID, body: DeskAct, key: Key) -> Any:
    """The registry has no act that refuses; whoever presides over the case has."""
    desk_act(_made(request, key) | {"dispute_id": dispute}, body)
    return _done(request, dispute)


@router.post(
    "/disputes/{dispute}/evidence", response=answers(DisputeMade), url_name="hand-in-evidence", operation_id="hand-in-evidence",
    summary="提交证据 hand in a file",
)  # fmt: skip
def hand_in(request: Request, dispute: uuid.UUID, body: Form[EvidenceTold], file: File[UploadedFile], key: Key) -> Any:
    """Known by its contents, not by its name."""
    whole.seen.one(zone=request.zone, dispute_id=dispute, by=request.actor)
    given = evidence.Given(file.name or "file", file.read(), body.words)
    return {"id": evidence.hand_in(**_made(request, key), dispute_id=dispute, given=given)}


@router.post(
    "/arbitrator-ties", response=answers(DisputeMade), url_name="note-tie", operation_id="note-tie", summary="登记回避关系 note a tie"
)  # fmt: skip
def note_tie(request: Request, body: ArbitratorTieTold, key: Key) -> Any:
    """It keeps the arbitrator out of that party's cases."""
    return {
        "id": hearing.note_tie(
            **_made(request, key),
            arbitrator_id=body.arbitrator,
            party_id=body.party,
            relation=body.relation,
            note=body.note,
        )
    }


def _done(request: Request, dispute: uuid.UUID) -> dict[str, Any]:
    row = whole.seen.one(zone=request.zone, dispute_id=dispute, by=request.actor)
    return {"id": row.id, "state": row.state, "version": row.version}


def _due(one: Any) -> dict[str, Any] | None:
    return one and {"what": one.what, "who": one.who, "at": calendar().local(one.at), "limit": one.limit, "article": one.article,
                    "late": one.late, "provisional": one.provisional}  # fmt: skip


def _line(one: lists.Line) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id, "number": row.number, "state": row.state, "claimant": one.claimant, "respondent": row.respondent.name,
        "workers": row.workers, "collective": row.collective, "filed_at": row.filed_at, "due": _due(one.due), "left": one.left,
    }  # fmt: skip


def _whole(found: whole.Whole) -> dict[str, Any]:
    row = found.row
    return {
        "id": row.id, "number": row.number, "state": row.state, "version": row.version, "facts": row.facts,
        "archived_at": row.archived_at, "dues": [_due(one) for one in found.standing.dues],
        "parties": [
            {"id": one.party_id, "name": one.party.name, "side": one.side, "representative": one.representative} for one in found.people
        ],
        "tribunal": [{"id": one.arbitrator_id, "name": one.arbitrator.name, "presiding": one.presiding} for one in found.seats],
        "claims": [
            {name: getattr(one, name) for name in ("number", "side", "kind", "amount_fen", "text", "withdrawn", "awarded_fen", "final")}
            for one in found.claims
        ],
        "events": [{"event": one.event, "at": one.at, "article": one.article, "note": one.note} for one in found.entries],
        "hearings": [
            {name: getattr(one, name) for name in ("starts_at", "ends_at", "room", "link", "state")} for one in found.hearings
        ],
        "papers": [{"id": one.row.id, "title": one.row.title, "issued_at": one.row.issued_at, "ready": one.ready,
                    "awaits_signature": one.row.waits} for one in found.papers],
        "challenges": [one.id for one in found.challenges], "requests": [one.id for one in found.requests],
        "rehearings": [one.id for one in found.rehearings],
    }  # fmt: skip
