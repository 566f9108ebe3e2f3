"""Rosters of lawyers and clerks through the API and the page of the team: the same acts, with the same answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.audit import services as audit
from tests.labour.conftest import ZONE, World, at, rows

SATURDAY = "2026-03-14"


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("2026-03-10T10:00"))


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=world.ids[name]))
    return client


class Api:
    """Acts with a new key each, unless one is given."""

    def __init__(self, client: Client) -> None:
        self.client, self.count = client, 0

    def post(self, path: str, body: dict[str, Any] | None = None, key: str = "") -> tuple[int, Any]:
        self.count += 1
        answer = self.client.post(
            f"/api/v1/{path}", body or {}, content_type="application/json",
            headers={"Idempotency-Key": key or f"roster-{self.count:04}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}").json()


@pytest.mark.django_db
def test_lawyers_and_their_turns(world):
    officer = Api(signed_in(world, "labour"))
    lawyer = {"name": "柯律师", "licence": "演示0001", "firm": "演示律师事务所"}
    status, made = officer.post("advisers", lawyer, "lawyer-0001")
    assert status == 200 and officer.post("advisers", lawyer, "lawyer-0001") == (200, made)
    assert officer.post("advisers", lawyer)[0] == 409
    path = f"advisers/{made['id']}"
    assert officer.post(f"{path}/clients", {"client": "演示公司"})[0] == 200
    turn = {"desk": "legal", "day": SATURDAY}
    assert officer.post(f"{path}/turns", turn)[0] == 200 and officer.post(f"{path}/turns", turn)[0] == 409
    assert officer.post(f"{path}/turns", turn | {"day": "2026-03-15"})[0] == 422
    (told,) = officer.get("advisers")["advisers"]
    assert (told["name"], told["clients"], told["turns"][0]["day"]) == ("柯律师", ["演示公司"], SATURDAY)
    clear = f"duty-turns/{told['turns'][0]['id']}/clear"
    other = Api(signed_in(world, "head"))
    assert other.post(clear)[0] == 403 and other.client.get("/api/v1/advisers").status_code == 403
    assert rows("DutyTurn").count() == 1
    assert officer.post(clear)[0] == 200 and officer.post(clear)[0] == 404
    assert not rows("DutyTurn").exists() and audit.verify(ZONE).ok


@pytest.mark.django_db
def test_counters_and_the_button_of_a_lawyers_turn(world):
    client = signed_in(world, "labour")
    officer, clerk = Api(client), str(world.ids["labour"])
    turn = {"clerk": clerk, "desk": "insurance", "day": SATURDAY}
    assert officer.post("counter-turns", turn)[0] == 200 and officer.post("counter-turns", turn)[0] == 409
    assert officer.post("counter-turns", turn | {"desk": "legal", "day": "2026-03-12"})[0] == 422
    told = officer.get("counter-turns")
    assert [(one["desk"], one["counter"], one["clerk"]) for one in told["turns"]] == [("insurance", 1, clerk)]
    assert clerk in {one["id"] for one in told["clerks"]}
    clear = f"counter-turns/{told['turns'][0]['id']}/clear"
    assert Api(signed_in(world, "worker")).post(clear)[0] == 403 and rows("CounterTurn").count() == 1
    assert officer.post(clear)[0] == 200 and officer.post(clear)[0] == 404 and not rows("CounterTurn").exists()
    _, made = officer.post("advisers", {"name": "柯律师", "licence": "演示0001", "firm": "演示律师事务所"})
    officer.post(f"advisers/{made['id']}/turns", {"desk": "legal", "day": SATURDAY})
    pk = str(rows("DutyTurn").get().id)
    page = client.get("/harmony/team/").content.decode()
    assert f'name="turn" value="{pk}"' in page and 'value="clear-turn"' in page
    form = {"act": "clear-turn", "turn": pk, "key": f"clear-{pk}"}
    assert [client.post("/harmony/team/", form).status_code for _ in range(2)] == [302, 302]  # a double click
    assert not rows("DutyTurn").exists() and pk not in client.get("/harmony/team/").content.decode()
