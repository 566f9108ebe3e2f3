"""A zone with an innovation officer and two enterprises, one of which speaks for itself."""

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
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering

ZONE = "demo-qingyuan"
TZ = ZoneInfo("Asia/Shanghai")
SYSTEM = Actor.system(ZONE, "test")
FIRMS = {"one": ("清远演示新材料有限公司", "91350100M000100Y43"), "two": ("守口如瓶精密有限公司", "91441802MA4X0000DG")}
PEOPLE = {
    "officer": Role.INNOVATION_OFFICER, "head": Role.HEAD, "auditor": Role.AUDITOR, "clerk": Role.CLERK,
    "applicant": Role.APPLICANT, "applicant-2": Role.APPLICANT,
}  # fmt: skip


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ)


START = at("2025-01-06T09:00")


def rows(model: str) -> Any:
    return apps.get_model("innovation", model).objects


@dataclass
class World:
    """firms by name; ids: keys of the accounts."""

    firms: dict[str, uuid.UUID]
    ids: dict[str, uuid.UUID]

    def __getitem__(self, name: str) -> Actor:
        """Whoever it is, with the mandates of then."""
        moment = at("2025-06-01T09:00")
        acts_for = parties.parties_of(zone=ZONE, user_id=self.ids[name], at=moment)
        return accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=moment, parties=acts_for)


@pytest.fixture
def world(db: Any) -> World:
    return make()


def make() -> World:
    ids = {
        name: accounting.create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（演示）", roles=[role], at=START, by=SYSTEM, department="科技创新局"
        )
        for name, role in PEOPLE.items()
    }  # fmt: skip
    firms = {
        key: registering.register_party(
            zone=ZONE, kind="enterprise", name=name, identifier=code, source="test", at=START, by=SYSTEM, industry="3985"
        ).id
        for key, (name, code) in FIRMS.items()
    }  # fmt: skip
    for login, firm in (("applicant", "one"), ("applicant-2", "two")):
        registering.grant_mandate(zone=ZONE, party_id=firms[firm], user_id=ids[login], at=START, by=SYSTEM, scope=())
    return World(firms, ids)


def everything() -> str:
    """A digest of every row that these acts touch."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for label in ("innovation", "audit"):
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
