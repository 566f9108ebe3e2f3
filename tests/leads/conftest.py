"""A zone with two teams, their people with accounts, an ambassador and a head."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.investment.models import Ambassador, Lead, Team
from gaoxin.investment.services.leads import rosters
from gaoxin.investment.services.leads.registering import register_lead

ZONE = "demo-qingyuan"
TZ = ZoneInfo("Asia/Shanghai")
SYSTEM = Actor.system(ZONE, "test")
CODE, OTHER_CODE = "91350100M000100Y43", "91441802MA4X0000DG"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ)


NOW = at("2026-03-02T10:00")


@dataclass
class Office:
    """Who is there."""

    head: Actor
    auditor: Actor
    promoter: Actor
    rival: Actor
    ambassador: Actor
    leader: Actor
    team: Team
    other: Team
    envoy: Ambassador

    def lead(self, by: Actor | None = None, **details: Any) -> Lead:
        asked = {"title": "华芯封装基地", "investor": "深圳市华芯电子有限公司", "mode": "door"} | details
        return register_lead(zone=ZONE, by=by or self.promoter, at=NOW, **asked).lead


@pytest.fixture
def office(db: None) -> Office:
    """Teams T1 (promoter) and T2 (rival), an ambassador whose term lasts, a head, an auditor, a leader."""
    return made_office()


def made_office() -> Office:
    """The same in whatever database is connected."""
    people: dict[str, Actor] = {}
    for login, role in (
        ("head", Role.HEAD), ("auditor", Role.AUDITOR), ("promoter", Role.PROMOTER), ("rival", Role.PROMOTER),
        ("ambassador", Role.AMBASSADOR), ("leader", Role.LEADER),
    ):  # fmt: skip
        accounting.create_user(
            zone=ZONE, login=login, name=f"{login}（演示）", roles=[role], at=at("2026-01-05T09:00"), by=SYSTEM
        )
        people[login] = accounts.actor(zone=ZONE, login=login, at=NOW)
    rosters.import_roster(
        zone=ZONE, source="test", by=people["head"], at=NOW,
        rows=[
            rosters.RosterRow("T1", "电子一队", "door", "珠三角", "P1", "江（演示）", "lead", dt.date(2026, 1, 5), "promoter"),
            rosters.RosterRow("T2", "材料二队", "online", "长三角", "P2", "童（演示）", "lead", dt.date(2026, 1, 5), "rival"),
            rosters.RosterRow("T2", "材料二队", "online", "长三角", "P3", "无账号（演示）", "member", dt.date(2026, 1, 5)),
        ],
    )  # fmt: skip
    envoy = rosters.appoint(
        zone=ZONE, code="A1", name="顾大使（演示）", since=dt.date(2026, 1, 1), until=dt.date(2027, 12, 31),
        declared_on=dt.date(2026, 1, 1), by=people["head"], at=NOW, login="ambassador", interests=[OTHER_CODE],
    )  # fmt: skip
    teams = {team.code: team for team in Team.objects.filter(zone=ZONE)}
    return Office(**people, team=teams["T1"], other=teams["T2"], envoy=envoy)


def workbook(*rows: list[Any], merged: str = "") -> bytes:
    """The file of these rows; the first is the header."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
