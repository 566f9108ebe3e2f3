"""A larger team of stewards, and one for each enterprise that came after the first: the reports bring the above-scale ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Conflict
from gaoxin.demo.parts.stewards import read
from gaoxin.demo.plan import Plan
from gaoxin.projects.services.stewards import serving, weighing


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Accounts without a password, then one act of the head that gives everybody who waits to whoever carries least."""
    told = read()["team"]
    moment: dt.datetime = told["assigned_at"]
    for number, name in enumerate(told["people"], start=told["from"]):
        try:
            accounting.create_user(
                zone=zone, login=f"steward-{number}@{zone}", name=f"{name}（演示）", roles=[Role.STEWARD],
                at=plan.zone.founded, by=Actor.system(zone, "演示 demo"), department=told["department"],
            )  # fmt: skip
        except Conflict:
            continue
    head = accounts.actor(zone=zone, login=f"head@{zone}", at=moment)
    given = serving.assign_waiting(zone=zone, at=moment, by=head, key="demo-team")
    weighing.weigh_all(zone=zone, at=read()["weighed_at"])
    tell(f"企业服务：另有 {given} 家企业由 {len(told['people'])} 名新专员等服务 enterprises more, with a larger team")
