"""The same acts by API: a retry does nothing twice, nobody acts for another, what cannot be is refused."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin.gateway.rules.scopes import SCOPES
from gaoxin.gateway.services.tokens import create_token
from tests.innovation.conftest import ZONE, rows
from tests.transfer.conftest import PATENT, Platform, tried


@pytest.fixture(autouse=True)
def fresh(db: Any) -> None:
    cache.clear()


def asks(world: Platform, name: str) -> Any:
    _, token = create_token(
        zone=ZONE, name="test", scopes=SCOPES, days=366, by=world[name], at=timezone.now() - dt.timedelta(minutes=1)
    )
    client = Client()

    def call(method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        response = client.generic(method, f"/api/v1{path}", headers=sent, **data)
        call.replay = response.get("Idempotent-Replay")
        return response.status_code, json.loads(response.content)

    return call


def test_a_demand_is_matched_and_sold(world):
    firm, other, school, officer = (asks(world, name) for name in ("applicant", "applicant-2", "school", "officer"))
    need = {
        "party": str(world.firms["one"]),
        "title": "高导热树脂",
        "field": "materials",
        "maturity": 5,
        "deadline": "2099-01-01",
    }
    assert other("POST", "/transfer/demands", need, "demand-001")[0] == 404
    assert firm("POST", "/transfer/demands", need | {"low_k": -1}, "demand-001")[0] == 422
    made: list[Any] = []
    for replay in (None, "true"):
        made.append(firm("POST", "/transfer/demands", need, "demand-002"))
        assert firm.replay == replay
    assert [status for status, _ in made] == [200, 200] and made[0][1] == made[1][1]
    assert firm("POST", "/transfer/demands", need | {"title": "别的"}, "demand-002")[0] == 409 and firm.replay is None
    demand = made[0][1]["id"]
    offer = {
        "title": "高导热树脂制备",
        "field": "materials",
        "maturity": 6,
        "university": str(world.universities["甲"]),
        "patents": [PATENT],
    }
    assert firm("POST", "/transfer/results", offer, "result-001")[0] == 403
    assert school("POST", "/transfer/results", offer, "result-001")[0] == 200
    status, told = firm("GET", f"/transfer/demands/{demand}/suggestions")
    assert status == 200 and told["suggestions"][0]["fits"] and told["suggestions"][0]["terms"]["field"] == [100, 30]
    assert other("GET", f"/transfer/demands/{demand}/suggestions")[0] == 404
    assert (
        other("GET", "/transfer/demands")[1]["demands"] == []
        and len(firm("GET", "/transfer/demands")[1]["demands"]) == 1
    )
    matched(officer, (firm, school, other))
    match = firm("GET", "/transfer/matches")[1]["matches"][0]
    assert match["trace"] == {} and officer("GET", "/transfer/matches")[1]["matches"][0]["trace"]["terms"]
    assert (
        other("GET", "/transfer/matches")[1]["matches"] == []
        and len(school("GET", "/transfer/matches")[1]["matches"]) == 1
    )
    path = f"/transfer/matches/{match['id']}"
    assert other("POST", f"{path}/steps", {"act": "talks"}, "talks-0001")[0] == 404
    deal = {"kind": "transfer", "amount_k": 100, "signed_on": "2025-05-01", "evidence": "合同"}
    assert officer("POST", f"{path}/deal", deal, "deal-00001")[0] == 409  # no talks yet
    assert firm("POST", f"{path}/steps", {"act": "talks"}, "talks-0002")[1]["state"] == "talks"
    assert firm("POST", f"{path}/deal", deal, "deal-00002")[0] == 403
    assert officer("POST", f"{path}/deal", deal, "deal-00003")[0] == 200
    assert rows("TransferDeal").get().amount_k == 100
    entered(world, path, officer, (firm, school, other))


def matched(officer: Any, others: tuple[Any, ...]) -> None:
    """A run is asked for once, done by a worker, and read by officers alone."""
    status, asked = officer("POST", "/transfer/matches", None, "match-0001")
    assert status == 200 and officer("POST", "/transfer/matches", None, "match-0002") == (
        200,
        asked,
    )  # one run at a time
    path = f"/transfer/runs/{asked['id']}"
    assert [who("GET", path)[0] for who in others] == [403] * 3
    assert officer("GET", path)[1]["state"] == "waiting" and officer("GET", f"/transfer/runs/{uuid.uuid4()}")[0] == 404
    assert tried(uuid.UUID(asked["id"])).return_value == "done" and DBTaskResult.objects.count() == 1
    told = officer("GET", path)[1]
    assert (told["state"], told["demands"], told["results"], told["seen"], told["pairs"]) == ("done", 1, 1, 1, 1)
    assert len(told["inputs"]) == 32 and told["done_at"] and not told["stalled"]


def entered(world: Platform, path: str, officer: Any, others: tuple[Any, ...]) -> None:
    """The patent that was sold is the buyer's from its entry on, noted once, by the officer alone."""
    entry = {"on": "2025-05-02", "evidence": "手续合格通知书"}
    assert [who("POST", f"{path}/assignment", entry, "assign-001")[0] for who in others] == [403] * 3
    assert officer("POST", f"{path}/assignment", entry | {"on": "2025-04-30"}, "assign-002")[0] == 422
    assert [officer("POST", f"{path}/assignment", entry, "assign-003") for _ in range(2)] == [
        (200, {"patents": [PATENT]})
    ] * 2
    assert officer("POST", f"{path}/assignment", entry, "assign-004")[0] == 409
    assert rows("PatentOwner").get().party_id == world.firms["one"] and rows("PatentTransfer").get().before == [
        ["甲演示大学", None]
    ]


