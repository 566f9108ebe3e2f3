"""Opening project files, one or many, and saying what kind each is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.core.identifiers import check_project_code
from gaoxin.core.pinyin import spelled
from gaoxin.projects.models import KindRuling, Project, Responsibility
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.tags import RowError, check_kind, check_reason
from gaoxin.projects.selectors.projects import by_number
from gaoxin.runtime.once import once


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new file says. leader: login of the responsible leader, needed for a key project. planned_k: 千元."""

    number: str
    name: str
    kind: str
    reason: str
    opened_on: dt.date
    project_code: str = ""
    node: str = ""
    key: bool = False
    leader: str = ""
    planned_k: int = 0
    party_id: uuid.UUID | None = None
    lead_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """added, known: how many rows were new, and how many were there word for word. errors: by row; then nothing was done."""

    added: int
    known: int
    errors: tuple[RowError, ...] = ()


def open_project(*, zone: str, opening: Opening, at: dt.datetime, by: Actor, key: str = "") -> Project:
    """One new file with its kind, reason and, for a key project, its leader; one audit row.

    Raises NotAllowed, Invalid for what cannot be, NotFound for an unknown leader, Conflict for a number or lead that has a file.
    """
    check(by, zone, "open")
    _check(opening, at.date())
    leader = leader_key(zone, opening.leader, at) if opening.leader else None
    with transaction.atomic():
        if key and not once(zone=zone, key=f"project-open:{by.id}:{key}", at=at):
            return by_number(zone, opening.number)
        try:
            with transaction.atomic():
                project = _row(zone, opening, leader)
                project.save(force_insert=True)
        except IntegrityError:
            raise Conflict(
                f"项目编号或者线索已经立项 the number or the lead has a file: {opening.number}",
                do="查看已有项目 look at that one",
            ) from None
        _followers([project], [opening], at, by)
        audit.record(
            zone=zone, actor=by, act="project-open", subject=f"project:{project.id}", at=at,
            detail={"number": project.number, "kind": project.kind, "reason": opening.reason, "key": project.key, "leader": opening.leader},
        )  # fmt: skip
    return project


def import_projects(
    *, zone: str, openings: Sequence[Opening], at: dt.datetime, by: Actor, source: str, dry_run: bool = False
) -> Imported:
    """Many files at once: all or none; one audit row. A row whose number is known and says the same changes nothing.

    A row that contradicts the file of its number, has two kinds or none, or a key project without leader is an error of that row.
    """
    check(by, zone, "open")
    errors, leaders = _flaws(zone, openings, at)
    known = {p.number: p for p in Project.objects.filter(zone=zone, number__in=[o.number for o in openings])}
    fresh: list[Opening] = []
    for row, opening in enumerate(openings, start=2):
        there = known.get(opening.number)
        if there is None:
            fresh.append(opening)
        elif (there.name, there.kind) != (opening.name, opening.kind):
            errors.append(
                RowError(
                    row,
                    f"编号 {opening.number} 已是另一个项目或类别 the number has another name or kind: {there.name} {there.kind}",
                )
            )
    if errors or dry_run:
        return Imported(0 if errors else len(fresh), 0 if errors else len(openings) - len(fresh), tuple(errors))
    with transaction.atomic():
        rows = [_row(zone, opening, leaders.get(opening.leader)) for opening in fresh]
        try:
            with transaction.atomic():
                Project.objects.bulk_create(rows, batch_size=500)
        except IntegrityError:
            raise Conflict(
                "有项目刚被别人登记 somebody opened one of them just now", do="重新导入 import again"
            ) from None
        _followers(rows, fresh, at, by)
        if rows:
            audit.record(
                zone=zone, actor=by, act="project-import", subject="projects", at=at,
                detail={"source": source, "added": len(rows), "first": rows[0].number, "last": rows[-1].number},
            )  # fmt: skip
    return Imported(len(rows), len(openings) - len(rows))


def retag(*, zone: str, number: str, kind: str, reason: str, at: dt.datetime, by: Actor, version: int) -> Project:
    """Another kind in place of the one it has; the former stays in the history. version: of the file that was looked at.

    Raises NotAllowed, Invalid for no or the same kind or no reason, Conflict where somebody changed the file meanwhile.
    """
    check(by, zone, "open")
    check_kind(kind)
    check_reason(reason)
    with transaction.atomic():
        project = locked(zone, number, version)
        if project.kind == kind:
            raise Invalid("类别没有变化 the kind is the same", do="选择另一类，或者不改 choose another, or leave it")
        seq = KindRuling.objects.filter(zone=zone, project=project).count() + 1
        KindRuling.objects.create(
            zone=zone, project=project, seq=seq, kind=kind, reason=reason.strip(), at=at, by_id=by.id, by_name=by.name
        )
        before, project.kind, project.version = project.kind, kind, project.version + 1
        project.save(update_fields=["kind", "version"])
        audit.record(
            zone=zone, actor=by, act="project-retag", subject=f"project:{project.id}", at=at,
            detail={"number": number, "from": before, "to": kind, "reason": reason.strip()},
        )  # fmt: skip
    return project


