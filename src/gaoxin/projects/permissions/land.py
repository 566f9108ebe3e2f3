"""Who keeps land, and who may look."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

KEEPERS = frozenset({Role.LAND_OFFICER, Role.HEAD, Role.SYSTEM})
READERS = KEEPERS | {
    Role.AUDITOR, Role.PROMOTER, Role.LEADER, Role.ENGINEER, Role.STATISTICIAN, Role.STEWARD,
}  # fmt: skip


def may_keep(by: Actor, zone: str) -> bool:
    return by.zone == zone and bool(by.roles & KEEPERS)


def may_read(by: Actor, zone: str) -> bool:
    return by.zone == zone and bool(by.roles & READERS)


def check_keeper(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor keeps the land of this zone."""
    if not may_keep(by, zone):
        raise NotAllowed(
            f"{by.name} 无权登记土地 may not keep the register of land",
            why="土地台账由用地管理人员登记 the land officer keeps it",
            do="请用地管理人员办理 ask the land officer",
        )


def check_reader(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor may see parcels that are not published."""
    if not may_read(by, zone):
        raise NotAllowed(
            f"{by.name} 无权查看土地台账 may not see the register of land",
            why="未公开的地块只对园区工作人员开放 what is not published is for officers of the zone",
            do="查看公开地图 /map/ see the public map",
        )
