"""Who may do what in the service of enterprises. Pages, API and acts all ask here."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

READS_ALL = frozenset({Role.HEAD, Role.AUDITOR, Role.SYSTEM})
SERVES = frozenset({Role.STEWARD, Role.HEAD, Role.SYSTEM})
HEADS = frozenset({Role.HEAD, Role.SYSTEM})
# Whoever answers a question that was handed to their office.
OFFICES = SERVES | {Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.PROMOTER, Role.ENGINEER, Role.LAND_OFFICER}


def reads_all(by: Actor) -> bool:
    """Whether every enterprise of the zone may be seen; others see those that they serve."""
    return bool(by.roles & READS_ALL)


def check_serves(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless a steward or a head acts."""
    _check(by, zone, SERVES, "服务企业 to serve enterprises")


def check_head(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless a head acts: assignments, rounds, the ladder."""
    _check(by, zone, HEADS, "分派和设定 to assign and to set up")


def check_office(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless an officer acts who may answer questions."""
    _check(by, zone, OFFICES, "答复企业 to answer enterprises")


def speaks_for(by: Actor, zone: str, party: object) -> bool:
    """Whether the actor may speak for the whole enterprise: a mandate for one item is not enough."""
    return by.zone == zone and str(party) in by.parties


def _check(by: Actor, zone: str, roles: frozenset[Role], what: str) -> None:
    if by.zone == zone and by.roles & roles:
        return
    held = "、".join(sorted(by.roles)) or "—"
    raise NotAllowed(
        f"{by.name} 无权{what}", why=f"您的角色 your roles: {held}", do="交由专员或者负责人办理 hand it to a steward or the head",
        article="GB/T 22239-2019",
    )  # fmt: skip
