"""Which roles read and act in talent, and whose post or school it is: firms and schools speak for themselves only."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed, NotFound

OFFICERS = frozenset({Role.TALENT_OFFICER, Role.SYSTEM})
READS_ALL = frozenset({Role.TALENT_OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR, Role.STATISTICIAN, Role.SYSTEM})
FIRMS = frozenset({Role.APPLICANT, Role.AGENT, Role.SYSTEM})
SCHOOLS = frozenset({Role.SCHOOL, Role.SYSTEM})


def check_officer(by: Actor, zone: str) -> None:
    """Raises NotAllowed for everybody but the talent officer."""
    if by.zone != zone or not by.roles & OFFICERS:
        raise NotAllowed(
            f"{by.name} 无权办理 may not do this", why="由人才工作人员办理 the talent officer does", do="请人才工作人员办理 ask them"
        )  # fmt: skip


def check_reads(by: Actor, zone: str) -> None:
    """Raises NotAllowed for whoever does not see the whole zone."""
    if by.zone != zone or not by.roles & READS_ALL:
        raise NotAllowed(
            f"{by.name} 无权看全园区的人才供需 may not see the whole zone",
            why="只给人才工作人员、领导、负责人、统计和审计 for officers, leaders, heads, statisticians and auditors",
            do="看自己的岗位或者学校 see your own",
        )  # fmt: skip


def speaks_for_firm(by: Actor, zone: str, party: object) -> bool:
    """Whether the actor may speak for the whole firm: a mandate for one item is not enough."""
    return by.zone == zone and bool(by.roles & FIRMS) and str(party) in by.parties


def speaks_for_school(by: Actor, zone: str, party: object) -> bool:
    """Whether the actor is of that school."""
    return by.zone == zone and bool(by.roles & SCHOOLS) and str(party) in by.parties


def check_firm(by: Actor, zone: str, party: object) -> None:
    """Raises NotFound for a firm that is not theirs, as for none."""
    if not speaks_for_firm(by, zone, party):
        raise NotFound(
            "没有这家企业 no such enterprise", why="只能办理自己企业的事项 only for one's own", do="核对企业 check it"
        )


def check_school(by: Actor, zone: str, party: object) -> None:
    """Raises NotFound for a school that is not theirs, as for none."""
    if not speaks_for_school(by, zone, party):
        raise NotFound(
            "没有这所学校 no such school", why="只能办理本校的事项 only for one's own", do="核对学校 check it"
        )
