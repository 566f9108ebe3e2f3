"""Officers with accounts, signed in at the desk, and a clock that the pages read."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.web.proofs import SET_UP
from gaoxin.approvals.web.desk import asked
from tests.approvals.conftest import SYSTEM, ZONE, Zone, at, build_zone


@pytest.fixture
def zone(db, var) -> Zone:
    return build_zone()


@dataclass
class Desk:
    """`at` is what pages take for now."""

    zone: Zone
    at: dt.datetime

    def enter(self, role: Role, number: int = 1, department: str = "审批局") -> Officer:
        """An officer of that role, made at the first call and signed in with the second factor."""
        login = f"{role}-{number}@{ZONE}"
        people = get_user_model().objects.filter(zone=ZONE, login=login)
        if not people.exists():
            accounting.create_user(
                zone=ZONE, login=login, name=f"{role} {number}", roles=[role], at=at("2026-01-05T09:00"), by=SYSTEM,
                department=department,
            )  # fmt: skip
        client = Client()
        client.force_login(people.get(), backend=django_settings.AUTHENTICATION_BACKENDS[-1])
        session = client.session
        session[SET_UP] = str(people.get().pk)
        session.save()
        return Officer(self, client, login)

    def number(self, pk: Any) -> str:
        return self.zone.view(pk).number

    def state(self, pk: Any) -> str:
        return self.zone.view(pk).state


@dataclass
class Officer:
    """One browser."""

    desk: Desk
    client: Client
    login: str

    @property
    def actor(self) -> Actor:
        return accounts.actor(zone=ZONE, login=self.login, at=self.desk.at)

    def get(self, path: str, query: Any = None, **kwargs: Any) -> Any:
        return self.client.get(path, query, **kwargs)

    def page(self, pk: Any) -> str:
        response = self.client.get(f"/desk/cases/{self.desk.number(pk)}/")
        assert response.status_code == 200, response.content.decode()[:2000]
        return unescape(response.content.decode())

    def act(self, pk: Any, act: str, *, key: str = "", htmx: bool = False, **fields: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        data = {"key": key or uuid.uuid4().hex, **fields}
        return self.client.post(f"/desk/cases/{self.desk.number(pk)}/{act}/", data, headers=headers)

    def offered(self, pk: Any) -> set[str]:
        """The acts whose forms stand on the case page."""
        return set(re.findall(r'action="/desk/cases/[^/"]+/([a-z-]+)/"', self.page(pk)))

    def does(self, pk: Any, act: str, **fields: Any) -> None:
        """The act, and back to the case."""
        response = self.act(pk, act, **fields)
        assert response.status_code == 302, unescape(response.content.decode())[:4000]
        assert self.client.get(response["Location"]).status_code == 200


@pytest.fixture
def desk(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(zone, at("2026-03-02T11:00"))
    monkeypatch.setattr(asked, "timezone", SimpleNamespace(now=lambda: made.at))
    return made
