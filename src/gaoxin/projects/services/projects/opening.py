"""Opening project files, one or many, and saying what kind each is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

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
from gaoxin.projects.services.projects.holding import held
from gaoxin.projects.services.stewards.act import record, repeated

AMENDED = ("project_code", "node", "planned_k", "party_id", "lead_id")


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
    """added, known, updated: how many rows were new, were there word for word, or filled in what a file lacked or had otherwise.
    errors: by row; then nothing was done."""

    added: int
    known: int
    errors: tuple[RowError, ...] = ()
    updated: int = 0


def open_project(*, zone: str, opening: Opening, at: dt.datetime, by: Actor, key: str = "") -> Project:
    """One new file with its kind, reason and, for a key project, its leader; one audit row.

    Raises NotAllowed, Invalid for what cannot be, NotFound for an unknown leader, Conflict for a number or lead that has a
    file, or a key that served for something else.
    """
    check(by, zone, "open")
    _check(opening, at.date())
    leader = leader_key(zone, opening.leader, at) if opening.leader else None
    with transaction.atomic():
        if repeated(zone, by, "project-open", key, at, asdict(opening)) is not None:
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
        record(
            "project-open", f"project:{project.id}", zone=zone, by=by, at=at, said=asdict(opening), key=key,
            result={"project": project.number}, number=project.number, kind=project.kind, reason=opening.reason,
            key_project=project.key, leader=opening.leader,
        )  # fmt: skip
    return project


def import_projects(
    *, zone: str, openings: Sequence[Opening], at: dt.datetime, by: Actor, source: str, dry_run: bool = False
) -> Imported:
    """Many files at once: all or none; one audit row. Of a number that is known, what the row says anew of code, node, planned
    investment, lead and firm is written; an empty cell changes nothing, so repeating is safe.

    A row that contradicts name, kind or leader of its number, has two kinds or none, or a key project without leader is an error
    of that row: a kind is changed with its reason, a leader by handing over.
    """
    check(by, zone, "open")
    errors, leaders = _flaws(zone, openings, at)
    with transaction.atomic():
        known = held(zone, {o.number for o in openings})
        fresh = [opening for opening in openings if opening.number not in known]
        changed: list[Project] = []
        for row, opening in enumerate(openings, start=2):
            there = known.get(opening.number)
            if there is None:
                continue
            if what := _contradicts(there, opening, leaders.get(opening.leader)):
                errors.append(RowError(row, what))
            elif _amended(there, opening):
                changed.append(there)
        told = Imported(len(fresh), len(openings) - len(fresh) - len(changed), (), len(changed))
        if errors or dry_run:
            return Imported(0, 0, tuple(errors)) if errors else told
        rows = [_row(zone, opening, leaders.get(opening.leader)) for opening in fresh]
        try:
            with transaction.atomic():
                Project.objects.bulk_create(rows, batch_size=500)
                Project.objects.bulk_update(
                    changed, [name.removesuffix("_id") for name in AMENDED] + ["version"], batch_size=500
                )
        except IntegrityError:
            raise Conflict(
                "有项目刚被别人登记 somebody opened one of them just now", do="重新导入 import again"
            ) from None
        _followers(rows, fresh, at, by)
        if rows or changed:
            touched = sorted(p.number for p in (*rows, *changed))
            audit.record(
                zone=zone, actor=by, act="project-import", subject="projects", at=at,
                detail={
                    "source": source, "added": len(rows), "updated": len(changed), "first": touched[0], "last": touched[-1],
                },
            )  # fmt: skip
    return told


def _contradicts(there: Project, opening: Opening, leader: uuid.UUID | None) -> str:
    """What of the row is another thing than the file of its number says; empty where nothing is."""
    if (there.name, there.kind) != (opening.name, opening.kind):
        return (
            f"编号 {opening.number} 已是另一个项目或类别 the number has another name or kind: {there.name} {there.kind}"
        )
    if leader and leader != there.leader_id:
        return f"编号 {opening.number} 的包干领导不同，请办移交 another leader: hand it over"
    return ""


def _amended(there: Project, opening: Opening) -> bool:
    """Whether the row says something anew; it is then set on the project, with the next version."""
    anew = {name: value for name in AMENDED if (value := getattr(opening, name)) and value != getattr(there, name)}
    for name, value in anew.items():
        setattr(there, name, value)
    there.version += bool(anew)
    return bool(anew)


def retag(
    *, zone: str, number: str, kind: str, reason: str, at: dt.datetime, by: Actor, version: int, key: str = ""
) -> Project:
    """Another kind in place of the one it has; the former stays in the history. version: of the file that was looked at.
    The same key again does nothing.

    Raises NotAllowed, Invalid for no or the same kind or no reason, Conflict where somebody changed the file meanwhile or the key
    served for something else.
    """
    check(by, zone, "open")
    check_kind(kind)
    check_reason(reason)
    said = [number, kind, reason.strip(), version]
    with transaction.atomic():
        if repeated(zone, by, "project-retag", key, at, said) is not None:
            return by_number(zone, number)
        project = locked(zone, number, version)
        if project.kind == kind:
            raise Invalid("类别没有变化 the kind is the same", do="选择另一类，或者不改 choose another, or leave it")
        seq = KindRuling.objects.filter(zone=zone, project=project).count() + 1
        KindRuling.objects.create(
            zone=zone, project=project, seq=seq, kind=kind, reason=reason.strip(), at=at, by_id=by.id, by_name=by.name
        )
        before, project.kind, project.version = project.kind, kind, project.version + 1
        project.save(update_fields=["kind", "version"])
        told = {"number": number, "from": before, "to": kind, "reason": reason.strip()}
        record("project-retag", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key, result={}, **told)
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
