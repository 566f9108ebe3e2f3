"""Who files, keeps, hears and reads a dispute. A file is closed: its parties, its tribunal and the registry see it, nobody else (26)."""

from __future__ import annotations

import uuid

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

FILES = frozenset({Role.APPLICANT, Role.AGENT})
REGISTRY = frozenset({Role.TRIBUNAL_CLERK})
TRIBUNAL = frozenset({Role.ARBITRATOR})
# Who answers for the zone reads how many there are and how many are late, never a file.
COUNTS = frozenset({Role.HEAD, Role.LEADER, Role.AUDITOR})
CLOSED = "劳动争议调解仲裁法 26"


def whole_parties(by: Actor) -> list[uuid.UUID]:
    """Parties that the actor speaks for in all matters: a mandate for single items opens no dispute."""
    return [uuid.UUID(party) for party, item in by.mandates() if not item]


def check_files(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless an applicant or agent of the zone asks: officers file nothing for anybody."""
    _check(by, zone, FILES, "申请仲裁 file a claim", "由劳动者本人或者代理人申请 the worker or an agent files it")


def check_registry(by: Actor, zone: str) -> None:
    _check(by, zone, REGISTRY, "办理立案和送达 keep the registry", "由书记员办理 the tribunal's clerk does")


def check_tribunal(by: Actor, zone: str) -> None:
    _check(by, zone, TRIBUNAL, "审理 hear disputes", "由仲裁员办理 an arbitrator does")


def check_counts(by: Actor, zone: str) -> None:
    _check(
        by,
        zone,
        COUNTS | REGISTRY | TRIBUNAL,
        "查看案件统计 read the tribunal's numbers",
        "由仲裁庭和局长、领导、审计查看 officers do",
    )


def is_registry(by: Actor, zone: str) -> bool:
    return by.zone == zone and bool(by.roles & REGISTRY)


def is_desk(by: Actor, zone: str) -> bool:
    """Whether the actor works at the tribunal."""
    return by.zone == zone and bool(by.roles & (REGISTRY | TRIBUNAL))


def _check(by: Actor, zone: str, roles: frozenset[Role], what: str, do: str) -> None:
    if by.zone == zone and by.roles & roles:
        return
    held = "、".join(sorted(by.roles)) or "—"
    raise NotAllowed(f"{by.name} 无权{what}: may not", why=f"您的角色 your roles: {held}", do=do, article=CLOSED)
