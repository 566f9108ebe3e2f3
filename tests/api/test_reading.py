"""Lists that hold still, items and their reforms, licences for a stranger, problems of one shape, and the description."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from gaoxin.approvals.selectors import decision_of
from gaoxin.runtime.api import STATUSES
from gaoxin.trust import selectors as trust_log
from gaoxin.trust.services import seal_licence
from tests.api.conftest import World, body_of
from tests.api.test_every_act import SCHEMA
from tests.approvals.conftest import KEEPER, ZONE, at

PARTS = {"type", "title", "status", "detail", "code", "why", "do", "article", "errors"}


def test_pages_hold_still_while_cases_are_opened(world: World):
    cases = [str(world.zone.start()) for _ in range(5)]
    first = body_of(world.get("clerk", "/cases?limit=2"))
    world.zone.start()  # newer than every page that follows
    seen, following = [row["id"] for row in first["cases"]], first["next"]
    while following:
        page = body_of(world.get("clerk", f"/cases?limit=2&cursor={following}"))
        seen += [row["id"] for row in page["cases"]]
        following = page["next"]
    assert seen == cases[::-1]


def test_cases_by_state_item_and_due_date(world: World):
    draft, accepted = world.zone.start(), world.zone.accepted()
    due = world.zone.view(accepted).due_at
    ids = lambda query: [row["id"] for row in body_of(world.get("clerk", f"/cases?{query}"))["cases"]]  # noqa: E731
    assert ids("state=draft") == [str(draft)]
    assert ids("item=construction-permit&state=accepted") == [str(accepted)]
    assert ids("item=nothing") == []
    later = due.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    assert ids(f"due_before={later}") == []
    assert ids("due_before=2027-01-01T00:00:00Z") == [str(accepted)]
    assert world.get("clerk", "/cases?due_before=2027-01-01T00:00:00").status_code == 422  # no offset
    assert world.get("clerk", "/cases?state=lost").status_code == 422


def test_items_show_and_differ_as_the_reforms_make_them(world: World):
    rows = body_of(world.get("", "/items"))["items"]
    assert "construction-permit" in {row["code"] for row in rows}
    plain = body_of(world.get("", "/items/construction-permit?on=2026-03-02"))
    assert plain["reforms"] == []
    reforms = "notify-and-commit,four-exemptions,fully-online"
    told = body_of(world.get("", f"/items/construction-permit/diff?since=2026-03-02&apply={reforms}"))
    assert (told["documents"]["before"], told["documents"]["after"]) == (11, 5)
    assert told["visits"]["after"] == 0
    assert body_of(world.get("", "/items/nothing"))["code"] == "NotFound"
    assert world.get("", "/items/construction-permit?reforms=nothing").status_code == 404
    assert world.get("", "/items/construction-permit?reforms=fully-online").status_code == 422


def test_what_do_i_need(world: World):
    body = {"on": "2026-03-02", "items": ["construction-permit"], "commits": True}
    unknown = body_of(world.post("", "/pre-check", body))["items"][0]
    assert unknown["applies"] is None
    assert unknown["unknown"]
    facts = {"contract_price": 98_000_000, "floor_area": 42_000}
    known = body_of(world.post("", "/pre-check", body | {"facts": facts}))["items"][0]
    assert known["applies"] is True
    assert known["asked"] == sum(d["way"] in ("uploaded", "missing") for d in known["documents"])
    assert {"code", "name", "way", "why", "article"} == set(known["documents"][0])


def test_a_route_in_time(world: World):
    asked = {"on": "2026-03-02", "stops": [{"item": "construction-permit"}], "dates": {"contracted_on": "2026-02-06"}}
    answer = world.post("", "/routes", asked)
    told = body_of(answer)
    if answer.status_code == 422:  # it names the dated fact that the item waits for
        assert told["why"]
        return
    assert told["placed"][0]["ready"] <= told["placed"][0]["finish"]


def test_a_stranger_learns_no_more_than_the_licence_says(world: World):
    case = world.zone.granted()
    licence = trust_log.licence(zone=ZONE, pk=decision_of(ZONE, case).licence_id)
    told = body_of(world.get("", f"/verify?number={licence.number}"))
    assert set(told) == {"number", "title", "holder", "issuer", "status", "issued_on", "valid_from", "valid_until"}
    assert told["status"] == "valid"
    assert licence.holder.name not in json.dumps(told, ensure_ascii=False)
    assert "*" in told["holder"]
    assert world.get("", "/verify?number=nothing").status_code == 404
    assert world.get("", f"/licences/{licence.number}").status_code == 401
    assert world.get("stranger", f"/licences/{licence.number}").status_code == 404
    assert body_of(world.get("applicant", f"/licences/{licence.number}"))["holder"] == licence.holder.name
    assert body_of(world.get("auditor", f"/licences/{licence.number}"))["number"] == licence.number
    assert world.get("applicant", f"/licences/{licence.number}/file").status_code == 404  # not sealed yet


def test_a_file_is_verified_in_memory(world: World):
    case = world.zone.granted()
    pk = decision_of(ZONE, case).licence_id
    seal_licence(zone=ZONE, pk=pk, at=at("2026-03-02T12:00"), by=KEEPER)
    path = trust_log.path_of(trust_log.licence(zone=ZONE, pk=pk))
    assert path
    before = sorted(p for p in settings.VAR.rglob("*"))
    send = lambda data: world.client.generic("POST", "/api/v1/verify/file", data, content_type="application/pdf")  # noqa: E731
    good, bad = body_of(send(path.read_bytes())), body_of(send(path.read_bytes().replace(b"/Type", b"/Tipe", 1)))
    assert (good["valid"], good["status"], bad["valid"], bad["status"]) == (True, "valid", False, "unknown")
    assert bad["reasons"]
    assert send(b"").status_code == 422
    large = send(b"%PDF-" + b"0" * 20_000_001)
    assert (large.status_code, body_of(large)["code"]) == (413, "TooLarge")
    assert sorted(p for p in settings.VAR.rglob("*")) == before


def test_the_chain_is_read_by_sequence_and_checked(world: World):
    world.zone.submitted()
    page = body_of(world.get("auditor", "/audit/entries?limit=3"))
    assert [e["seq"] for e in page["entries"]] == [1, 2, 3]
    assert body_of(world.get("auditor", f"/audit/entries?after={page['next']}"))["entries"][0]["seq"] == 4
    assert body_of(world.get("audit-admin", "/audit/verify"))["ok"] is True
    assert world.get("clerk", "/audit/verify").status_code == 403


def test_for_whom_the_caller_acts(world: World):
    mandates = body_of(world.get("applicant", "/parties"))["mandates"]
    assert [m["identifier"] for m in mandates] == [world.zone.party.identifier]
    assert body_of(world.get("stranger", "/parties"))["mandates"] == []


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status"),
    [
        ("", "GET", "/cases", None, 401),
        ("audit-admin", "GET", "/cases", None, 403),
        ("clerk", "GET", "/cases/nothing", None, 404),
        ("clerk", "GET", "/cases/%00", None, 422),
        ("", "GET", "/nothing/at/all", None, 404),
        ("clerk", "POST", "/cases/CASE/accept", None, 409),
        ("clerk", "POST", "/cases/CASE/escalate", {"question": 1}, 422),
        ("applicant", "POST", "/cases/CASE/save-draft", "{", 422),
        ("applicant", "POST", "/cases/CASE/save-draft", '{"values": {"contact_name": NaN}}', 422),
        ("applicant", "POST", "/cases/CASE/save-draft", '{"values": {"contact_name": "\\u0000"}}', 422),
        ("applicant", "POST", "/cases/CASE/save-draft", '{"values": {"contact_name": "\\ud800"}}', 422),
        ("applicant", "POST", "/cases/CASE/save-draft", "[" * 100_000, 422),
    ],
)
def test_every_problem_has_one_shape(world: World, who, method, path, body, status):
    case = world.zone.start()
    path = path.replace("CASE", str(case))
    if isinstance(body, str):
        headers = {"Authorization": f"Bearer {world.tokens[who]}", "Idempotency-Key": "k"}
        answer = world.client.generic(method, f"/api/v1{path}", body, content_type="application/json", headers=headers)
    else:
        answer = world.call(who, method, path, body)
    told = body_of(answer)
    assert answer.status_code == status, told
    assert answer["Content-Type"] == "application/problem+json"
    assert set(told) == PARTS
    assert told["status"] == status
    assert told["type"] == f"urn:gaoxin:problem:{told['code']}"
    assert told["detail"]
    assert told["do"]


def test_what_fails_inside_is_a_problem_too(world: World, monkeypatch, caplog):
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("gaoxin.approvals.selectors.case", broken)
    answer = world.get("clerk", "/cases/x")
    assert (answer.status_code, body_of(answer)["code"]) == (500, "Failure")
    assert "ZeroDivisionError" not in answer.content.decode()


def test_the_description_says_it_all(world: World):
    told = body_of(world.client.get("/api/v1/openapi.json"))
    assert told["openapi"] == "3.1.0"
    assert set(told["components"]["securitySchemes"]) == {"TokenAuth", "SessionAuth"}
    for path, operations in SCHEMA["paths"].items():
        for operation in operations.values():
            where = f"{operation['operationId']} {path}"
            assert {int(s) for s in operation["responses"]} == {200, *(s for s in STATUSES if s < 500)}, where
            assert operation["summary"] and operation["description"], where
            assert all(
                list(answer["content"]) == ["application/problem+json"]
                for status, answer in operation["responses"].items()
                if int(status) >= 400
            ), where
    assert told["components"]["schemas"]["Opening"]["properties"]["item"]["examples"] == ["construction-permit"]
    assert told["paths"]["/api/v1/cases"]["get"]["security"] == [{"TokenAuth": ["cases:read"]}, {"SessionAuth": []}]
