"""The pages and the API of project files: the same services, the same refusals, one row for what is sent twice."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from gaoxin.accounts.models import User
from gaoxin.audit.selectors import entries
from gaoxin.audit.services import verify
from gaoxin.projects.models import Block, HandOver, KindRuling, MonthlyInvestment, Project, Responsibility
from gaoxin.projects.selectors import campaigns, projects
from gaoxin.projects.selectors.timeline import timeline
from gaoxin.projects.services.projects import happening
from gaoxin.projects.services.projects.opening import open_project
from tests.projects.conftest import ZONE, at, opening

NEW = {"number": "P-7", "name": "试验", "kind": "extend", "reason": "向下游延伸", "opened_on": "2024-03-01"}


def client(name: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(zone=ZONE, login=f"{name}@{ZONE}"))
    return made


def post(name: str, path: str, body: dict[str, Any], key: str = "0123456789") -> Any:
    return client(name).post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_a_form_sent_twice_opens_one_file(people):
    for _ in range(2):
        assert client("promoter").post("/projects/new/", NEW | {"key": "k" * 12}).status_code == 302
    assert Project.objects.count() == KindRuling.objects.count() == 1


def test_two_officers_change_one_kind(people, project):
    """Both looked at version 1; who comes second is told, and the first one's kind stands."""
    first = {"kind": "supplement", "reason": "补上缺口", "version": "1"}
    assert client("promoter").post("/projects/file/P-1/retag/", first).status_code == 302
    second = client("head").post("/projects/file/P-1/retag/", first | {"kind": "strengthen"})
    assert second.status_code == 422 and "刚被别人改过" in second.content.decode()
    assert Project.objects.get().kind == "supplement" and KindRuling.objects.count() == 2


def test_acts_on_a_file_sent_twice_leave_one_row(people, project):
    """Re-tag, hand-over, its answer and a cleared block: the second press of the same button does nothing and says the same."""
    happening.raise_block(
        zone=ZONE,
        number="P-1",
        title="高压线未迁改",
        office="供电局",
        due_on=dt.date(2024, 7, 1),
        at=at(),
        by=people["steward"],
    )
    block, home = str(Block.objects.get().pk), "/projects/file/P-1/"
    before = verify(ZONE).count
    acts = (
        ("head", "retag", {"kind": "supplement", "reason": "补上缺口", "version": "1"}),
        (
            "head",
            "hand-over",
            {"leader": "leader-2", "reason": "分工调整", "note": "用地批复还差一份，请跟进", "version": "2"},
        ),
        ("leader-2", "accept", {"verdict": "accept"}),
        ("leader-2", "solve", {"block": block, "solution": "已迁改"}),
    )
    for who, act, form in acts:
        sent = form | {"key": f"{act}-0123456789"}
        assert [client(who).post(f"{home}{act}/", sent).status_code for _ in range(2)] == [302, 302], act
        other = client(who).post(
            f"{home}{act}/", sent | {"reason": "另一个理由", "answer": "另一句", "solution": "另一种"}
        )
        assert other.status_code == 422 and "内容不同" in other.content.decode(), act
    assert (KindRuling.objects.count(), HandOver.objects.count(), Responsibility.objects.count()) == (2, 1, 2)
    assert verify(ZONE).count == before + 4
    file = Project.objects.get()
    assert (file.kind, str(file.leader_id), file.version) == ("supplement", people["leader-2"].id, 4)
    assert Block.objects.get().solution == "已迁改"


def test_an_amount_pressed_twice_is_recorded_once(people, project):
    """The second press changes nothing, even where a correction came between; the same form with another amount is refused."""
    page = client("statistician").get("/projects/file/P-1/").content.decode()
    form = page[page.index("/projects/file/P-1/invest/") :]
    key = form[form.index('name="key" value="') + 18 :].split('"')[0]
    sent = {"month": "2024-05", "flow": "completed", "amount_k": "500", "key": key}
    later = sent | {"amount_k": "700", "reason": "决算更正", "key": "another-form"}
    for body in (sent, sent, later, sent):
        assert client("statistician").post("/projects/file/P-1/invest/", body).status_code == 302
    rows = MonthlyInvestment.objects.order_by("revision").values_list("amount_k", "revision", "current")
    assert list(rows) == [(500, 1, False), (700, 2, True)]
    assert len([entry for entry in entries(ZONE) if entry.act == "investment-record"]) == 2
    other = client("statistician").post("/projects/file/P-1/invest/", sent | {"amount_k": "900"})
    assert other.status_code == 422 and MonthlyInvestment.objects.count() == 2


def test_retries_by_api_change_a_file_once(people, project):
    told = {"kind": "supplement", "reason": "补上缺口", "version": 1}
    for _ in range(2):
        assert post("head", "/projects/P-1/kind", told, "kind-0123456").json()["version"] == 2
    assert post("head", "/projects/P-1/kind", told | {"reason": "另一个理由"}, "kind-0123456").status_code == 409
    handed = {"leader": "leader-2", "reason": "分工调整", "note": "用地批复还差一份，请跟进", "version": 2}
    for _ in range(2):
        assert post("head", "/projects/P-1/leader", handed, "lead-0123456").status_code == 200
    for _ in range(2):
        assert post("leader-2", "/projects/P-1/leader/answer", {"accept": True}).json()["leader"] == "leader-2（试）"
    assert (KindRuling.objects.count(), HandOver.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    "path", ["/projects/", "/projects/?q=P-1&kind=extend&key=1&year=2024", "/projects/file/P-1/", "/projects/blocks/",
             "/projects/investment/?year=2024", "/projects/campaigns/five-grasps/"],
)  # fmt: skip
def test_pages_open_for_readers_only(people, project, path):
    assert client("auditor").get(path).status_code == 200
    assert client("clerk").get(path).status_code in (403, 404)


