"""Supervised tasks: who opens, answers, sends back, closes; twice, at once, and by the wrong person."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit.services import verify
from gaoxin.cockpit.selectors import follow_ups as seen
from gaoxin.cockpit.services import follow_ups
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from tests.cockpit.conftest import NOW, TODAY, rows, signed_in
from tests.economy.conftest import ZONE

People = Callable[[str], Actor]
DAY = dt.timedelta(days=1)


def asked(**more: Any) -> follow_ups.Asked:
    told = {
        "card": "iva",
        "year": 2024,
        "ask": "说明原因",
        "owner": f"steward@{ZONE}",
        "due_on": TODAY + 5 * DAY,
    } | more
    return follow_ups.Asked(**told)


def opened(people: People, key: str = "", by: str = "leader", **more: Any) -> str:
    return follow_ups.open_task(zone=ZONE, asked=asked(**more), by=people(by), at=NOW, today=TODAY, key=key)


def said(number: str, people: People, by: str, text: str = "已办", key: str = "") -> dict[str, Any]:
    return {"zone": ZONE, "number": number, "text": text, "by": people(by), "at": NOW, "key": key}


def test_from_a_figure_to_its_end(people: People, figure: Callable[[str], None]):
    number = opened(people)
    figure("130.00")  # the task keeps what the figure was
    follow_ups.answer(**said(number, people, "steward", "已说明"))
    follow_ups.send_back(**said(number, people, "leader", "不够"), today=TODAY, due_on=TODAY + 9 * DAY)
    follow_ups.hand_over(**said(number, people, "steward", "归统计"), to=f"statistician@{ZONE}")
    with pytest.raises(NotFound):  # no longer theirs
        follow_ups.answer(**said(number, people, "steward"))
    follow_ups.answer(**said(number, people, "statistician"))
    follow_ups.close(**said(number, people, "leader", "清楚了"))
    task = seen.one(zone=ZONE, number=number, by=people("auditor"), today=TODAY)
    assert [entry.act for entry in task.entries] == [
        "opened",
        "answered",
        "sent-back",
        "handed-over",
        "answered",
        "closed",
    ]
    assert (task.row.state, task.row.value, task.row.closed_at) == ("closed", "118.20 亿元", NOW)
    with pytest.raises(WrongState):
        follow_ups.close(**said(number, people, "leader"))
    assert verify(ZONE).ok
    with pytest.raises(DatabaseError), transaction.atomic():
        rows("FollowUpEntry").update(text="x")


def test_twice_is_once_and_other_contents_are_refused(people: People, figure: Any):
    assert opened(people, key="key-00001") == opened(people, key="key-00001")
    with pytest.raises(Conflict):
        opened(people, key="key-00001", ask="别的")
    number = opened(people)
    assert rows("FollowUp").count() == 2
    for _ in range(2):
        follow_ups.answer(**said(number, people, "steward", key="key-00002"))
    assert rows("FollowUpEntry").filter(act="answered").count() == 1
    with pytest.raises(WrongState):  # two owners at once: the second is told
        follow_ups.answer(**said(number, people, "steward", key="key-00003"))


@pytest.mark.parametrize(
    "more",
    [
        {"ask": " "}, {"ask": "长" * 2001}, {"due_on": TODAY - DAY}, {"due_on": TODAY + 181 * DAY}, {"owner": f"applicant@{ZONE}"},
        {"owner": ""}, {"owner": "nobody"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked(people: People, figure: Any, more: dict[str, Any]):
    with pytest.raises(Invalid):
        opened(people, **more)
    assert rows("FollowUp").count() == 0


def test_who_may(people: People, figure: Any):
    with pytest.raises(NotFound):
        opened(people, card="nothing")
    for name in ("steward", "auditor", "statistician", "applicant"):
        with pytest.raises(NotAllowed):
            opened(people, by=name)
    number = opened(people)
    with pytest.raises(NotAllowed):
        follow_ups.answer(**said(number, people, "leader"))
    for name in ("leader-2", "auditor"):
        with pytest.raises(NotAllowed):
            follow_ups.close(**said(number, people, name))
    with pytest.raises(NotFound):
        follow_ups.close(**said(number, people, "applicant"))
    with pytest.raises(NotFound):
        follow_ups.close(**said(number, people, "statistician"))
    with pytest.raises(WrongState):
        follow_ups.send_back(**said(number, people, "leader"), today=TODAY)
    follow_ups.close(**said(number, people, "head", "不再需要"))


def test_overdue_is_counted_while_it_waits_for_its_owner(people: People, figure: Any):
    number = opened(people)
    later = TODAY + 8 * DAY
    late = seen.listing(zone=ZONE, by=people("leader"), today=later, late=True)
    assert [(one.row.number, one.late) for one in late] == [(number, 3)]
    assert seen.listing(zone=ZONE, by=people("applicant"), today=later) == []
    assert len(seen.listing(zone=ZONE, by=people("steward"), today=later, mine=True)) == 1
    follow_ups.answer(**said(number, people, "steward"))
    assert seen.listing(zone=ZONE, by=people("leader"), today=later, late=True) == []


def test_the_pages_of_a_task(people: People, figure: Any):
    leader, steward, other = signed_in("leader"), signed_in("steward"), signed_in("statistician")
    day = (timezone.localdate() + 5 * DAY).isoformat()
    form = {"ask": "<b>说明</b>", "owner": f"steward@{ZONE}", "due_on": day, "key": "page-0001"}
    refused = leader.post("/cockpit/2024/ask/iva/", form | {"due_on": "2020-01-01"})
    assert refused.status_code == 422 and "&lt;b&gt;说明" in refused.content.decode()
    page = leader.post("/cockpit/2024/ask/iva/", form, follow=True)
    number = rows("FollowUp").get().number
    assert "118.20" in page.content.decode() and "&lt;b&gt;说明" in page.content.decode()
    assert leader.post("/cockpit/2024/ask/iva/", form).status_code == 302 and rows("FollowUp").count() == 1
    assert number in steward.get("/cockpit/follow-ups/?mine=1").content.decode()
    assert other.get(f"/cockpit/follow-ups/{number}/").status_code == 404
    assert number not in other.get("/cockpit/follow-ups/").content.decode()
    assert f"follow-ups/{number}" not in other.get("/cockpit/", follow=True).content.decode()
    board = signed_in("auditor").get("/cockpit/", follow=True).content.decode()
    [line] = [text for text in re.findall(r"<a[^>]*>([^<]*)</a>", board) if number in text]
    assert "测试增加值：" in line and "test" in rows("FollowUp").get().name  # in the language of the page alone
    assert other.post(f"/cockpit/follow-ups/{number}/answer/", {"text": "好"}).status_code == 404
    assert steward.get("/cockpit/").status_code == 403
    assert steward.post(f"/cockpit/follow-ups/{number}/answer/", {"text": ""}).status_code == 422
    assert steward.post(f"/cockpit/follow-ups/{number}/answer/", {"text": "好"}).status_code == 302
    assert rows("FollowUp").get().state == "answered"
    assert leader.post(f"/cockpit/follow-ups/{number}/burn/", {"text": "好"}).status_code == 404
