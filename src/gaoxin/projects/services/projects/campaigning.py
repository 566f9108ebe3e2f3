"""Tasks of campaigns: planned with an owner each, handed over to somebody who accepts, finished with evidence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotAllowed, NotFound, WrongState
from gaoxin.projects.models import CampaignTask, TaskHandOver
from gaoxin.projects.permissions.projects import DISPATCHERS, check, check_hand_task
from gaoxin.projects.rules.projects.cards import Campaign
from gaoxin.projects.services.stewards.act import record, repeated

SHORTEST = 4


def plan_tasks(*, zone: str, campaign: Campaign, owners: Mapping[str, str], at: dt.datetime, by: Actor) -> int:
    """The campaign's tasks with their owners, once each. Returns how many are new. Raises Invalid for a task without owner."""
    check(by, zone, "open")
    lacking = [task.zh for task in campaign.tasks if not owners.get(task.code, "").strip()]
    if lacking:
        raise Invalid(f"任务没有责任人 tasks without an owner: {'、'.join(lacking)}", do="逐项指定 name one for each")
    with transaction.atomic():
        there = set(CampaignTask.objects.filter(zone=zone, campaign=campaign.code).values_list("task", flat=True))
        rows = [
            CampaignTask(
                zone=zone, campaign=campaign.code, task=task.code, owner=owners[task.code].strip(),
                due_on=campaign.since + dt.timedelta(days=task.days),
            )
            for task in campaign.tasks
            if task.code not in there
        ]  # fmt: skip
        CampaignTask.objects.bulk_create(rows)
        if rows:
            record("campaign-plan", f"campaign:{campaign.code}", zone=zone, by=by, at=at, said="", tasks=len(rows))
    return len(rows)


def finish_task(*, zone: str, task_id: uuid.UUID, evidence: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """Done, with evidence. The same key again does nothing.

    Raises NotAllowed, NotFound, Invalid for no evidence, WrongState where it is done already or waits for a successor, Conflict
    for a key that served for something else.
    """
    check(by, zone, "dispatch")
    if not evidence.strip():
        raise Invalid("没有写依据 no evidence is named", do="写明文件、会议或者数据 name it")
    said = [task_id, evidence.strip()]
    with transaction.atomic():
        if repeated(zone, by, "campaign-task", key, at, said) is not None:
            return
        row = _open(zone, task_id)
        if TaskHandOver.objects.filter(zone=zone, task=row, answered_at=None).exists():
            raise WrongState(
                "任务正在移交 the task is being handed over", do="先答复移交，再办结 answer the hand-over first"
            )
        row.done_on, row.evidence = at.date(), evidence.strip()
        row.save(update_fields=["done_on", "evidence"])
        _record(row, "campaign-task", at, by, said, key, evidence=row.evidence)


def hand_task(
    *, zone: str, task_id: uuid.UUID, successor: str, note: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """Ask somebody to take an open task over, with what is still to do. Who has it answers until they accept.

    successor: a login. The same key again does nothing. Raises NotAllowed unless the head, an investment officer or who has the
    task does it, NotFound, Invalid for a note that says nothing or somebody who may not work on tasks, WrongState where it is done
    or waits already, Conflict for a key that served for something else.
    """
    if len(note.strip()) < SHORTEST:
        raise Invalid(
            "移交说明太短 the note is too short", why="接手的人要知道还有什么没办完 the successor must know what is open",
            do=f"至少 {SHORTEST} 个字 at least so many characters",
        )  # fmt: skip
    login = successor if "@" in successor else f"{successor}@{zone}"
    person = accounts.actor(zone=zone, login=login, at=at)
    if not person.roles & DISPATCHERS:
        raise Invalid(f"{person.name} 不办理任务 does not work on tasks", do="选择名单里的人 choose from the list")
    said = [task_id, person.id, note.strip()]
    with transaction.atomic():
        if repeated(zone, by, "campaign-hand-over", key, at, said) is not None:
            return
        row = _open(zone, task_id)
        check_hand_task(by, zone, row.holder_id)
        if str(row.holder_id) == person.id:
            raise Invalid("接手的就是现任责任人 they have the task already", do="选择另一位 choose another")
        if TaskHandOver.objects.filter(zone=zone, task=row, answered_at=None).exists():
            raise WrongState("已有一次移交等待接手 a hand-over waits already", do="等接手的人答复 wait for the answer")
        TaskHandOver.objects.create(
            zone=zone, task=row, owner=row.owner, successor_id=accounts.key_of(person), note=note.strip(), by_id=by.id,
            by_name=by.name, at=at,
        )  # fmt: skip
        _record(row, "campaign-hand-over", at, by, said, key, owner=row.owner, to=person.name, note=note.strip())


def answer_task(
    *, zone: str, task_id: uuid.UUID, accept: bool, answer: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """The successor takes the task, or declines with the reason; there is no moment without an owner. The same key again does nothing.

    Raises NotAllowed for anybody else, NotFound, Invalid for declining without a reason, WrongState where none waits, Conflict for
    a key that served for something else.
    """
    if not accept and len(answer.strip()) < SHORTEST:
        raise Invalid("不接手须写理由 declining needs its reason", do="写明为什么 say why")
    said = [task_id, accept, answer.strip()]
    with transaction.atomic():
        if repeated(zone, by, "campaign-hand-over-answer", key, at, said) is not None:
            return
        row = _open(zone, task_id)
        asked = TaskHandOver.objects.filter(zone=zone, task=row, answered_at=None).first()
        if asked is None:
            raise WrongState("没有等待接手的移交 no hand-over waits", do="刷新页面 look again")
        if by.zone != zone or by.id != str(asked.successor_id) or not by.roles & DISPATCHERS:
            raise NotAllowed(
                f"{by.name} 无权接手这项任务 may not take this task over", why="由被请求接手的人答复 who was asked answers",
                do="请他们办理 ask them",
            )  # fmt: skip
        asked.answered_at, asked.accepted, asked.answer = at, accept, answer.strip()
        asked.save(update_fields=["answered_at", "accepted", "answer"])
        if accept:
            row.owner, row.holder_id = by.name, accounts.key_of(by)
            row.save(update_fields=["owner", "holder"])
        _record(row, "campaign-hand-over-answer", at, by, said, key, accepted=str(accept), answer=asked.answer)


def _open(zone: str, task_id: uuid.UUID) -> CampaignTask:
    """The task, held until the transaction ends. Raises NotFound, WrongState where it is done."""
    row = CampaignTask.objects.select_for_update().filter(zone=zone, id=task_id).first()
    if row is None:
        raise NotFound("没有这项任务 no such task", do="从任务清单进入 start from the list")
    if row.done_on:
        raise WrongState(f"已于 {row.done_on} 完成 it was done on that day", do="刷新页面 look again")
    return row


def _record(
    row: CampaignTask, act: str, at: dt.datetime, by: Actor, said: list[object], key: str, **detail: str
) -> None:
    record(
        act,
        f"campaign:{row.campaign}",
        zone=row.zone,
        by=by,
        at=at,
        said=said,
        key=key,
        result={},
        task=row.task,
        **detail,
    )
