"""A zone with the people that a project file needs, and one project."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.projects.services.projects.opening import Opening, open_project

ZONE = "demo-qingyuan"
SYSTEM = Actor.system(ZONE, "test")
PEOPLE = {
    "head": Role.HEAD, "promoter": Role.PROMOTER, "leader-1": Role.LEADER, "leader-2": Role.LEADER, "steward": Role.STEWARD,
    "statistician": Role.STATISTICIAN, "auditor": Role.AUDITOR, "clerk": Role.CLERK, "engineer-1": Role.ENGINEER,
}  # fmt: skip


def at(text: str = "2024-06-03T09:00") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def make_people() -> dict[str, Actor]:
    """Login -> actor."""
    for name, role in PEOPLE.items():
        accounting.create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（试）", roles=[role], at=at("2023-01-03T09:00"), by=SYSTEM
        )
    return {name: accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=at()) for name in PEOPLE}


@pytest.fixture
def people(db: Any) -> dict[str, Actor]:
    """Login -> actor."""
    return make_people()


def opening(number: str = "P-1", **more: Any) -> Opening:
    told: dict[str, Any] = {
        "name": f"试验项目 {number}", "kind": "extend", "reason": "补上封装环节", "opened_on": dt.date(2024, 3, 1), **more,
    }  # fmt: skip
    return Opening(number, **told)


@pytest.fixture
def project(people: dict[str, Actor]) -> Any:
    """A key project that leader-1 answers for."""
    return open_project(zone=ZONE, opening=opening(key=True, leader="leader-1"), at=at(), by=people["head"])
