"""What happens to a project: days that no other module knows, and what stands in its way."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.projects.models import Block, Milestone
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.stages import ORDER
from gaoxin.projects.selectors.projects import by_number
from gaoxin.projects.services.stewards.act import record, repeated


def note_milestone(
    *, zone: str, number: str, kind: str, on: dt.date, evidence: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """The day of a stage, with its evidence; a later note corrects an earlier one, which stays. The same key again does nothing.

    Raises NotAllowed, NotFound, Invalid for an unknown stage, a day in the future or no evidence, Conflict for a
    key that served for something else.
    """
    check(by, zone, "dispatch")
    if kind not in ORDER:
        raise Invalid(f"没有这个节点 no such stage: {kind[:40]}", do=f"可选 choose: {', '.join(ORDER)}")
    if on > at.date():
        raise Invalid(f"日期在将来 the day lies in the future: {on}", do="发生以后再登记 note it once it has happened")
    _told(evidence, "没有写依据 no evidence is named", "写明合同号、照片或者文件号 name a contract, photo or file")
    with transaction.atomic():
        project = by_number(zone, number, lock=True)
        said = [number, kind, on, evidence.strip()]
        if repeated(zone, by, "project-milestone", key, at, said) is not None:
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
        record(
            "project-milestone", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key, result={}, number=number,
            kind=kind, on=on.isoformat(), evidence=evidence.strip(),
        )  # fmt: skip


def raise_block(
    *, zone: str, number: str, title: str, office: str, due_on: dt.date, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """What stands in the way, which office clears it and by when. The same key again does nothing.

    Raises NotAllowed, NotFound, Invalid for no title or office, or a deadline before today, Conflict for a key
    that served for something else.
    """
    check(by, zone, "dispatch")
    _told(title, "没有写堵点 the block is not named", "写明卡在哪里 say what it is")
    _told(office, "没有写责任部门 no office is named", "写明由谁解决 say who clears it")
    if due_on < at.date():
        raise Invalid(f"期限已经过去 the deadline is past: {due_on}", do="填今天或者以后 today or later")
    with transaction.atomic():
        project = by_number(zone, number, lock=True)
        said = [number, title.strip(), office.strip(), due_on]
        if (before := repeated(zone, by, "project-block", key, at, said)) is not None:
            return uuid.UUID(before["block"])
        row = Block.objects.create(
            zone=zone, project=project, title=title.strip(), office=office.strip(), raised_on=at.date(), due_on=due_on,
            by_id=by.id, by_name=by.name,
        )  # fmt: skip
        record(
            "project-block", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key, result={"block": str(row.id)},
            number=number, title=row.title, office=row.office, due=due_on.isoformat(),
        )  # fmt: skip
    return row.id


def solve_block(*, zone: str, block_id: uuid.UUID, solution: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """Cleared, and how. The same key again does nothing.

    Raises NotAllowed, NotFound, Invalid for no solution, WrongState where somebody cleared it already, Conflict for a key that
    served for something else.
    """
    check(by, zone, "dispatch")
    _told(solution, "没有写怎么解决的 how it was cleared is not said", "写一句 one sentence")
    said = [block_id, solution.strip()]
    with transaction.atomic():
        if repeated(zone, by, "project-unblock", key, at, said) is not None:
            return
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
        record(
            "project-unblock", f"project:{row.project_id}", zone=zone, by=by, at=at, said=said, key=key, result={},
            number=row.project.number, title=row.title, solution=row.solution,
        )  # fmt: skip


def _told(text: str, what: str, do: str) -> None:
    if not text.strip():
        raise Invalid(what, do=do)
