"""Who reads indicators, and who sees the enterprises behind them."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed
from gaoxin.economy.permissions.reports import may_see_all

READERS = frozenset({Role.STATISTICIAN, Role.HEAD, Role.LEADER, Role.AUDITOR})


def check_reads(by: Actor, zone: str) -> bool:
    """Whether the reader sees survey data too. Raises NotAllowed for anybody who may not read indicators at all."""
    if by.zone != zone or not by.roles & READERS:
        raise NotAllowed(
            f"{by.name} 无权查看指标 may not read indicators",
            why="指标供统计人员、负责人和审计人员使用 they are for statisticians, leaders and auditors",
            do="公众请看开放数据 the public has open data",
        )
    return may_see_all(by, zone)


def check_sees_firms(by: Actor, zone: str) -> None:
    """Raises NotAllowed unless the reader sees survey data."""
    if not check_reads(by, zone):
        raise NotAllowed(
            f"{by.name} 无权查看单个企业 may not see single enterprises",
            why="统计调查资料只用于统计 survey data serve statistics only",
            do="由统计人员查看 ask a statistician", article="统计法 28",
        )  # fmt: skip
