"""Endpoints of 惠企政策 benefits."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.utils import timezone
from ninja import Header, Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.innovation.permissions.policies import READS, check_reads
from gaoxin.innovation.rules.policies.telling import policy_told
from gaoxin.innovation.selectors.policies import lists
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies import consenting, matching, paying
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


class BenefitRun(Schema):
    """day: whose versions apply, not to come."""

    day: dt.date


class BenefitRunMade(Schema):
    id: uuid.UUID


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
    made = {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
    return {"id": matching.match_all(**made, day=body.day)}


@router.post(
    "/policies/entitlements/{entitlement}/consent", response=answers(EntitlementTold), url_name="consent-benefit",
    operation_id="consent-benefit", summary="同意 consent",
)  # fmt: skip
def consent(request: Request, entitlement: uuid.UUID, body: BenefitConsent, key: Key) -> Any:
    """By the firm."""
    made = {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
    consenting.consent(**made, entitlement_id=entitlement, account=body.account, yuan=body.yuan)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


@router.post(
    "/policies/entitlements/{entitlement}/pay", response=answers(EntitlementTold), url_name="pay-benefit",
    operation_id="pay-benefit", summary="兑付 pay out",
)  # fmt: skip
def pay(request: Request, entitlement: uuid.UUID, key: Key) -> Any:
    """Within the year's budget."""
    made = {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
    paying.pay(**made, entitlement_id=entitlement)
    check_reads(request.actor, request.zone)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


@router.post(
    "/policies/entitlements/{entitlement}/claw-back", response=answers(EntitlementTold), url_name="claw-back-benefit",
    operation_id="claw-back-benefit", summary="追回 claim back",
)  # fmt: skip
def claw_back(request: Request, entitlement: uuid.UUID, body: BenefitClaim, key: Key) -> Any:
    """The whole or a part, once."""
    made = {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
    paying.claw_back(**made, entitlement_id=entitlement, yuan=body.yuan, reason=body.reason)
    return _told(lists.one(zone=request.zone, entitlement_id=entitlement))


def _told(one: lists.Listed) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id, "party": row.party_id, "enterprise": one.firm, "policy": row.policy, "year": row.year, "yuan": row.yuan,
        "state": row.state, "reclaimed": row.reclaimed, "trace": row.trace,
    }  # fmt: skip
