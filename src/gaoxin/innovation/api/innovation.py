"""Endpoints of the innovation register and of readiness."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.innovation.api.policies import Key
from gaoxin.innovation.permissions.register import READERS, check_reader, check_speaks_for
from gaoxin.innovation.rules.register import Sum
from gaoxin.innovation.selectors import readiness as log
from gaoxin.innovation.selectors import register as register_log
from gaoxin.innovation.services import readiness, register
from gaoxin.runtime.api import Request, answers

router = Router(tags=["科技创新 innovation"])
Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Check = Literal["htec", "sme"]
MOST_FACTS = 60


class RegisterTold(Schema):
    """sums: thousand yuan by kind and state; `bound` is `>` where only more than that is known; paid and estimated are never summed.
    titles: where each enterprise stands."""

    universities: list[dict[str, Any]]
    cooperation: list[dict[str, Any]]
    titles: list[dict[str, Any]]


class ReadinessLine(Schema):
    """missing: how many facts nobody told. until: when the present title ends."""

    party: uuid.UUID
    enterprise: str
    verdict: str
    low: int
    high: int
    missing: int
    until: str
    title: str


class ReadinessLines(Schema):
    firms: list[ReadinessLine]
    next: int | None


class ReadinessReport(Schema):
    """As `./gaoxin readiness` tells it, and under `facts` where each value comes from."""

    verdict: str
    score: dict[str, Any]
    conditions: list[dict[str, Any]]
    least_change: list[dict[str, Any]]
    reach: str
    missing: list[dict[str, Any]]
    validity: dict[str, str]
    notes: list[str]
    facts: dict[str, dict[str, str]]


class ReadinessDeclared(Schema):
    """values: fact -> value, yearly ones with their year. All or none."""

    values: dict[str, Annotated[str, StringConstraints(max_length=100)]] = Field(
        examples=[{"sales_2025": "4800万元", "core_ip": "是"}], max_length=MOST_FACTS
    )
    day: dt.date
    source: Short


class ReadinessTaken(Schema):
    facts: list[str]


class NewUniversityTold(Schema):
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    place: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    code: Annotated[str, StringConstraints(max_length=10)] = Field("", examples=["4144010561"])
    code_note: Annotated[str, StringConstraints(max_length=100)] = ""


class CooperationAmount(Schema):
    """bound: `>` where only more than the amount is known; only an estimate may be a bound."""

    kind: Literal["funds", "benefit"]
    state: Literal["paid", "estimated"]
    amount_k: Annotated[int, Field(ge=0, le=10**12)]
    bound: Literal["", ">"] = ""


class NewCooperation(Schema):
    number: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    title: Short
    university: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    party: uuid.UUID
    began_on: dt.date
    sums: Annotated[list[CooperationAmount], Field(max_length=4)] = []
    source: Short


class NewCooperationSum(CooperationAmount):
    number: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    on: dt.date
    source: Short


class NewTitleState(Schema):
    """title: htec, sme or engineering_centre. state: one that the title knows."""

    party: uuid.UUID
    title: Annotated[str, StringConstraints(max_length=24)] = Field(examples=["htec"])
    level: Annotated[str, StringConstraints(max_length=16)] = Field(examples=["national"])
    state: Annotated[str, StringConstraints(max_length=16)] = Field(examples=["applied"])
    on: dt.date
    evidence: Short


class UniversityChanged(Schema):
    """All three as they shall be; code_note where there is no code."""

    code: Annotated[str, StringConstraints(max_length=10)] = ""
    code_note: Annotated[str, StringConstraints(max_length=100)] = ""
    contact: Annotated[str, StringConstraints(max_length=100)] = ""


class InnovationDone(Schema):
    done: bool = True


@router.get(
    "/innovation/register", response=answers(RegisterTold), url_name="innovation-register", operation_id="innovation-register",
    summary="科技创新台账 the innovation register",
)  # fmt: skip
def innovation_register(request: Request, year: Annotated[int | None, Query(ge=1990, le=2200)] = None) -> Any:
    """Universities, cooperation projects (begun in `year`, where one is asked) and titles."""
    check_reader(request.actor, request.zone)
    return {
        "universities": [
            {"id": row.id, "name": row.name, "place": row.place, "code": row.code, "code_note": row.code_note,
             "contact": row.contact, "projects": n}
            for row, n in register_log.universities(zone=request.zone)
        ],
        "cooperation": [
            {"number": one.row.number, "title": one.row.title, "university": one.university, "party": one.row.party_id,
             "enterprise": one.firm, "began_on": one.row.began_on,
             "sums": [
                 {"kind": kind, "state": state, "amount_k": told.amount_k, "bound": told.bound, "on": told.on, "source": told.source}
                 for (kind, state), told in one.sums.items()
             ]}
            for one in register_log.cooperation(zone=request.zone, year=year)
        ],
        "titles": [
            {"party": one.party, "enterprise": one.firm, "title": one.title, "level": one.level, "state": one.state, "on": one.on,
             "evidence": one.evidence}
            for one in register_log.standing_titles(zone=request.zone)
        ],
    }  # fmt: skip


@router.post(
    "/innovation/universities", response=answers(InnovationDone), url_name="add-university", operation_id="add-university",
    summary="登记高校 add a university",
)  # fmt: skip
def add_university(request: Request, body: NewUniversityTold, key: Key) -> Any:
    """Its code is ten digits from 41 on, or a note says why there is none."""
    row = register.NewUniversity(body.name, body.place, body.code, body.code_note)
    register.add_universities(zone=request.zone, rows=[row], at=request.at, by=request.actor, key=key)
    return {"done": True}


@router.post(
    "/innovation/universities/{university}", response=answers(InnovationDone), url_name="change-university",
    operation_id="change-university", summary="更正高校信息 change a university",
)  # fmt: skip
def change_university(request: Request, university: uuid.UUID, body: UniversityChanged, key: Key) -> Any:
    """Code and contact; the name stays."""
    register.change_university(
        zone=request.zone, university_id=university, at=request.at, by=request.actor, key=key, **body.model_dump()
    )
    return {"done": True}


@router.post(
    "/innovation/cooperation", response=answers(InnovationDone), url_name="add-cooperation", operation_id="add-cooperation",
    summary="登记合作项目 add a cooperation project",
)  # fmt: skip
def add_cooperation(request: Request, body: NewCooperation, key: Key) -> Any:
    """With its sums as they are known on the day it began."""
    sums = tuple(Sum(one.kind, one.state, one.amount_k, one.bound) for one in body.sums)
    row = register.NewProject(body.number, body.title, body.university, body.party, body.began_on, sums, body.source)
    register.add_projects(zone=request.zone, rows=[row], at=request.at, by=request.actor, key=key)
    return {"done": True}


@router.post(
    "/innovation/cooperation-sums", response=answers(InnovationDone), url_name="add-cooperation-sum",
    operation_id="add-cooperation-sum", summary="登记到位或者预估 record what was paid or is estimated",
)  # fmt: skip
def add_cooperation_sum(request: Request, body: NewCooperationSum, key: Key) -> Any:
    """As of a day."""
    register.record_sum(
        zone=request.zone, number=body.number, told=Sum(body.kind, body.state, body.amount_k, body.bound), on=body.on,
        source=body.source, at=request.at, by=request.actor, key=key,
    )  # fmt: skip
    return {"done": True}


@router.post(
    "/innovation/titles", response=answers(InnovationDone), url_name="record-title", operation_id="record-title",
    summary="登记称号的状态 record the state of a title",
)  # fmt: skip
def record_title(request: Request, body: NewTitleState, key: Key) -> Any:
    """Applied, registered, recognised, refused or expired; never one for another."""
    row = register.NewState(body.party, body.title, body.level, body.state, body.on, body.evidence)
    register.record_states(zone=request.zone, rows=[row], at=request.at, by=request.actor, key=key)
    return {"done": True}


@router.get(
    "/readiness/{check}", response=answers(ReadinessLines), url_name="readiness-list", operation_id="readiness-list",
    summary="达标名单 all firms weighed at once",
)  # fmt: skip
def readiness_list(
    request: Request,
    check: Check,
    start: Annotated[int, Query(ge=0, le=1_000_000, description="`next` of the page before")] = 0,
) -> Any:
    """By name, a thousand at a time."""
    check_reader(request.actor, request.zone)
    rows = log.standings(zone=request.zone, check=check, day=timezone.localdate(request.at))
    page = rows[start : start + 1000]
    return {
        "firms": [
            {"party": one.key, "enterprise": one.name, "verdict": one.verdict, "low": one.low, "high": one.high,
             "missing": one.missing, "until": one.until, "title": one.title}
            for one in page
        ],
        "next": start + 1000 if len(rows) > start + 1000 else None,
    }  # fmt: skip


@router.get(
    "/readiness/{check}/{party}", response=answers(ReadinessReport), url_name="readiness", operation_id="readiness",
    summary="达标自评 one firm",
)  # fmt: skip
def readiness_of(request: Request, check: Check, party: uuid.UUID) -> Any:
    """For officers any firm; for a firm its own."""
    if not request.actor.roles & READERS:
        check_speaks_for(request.actor, request.zone, party)
    day = timezone.localdate(request.at)
    return log.told(check=check, firm=log.one(zone=request.zone, party_id=party, day=day), day=day, zone=request.zone)


@router.post(
    "/readiness-facts/{party}", response=answers(ReadinessTaken), url_name="declare-readiness", operation_id="declare-readiness",
    summary="填报 declare facts",
)  # fmt: skip
def declare(request: Request, party: uuid.UUID, body: ReadinessDeclared, key: Key) -> Any:
    """By the firm, or by the innovation officer from a paper."""
    told = readiness.ReadinessTold(dict(body.values), body.day, body.source)
    made = {"zone": request.zone, "at": request.at, "by": request.actor, "key": key}
    return {"facts": readiness.declare(party_id=party, told=told, **made)}
