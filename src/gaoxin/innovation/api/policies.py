"""Endpoints of 惠企政策 benefits."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.utils import timezone
from ninja import Header, Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.innovation.permissions.policies import READS, check_reads
from gaoxin.innovation.rules.policies.reading import read_policy
from gaoxin.innovation.rules.policies.telling import policy_told
from gaoxin.innovation.selectors.policies import lists
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.selectors.policies.simulating import simulate
from gaoxin.innovation.services.policies import consenting, declaring, matching, paying
from gaoxin.runtime.api import Request, answers

router = Router(tags=["惠企政策 benefits"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip


class BenefitTold(Schema):
    """name: both languages. in_force: the day from which the version of today holds."""

    code: str
    name: dict[str, str]
    field: str
    way: str
    often: str
    unasked: bool
    demo: bool
    in_force: str | None
    versions: list[dict[str, Any]]


class BenefitsTold(Schema):
    benefits: list[BenefitTold]


class EntitlementTold(Schema):
    """yuan: whole. trace: why, with values, sources and articles."""

    id: uuid.UUID
    party: uuid.UUID
    enterprise: str
    policy: str
    year: int
    yuan: int
    state: str
    reclaimed: int
    trace: dict[str, Any]


class EntitlementsTold(Schema):
    entitlements: list[EntitlementTold]
    next: str


class BenefitConsent(Schema):
    """yuan: the amount that was read; refused where it has changed."""

    account: Annotated[str, StringConstraints(max_length=60)] = Field(examples=["4420123456789012"])
    yuan: Annotated[int, Field(ge=0, le=10**12)] | None = None


class BenefitClaim(Schema):
    yuan: Annotated[int, Field(ge=0, le=10**12)]
    reason: Annotated[str, StringConstraints(max_length=2000)]


class BenefitDeclined(Schema):
    words: Annotated[str, StringConstraints(max_length=500)] = ""


class BenefitObjection(Schema):
    """policy: also one that the firm is not listed for."""

    party: uuid.UUID
    policy: Annotated[str, StringConstraints(max_length=48)] = Field(examples=["rd-reward"])
    year: Annotated[int, Field(ge=2000, le=2200)]
    text: Annotated[str, StringConstraints(max_length=2000)]


class BenefitAnswer(Schema):
    """upheld: the officer corrects the facts, then matches anew."""

    upheld: bool
    text: Annotated[str, StringConstraints(max_length=2000)]


class ObjectionTold(Schema):
    """upheld, answered_at: null while it is open; nothing of the benefit is paid until then."""

    id: uuid.UUID
    party: uuid.UUID
    enterprise: str
    policy: str
    year: int
    text: str
    at: dt.datetime
    upheld: bool | None
    answer: str
    answered_at: dt.datetime | None


class ObjectionsTold(Schema):
    objections: list[ObjectionTold]


class BenefitFacts(Schema):
    """values: fact -> value, as `./gaoxin policy facts` names them. All or none; each takes the place of the one of the same day."""

    values: Annotated[
        dict[str, bool | int | float | Annotated[str, StringConstraints(max_length=100)]], Field(max_length=60)
    ] = Field(examples=[{"rd_expense": "1000万元", "tech_sme": True}])
    day: dt.date
    source: Annotated[str, StringConstraints(max_length=200)] = Field(examples=["专项审计报告"])


class BenefitFactsTaken(Schema):
    facts: list[str]


class BenefitRun(Schema):
    """day: whose versions apply, not to come."""

    day: dt.date


class BenefitRunMade(Schema):
    id: uuid.UUID


class BenefitDraft(Schema):
    """draft: a policy as YAML, as the catalogue writes it. on: the day, today where it is not told."""

    draft: Annotated[str, StringConstraints(max_length=60_000)]
    on: dt.date | None = None


class BenefitChange(Schema):
    firm: str
    before: int
    then: int


class BenefitSimulated(Schema):
    """Whole yuan. before: the same policy as it is in force. all_policies_change: what all benefits together would cost more.
    unknown: firms of which a fact is missing. short: what the budget lacks. gets: the largest changes.
    """

    policy: str
    on: dt.date
    unit: str
    firms: int
    reached: int
    unknown: int
    amount: int
    before: int
    change: int
    all_policies_change: int
    budget: int | None
    short: int
    gets: list[BenefitChange]


@router.get(
    "/policies", response=answers(BenefitsTold), url_name="policies", operation_id="policies",
    summary="惠企政策清单 every benefit",
)  # fmt: skip
def policies(request: Request) -> Any:
    """With all versions, conditions and articles."""
    return {"benefits": [policy_told(one, timezone.localdate(request.at)) for one in book().policies.values()]}


@router.get(
    "/policies/entitlements", response=answers(EntitlementsTold), url_name="entitlements", operation_id="entitlements",
    summary="免申即享名单 who gets what",
)  # fmt: skip
def entitlements(
    request: Request, cursor: Annotated[str, Query(max_length=120, description="`next` of the page before")] = ""
) -> Any:
    """For officers this year's list; for a firm its own."""
    if request.actor.roles & READS:
        rows, after = lists.entitlements(zone=request.zone, year=request.at.year, after=cursor)
    else:
        rows, after = lists.of_actor(zone=request.zone, by=request.actor), ""
    return {"entitlements": [_told(one) for one in rows], "next": after}


@router.post(
    "/policies/matches", response=answers(BenefitRunMade), url_name="match-policies", operation_id="match-policies",
    summary="匹配 match all firms",
)  # fmt: skip
def match(request: Request, body: BenefitRun, key: Key) -> Any:
    """Makes the list of the day anew; what a firm has answered stays."""
    return {"id": matching.match_all(**_does(request, key), day=body.day)}