def test_a_leaders_own_page_by_page_and_no_block_hidden_by_those_of_others(people, project, monkeypatch):
    monkeypatch.setattr(projects, "PAGE", 2)
    monkeypatch.setattr(campaigns, "BOARD", 1)
    for number in ("P-2", "P-3", "P-4"):
        open_project(zone=ZONE, opening=opening(number, key=True, leader="leader-1"), at=at(), by=people["head"])
    open_project(zone=ZONE, opening=opening("P-9"), at=at(), by=people["head"])
    for number, due in (("P-9", "2029-01-01"), ("P-3", "2030-01-01")):  # the other's is the more overdue
        body = {"title": f"{number} 高压线未迁改", "office": "供电局", "due_on": due}
        assert post("head", f"/projects/{number}/blocks", body, f"block-{number}-01").status_code == 200
    first, second, far = (
        client("leader-1").get(f"/projects/mine/?page={page}").content.decode() for page in (1, 2, 999)
    )
    assert "P-3 高压线未迁改" in first and "P-9" not in first
    told = [[n for n in ("P-1", "P-2", "P-3", "P-4") if f"<code>{n}</code>" in page] for page in (first, second)]
    assert told == [["P-1", "P-3"], ["P-2", "P-4"]]  # with blocks first
    assert "?page=2" in first and "?page=1" in second and "<code>P-4</code>" in far
    assert client("leader-1").get("/projects/mine/?page=-1").status_code == 200


def test_a_leader_sees_what_blocks(people, project):
    body = {"title": "高压线未迁改", "office": "供电局", "due_on": "2030-01-01"}
    for _ in range(2):
        assert post("leader-1", "/projects/P-1/blocks", body).status_code == 200
    assert Block.objects.count() == 1
    page = client("leader-1").get("/projects/mine/").content.decode()
    assert "高压线未迁改" in page and "试验项目 P-1" in page
    assert "高压线未迁改" not in client("leader-2").get("/projects/mine/").content.decode()
    solve = f"/projects/P-1/blocks/{Block.objects.get().pk}/solve"
    open_project(zone=ZONE, opening=opening("P-2"), at=at(), by=people["head"])
    assert post("leader-1", solve.replace("P-1", "P-2"), {"solution": "已迁改"}).status_code == 404
    assert post("leader-1", solve, {"solution": "已迁改"}, "solve-0123456").status_code == 200
    assert post("leader-1", solve, {"solution": "又一次"}, "another-key").status_code == 409
    assert Block.objects.get().solution == "已迁改"


def test_the_api_refuses_what_the_pages_refuse(people, project):
    assert post("head", "/projects", NEW | {"key": True}).status_code == 422
    assert post("head", "/projects", NEW | {"kind": "extend,supplement"}).status_code == 422
    assert post("auditor", "/projects", NEW).status_code == 403
    assert Project.objects.count() == 1
    future = {"month": "2199-01-01", "flow": "completed", "amount_k": 5}
    assert post("statistician", "/projects/P-1/investment", future).status_code == 422
    assert post("head", "/projects/P-1/investment", future | {"month": "2024-05-01"}).status_code == 403
    assert not MonthlyInvestment.objects.exists()
    told = post("statistician", "/projects/P-1/investment", future | {"month": "2024-05-01"})
    assert told.json()["investment"] == [{"month": "2024-05-01", "flow": "completed", "amount_k": 5, "revision": 1}]


def test_the_api_tells_a_file_and_the_pull(people, project):
    reader = client("auditor")
    told = reader.get("/api/v1/projects/P-1").json()
    assert (told["kind"], told["leader"], told["version"]) == ("extend", "leader-1（试）", 1)
    assert [event["on"] for event in told["timeline"]] == [str(event.on) for event in timeline(project)]
    assert [row["number"] for row in reader.get("/api/v1/projects?q=P-1").json()["rows"]] == ["P-1"]
    assert reader.get("/api/v1/projects/P-99").status_code == 404
    assert reader.get("/api/v1/project-investment/2024").json()["pull"] is None
    assert reader.get("/api/v1/project-blocks").json() == {"rows": []}


def test_the_next_page_keeps_what_was_asked(people):
    """31 files answer: the link leads to the last one, still under the same conditions, and no further."""
    files = [
        Project(zone=ZONE, number=f"P-{n:02}", name=f"试验 {n}", kind="extend" if n < 31 else "supplement",
                opened_on=dt.date(2024, 3, 1))
        for n in range(32)
    ]  # fmt: skip
    Project.objects.bulk_create(files)
    first = client("head").get("/projects/?kind=extend&year=2024").content.decode()
    link = html.unescape(re.findall(r'href="(\?[^"]*after=[^"]*)"', first)[0])
    assert "kind=extend" in link and "year=2024" in link
    second = client("head").get(f"/projects/{link}").content.decode()
    shown = [set(re.findall(r"/projects/file/(P-\d\d)/", page)) for page in (first, second)]
    assert len(shown[0]) == 30 and len(shown[1]) == 1 and not shown[0] & shown[1]
    assert "P-31" not in shown[0] | shown[1] and not re.findall(r'href="\?[^"]*after=', second)
