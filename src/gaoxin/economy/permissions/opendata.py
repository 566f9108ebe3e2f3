"""Who publishes open data. Reading what was released is everybody's right."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

PUBLISHERS = frozenset({Role.STATISTICIAN, Role.SYSTEM})


def check_publishes(by: Actor, zone: str) -> None:
    """Raises NotAllowed for everybody but statisticians."""
    if by.zone != zone or not by.roles & PUBLISHERS:
        raise NotAllowed(
            f"{by.name} 无权发布数据 may not publish", why="统计数据由统计人员公布 statistics are published by statisticians",
            do="由统计人员办理 ask a statistician", article="统计法 26",
        )  # fmt: skip
