"""Who warns of unpaid wages, keeps the desks, coordinates; who books, and who answers for a firm."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed, NotFound

RUNS = frozenset({Role.LABOUR_OFFICER})
READS = RUNS | {Role.HEAD, Role.AUDITOR}
CLERKS = RUNS | {Role.CLERK}
BOOKS = frozenset({Role.APPLICANT, Role.AGENT})


def may_run(by: Actor, zone: str) -> bool:
    return by.zone == zone and bool(by.roles & RUNS)


def check_runs(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless a labour officer of the zone asks."""
    _check(by, zone, RUNS, "办理劳动关系协调 coordinate labour relations", "由劳动关系协调员办理 a labour officer does")


def check_reads(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the actor may see warnings."""
    _check(
        by,
        zone,
        READS,
        "查看欠薪预警 see warnings",
        "由劳动关系协调员、局长、审计查看 labour officers, heads and auditors do",
    )


def check_books(by: Actor, zone: str) -> None:
    """Raises NotAllowed for officers: they book nothing for anybody."""
    _check(by, zone, BOOKS, "预约 book", "由本人或者代理人预约 the person or an agent does")


def check_speaks(by: Actor, zone: str, party: object) -> None:
    """Raises NotFound, in the same words as for a firm that is not there, unless the actor speaks for the whole firm."""
    if by.zone != zone or not by.roles & BOOKS or str(party) not in by.parties:
        raise NotFound("没有这家企业 no such enterprise", do="从“劳动关系自查”进入 start from your own page")


def _check(by: Actor, zone: str, roles: frozenset[Role], what: str, do: str) -> None:
    if by.zone == zone and by.roles & roles:
        return
    held = "、".join(sorted(by.roles)) or "—"
    raise NotAllowed(f"{by.name} 无权{what}: may not", why=f"您的角色 your roles: {held}", do=do)
