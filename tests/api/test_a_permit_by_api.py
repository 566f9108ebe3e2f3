"""A permit from draft to delivery through the API alone."""

from __future__ import annotations

from tests.api.conftest import World, body_of
from tests.approvals.conftest import PDF, PROJECT, REFORMS, TYPED


def test_from_draft_to_delivery(world: World):
    opened = world.post("applicant", "/cases", {
        "item": "construction-permit", "applicant": world.zone.party.identifier, "project_code": PROJECT,
        "reforms": list(REFORMS), "commits": True, "facts": TYPED,
    })  # fmt: skip
    assert opened.status_code == 200, opened.content
    case, number = body_of(opened)["case"], body_of(opened)["number"]
    for material in ("construction-contract", "supervision-contract", "safety-measures", "responsibility-letters"):
        done = world.upload("applicant", number, material, PDF + material.encode(), name=f"{material}.pdf")
        assert done.status_code == 200, done.content
    _act(world, "applicant", number, "submit", {"agrees": True}, "submitted")
    _act(world, "clerk", number, "accept", None, "accepted")
    _act(world, "reviewer", case, "give-opinion", {"step": "technical-review", "agrees": True, "text": "符合"}, None)
    _act(world, "reviewer", case, "recommend", {"text": "建议准予"}, "recommended")
    granted = _act(world, "supervisor", case, "grant", None, "granted")
    _act(world, "seal-keeper", case, "seal", None, None)
    _act(world, "clerk", case, "deliver", None, "delivered")
    whole = body_of(world.get("applicant", f"/cases/{number}"))
    assert whole["state"] == "delivered"
    assert [entry["kind"] for entry in whole["ledger"]][0] == "received"
    why = body_of(world.get("clerk", f"/cases/{number}/why"))
    assert why["deadline"]["why"]
    entries = body_of(world.get("auditor", f"/cases/{number}/entries"))["entries"]
    assert [e["act"] for e in entries][-1] == "deliver"
    licence = body_of(world.get("applicant", f"/licences/{granted['result']['number']}"))
    assert licence["status"] == "valid"
    assert licence["sealed"]
    file = world.get("applicant", f"/licences/{licence['number']}/file")
    data = b"".join(file.streaming_content)
    checked = world.client.generic("POST", "/api/v1/verify/file", data, content_type="application/pdf")
    assert body_of(checked) | {"signers": []} == {
        "valid": True, "reasons": body_of(checked)["reasons"], "signers": [], "licence_id": licence["licence_id"],
        "status": "valid", "sha256": licence["file_sha256"],
    }  # fmt: skip


def _act(world: World, who: str, case: str, act: str, body: object, state: str | None) -> dict:
    done = world.post(who, f"/cases/{case}/{act}", body)
    assert done.status_code == 200, done.content.decode()
    assert body_of(done)["state"] == state
    return body_of(done)
