"""Endpoints of agreements with universities, and of stations with their grants."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.accounts import selectors as accounts
from gaoxin.innovation.api.transfer import Key, Short, Thousands, TransferIdTold
from gaoxin.innovation.permissions.register import check_reader
from gaoxin.innovation.selectors.stations import lists
from gaoxin.innovation.selectors.transfer import agreements as told
from gaoxin.innovation.services.stations import stations
from gaoxin.innovation.services.transfer import agreements
from gaoxin.runtime.api import Request, answers

router = Router(tags=["协议和工作站 agreements and stations"])


class UniversityAgreementTold(Schema):
    """standing: on today. enterprise: empty where the zone itself agreed."""

    id: uuid.UUID
    number: str
    title: str
    university: str
    enterprise: str
    since: dt.date
    until: dt.date
    owner: str
    standing: str
    renewed_by: str
    results: list[str]


class UniversityAgreementsTold(Schema):
    agreements: list[UniversityAgreementTold]


class UniversityAgreementAdded(Schema):
    """owner: the account of the officer who looks after it; the caller's own where left out."""

    number: Annotated[str, StringConstraints(max_length=60)]
    title: Short
    university: uuid.UUID
    since: dt.date
    until: dt.date
    party: uuid.UUID | None = None
    owner: uuid.UUID | None = None
    contact: Short = ""


class AgreementResultRecorded(Schema):
    kind: Short = Field(examples=["patent"])
    title: Short
    on: dt.date
    evidence: Short


class StationTold(Schema):
    """inside, left: people, by number only. approved_k, paid_k: of its grants, apart, in thousand yuan."""

    id: uuid.UUID
    number: str
    name: str
    kind: str
    level: str
    host: str
    authority: str
    recognised_on: dt.date
    until: dt.date | None
    standing: str
    inside: int
    left: int
    approved_k: int
    paid_k: int


class StationsTold(Schema):
    stations: list[StationTold]


class GrantApproved(Schema):
    number: Short
    title: Short
    level: Short = Field(examples=["national"])
    approved_on: dt.date
    approved_k: Thousands
    evidence: Short
    person: Short = ""


class GrantPaid(Schema):
    amount_k: Thousands
    on: dt.date
    evidence: Short


@router.get(
    "/agreements", response=answers(UniversityAgreementsTold), url_name="university-agreements", operation_id="university-agreements",
    summary="与高校的协议 agreements with universities",
)  # fmt: skip
def listed(request: Request) -> Any:
    """What ends soon first."""
    check_reader(request.actor, request.zone)
    rows = told.agreements(zone=request.zone, today=timezone.localdate(request.at))
    return {
        "agreements": [
            {
                "id": one.row.id, "number": one.row.number, "title": one.row.title, "university": one.row.university.name,
                "enterprise": one.row.party.name if one.row.party else "", "since": one.row.since, "until": one.row.until,
                "owner": one.owner, "standing": one.standing, "renewed_by": one.renewed_by,
                "results": [row.title for row in one.row.results.all()],
            }
            for one in rows
        ]
    }  # fmt: skip


@router.post(
    "/agreements", response=answers(TransferIdTold), url_name="add-university-agreement", operation_id="add-university-agreement",
    summary="登记协议 enter an agreement",
)  # fmt: skip
def add(request: Request, body: UniversityAgreementAdded, key: Key) -> Any:
    """By the innovation officer."""
    new = agreements.NewAgreement(
        body.number, body.title, body.university, body.since, body.until, body.owner or accounts.key_of(request.actor), body.party,
        body.contact,
    )  # fmt: skip
    return {"id": agreements.add_agreement(**_does(request, key), told=new)}


@router.post(
    "/agreements/{agreement}/results", response=answers(TransferIdTold), url_name="record-agreement-result",
    operation_id="record-agreement-result", summary="登记协议成果 record what came of it",
)  # fmt: skip
def record_result(request: Request, agreement: uuid.UUID, body: AgreementResultRecorded, key: Key) -> Any:
    """While it runs."""
    made = agreements.record_result(
        **_does(request, key),
        agreement_id=agreement,
        kind=body.kind,
        title=body.title,
        on=body.on,
        evidence=body.evidence,
    )
    return {"id": made}


@router.get(
    "/stations", response=answers(StationsTold), url_name="stations", operation_id="stations",
    summary="工作站和基地 stations",
)  # fmt: skip
def listed_stations(request: Request) -> Any:
    """What ends soon first."""
    check_reader(request.actor, request.zone)
    rows = lists.stations(zone=request.zone, today=timezone.localdate(request.at))
    return {
        "stations": [
            {
                "id": one.row.id, "number": one.row.number, "name": one.row.name, "kind": one.row.kind, "level": one.row.level,
                "host": one.row.party.name if one.row.party else "", "authority": one.row.authority,
                "recognised_on": one.row.recognised_on, "until": one.row.until, "standing": one.standing, "inside": one.inside,
                "left": one.left, "approved_k": one.approved_k, "paid_k": one.paid_k,
            }
            for one in rows
        ]
    }  # fmt: skip


@router.post(
    "/stations/{station}/grants", response=answers(TransferIdTold), url_name="approve-grant", operation_id="approve-grant",
    summary="登记资助批准 note an approved grant",
)  # fmt: skip
def approve(request: Request, station: uuid.UUID, body: GrantApproved, key: Key) -> Any:
    """Approved only; payments are told apart."""
    new = stations.NewGrant(
        body.number, body.title, body.level, body.approved_on, body.approved_k, body.evidence, body.person
    )
    return {"id": stations.approve_grant(**_does(request, key), station_id=station, told=new)}


@router.post(
    "/stations/grants/{grant}/payments", response=answers(TransferIdTold), url_name="pay-grant", operation_id="pay-grant",
    summary="登记拨付 note a payment",
)  # fmt: skip
def pay(request: Request, grant: uuid.UUID, body: GrantPaid, key: Key) -> Any:
    """Never more than was approved."""
    stations.pay_grant(
        **_does(request, key), grant_id=grant, amount_k=body.amount_k, on=body.on, evidence=body.evidence
    )
    return {"id": grant}


def _does(request: Request, key: str) -> dict[str, Any]:
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