def locked(zone: str, number: str, version: int) -> Project:
    """The file, held until the transaction ends. Raises NotFound, Conflict where it is not the version that was looked at."""
    project = Project.objects.select_for_update().filter(zone=zone, number=number).first()
    if project is None:
        raise NotFound(f"没有这个项目 no such project: {number[:40]}", do="核对项目编号 check the number")
    if project.version != version:
        raise Conflict(
            "这个项目刚被别人改过 somebody changed the project meanwhile", why=f"版本 version {project.version}，不是 not {version}",
            do="刷新后再办 look again and repeat",
        )  # fmt: skip
    return project


def _check(opening: Opening, today: dt.date) -> None:
    check_kind(opening.kind)
    check_reason(opening.reason)
    if not opening.number.strip() or not opening.name.strip():
        raise Invalid("缺少编号或者名称 number or name is missing", do="补全 fill in both")
    if opening.project_code:
        check_project_code(opening.project_code)
    if opening.opened_on > today:
        raise Invalid(
            f"立项日期在将来 the day lies in the future: {opening.opened_on}", do="填已经发生的日期 a day that has come"
        )
    if opening.planned_k < 0:
        raise Invalid("计划投资不能为负 planned investment is below zero", do="核对金额（千元）check the amount")
    if opening.key and not opening.leader:
        raise Invalid(
            "重点项目没有包干领导 a key project without a responsible leader", why="重点项目领导包干：一个也不能没有 each has one",
            do="先指定包干领导 appoint one first",
        )  # fmt: skip


def _flaws(zone: str, openings: Sequence[Opening], at: dt.datetime) -> tuple[list[RowError], dict[str, uuid.UUID]]:
    """What is wrong row by row, and the keys of the leaders that are named."""
    errors: list[RowError] = []
    leaders: dict[str, uuid.UUID] = {}
    seen: dict[str, int] = {}
    for row, opening in enumerate(openings, start=2):
        try:
            _check(opening, at.date())
            if opening.leader and opening.leader not in leaders:
                leaders[opening.leader] = leader_key(zone, opening.leader, at)
        except (Invalid, NotFound) as error:
            errors.append(RowError(row, str(error)))
        if opening.number in seen:
            errors.append(
                RowError(
                    row,
                    f"与第 {seen[opening.number]} 行编号相同 same number as row {seen[opening.number]}: {opening.number}",
                )
            )
        seen.setdefault(opening.number, row)
    return errors, leaders


def leader_key(zone: str, login: str, at: dt.datetime) -> uuid.UUID:
    """The key of an account that holds the role. Raises NotFound, Invalid."""
    name = login if "@" in login else f"{login}@{zone}"
    actor = accounts.actor(zone=zone, login=name, at=at)
    if not actor.has(Role.LEADER):
        raise Invalid(
            f"{actor.name} 不是包干领导 is no responsible leader",
            do="选择包干领导的账号 choose a leader",
        )
    return accounts.key_of(actor)


def _row(zone: str, opening: Opening, leader: uuid.UUID | None) -> Project:
    return Project(
        zone=zone, number=opening.number.strip(), name=opening.name.strip(), spelled=spelled(opening.name), kind=opening.kind,
        project_code=opening.project_code, node=opening.node, key=opening.key, leader_id=leader, planned_k=opening.planned_k,
        party_id=opening.party_id, lead_id=opening.lead_id, opened_on=opening.opened_on,
    )  # fmt: skip


def _followers(projects: Sequence[Project], openings: Sequence[Opening], at: dt.datetime, by: Actor) -> None:
    """The first ruling of each, and who answers for it."""
    KindRuling.objects.bulk_create(
        [
            KindRuling(
                zone=p.zone, project=p, seq=1, kind=p.kind, reason=o.reason.strip(), at=at, by_id=by.id, by_name=by.name
            )
            for p, o in zip(projects, openings, strict=True)
        ],
        batch_size=500,
    )
    Responsibility.objects.bulk_create(
        [
            Responsibility(zone=p.zone, project=p, leader_id=p.leader_id, since=p.opened_on)
            for p in projects
            if p.leader_id is not None
        ],
        batch_size=500,
    )
