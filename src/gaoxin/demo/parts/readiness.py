"""The demo's share of readiness checks: figures that enterprises declared, noted by the innovation officer from their papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.demo.plan import Plan
from gaoxin.innovation.selectors import readiness as log
from gaoxin.innovation.services.readiness import ReadinessTold, declare
from gaoxin.parties import selectors as parties


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Each firm's figures once: `catalogue/demo/readiness.yaml`."""
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "readiness.yaml").read_text(encoding="utf-8"))
    by = accounts.actor(zone=zone, login=f"innovation-officer@{zone}", at=told["at"])
    added = 0
    for row in told["firms"]:
        firm = parties.party(zone=zone, identifier=plan.zone.enterprise(row["serial"]).identifier)
        if any(one["fact"].code == "tech_staff" for one in log.declarations(zone=zone, party_id=firm.id)):
            continue
        values = ReadinessTold(row["values"], told["day"], told["source"])
        declare(zone=zone, party_id=firm.id, told=values, at=told["at"], by=by)
        added += 1
    if added:
        tell(f"达标自评 readiness: {added} 家企业已填报 firms told their figures（演示）")
