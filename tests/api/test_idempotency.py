"""A retry does nothing again and reads the same; a key is each caller's own."""

from __future__ import annotations

from gaoxin.audit import selectors as audit_log
from tests.api.conftest import World, body_of
from tests.approvals.conftest import TYPED, ZONE


def test_a_retry_returns_the_same_body_and_says_so(world: World):
    case = world.zone.submitted()
    first = world.post("clerk", f"/cases/{case}/accept", key="one")
    again = world.post("clerk", f"/cases/{case}/accept", key="one")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    assert [e.act for e in audit_log.entries(ZONE, subject=f"case:{case}")].count("accept") == 1


def test_later_acts_do_not_change_what_a_retry_reads(world: World):
    case = world.zone.accepted()
    opinion = {"step": "technical-review", "agrees": True, "text": "符合"}
    first = world.post("reviewer", f"/cases/{case}/give-opinion", opinion, key="op")
    assert world.post("reviewer", f"/cases/{case}/recommend", {"text": "建议准予"}).status_code == 200
    again = world.post("reviewer", f"/cases/{case}/give-opinion", opinion, key="op")
    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotent-Replay"] == "true"


def test_starting_a_case_twice_with_one_key_opens_one(world: World):
    body = {"item": "construction-permit", "applicant": world.zone.party.identifier, "facts": TYPED}
    first, again = (world.post("applicant", "/cases", body, key="start") for _ in range(2))
    assert first.content == again.content
    assert again["Idempotent-Replay"] == "true"
    assert len(body_of(world.get("applicant", "/cases"))["cases"]) == 1


def test_the_same_key_with_other_contents_is_a_conflict(world: World):
    case = world.zone.start()
    assert (
        world.post("applicant", f"/cases/{case}/save-draft", {"values": {"contact_name": "甲"}}, key="k").status_code
        == 200
    )
    other = world.post("applicant", f"/cases/{case}/save-draft", {"values": {"contact_name": "乙"}}, key="k")
    assert (other.status_code, body_of(other)["code"]) == (409, "Conflict")
    assert world.zone.view(case).facts["contact_name"] == "甲"


def test_keys_of_two_callers_never_meet(world: World):
    case = world.zone.accepted()
    for who in ("reviewer", "reviewer-2"):
        body = {"step": "technical-review", "agrees": True, "text": "符合"}
        answer = world.post(who, f"/cases/{case}/give-opinion", body, key="same")
        assert answer.status_code == 200, answer.content.decode()
        assert "Idempotent-Replay" not in answer


def test_a_caller_cannot_take_a_key_of_the_platform(world: World):
    """The law's own acts have keys too; one of ours is always prefixed."""
    case = world.zone.submitted()
    key = f"deem-accepted:{case}"[:50]
    assert world.post("clerk", f"/cases/{case}/accept", key=key).status_code == 200
    assert audit_log.earlier(ZONE, key) is None


def test_an_act_without_a_key_is_refused_with_the_reason(world: World):
    case = world.zone.submitted()
    for key in (None, "x" * 51, "中文"):
        headers = {} if key is None else {"Idempotency-Key": key}
        answer = world.call("clerk", "POST", f"/cases/{case}/accept", key=None, **headers)
        assert answer.status_code == 422, key
        assert "Idempotency-Key" in body_of(answer)["detail"]
        assert body_of(answer)["errors"][0]["where"] == "header.Idempotency-Key"
    assert world.zone.view(case).state == "submitted"
