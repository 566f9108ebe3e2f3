"""Who keeps the innovation register and patents, who may look, and who speaks for an enterprise."""

from __future__ import annotations

import uuid

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed, NotFound

KEEPERS = frozenset({Role.INNOVATION_OFFICER, Role.HEAD, Role.SYSTEM})
READERS = KEEPERS | {
    Role.POLICY_OFFICER,
    Role.TALENT_OFFICER,
    Role.LEADER,
    Role.STATISTICIAN,
    Role.AUDITOR,
    Role.STEWARD,
}


def may_keep(by: Actor, zone: str) -> bool:
    return by.zone == zone and bool(by.roles & KEEPERS)


def check_keeper(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor keeps the register of this zone."""
    if not may_keep(by, zone):
        raise NotAllowed(
            f"{by.name} 无权登记创新台账 may not keep the innovation register", why="由科技创新人员登记 the innovation officer keeps it",
            do="请科技创新人员办理 ask the innovation officer",
        )  # fmt: skip


def check_reader(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor may see the register."""
    if by.zone != zone or not by.roles & READERS:
        raise NotAllowed(
            f"{by.name} 无权查看创新台账 may not see the innovation register",
            why="台账只对园区工作人员开放 it is for officers of the zone", do="请科技创新人员办理 ask the innovation officer",
        )  # fmt: skip


def check_speaks_for(by: Actor, zone: str, party_id: uuid.UUID) -> None:
    """Raises NotFound, as for none, unless the actor has a mandate of the enterprise."""
    if by.zone != zone or str(party_id) not in by.parties:
        raise NotFound("没有这家企业 no such enterprise", do="从“我的企业”进入 start from “my enterprise”")
