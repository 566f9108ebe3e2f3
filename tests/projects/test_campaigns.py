"""Tasks of campaigns: filtered, handed over to somebody who accepts, taken away as a workbook; one at a time."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest

from gaoxin.audit.services import verify
from gaoxin.core.errors import Invalid, NotAllowed, NotFound, WrongState
from gaoxin.projects.models import CampaignTask, TaskHandOver
from gaoxin.projects.selectors import campaigns
from gaoxin.projects.services.projects import campaigning
from tests.projects.conftest import ZONE, at
from tests.projects.test_doors import client, post

TODAY = at().date()


@pytest.fixture
def planned(people: Any) -> dict[str, CampaignTask]:
    """The tasks of two campaigns by code, of two offices."""
    for code, owner in (("five-grasps", "招商局"), ("project-year", "项目办")):
        told = campaigns.book().campaign(code)
        owners = dict.fromkeys((task.code for task in told.tasks), owner)
        campaigning.plan_tasks(zone=ZONE, campaign=told, owners=owners, at=at(), by=people["head"])
    return {row.task: row for row in CampaignTask.objects.all()}


def hand(by: Any, task: CampaignTask, to: str = "steward", note: str = "还差两份批复") -> None:
    campaigning.hand_task(zone=ZONE, task_id=task.pk, successor=to, note=note, at=at(), by=by)


def answer(by: Any, task: CampaignTask, accept: bool = True, said: str = "") -> None:
    campaigning.answer_task(zone=ZONE, task_id=task.pk, accept=accept, answer=said, at=at(), by=by)


def finish(by: Any, task: CampaignTask) -> None:
    campaigning.finish_task(zone=ZONE, task_id=task.pk, evidence="纪要 12 号", at=at(), by=by)


def test_a_task_passes_to_whom_accepts_it(people, planned):
    task = planned["land"]
    for wrong, kind in (
        ({"by": people["steward"]}, NotAllowed), ({"by": people["head"], "note": " "}, Invalid),
        ({"by": people["head"], "to": "clerk"}, Invalid), ({"by": people["head"], "to": "nobody"}, NotFound),
    ):  # fmt: skip
        with pytest.raises(kind):
            hand(task=task, **wrong)
    assert not TaskHandOver.objects.exists()
    before = verify(ZONE).count
    hand(people["head"], task)
    for act in (lambda: hand(people["head"], task), lambda: finish(people["head"], task)):
        with pytest.raises(WrongState):
            act()
    with pytest.raises(NotAllowed):
        answer(people["leader-1"], task)
    with pytest.raises(Invalid):
        answer(people["steward"], task, accept=False)
    answer(people["steward"], task, accept=False, said="手上已满")
    task.refresh_from_db()
    assert (task.owner, task.holder_id) == ("招商局", None)
    hand(people["head"], task)
    answer(people["steward"], task)
    task.refresh_from_db()
    assert (task.owner, str(task.holder_id)) == ("steward（试）", people["steward"].id)
    with pytest.raises(WrongState):
        answer(people["steward"], task)
    hand(people["steward"], task, "leader-1")  # who has it may pass it on
    assert verify(ZONE).count == before + 5 and TaskHandOver.objects.count() == 3


def test_the_list_is_filtered_by_owner_state_and_card(people, planned):
    finish(people["head"], planned["sign"])

    def found(today: dt.date = TODAY, **asked: str) -> list[str]:
        wanted = campaigns.TasksWanted(**asked)
        return [line.code for line in campaigns.tasks(zone=ZONE, by=people["auditor"], wanted=wanted, today=today)]

    assert len(found()) == 9 and len(found(campaign="five-grasps")) == 5
    assert found(owner="项目办") == ["list", "start", "half", "year"] and campaigns.owners(zone=ZONE) == [
        "招商局",
        "项目办",
    ]
    assert found(state="done") == ["sign"] and "sign" not in found(state="open")
    late = found(state="late")
    assert late == [c for c in found(state="open") if planned[c].due_on < TODAY] and late
    assert set(found(card="red")) | set(found(card="yellow")) == {*late, "sign"}
    assert found(state="late", today=dt.date(2024, 1, 3)) == []


def test_the_pages_take_a_task_over_and_give_the_list_away(people, planned):
    page = client("auditor").get("/projects/campaigns/?state=late").content.decode()
    assert "抓用地保障" in page and "/hand/" not in page
    told = {"task": str(planned["land"].pk), "successor": f"leader-2@{ZONE}", "note": "还差两份批复"}
    assert client("promoter").post("/projects/campaigns/five-grasps/hand/", told).status_code == 302
    assert client("promoter").post("/projects/campaigns/five-grasps/hand/", told).status_code == 422
    assert "还差两份批复" in client("leader-2").get("/projects/campaigns/five-grasps/").content.decode()
    said = {"task": told["task"], "verdict": "accept"}
    assert client("leader-1").post("/projects/campaigns/five-grasps/answer/", said).status_code == 403
    assert client("leader-2").post("/projects/campaigns/five-grasps/answer/", said).status_code == 302
    answer = client("auditor").get("/projects/campaigns/?owner=leader-2（试）&as=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[:3] for row in rows[1:]] == [("五个抓", "抓用地保障", "leader-2（试）")]
    assert client("auditor").get("/projects/campaigns/?as=exe").status_code == 422
    assert client("clerk").get("/projects/campaigns/?as=csv").status_code in (403, 404)


def test_a_form_sent_twice_leaves_one_row(people, planned):
    """The second one is told the same as the first, and the key serves for nothing else."""
    home = "/projects/campaigns/five-grasps/"
    told = {"task": str(planned["land"].pk), "successor": f"leader-2@{ZONE}", "note": "还差两份批复", "key": "h" * 33}
    before = verify(ZONE).count
    for _ in range(2):
        assert client("promoter").post(f"{home}hand/", told).status_code == 302
    assert client("promoter").post(f"{home}hand/", told | {"note": "另一份说明"}).status_code == 422
    said = {"task": told["task"], "verdict": "accept", "key": "a" * 33}
    for _ in range(2):
        assert client("leader-2").post(f"{home}answer/", said).status_code == 302
    done = {"task": told["task"], "evidence": "纪要 12 号", "key": "f" * 33}
    for _ in range(2):
        assert client("leader-2").post(f"{home}finish/", done).status_code == 302
    assert TaskHandOver.objects.count() == 1 and verify(ZONE).count == before + 3
    page = client("leader-2").get(home).content.decode()
    keys = re.findall(r'name="key" value="(\w+)"', page)
    assert len(keys) == len(set(keys)) >= 4


def test_the_api_hands_over_and_finishes(people, planned):
    task = f"/campaign-tasks/{planned['land'].pk}"
    rows = client("auditor").get("/api/v1/campaign-tasks?campaign=five-grasps&state=open").json()["rows"]
    assert [row["code"] for row in rows].count("land") == 1 and len(rows) == 5
    handed = {"successor": "steward", "note": "还差两份批复"}
    assert post("clerk", f"{task}/hand-over", handed).status_code == 403
    assert post("steward", f"{task}/hand-over", handed).status_code == 403
    assert post("promoter", f"{task}/hand-over", handed | {"note": ""}).status_code == 422
    assert not TaskHandOver.objects.exists()
    for _ in range(2):
        told = post("promoter", f"{task}/hand-over", handed)
        assert (told.status_code, told.json()["passing"]["note"]) == (200, "还差两份批复")
    assert post("promoter", f"{task}/hand-over", handed | {"note": "另一份说明"}).status_code == 409
    assert post("promoter", f"{task}/finish", {"evidence": "纪要"}, "key-of-finish").status_code == 409
    assert post("promoter", f"{task}/hand-over/answer", {"accept": True}, "key-answer").status_code == 403
    for _ in range(2):
        told = post("steward", f"{task}/hand-over/answer", {"accept": True})
        assert (told.status_code, told.json()["owner"], told.json()["passing"]) == (200, "steward（试）", None)
    for _ in range(2):
        told = post("steward", f"{task}/finish", {"evidence": "纪要 12 号"}, "key-of-finish").json()
        assert told["evidence"] == "纪要 12 号" and told["done_on"]
    assert TaskHandOver.objects.count() == 1
    nothing = "/campaign-tasks/0198c5a0-7b7e-7c31-8a53-0d9a3f1f2b12/finish"
    assert post("steward", nothing, {"evidence": "x"}, "another-key").status_code == 404
