"""Endpoints of technology transfer: demands, what suits them, results, matching of both sides, talks and deals."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Header, Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotFound
from gaoxin.innovation.permissions.register import check_reader
from gaoxin.innovation.permissions.transfer import may_read_all, may_see_every_side, speaks_for_firm
from gaoxin.innovation.selectors.transfer import lists
from gaoxin.innovation.selectors.transfer.voices import universities_of
from gaoxin.innovation.services.transfer import assigning, dealing, matching, posting
from gaoxin.runtime.api import Request, answers

router = Router(tags=["成果转化 technology transfer"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Cursor = Annotated[str, Query(max_length=120, description="`next` of the page before")]
Short = Annotated[str, StringConstraints(max_length=200)]
Thousands = Annotated[int, Field(ge=-(10**12), le=10**12)]


class DemandTold(Schema):
    """low_k, high_k: the budget in thousand yuan, null where open. left: why the last matching found nothing."""

    id: uuid.UUID
    number: str
    party: uuid.UUID
    enterprise: str
    title: str
    field: str
    maturity: int
    low_k: int | None
    high_k: int | None
    deadline: dt.date
    state: str
    left: dict[str, Any]


class DemandsTold(Schema):
    demands: list[DemandTold]
    next: str


class DemandPosted(Schema):
    """maturity: at least that level of nine."""

    party: uuid.UUID
    title: Short
    field: Short = Field(examples=["materials"])
    maturity: Annotated[int, Field(ge=0, le=100)]
    deadline: dt.date
    detail: Annotated[str, StringConstraints(max_length=4000)] = ""
    low_k: Thousands | None = None
    high_k: Thousands | None = None


class ResultPosted(Schema):
    """Of a university, or of an institute by name. price_k: null where to be agreed."""

    title: Short
    field: Short = Field(examples=["materials"])
    maturity: Annotated[int, Field(ge=0, le=100)]
    university: uuid.UUID | None = None
    institute: Short = ""
    detail: Annotated[str, StringConstraints(max_length=4000)] = ""
    price_k: Thousands | None = None
    seats: Annotated[int, Field(ge=0, le=1000)] = 1
    patents: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=50)] = []


class TransferIdTold(Schema):
    id: uuid.UUID


class SuggestionTold(Schema):
    """ours, theirs: what both sides make of the pair. terms: of the enterprise's score, each of 100 with its weight."""

    result: uuid.UUID
    number: str
    title: str
    owner: str
    price_k: int | None
    ours: int
    theirs: int
    fits: bool
    terms: dict[str, list[int]]


class SuggestionsTold(Schema):
    suggestions: list[SuggestionTold]


class MatchTold(Schema):
    """trace: terms, weights, the rank among the choices, and why those above could not be had (for officers)."""

    id: uuid.UUID
    demand: str
    enterprise: str
    result: str
    owner: str
    state: str
    ours: int
    theirs: int
    rank: int
    choices: int
    trace: dict[str, Any]


class MatchesTold(Schema):
    matches: list[MatchTold]
    next: str


class MatchMoved(Schema):
    """reason: needed where it comes to nothing."""

    act: Literal["talks", "fail"]
    reason: Annotated[str, StringConstraints(max_length=600)] = ""


class RunTold(Schema):
    """state: waiting for a worker, working, done, or failed; stalled: open, and no sign of a worker. seen: demands scored so far.

    book, inputs: digests of the weights, and of the demands and results, that a run which is done stands on.
    """

    id: uuid.UUID
    state: Literal["waiting", "working", "done", "failed"]
    stalled: bool
    asked_at: dt.datetime
    done_at: dt.datetime | None
    demands: int
    results: int
    seen: int
    pairs: int
    book: str
    inputs: str
    why: dict[str, str]


class DealRecorded(Schema):
    """stake_bp: of a stake, hundredths of a percent. licence: how, of a licence."""

    kind: Short = Field(examples=["licence"])
    amount_k: Thousands
    signed_on: dt.date
    evidence: Short
    stake_bp: Annotated[int, Field(ge=0, le=100_000)] | None = None
    agreement: uuid.UUID | None = None
    licence: Short = ""
    until: dt.date | None = None


