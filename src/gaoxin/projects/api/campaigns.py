"""Endpoints of 专项行动 campaigns: their tasks, finished with evidence or handed over to somebody who accepts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from gaoxin.projects.api.projects import Key
from gaoxin.projects.selectors import campaigns
from gaoxin.projects.services.projects import campaigning
from gaoxin.runtime.api import Request, answers

router = Router(tags=["专项行动 campaigns"])


class TaskPassingTold(Schema):
    """A hand-over that waits. mine: you are asked."""

    successor: str
    note: str
    by: str
    mine: bool


class CampaignTaskTold(Schema):
    """late: days past the deadline. card: yellow, red or empty. passing: null where nobody is asked to take it over. may_hand: you
    may hand it over now."""

    id: uuid.UUID
    campaign: str = Field(examples=["five-grasps"])
    code: str = Field(examples=["land"])
    zh: str
    en: str
    owner: str
    due_on: dt.date
    done_on: dt.date | None
    evidence: str
    late: int
    card: str
    passing: TaskPassingTold | None
    may_hand: bool


class CampaignTasks(Schema):
    rows: list[CampaignTaskTold]


class TaskDone(Schema):
    """evidence: the document, meeting or figure that shows it."""

    evidence: Annotated[str, Field(max_length=500)]


class TaskHanded(Schema):
    """successor: login. note: what is still open."""

    successor: Annotated[str, Field(max_length=100)] = Field(examples=["steward-1"])
    note: Annotated[str, Field(max_length=1000)]


class TaskAnswered(Schema):
    """answer: why not, where it is declined."""

    accept: bool
    answer: Annotated[str, Field(max_length=500)] = ""


@router.get(
    "/campaign-tasks", response=answers(CampaignTasks), url_name="campaign-tasks", operation_id="campaign-tasks",
    summary="专项行动任务 tasks of campaigns",
)  # fmt: skip
def listing(
    request: Request, campaign: Annotated[str, Query(max_length=32)] = "", owner: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[Literal["open", "late", "done"] | None, Query()] = None,
    card: Annotated[Literal["yellow", "red"] | None, Query()] = None,
) -> Any:  # fmt: skip
    """By deadline, the oldest first. campaign: code, empty for all."""
    wanted = campaigns.TasksWanted(campaign, owner, state or "", card or "")
    today = timezone.localtime(request.at).date()
    return {"rows": campaigns.tasks(zone=request.actor.zone, by=request.actor, wanted=wanted, today=today)}


@router.post(
    "/campaign-tasks/{task}/finish", response=answers(CampaignTaskTold), url_name="finish-task", operation_id="finish-task",
    summary="任务办结 finish a task",
)  # fmt: skip
def finish(request: Request, task: uuid.UUID, body: TaskDone, key: Key) -> Any:
    """With evidence; not while it waits for a successor."""
    campaigning.finish_task(**_act(request, task, key), **body.dict())
    return _told(request, task)


@router.post(
    "/campaign-tasks/{task}/hand-over", response=answers(CampaignTaskTold), url_name="hand-task", operation_id="hand-task",
    summary="任务移交 hand a task over",
)  # fmt: skip
def hand(request: Request, task: uuid.UUID, body: TaskHanded, key: Key) -> Any:
    """By the head, an investment officer or who has it; who has it answers until the successor accepts."""
    campaigning.hand_task(**_act(request, task, key), **body.dict())
    return _told(request, task)


@router.post(
    "/campaign-tasks/{task}/hand-over/answer", response=answers(CampaignTaskTold), url_name="answer-task",
    operation_id="answer-task", summary="接手或者不接手任务 accept a task or decline",
)  # fmt: skip
def answer(request: Request, task: uuid.UUID, body: TaskAnswered, key: Key) -> Any:
    """By who was asked."""
    campaigning.answer_task(**_act(request, task, key), **body.dict())
    return _told(request, task)


def _act(request: Request, task: uuid.UUID, key: str) -> dict[str, Any]:
    return {
        "zone": request.actor.zone, "task_id": task, "at": timezone.localtime(request.at), "by": request.actor, "key": key,
    }  # fmt: skip


def _told(request: Request, task: uuid.UUID) -> campaigns.TaskLine:
    today = timezone.localtime(request.at).date()
    return campaigns.one_task(zone=request.actor.zone, by=request.actor, task_id=task, today=today)
