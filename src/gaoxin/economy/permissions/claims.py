"""Who reads and audits figures of texts. Pages and API ask this; nothing is kept, so there is nothing else to guard."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed

AUDITORS_OF_FIGURES = frozenset({Role.STATISTICIAN, Role.HEAD, Role.AUDITOR})


def check_audits(zone: str, by: Actor) -> None:
    """Raises NotAllowed unless a statistician, the head or an auditor of the zone asks."""
    if by.zone == zone and by.roles & AUDITORS_OF_FIGURES:
        return
    raise NotAllowed(
        f"{by.name} 无权审核数字 may not audit figures",
        why="数字由统计人员核对 figures are checked by those who answer for them",
        do="由统计人员、负责人或者审计人员审核 a statistician, the head or an auditor does",
    )
