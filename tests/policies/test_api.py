"""The same acts by API: a retry does nothing twice, another content with the key is refused, nobody acts for another."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from gaoxin.audit.services import verify
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


def test_a_firm_tells_facts_and_nobody_tells_anothers(fresh):
    firm, other, today = asks(fresh, "applicant"), asks(fresh, "applicant-2"), timezone.localdate().isoformat()
    party, told = str(fresh.firms["one"]), {"values": {"rd_expense": "600万元"}, "day": today, "source": "专项审计报告"}
    facts = f"/policies/facts/{party}"
    all_refused(
        (other, facts, told, 404), (firm, facts, told | {"values": {"survey_profit": 1}}, 422),
        (firm, facts, told | {"values": {}}, 422),
        (firm, facts, told | {"day": "2999-01-01"}, 422), (firm, facts, told | {"values": {"rd_expense": -1, "staff": 3}}, 422),
    )  # fmt: skip
    assert [firm("POST", facts, told, "facts-0001") for _ in range(2)] == [(200, {"facts": ["rd_expense"]})] * 2
    assert rows("FirmFact").filter(fact="rd_expense", party_id=party, day=today).get().value == 6_000_000
    assert firm("POST", facts, told | {"source": "别处"}, "facts-0001")[0] == 409


def test_declined_objected_and_given_back(fresh):
    """Each act of the firm and the officer that the pages have; a refusal leaves every row as it was."""
    officer, firm, other = asks(fresh, "officer"), asks(fresh, "applicant"), asks(fresh, "applicant-2")
    today, year, party = timezone.localdate().isoformat(), timezone.localdate().year, str(fresh.firms["one"])
    officer("POST", "/policies/matches", {"day": today}, "match-0001")
    listed = {row["policy"]: row for row in firm("GET", "/policies/entitlements")[1]["entitlements"]}
    path = f"/policies/entitlements/{listed['rd-reward']['id']}"
    no, says = {"words": "另有安排"}, {"party": party, "policy": "rd-reward", "year": year, "text": "加计口径不对"}
    all_refused(
        (other, f"{path}/decline", no, 404), (officer, f"{path}/decline", no, 403), (officer, f"{path}/returned", None, 409),
        (firm, f"{path}/returned", None, 403), (other, "/policies/objections", says, 404), (officer, "/policies/objections", says, 403),
        (firm, "/policies/objections", says | {"policy": "nothing"}, 404), (firm, "/policies/objections", says | {"text": " "}, 422),
    )  # fmt: skip
    assert [firm("POST", f"{path}/decline", no, "decline-01")[1]["state"] for _ in range(2)] == ["declined"] * 2
    yes = {"account": "4420123456789012", "yuan": listed["rd-reward"]["yuan"]}
    assert firm("POST", f"{path}/consent", yes, "consent-01")[1]["state"] == "consented"
    made = [firm("POST", "/policies/objections", says, "object-001")[1] for _ in range(2)]
    assert made[0] == made[1] and made[0]["upheld"] is None and rows("Objection").count() == 1
    answer = f"/policies/objections/{made[0]['id']}/answer"
    all_refused(
        (officer, f"{path}/pay", None, 409), (firm, "/policies/objections", says | {"text": "再次"}, 409),
        (firm, answer, {"upheld": True, "text": "成立"}, 403), (officer, answer, {"upheld": True, "text": ""}, 422),
        (officer, f"/policies/objections/{uuid.uuid4()}/answer", {"upheld": True, "text": "成立"}, 404),
    )  # fmt: skip
    assert [one["id"] for one in officer("GET", "/policies/objections")[1]["objections"]] == [made[0]["id"]]
    assert other("GET", "/policies/objections")[1]["objections"] == []
    told_so = officer("POST", answer, {"upheld": False, "text": "按专项审计报告"}, "answer-001")
    assert told_so[0] == 200 and told_so[1]["answer"] == "按专项审计报告" and told_so[1]["answered_at"]
    assert officer("GET", "/policies/objections")[1]["objections"] == []
    assert firm("GET", "/policies/objections")[1]["objections"] == [told_so[1]]
    assert officer("POST", f"{path}/pay", None, "pay-000001")[1]["state"] == "paid"
    assert (
        officer("POST", f"{path}/claw-back", {"yuan": 1000, "reason": "核减"}, "claw-00001")[1]["state"] == "reclaimed"
    )
    assert [officer("POST", f"{path}/returned", None, "return-001")[1]["state"] for _ in range(2)] == ["returned"] * 2
    assert rows("BudgetYear").get().spent == listed["rd-reward"]["yuan"] - 1000
    all_refused((officer, f"{path}/returned", None, 409))
    assert verify(ZONE).ok


def rows_but_the_door() -> str:
    return repr([
        list(rows(model).order_by("id").values_list()) for model in ("FirmFact", "Entitlement", "Objection", "BudgetYear")
    ])  # fmt: skip


def all_refused(*calls: tuple[Any, ...]) -> None:
    """Each call (who, path, body, status) is answered with that status, and no row has changed."""
    before = rows_but_the_door()
    for call, path, body, status in calls:
        assert call("POST", path, body, f"no-{uuid.uuid4()}")[0] == status, (path, body)
    assert rows_but_the_door() == before


def test_everybody_reads_the_benefits(client, db):
    told = json.loads(client.get("/api/v1/policies").content)["benefits"]
    assert len(told) >= 20 and all(one["versions"] for one in told)


def test_a_draft_is_simulated_and_bombs_are_refused(fresh):
    officer, firm = asks(fresh, "officer"), asks(fresh, "applicant")
    told = (settings.CATALOGUE / "policies" / "rd-reward.yaml").read_text(encoding="utf-8")
    draft = {"draft": told.replace("percent: 3}", "percent: 6}"), "on": "2026-06-01"}
    before = rows_but_the_door()
    status, found = officer("POST", "/policies/simulations", draft)
    assert status == 200 and (found["before"], found["amount"], found["change"]) == (300_000, 600_000, 300_000)
    assert found["on"] == "2026-06-01" and [row["then"] for row in found["gets"]] == [600_000]
    assert firm("POST", "/policies/simulations", draft)[0] == 403
    nested = "&a {fact: dishonest, is: false}"
    for letter in "bcdefghij":  # a text of one line that would be ten to the ninth conditions
        nested = f"&{letter} {{all: [{nested}{f', *{chr(ord(letter) - 1)}' * 9}]}}"
    bomb = told.replace("rule: {fact: rd_share, ge: 3}", f"rule: {nested}")
    for wrong in (
        bomb,
        "",
        "[",
        "code: !!python/object/apply:os.system [ls]",
        told.replace("2026-01-01", "2026-01-05"),
    ):
        status, refusal = officer("POST", "/policies/simulations", {"draft": wrong})
        assert status == 422 and refusal["detail"], wrong[:80]
    assert bomb != told and rows_but_the_door() == before
