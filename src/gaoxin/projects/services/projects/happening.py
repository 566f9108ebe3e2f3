"""What happens to a project: days that no other module knows, what stands in its way, and the tasks of campaigns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.projects.models import Block, CampaignTask, Milestone, Project
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.cards import Campaign
from gaoxin.projects.rules.projects.stages import ORDER
from gaoxin.projects.selectors.projects import by_number
from gaoxin.runtime.once import once


def note_milestone(
    *, zone: str, number: str, kind: str, on: dt.date, evidence: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """The day of a stage, with its evidence; a later note corrects an earlier one, which stays. The same key again does nothing.

    Raises NotAllowed, NotFound, Invalid for an unknown stage, a day in the future or no evidence.
    """
    check(by, zone, "dispatch")
    if kind not in ORDER:
        raise Invalid(f"没有这个节点 no such stage: {kind[:40]}", do=f"可选 choose: {', '.join(ORDER)}")
    if on > at.date():
        raise Invalid(f"日期在将来 the day lies in the future: {on}", do="发生以后再登记 note it once it has happened")
    _told(evidence, "没有写依据 no evidence is named", "写明合同号、照片或者文件号 name a contract, photo or file")
    with transaction.atomic():
        project = by_number(zone, number, lock=True)
        if key and not once(zone=zone, key=f"milestone:{by.id}:{key}", at=at):
            return
        seq = Milestone.objects.filter(zone=zone, project=project, kind=kind).count() + 1
        Milestone.objects.create(
            zone=zone,
            project=project,
            kind=kind,
            seq=seq,
            on=on,
            evidence=evidence.strip(),
            at=at,
            by_id=by.id,
            by_name=by.name,
        )
        _record(project, "project-milestone", at, by, kind=kind, on=on.isoformat(), evidence=evidence.strip())


def raise_block(
    *, zone: str, number: str, title: str, office: str, due_on: dt.date, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID | None:
    """What stands in the way, which office clears it and by when. The same key again does nothing (None).

    Raises NotAllowed, NotFound, Invalid for no title or office, or a deadline before today.
    """
    check(by, zone, "dispatch")
    _told(title, "没有写堵点 the block is not named", "写明卡在哪里 say what it is")
    _told(office, "没有写责任部门 no office is named", "写明由谁解决 say who clears it")
    if due_on < at.date():
        raise Invalid(f"期限已经过去 the deadline is past: {due_on}", do="填今天或者以后 today or later")
    with transaction.atomic():
        project = by_number(zone, number, lock=True)
        if key and not once(zone=zone, key=f"block:{by.id}:{key}", at=at):
            return None
        row = Block.objects.create(
            zone=zone, project=project, title=title.strip(), office=office.strip(), raised_on=at.date(), due_on=due_on,
            by_id=by.id, by_name=by.name,
        )  # fmt: skip
        _record(project, "project-block", at, by, title=row.title, office=row.office, due=due_on.isoformat())
    return row.id


def solve_block(*, zone: str, block_id: uuid.UUID, solution: str, at: dt.datetime, by: Actor) -> None:
    """Cleared, and how. Raises NotAllowed, NotFound, Invalid for no solution, WrongState where somebody cleared it already."""
    check(by, zone, "dispatch")
    _told(solution, "没有写怎么解决的 how it was cleared is not said", "写一句 one sentence")
    with transaction.atomic():
        row = (
            Block.objects.select_for_update(of=("self",))
            .select_related("project")
            .filter(zone=zone, id=block_id)
            .first()
        )
        if row is None:
            raise NotFound("没有这个堵点 no such block", do="从项目页进入 start from the project's page")
        if row.solved_on:
            raise WrongState(f"已于 {row.solved_on} 解决 it was cleared on that day", do="刷新页面 look again")
        row.solved_on, row.solution = at.date(), solution.strip()
        row.save(update_fields=["solved_on", "solution"])
        _record(row.project, "project-unblock", at, by, title=row.title, solution=row.solution)


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
            audit.record(
                zone=zone,
                actor=by,
                act="campaign-plan",
                subject=f"campaign:{campaign.code}",
                at=at,
                detail={"tasks": len(rows)},
            )
    return len(rows)


def finish_task(*, zone: str, task_id: uuid.UUID, evidence: str, at: dt.datetime, by: Actor) -> None:
    """Done, with evidence. Raises NotAllowed, NotFound, Invalid for no evidence, WrongState where it is done already."""
    check(by, zone, "dispatch")
    _told(evidence, "没有写依据 no evidence is named", "写明文件、会议或者数据 name it")
    with transaction.atomic():
        row = CampaignTask.objects.select_for_update().filter(zone=zone, id=task_id).first()
        if row is None:
            raise NotFound("没有这项任务 no such task", do="从任务清单进入 start from the list")
        if row.done_on:
            raise WrongState(f"已于 {row.done_on} 完成 it was done on that day", do="刷新页面 look again")
        row.done_on, row.evidence = at.date(), evidence.strip()
        row.save(update_fields=["done_on", "evidence"])
        audit.record(
            zone=zone, actor=by, act="campaign-task", subject=f"campaign:{row.campaign}", at=at,
            detail={"task": row.task, "evidence": row.evidence},
        )  # fmt: skip


def _record(project: Project, act: str, at: dt.datetime, by: Actor, **detail: str) -> None:
    audit.record(
        zone=project.zone,
        actor=by,
        act=act,
        subject=f"project:{project.id}",
        at=at,
        detail={"number": project.number, **detail},
    )


def _told(text: str, what: str, do: str) -> None:
    if not text.strip():
        raise Invalid(what, do=do)
