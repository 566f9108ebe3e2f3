"""The API does what the pages do, refuses what they refuse, and tells no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.approvals.conftest import PDF
from tests.labour.conftest import FIRMS, World, at, citizen, rows
from tests.labour.test_pages import signed_in

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/disputes"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("2026-03-10T10:00"))


def post(client: Client, path: str, body: dict[str, Any], key: str = "") -> Any:
    key = key or f"key-{abs(hash(json.dumps(body, sort_keys=True, default=str)))}"
    text = json.dumps(body, default=str)
    return client.post(path, text, content_type="application/json", headers={"Idempotency-Key": key})


def claim(**other: Any) -> dict[str, Any]:
    return {
        "employer": FIRMS["one"][1], "workers": [{"name": "赵工人", "identifier": citizen(11)}], "facts": "工资未发", "phone": "138",
        "claims": [{"kind": "wages", "amount_fen": 1_200_000}], "known_on": "2026-01-15", "employed": True,
    } | other  # fmt: skip


def test_a_claim_by_api_from_filing_to_the_hearing(world: World) -> None:
    worker, clerk, firm, head = (signed_in(world, name) for name in ("worker", "clerk", "firm", "head"))
    ended = {"known_on": "2025-01-02", "employed": False, "left_on": "2025-01-02"}
    late = claim(claims=[{"kind": "severance", "amount_fen": 1}], **ended)
    told = post(worker, ROOT, late)
    assert (told.status_code, rows("Dispute").count()) == (422, 0) and "27(1)" in told.json()["article"]
    told_twice = [post(worker, ROOT, claim(), key="claim-0001") for _ in range(2)]
    assert [one.get("Idempotent-Replay") for one in told_twice] == [None, "true"]
    made = [one.json()["id"] for one in told_twice]
    assert made[0] == made[1] and rows("Dispute").count() == 1
    one = f"{ROOT}/{made[0]}"
    assert head.get(ROOT).status_code == 403 and firm.get(one).status_code == 404
    assert signed_in(world, "worker-2").get(ROOT).json() == {"disputes": [], "count": 0}
    assert clerk.get(ROOT).json()["disputes"][0]["due"]["what"] == "accept"
    assert post(clerk, f"{one}/desk", {"act": "accept", "identity_checked": False}).status_code == 422
    done = post(clerk, f"{one}/desk", {"act": "accept", "identity_checked": True, "version": 1})
    assert done.json() == {"id": made[0], "state": "accepted", "version": 2}
    assert (
        post(clerk, f"{one}/desk", {"act": "accept", "identity_checked": True, "version": 1}, "other-0001").status_code
        == 409
    )
    judge = str(world.ids["arbitrator-1"])
    assert post(clerk, f"{one}/desk", {"act": "appoint", "arbitrators": [judge], "presiding": judge}).status_code == 200
    paper = next(p["id"] for p in clerk.get(one).json()["papers"] if p["title"].startswith("应诉"))
    serve = {"act": "serve", "paper": paper, "party": str(world.firms["one"]), "mode": "direct", "sent_on": "2026-03-10",
             "received_on": "2026-03-10"}  # fmt: skip
    assert post(clerk, f"{one}/desk", serve).status_code == 409  # not signed yet
    assert post(clerk, f"{one}/desk", {"act": "seal"}).status_code == 200
    assert post(clerk, f"{one}/desk", serve, "served-0001").status_code == 200
    assert post(worker, f"{one}/party", {"act": "answer", "words": "已付"}).status_code == 403
    assert post(firm, f"{one}/party", {"act": "answer", "words": "已付"}).status_code == 200
    item = {"kind": "wages", "amount_fen": 1_500_000, "number": 1}
    assert post(worker, f"{one}/party", {"act": "change", "items": [item], "words": "加二月"}).status_code == 200
    asked = clerk.get(one).json()["requests"][0]
    assert (
        post(clerk, f"{one}/desk", {"act": "request", "granted": False, "words": "不", "id": asked}).status_code == 403
    )
    assert (
        post(clerk, f"{one}/desk", {"act": "request", "granted": True, "id": asked, "waived": True}).status_code == 200
    )
    hearing = {"act": "hearing", "room": "room-1", "starts_at": "2026-03-24T09:00:00", "minutes": 60}
    assert post(clerk, f"{one}/desk", hearing).status_code == 200
    whole = firm.get(one).json()
    assert whole["hearings"][0]["room"] == "room-1" and whole["claims"][0]["amount_fen"] == 1_500_000
    assert "受理通知书" not in {p["title"] for p in whole["papers"]}  # addressed to the worker
    assert post(signed_in(world, "arbitrator-2"), f"{one}/desk", {"act": "hold"}).status_code == 404
    file = {"words": "回单", "file": SimpleUploadedFile("回单.pdf", PDF, "application/pdf")}
    assert firm.post(f"{one}/evidence", file, headers={"Idempotency-Key": "evidence-0001"}).status_code == 200
    tie = {"arbitrator": str(world.ids["arbitrator-2"]), "party": str(world.firms["one"]), "relation": "relative"}
    assert post(clerk, "/api/v1/arbitrator-ties", tie).status_code == 200 and rows("ArbitratorTie").count() == 1
