"""The demo's share of 指标 indicators, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from gaoxin.demo.plan import Plan


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Nothing yet."""
