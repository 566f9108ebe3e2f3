"""The same acts by API: a retry does nothing twice, another content with the key is refused, nobody acts for another."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from gaoxin.gateway.rules.scopes import SCOPES
from gaoxin.gateway.services.tokens import create_token
from tests.policies.conftest import ZONE, World, make, rows


@pytest.fixture
def fresh(db) -> World:
    cache.clear()
    return make()


def asks(world: World, name: str) -> Any:
    _, token = create_token(
        zone=ZONE, name="test", scopes=SCOPES, days=366, by=world[name], at=timezone.now() - dt.timedelta(minutes=1)
    )
    client = Client()

    def call(method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        response = client.generic(method, f"/api/v1{path}", headers=sent, **data)
        return response.status_code, json.loads(response.content)

    return call


def test_matched_agreed_paid_and_claimed_back(fresh):
    officer, firm, other = asks(fresh, "officer"), asks(fresh, "applicant"), asks(fresh, "applicant-2")
    today = timezone.localdate().isoformat()
    assert officer("POST", "/policies/matches", {"day": today}, "match-0001")[0] == 200
    status, told = firm("GET", "/policies/entitlements")
    assert status == 200 and {row["policy"] for row in told["entitlements"]} == {"rd-reward", "tech-sme"}
    row = next(row for row in told["entitlements"] if row["policy"] == "rd-reward")
    assert row["trace"]["conditions"] and other("GET", "/policies/entitlements")[1]["entitlements"] == []
    path, yes = f"/policies/entitlements/{row['id']}", {"account": "4420123456789012", "yuan": row["yuan"]}
    assert other("POST", f"{path}/consent", yes, "consent-01")[0] == 404
    assert [firm("POST", f"{path}/consent", yes, "consent-01")[0] for _ in range(2)] == [200, 200]
    assert firm("POST", f"{path}/consent", {**yes, "account": "99999999"}, "consent-01")[0] == 409
    assert firm("POST", f"{path}/pay", None, "pay-000001")[0] == 403
    assert [officer("POST", f"{path}/pay", None, "pay-000001")[1]["state"] for _ in range(2)] == ["paid", "paid"]
    assert officer("POST", f"{path}/pay", None, "pay-000002")[0] == 409
    assert officer("POST", f"{path}/claw-back", {"yuan": 10**9, "reason": "核减"}, "claw-00001")[0] == 422
    assert officer("POST", f"{path}/claw-back", {"yuan": 1, "reason": "核减"}, "claw-00002")[1]["state"] == "reclaimed"
    assert rows("BudgetYear").get().spent == 300_000 and rows("Entitlement").get(id=row["id"]).reclaimed == 1


def test_everybody_reads_the_benefits(client, db):
    told = json.loads(client.get("/api/v1/policies").content)["benefits"]
    assert len(told) >= 20 and all(one["versions"] for one in told)
