"""The demo's share of 驾驶舱 cockpit, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.cockpit.selectors import follow_ups as seen
from gaoxin.cockpit.services import follow_ups
from gaoxin.demo.plan import Plan


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """The tasks of `catalogue/demo/cockpit.yaml`, with what was said to them."""
    today = timezone.localdate(at)
    told: list[dict[str, Any]] = yaml.safe_load((settings.CATALOGUE / "demo" / "cockpit.yaml").read_bytes())["tasks"]
    for row in told:
        opened = at - dt.timedelta(days=row["days_ago"])
        by = accounts.actor(zone=zone, login=f"{row['by']}@{zone}", at=at)
        if seen.of_card(zone=zone, by=by, card=row["card"], today=today):
            return
        day = timezone.localdate(opened)
        asked = follow_ups.Asked(
            row["card"], row["year"], row["ask"], f"{row['owner']}@{zone}", day + dt.timedelta(days=row["within_days"])
        )
        number = follow_ups.open_task(zone=zone, asked=asked, by=by, at=opened, today=day)
        if row.get("answer"):
            owner = accounts.actor(zone=zone, login=f"{row['owner']}@{zone}", at=at)
            follow_ups.answer(
                zone=zone, number=number, text=row["answer"], by=owner, at=opened + dt.timedelta(hours=20)
            )
    tell(f"驾驶舱：{len(told)} 项督办 supervised tasks")
