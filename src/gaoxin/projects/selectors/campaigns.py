"""Campaigns with their tasks, and the board of open blocks."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.models import Block, CampaignTask, TaskHandOver
from gaoxin.projects.permissions.projects import check, may_hand_task
from gaoxin.projects.rules.projects.cards import Book, card, escalated

BOARD = 200


@dataclass(frozen=True, slots=True)
class TasksWanted:
    """Which tasks a list shows. campaign: code, empty for all. owner: exactly. state: open, late (open and past its day) or done.
    card: yellow or red."""

    campaign: str = ""
    owner: str = ""
    state: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class TaskPassing:
    """A hand-over of a task that waits. mine: the reader is asked."""

    successor: str
    note: str
    by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as its list shows it. campaign: code. of: its name in both languages. late: days past the deadline, 0 for none.
    card: none, yellow or red. opens: the list that it works through. may_hand: the reader may hand it over now."""

    id: uuid.UUID
    campaign: str
    of: Named
    code: str
    zh: str
    en: str
    opens: str
    owner: str
    due_on: dt.date
    done_on: dt.date | None
    evidence: str
    late: int
    card: str
    passing: TaskPassing | None
    may_hand: bool


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block on the board. days: until the deadline, negative when it is past. escalated: it is the head's matter by now;
    to_head: days until it is."""

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
    to_head: int

    @property
    def late(self) -> int:
        """Days past the deadline, 0 for none."""
        return max(-self.days, 0)


def book() -> Book:
    """catalogue/campaigns, read once. Raises Invalid for a mistake in it."""
    return _book(settings.CATALOGUE / "campaigns" / "campaigns.yaml")


@lru_cache(maxsize=4)
def _book(path: Path) -> Book:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Book)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error


def tasks(*, zone: str, by: Actor, wanted: TasksWanted, today: dt.date) -> list[TaskLine]:
    """Tasks by deadline, the oldest first; a fixed number of queries. Raises NotAllowed."""
    check(by, zone, "read")
    rows = CampaignTask.objects.filter(zone=zone)
    if wanted.campaign:
        rows = rows.filter(campaign=wanted.campaign)
    if wanted.owner:
        rows = rows.filter(owner=wanted.owner)
    if wanted.state:
        rows = rows.filter(done_on__isnull=wanted.state != "done")
    if wanted.state == "late":
        rows = rows.filter(due_on__lt=today)
    waiting = TaskHandOver.objects.select_related("successor").filter(zone=zone, answered_at=None, task__in=rows)
    asked = {one.task_id: one for one in waiting}
    lines = [_line(row, asked.get(row.pk), by, today) for row in rows.order_by("due_on", "campaign", "task")]
    return [line for line in lines if not wanted.card or line.card == wanted.card]


def one_task(*, zone: str, by: Actor, task_id: uuid.UUID, today: dt.date) -> TaskLine:
    """One of them. Raises NotAllowed, NotFound."""
    check(by, zone, "read")
    row = CampaignTask.objects.filter(zone=zone, pk=task_id).first()
    if row is None:
        raise NotFound("没有这项任务 no such task", do="从任务清单进入 start from the list")
    asked = TaskHandOver.objects.select_related("successor").filter(zone=zone, task=row, answered_at=None).first()
    return _line(row, asked, by, today)


def owners(*, zone: str, campaign: str = "") -> list[str]:
    """Who has tasks, by name."""
    rows = CampaignTask.objects.filter(zone=zone, **({"campaign": campaign} if campaign else {}))
    return list(rows.order_by("owner").values_list("owner", flat=True).distinct())


def _line(row: CampaignTask, asked: TaskHandOver | None, by: Actor, today: dt.date) -> TaskLine:
    told = next((one for one in book().campaigns if one.code == row.campaign), None)
    task = next((one for one in told.tasks if one.code == row.task), None) if told else None
    passing = (
        TaskPassing(asked.successor.name, asked.note, asked.by_name, str(asked.successor_id) == by.id)
        if asked
        else None
    )
    return TaskLine(
        row.pk, row.campaign, Named(told.zh, told.en) if told else Named(row.campaign, row.campaign), row.task,
        task.zh if task else row.task, task.en if task else row.task, task.opens if task else "", row.owner, row.due_on,
        row.done_on, row.evidence, max(((row.done_on or today) - row.due_on).days, 0),
        card(row.due_on, row.done_on, today, book().cards), passing,
        row.done_on is None and asked is None and may_hand_task(by, row.zone, row.holder_id),
    )  # fmt: skip


def open_blocks(*, zone: str, by: Actor, today: dt.date, own: bool = False) -> list[BlockLine]:
    """What is not cleared yet, the most overdue first, at most `BOARD`. own: of projects that the reader leads. Raises NotAllowed."""
    check(by, zone, "read")
    days = book().cards
    rows = Block.objects.select_related("project").filter(zone=zone, solved_on=None).order_by("due_on", "id")
    if own:
        rows = rows.filter(project__leader_id=accounts.key_of(by))
    return [
        BlockLine(
            row.pk, row.project.number, row.project.name, row.title, row.office, row.raised_on, row.due_on,
            (row.due_on - today).days, card(row.due_on, None, today, days), escalated(row.due_on, None, today, days),
            (row.due_on - today).days + days.escalate,
        )
        for row in rows[:BOARD]
    ]  # fmt: skip
