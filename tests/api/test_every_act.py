"""Every act that a person may do has exactly one operation; the clerk's API has none that refuses."""

from __future__ import annotations

import uuid

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.rules.cases.acts import ACTS
from gaoxin.config.access import ACCESS
from gaoxin.config.access.api import Operation
from gaoxin.config.api import api
from tests.api.conftest import World, body_of

SCHEMA = api.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = {
    told["operationId"]: (method, path, told)
    for path, operations in SCHEMA["paths"].items()
    for method, told in operations.items()
}
PERSONAL = sorted(name for name, act in ACTS.items() if act.roles - {Role.SYSTEM})


@pytest.mark.parametrize("act", PERSONAL)
def test_an_act_has_exactly_one_operation(act):
    """A new act fails here until it has one."""
    found = [
        path for method, path, _ in OPERATIONS.values() if method == "post" and path.endswith(f"/cases/{{case}}/{act}")
    ]
    assert found == [f"/api/v1/cases/{{case}}/{act}"]
    row = ACCESS[f"api:act-{act}"]
    assert row.roles == ACTS[act].roles - {Role.SYSTEM}
    assert {p["name"]: p["required"] for p in OPERATIONS[act][2]["parameters"]}["Idempotency-Key"] is True


def test_what_only_time_does_has_no_operation():
    acts = {path.rsplit("/", 1)[1] for _, path, _ in OPERATIONS.values() if "/cases/{case}/" in path}
    assert acts - {"why", "entries"} == set(PERSONAL)


def test_every_row_has_its_operation_and_every_operation_its_row():
    names = {
        o.url_name for r in api._get_bound_routers() for view in r.path_operations.values() for o in view.operations
    }
    rows = {name.removeprefix("api:") for name, row in ACCESS.items() if isinstance(row, Operation)}
    assert rows == names | {"api-root", "openapi-json"}


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("refuse", {"ground": "false-material", "reasons": "材料不真实", "instead": "更正后再申请"}),
        ("not-accept", {"because": "no-licence-needed", "reasons": "依法不需要", "instead": "直接开工"}),
        ("revoke", {"ground": "commitment-breach", "reasons": "逾期未改正"}),
        ("grant", None),
    ],
)
@pytest.mark.parametrize("who", ["clerk", "reviewer", "steward", "applicant"])
def test_the_counter_cannot_say_no(world: World, act, body, who):
    case = world.zone.submitted()
    answer = world.post(who, f"/cases/{case}/{act}", body)
    told = body_of(answer)
    assert (answer.status_code, told["code"]) == (403, "NotAllowed")
    assert "否决权" in told["why"] + told["article"]
    assert told["do"]
    assert world.zone.view(case).state == "submitted"


def test_roles_that_an_act_does_not_name_are_refused_before_anything_is_read(world: World):
    others = {"applicant", "clerk", "reviewer", "supervisor", "head", "seal-keeper", "auditor", "audit-admin"}
    for act in PERSONAL:
        wrong = [who for who in sorted(others) if not world.people[who].roles & ACTS[act].roles]
        assert wrong
        for who in wrong:
            answer = world.post(who, f"/cases/{uuid.uuid4()}/{act}", key=None)
            assert (answer.status_code, body_of(answer)["code"]) == (403, "NotAllowed"), (act, who)


def test_somebody_elses_case_is_not_there(world: World):
    case = world.zone.submitted()
    for path in ("", "/why"):
        assert world.get("stranger", f"/cases/{case}{path}").status_code == 404
    assert world.post("stranger", f"/cases/{case}/withdraw", {}).status_code == 404
    assert body_of(world.get("stranger", "/cases"))["cases"] == []
    assert [row["id"] for row in body_of(world.get("applicant", "/cases"))["cases"]] == [str(case)]


@pytest.mark.parametrize("who", ["system-admin", "security-admin", "audit-admin"])
def test_administrators_see_no_case(world: World, who):
    case = world.zone.submitted()
    for path in ("/cases", f"/cases/{case}", f"/cases/{case}/why", f"/cases/{case}/entries", "/audit/entries"):
        assert world.get(who, path).status_code == 403, path
