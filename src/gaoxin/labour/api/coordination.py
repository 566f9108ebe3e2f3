"""Coordinators with areas, visits and results; what is on record of a firm; self-checks with the questions they answer."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.labour.api.harmony import Code, HarmonyDone, HarmonyMade, Key, Line, WageTerm, made
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.harmony import wages
from gaoxin.labour.rules.harmony.access import may_run
from gaoxin.labour.rules.harmony.check import Answer
from gaoxin.labour.selectors.harmony import coordinated, warned
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.harmony import checking, coordinating, warning
from gaoxin.runtime.api import Request, answers

router = Router(tags=["劳动关系和谐 harmony"])


class CompetitionTold(Schema):
    """source: the paper that says so."""

    year: int
    name: str
    level: str
    award: str
    source: str


class CoordinatorTold(Schema):
    """areas: codes. firms: in them. visits: of this year."""

    id: uuid.UUID
    name: str
    areas: list[str]
    firms: int
    visits: int
    results: list[CompetitionTold]


class CoordinationDue(Schema):
    party: uuid.UUID
    enterprise: str
    coordinator: str
    next_on: dt.date


class CoordinatorsTold(Schema):
    """areas, levels: what may be given, by code. due: firms to which somebody promised to come again and nobody did."""

    coordinators: list[CoordinatorTold]
    areas: dict[str, dict[str, str]]
    levels: dict[str, dict[str, str]]
    due: list[CoordinationDue]


class AreaWanted(Schema):
    area: Code = Field(examples=["north"])
    coordinator: uuid.UUID


class CompetitionWanted(Schema):
    coordinator: uuid.UUID
    year: int
    name: Annotated[str, StringConstraints(max_length=120)]
    level: Code = Field(examples=["city"])
    award: Annotated[str, StringConstraints(max_length=60)]
    source: Line


class FirmAreaWanted(Schema):
    area: Code = Field(examples=["north"])


class WageFactEnd(Schema):
    """day: on which it was over."""

    day: dt.date


class WageFactKept(Schema):
    """ended_on: none while it stands."""

    id: uuid.UUID
    code: str
    day: dt.date
    words: str
    source: str
    ended_on: dt.date | None


class CoordinationVisitKept(Schema):
    day: dt.date
    coordinator: str
    findings: str
    next_on: dt.date | None


class LabourFirm(Schema):
    """points are the sum of the terms that count. warning: the one that is open."""

    party: uuid.UUID
    enterprise: str
    area: str
    level: str
    points: int
    terms: list[WageTerm]
    facts: list[WageFactKept]
    warning: uuid.UUID | None
    visits: list[CoordinationVisitKept]


class HarmonyQuestion(Schema):
    """must: cannot be made up for by points. idle: it may not apply."""

    code: str
    text: dict[str, str]
    evidence: dict[str, str]
    points: int
    must: bool
    idle: bool
    article: str


class HarmonyCheckTold(Schema):
    """score: per mille of the questions that apply. answers: by question."""

    id: uuid.UUID
    party: uuid.UUID
    year: int
    state: str
    score: int
    passed: bool
    answers: dict[str, Any]
    judged_words: str


class HarmonyChecksTold(Schema):
    """passes: per mille from which a check may be confirmed."""

    checks: list[HarmonyCheckTold]
    questions: list[HarmonyQuestion]
    passes: int


class HarmonyAnswer(Schema):
    answer: Literal["yes", "no", "idle"]
    evidence: Annotated[str, StringConstraints(max_length=500)] = ""


class HarmonyAnswers(Schema):
    """answers: by question. send: to the coordinator; otherwise they are kept."""

    party: uuid.UUID
    answers: Annotated[dict[str, HarmonyAnswer], Field(max_length=100)]
    send: bool = False


def _today(request: Request) -> dt.date:
    return calendar().local(request.at).date()


@router.get(
    "/coordinators", response=answers(CoordinatorsTold), url_name="coordinators", operation_id="coordinators",
    summary="协调员 coordinators",
)  # fmt: skip
def coordinators(request: Request) -> Any:
    """With their areas, visits and what they won; visits that are due again."""
    asks: dict[str, Any] = {"zone": request.zone, "by": request.actor}
    due = coordinated.promised(**asks, today=_today(request))
    return {
        "coordinators": [
            {"id": one.id, "name": one.name, "areas": one.areas, "firms": one.firms, "visits": one.visits,
             "results": [{name: getattr(row, name) for name in CompetitionTold.model_fields} for row in one.results]}
            for one in coordinated.coordinators(**asks, at=request.at)
        ],
        "areas": {one.code: wages.both(one.name) for one in book().check.areas},
        "levels": {one.code: wages.both(one.name) for one in book().check.levels},
        "due": [
            {"party": row.party_id, "enterprise": row.party.name, "coordinator": row.coordinator.name, "next_on": row.next_on}
            for row in due
        ],
    }  # fmt: skip


@router.post(
    "/coordinator-areas", response=answers(HarmonyDone), url_name="give-area", operation_id="give-area",
    summary="安排片区 give an area",
)  # fmt: skip
def give_area(request: Request, body: AreaWanted, key: Key) -> Any:
    """The former coordinator's post ends."""
    coordinating.give_area(**made(request, key), area=body.area, coordinator=body.coordinator)
    return {"done": True}


