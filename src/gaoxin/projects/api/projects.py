"""Endpoints of 项目 projects: files with their timeline, blocks, investment and its pull; and the acts of the pages."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Header, Path, Query, Router, Schema
from pydantic import Field

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.selectors import campaigns, investment, projects
from gaoxin.projects.selectors.told import told
from gaoxin.projects.services.projects import happening, leading, opening
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.runtime.api import Request, answers

router = Router(tags=["项目 projects"])
Number = Annotated[str, Path(max_length=32, description="number of the project", examples=["P-PARK"])]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=60, pattern=r"^[!-~]+$",
        description="the same for a retry", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Kind = Literal["extend", "supplement", "strengthen"]
Stage = Literal["signed", "land", "permitted", "started", "completed", "producing"]
Flow = Literal["contract", "paid", "completed"]
Thousands = Annotated[int, Field(ge=0, le=10**15, description="千元")]


class Line(Schema):
    """A project in a list. stage: derived, empty for none. planned_k: 千元."""

    number: str
    name: str
    kind: Kind
    key: bool
    leader: str
    node: str
    stage: str
    opened_on: dt.date
    planned_k: int
    open_blocks: int


class Lines(Schema):
    """next: send it as `after` for the next page; empty on the last."""

    rows: list[Line]
    next: str


class Day(Schema):
    stage: Stage
    on: dt.date


class Leg(Schema):
    """days: calendar days from one stage to the next; null where they came in another order."""

    here: Stage
    to: Stage
    days: int | None


class Event(Schema):
    """module: the part of the platform whose record it is, `record` its number there. kind: the stage it makes, or empty."""

    on: dt.date
    text: str
    module: str
    kind: str
    record: str


class Ruling(Schema):
    kind: Kind
    reason: str
    at: dt.datetime
    by: str


class Turn(Schema):
    """A leader's turn; until is null for the one of now."""

    leader: str
    since: dt.date
    until: dt.date | None
    days: int
    note: str


class BlockTold(Schema):
    id: uuid.UUID
    title: str
    office: str
    raised_on: dt.date
    due_on: dt.date
    solved_on: dt.date | None
    solution: str


class AmountTold(Schema):
    """One month's amount in 千元, as it stands after its last revision."""

    month: dt.date
    flow: Flow
    amount_k: int
    revision: int


class ProjectTold(Schema):
    """version: to be sent with an act that changes the file."""

    number: str
    name: str
    project_code: str
    kind: Kind
    node: str
    key: bool
    leader: str
    stage: str
    opened_on: dt.date
    planned_k: int
    version: int
    stages: list[Day]
    legs: list[Leg]
    timeline: list[Event]
    kinds: list[Ruling]
    leaders: list[Turn]
    blocks: list[BlockTold]
    investment: list[AmountTold]


class OpenBlock(Schema):
    """days: until the deadline, below zero when it is past. card: yellow, red or empty."""

    id: uuid.UUID
    number: str
    project: str
    title: str
    office: str
    raised_on: dt.date
    due_on: dt.date
    days: int
    card: str
    escalated: bool


class OpenBlocks(Schema):
    rows: list[OpenBlock]


class Part(Schema):
    """One new project in the pull. points: percentage points, two decimals."""

    number: str
    now_k: int
    before_k: int
    points: float


class Month(Schema):
    month: dt.date
    contract_k: int
    paid_k: int
    completed_k: int


class Investment(Schema):
    """pull: percentage points, half up to 0.1; null where nothing was completed in the year before."""

    year: int
    completed_k: int
    previous_k: int
    records: int
    pull: float | None
    change_k: int | None
    parts: list[Part]
    months: list[Month]


