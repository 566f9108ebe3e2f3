"""Who answers for a project (领导包干): making it a key project, and handing it over with what the successor must know."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Invalid
from gaoxin.projects.models import Project, Responsibility
from gaoxin.projects.permissions.projects import check, check_hand_over
from gaoxin.projects.services.projects.opening import leader_key, locked

SHORTEST_NOTE = 10


def make_key(*, zone: str, number: str, leader: str, at: dt.datetime, by: Actor, version: int) -> Project:
    """From now on a key project, with that leader. Raises NotAllowed, NotFound, Invalid where it is one already."""
    check(by, zone, "open")
    successor = leader_key(zone, leader, at)
    with transaction.atomic():
        project = locked(zone, number, version)
        if project.key:
            raise Invalid("已经是重点项目 it is a key project already", do="换人请办移交 hand it over instead")
        _appoint(project, successor, at, "")
        project.key = True
        project.save(update_fields=["key", "leader", "version"])
        audit.record(
            zone=zone, actor=by, act="project-make-key", subject=f"project:{project.id}", at=at,
            detail={"number": number, "leader": leader},
        )  # fmt: skip
    return project


def hand_over(*, zone: str, number: str, leader: str, note: str, at: dt.datetime, by: Actor, version: int) -> Project:
    """Another leader answers from today on; the note says what is open. There is no moment without one.

    Raises NotAllowed unless the leader of now or the head does it, Invalid for a note that says nothing or the same leader,
    Conflict where somebody changed the file meanwhile.
    """
    if len(note.strip()) < SHORTEST_NOTE:
        raise Invalid(
            "移交说明太短 the note is too short", why="接手的人要知道还有什么没办完 the successor must know what is open",
            do=f"至少写 {SHORTEST_NOTE} 个字 at least {SHORTEST_NOTE} characters",
        )  # fmt: skip
    successor = leader_key(zone, leader, at)
    with transaction.atomic():
        project = locked(zone, number, version)
        check_hand_over(by, zone, project.leader_id)
        if project.leader_id == successor:
            raise Invalid("接手的就是现任领导 the successor is the leader of now", do="选择另一位 choose another")
        before = project.leader_id
        _appoint(project, successor, at, note.strip())
        project.save(update_fields=["leader", "version"])
        audit.record(
            zone=zone, actor=by, act="project-hand-over", subject=f"project:{project.id}", at=at,
            detail={"number": number, "from": str(before), "to": str(successor), "note": note.strip()},
        )  # fmt: skip
    return project


def _appoint(project: Project, successor: object, at: dt.datetime, note: str) -> None:
    today = at.date()
    Responsibility.objects.filter(zone=project.zone, project=project, until=None).update(until=today, note=note)
    Responsibility.objects.create(zone=project.zone, project=project, leader_id=successor, since=today)
    project.leader_id, project.version = successor, project.version + 1
