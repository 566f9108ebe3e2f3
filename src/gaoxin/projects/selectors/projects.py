"""Project files as pages, commands and other subjects read them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.projects.models import Block, HandOver, KindRuling, ProductionNotice, Project, Responsibility
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.cards import card
from gaoxin.projects.rules.projects.stages import stage
from gaoxin.projects.selectors.campaigns import book
from gaoxin.projects.selectors.staged import of_card, of_stage
from gaoxin.projects.selectors.timeline import events_of
from gaoxin.runtime.named import named

PAGE = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows. text: part of a name, number or its pinyin. stage: the furthest that happened, `none` for no stage.
    leader: login. card: yellow or red, of the worst open block."""

    text: str = ""
    kind: str = ""
    key: bool = False
    year: int | None = None
    leader: str = ""
    stage: str = ""
    card: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in a list. stage: the furthest that happened, empty for none. card: of its worst open block."""

    number: str
    name: str
    kind: str
    key: bool
    leader: str
    node: str
    stage: str
    opened_on: dt.date
    planned_k: int
    open_blocks: int
    card: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """rows: of this page. next: the cursor of the next, empty on the last."""

    rows: list[ProjectLine]
    next: str


@dataclass(frozen=True, slots=True)
class MyPage:
    """rows: of this page. count: of all projects of this leader. page, pages: counted from 1."""

    rows: list[ProjectLine]
    count: int
    page: int
    pages: int


def by_number(zone: str, number: str, *, lock: bool = False) -> Project:
    """The project with that number; with `lock`, held until the transaction ends. Raises NotFound."""
    rows = Project.objects.select_for_update() if lock else Project.objects
    row = rows.filter(zone=zone, number=number).first()
    if row is None:
        raise NotFound(f"没有这个项目 no such project: {number[:40]}", do="核对项目编号 check the number")
    return row


def of_party(zone: str, party_id: uuid.UUID) -> list[Project]:
    """Projects of one enterprise, the newest first."""
    return list(Project.objects.filter(zone=zone, party_id=party_id).order_by("-opened_on", "number"))


def page(*, zone: str, by: Actor, wanted: Wanted, today: dt.date) -> ProjectPage:
    """Projects by number, `PAGE` at a time. Raises NotAllowed."""
    check(by, zone, "read")
    rows = Project.objects.filter(zone=zone)
    if text := wanted.text.strip()[:50]:
        rows = rows.filter(named(text) | Q(number=text.upper()) | Q(project_code=text))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.key:
        rows = rows.filter(key=True)
    if wanted.year:
        rows = rows.filter(opened_on__year=wanted.year)
    if wanted.leader:
        rows = rows.filter(leader__login=wanted.leader)
    if wanted.stage:
        rows = of_stage(rows, zone, wanted.stage, today)
    if wanted.card:
        rows = of_card(rows, zone, wanted.card, today)
    if wanted.after:
        rows = rows.filter(number__gt=wanted.after)
    found = list(rows.order_by("number")[: PAGE + 1])
    return ProjectPage(lines(zone, found[:PAGE], today), found[PAGE - 1].number if len(found) > PAGE else "")


def mine(*, zone: str, by: Actor, today: dt.date, page: int = 1) -> MyPage:
    """Projects that this leader answers for, those with most open blocks first, `PAGE` at a time. Raises NotAllowed."""
    check(by, zone, "read")
    own = Project.objects.filter(zone=zone, leader_id=accounts.key_of(by))
    blocked = dict(
        Block.objects.filter(zone=zone, project__in=own, solved_on=None).values_list("project_id").annotate(Count("id"))
    )
    numbers: dict[uuid.UUID, str] = dict(own.values_list("id", "number"))
    order = sorted(numbers, key=lambda key: (-blocked.get(key, 0), numbers[key]))
    pages = max(1, -(-len(order) // PAGE))
    page = min(max(page, 1), pages)
    at = {key: place for place, key in enumerate(order[(page - 1) * PAGE : page * PAGE])}
    rows = sorted(own.filter(id__in=list(at)), key=lambda row: at[row.pk])
    return MyPage(lines(zone, rows, today), len(order), page, pages)


def lines(zone: str, rows: Collection[Project], today: dt.date) -> list[ProjectLine]:
    """These projects as lines of a list, with what is derived of them; a fixed number of queries."""
    events = events_of(zone, rows)
    people = accounts.names_of(zone=zone, user_ids={row.leader_id for row in rows if row.leader_id})
    blocked: dict[uuid.UUID, list[dt.date]] = {}
    blocks = Block.objects.filter(zone=zone, project__in=rows, solved_on=None)
    for project_id, due in blocks.values_list("project_id", "due_on"):
        blocked.setdefault(project_id, []).append(due)
    days = book().cards
    return [
        ProjectLine(
            row.number, row.name, row.kind, row.key, people.get(row.leader_id, ("", ""))[0] if row.leader_id else "", row.node,
            stage(events[row.pk], today), row.opened_on, row.planned_k, len(due := blocked.get(row.pk, [])),
            card(min(due), None, today, days) if due else "",
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A leader's turn. days: calendar days of it until today or its end."""

    leader: str
    since: dt.date
    until: dt.date | None
    days: int
    note: str


def leaders_of(project: Project, today: dt.date) -> list[Answered]:
    """Who answered for it, the newest first."""
    rows = list(Responsibility.objects.filter(zone=project.zone, project=project).order_by("-since", "-id"))
    people = accounts.names_of(zone=project.zone, user_ids={row.leader_id for row in rows})
    return [
        Answered(
            people.get(row.leader_id, ("—", ""))[0],
            row.since,
            row.until,
            ((row.until or today) - row.since).days,
            row.note,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Passing:
    """A hand-over that waits for the successor's answer. mine: the reader is asked."""

    number: str
    project: str
    leader: str
    successor: str
    reason: str
    note: str
    at: dt.datetime
    mine: bool


def passing(*, zone: str, by: Actor, project: Project | None = None) -> list[Passing]:
    """Hand-overs that wait: of one project, or those that the reader is asked to accept or waits for."""
    rows = HandOver.objects.select_related("project", "leader", "successor").filter(zone=zone, answered_at=None)
    if project is not None:
        rows = rows.filter(project=project)
    else:
        rows = rows.filter(Q(successor=accounts.key_of(by)) | Q(leader=accounts.key_of(by)))
    return [
        Passing(
            row.project.number, row.project.name, row.leader.name, row.successor.name, row.reason, row.note, row.at,
            str(row.successor_id) == by.id,
        )
        for row in rows.order_by("at", "id")
    ]  # fmt: skip


def notices_of(project: Project) -> list[ProductionNotice]:
    """What the enterprise said of its production, the newest first."""
    rows = ProductionNotice.objects.select_related("declared_by", "answered_by")
    return list(rows.filter(zone=project.zone, project=project).order_by("-seq"))


def rulings_of(project: Project) -> list[KindRuling]:
    """How its kind was decided, the newest first."""
    return list(KindRuling.objects.filter(zone=project.zone, project=project).order_by("-seq"))


def blocks_of(project: Project) -> list[Block]:
    """What stood or stands in its way: the open ones first, by deadline."""
    rows = Block.objects.filter(zone=project.zone, project=project).order_by("due_on", "id")
    return sorted(rows, key=lambda row: row.solved_on is not None)
