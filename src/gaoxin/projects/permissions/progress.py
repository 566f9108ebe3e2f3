"""Who reports, confirms, plans and reads construction progress. Pages, API and services ask this."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed, NotFound
from gaoxin.projects.models import Project
from gaoxin.projects.selectors.progress import project_of, sites

REPORTERS = frozenset({Role.ENGINEER})
CONFIRMERS = frozenset({Role.ENGINEER, Role.HEAD})
PLANNERS = frozenset({Role.HEAD, Role.SYSTEM})
COSTERS = frozenset({Role.HEAD, Role.STATISTICIAN, Role.SYSTEM})
ASSIGNERS = frozenset({Role.HEAD, Role.LEADER, Role.SYSTEM})
READERS = frozenset({Role.ENGINEER, Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR})


def check_reports(zone: str, by: Actor) -> None:
    """Raises NotAllowed unless an engineer of the zone asks."""
    _check(zone, by, REPORTERS, "报告进度 report progress", "由项目工程师报告 an engineer reports")


def check_confirms(zone: str, by: Actor) -> None:
    _check(
        zone,
        by,
        CONFIRMERS,
        "确认进度 confirm progress",
        "由另一位工程师或者负责人确认 another engineer or the head confirms",
    )


def check_plans(zone: str, by: Actor) -> None:
    _check(zone, by, PLANNERS, "冻结基线 freeze a baseline", "由负责人冻结 the head freezes it")


def check_costs(zone: str, by: Actor) -> None:
    _check(
        zone, by, COSTERS, "登记成本 enter costs", "由负责人或者统计人员登记 the head or the statistician enters them"
    )


def may_assign(zone: str, by: Actor, leader_id: object) -> bool:
    """The head, or the leader who answers for the project."""
    if by.zone != zone:
        return False
    return bool(by.roles & (ASSIGNERS - {Role.LEADER})) or (by.has(Role.LEADER) and by.id == str(leader_id))


def check_assigns(zone: str, by: Actor, leader_id: object) -> None:
    """Raises NotAllowed unless `may_assign`."""
    if not may_assign(zone, by, leader_id):
        raise NotAllowed(
            f"{by.name} 无权派驻工程师 may not assign engineers", why="由局长或者本项目包干领导派驻 the head or the project's leader does",
            do="请他们办理 ask them",
        )  # fmt: skip


def is_limited(by: Actor) -> bool:
    """Whether they come as an engineer only, who has to do with nothing but the projects that they are assigned to."""
    return by.has(Role.ENGINEER) and not by.roles & (READERS | PLANNERS) - {Role.ENGINEER}


def scope(zone: str, by: Actor, on: dt.date) -> frozenset[uuid.UUID] | None:
    """Keys of the projects that they may see on that day; None for all of the zone."""
    return sites.projects_of(zone=zone, engineer=by.id, on=on) if is_limited(by) else None


def project_for(zone: str, by: Actor, number: str, on: dt.date) -> Project:
    """The project. Raises NotFound where there is none, and in the same words where an engineer is not assigned to it on that day."""
    project = project_of(zone=zone, number=number)
    check_site(zone, by, project.id, on, number)
    return project


def check_site(zone: str, by: Actor, project_id: uuid.UUID, on: dt.date, told: object) -> None:
    """Raises NotFound for an engineer who is not assigned to the project on that day. told: what they asked for."""
    if is_limited(by) and not sites.is_on_site(zone=zone, project_id=project_id, engineer=by.id, on=on):
        raise NotFound(
            f"没有派驻您的项目 no such project of yours: {told}", why="工程师只办派驻的项目 engineers have to do with their own projects",
            do="请局长或者包干领导派驻 have the head or the leader assign you",
        )  # fmt: skip


def _check(zone: str, by: Actor, roles: frozenset[Role], what: str, do: str) -> None:
    if by.zone == zone and by.roles & roles:
        return
    raise NotAllowed(f"{by.name} 无权{what}: may not", why="这一步有专人负责 this step has its own people", do=do)
