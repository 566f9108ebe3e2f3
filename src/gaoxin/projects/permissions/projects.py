"""Who may do what with a project file, and who may read it."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

OPENERS = frozenset({Role.HEAD, Role.PROMOTER, Role.SYSTEM})
DISPATCHERS = frozenset({Role.HEAD, Role.LEADER, Role.STEWARD, Role.ENGINEER, Role.PROMOTER, Role.SYSTEM})
STATISTICIANS = frozenset({Role.STATISTICIAN, Role.SYSTEM})
READERS = DISPATCHERS | STATISTICIANS | {Role.AUDITOR, Role.LAND_OFFICER, Role.SUPERVISOR}
LEADS_READERS = frozenset({Role.HEAD, Role.PROMOTER, Role.AMBASSADOR, Role.AUDITOR})  # who may open the list of leads
WORDS = {
    "open": (
        OPENERS,
        "立项、改类别、定包干领导 open, re-tag, appoint a leader",
        "招商专员或者局长 an investment officer or the head",
    ),
    "dispatch": (
        DISPATCHERS,
        "登记节点、堵点、任务 note days, blocks, tasks",
        "包干领导、专员、工程师 a leader, steward or engineer",
    ),
    "invest": (STATISTICIANS, "登记投资 record investment", "统计人员 a statistician"),
    "read": (READERS, "查看项目 see projects", "园区工作人员 officers of the zone"),
}


def may(by: Actor, zone: str, what: str) -> bool:
    """what: open, dispatch, invest or read."""
    return by.zone == zone and bool(by.roles & WORDS[what][0])


def check(by: Actor, zone: str, what: str) -> None:
    """Raises NotAllowed unless the actor may."""
    if not may(by, zone, what):
        _, act, who = WORDS[what]
        raise NotAllowed(f"{by.name} 无权{act} may not", why=f"由以下人员办理 done by: {who}", do="请他们办理 ask them")


def may_hand_over(by: Actor, zone: str, leader_id: object) -> bool:
    """Only the head, or the leader who answers now, hands a project over."""
    return by.zone == zone and (
        by.has(Role.HEAD) or by.has(Role.SYSTEM) or (by.has(Role.LEADER) and by.id == str(leader_id))
    )


def check_hand_over(by: Actor, zone: str, leader_id: object) -> None:
    """Raises NotAllowed unless they may."""
    if may_hand_over(by, zone, leader_id):
        return
    raise NotAllowed(
        f"{by.name} 无权移交这个项目 may not hand this project over", why="由现任包干领导或者局长移交 the leader of now or the head does",
        do="请他们办理 ask them",
    )  # fmt: skip


def check_successor(by: Actor, zone: str, successor_id: object) -> None:
    """Raises NotAllowed unless it is the leader who was asked to take over."""
    if by.zone == zone and by.has(Role.LEADER) and by.id == str(successor_id):
        return
    raise NotAllowed(
        f"{by.name} 无权接手这个项目 may not take this project over", why="由被请求接手的领导答复 the leader who was asked answers",
        do="请他们办理 ask them",
    )  # fmt: skip


def may_hand_task(by: Actor, zone: str, holder_id: object) -> bool:
    """The head, an investment officer, or who has the task."""
    return may(by, zone, "open") or (may(by, zone, "dispatch") and by.id == str(holder_id))


def check_hand_task(by: Actor, zone: str, holder_id: object) -> None:
    """Raises NotAllowed unless they may."""
    if not may_hand_task(by, zone, holder_id):
        raise NotAllowed(
            f"{by.name} 无权移交这项任务 may not hand this task over",
            why="由责任人、招商专员或者局长移交 its owner, an investment officer or the head does", do="请他们办理 ask them",
        )  # fmt: skip
