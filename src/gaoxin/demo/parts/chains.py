"""The demo's share of 产业链图谱 chain map, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts.rules.roles import Actor
from gaoxin.demo.plan import Plan
from gaoxin.investment.services.chains import drawing, firms, judging

SOURCE = "演示生成 generated for the demo"


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Sample chains as published versions; residents at nodes, their suppliers, and firms that are wanted."""
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "chains.yaml").read_text(encoding="utf-8"))
    by, on = Actor.system(zone, "演示 demo"), dt.date.fromisoformat(told["known_on"])
    drawing.load_chains(zone=zone, by=by, at=at)
    codes = [firm.identifier for firm in plan.zone.enterprises]
    rows = list(zip(codes, told["places"] * (1 + len(codes) // len(told["places"])), strict=False))
    placed = firms.import_places(
        zone=zone, source=SOURCE, by=by, at=at,
        places=[
            firms.Place(row["node"], firm, True, row["share_bp"], "上年审计报告（演示）", 9000 - serial % 5 * 800, on)
            for serial, (firm, row) in enumerate(rows)
        ],
    )  # fmt: skip
    if placed:
        firms.record_supplies(
            zone=zone, by=by, at=at,
            supplies=[
                firms.Supply(codes[row["resident"] % len(codes)], row["supplier"], row["node"], row["share_bp"], "企业填报（演示）", on)
                for row in told["suppliers"]
            ],
        )  # fmt: skip
        firms.record_targets(
            zone=zone, by=by, at=at,
            targets=[firms.Target(source="公开年报（演示）", on=on, **row) for row in told["targets"]],
        )  # fmt: skip
        for row in told["places"][:6]:
            judging.assess(zone=zone, ref=row["node"], by=by, at=at)
    tell(f"产业链 chains: 企业挂链 firms at nodes {len(rows)}")
