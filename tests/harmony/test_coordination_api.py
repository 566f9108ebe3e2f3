"""Coordination through the API: areas, results, a firm's record, a fact that is over, self-checks with their questions."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from gaoxin.audit import services as audit
from tests.harmony.test_rosters import Api, signed_in
from tests.labour.conftest import ZONE, at, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("2026-03-10T10:00"))


def test_coordinators_areas_and_results(world):
    officer, head, me = Api(signed_in(world, "labour")), Api(signed_in(world, "head")), str(world.ids["labour"])
    area = {"area": "north", "coordinator": me}
    assert officer.post("coordinator-areas", area, "area-00001")[0] == 200
    assert officer.post("coordinator-areas", area, "area-00001")[0] == 200  # one form, one act
    assert officer.post("coordinator-areas", area)[0] == 409 and rows("CoordinatorPost").count() == 1
    assert officer.post("coordinator-areas", area | {"area": "moon"})[0] == 422
    assert head.post("coordinator-areas", area | {"area": "south"})[0] == 403
    won = {"coordinator": me, "year": 2025, "name": "竞赛", "level": "city", "award": "二等奖", "source": "通报"}
    assert officer.post("competition-results", won)[0] == 200 and officer.post("competition-results", won)[0] == 409
    assert officer.post("competition-results", won | {"year": 2027, "name": "明年"})[0] == 422
    assert rows("CompetitionResult").count() == 1
    firm = str(world.firms["one"])
    assert officer.post(f"labour-firms/{firm}/area", {"area": "north"})[0] == 200
    visit = {"party": firm, "day": "2026-03-02", "findings": "工资表齐全", "next_on": "2026-03-09"}
    assert officer.post("coordination-visits", visit)[0] == 200
    told: dict[str, Any] = head.get("coordinators")
    (one,) = told["coordinators"]
    assert (one["areas"], one["firms"], one["visits"], one["results"][0]["award"]) == (["north"], 1, 1, "二等奖")
    assert [(due["party"], due["next_on"]) for due in told["due"]] == [(firm, "2026-03-09")]
    assert "north" in told["areas"] and "city" in told["levels"] and audit.verify(ZONE).ok


def test_a_firms_record_and_a_fact_that_is_over(world):
    officer, firm = Api(signed_in(world, "labour")), str(world.firms["one"])
    fact = {"party": firm, "code": "late-pay", "day": "2026-03-01", "words": "晚发", "source": "来电"}
    _, made = officer.post("wage-facts", fact)
    told = officer.get(f"labour-firms/{firm}")
    assert told["points"] == sum(one["points"] for one in told["terms"] if one["counts"]) > 0
    assert [(one["id"], one["ended_on"]) for one in told["facts"]] == [(made["id"], None)]
    end = f"wage-facts/{made['id']}/end"
    assert officer.post(end, {"day": "2026-02-01"})[0] == 422 and Api(signed_in(world, "head")).post(end, {})[0] == 403
    assert officer.post(end, {"day": "2026-03-09"})[0] == 200 and officer.post(end, {"day": "2026-03-09"})[0] == 409
    told = officer.get(f"labour-firms/{firm}")
    assert (told["points"], told["terms"], told["facts"][0]["ended_on"]) == (0, [], "2026-03-09")
    worker = Api(signed_in(world, "worker"))
    assert worker.client.get(f"/api/v1/labour-firms/{firm}").status_code == 403


def test_a_firm_reads_its_questions_and_its_check_and_nobody_elses(world):
    firm, officer, party = Api(signed_in(world, "firm")), Api(signed_in(world, "labour")), str(world.firms["one"])
    path = f"harmony-checks?party={party}"
    questions = firm.get(path)["questions"]
    assert len(questions) == 12 and all(one["article"] for one in questions)
    yes = {one["code"]: {"answer": "yes", "evidence": "见台账"} for one in questions}
    assert officer.get("harmony-checks")["checks"] == []
    assert firm.post("harmony-checks", {"party": party, "answers": yes, "send": True})[0] == 200
    (mine,) = firm.get(path)["checks"]
    (waits,) = officer.get("harmony-checks")["checks"]
    assert mine == waits and (mine["state"], mine["score"], mine["passed"]) == ("sent", 1000, True)
    other = signed_in(world, "firm-2")
    assert (
        other.get(f"/api/v1/{path}").status_code == 404 and other.get("/api/v1/harmony-checks").json()["checks"] == []
    )
    assert firm.get("harmony-checks")["checks"] == [mine]
    assert signed_in(world, "head").get("/api/v1/harmony-checks").status_code == 403