class AssignmentEntered(Schema):
    """on: the day of the entry with the patent office. consent: paper of those who own it too, where there are any."""

    on: dt.date
    evidence: Short
    consent: Short = ""


class AssignedTold(Schema):
    """Numbers of the patents that changed hands."""

    patents: list[str]


@router.get(
    "/transfer/demands", response=answers(DemandsTold), url_name="transfer-demands", operation_id="transfer-demands",
    summary="技术需求 demands",
)  # fmt: skip
def demands(request: Request, cursor: Cursor = "") -> Any:
    """For officers and universities all, for an enterprise its own. The newest first."""
    own = None if may_read_all(request.actor, request.zone) else _firms(request.actor)
    rows, after = lists.demands(zone=request.zone, before=cursor, party_ids=own)
    return {"demands": [_demand(row) for row in rows], "next": after}


@router.post(
    "/transfer/demands", response=answers(TransferIdTold), url_name="post-demand", operation_id="post-demand",
    summary="发布需求 post a demand",
)  # fmt: skip
def post_demand(request: Request, body: DemandPosted, key: Key) -> Any:
    """By the enterprise itself, or by the innovation officer for it."""
    told = posting.NewDemand(body.title, body.field, body.maturity, body.deadline, body.detail, body.low_k, body.high_k)
    return {"id": posting.post_demand(**_does(request, key), party_id=body.party, told=told)}


@router.get(
    "/transfer/demands/{demand}/suggestions", response=answers(SuggestionsTold), url_name="transfer-suggestions",
    operation_id="transfer-suggestions", summary="合适的成果 what suits a demand",
)  # fmt: skip
def suggestions(request: Request, demand: uuid.UUID) -> Any:
    """The best first, with every term of the score."""
    row = lists.demand(zone=request.zone, demand_id=demand)
    if not may_read_all(request.actor, request.zone) and not speaks_for_firm(request.actor, request.zone, row.party_id):
        raise NotFound("没有这项需求 no such demand", do="从清单进入 start from the list")
    found = lists.suggestions(zone=request.zone, demand=row, today=timezone.localdate(request.at))
    return {
        "suggestions": [
            {
                "result": one.result.id, "number": one.result.number, "title": one.result.title, "owner": lists.owner_of(one.result),
                "price_k": one.result.price_k, "ours": one.ours, "theirs": one.theirs, "fits": one.fits,
                "terms": {term.code: [term.value, term.weight] for term in one.demand_terms},
            }
            for one in found
        ]
    }  # fmt: skip


@router.post(
    "/transfer/results", response=answers(TransferIdTold), url_name="post-result", operation_id="post-result",
    summary="发布成果 post a result",
)  # fmt: skip
def post_result(request: Request, body: ResultPosted, key: Key) -> Any:
    """By who speaks for the university, or by the innovation officer."""
    told = posting.NewResult(
        body.title, body.field, body.maturity, body.university, body.institute, body.detail, body.price_k, body.seats,
        tuple(body.patents),
    )  # fmt: skip
    return {"id": posting.post_result(**_does(request, key), told=told)}


@router.get(
    "/transfer/matches", response=answers(MatchesTold), url_name="transfer-matches", operation_id="transfer-matches",
    summary="匹配 matches",
)  # fmt: skip
def matches(request: Request, cursor: Cursor = "") -> Any:
    """For officers all, for an enterprise and a university their own."""
    by, zone = request.actor, request.zone
    only: dict[str, Any] = {}
    if not may_see_every_side(by, zone):
        only = {"universities": universities_of(by, zone)} if by.has(Role.SCHOOL) else {"party_ids": _firms(by)}
    rows, after = lists.matches(zone=zone, after=cursor, **only)
    full = may_see_every_side(by, zone)
    return {"matches": [_match(one, full) for one in rows], "next": after}


