"""Campaigns with their tasks, and the board of open blocks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml
from django.conf import settings

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.projects.models import Block, CampaignTask
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.cards import Book, Campaign, card, escalated

BOARD = 200


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as its list shows it. card: none, yellow or red."""

    id: uuid.UUID
    code: str
    zh: str
    en: str
    owner: str
    due_on: dt.date
    done_on: dt.date | None
    evidence: str
    card: str


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block on the board. days: until the deadline, negative when it is past. escalated: it is the head's matter by now."""

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


def book() -> Book:
    """catalogue/campaigns, read once. Raises Invalid for a mistake in it."""
    return _book(settings.CATALOGUE / "campaigns" / "campaigns.yaml")


@lru_cache(maxsize=4)
def _book(path: Path) -> Book:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Book)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error


def tasks(*, zone: str, by: Actor, campaign: Campaign, today: dt.date) -> list[TaskLine]:
    """The campaign's tasks by deadline. Raises NotAllowed."""
    check(by, zone, "read")
    named = {task.code: task for task in campaign.tasks}
    rows = CampaignTask.objects.filter(zone=zone, campaign=campaign.code).order_by("due_on", "task")
    days = book().cards
    return [
        TaskLine(
            row.pk, row.task, named[row.task].zh if row.task in named else row.task, named[row.task].en if row.task in named else row.task,
            row.owner, row.due_on, row.done_on, row.evidence, card(row.due_on, row.done_on, today, days),
        )
        for row in rows
    ]  # fmt: skip


def open_blocks(
    *, zone: str, by: Actor, today: dt.date, mine: Callable[[Block], bool] | None = None
) -> list[BlockLine]:
    """What is not cleared yet, the most overdue first, at most `BOARD`. Raises NotAllowed."""
    check(by, zone, "read")
    days = book().cards
    rows = Block.objects.select_related("project").filter(zone=zone, solved_on=None).order_by("due_on", "id")
    return [
        BlockLine(
            row.pk, row.project.number, row.project.name, row.title, row.office, row.raised_on, row.due_on,
            (row.due_on - today).days, card(row.due_on, None, today, days), escalated(row.due_on, None, today, days),
        )
        for row in rows[:BOARD]
        if mine is None or mine(row)
    ]  # fmt: skip
