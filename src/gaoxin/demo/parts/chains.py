"""The demo's share of 产业链图谱 chain map, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from gaoxin.demo.plan import Plan


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Nothing yet."""
