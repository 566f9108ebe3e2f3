"""Endpoints of 招商线索 leads: the caller's leads, one with its history, a new one, and a visit."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Header, Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.investment.models import Lead
from gaoxin.investment.selectors import leads_lists, leads_scope
from gaoxin.investment.selectors.leads_needs import need_of
from gaoxin.investment.services.leads.moving import KINDS, record_visit
from gaoxin.investment.services.leads.needing import state_need
from gaoxin.investment.services.leads.registering import register_lead
from gaoxin.runtime import replays
from gaoxin.runtime.api import Request, answers

router = Router(tags=["招商线索 leads"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=38, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Line = Annotated[str, StringConstraints(max_length=200)]
Code = Annotated[str, StringConstraints(max_length=64)]


Amount = Annotated[int, Field(ge=0, lt=10**9)]


class LeadNeed(Schema):
    """What it needs of the zone; 0 and empty where not asked. area_m2 of land and use (code of the plan) go together. building_m2: floor
    area. power_kva: capacity. water_m3: a day. gas_m3: an hour. needed_on: the last day on which the land helps."""

    area_m2: Amount = Field(0, examples=[20_000])
    use: Annotated[str, StringConstraints(max_length=16)] = Field("", examples=["100102"])
    power_kva: Amount = 0
    building_m2: Amount = 0
    water_m3: Amount = 0
    gas_m3: Amount = 0
    needed_on: dt.date | None = None


class NewNeed(LeadNeed):
    """In place of what stood there. version: of the lead as you saw it."""

    version: int = Field(ge=1, le=10**9)


class LeadTold(Schema):
    """One lead. investment_k: planned, 千元. team, ambassador: names, empty for none; neither means the pool. need: null while it says
    nothing."""

    id: uuid.UUID
    number: str
    title: str
    investor: str
    identifier: str
    mode: str = Field(examples=["door"])
    stage: str = Field(examples=["contact"])
    node: str
    team: str
    ambassador: str
    investment_k: int
    next_step: str
    next_due: dt.date | None
    opened_on: dt.date
    landed_on: dt.date | None
    need: LeadNeed | None
    merged: bool
    version: int


class LeadsTold(Schema):
    """next: what to send as `after` for the rows that follow; empty at the end."""

    leads: list[LeadTold]
    next: str


class MoveTold(Schema):
    here: str
    to: str
    on: dt.date
    by: str
    reason: str


class VisitTold(Schema):
    on: dt.date
    kind: str
    place: str
    met: str
    notes: str
    next_step: str
    next_due: dt.date | None
    by: str


class LeadWhole(LeadTold):
    """With the moves and visits of it and of the leads merged into it, newest first."""

    moves: list[MoveTold]
    visits: list[VisitTold]


class NewLead(Schema):
    """despite: keys of leads that you have looked at and say are on another investor."""

    title: Line
    investor: Line
    mode: Code = Field(examples=["door"])
    identifier: Annotated[str, StringConstraints(max_length=18)] = ""
    node: Code = Field("", examples=["electronics/pcb"])
    investment_k: int = Field(0, ge=0, le=10**12)
    contact_name: Annotated[str, StringConstraints(max_length=100)] = ""
    contact_phone: Annotated[str, StringConstraints(max_length=40)] = ""
    note: Annotated[str, StringConstraints(max_length=5000)] = ""
    despite: list[uuid.UUID] = Field(default_factory=list, max_length=20)


class NewVisit(Schema):
    on: dt.date
    kind: Code = Field(description=", ".join(KINDS), examples=["visit"])
    notes: Annotated[str, StringConstraints(max_length=10_000)]
    place: Line = ""
    met: Line = ""
    next_step: Line = ""
    next_due: dt.date | None = None


class Kept(Schema):
    id: uuid.UUID


@router.get(
    "/leads",
    response=answers(LeadsTold),
    url_name="leads",
    operation_id="leads",
    summary="我能看到的线索 leads that I see",
)
def leads(
    request: Request, view: Annotated[str, Query(max_length=8)] = "", stage: Annotated[str, Query(max_length=32)] = "",
    mode: Annotated[str, Query(max_length=32)] = "", team: Annotated[str, Query(max_length=36)] = "",
    due: Annotated[str, Query(max_length=8, description="late or week")] = "", q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=36)] = "",
) -> Any:  # fmt: skip
    """The newest first, fifty at a time: an ambassador's own, a promoter's teams' (`view=pool` for the pool), or all."""
    on = request.at.date()
    scope = leads_scope.whose(zone=request.zone, by=request.actor, on=on)
    wanted = leads_lists.Wanted(view=view, stage=stage, mode=mode, team=team, due=due, text=q, after=after)
    page = leads_lists.page(zone=request.zone, scope=scope, wanted=wanted, on=on)
    return {"leads": [_told(row) for row in page.rows], "next": page.next}


