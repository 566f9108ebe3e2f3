"""The API from outside: a zone with accounts, a token of each, and a clock that stands where a test puts it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.services import create_user
from gaoxin.gateway.rules.scopes import SCOPES
from gaoxin.gateway.services.tokens import create_token
from gaoxin.parties import selectors as party_log
from gaoxin.parties.services import grant_mandate
from tests.approvals.conftest import ZONE, Zone, at, build_zone

SECURITY = Actor("s1", "安全管理员", ZONE, frozenset({Role.SECURITY_ADMIN}))
PEOPLE = {
    "applicant": Role.APPLICANT, "stranger": Role.APPLICANT, "clerk": Role.CLERK, "reviewer": Role.REVIEWER,
    "reviewer-2": Role.REVIEWER, "reviewer-3": Role.REVIEWER, "supervisor": Role.SUPERVISOR, "head": Role.HEAD,
    "seal-keeper": Role.SEAL_KEEPER, "steward": Role.STEWARD, "auditor": Role.AUDITOR, "engineer": Role.ENGINEER,
    "promoter": Role.PROMOTER, "ambassador": Role.AMBASSADOR, "leader": Role.LEADER, "statistician": Role.STATISTICIAN,
    "land-officer": Role.LAND_OFFICER,
    "innovation-officer": Role.INNOVATION_OFFICER,
    "policy-officer": Role.POLICY_OFFICER,
    "talent-officer": Role.TALENT_OFFICER,
    "school": Role.SCHOOL,
    "arbitrator": Role.ARBITRATOR,
    "tribunal-clerk": Role.TRIBUNAL_CLERK,
    "labour-officer": Role.LABOUR_OFFICER,
    "system-admin": Role.SYSTEM_ADMIN, "security-admin": Role.SECURITY_ADMIN, "audit-admin": Role.AUDIT_ADMIN,
}  # fmt: skip


@dataclass
class World:
    """The zone, its people by name, and requests as any of them."""

    zone: Zone
    people: dict[str, Actor]
    tokens: dict[str, str]
    now: list[dt.datetime]
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def set(self, when: str) -> None:
        self.now[0] = at(when)

    def call(self, who: str, method: str, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> Any:
        """One request with the token of `who` ('' for nobody). key: '' for a new one, None for none."""
        sent = dict(headers)
        if who:
            sent["Authorization"] = f"Bearer {self.tokens.get(who, who)}"
        if key is not None and method == "POST":
            sent["Idempotency-Key"] = key or uuid.uuid4().hex
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", headers=sent, **data)

    def get(self, who: str, path: str) -> Any:
        return self.call(who, "GET", path)

    def post(self, who: str, path: str, body: Any = None, *, key: str | None = "") -> Any:
        return self.call(who, "POST", path, body, key=key)

    def upload(self, who: str, case: Any, material: str, data: bytes, *, name: str = "a.pdf", key: str = "") -> Any:
        return self.client.post(
            f"/api/v1/cases/{case}/upload", {"material": material, "file": SimpleUploadedFile(name, data)},
            headers={"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key or uuid.uuid4().hex},
        )  # fmt: skip


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """What the API takes the time to be."""
    now = [at("2026-03-02T11:00")]
    monkeypatch.setattr("gaoxin.config.api.timezone.now", lambda: now[0])
    return now


@pytest.fixture
def build(clock: list[dt.datetime]) -> Callable[[], World]:
    return lambda: build_world(clock)


@pytest.fixture
def world(db: None, var: Any, build: Callable[[], World]) -> World:
    cache.clear()
    return build()


def build_world(now: list[dt.datetime]) -> World:
    zone, opened = build_zone(), at("2026-01-05T09:00")
    ids = {
        name: create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=name, roles={role}, at=opened, by=SECURITY, department="审批局"
        )
        for name, role in PEOPLE.items()
    }
    grant_mandate(zone=ZONE, party_id=zone.party.id, user_id=ids["applicant"], at=opened, by=zone.applicant)
    people, tokens = {}, {}
    for name, pk in ids.items():
        acts_for = party_log.parties_of(zone=ZONE, user_id=pk, at=now[0])
        people[name] = account_log.actor(zone=ZONE, login=f"{name}@{ZONE}", at=now[0], parties=acts_for)
        _, tokens[name] = create_token(
            zone=ZONE, name="test", scopes=SCOPES, days=366, by=people[name], at=opened
        )  # fmt: skip
    zone.applicant = people["applicant"]
    return World(zone, people, tokens, now)


def body_of(response: Any) -> Any:
    return json.loads(response.content)
