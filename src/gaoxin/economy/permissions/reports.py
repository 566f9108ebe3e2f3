"""Who may file, check and read what enterprises report. Survey data are seen by statisticians and by the enterprise itself."""

from __future__ import annotations

import uuid

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed, NotFound

STATISTICIANS = frozenset({Role.STATISTICIAN, Role.SYSTEM})
ARTICLE = "统计法 28"


def may_see_all(by: Actor, zone: str) -> bool:
    """Statisticians alone: not heads, leaders or auditors of approvals."""
    return by.zone == zone and bool(by.roles & STATISTICIANS)


def check_statistician(by: Actor, zone: str, act: str) -> None:
    """Raises NotAllowed for anybody else. act: what was tried, in words of both languages."""
    if not may_see_all(by, zone):
        raise NotAllowed(
            f"{by.name} 无权{act} may not", why="统计调查资料只用于统计 survey data serve statistics only",
            do="由统计人员办理 ask a statistician", article=ARTICLE,
        )  # fmt: skip


def check_files_for(by: Actor, zone: str, party_id: uuid.UUID | None) -> None:
    """The enterprise itself, an agent with its mandate for reports, or a statistician. Raises NotFound otherwise, as for none."""
    if party_id is not None and (may_see_all(by, zone) or (by.zone == zone and by.may_act_for(party_id, "reports"))):
        return
    raise NotFound(
        "没有这份报表 no such report",
        why="只有本企业和统计人员看得到 only the enterprise and statisticians see it",
        article=ARTICLE,
    )


def check_speaks_for(by: Actor, zone: str, party_id: uuid.UUID | None) -> None:
    """The enterprise itself or an agent with its mandate for reports, no statistician. Raises NotFound otherwise, as for none."""
    if party_id is None or by.zone != zone or not by.may_act_for(party_id, "reports"):
        raise NotFound(
            "没有这个调查单位 no such survey unit", do="从“企业报表”进入 start from the list", article=ARTICLE
        )


def whose(by: Actor, zone: str) -> frozenset[uuid.UUID] | None:
    """Enterprises whose reports the actor may see: None for all (statisticians), else those they speak for."""
    if may_see_all(by, zone):
        return None
    if by.zone != zone:
        return frozenset()
    told = {uuid.UUID(party) for party, item in by.mandates() if not item or item == "reports"}
    return frozenset(party for party in told if by.may_act_for(party, "reports"))
