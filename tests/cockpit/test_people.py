"""The panels of talent and of disputes: what is short by occupation, and a number of files of which nothing is told."""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.cockpit.rules.book import read_book
from gaoxin.cockpit.selectors import panels, sheets
from gaoxin.cockpit.selectors.board import board
from gaoxin.labour.services.disputes import receiving
from gaoxin.talent.services import posts
from tests.economy.conftest import ZONE
from tests.labour.conftest import World as Tribunal
from tests.labour.conftest import world as tribunal  # noqa: F401  (a fixture)
from tests.talent.conftest import FIRST, NOW
from tests.talent.conftest import World as Talent

LEADER = Actor("leader", "局长（演示）", ZONE, frozenset({Role.LEADER}))


def counted(code: str, at: dt.datetime) -> panels.Counted | None:
    return panels.counted(code, panels.Asking(ZONE, LEADER, at.year, at, at.date()))


def test_what_nobody_trains_for_is_short(db):
    assert counted("talent", NOW) is None
    world = Talent()
    job = world.new_post(kind="job", last_month=FIRST, seats=6)
    posts.offer(zone=ZONE, at=NOW, base=world.base, post=job, by=world.firm)
    told = counted("talent", NOW)
    assert told is not None and told.count == 6
    assert "需要 6，可供 4，各职业缺口之和 6" in told.lines[0].zh
    assert [(one.zh, one.en) for one in told.rows] == [
        ("2026 焊工：缺 6（需 6，其中推算 0）", "2026 Welder: 6 short of 6, 0 assumed")
    ]


def test_an_open_dispute_is_a_number_only(tribunal: Tribunal):  # noqa: F811
    pk = tribunal.filed()
    moment = dt.datetime.fromisoformat("2026-03-05T09:00+08:00")
    assert (told := counted("disputes", moment)) is not None and told.count == 0
    receiving.accept(**tribunal.does(pk, "clerk", "2026-03-04T10:00"), identity_checked=True)
    assert (told := counted("disputes", moment)) is not None and told.count == 1
    seen = board(zone=ZONE, by=LEADER, year=2026, at=moment, today=moment.date())
    text = json.dumps(sheets.told(seen), ensure_ascii=False, default=str)
    assert "已受理未结" in text and "赵工人" not in text and "新材料有限公司" not in text


def test_every_panel_of_the_catalogue_has_a_source():
    assert {one.code for one in read_book(settings.CATALOGUE).panels} == set(panels.SOURCES)
