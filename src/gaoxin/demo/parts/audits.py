"""The demo's share of 数据与数字审核 audits of figures and tables, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from gaoxin.demo.plan import Plan


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Nothing yet."""
