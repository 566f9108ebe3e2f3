"""Page and API: who may, what they answer, and that a wrong file is a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.web import proofs
from gaoxin.core.errors import NotAllowed
from gaoxin.economy.permissions.claims import check_audits
from tests.figures.scoring import labels
from tests.projects.conftest import ZONE, people  # noqa: F401

URL = "/audits/"


@pytest.fixture
def client_of(people: dict[str, Actor]) -> Any:  # noqa: F811
    def make(name: str) -> Client:
        client = Client()
        user = User.objects.get(zone=ZONE, login=f"{name}@{ZONE}")
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        session = client.session
        session[proofs.SET_UP] = str(user.pk)
        session.save()
        return client

    return make


def test_a_text_is_read_confirmed_and_audited(client_of):
    client, text = client_of("statistician"), labels("halfyear")["text"].replace("6.8个百分点", "8.6个百分点")
    page = client.post(URL, {"act": "read", "text": text})
    assert page.status_code == 200 and "8.6" in page.content.decode()
    claims, rows = page.context["claims"], [row["id"] for row in page.context["rows"]]
    page = client.post(URL, {"act": "audit", "text": text, "claims": claims, "listed": rows, "keep": rows})
    assert len(page.context["told"]["contradictions"]) == 1
    pull = page.context["told"]["contradictions"][0]["suspect"]
    page = client.post(URL, {"act": "audit", "claims": claims, "listed": rows, "keep": [r for r in rows if r != pull]})
    assert page.context["told"]["consistent"]


def test_what_cannot_be_read_is_said(client_of):
    client = client_of("auditor")
    for sent, status in (
        ({"act": "audit", "claims": "- {indicator: a}"}, 422),
        ({"act": "read"}, 422),
        ({"act": "audit"}, 422),
    ):
        page = client.post(URL, sent)
        assert page.status_code == status and page.context["problem"].do
    page = client.post(
        URL, {"act": "audit", "file": SimpleUploadedFile("a.yaml", "- {indicator: 出口, value: 3 亿元}".encode())}
    )
    assert page.context["told"]["claims"] == 1


def test_the_api_reads_and_audits(client_of):
    client = client_of("head")

    def asked(path: str, **body: str) -> Any:
        return client.post(f"/api/v1/figures/{path}", body, content_type="application/json")

    read = asked("read", text=labels("county")["text"])
    assert read.status_code == 200 and len(read.json()["figures"]) == len(labels("county")["figures"])
    audited = asked("audit", claims=read.json()["claims"])
    assert audited.status_code == 200 and audited.json()["consistent"]
    assert asked("audit", claims="- {indicator: a, value: x, unit: 元}").status_code == 422


@pytest.mark.parametrize(("name", "may"), [("statistician", True), ("head", True), ("auditor", True), ("clerk", False)])
def test_three_roles_audit(people, name, may):  # noqa: F811
    if may:
        return check_audits(ZONE, people[name])
    with pytest.raises(NotAllowed):
        check_audits(ZONE, people[name])


def test_another_zone_does_not():
    with pytest.raises(NotAllowed):
        check_audits(ZONE, Actor("x", "x", "demo-other", frozenset({Role.HEAD})))
