"""Who may do what with benefits. Pages, API and acts all ask here."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed, NotFound

PAYS = frozenset({Role.POLICY_OFFICER, Role.HEAD, Role.SYSTEM})
READS = PAYS | {Role.AUDITOR, Role.LEADER}


def may_pay(by: Actor, zone: str) -> bool:
    """Whether the actor matches, pays, claws back and answers objections."""
    return by.zone == zone and bool(by.roles & PAYS)


def check_pays(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor may."""
    if not may_pay(by, zone):
        raise NotAllowed(
            f"{by.name} 无权办理政策兑付 may not pay", why="由政策兑现人员或者局长办理 a policy officer or head does",
            do="请他们办理 ask them",
        )  # fmt: skip


def check_reads(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor may see every firm's benefits."""
    if by.zone != zone or not by.roles & READS:
        raise NotAllowed(
            f"{by.name} 无权查看名单 may not see the list", why="由政策兑现人员、局长、领导、审计查看 by policy officers, heads, leaders",
            do="请他们查看 ask them",
        )  # fmt: skip


def speaks_for(by: Actor, zone: str, party: object) -> bool:
    """Whether the actor speaks for the whole firm: a mandate for one item is not enough."""
    return by.zone == zone and str(party) in by.parties


def check_speaks(by: Actor, zone: str, party: object) -> None:
    """Raises NotFound as for a firm that is not there."""
    if not speaks_for(by, zone, party):
        raise NotFound("没有这家企业 no such enterprise", do="从“惠企政策”进入 start from your own page")
