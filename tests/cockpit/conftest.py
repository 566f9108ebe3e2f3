"""A zone with a leader, a head, an auditor, a statistician and a steward, and one figure with a value that a test sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.web import proofs
from gaoxin.core.figures import Figure
from tests.economy.conftest import TZ, ZONE

SYSTEM = Actor.system(ZONE, "test")
PEOPLE = {
    "leader": Role.LEADER, "leader-2": Role.LEADER, "head": Role.HEAD, "auditor": Role.AUDITOR, "statistician": Role.STATISTICIAN,
    "steward": Role.STEWARD, "applicant": Role.APPLICANT,
}  # fmt: skip
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=TZ)
TODAY = NOW.date()


def rows(model: str) -> Any:
    return apps.get_model("cockpit", model).objects


@pytest.fixture
def people(db: Any) -> Callable[[str], Actor]:
    start = NOW - dt.timedelta(days=400)
    for name, role in PEOPLE.items():
        accounting.create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（演示）", roles=[role], at=start, by=SYSTEM, department="局"
        )  # fmt: skip
    return lambda name: accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=NOW)


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the only figure of the zone, that of the card `iva`."""

    def fix(value: str) -> None:
        one = Figure("iva", Decimal(value), "亿元", "为测试 for the test", "tests", 5, name="测试增加值 test")
        monkeypatch.setattr("gaoxin.economy.selectors.published.PROVIDERS", (lambda zone, year: [one],))

    fix("118.20")
    return fix


def signed_in(name: str) -> Client:
    client = Client()
    user = get_user_model().objects.get(zone=ZONE, login=f"{name}@{ZONE}")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session[proofs.SET_UP] = str(user.pk)
    session.save()
    return client
