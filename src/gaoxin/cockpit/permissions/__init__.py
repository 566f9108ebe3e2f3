"""Who may do what of cockpit: who sees the page, who opens a task, who may be given one."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.cockpit.rules.access import OPENERS, READERS, SEE_ALL
from gaoxin.core.errors import NotAllowed, NotFound


def check_reads(by: Actor, zone: str) -> None:
    """Raises NotAllowed for whoever does not see the cockpit."""
    if by.zone != zone or not by.roles & READERS:
        raise NotAllowed(
            f"{by.name} 无权看驾驶舱 may not see the cockpit",
            why="只给领导、负责人、统计和审计 for leaders, heads, statisticians and auditors",
            do="请负责人告知 ask the head",
        )  # fmt: skip


def check_opens(by: Actor, zone: str) -> None:
    """Raises NotAllowed for whoever does not open tasks."""
    if by.zone != zone or not by.roles & OPENERS:
        raise NotAllowed(
            f"{by.name} 无权发起督办 may not open a supervised task", why="由领导和负责人发起 leaders and heads do",
            do="请他们发起 ask them",
        )  # fmt: skip


def check_sees(by: Actor, zone: str, *people: object) -> None:
    """Leaders, heads and auditors see every task, everybody else those they were given or gave. Raises NotFound otherwise, as for none."""
    if by.zone == zone and (by.roles & SEE_ALL or by.id in {str(one) for one in people}):
        return
    raise NotFound("没有这项督办 no such task", do="从督办清单进入 start from the list")


def check_owns(by: Actor, owner: object) -> None:
    """Raises NotAllowed for everybody but whose task it is."""
    if by.id != str(owner):
        raise NotAllowed(
            f"{by.name} 不是责任人 is not the owner",
            why="由责任人答复 its owner answers",
            do="移交后由新的责任人答复 hand it over first",
        )


def check_judges(by: Actor, opened_by: object) -> None:
    """Raises NotAllowed for everybody but who opened it and the head."""
    if by.id != str(opened_by) and not by.has(Role.HEAD):
        raise NotAllowed(
            f"{by.name} 不能办结 may not close or send back", why="由发起人或者局长 by who opened it, or the head", do="请他们办理 ask them"
        )  # fmt: skip
