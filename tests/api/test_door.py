"""Who comes in: tokens with their scopes, sessions with CSRF, and nobody else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.services import revoke_role
from gaoxin.config.access import ACCESS
from gaoxin.config.access.api import Operation
from gaoxin.config.api import api
from gaoxin.gateway.selectors import tokens_of
from gaoxin.gateway.services import tokens
from tests.api.conftest import SECURITY, World, body_of
from tests.api.test_every_act import OPERATIONS
from tests.approvals.conftest import ZONE, at

CLOSED = sorted(
    name for name in OPERATIONS if ACCESS[f"api:{'act-' + name if f'api:act-{name}' in ACCESS else name}"].roles
)  # fmt: skip
FILLED = {"{case}": "x", "{number}": "x", "{pk}": "0198c5a0-7b7e-7c31-8a53-0d9a3f1f2b11", "{code}": "x",
          **{f"{{{name}}}": "0198c5a0-7b7e-7c31-8a53-0d9a3f1f2b11" for name in ("inquiry", "party", "wish", "measure", "team")},
          "{report}": "0198c5a0-7b7e-7c31-8a53-0d9a3f1f2b11", "{year}": "2026"}  # fmt: skip


def test_without_a_valid_token_nothing_opens(world: World):
    assert len(CLOSED) > 40
    for name in CLOSED:
        cache.clear()  # wrong tokens of one address are counted
        for who in ("", "gx_wrong", "x" * 300):
            answer = world.call(who, *_ask(name), key=None)
            assert (answer.status_code, body_of(answer)["code"]) == (401, "Unauthorized"), name
            assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_is_kept_as_a_digest_and_ends(world: World):
    by = world.people["clerk"]
    row, text = tokens.create_token(zone=ZONE, name="ERP", scopes=["cases:read"], days=1, by=by, at=world.now[0])
    stored = next(t for t in tokens_of(zone=ZONE, by=by) if t.id == row.id)
    assert stored.digest == hashlib.sha256(text.encode()).hexdigest()
    assert all(text not in str(value) for value in vars(stored).values())
    assert world.get(text, "/cases").status_code == 200
    assert next(t for t in tokens_of(zone=ZONE, by=by) if t.id == row.id).last_used_at == world.now[0]
    world.now[0] += dt.timedelta(days=1)
    assert world.get(text, "/cases").status_code == 401
    world.now[0] -= dt.timedelta(hours=1)
    assert world.get(text, "/cases").status_code == 200
    tokens.revoke_token(zone=ZONE, pk=row.id, by=by, at=world.now[0])
    assert world.get(text, "/cases").status_code == 401


def test_a_token_without_the_scope_is_told_which(world: World):
    for name in CLOSED:
        row = ACCESS.get(f"api:act-{name}") or ACCESS[f"api:{name}"]
        assert isinstance(row, Operation)
        if not row.scope:
            assert row.session or name == "me"
            continue
        other = "cases:read" if row.scope != "cases:read" else "cases:write"
        who = world.people[next(n for n, actor in world.people.items() if actor.roles & row.roles)]
        _, text = tokens.create_token(zone=ZONE, name="narrow", scopes=[other], days=1, by=who, at=world.now[0])
        answer = world.call(text, *_ask(name))
        assert answer.status_code == 403, name
        assert row.scope in body_of(answer)["detail"]


def test_a_role_that_was_lost_is_lost_to_the_token_too(world: World):
    case = world.zone.submitted()
    revoke_role(zone=ZONE, login=f"clerk@{ZONE}", role=Role.CLERK, at=at("2026-03-02T09:30"), by=SECURITY)
    world.set("2026-03-02T10:30")
    assert world.post("clerk", f"/cases/{case}/accept").status_code == 403


def test_a_token_makes_no_tokens(world: World):
    for method, path in (("GET", "/tokens"), ("POST", "/tokens")):
        answer = world.call(
            "clerk", method, path, {"name": "x", "scopes": ["cases:read"]} if method == "POST" else None
        )
        assert (answer.status_code, body_of(answer)["code"]) == (403, "NotAllowed")


def test_a_session_reads_and_changes_with_its_csrf_token(world: World):
    client, user = Client(enforce_csrf_checks=True), get_user_model().objects.get(login=f"applicant@{ZONE}")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/me").status_code == 200
    body = json.dumps({"name": "ERP", "scopes": ["cases:read"], "days": 30})
    refused = client.post("/api/v1/tokens", body, content_type="application/json")
    assert (refused.status_code, "CSRF" in body_of(refused)["detail"]) == (403, True)
    client.cookies["csrftoken"] = "a" * 32
    made = client.post("/api/v1/tokens", body, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert made.status_code == 200, made.content.decode()
    text = body_of(made)["token"]
    assert world.get(text, "/cases").status_code == 200
    listed = client.get("/api/v1/tokens").content.decode()
    assert text not in listed
    ended = client.delete(f"/api/v1/tokens/{body_of(made)['id']}", headers={"X-CSRFToken": "a" * 32})
    assert ended.status_code == 200
    assert world.get(text, "/cases").status_code == 401


def test_nobody_ends_somebody_elses_token(world: World):
    row = tokens_of(zone=ZONE, by=world.people["clerk"])[0]
    client = Client()
    client.force_login(
        get_user_model().objects.get(login=f"stranger@{ZONE}"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert client.delete(f"/api/v1/tokens/{row.id}").status_code == 404
    assert world.get("clerk", "/cases").status_code == 200


def test_the_rate_says_when_to_come_again(world: World, monkeypatch):
    for operation in (o for r in api._get_bound_routers() for v in r.path_operations.values() for o in v.operations):
        for throttle in operation.throttle_objects:
            monkeypatch.setattr(throttle, "num_requests", 3)
    answers = [world.get("", "/items") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert body_of(answers[-1])["code"] == "TooMany"


def _ask(name: str) -> tuple[str, str]:
    """Method and path of an operation, its parts filled with what does not exist."""
    method, path, _ = OPERATIONS[name]
    for part, value in FILLED.items():
        path = path.replace(part, value)
    return method.upper(), path.removeprefix("/api/v1")
