"""Who sees which leads and may do what. Pages, API, commands and imports all ask here."""

from __future__ import annotations

from typing import Literal

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

Reach = Literal["all", "team", "own", "none"]
READS_ALL = frozenset({Role.HEAD, Role.AUDITOR, Role.SYSTEM})
COUNTS = READS_ALL | {Role.LEADER, Role.STATISTICIAN, Role.PROMOTER}
WORKS = frozenset({Role.HEAD, Role.PROMOTER, Role.AMBASSADOR, Role.SYSTEM})


def reach_of(actor: Actor) -> Reach:
    """all; team: of the promoter's teams, and the pool; own: the ambassador's; none."""
    if actor.roles & READS_ALL:
        return "all"
    if actor.has(Role.PROMOTER):
        return "team"
    return "own" if actor.has(Role.AMBASSADOR) else "none"


def check_works(actor: Actor) -> None:
    """Raises NotAllowed for whoever only reads, or has no part in promotion."""
    _check(actor, WORKS, "登记和推进线索 to register and move leads")


def check_promoter(actor: Actor) -> None:
    """Raises NotAllowed unless a promoter or a head acts: agreements, scores, merges, claims."""
    _check(
        actor, frozenset({Role.HEAD, Role.PROMOTER, Role.SYSTEM}), "由招商专员或者负责人办理 for promoters and heads"
    )


def check_head(actor: Actor) -> None:
    """Raises NotAllowed unless a head acts: teams, assignments, overruling, imports."""
    _check(actor, frozenset({Role.HEAD, Role.SYSTEM}), "由负责人办理 for heads")


def check_counts(actor: Actor) -> None:
    """Raises NotAllowed unless the actor may read totals: funnel, cost, load of teams."""
    _check(actor, COUNTS, "查看汇总 to read totals")


def _check(actor: Actor, roles: frozenset[Role], what: str) -> None:
    if not actor.roles & roles:
        held = "、".join(sorted(actor.roles)) or "—"
        raise NotAllowed(
            f"{actor.name} 无权{what}", why=f"您的角色 your roles: {held}",
            do="交由招商专员或者负责人办理 hand it to a promoter or the head", article="GB/T 22239-2019",
        )  # fmt: skip
