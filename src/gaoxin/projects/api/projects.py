"""Endpoints of 项目 projects: files with their timeline, blocks, investment and its pull; and the acts of the pages."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.utils import timezone
from ninja import Header, Path, Query, Router

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.api.projects_told import (
    Card,
    HandOverAnswered,
    Investment,
    Kind,
    Lines,
    NewAmount,
    NewBlock,
    NewDay,
    NewKind,
    NewLeader,
    NewProduction,
    NewProject,
    OpenBlocks,
    ProductionAnswer,
    ProductionTold,
    ProjectTold,
    Solution,
    StageAsked,
)
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.selectors import campaigns, covering, investment, projects
from gaoxin.projects.selectors.told import told
from gaoxin.projects.services.projects import happening, joining, leading, opening, producing
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.runtime.api import Request, answers

router = Router(tags=["项目 projects"])
COVERED = ("nodes", "before", "after", "percent_before", "percent_after", "opened", "left")  # of a chain
Number = Annotated[str, Path(max_length=32, description="number of the project", examples=["P-PARK"])]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="the same for a retry", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip


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
    stage: Annotated[StageAsked | None, Query()] = None, leader: Annotated[str, Query(max_length=100)] = "",
    card: Annotated[Card | None, Query()] = None, after: Annotated[str, Query(max_length=32)] = "",
) -> Any:  # fmt: skip
    """By number, 30 at a time. q: a part of the name, its pinyin, the number or the project code.
    stage: the furthest reached, `none` for no stage. leader: login. card: of the worst open block."""
    wanted = projects.Wanted(
        text=q, kind=kind or "", key=key, year=year, leader=leader, stage=stage or "", card=card or "", after=after
    )
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
        "chains": [
            {"chain": one.code, "title": one.title, "title_en": one.title_en, **{name: getattr(one.covered, name) for name in COVERED}}
            for one in covering.by_chain(zone=request.actor.zone, year=year)
        ],
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
    said = opening.Opening(**body.dict(exclude={"lead"}))
    row = opening.open_project(
        zone=request.actor.zone, opening=joining.joined(request.actor.zone, said, body.lead, ""),
        at=timezone.localtime(request.at), by=request.actor, key=key,
    )  # fmt: skip
    return _told(request, row.number)


@router.post(
    "/projects/{project_number}/kind", response=answers(ProjectTold), url_name="retag-project", operation_id="retag-project",
    summary="改类别 another kind",
)  # fmt: skip
def retag(request: Request, project_number: Number, body: NewKind, key: Key) -> Any:
    """In place of the one it has; the former stays in `kinds`."""
    opening.retag(**_act(request, project_number, key), **body.dict())
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/leader", response=answers(ProjectTold), url_name="hand-over-project",
    operation_id="hand-over-project", summary="移交 hand over",
)  # fmt: skip
def hand_over(request: Request, project_number: Number, body: NewLeader, key: Key) -> Any:
    """By the leader of now or the head; the leader of now answers until the successor accepts."""
    leading.hand_over(**_act(request, project_number, key), **body.dict())
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/leader/answer", response=answers(ProjectTold), url_name="answer-hand-over",
    operation_id="answer-hand-over", summary="接手或者不接手 accept or decline",
)  # fmt: skip
def answer(request: Request, project_number: Number, body: HandOverAnswered, key: Key) -> Any:
    """By the leader who was asked; accepted, it is theirs from today on."""
    leading.answer_hand_over(**_act(request, project_number, key), **body.dict())
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
def solve(request: Request, project_number: Number, block: uuid.UUID, body: Solution, key: Key) -> Any:
    """Once; who comes second is told that it was cleared."""
    check(request.actor, request.actor.zone, "dispatch")
    if block not in {row.pk for row in projects.blocks_of(projects.by_number(request.actor.zone, project_number))}:
        raise NotFound("这个项目没有这个堵点 the project has no such block", do="核对项目和堵点 check both")
    happening.solve_block(
        zone=request.actor.zone, block_id=block, at=timezone.localtime(request.at), by=request.actor, key=key, **body.dict()
    )  # fmt: skip
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/investment", response=answers(ProjectTold), url_name="record-investment",
    operation_id="record-investment", summary="登记投资 record investment",
)  # fmt: skip
def record(request: Request, project_number: Number, body: NewAmount, key: Key) -> Any:
    """One month; an amount that is there already changes nothing, another one is a revision with its reason."""
    done = record_investment(
        zone=request.actor.zone,
        amounts=[Amount(project_number, **body.dict())], at=timezone.localtime(request.at), by=request.actor, source="API",
        key=key,
    )  # fmt: skip
    if done.errors:
        raise Invalid("；".join(e.what for e in done.errors), do="更正后再登记 correct it and record again")
    return _told(request, project_number)


@router.post(
    "/projects/{project_number}/production", response=answers(ProductionTold), url_name="declare-production",
    operation_id="declare-production", summary="申报投产 declare production",
)  # fmt: skip
def declare(request: Request, project_number: Number, body: NewProduction, key: Key) -> Any:
    """By who speaks for the whole enterprise; it counts once an officer has confirmed it."""
    notice = producing.declare_production(**_act(request, project_number, key), **body.dict())
    return _notice(request, project_number, notice)


@router.post(
    "/projects/{project_number}/production/answer", response=answers(ProductionTold), url_name="answer-production",
    operation_id="answer-production", summary="核实投产 confirm or reject",
)  # fmt: skip
def answer_production(request: Request, project_number: Number, body: ProductionAnswer, key: Key) -> Any:
    """By an officer; a rejection needs its reason."""
    producing.answer_production(**_act(request, project_number, key), **body.dict())
    return _notice(request, project_number)


def _notice(request: Request, number: str, pk: uuid.UUID | None = None) -> dict[str, Any]:
    rows = projects.notices_of(projects.by_number(request.actor.zone, number))
    row = next(one for one in rows if pk in (None, one.pk))
    return {
        "id": row.pk,
        "number": number,
        "on": row.on,
        "words": row.words,
        "confirmed": row.confirmed,
        "answer": row.answer,
    }