class NewProject(Schema):
    """leader: login of the responsible leader, needed for a key project."""

    number: Annotated[str, Field(min_length=1, max_length=32)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Kind
    reason: Annotated[str, Field(max_length=500)]
    opened_on: dt.date
    project_code: Annotated[str, Field(max_length=24)] = ""
    node: Annotated[str, Field(max_length=64)] = ""
    key: bool = False
    leader: Annotated[str, Field(max_length=100)] = ""
    planned_k: Thousands = 0


class NewKind(Schema):
    kind: Kind
    reason: Annotated[str, Field(max_length=500)]
    version: Annotated[int, Field(ge=1, le=10**9)]


class NewLeader(Schema):
    """note: what the successor must know."""

    leader: Annotated[str, Field(max_length=100)]
    note: Annotated[str, Field(max_length=1000)]
    version: Annotated[int, Field(ge=1, le=10**9)]


class NewDay(Schema):
    kind: Stage
    on: dt.date
    evidence: Annotated[str, Field(max_length=300)]


class NewBlock(Schema):
    title: Annotated[str, Field(max_length=200)]
    office: Annotated[str, Field(max_length=100)]
    due_on: dt.date


class Solution(Schema):
    solution: Annotated[str, Field(max_length=500)]


class NewAmount(Schema):
    """month: its first day. reason: needed where it corrects what is recorded."""

    month: dt.date
    flow: Flow
    amount_k: Thousands
    reason: Annotated[str, Field(max_length=300)] = ""


def _today(request: Request) -> dt.date:
    return timezone.localtime(request.at).date()


def _told(request: Request, number: str) -> dict[str, Any]:
    return told(zone=request.actor.zone, number=number, today=_today(request))


def _act(request: Request, number: str, key: str = "") -> dict[str, Any]:
    keyed = {"key": key} if key else {}
    return {
        "zone": request.actor.zone,
        "number": number,
        "at": timezone.localtime(request.at),
        "by": request.actor,
        **keyed,
    }


@router.get(
    "/projects", response=answers(Lines), url_name="projects", operation_id="projects", summary="项目清单 projects"
)
def listing(
    request: Request, q: Annotated[str, Query(max_length=50)] = "", kind: Annotated[Kind | None, Query()] = None,
    key: bool = False, year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    after: Annotated[str, Query(max_length=32)] = "",
) -> Any:  # fmt: skip
    """By number, 30 at a time. q: a part of the name, its pinyin, the number or the project code."""
    wanted = projects.Wanted(text=q, kind=kind or "", key=key, year=year, after=after)
    return projects.page(zone=request.actor.zone, by=request.actor, wanted=wanted, today=_today(request))


@router.get(
    "/projects/{project_number}", response=answers(ProjectTold), url_name="project", operation_id="project", summary="一个项目 one project"
)  # fmt: skip
def one(request: Request, project_number: Number) -> Any:
    """With everything that any part of the platform knows of it, in order of time."""
    check(request.actor, request.actor.zone, "read")
    return _told(request, project_number)


@router.get(
    "/project-blocks", response=answers(OpenBlocks), url_name="project-blocks", operation_id="project-blocks",
    summary="未销的堵点 open blocks",
)  # fmt: skip
def open_blocks(request: Request) -> Any:
    """The most overdue first, at most 200."""
    return {"rows": campaigns.open_blocks(zone=request.actor.zone, by=request.actor, today=_today(request))}


@router.get(
    "/project-investment/{year}", response=answers(Investment), url_name="project-investment",
    operation_id="project-investment", summary="投资与拉动 investment and pull",
)  # fmt: skip
def of_year(request: Request, year: Annotated[int, Path(ge=2000, le=2100)]) -> Any:
    """By month in 千元, and the pull of the year's new projects down to each."""
    check(request.actor, request.actor.zone, "read")
    total, records = investment.completed(zone=request.actor.zone, year=year)
    previous, _ = investment.completed(zone=request.actor.zone, year=year - 1)
    pulled = investment.pull_of_new(zone=request.actor.zone, year=year)[0] if previous else None
    return {
        "year": year, "completed_k": total, "previous_k": previous, "records": records,
        "pull": float(pulled.points) if pulled else None, "change_k": pulled.change_k if pulled else None,
        "parts": [
            {"number": p.number, "now_k": p.now_k, "before_k": p.before_k, "points": float(pulled.points_of(p))}
            for p in pulled.parts
        ] if pulled else [],
        "months": investment.by_month(zone=request.actor.zone, year=year),
    }  # fmt: skip


@router.post(
    "/projects",
    response=answers(ProjectTold),
    url_name="open-project",
    operation_id="open-project",
    summary="立项 open",
)
def open_one(request: Request, body: NewProject, key: Key) -> Any:
    """A new file with exactly one kind and its reason."""
    row = opening.open_project(
        zone=request.actor.zone,
        opening=opening.Opening(**body.dict()),
        at=timezone.localtime(request.at),
        by=request.actor,
        key=key,
    )
    return _told(request, row.number)


@router.post(
    "/projects/{project_number}/kind", response=answers(ProjectTold), url_name="retag-project", operation_id="retag-project",
    summary="改类别 another kind",
)  # fmt: skip
def retag(request: Request, project_number: Number, body: NewKind) -> Any:
    """In place of the one it has; the former stays in `kinds`."""
    opening.retag(**_act(request, project_number), **body.dict())
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/leader", response=answers(ProjectTold), url_name="hand-over-project",
    operation_id="hand-over-project", summary="移交 hand over",
)  # fmt: skip
def hand_over(request: Request, project_number: Number, body: NewLeader) -> Any:
    """By the leader of now or the head; there is no day without a leader."""
    leading.hand_over(**_act(request, project_number), **body.dict())
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/milestones", response=answers(ProjectTold), url_name="note-milestone",
    operation_id="note-milestone", summary="登记节点 note the day of a stage",
)  # fmt: skip
def milestone(request: Request, project_number: Number, body: NewDay, key: Key) -> Any:
    """A day that no other part of the platform knows, with its evidence."""
    happening.note_milestone(**_act(request, project_number, key), **body.dict())
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/blocks", response=answers(ProjectTold), url_name="raise-block", operation_id="raise-block",
    summary="登记堵点 raise a block",
)  # fmt: skip
def raise_block(request: Request, project_number: Number, body: NewBlock, key: Key) -> Any:
    """What stands in the way, which office clears it and by when."""
    happening.raise_block(**_act(request, project_number, key), **body.dict())
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/blocks/{block}/solve", response=answers(ProjectTold), url_name="solve-block",
    operation_id="solve-block", summary="销号 a block is cleared",
)  # fmt: skip
def solve(request: Request, project_number: Number, block: uuid.UUID, body: Solution) -> Any:
    """Once; who comes second is told that it was cleared."""
    check(request.actor, request.actor.zone, "dispatch")
    if block not in {row.pk for row in projects.blocks_of(projects.by_number(request.actor.zone, project_number))}:
        raise NotFound("这个项目没有这个堵点 the project has no such block", do="核对项目和堵点 check both")
    happening.solve_block(
        zone=request.actor.zone, block_id=block, at=timezone.localtime(request.at), by=request.actor, **body.dict()
    )
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/investment", response=answers(ProjectTold), url_name="record-investment",
    operation_id="record-investment", summary="登记投资 record investment",
)  # fmt: skip
def record(request: Request, project_number: Number, body: NewAmount) -> Any:
    """One month; an amount that is there already changes nothing, another one is a revision with its reason."""
    done = record_investment(
        zone=request.actor.zone,
        amounts=[Amount(project_number, **body.dict())], at=timezone.localtime(request.at), by=request.actor, source="API",
    )  # fmt: skip
    if done.errors:
        raise Invalid("；".join(e.what for e in done.errors), do="更正后再登记 correct it and record again")
    return _told(request, project_number)
