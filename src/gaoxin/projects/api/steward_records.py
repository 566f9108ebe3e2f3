"""Endpoints of what stewards keep of enterprises: visits, wishes, power readings, the ladder."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.projects.api.stewards import Code, Key, Made, Words
from gaoxin.projects.rules.stewards.metering import Reading
from gaoxin.projects.selectors.stewards import care, ladder, serving
from gaoxin.projects.selectors.stewards.settings import calendar
from gaoxin.projects.services.stewards import caring, cultivation, metering
from gaoxin.runtime.api import Request, answers

router = Router(tags=["企业服务 stewards"])
Short = Annotated[str, StringConstraints(max_length=200)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Amount = Annotated[int, Field(ge=-(10**15), le=10**15)]


class VisitTold(Schema):
    id: uuid.UUID
    day: dt.date
    place: str
    findings: str
    steward: str


class WishTold(Schema):
    """state: open, done or told-why-not. outcome: in words, empty while it is open."""

    id: uuid.UUID
    text: str
    wished_at: dt.datetime
    state: str
    outcome: str


class CareTold(Schema):
    """The newest of each, at most thirty."""

    visits: list[VisitTold]
    wishes: list[WishTold]


class NewVisit(Schema):
    party: uuid.UUID
    day: dt.date
    place: Short = Field(examples=["一号车间"])
    findings: Words = Field(examples=["满负荷，缺熟练工约 20 人"])


class NewWish(Schema):
    party: uuid.UUID
    text: Words = Field(examples=["希望延长园区班车"])


class Settled(Schema):
    """done: false tells why it cannot be. outcome: in words either way."""

    done: bool
    outcome: Words


class PowerMonth(Schema):
    """month: its first day. kwh: a whole number."""

    identifier: Annotated[str, StringConstraints(max_length=18)] = Field(examples=["91441802MA4X0000DG"])
    month: dt.date
    kwh: Annotated[int, Field(ge=-(10**12), le=10**12)]


class PowerReadings(Schema):
    """All are taken, or none. jumps_hold: months far from the month beside them are true. dry_run: only say what would happen."""

    source: Annotated[str, StringConstraints(max_length=100)] = Field(examples=["供电所月度数据"])
    readings: list[PowerMonth] = Field(min_length=1, max_length=metering.MOST_AT_ONCE)
    jumps_hold: bool = False
    dry_run: bool = False


class PowerRow(Schema):
    """row: the place in the request, counted from 1."""

    row: int
    what: str


class PowerTold(Schema):
    """taken: whether anything was written; nothing is while there are errors, or jumps that are not said to hold."""

    taken: bool
    added: int
    corrected: int
    same: int
    errors: list[PowerRow]
    jumps: list[PowerRow]


class LadderMeasureTold(Schema):
    id: uuid.UUID
    text: str
    office: str
    due_on: dt.date
    done_on: dt.date | None
    outcome: str


class LadderOutputTold(Schema):
    """A year's output as somebody told it. by: empty where it was not kept. counts: nobody told that year again since."""

    year: int
    output_k: int
    source: str
    at: dt.datetime
    by: str
    counts: bool


class LadderTold(Schema):
    """Amounts in thousand yuan. gap_k: to the target, 0 once it is reached. source: whose word the output is. reached_bp, growth_bp: in
    basis points. told: every output that was told by the day, the last word of the newest year first."""

    id: uuid.UUID
    kind: str
    name: str
    party: uuid.UUID | None
    target_k: int
    target_year: int
    year: int | None
    output_k: int | None
    source: str
    rung: str
    gap_k: int | None
    reached_bp: int | None
    growth_bp: int | None
    overdue: int
    told: list[LadderOutputTold]
    measures: list[LadderMeasureTold]


class LadderRows(Schema):
    on: dt.date
    entries: list[LadderTold]


class NewOutput(Schema):
    """source: a code of catalogue/cultivation/ladder.yaml; statistical survey data is refused."""

    entry: uuid.UUID
    year: Year
    output_k: Amount
    source: Code = Field(examples=["audited"])


class NewLadderMeasure(Schema):
    entry: uuid.UUID
    text: Annotated[str, StringConstraints(max_length=300)]
    office: Code = Field(examples=["land"])
    due_on: dt.date


class MeasureDone(Schema):
    outcome: Words


@router.get(
    "/stewards/enterprises/{party}/care", response=answers(CareTold), url_name="steward-care", operation_id="steward-care",
    summary="走访和诉求 visits and wishes",
)  # fmt: skip
def told(request: Request, party: uuid.UUID) -> Any:
    """Of an enterprise that the caller serves or may read."""
    serving.seen(zone=request.zone, party_id=party, by=request.actor)
    found = care.of_party(zone=request.zone, party_id=party)
    return {
        "visits": [
            {"id": one.id, "day": one.day, "place": one.place, "findings": one.findings, "steward": one.steward.name}
            for one in found.visits
        ],
        "wishes": [
            {"id": one.id, "text": one.text, "wished_at": one.wished_at, "state": one.state, "outcome": one.outcome}
            for one in found.wishes
        ],
    }  # fmt: skip


