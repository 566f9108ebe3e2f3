"""Who answers for a project (领导包干): making it a key project, and handing it over with what the successor must know."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.projects.models import HandOver, Project, Responsibility
from gaoxin.projects.permissions.projects import check, check_hand_over, check_successor
from gaoxin.projects.selectors.projects import by_number
from gaoxin.projects.services.projects.opening import leader_key, locked
from gaoxin.projects.services.stewards.act import record, repeated

SHORTEST_NOTE, SHORTEST_REASON = 10, 4


def make_key(
    *, zone: str, number: str, leader: str, at: dt.datetime, by: Actor, version: int, key: str = ""
) -> Project:
    """From now on a key project, with that leader. The same key again does nothing.

    Raises NotAllowed, NotFound, Invalid where it is one already, Conflict for a key that served for something else.
    """
    check(by, zone, "open")
    successor = leader_key(zone, leader, at)
    said = [number, leader, version]
    with transaction.atomic():
        if repeated(zone, by, "project-make-key", key, at, said) is not None:
            return by_number(zone, number)
        project = locked(zone, number, version)
        if project.key:
            raise Invalid("已经是重点项目 it is a key project already", do="换人请办移交 hand it over instead")
        _appoint(project, successor, at, "")
        project.key = True
        project.save(update_fields=["key", "leader", "version"])
        record(
            "project-make-key", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key, result={}, number=number,
            leader=leader,
        )  # fmt: skip
    return project


def hand_over(
    *,
    zone: str,
    number: str,
    leader: str,
    reason: str,
    note: str,
    at: dt.datetime,
    by: Actor,
    version: int,
    key: str = "",
) -> HandOver:
    """Ask another leader to answer for it, with the reason and what is open. Who answers now does so until it is accepted.
    The same key again does nothing.

    Raises NotAllowed unless the leader of now or the head does it, Invalid for a reason or note that says nothing or the same leader,
    Conflict where somebody changed the file meanwhile or the key served for something else, WrongState where a hand-over waits already.
    """
    if len(note.strip()) < SHORTEST_NOTE or len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            "移交说明太短 the reason or the note is too short", why="接手的人要知道还有什么没办完 the successor must know what is open",
            do=f"理由至少 {SHORTEST_REASON} 个字，说明至少 {SHORTEST_NOTE} 个字 at least so many characters",
        )  # fmt: skip
    successor = leader_key(zone, leader, at)
    said = [number, str(successor), reason.strip(), note.strip(), version]
    with transaction.atomic():
        if (before := repeated(zone, by, "project-hand-over", key, at, said)) is not None:
            return HandOver.objects.get(zone=zone, pk=before["hand_over"])
        project = locked(zone, number, version)
        check_hand_over(by, zone, project.leader_id)
        _check_successor_of(project, successor)
        row = HandOver.objects.create(
            zone=zone, project=project, leader_id=project.leader_id, successor_id=successor, reason=reason.strip(),
            note=note.strip(), by_id=by.id, by_name=by.name, at=at,
        )  # fmt: skip
        project.version += 1
        project.save(update_fields=["version"])
        told = {
            "number": number, "from": str(row.leader_id), "to": str(successor), "reason": row.reason, "note": row.note,
        }  # fmt: skip
        record(
            "project-hand-over", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key,
            result={"hand_over": str(row.pk)}, **told,
        )  # fmt: skip
    return row


def answer_hand_over(
    *, zone: str, number: str, accept: bool, answer: str, at: dt.datetime, by: Actor, key: str = ""
) -> Project:
    """The successor takes it from today on, or declines with the reason. There is no moment without a leader. The same key again
    does nothing.

    Raises NotAllowed for anybody else, Invalid for declining without a reason, WrongState where none waits, Conflict for a key that
    served for something else.
    """
    if not accept and len(answer.strip()) < SHORTEST_REASON:
        raise Invalid("不接手须写理由 declining needs its reason", do="写明为什么 say why")
    said = [number, accept, answer.strip()]
    with transaction.atomic():
        project = by_number(zone, number, lock=True)
        if repeated(zone, by, "project-hand-over-answer", key, at, said) is not None:
            return project
        row = HandOver.objects.filter(zone=zone, project=project, answered_at=None).first()
        if row is None:
            raise WrongState("没有等待接手的移交 no hand-over waits", do="刷新页面 look again")
        check_successor(by, zone, row.successor_id)
        row.answered_at, row.accepted, row.answer = at, accept, answer.strip()
        row.save(update_fields=["answered_at", "accepted", "answer"])
        if accept:
            _appoint(project, row.successor_id, at, row.note)
        else:
            project.version += 1
        project.save(update_fields=["leader", "version"])
        record(
            "project-hand-over-answer", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key, result={},
            number=number, accepted=str(accept), answer=row.answer,
        )  # fmt: skip
    return project


def _check_successor_of(project: Project, successor: object) -> None:
    """Raises Invalid for what is no key project or the same leader, WrongState where a hand-over waits."""
    if project.leader_id is None or not project.key:
        raise Invalid("不是重点项目，没有包干领导 it is no key project", do="先列为重点项目 make it one first")
    if project.leader_id == successor:
        raise Invalid("接手的就是现任领导 the successor is the leader of now", do="选择另一位 choose another")
    if HandOver.objects.filter(zone=project.zone, project=project, answered_at=None).exists():
        raise WrongState("已有一次移交等待接手 a hand-over waits already", do="等接手的领导答复 wait for the answer")


def _appoint(project: Project, successor: object, at: dt.datetime, note: str) -> None:
    today = at.date()
    Responsibility.objects.filter(zone=project.zone, project=project, until=None).update(until=today, note=note)
    Responsibility.objects.create(zone=project.zone, project=project, leader_id=successor, since=today)
    project.leader_id, project.version = successor, project.version + 1
