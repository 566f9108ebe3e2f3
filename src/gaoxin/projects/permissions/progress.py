"""Who reports, confirms, plans and reads construction progress. Pages, API and services ask this."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

REPORTERS = frozenset({Role.ENGINEER})
CONFIRMERS = frozenset({Role.ENGINEER, Role.HEAD})
PLANNERS = frozenset({Role.HEAD, Role.SYSTEM})
COSTERS = frozenset({Role.HEAD, Role.STATISTICIAN, Role.SYSTEM})
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


def _check(zone: str, by: Actor, roles: frozenset[Role], what: str, do: str) -> None:
    if by.zone == zone and by.roles & roles:
        return
    raise NotAllowed(f"{by.name} 无权{what}: may not", why="这一步有专人负责 this step has its own people", do=do)