@router.post(
    "/stewards/visits", response=answers(Made), url_name="steward-visit", operation_id="steward-visit",
    summary="登记走访 note a visit",
)  # fmt: skip
def visit(request: Request, body: NewVisit, key: Key) -> Any:
    """That took place; by whoever serves the enterprise."""
    return {
        "id": caring.visit(
            **_act(request, key), party_id=body.party, day=body.day, place=body.place, findings=body.findings
        )
    }


@router.post(
    "/stewards/wishes", response=answers(Made), url_name="steward-wish", operation_id="steward-wish",
    summary="登记诉求 note a wish",
)  # fmt: skip
def wish(request: Request, body: NewWish, key: Key) -> Any:
    """By the enterprise, or by whoever serves it."""
    return {"id": caring.wish(**_act(request, key), party_id=body.party, text=body.text)}


@router.post(
    "/stewards/wishes/{wish}/settle", response=answers(Made), url_name="steward-settle-wish",
    operation_id="steward-settle-wish", summary="办结诉求 settle a wish",
)  # fmt: skip
def settle(request: Request, wish: uuid.UUID, body: Settled, key: Key) -> Any:
    """Once; fulfilled, or told why not."""
    caring.settle_wish(**_act(request, key), wish_id=wish, done=body.done, outcome=body.outcome)
    return {"id": wish}


@router.post(
    "/stewards/power-readings", response=answers(PowerTold), url_name="steward-power", operation_id="steward-power",
    summary="导入用电 import power readings",
)  # fmt: skip
def power(request: Request, body: PowerReadings, key: Key) -> Any:
    """Months on file are corrected, others added. A refused import leaves the key free for the corrected one."""
    rows = [Reading(row, one.identifier.upper(), one.month, one.kwh) for row, one in enumerate(body.readings, start=1)]
    done = metering.import_power(
        **_act(request, key), readings=rows, source=body.source, dry_run=body.dry_run, jumps_hold=body.jumps_hold
    )
    return {
        "taken": done.taken, "added": done.added, "corrected": done.corrected, "same": done.same,
        "errors": [{"row": one.row, "what": one.what} for one in done.errors],
        "jumps": [{"row": one.row, "what": one.what} for one in done.jumps],
    }  # fmt: skip


@router.get(
    "/stewards/ladder", response=answers(LadderRows), url_name="steward-ladder", operation_id="steward-ladder",
    summary="3+3 培育 the ladder",
)  # fmt: skip
def rungs(
    request: Request, on: Annotated[dt.date | None, Query(description="as it was at the end of that day")] = None
) -> Any:
    """Who is cultivated, the gap to the target, measures."""
    day = on or calendar().local(request.at).date()
    return {"on": day, "entries": [_entry(view) for view in ladder.entries(zone=request.zone, today=day)]}


@router.post(
    "/stewards/ladder/outputs", response=answers(LadderRows), url_name="steward-ladder-output",
    operation_id="steward-ladder-output", summary="登记产值 record an output",
)  # fmt: skip
def output(request: Request, body: NewOutput, key: Key) -> Any:
    """Of a year; told again the later word counts, and the earlier one stays among those told."""
    cultivation.put_output(
        **_act(request, key), entry_id=body.entry, year=body.year, output_k=body.output_k, source=body.source
    )
    return rungs(request)


@router.post(
    "/stewards/ladder/measures", response=answers(Made), url_name="steward-ladder-measure",
    operation_id="steward-ladder-measure", summary="登记措施 add a measure",
)  # fmt: skip
def measure(request: Request, body: NewLadderMeasure, key: Key) -> Any:
    """What will be done, by which office, until when."""
    made = cultivation.add_measure(
        **_act(request, key), entry_id=body.entry, text=body.text, office=body.office, due_on=body.due_on
    )
    return {"id": made}


@router.post(
    "/stewards/ladder/measures/{measure}/finish", response=answers(Made), url_name="steward-finish-measure",
    operation_id="steward-finish-measure", summary="完成措施 finish a measure",
)  # fmt: skip
def finish(request: Request, measure: uuid.UUID, body: MeasureDone, key: Key) -> Any:
    """Once, with what came of it."""
    cultivation.finish_measure(**_act(request, key), measure_id=measure, outcome=body.outcome)
    return {"id": measure}


def _act(request: Request, key: str) -> dict[str, Any]:
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}


def _entry(view: ladder.LadderView) -> dict[str, Any]:
    place = view.place
    return {
        "id": view.id, "kind": view.kind, "name": view.name, "party": view.party_id, "target_k": place.target_k,
        "target_year": view.target_year, "year": place.year, "output_k": place.output_k, "source": view.source,
        "rung": place.rung.code, "gap_k": place.gap_k, "reached_bp": place.reached_bp, "growth_bp": place.growth_bp,
        "overdue": view.overdue,
        "told": [
            {"year": one.year, "output_k": one.output_k, "source": one.source, "at": one.at, "by": one.by, "counts": one.counts}
            for one in view.told
        ],
        "measures": [
            {"id": one.id, "text": one.text, "office": one.office, "due_on": one.due_on, "done_on": one.done_on,
             "outcome": one.outcome}
            for one in view.measures
        ],
    }  # fmt: skip
