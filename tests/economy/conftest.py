"""A zone with a statistician and three enterprises, one of which speaks for itself."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.economy.selectors import registers
from gaoxin.economy.selectors.settings import book
from gaoxin.economy.services import units
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering

ZONE = "demo-qingyuan"
TZ = ZoneInfo("Asia/Shanghai")
SYSTEM = Actor.system(ZONE, "test")
FIRMS = {
    "one": ("清远演示电路有限公司", "91350100M000100Y43", "3982"), "two": ("守口如瓶精密有限公司", "91441802MA4X0000DG", "3421"),
}  # fmt: skip
PEOPLE = {"statistician": Role.STATISTICIAN, "head": Role.HEAD, "applicant": Role.APPLICANT, "auditor": Role.AUDITOR}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ)


def rows(model: str) -> Any:
    return apps.get_model("economy", model).objects


def filled(form: str, **amounts: int) -> dict[str, int]:
    """Every item of a questionnaire: the given ones (`output_ytd_base` for `output.ytd.base`), zero for the rest."""
    told = {key.replace("_", "."): value for key, value in amounts.items()}
    return {key: told.get(key, 0) for key in book().form(form).keys()}


@dataclass
class World:
    """firms: parties by name. units: their survey units. ids: keys of the accounts."""

    firms: dict[str, uuid.UUID]
    units: dict[str, uuid.UUID]
    ids: dict[str, uuid.UUID]

    def __getitem__(self, name: str) -> Actor:
        """Whoever it is, with the mandates of now."""
        moment = at("2026-12-01T09:00")
        acts_for = parties.parties_of(zone=ZONE, user_id=self.ids[name], at=moment)
        return accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=moment, parties=acts_for)


@pytest.fixture
def world(db: Any) -> World:
    start = at("2023-01-06T09:00")
    ids = {
        name: accounting.create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（演示）", roles=[role], at=start, by=SYSTEM, department=""
        )
        for name, role in PEOPLE.items()
    }  # fmt: skip
    firms = {
        key: registering.register_party(
            zone=ZONE, kind="enterprise", name=name, identifier=code, source="test", at=start, by=SYSTEM, industry=industry
        ).id
        for key, (name, code, industry) in FIRMS.items()
    }  # fmt: skip
    registering.grant_mandate(
        zone=ZONE, party_id=firms["one"], user_id=ids["applicant"], scope=(), until=None, at=start, by=SYSTEM
    )  # fmt: skip
    units.enter(
        zone=ZONE, scope="above_scale", by=accounts.actor(zone=ZONE, login=f"statistician@{ZONE}", at=start), at=start,
        rows=[units.Entrance(firms[key], FIRMS[key][2], 202301, "申报表") for key in FIRMS],
    )  # fmt: skip
    known = registers.units(zone=ZONE)
    return World(firms, {key: known[party] for key, party in firms.items()}, ids)
