"""Who may audit a foreign table."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

CHECKERS = frozenset({Role.STATISTICIAN, Role.HEAD, Role.AUDITOR, Role.SYSTEM})


def check_checker(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor checks figures in this zone."""
    if by.zone != zone or not by.roles & CHECKERS:
        raise NotAllowed(
            f"{by.name} 无权审核数据表 may not audit tables",
            why="数据审核由统计人员、负责人和审计人员进行 statisticians, heads and auditors do it",
            do="请统计人员办理 ask a statistician",
        )