@router.post(
    "/policies/simulations", response=answers(BenefitSimulated), url_name="simulate-policy", operation_id="simulate-policy",
    summary="出台前测算 a draft over all firms",
)  # fmt: skip
def simulation(request: Request, body: BenefitDraft) -> Any:
    """Before it is decreed; nothing is written. It reads every firm's facts: seconds where there are ten thousand."""
    check_reads(request.actor, request.zone)
    day = body.on or timezone.localdate(request.at)
    return simulate(zone=request.zone, draft=read_policy(body.draft), day=day).told(day)


@router.post(
    "/policies/entitlements/{entitlement}/consent", response=answers(EntitlementTold), url_name="consent-benefit",
    operation_id="consent-benefit", summary="同意 consent",
)  # fmt: skip
def consent(request: Request, entitlement: uuid.UUID, body: BenefitConsent, key: Key) -> Any:
    """By the firm."""
    consenting.consent(**_does(request, key), entitlement_id=entitlement, account=body.account, yuan=body.yuan)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


@router.post(
    "/policies/entitlements/{entitlement}/decline", response=answers(EntitlementTold), url_name="decline-benefit",
    operation_id="decline-benefit", summary="放弃 do without",
)  # fmt: skip
def decline(request: Request, entitlement: uuid.UUID, body: BenefitDeclined, key: Key) -> Any:
    """By the firm, until it is paid; it may consent later in the year."""
    consenting.decline(**_does(request, key), entitlement_id=entitlement, words=body.words)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


@router.post(
    "/policies/entitlements/{entitlement}/pay", response=answers(EntitlementTold), url_name="pay-benefit",
    operation_id="pay-benefit", summary="兑付 pay out",
)  # fmt: skip
def pay(request: Request, entitlement: uuid.UUID, key: Key) -> Any:
    """Within the year's budget."""
    paying.pay(**_does(request, key), entitlement_id=entitlement)
    check_reads(request.actor, request.zone)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


@router.post(
    "/policies/entitlements/{entitlement}/claw-back", response=answers(EntitlementTold), url_name="claw-back-benefit",
    operation_id="claw-back-benefit", summary="追回 claim back",
)  # fmt: skip
def claw_back(request: Request, entitlement: uuid.UUID, body: BenefitClaim, key: Key) -> Any:
    """The whole or a part, once."""
    paying.claw_back(**_does(request, key), entitlement_id=entitlement, yuan=body.yuan, reason=body.reason)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


@router.post(
    "/policies/entitlements/{entitlement}/returned", response=answers(EntitlementTold), url_name="note-benefit-returned",
    operation_id="note-benefit-returned", summary="登记退回 what was claimed back has come",
)  # fmt: skip
def note_returned(request: Request, entitlement: uuid.UUID, key: Key) -> Any:
    """The year's budget has it again."""
    paying.note_returned(**_does(request, key), entitlement_id=entitlement)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


@router.get(
    "/policies/objections", response=answers(ObjectionsTold), url_name="benefit-objections",
    operation_id="benefit-objections", summary="异议 objections",
)  # fmt: skip
def objections(request: Request) -> Any:
    """For officers those that wait for an answer, the oldest first; for a firm its own, the newest first."""
    if request.actor.roles & READS:
        rows = lists.open_objections(zone=request.zone)
    else:
        rows = lists.objections_of_actor(zone=request.zone, by=request.actor)
    return {"objections": [_objection(one) for one in rows]}


@router.post(
    "/policies/objections", response=answers(ObjectionTold), url_name="object-benefit", operation_id="object-benefit",
    summary="提出异议 object",
)  # fmt: skip
def object_to(request: Request, body: BenefitObjection, key: Key) -> Any:
    """By the firm: to an amount, a claim, or not being listed. Nothing of it is paid until it is answered."""
    told = {"party_id": body.party, "policy": body.policy, "year": body.year, "text": body.text}
    made = consenting.object_to(**_does(request, key), **told)
    return _objection(lists.objection(zone=request.zone, objection_id=made))


@router.post(
    "/policies/objections/{objection}/answer", response=answers(ObjectionTold), url_name="answer-benefit-objection",
    operation_id="answer-benefit-objection", summary="答复异议 answer an objection",
)  # fmt: skip
def answer(request: Request, objection: uuid.UUID, body: BenefitAnswer, key: Key) -> Any:
    """In words, once."""
    paying.answer(**_does(request, key), objection_id=objection, upheld=body.upheld, text=body.text)
    return _objection(lists.objection(zone=request.zone, objection_id=objection))


@router.post(
    "/policies/facts/{party}", response=answers(BenefitFactsTaken), url_name="declare-benefit-facts",
    operation_id="declare-benefit-facts", summary="填报数据 declare facts",
)  # fmt: skip
def declare(request: Request, party: uuid.UUID, body: BenefitFacts, key: Key) -> Any:
    """By the firm, or by a policy officer from a paper. The next matching reads them."""
    told = declaring.Declared(dict(body.values), body.day, body.source)
    declaring.declare(**_does(request, key), party_id=party, told=told)
    return {"facts": sorted(told.values)}


def _does(request: Request, key: str) -> dict[str, Any]:
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}


def _objection(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "party": row.party_id, "enterprise": row.party.name, "policy": row.policy, "year": row.year, "text": row.text,
        "at": row.at, "upheld": row.upheld, "answer": row.answer, "answered_at": row.answered_at,
    }  # fmt: skip


def _told(one: lists.Listed) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id, "party": row.party_id, "enterprise": one.firm, "policy": row.policy, "year": row.year, "yuan": row.yuan,
        "state": row.state, "reclaimed": row.reclaimed, "trace": row.trace,
    }  # fmt: skip
