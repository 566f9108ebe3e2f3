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


class StationPersonTold(Schema):
    """number: the station's own. long: longer in than is usual, to be asked about."""

    id: uuid.UUID
    number: str
    entered_on: dt.date
    left_on: dt.date | None
    left_for: str
    long: bool


class StationGrantTold(Schema):
    """approved_k, paid_k: thousand yuan, never added up. person: number within the station, empty for the station's own."""

    id: uuid.UUID
    number: str
    title: str
    level: str
    approved_on: dt.date
    approved_k: int
    paid_k: int
    person: str


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
    people: list[StationPersonTold]
    grants: list[StationGrantTold]


class StationsTold(Schema):
    stations: list[StationTold]


class StationAdded(Schema):
    """party: the host; left out for the zone's own base. until: left out where the recognition has no end."""

    number: Short
    name: Short
    kind: Short = Field(examples=["doctoral"])
    level: Short = Field(examples=["provincial"])
    authority: Short
    recognised_on: dt.date
    evidence: Short
    party: uuid.UUID | None = None
    until: dt.date | None = None


class StationEntered(Schema):
    """numbers: the station's own, no names."""

    numbers: Annotated[list[Short], Field(min_length=1, max_length=200)]
    on: dt.date


class StationEnteredTold(Schema):
    entered: int


class StationLeft(Schema):
    on: dt.date
    reason: Short


class AgreementRenewed(Schema):
    """number: of the agreement that follows."""

    number: Annotated[str, StringConstraints(max_length=60)]
    since: dt.date
    until: dt.date


class AgreementEnded(Schema):
    on: dt.date
    reason: Annotated[str, StringConstraints(max_length=600)]


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


@router.post(
    "/agreements/{agreement}/renewal", response=answers(TransferIdTold), url_name="renew-university-agreement",
    operation_id="renew-university-agreement", summary="续签协议 renew an agreement",
)  # fmt: skip
def renew(request: Request, agreement: uuid.UUID, body: AgreementRenewed, key: Key) -> Any:
    """A new agreement follows the old one, once; the old one stays."""
    told = body.model_dump()
    return {"id": agreements.renew_agreement(**_does(request, key), agreement_id=agreement, **told)}


@router.post(
    "/agreements/{agreement}/end", response=answers(TransferIdTold), url_name="end-university-agreement",
    operation_id="end-university-agreement", summary="终止协议 end an agreement",
)  # fmt: skip
def end(request: Request, agreement: uuid.UUID, body: AgreementEnded, key: Key) -> Any:
    """Before its day, in words."""
    agreements.end_agreement(**_does(request, key), agreement_id=agreement, on=body.on, reason=body.reason)
    return {"id": agreement}


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
                "left": one.left, "approved_k": one.approved_k, "paid_k": one.paid_k, "people": [_person(row) for row in one.people],
                "grants": [_grant(row) for row in one.grants],
            }
            for one in rows
        ]
    }  # fmt: skip


@router.post(
    "/stations", response=answers(TransferIdTold), url_name="add-station", operation_id="add-station",
    summary="登记站点 enter a station",
)  # fmt: skip
def add_station(request: Request, body: StationAdded, key: Key) -> Any:
    """By the innovation officer, as its paper says."""
    new = stations.NewStation(
        body.number, body.name, body.kind, body.level, body.authority, body.recognised_on, body.evidence, body.party, body.until
    )  # fmt: skip
    return {"id": stations.add_station(**_does(request, key), told=new)}


@router.post(
    "/stations/{station}/people", response=answers(StationEnteredTold), url_name="enter-station", operation_id="enter-station",
    summary="进站 people come into a station",
)  # fmt: skip
def enter(request: Request, station: uuid.UUID, body: StationEntered, key: Key) -> Any:
    """All or none."""
    made = stations.enter_people(**_does(request, key), station_id=station, numbers=body.numbers, on=body.on)
    return {"entered": made}


@router.post(
    "/stations/people/{person}/leave", response=answers(TransferIdTold), url_name="leave-station", operation_id="leave-station",
    summary="出站 somebody leaves a station",
)  # fmt: skip
def leave(request: Request, person: uuid.UUID, body: StationLeft, key: Key) -> Any:
    """Once."""
    stations.leave(**_does(request, key), person_id=person, on=body.on, reason=body.reason)
    return {"id": person}


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


def _person(one: lists.PersonView) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id, "number": row.number, "entered_on": row.entered_on, "left_on": row.left_on, "left_for": row.left_for,
        "long": one.long,
    }  # fmt: skip


def _grant(row: Any) -> dict[str, Any]:
    names = ("id", "number", "title", "level", "approved_on", "approved_k", "paid_k")
    return {name: getattr(row, name) for name in names} | {"person": row.person.number if row.person else ""}
