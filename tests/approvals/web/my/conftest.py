"""People with browsers: who may act for the enterprise, one mandate of one item, a stranger, and a clerk."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.services import create_user
from gaoxin.parties.services import grant_mandate, register_party
from tests.approvals.conftest import PDF, PROJECT, SYSTEM, TYPED, ZONE, Zone, at

PERMIT = "construction-permit"
HANDED_IN = ("construction-contract", "supervision-contract", "safety-measures", "responsibility-letters")


@dataclass
class Web:
    """The pages, at a moment that the test sets."""

    zone: Zone
    monkeypatch: Any
    now: dt.datetime = field(default_factory=lambda: at("2026-03-02T09:00"))
    keys: dict[str, uuid.UUID] = field(default_factory=dict)
    clients: list[tuple[Client, Any]] = field(default_factory=list)

    def at(self, text: str) -> None:
        """Another day: everybody has signed in again, since sessions do not last so long."""
        self.now = at(text)
        for client, user in self.clients:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])

    def client(self, name: str) -> Client:
        client = Client()
        user = get_user_model()._default_manager.get(login=f"{name}@{ZONE}")
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        self.clients.append((client, user))
        return client

    def person(self, name: str, role: Role, party: Any = None, scope: tuple[str, ...] = ()) -> None:
        pk = create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=name, roles=[role], at=at("2026-01-05T09:00"), by=SYSTEM,
            department="审批局" if party is None else "",
        )  # fmt: skip
        self.keys[name] = pk
        if party is not None:
            grant_mandate(
                zone=ZONE, party_id=party, user_id=pk, at=at("2026-01-05T09:00"), by=SYSTEM, scope=list(scope)
            )

    def number(self, pk: Any) -> str:
        return self.zone.view(pk).number

    def start(self, client: Client, **changed: str) -> str:
        """Open a draft by the page; returns its number."""
        values = {
            "key": str(uuid.uuid4()), "party": str(self.zone.party.id), "project_code": PROJECT, "commits": "yes",
            "channel": "online", "phase": "", "former": "",
        }  # fmt: skip
        response = client.post(f"/my/start/{PERMIT}/", values | changed)
        assert response.status_code == 302, text(response)
        return re.search(r"/my/cases/([^/]+)/form/", response["Location"])[1]

    def fill(self, client: Client, number: str, **changed: str) -> Any:
        return client.post(f"/my/cases/{number}/form/", TYPED | changed)

    def upload(self, client: Client, number: str, *materials: str, key: str = "") -> None:
        for material in materials or HANDED_IN:
            response = client.post(
                f"/my/cases/{number}/documents/{material}/",
                {"key": key or str(uuid.uuid4()), "files": pdf(material)},
            )
            assert response.status_code == 302, text(response)

    def submitted(self, client: Client) -> str:
        number = self.start(client)
        self.fill(client, number)
        self.upload(client, number)
        response = client.post(f"/my/cases/{number}/sign/", self.signature())
        assert response.status_code == 302, text(response)
        return number

    def signature(self, **changed: str) -> dict[str, str]:
        return {"key": str(uuid.uuid4()), "agrees": "yes", "signer": "applicant"} | changed


def pdf(name: str, data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", data or PDF + name.encode(), "application/pdf")


def text(response: Any) -> str:
    """The page without its tags, for reading."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def web(zone: Zone, monkeypatch) -> Web:
    found = Web(zone, monkeypatch)
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    other = register_party(
        zone=ZONE, kind="enterprise", name="别家公司", identifier="91441802MA4X0000DG", source="test",
        at=at("2026-01-05T09:00"), by=SYSTEM,
    )  # fmt: skip
    found.person("applicant", Role.APPLICANT, zone.party.id)
    found.person("agent", Role.AGENT, zone.party.id, (PERMIT,))
    found.person("stranger", Role.APPLICANT, other.id)
    found.person("clerk", Role.CLERK)
    return found


@pytest.fixture
def applicant(web: Web) -> Client:
    return web.client("applicant")
