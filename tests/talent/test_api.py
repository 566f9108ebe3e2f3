"""The API does what the pages do, refuses what they refuse, and tells nobody more than they may know."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from gaoxin.audit.services import verify
from tests.economy.conftest import ZONE
from tests.talent.conftest import CODES, NOW, WELDER, World, rows
from tests.talent.test_pages import Clock, clock, mandated, signed_in, workbook  # noqa: F401

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/talent"
POST = {
    "title": "焊工二（演示）",
    "occupation": WELDER,
    "seats": 2,
    "same_workers": 20,
    "first": "2026-09",
    "last": "2026-11",
}


def post(client: Client, path: str, body: dict[str, Any], key: str = "") -> Any:
    told = json.dumps(body, default=str)
    kept = {"Idempotency-Key": key or uuid.uuid4().hex}
    return client.post(f"{ROOT}{path}", told, content_type="application/json", headers=kept)


def get(client: Client, path: str) -> Any:
    answer = client.get(f"{ROOT}{path}")
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_from_posts_and_seats_to_a_job(mandated: World, clock: Clock):  # noqa: F811
    firm, school, officer = (signed_in(login) for login in ("applicant", "school", "talent-officer"))
    new = POST | {"base": mandated.base, "daily_minutes": 540, "agency": True, "wants": ["0130"]}
    refused = post(firm, "/posts", new | {"seats": -2})
    assert refused.status_code == 422 and "人数" in refused.json()["detail"] and refused.json()["article"]
    assert post(firm, "/posts", new | {"wants": ["9999"]}).status_code == 422  # no such programme
    assert post(school, "/posts", new).status_code == 403 and rows("Post").count() == 1
    answers = [post(firm, "/posts", new, key="post-0001") for _ in range(2)]
    assert [one.get("Idempotent-Replay") for one in answers] == [None, "true"]
    made = [one.json() for one in answers]
    assert made[0] == made[1] and rows("Post").count() == 2  # one key, one post
    told = {one["number"]: one for one in get(firm, "/posts")["posts"]}[made[0]["number"]]
    assert {rule["rule"] for rule in told["rules"] if rule["effect"] == "bar"} >= {"agency", "daily-hours"}
    assert all(rule["article"] for rule in told["rules"]) and told["wants"] == ["0130"]
    offered = {one["number"]: one["placed"] for one in get(school, "/posts")["posts"]}
    assert offered == {mandated.post: None, told["number"]: None}  # how many went there is the firm's
    barred = {"student": mandated.pupil(1), "post": told["number"]}
    told_why = post(school, "/placements", barred)
    assert told_why.status_code == 422 and "16(6)" in told_why.json()["article"] and not rows("Placement").exists()
    assert [one["missing"] for one in get(officer, "/gaps")["gaps"]] == [-4]
    months = {"first": "2026-09", "last": "2026-11"}
    drawn = [post(officer, "/matchings", months, key="draw-0001").json()["number"] for _ in range(2)]
    whole = get(officer, f"/matchings/{drawn[0]}")
    assert (len(whole["pairs"]), [one["why"] for one in whole["unplaced"]]) == (2, ["full"])
    assert {bar["rule"] for bar in whole["unplaced"][0]["bars"]} >= {"agency"} and rows("Run").count() == 1
    assert post(officer, f"/matchings/{drawn[0]}/adopt", {}).json() == {"count": 2}
    assert post(officer, f"/matchings/{drawn[0]}/adopt", {}).status_code == 409
    _practises(mandated, clock, get(firm, "/placements")["placements"][0]["number"])
    assert verify(ZONE).ok


def _practises(world: World, clock: Clock, number: str) -> None:  # noqa: F811
    """Both agree, it starts, ends, and leads to a job."""
    firm, school = signed_in("applicant"), signed_in("school")
    path, days = f"/placements/{number}/acts", {"since": "2026-06-01", "until": "2028-06-30"}
    for client, state in ((school, "proposed"), (firm, "agreed")):
        assert post(client, path, {"act": "agree"}).json() == {"number": number, "state": state}
    start = {"act": "start", "signed_on": "2026-06-01"}
    assert post(school, path, start).status_code == 409  # no agreement of school and firm
    agreement = post(
        firm, "/agreements", {"school": world.school_id, "party": world.parties["firm"], "subject": "培养", **days}
    )
    acts = f"/agreements/{agreement.json()['number']}/acts"
    assert post(firm, acts, {"act": "accept"}).status_code == 409  # one's own
    assert post(school, acts, {"act": "accept"}).status_code == 200
    assert get(school, "/agreements")["agreements"][0]["agreed_at"]
    assert post(school, path, start).json()["state"] == "started"
    clock.now = NOW + dt.timedelta(days=130)
    firm, school = signed_in("applicant"), signed_in("school")
    assert post(firm, path, {"act": "end", "on": "2026-10-05", "reason": " "}).status_code == 422
    assert post(firm, path, {"act": "end", "on": "2026-10-05", "reason": "期满"}).json()["state"] == "ended"
    assert post(school, path, {"act": "hire", "on": "2026-10-06"}).status_code == 404  # the firm says so
    assert post(firm, path, {"act": "hire", "on": "2026-10-06"}).status_code == 200
    told = get(school, "/placements")
    assert (told["ended"], told["hired"]) == (1, 1)


def test_a_school_tells_seats_students_and_courses(mandated: World):  # noqa: F811
    school, firm, other = (signed_in(login) for login in ("school", "applicant", "school-2"))
    new = {
        "school": mandated.school_id,
        "code": "0201",
        "name": "电工",
        "major": "equipment",
        "occupation": "6-31-01-03",
    }
    made = [post(school, "/programmes", new, key="course-01").json()["id"] for _ in range(2)]
    assert made[0] == made[1]
    seats = {"year": 2027, "seats": -1, "practice_from": "2026-09", "practice_to": "2026-11"}
    refused = post(school, f"/programmes/{made[0]}/seats", seats)
    assert (
        refused.status_code == 422 and "学位" in refused.json()["detail"] and "entry.yaml" in refused.json()["article"]
    )
    year = post(school, f"/programmes/{made[0]}/seats", seats | {"seats": 2}).json()["id"]
    pupil = {"number": "E1", "born": "2007-01-01", "female": True, "grade": 3, "lat": 23.7, "lon": 113.0}
    wrong = post(school, "/students", {"year": year, "students": [pupil, pupil | {"number": "E2", "wishes": ["GW-0"]}]})
    assert wrong.status_code == 404 and rows("Student").count() == 3  # all or none
    told = {"year": year, "students": [pupil | {"wishes": [mandated.post]}]}
    assert [post(school, "/students", told, key="pupils-01").json() for _ in range(2)] == [{"count": 1}] * 2
    assert [one["number"] for one in get(school, "/students")["students"]] == ["E1", "S1", "S2", "S3"]
    assert {one["code"]: [(y["seats"], y["there"]) for y in one["years"]] for one in get(school, "/programmes")["programmes"]} == {
        "0130": [(4, 3)], "0201": [(2, 1)],
    }  # fmt: skip
    course = {"school": mandated.school_id, "occupation": WELDER, "title": "订单班", "seats": 2, "hours": 40,
              "starts": "2026-07-01", "ends": "2026-08-31"}  # fmt: skip
    assert post(school, "/courses", course | {"seats": 3}).status_code == 422
    number = post(school, "/courses", course).json()["number"]
    assert post(school, f"/courses/{number}/students", {"students": ["S1", "S9"]}).status_code == 422
    assert post(school, f"/courses/{number}/students", {"students": ["S1"]}).json() == {"count": 1}
    mine = get(firm, "/courses")
    assert [one["number"] for one in mine["courses"]] == [number] and mine[
        "demand"
    ] == []  # it trains for the firm's post
    assert get(school, "/courses")["demand"][0]["untrained"] == 0
    for path in ("/students", "/programmes"):
        assert get(firm, path) == 403 and not any(get(other, path).values())
    for path in ("/posts", "/placements", "/agreements", "/instructors"):
        assert not get(signed_in("applicant-2"), path).get(path[1:])
    for path in ("/gaps", "/matchings"):
        assert get(firm, path) == 403 and get(signed_in("head"), path) != 403
    assert post(other, f"/courses/{number}/students", {"students": ["S1"]}).status_code == 404
    sheet = workbook(["岗位名称", "职业", "人数", "同类岗位在岗职工", "起始月份", "结束月份", "中介安排", "备案编号"],
                     ["电工（演示）", "电工", 1, 20, "2026-09", "2026-11", "是", "BA-1"])  # fmt: skip
    sent = firm.post(f"{ROOT}/posts/import", {"base": str(mandated.base), "dry_run": "false", "file": sheet},
                     headers={"Idempotency-Key": "sheet-0001"})  # fmt: skip
    assert sent.json() == {"count": 1} and rows("Post").filter(agency=True, filed="BA-1").count() == 1


def test_a_council_by_api_until_it_ends(mandated: World, clock: Clock):  # noqa: F811
    officer, firm, outsider = (signed_in(login) for login in ("talent-officer", "applicant", "applicant-2"))
    number = post(officer, "/councils", {"name": "联合体（演示）", "on": "2026-06-01", "form": "union"}).json()[
        "number"
    ]
    path, seat = f"/councils/{number}", {"party": mandated.parties["firm"]}
    admit = {"act": "admit", "identifier": CODES["firm"], "kind": "enterprise"}
    member = [post(officer, f"{path}/acts", admit, key="admit-01").json()["made"] for _ in range(2)]
    assert member[0] == member[1] and post(firm, f"{path}/acts", admit).status_code == 403
    call = {"act": "call", "title": "首次会议", "place": "管委会", "held_at": "2026-06-01T09:30:00"}
    meeting = post(officer, f"{path}/acts", call).json()["made"]
    move = {"act": "move", "meeting": meeting, "text": "共建", "majority": "simple", "opens_at": "2026-06-01T09:00:00+08:00",
            "closes_at": "2026-06-01T18:00:00+08:00"}  # fmt: skip
    motion = post(officer, f"{path}/acts", move).json()["made"]
    other = post(officer, "/councils", {"name": "另一个", "on": "2026-06-01"}).json()["number"]
    assert post(officer, f"/councils/{other}/acts", move).status_code == 404  # the meeting is not its
    vote = {"act": "vote", "motion": motion, "choice": "yes", **seat}
    assert post(firm, f"{path}/member-acts", vote).status_code == 409  # not present
    assert post(firm, f"{path}/member-acts", {"act": "attend", "meeting": meeting, **seat}).status_code == 200
    assert [post(firm, f"{path}/member-acts", vote, key="vote-0001").status_code for _ in range(2)] == [200, 200]
    assert post(firm, f"{path}/member-acts", vote | {"choice": "no"}).status_code == 409 and rows("Vote").count() == 1
    pledge = {"act": "pledge", "text": "十个岗位", "due_on": "2026-07-01", **seat}
    assert post(firm, f"{path}/member-acts", pledge).json()["made"] == "1"
    for client in (outsider, signed_in("school")):
        assert get(client, path) == 404 and get(client, "/councils") == {"councils": []}
        assert post(client, f"{path}/member-acts", pledge).status_code == 404
    clock.now = NOW + dt.timedelta(days=60)
    officer, firm = signed_in("talent-officer"), signed_in("applicant")
    close = {"act": "close", "on": "2026-07-31", "reason": "并入新联合体"}
    assert post(officer, f"{path}/acts", close).status_code == 409  # a vote was cast and not counted
    assert post(officer, f"{path}/acts", {"act": "settle", "motion": motion}).json()["made"] == "passed"
    withdrawn = {"act": "withdraw-pledge", "pledge": 1, "reason": "停产"}
    assert post(firm, f"{path}/member-acts", withdrawn).status_code == 200
    assert post(officer, f"{path}/acts", close).status_code == 200
    told = get(firm, path)
    assert told["pledges"][0] | {"seat": ""} == told["pledges"][0] | {"state": "withdrawn", "late": True, "seat": ""}
    assert (told["ended_on"], told["meetings"][0]["motions"][0]["tally"]["yes"]) == ("2026-07-31", 1)
    ends = {"act": "end-seat", "seat": member[0], "on": "2026-07-31", "reason": "迁出"}
    assert post(officer, f"{path}/acts", ends).status_code == 409 and verify(ZONE).ok