@router.post(
    "/competition-results", response=answers(HarmonyMade), url_name="note-competition-result",
    operation_id="note-competition-result", summary="登记竞赛成绩 note a result",
)  # fmt: skip
def note_result(request: Request, body: CompetitionWanted, key: Key) -> Any:
    """With the paper that says so; 409 for one on record."""
    won = coordinating.Won(body.year, body.name, body.level, body.award, body.source)
    return {"id": coordinating.note_result(**made(request, key), coordinator=body.coordinator, won=won)}


@router.get(
    "/labour-firms/{party}", response=answers(LabourFirm), url_name="labour-firm", operation_id="labour-firm",
    summary="企业劳动关系 what is on record of a firm",
)  # fmt: skip
def firm(request: Request, party: uuid.UUID) -> Any:
    """Every term of the warning, facts, visits, the area."""
    asks: dict[str, Any] = {"zone": request.zone, "party_id": party, "by": request.actor}
    found = warned.one(**asks, today=_today(request))
    return {
        "party": party, "enterprise": found.name, "area": coordinated.area_of(zone=request.zone, party_id=party),
        "level": found.weighed.level.code if found.weighed.level else "", "points": found.weighed.points,
        "terms": wages.kept(found.weighed), "warning": found.warning.id if found.warning else None,
        "facts": [{name: getattr(row, name) for name in WageFactKept.model_fields} for row in found.facts],
        "visits": [
            {"day": row.day, "coordinator": row.coordinator.name, "findings": row.findings, "next_on": row.next_on}
            for row in coordinated.visits(**asks)
        ],
    }  # fmt: skip


@router.post(
    "/labour-firms/{party}/area", response=answers(HarmonyDone), url_name="place-firm", operation_id="place-firm",
    summary="登记企业片区 in which area a firm is",
)  # fmt: skip
def place_firm(request: Request, party: uuid.UUID, body: FirmAreaWanted, key: Key) -> Any:
    """Said anew, the last one counts."""
    coordinating.place_firm(**made(request, key), party_id=party, area=body.area)
    return {"done": True}


@router.post(
    "/wage-facts/{fact}/end", response=answers(HarmonyDone), url_name="end-wage-fact", operation_id="end-wage-fact",
    summary="登记解除 a fact is over",
)  # fmt: skip
def end_fact(request: Request, fact: uuid.UUID, body: WageFactEnd, key: Key) -> Any:
    """From then on it is no signal; the record stays."""
    warning.end_fact(**made(request, key), fact_id=fact, day=body.day)
    return {"done": True}


@router.get(
    "/harmony-checks", response=answers(HarmonyChecksTold), url_name="harmony-checks", operation_id="harmony-checks",
    summary="自查 self-checks and their questions",
)  # fmt: skip
def checks(
    request: Request, party: Annotated[uuid.UUID | None, Query(description="of that firm; without it those that wait, or one's own")] = None
) -> Any:  # fmt: skip
    """Of a firm, for labour officers and for who speaks for it. Without one: those that wait, for labour officers; for anybody else those
    of every firm that they speak for."""
    asks: dict[str, Any] = {"zone": request.zone, "by": request.actor}
    if party is not None:
        rows = coordinated.checks_of(**asks, party_id=party)
    else:
        rows = coordinated.sent(**asks) if may_run(request.actor, request.zone) else coordinated.own(**asks)
    names = ("id", "year", "state", "score", "passed", "answers", "judged_words")
    return {
        "checks": [{"party": row.party_id, **{name: getattr(row, name) for name in names}} for row in rows],
        "questions": [
            {"code": one.code, "text": wages.both(one.text), "evidence": wages.both(one.evidence), "points": one.points,
             "must": one.must, "idle": one.idle, "article": cited(one.basis)}
            for one in book().check.questions
        ],
        "passes": book().check.passes,
    }  # fmt: skip


@router.post(
    "/harmony-checks", response=answers(HarmonyMade), url_name="fill-harmony-check", operation_id="fill-harmony-check",
    summary="自查 fill the self-check",
)  # fmt: skip
def fill(request: Request, body: HarmonyAnswers, key: Key) -> Any:
    """This year's, by who speaks for the whole firm."""
    told = {code: Answer(one.answer, one.evidence) for code, one in body.answers.items()}
    return {"id": checking.fill(**made(request, key), party_id=body.party, answers=told, send=body.send)}
