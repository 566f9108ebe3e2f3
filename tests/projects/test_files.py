"""Project files: one kind, one leader, nothing half done."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.projects.models import Block, HandOver, KindRuling, Milestone, Project, Responsibility
from gaoxin.projects.rules.projects.tags import kind_of
from gaoxin.projects.selectors import campaigns, projects
from gaoxin.projects.services.projects import campaigning, happening, leading
from gaoxin.projects.services.projects.opening import import_projects, open_project, retag
from tests.projects.conftest import ZONE, at, opening

pytestmark = pytest.mark.django_db
NOTE = "用地还差一份批复，请跟进"


def entries() -> int:
    return verify(ZONE).count


def test_a_file_is_opened_once(people):
    before = entries()
    for _ in range(2):
        row = open_project(zone=ZONE, opening=opening(), at=at(), by=people["promoter"], key="form-1")
    assert Project.objects.count() == 1 and entries() == before + 1
    assert [(r.kind, r.reason) for r in projects.rulings_of(row)] == [("extend", "补上封装环节")]
    with pytest.raises(Conflict):
        open_project(zone=ZONE, opening=opening(), at=at(), by=people["promoter"], key="form-2")
    assert Project.objects.count() == 1 and entries() == before + 1


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"kind": "extend,supplement"}, "须且只能选一类"),
        ({"kind": ""}, "须且只能选一类"),
        ({"reason": "x"}, "没有写明理由"),
        ({"key": True}, "没有包干领导"),
        ({"key": True, "leader": "clerk"}, "不是包干领导"),
        ({"opened_on": dt.date(2031, 1, 1)}, "在将来"),
        ({"planned_k": -1}, "不能为负"),
        ({"name": " "}, "缺少编号或者名称"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(people, more, error):
    before = entries()
    with pytest.raises(Invalid, match=error):
        open_project(zone=ZONE, opening=opening(**more), at=at(), by=people["head"])
    assert not Project.objects.exists() and not KindRuling.objects.exists() and entries() == before


@pytest.mark.parametrize("who", ["clerk", "auditor", "statistician", "leader-1"])
def test_only_some_open_files(people, who):
    with pytest.raises(NotAllowed):
        open_project(zone=ZONE, opening=opening(), at=at(), by=people[who])
    assert not Project.objects.exists()


def test_the_database_keeps_no_key_project_without_leader(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(leader=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(
            zone=ZONE, number="P-9", name="x", kind="extend", key=True, opened_on=dt.date(2024, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.create(zone=ZONE, project=project, leader=project.leader, since=dt.date(2024, 5, 1))


def test_another_kind_keeps_the_former(people, project):
    retag(zone=ZONE, number="P-1", kind="supplement", reason="评审后改为补链", at=at(), by=people["head"], version=1)
    assert [r.kind for r in projects.rulings_of(project)] == ["supplement", "extend"]
    with pytest.raises(Invalid, match="没有变化"):
        retag(zone=ZONE, number="P-1", kind="supplement", reason="再来一次", at=at(), by=people["head"], version=2)
    with pytest.raises(Conflict, match="刚被别人改过"):  # somebody who still looks at the first version
        retag(
            zone=ZONE,
            number="P-1",
            kind="strengthen",
            reason="另一位同事也改",
            at=at(),
            by=people["promoter"],
            version=1,
        )
    assert Project.objects.get().kind == "supplement" and KindRuling.objects.count() == 2


def passed(by, **more):
    told = {"leader": "leader-2", "reason": "分工调整", "note": NOTE, "version": 1, **more}
    return leading.hand_over(zone=ZONE, number="P-1", at=at(), by=by, **told)


def answered(by, accept=True, answer=""):
    return leading.answer_hand_over(zone=ZONE, number="P-1", accept=accept, answer=answer, at=at(), by=by)


def test_handing_over_leaves_no_day_without_leader(people, project):
    """It is asked with a reason, and the leader of now answers until the successor accepts."""
    one, two, today = people["leader-1"], people["leader-2"], at().date()
    with pytest.raises(NotAllowed):
        passed(two)
    for wrong in ({"note": "请跟进"}, {"reason": ""}):
        with pytest.raises(Invalid, match="太短"):
            passed(one, **wrong)
    with pytest.raises(WrongState):
        answered(two)
    passed(one)
    with pytest.raises(Conflict):
        passed(people["head"])
    with pytest.raises(WrongState):
        passed(people["head"], version=2)
    assert [line.number for line in projects.mine(zone=ZONE, by=one, today=today).rows] == ["P-1"]
    assert projects.passing(zone=ZONE, by=two)[0].mine and not projects.passing(zone=ZONE, by=one)[0].mine
    for who in (one, people["head"]):
        with pytest.raises(NotAllowed):
            answered(who)
    with pytest.raises(Invalid):
        answered(two, accept=False)
    answered(two, accept=False, answer="手上还有三个项目")
    assert Project.objects.get().leader_id == one.id or str(Project.objects.get().leader_id) == one.id
    passed(one, version=3)
    answered(two)
    told = projects.leaders_of(project, today)
    assert [(one.leader, one.until) for one in told] == [("leader-2（试）", None), ("leader-1（试）", today)]
    assert told[1].days == (today - dt.date(2024, 3, 1)).days and "批复" in told[1].note
    with pytest.raises(NotAllowed):  # it is not his any more
        passed(one, leader="leader-1", version=5)
    assert [line.number for line in projects.mine(zone=ZONE, by=two, today=today).rows] == ["P-1"]
    assert projects.mine(zone=ZONE, by=one, today=today).count == 0 and HandOver.objects.count() == 2


def test_an_ordinary_project_becomes_a_key_one(people):
    open_project(zone=ZONE, opening=opening(), at=at(), by=people["head"])
    with pytest.raises(Invalid):
        leading.make_key(zone=ZONE, number="P-1", leader="clerk", at=at(), by=people["head"], version=1)
    row = leading.make_key(zone=ZONE, number="P-1", leader="leader-1", at=at(), by=people["head"], version=1)
    assert row.key and row.leader_id and Responsibility.objects.filter(until=None).count() == 1


def test_stages_are_derived_and_corrected_by_a_later_note(people, project):
    note = {"zone": ZONE, "number": "P-1", "at": at(), "by": people["leader-1"]}
    happening.note_milestone(**note, kind="signed", on=dt.date(2024, 3, 5), evidence="投资协议 2024-12")
    happening.note_milestone(**note, kind="started", on=dt.date(2024, 5, 6), evidence="开工令", key="a")
    happening.note_milestone(**note, kind="started", on=dt.date(2024, 5, 6), evidence="开工令", key="a")
    line = projects.page(zone=ZONE, by=people["auditor"], wanted=projects.Wanted(), today=at().date()).rows[0]
    assert line.stage == "started" and Milestone.objects.count() == 2
    happening.note_milestone(**note, kind="started", on=dt.date(2024, 5, 8), evidence="开工令更正")
    events = projects.events_of(ZONE, [project])[project.pk]
    assert [e.on for e in events if e.kind == "started"] == [dt.date(2024, 5, 8)]
    for wrong in ({"kind": "opened"}, {"on": dt.date(2030, 1, 1)}, {"evidence": " "}):
        with pytest.raises(Invalid):
            happening.note_milestone(**(note | {"kind": "land", "on": dt.date(2024, 4, 1), "evidence": "批复"} | wrong))
    assert Milestone.objects.count() == 3


def test_a_block_has_an_office_a_day_and_an_end(people, project):
    told = {
        "zone": ZONE,
        "number": "P-1",
        "title": "高压线未迁改",
        "office": "供电局",
        "at": at(),
        "by": people["leader-1"],
    }
    block = happening.raise_block(**told, due_on=dt.date(2024, 6, 20), key="b")
    assert happening.raise_block(**told, due_on=dt.date(2024, 6, 20), key="b") == block and Block.objects.count() == 1
    with pytest.raises(Conflict):
        happening.raise_block(**told, due_on=dt.date(2024, 6, 21), key="b")
    with pytest.raises(Invalid, match="已经过去"):
        happening.raise_block(**told, due_on=dt.date(2024, 6, 1))
    cards = {
        day: campaigns.open_blocks(zone=ZONE, by=people["head"], today=dt.date(2024, 6, day))[0] for day in (20, 21, 30)
    }
    assert [cards[day].card for day in (20, 21, 30)] == ["", "yellow", "red"]
    assert not cards[30].escalated
    assert campaigns.open_blocks(zone=ZONE, by=people["head"], today=dt.date(2024, 7, 5))[0].escalated
    happening.solve_block(zone=ZONE, block_id=block, solution="已迁改", at=at("2024-06-25T10:00"), by=people["steward"])
    with pytest.raises(WrongState):
        happening.solve_block(
            zone=ZONE, block_id=block, solution="又一次", at=at("2024-06-25T10:01"), by=people["leader-1"]
        )
    assert campaigns.open_blocks(zone=ZONE, by=people["head"], today=dt.date(2024, 7, 5)) == []
    assert Block.objects.get().solution == "已迁改"


def test_campaigns_have_owners_deadlines_and_cards(people):
    campaign = campaigns.book().campaign("five-grasps")
    with pytest.raises(Invalid, match="没有责任人"):
        campaigning.plan_tasks(zone=ZONE, campaign=campaign, owners={"sign": "招商局"}, at=at(), by=people["head"])
    owners = {task.code: "建设局" for task in campaign.tasks}
    assert campaigning.plan_tasks(zone=ZONE, campaign=campaign, owners=owners, at=at(), by=people["head"]) == 5
    assert campaigning.plan_tasks(zone=ZONE, campaign=campaign, owners=owners, at=at(), by=people["head"]) == 0
    lines = campaigns.tasks(
        zone=ZONE, by=people["head"], wanted=campaigns.TasksWanted(campaign.code), today=at().date()
    )
    assert [line.card for line in lines[:3]] == ["red", "red", "yellow" if lines[2].due_on < at().date() else ""]
    campaigning.finish_task(zone=ZONE, task_id=lines[0].id, evidence="纪要 12 号", at=at(), by=people["leader-1"])
    with pytest.raises(WrongState):
        campaigning.finish_task(zone=ZONE, task_id=lines[0].id, evidence="纪要 12 号", at=at(), by=people["leader-1"])


def test_an_import_is_whole_or_nothing(people):
    rows = [opening("P-1"), opening("P-2", kind="extend、supplement"), opening("P-3", key=True), opening("P-1")]
    told = import_projects(zone=ZONE, openings=rows, at=at(), by=people["head"], source="表格")
    assert [error.row for error in told.errors] == [3, 4, 5] and not Project.objects.exists()
    good = [opening(f"P-{i}") for i in range(1, 4)]
    before = entries()
    assert import_projects(zone=ZONE, openings=good, at=at(), by=people["head"], source="表格", dry_run=True).added == 3
    assert not Project.objects.exists() and entries() == before
    assert import_projects(zone=ZONE, openings=good, at=at(), by=people["head"], source="表格").added == 3
    again = import_projects(zone=ZONE, openings=good, at=at(), by=people["head"], source="表格")
    assert (again.added, again.known) == (0, 3) and entries() == before + 1
    other = import_projects(
        zone=ZONE, openings=[opening("P-1", kind="strengthen")], at=at(), by=people["head"], source="表格"
    )
    assert other.errors and Project.objects.get(number="P-1").kind == "extend"


@pytest.mark.parametrize(("text", "kind"), [("延链", "extend"), ("supplement", "supplement"), (" 强链 ", "strengthen")])
def test_a_cell_says_one_kind(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize("text", ["", "延链、补链", "extend/strengthen", "建链"])
def test_a_cell_with_two_or_none_is_refused(text):
    with pytest.raises(Invalid):
        kind_of(text)


def test_another_zone_sees_nothing(people, project):
    with pytest.raises(NotFound):
        projects.by_number("zone-elsewhere", "P-1")
    with pytest.raises(NotAllowed):
        projects.page(zone="zone-elsewhere", by=people["head"], wanted=projects.Wanted(), today=at().date())
