"""Published figures of permits: how many of a year's decided cases never needed a visit."""

from __future__ import annotations

from fractions import Fraction

from gaoxin.approvals import selectors as approvals
from gaoxin.core.figures import Figure
from gaoxin.economy.rules.indicators.formulas import published

HERE = "approvals.selectors.fully_online"


def figures(*, zone: str, year: int) -> list[Figure]:
    """None where no case was decided that year."""
    online, decided = approvals.fully_online(zone=zone, year=year)
    if not decided:
        return []
    basis = (
        "当年办结、网上申请且一次窗口都没去的办件 decided that year, applied for online, without one visit to a window"
    )
    return [
        Figure("approvals.decided", decided, "件", "当年办结的办件 cases decided that year", HERE, decided, name="办结办件 decided"),
        Figure("approvals.online", online, "件", basis, HERE, decided, name="全流程网上办 entirely online"),
        Figure(
            "approvals.online.share", published(Fraction(online, decided), 0), "%", f"{basis}；占全部办结，四舍五入 half up",
            HERE, decided, name="全流程网上办占比 share",
        ),
    ]  # fmt: skip