def test_agreements_and_grants(world):
    officer, firm = asks(world, "officer"), asks(world, "applicant")
    new = {
        "number": "XY-1",
        "title": "共建",
        "university": str(world.universities["甲"]),
        "since": "2024-01-01",
        "until": "2024-12-31",
    }
    status, made = officer("POST", "/agreements", new, "agreed-001")
    assert status == 200 and firm("GET", "/agreements")[0] == 403
    result = {"kind": "patent", "title": "专利", "on": "2025-01-01", "evidence": "证书"}
    assert officer("POST", f"/agreements/{made['id']}/results", result, "result-001")[0] == 409  # it was over
    assert officer("POST", f"/agreements/{made['id']}/results", result | {"on": "2024-12-31"}, "result-002")[0] == 200
    told = officer("GET", "/agreements")[1]["agreements"][0]
    assert (told["standing"], told["results"]) == ("expired", ["专利"])
    assert officer("GET", "/stations")[1] == {"stations": []}
    nothing = f"/stations/{world.firms['one']}/grants"
    grant = {
        "number": "Z",
        "title": "资助",
        "level": "national",
        "approved_on": "2024-01-01",
        "approved_k": 5,
        "evidence": "通知",
    }
    assert officer("POST", nothing, grant, "grant-0001")[0] == 404
    paid = {"amount_k": 1, "on": "2024-01-01", "evidence": "回单"}
    assert officer("POST", f"/stations/grants/{world.firms['one']}/payments", paid, "grant-0002")[0] == 404


def test_stations_and_who_is_in_them(world):
    officer, firm = asks(world, "officer"), asks(world, "applicant")
    new = {
        "number": "BS-1", "name": "博士工作站", "kind": "doctoral", "level": "provincial", "authority": "省厅",
        "recognised_on": "2024-01-05", "evidence": "批文", "party": str(world.firms["one"]),
    }  # fmt: skip
    assert firm("POST", "/stations", new, "station-001")[0] == 403
    assert officer("POST", "/stations", new | {"kind": "x"}, "station-002")[0] == 422 and rows("Station").count() == 0
    made = [officer("POST", "/stations", new, "station-003") for _ in range(2)]
    assert made[0] == made[1] and made[0][0] == 200 and rows("Station").count() == 1
    assert officer("POST", "/stations", new, "station-004")[0] == 409
    path = f"/stations/{made[0][1]['id']}"
    come = {"numbers": ["BS01", "BS02"], "on": "2024-02-01"}
    assert officer("POST", f"{path}/people", come | {"on": "2023-01-01"}, "enter-0001")[0] == 409
    assert officer("POST", f"{path}/people", come, "enter-0002") == (200, {"entered": 2})
    assert officer("POST", f"{path}/people", come, "enter-0003")[0] == 409 and rows("StationPerson").count() == 2
    told = officer("GET", "/stations")[1]["stations"][0]
    person = told["people"][0]
    assert (told["inside"], told["left"], person["number"], person["left_on"]) == (2, 0, "BS01", None)
    leave = f"/stations/people/{person['id']}/leave"
    assert officer("POST", leave, {"on": "2024-01-01", "reason": "出站"}, "leave-0001")[0] == 422
    assert officer("POST", leave, {"on": "2024-12-01", "reason": "留企工作"}, "leave-0002")[0] == 200
    assert officer("POST", leave, {"on": "2024-12-01", "reason": "留企工作"}, "leave-0003")[0] == 409
    grant = {
        "number": "Z-1", "title": "资助", "level": "national", "approved_on": "2024-03-01", "approved_k": 80, "evidence": "通知",
        "person": "BS02",
    }  # fmt: skip
    assert officer("POST", f"{path}/grants", grant, "grant-0003")[0] == 200
    told = officer("GET", "/stations")[1]["stations"][0]
    given = told["grants"][0]
    assert (told["inside"], told["left"]) == (1, 1) and (given["approved_k"], given["paid_k"], given["person"]) == (
        80,
        0,
        "BS02",
    )
    paid = {"amount_k": 81, "on": "2024-04-01", "evidence": "回单"}
    assert officer("POST", f"/stations/grants/{given['id']}/payments", paid, "pay-000001")[0] == 409
    assert rows("StationGrant").get().paid_k == 0