@router.get(
    "/leads/{uuid:pk}", response=answers(LeadWhole), url_name="lead", operation_id="lead", summary="一条线索 one lead"
)
def lead(request: Request, pk: uuid.UUID) -> Any:
    """With its history."""
    row = leads_scope.lead(zone=request.zone, pk=pk, by=request.actor, on=request.at.date())
    past = leads_lists.history(row)
    moves = [{"here": m.here, "to": m.to, "on": m.on, "by": m.by_name, "reason": m.reason} for m in past.moves]
    names = ("on", "kind", "place", "met", "notes", "next_step", "next_due")
    visits = [{name: getattr(v, name) for name in names} | {"by": v.by_name} for v in past.visits]
    return _told(row) | {"moves": moves, "visits": visits}


@router.post(
    "/leads",
    response=answers(LeadTold),
    url_name="lead-new",
    operation_id="lead-new",
    summary="登记线索 register a lead",
)
def new(request: Request, body: NewLead, key: Key) -> Any:
    """Refused with 409 where there may be leads on the same investor; look, then send their keys in `despite`."""
    details = body.dict(exclude={"despite"})
    done = register_lead(
        zone=request.zone,
        by=request.actor,
        at=request.at,
        key=key,
        despite=frozenset(map(str, body.despite)),
        **details,
    )
    if done.repeated:
        replays.note()
    return _told(done.lead)


@router.post(
    "/leads/{uuid:pk}/need", response=answers(LeadTold), url_name="lead-need", operation_id="lead-need",
    summary="写明用地和配套需要 state what it needs",
)  # fmt: skip
def need(request: Request, pk: uuid.UUID, body: NewNeed, key: Key) -> Any:
    """Land with its use, buildings, power, water, gas; `POST /land/match` with the lead's number finds parcels, and the project that
    comes of the lead has the need with it."""
    told = body.dict()
    version, on = told.pop("version"), told.pop("needed_on")
    details = {f"need_{name}": value for name, value in told.items()} | {"needed_on": on}
    return _told(
        state_need(zone=request.zone, pk=pk, version=version, by=request.actor, at=request.at, key=key, **details)
    )


@router.post(
    "/leads/{uuid:pk}/visits", response=answers(Kept), url_name="lead-visit", operation_id="lead-visit",
    summary="登记走访 record a visit",
)  # fmt: skip
def visit(request: Request, pk: uuid.UUID, body: NewVisit, key: Key) -> Any:
    """A visit in the future is refused; the next step and its date go together."""
    done = record_visit(zone=request.zone, pk=pk, by=request.actor, at=request.at, key=key, **body.dict())
    if done.repeated:
        replays.note()
    return {"id": done.visit.id}


def _told(row: Lead) -> dict[str, Any]:
    names = (
        "id", "number", "title", "investor", "identifier", "mode", "stage", "node", "investment_k", "next_step", "next_due",
        "opened_on", "landed_on", "version",
    )  # fmt: skip
    held = {"team": row.team.name if row.team else "", "ambassador": row.ambassador.name if row.ambassador else ""}
    needs = {"need": need_of(row), "merged": row.merged_into_id is not None}
    return {name: getattr(row, name) for name in names} | held | needs
