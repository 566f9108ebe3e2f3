"""Roles, actors and verdicts. A refusal function that takes a `Supervisor` cannot be called with anyone else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from gaoxin.core.errors import Invalid, NotAllowed


class Role(StrEnum):
    """What a person may be in a zone."""

    APPLICANT = "applicant"
    AGENT = "agent"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    HEAD = "head"
    SEAL_KEEPER = "seal_keeper"
    STEWARD = "steward"
    PROMOTER = "promoter"
    AMBASSADOR = "ambassador"
    LEADER = "leader"
    ENGINEER = "engineer"
    STATISTICIAN = "statistician"
    LAND_OFFICER = "land_officer"
    INNOVATION_OFFICER = "innovation_officer"
    POLICY_OFFICER = "policy_officer"
    TALENT_OFFICER = "talent_officer"
    SCHOOL = "school"
    ARBITRATOR = "arbitrator"
    TRIBUNAL_CLERK = "tribunal_clerk"
    LABOUR_OFFICER = "labour_officer"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, in one zone. `parties`: whom they may act for, as `PARTY`, or `PARTY/ITEM` for that item only."""

    id: str
    name: str
    zone: str
    roles: frozenset[Role]
    department: str = ""
    parties: frozenset[str] = field(default_factory=frozenset[str])

    def has(self, role: Role) -> bool:
        return role in self.roles

    def may_act_for(self, party: object, item: str) -> bool:
        """Whether a mandate covers the party's matters of that item."""
        return str(party) in self.parties or f"{party}/{item}" in self.parties

    def mandates(self) -> tuple[tuple[str, str], ...]:
        """Each mandate as (party, item); the item is empty where it covers all."""
        return tuple((party, item) for party, _, item in (text.partition("/") for text in sorted(self.parties)))

    @staticmethod
    def system(zone: str, name: str) -> Actor:
        """The platform itself, doing what the law makes happen without anyone (deemed acceptance, breach, sealing)."""
        return Actor(f"system:{name}", name, zone, frozenset({Role.SYSTEM}))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no, with the reason and the article that decides it. True in a condition when allowed."""

    allowed: bool
    reason: str = ""
    article: str = ""

    def __bool__(self) -> bool:
        return self.allowed


_PROOF = object()


class Supervisor:
    """An actor proved to be a supervisor. Only `as_supervisor` makes one."""

    __slots__ = ("actor",)

    def __init__(self, actor: Actor, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("a Supervisor is made by as_supervisor only")
        self.actor = actor


def as_supervisor(actor: Actor) -> Supervisor:
    """The actor as a supervisor. Raises NotAllowed for everyone else."""
    if not actor.has(Role.SUPERVISOR):
        raise NotAllowed(
            f"{actor.name} 不是主管 is not a supervisor",
            why="窗口和经办人员没有否决权 the counter may not say no",
            do="提交主管决定 hand it to a supervisor",
            article="窗口无否决权；行政许可法 38",
        )
    return Supervisor(actor, _PROOF)


def check_exclusive(roles: Iterable[Role]) -> None:
    """The three administrators exclude each other and every other role (GB/T 22239 三员分立). Raises Invalid."""
    held = frozenset(roles)
    if held & ADMINS and len(held) > 1:
        raise Invalid(
            f"三员职责不得兼任 roles that exclude each other: {', '.join(sorted(held))}",
            why="系统、安全、审计管理员相互独立，也不办理业务 no one is both administrator and anything else",
            do="为不同的人建立账号 give the roles to different people",
            article="GB/T 22239-2019",
        )