def test_an_agreement_is_renewed_once_and_ended_in_words(world):
    officer, firm = asks(world, "officer"), asks(world, "applicant")
    days = {"since": "2024-01-01", "until": "2030-12-31"}
    new = {"number": "XY-1", "title": "共建", "university": str(world.universities["甲"]), **days}
    made = officer("POST", "/agreements", new, "agreed-001")[1]["id"]
    again = {"number": "XY-2", "since": "2025-01-01", "until": "2031-12-31"}
    assert firm("POST", f"/agreements/{made}/renewal", again, "renew-0001")[0] == 403
    assert officer("POST", f"/agreements/{made}/renewal", again | {"until": "2024-01-01"}, "renew-0002")[0] == 422
    status, told = officer("POST", f"/agreements/{made}/renewal", again, "renew-0003")
    assert status == 200 and officer("POST", f"/agreements/{made}/renewal", again, "renew-0004")[0] == 409
    ended = {"on": "2025-03-01", "reason": "双方同意"}
    assert officer("POST", f"/agreements/{made}/end", ended, "end-000001")[0] == 409  # the one that follows runs now
    assert officer("POST", f"/agreements/{told['id']}/end", ended | {"reason": " "}, "end-000002")[0] == 422
    assert officer("POST", f"/agreements/{told['id']}/end", ended, "end-000003")[0] == 200
    found = {one["number"]: one["standing"] for one in officer("GET", "/agreements")[1]["agreements"]}
    assert found == {"XY-1": "renewed", "XY-2": "ended"}


def test_pilot_tasks_and_awards(world):
    officer, auditor, firm = (asks(world, name) for name in ("officer", "auditor", "applicant"))
    task = {"title": "专利导航", "office": "科技局", "due_on": "2099-12-31"}
    assert auditor("POST", "/innovation/pilot-tasks", task, "task-00001")[0] == 403
    assert officer("POST", "/innovation/pilot-tasks", task | {"due_on": "2001-01-01"}, "task-00002")[0] == 422
    made = officer("POST", "/innovation/pilot-tasks", task, "task-00003")[1]["id"]
    done = f"/innovation/pilot-tasks/{made}/done"
    assert auditor("POST", done, {"evidence": "报告"}, "done-00001")[0] == 404
    assert officer("POST", done, {"evidence": " "}, "done-00002")[0] == 422
    assert auditor("GET", "/innovation/pilot-tasks")[1]["tasks"][0]["light"] == "green"
    assert officer("POST", done, {"evidence": "报告"}, "done-00003")[0] == 200
    assert officer("POST", done, {"evidence": "报告"}, "done-00004")[0] == 409
    assert [one["light"] for one in auditor("GET", "/innovation/pilot-tasks")[1]["tasks"]] == ["done"]
    award = {
        "holder": "甲公司", "name": "科学技术奖", "level": "municipal", "authority": "市政府", "year": 2024, "evidence": "证书",
    }  # fmt: skip
    assert officer("POST", "/innovation/awards", award | {"year": 3000}, "award-0001")[0] == 422
    assert officer("POST", "/innovation/awards", award, "award-0002")[0] == 200
    assert officer("POST", "/innovation/awards", award, "award-0003")[0] == 409 and rows("InnovationAward").count() == 1
    assert auditor("GET", "/innovation/awards")[1]["awards"][0]["holder"] == "甲公司"
    assert {firm("GET", f"/innovation/{name}")[0] for name in ("pilot-tasks", "awards", "patent-licences")} == {403}


def test_licences_of_patents_and_a_universitys_contact(world):
    officer, firm = asks(world, "officer"), asks(world, "applicant")
    licence = {
        "patent": PATENT, "party": str(world.firms["one"]), "kind": "ordinary", "since": "2025-03-01", "evidence": "合同",
    }  # fmt: skip
    path = "/innovation/patent-licences"
    assert firm("POST", path, licence, "licence-001")[0] == 403
    assert officer("POST", path, licence | {"amount_k": -1}, "licence-002")[0] == 422
    made = officer("POST", path, licence, "licence-003")[1]["id"]
    assert officer("POST", path, licence, "licence-004")[0] == 409 and rows("PatentLicence").count() == 1
    told = officer("GET", path)[1]["licences"][0]
    assert (told["patent"], told["filing"], told["file_by"]) == (PATENT, "late", "2025-06-01")
    assert officer("POST", f"{path}/{made}/filing", {"on": "2025-02-01"}, "filing-001")[0] == 422
    assert [officer("POST", f"{path}/{made}/filing", {"on": "2025-04-01"}, f"filing-00{n}")[0] for n in (2, 3)] == [
        200,
        409,
    ]
    assert officer("GET", path)[1]["licences"][0]["filing"] == "filed"
    university = f"/innovation/universities/{world.universities['甲']}"
    assert officer("POST", university, {"code": "1", "contact": "钱老师"}, "uni-000001")[0] == 422
    assert firm("POST", university, {"code": "4151010610"}, "uni-000002")[0] == 403
    assert officer("POST", university, {"code": "4151010610", "contact": "钱老师"}, "uni-000003")[0] == 200
    told = next(one for one in officer("GET", "/innovation/register")[1]["universities"] if one["contact"])
    assert (told["code"], told["contact"]) == ("4151010610", "钱老师")
