"""Coordinators with areas, visits and results; a firm checks itself, a coordinator confirms or gives back."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.labour.rules.harmony.check import Answer
from gaoxin.labour.selectors.figures_harmony import figures
from gaoxin.labour.selectors.harmony import coordinated
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import checking, coordinating
from gaoxin.labour.services.harmony.coordinating import Won
from tests.labour.conftest import ZONE, at, refused, rows

pytestmark = pytest.mark.django_db
NOW = at("2026-03-10T10:00")
WHOLE = {one.code: Answer("yes", one.evidence.zh) for one in book().check.questions}


def does(world, who="labour", **other):
    return {"zone": ZONE, "by": world[who], "at": NOW, **other}


def test_an_area_has_one_coordinator_and_a_promised_visit_is_not_forgotten(world):
    firm, me = world.firms["one"], world.ids["labour"]
    with refused(Invalid):
        coordinating.give_area(**does(world), area="north", coordinator=world.ids["head"])
    coordinating.give_area(**does(world), area="north", coordinator=me)
    with refused(Conflict):
        coordinating.give_area(**does(world), area="north", coordinator=me)
    with refused(Invalid):
        coordinating.place_firm(**does(world), party_id=firm, area="moon")
    for area in ("south", "north"):
        coordinating.place_firm(**does(world), party_id=firm, area=area)
    with refused(Invalid):
        coordinating.visit(**does(world), party_id=firm, day=dt.date(2026, 3, 11), findings="明天去")
    with refused(NotAllowed):
        coordinating.visit(**does(world, "steward"), party_id=firm, day=dt.date(2026, 3, 2), findings="代去")
    coordinating.visit(
        **does(world), party_id=firm, day=dt.date(2026, 3, 2), findings="工资表齐全", next_on=dt.date(2026, 3, 9)
    )
    assert [one.party_id for one in coordinated.promised(zone=ZONE, by=world["labour"], today=NOW.date())] == [firm]
    coordinating.visit(**does(world), party_id=firm, day=dt.date(2026, 3, 10), findings="复查，已补签合同")
    assert coordinated.promised(zone=ZONE, by=world["labour"], today=NOW.date()) == []
    won = Won(2025, "劳动关系协调员职业技能竞赛", "city", "二等奖", "市人社局通报")
    coordinating.note_result(**does(world), coordinator=me, won=won)
    with refused(Conflict):
        coordinating.note_result(**does(world), coordinator=me, won=won)
    with refused(Invalid):
        coordinating.note_result(**does(world), coordinator=me, won=Won(2027, "竞赛", "city", "一等奖", "通报"))
    (one,) = coordinated.coordinators(zone=ZONE, by=world["head"], at=NOW)
    assert (one.areas, one.firms, one.visits, [row.award for row in one.results]) == (["north"], 1, 2, ["二等奖"])


def test_a_self_check_is_sent_given_back_and_confirmed(world):
    firm = world.firms["one"]
    with refused(NotFound):
        checking.fill(**does(world, "firm-2"), party_id=firm, answers=WHOLE, send=True)
    with refused(Invalid, article="劳动法 50"):
        checking.fill(**does(world, "firm"), party_id=firm, answers={"pay-day": Answer("idle")}, send=False)
    checking.fill(
        **does(world, "firm"), party_id=firm, answers={"contracts": Answer("yes")}, send=False
    )  # a draft may be short
    with refused(Invalid, article="劳动合同法 10"):
        checking.fill(**does(world, "firm"), party_id=firm, answers=WHOLE | {"contracts": Answer("yes")}, send=True)
    late = WHOLE | {"pay-day": Answer("no")}
    pk = checking.fill(**does(world, "firm"), party_id=firm, answers=late, send=True)
    row = rows("HarmonyCheck").get()
    assert (row.state, row.score, row.passed) == (
        "sent",
        850,
        False,
    )  # the points would do, but pay cannot be made up for
    with refused(WrongState):
        checking.fill(**does(world, "firm"), party_id=firm, answers=WHOLE, send=True)
    with refused(WrongState):
        checking.judge(**does(world), check_id=pk, confirm=True, words="通过")
    with refused(NotAllowed):
        checking.judge(**does(world, "firm"), check_id=pk, confirm=True, words="自己通过")
    checking.judge(**does(world), check_id=pk, confirm=False, words="补发二月工资后再报")
    ready = WHOLE | {"collective": Answer("idle"), "women": Answer("idle")}
    checking.fill(**does(world, "firm", key="check-0002"), party_id=firm, answers=ready, send=True)
    assert [one.party_id for one in coordinated.sent(zone=ZONE, by=world["labour"])] == [firm]
    checking.judge(**does(world), check_id=pk, confirm=True, words="已核对工资凭证")
    with refused(WrongState):
        checking.judge(**does(world), check_id=pk, confirm=False, words="反悔")
    row.refresh_from_db()
    assert (row.state, row.score) == ("confirmed", 1000)
    assert {one.key: one.value for one in figures(zone=ZONE, year=2026)} == {"harmony.confirmed": 1}
    with pytest.raises(NotFound):
        coordinated.checks_of(zone=ZONE, party_id=firm, by=world["firm-2"])
