"""The register, patents and readiness by API: who may, what is refused leaves every row as it was, a key twice acts once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gaoxin.audit.services import verify
from gaoxin.gateway.rules.scopes import SCOPES
from gaoxin.gateway.services.tokens import create_token
from tests.innovation.conftest import FIRMS, ZONE, World, everything, rows
from tests.innovation.test_patents import GOOD, HEAD, A, B

PLAIN = B.replace(".", "")
ONE, TWO = FIRMS["one"][0], FIRMS["two"][0]


class Asks:
    """Somebody with a token."""

    def __init__(self, world: World, name: str) -> None:
        moment = timezone.now() - dt.timedelta(minutes=1)
        self.token = create_token(zone=ZONE, name="test", scopes=SCOPES, days=366, by=world[name], at=moment)[1]

    def get(self, path: str) -> tuple[int, Any]:
        return _told(Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.token}"}))

    def post(self, path: str, body: Any, key: str, **files: Any) -> tuple[int, Any]:
        told = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        sent = {**body, **files} if files else json.dumps(body)
        kind = {} if files else {"content_type": "application/json"}
        return _told(Client().post(f"/api/v1{path}", sent, headers=told, **kind))


def _told(response: Any) -> tuple[int, Any]:
    return response.status_code, json.loads(response.content)


@pytest.fixture
def people(world: World) -> dict[str, Asks]:
    cache.clear()
    return {name: Asks(world, name) for name in ("officer", "auditor", "clerk", "applicant", "applicant-2")}


def unchanged(*acts: tuple[Callable[[], tuple[int, Any]], int]) -> None:
    """Each is answered with its status and says what to do, and every row is as before."""
    before = everything()
    for number, (act, status) in enumerate(acts):
        found = act()
        assert found[0] == status and found[1]["do"], (number, found)
    assert everything() == before


def test_the_register(world: World, people: dict[str, Asks]) -> None:
    officer, auditor, applicant = people["officer"], people["auditor"], people["applicant"]
    school = {"name": "样例大学（演示）", "place": "广东", "code_note": "演示"}
    project = {
        "number": "CX-1", "title": "合作", "university": school["name"], "party": str(world.firms["one"]), "began_on": "2024-03-01",
        "source": "协议", "sums": [{"kind": "funds", "state": "estimated", "amount_k": 600, "bound": ">"}],
    }  # fmt: skip
    paid = {"number": "CX-1", "kind": "funds", "state": "paid", "amount_k": 50, "on": "2024-06-01", "source": "回单"}
    title = {
        "party": str(world.firms["one"]), "title": "htec", "level": "national", "state": "applied", "on": "2024-06-01", "evidence": "公示",
    }  # fmt: skip
    acts = {"universities": school, "cooperation": project, "cooperation-sums": paid, "titles": title}
    for path, body in acts.items():
        at = f"/innovation/{path}"
        for who in (auditor, applicant):
            unchanged((lambda at=at, body=body, who=who: who.post(at, body, "key-not-mine"), 403))
        assert [officer.post(at, body, f"key-{path}")[0] for _ in range(2)] == [200, 200], path
        other = body | {
            "name": "别的大学",
            "title": "htec" if path == "titles" else "别的",
            "source": "x",
            "evidence": "x",
        }
        unchanged((lambda at=at, other=other, path=path: officer.post(at, other, f"key-{path}"), 409))
    assert [rows(name).count() for name in ("University", "CooperationProject", "CooperationSum", "TitleRecord")] == [
        1, 1, 2, 1
    ]  # fmt: skip
    unchanged(
        (lambda: officer.post("/innovation/universities", school, "again-0001"), 409),
        (lambda: officer.post("/innovation/universities", school | {"name": "乙", "code": "12", "code_note": ""}, "again-0002"), 422),
        (lambda: officer.post("/innovation/cooperation", project | {"number": "CX-2", "university": "没有的大学"}, "again-0003"), 422),
        (lambda: officer.post("/innovation/cooperation-sums", paid | {"bound": ">", "on": "2024-07-01"}, "again-0004"), 422),
        (lambda: officer.post("/innovation/cooperation-sums", paid | {"number": "CX-9"}, "again-0005"), 404),
        (lambda: officer.post("/innovation/titles", title | {"state": "registered"}, "again-0006"), 422),
    )  # fmt: skip
    told = auditor.get("/innovation/register?year=2024")[1]
    sums = {(one["kind"], one["state"]): (one["amount_k"], one["bound"]) for one in told["cooperation"][0]["sums"]}
    assert sums == {("funds", "estimated"): (600, ">"), ("funds", "paid"): (50, "")}
    assert [one["state"] for one in told["titles"]] == ["applied"] and applicant.get("/innovation/register")[0] == 403
    assert auditor.get("/innovation/register?year=2023")[1]["cooperation"] == [] and verify(ZONE).ok


def test_patents(world: World, people: dict[str, Asks]) -> None:
    officer, auditor = people["officer"], people["auditor"]

    def sent(who: Asks, text: str, key: str, **more: Any) -> tuple[int, Any]:
        return who.post("/patents/import", more, key, file=SimpleUploadedFile("patents.csv", text.encode()))

    wrong = HEAD + GOOD + f"{A},另一件,2021-03-04,2024-05-06,{TWO},,,\n"
    before = everything()
    assert sent(officer, HEAD + GOOD, "import-0001", dry_run="true")[1]["new"] == 2
    refused = sent(officer, wrong, "import-0001")
    assert refused[0] == 200 and not refused[1]["written"] and refused[1]["errors"][0]["row"] == 4
    assert everything() == before
    unchanged(
        (lambda: sent(auditor, HEAD + GOOD, "import-0001"), 403), (lambda: sent(people["applicant"], HEAD + GOOD, "import-0001"), 403),
        (lambda: sent(officer, "<!DOCTYPE a><a/>", "import-0001"), 422), (lambda: sent(officer, "", "import-0001"), 422),
    )  # fmt: skip
    assert sent(officer, HEAD + GOOD, "import-0001")[1]["written"] is True  # the key was free still
    assert sent(officer, HEAD + GOOD, "import-0001")[1]["written"] is False and rows("Patent").count() == 2
    unchanged((lambda: sent(officer, HEAD + GOOD.splitlines()[0], "import-0001"), 409))
    fee = {"year": 6, "evidence": "收据 1"}
    unchanged(
        (lambda: auditor.post(f"/patents/{PLAIN}/fees", fee, "fee-00001"), 403),
        (lambda: officer.post(f"/patents/{PLAIN}/fees", fee | {"year": 2}, "fee-00001"), 409),
        (lambda: officer.post(f"/patents/{PLAIN}/fees", fee | {"evidence": " "}, "fee-00001"), 422),
    )  # fmt: skip
    assert [officer.post(f"/patents/{PLAIN}/fees", fee, "fee-00001")[0] for _ in range(2)] == [200, 200]
    assert rows("Patent").get(number=PLAIN).fees_year == 6
    told = auditor.get("/patents?due=true&standing=grace")[1]
    assert told["fees"].keys() == {"due", "grace", "overdue"} and all(
        one["fee"]["standing"] == "grace" for one in told["patents"]
    )
    owners = {
        "owners": [{"name": ONE, "share_bp": 5000}, {"name": TWO, "share_bp": 5000}],
        "on": "2025-03-01",
        "evidence": "登记簿副本",
    }
    path = f"/patents/{PLAIN}/owners"
    half = owners | {"owners": owners["owners"][:1]}
    unchanged(
        (lambda: auditor.post(path, owners, "transfer-01"), 403), (lambda: officer.post(path, half, "transfer-01"), 422),
        (lambda: officer.post(path, owners | {"on": "2001-01-01"}, "transfer-01"), 422),
    )  # fmt: skip
    assert [officer.post(path, owners, "transfer-01")[0] for _ in range(2)] == [200, 200]
    assert rows("PatentTransfer").count() == 1
    found = {one["number"]: one for one in auditor.get("/patents")[1]["patents"]}
    assert [one["share_bp"] for one in found[PLAIN]["owners"]] == [5000, 5000]
    assert auditor.get("/patents/years/2024")[1]["kinds"]["all"]["granted"] == 2
    assert (
        people["clerk"].get("/patents")[0] == 403 and people["applicant"].get("/patents")[0] == 403 and verify(ZONE).ok
    )


def test_readiness(world: World, people: dict[str, Asks]) -> None:
    officer, applicant, other = people["officer"], people["applicant"], people["applicant-2"]
    one, day = str(world.firms["one"]), timezone.localdate().isoformat()
    path, told = (
        f"/readiness-facts/{one}",
        {"values": {"tech_staff": "20", "core_ip": "是"}, "day": day, "source": "台账"},
    )
    unchanged(
        (lambda: other.post(path, told, "declare-01"), 404), (lambda: people["auditor"].post(path, told, "declare-01"), 403),
        (lambda: applicant.post(path, told | {"values": {"tech_staff": "-1", "core_ip": "是"}}, "declare-01"), 422),
        (lambda: applicant.post(path, told | {"values": {"nothing": "1"}}, "declare-01"), 422),
        (lambda: applicant.post(path, told | {"day": "2999-01-01"}, "declare-01"), 422),
    )  # fmt: skip
    taken = [applicant.post(path, told, "declare-01") for _ in range(2)]
    assert taken[0] == taken[1] == (200, {"facts": taken[0][1]["facts"]}) and rows("FirmFact").count() == 2
    unchanged((lambda: applicant.post(path, told | {"source": "别处"}, "declare-01"), 409))
    mine = applicant.get(f"/readiness/htec/{one}")[1]
    assert mine["facts"]["tech_staff"]["source"] == "台账" and mine["verdict"] == "unknown"
    assert other.get(f"/readiness/htec/{one}")[0] == 404 and applicant.get("/readiness/htec")[0] == 403
    listed = {row["enterprise"]: row for row in officer.get("/readiness/htec")[1]["firms"]}
    assert set(listed) == {ONE, TWO} and listed[ONE]["missing"] == listed[TWO]["missing"] - 2
    assert officer.get("/readiness/nothing")[0] == 422 and people["clerk"].get("/readiness/htec")[0] == 403