@router.post(
    "/transfer/matches", response=answers(TransferIdTold), url_name="run-transfer", operation_id="run-transfer",
    summary="匹配供需 match both sides",
)  # fmt: skip
def run(request: Request, key: Key) -> Any:
    """Asks a worker to match all open demands with all open results; proposals that nobody has answered are made anew. One run at
    a time: while one is open, it is that one. `/transfer/runs/{run}` tells how far it is."""
    return {"id": matching.start(**_does(request, key))}


@router.get(
    "/transfer/runs/{run}", response=answers(RunTold), url_name="transfer-run", operation_id="transfer-run",
    summary="匹配的进度和结果 a matching's progress and outcome",
)  # fmt: skip
def run_told(request: Request, run: uuid.UUID) -> Any:
    """For officers of the zone."""
    check_reader(request.actor, request.zone)
    row = lists.run(zone=request.zone, run_id=run)
    names = ("id", "state", "done_at", "demands", "results", "seen", "pairs", "book", "inputs", "why")
    told = {name: getattr(row, name) for name in names}
    return told | {"asked_at": row.at, "stalled": lists.run_stalled(row, request.at)}


@router.post(
    "/transfer/matches/{match}/steps", response=answers(MatchTold), url_name="move-match", operation_id="move-match",
    summary="洽谈或者未成 talks, or nothing",
)  # fmt: skip
def move(request: Request, match: uuid.UUID, body: MatchMoved, key: Key) -> Any:
    """By either side, or the officer."""
    told = {**_does(request, key), "match_id": match}
    if body.act == "talks":
        dealing.begin_talks(**told)
    else:
        dealing.fail_match(**told, reason=body.reason)
    return _match(lists.match(zone=request.zone, match_id=match), may_see_every_side(request.actor, request.zone))


@router.post(
    "/transfer/matches/{match}/deal", response=answers(TransferIdTold), url_name="record-deal", operation_id="record-deal",
    summary="登记成交 record a deal",
)  # fmt: skip
def deal(request: Request, match: uuid.UUID, body: DealRecorded, key: Key) -> Any:
    """Once a match that is in talks."""
    told = dealing.NewDeal(
        body.kind, body.amount_k, body.signed_on, body.evidence, body.stake_bp, body.agreement, body.licence, body.until
    )
    return {"id": dealing.record_deal(**_does(request, key), match_id=match, deal=told)}


@router.post(
    "/transfer/matches/{match}/assignment", response=answers(AssignedTold), url_name="assign-deal", operation_id="assign-deal",
    summary="转让登记 the sale of a patent is entered",
)  # fmt: skip
def assign(request: Request, match: uuid.UUID, body: AssignmentEntered, key: Key) -> Any:
    """The patents of a deal that sells them are the enterprise's from that day on; the owners before stay on record."""
    entry = assigning.Entry(body.on, body.evidence, body.consent)
    return {"patents": assigning.enter_assignment(**_does(request, key), match_id=match, entry=entry)}


def _does(request: Request, key: str) -> dict[str, Any]:
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}


def _firms(by: Actor) -> list[uuid.UUID]:
    """Those for which the reader speaks as a whole."""
    return [uuid.UUID(party) for party, item in by.mandates() if not item]


def _demand(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "number": row.number, "party": row.party_id, "enterprise": row.party.name, "title": row.title, "field": row.field,
        "maturity": row.maturity, "low_k": row.low_k, "high_k": row.high_k, "deadline": row.deadline, "state": row.state,
        "left": {name: row.left[name] for name in ("reason", "choices") if name in row.left},
    }  # fmt: skip


def _match(one: lists.MatchView, full: bool) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id, "demand": row.demand.number, "enterprise": row.demand.party.name, "result": row.result.number,
        "owner": lists.owner_of(row.result), "state": row.state, "ours": row.ours, "theirs": row.theirs, "rank": row.trace["rank"],
        "choices": row.trace["choices"], "trace": row.trace if full else {},
    }  # fmt: skip
