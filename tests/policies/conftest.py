"""A zone with two policy officers and two firms that speak for themselves, one of which has declared what it takes."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError
from gaoxin.innovation.services.policies import declaring, matching
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering

ZONE = "demo-qingyuan"
SYSTEM = Actor.system(ZONE, "test")
DAY = dt.date(2026, 3, 2)
FIRMS = {"one": ("清远演示新材料有限公司", "91350100M000100Y43"), "two": ("守口如瓶精密有限公司", "91441802MA4X0000DG")}
PEOPLE = {
    "officer": Role.POLICY_OFFICER, "officer-2": Role.POLICY_OFFICER, "clerk": Role.CLERK, "auditor": Role.AUDITOR,
    "applicant": Role.APPLICANT, "applicant-2": Role.APPLICANT, "agent": Role.AGENT,
}  # fmt: skip
FACTS: dict[str, Any] = {
    "registered_here": True, "taxpayer_here": True, "tech_sme": True, "rd_expense": 10_000_000, "rd_expense_before": 9_000_000,
    "sales": 100_000_000, "sales_before": 99_000_000, "local_tax": 9_000_000,
}  # fmt: skip


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


NOW = at("2026-03-02T10:00")


def rows(model: str) -> Any:
    return apps.get_model("innovation", model).objects


@dataclass
class World:
    """firms by name; ids: keys of the accounts."""

    firms: dict[str, uuid.UUID]
    ids: dict[str, uuid.UUID]

    def __getitem__(self, name: str) -> Actor:
        acts_for = parties.parties_of(zone=ZONE, user_id=self.ids[name], at=NOW)
        return accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=NOW, parties=acts_for)

    def listed(self, policy: str, firm: str = "one") -> Any:
        return rows("Entitlement").get(zone=ZONE, policy=policy, party_id=self.firms[firm])


def make() -> World:
    start = at("2025-01-06T09:00")
    ids = {
        name: accounting.create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（演示）", roles=[role], at=start, by=SYSTEM, department=""
        )
        for name, role in PEOPLE.items()
    }
    firms = {
        key: registering.register_party(
            zone=ZONE, kind="enterprise", name=name, identifier=code, source="test", at=start, by=SYSTEM, industry="3985"
        ).id
        for key, (name, code) in FIRMS.items()
    }  # fmt: skip
    for login, firm, scope in (
        ("applicant", "one", ()),
        ("applicant-2", "two", ()),
        ("agent", "one", ("construction-permit",)),
    ):
        registering.grant_mandate(zone=ZONE, party_id=firms[firm], user_id=ids[login], at=start, by=SYSTEM, scope=scope)
    made = World(firms, ids)
    declare(made, "one", FACTS)
    return made


def declare(world: World, firm: str, facts: dict[str, Any], by: str = "officer", moment: dt.datetime = NOW) -> None:
    told = declaring.Declared(facts, dt.date(2025, 12, 31), "专项审计报告（演示）")
    declaring.declare(zone=ZONE, party_id=world.firms[firm], told=told, at=moment, by=world[by])


@pytest.fixture
def world(db: Any) -> World:
    made = make()
    matching.match_all(zone=ZONE, day=DAY, at=NOW, by=made["officer"])
    return made


def everything() -> str:
    """A digest of every row that these acts touch."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for label in ("innovation", "parties", "audit"):
            for model in apps.get_app_config(label).get_models():
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")  # noqa: S608
                digest.update(repr((model._meta.db_table, cursor.fetchall())).encode())
    return digest.hexdigest()


@contextmanager
def refused(error: type[GaoxinError], match: str = "") -> Iterator[Any]:
    """The block raises exactly this error, and every row is as before."""
    before = everything()
    with pytest.raises(error, match=match or None) as caught:
        yield caught
    assert type(caught.value) is error and everything() == before
