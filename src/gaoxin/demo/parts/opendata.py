"""The demo's share of 开放数据 open data, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from gaoxin.accounts import selectors as accounts
from gaoxin.demo.plan import Plan
from gaoxin.economy.selectors.opendata import releases
from gaoxin.economy.selectors.opendata.settings import catalogue
from gaoxin.economy.services.opendata import releasing


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """A first vintage of each dataset."""
    by = accounts.actor(zone=zone, login=f"statistician@{zone}", at=at)
    made = [
        releasing.publish(zone=zone, dataset=one.code, note="演示：首次公布", by=by, at=at)
        for one in catalogue().datasets
        if releases.latest(zone=zone, code=one.code, at=at) is None
    ]
    if made:
        tell(f"开放数据：公布 {len(made)} 个数据集 datasets published")
