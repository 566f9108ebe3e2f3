"""Weak signals of unpaid wages: terms with reasons, a warning opened, looked at, closed; refusals change nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, WrongState
from gaoxin.labour.rules.disputes.book import Phrase
from gaoxin.labour.rules.harmony import wages
from gaoxin.labour.rules.harmony.book import read_harmony
from gaoxin.labour.rules.harmony.wages import Told
from gaoxin.labour.selectors.harmony import warned
from gaoxin.labour.services.disputes import filing
from gaoxin.labour.services.harmony import warning
from gaoxin.labour.services.harmony.warning import Fact
from gaoxin.projects.services.stewards import inquiries, serving
from tests.labour.conftest import ZONE, at, citizen, refused, rows

RULES = read_harmony(Path(__file__).parents[2] / "catalogue").wages
NOW = at("2026-03-10T10:00")
TODAY = NOW.date()
LATE = Fact("late-pay", dt.date(2026, 3, 5), "二月工资未按 3 月 5 日发放", "职工来电，协调员电话核实")
ACCOUNT = Fact("account-none", dt.date(2026, 3, 6), "二期厂房未开设专户", "住建局通报")


def does(world, who="labour", moment=NOW, **other):
    return {"zone": ZONE, "by": world[who], "at": moment, **other}


def test_ranking_counts_the_points_that_the_evidence_comes_to() -> None:
    """The list is ranked by codes alone; each set of signals is worth what weighing it with its evidence gives."""
    told = [Told(one.code, TODAY, Phrase("", ""), Phrase("", "")) for one in RULES.facts]
    steward = [Told(one.code_there, TODAY, Phrase("", ""), Phrase("", "")) for one in RULES.signals if one.code_there]
    codes = {one.code_there: one.code for one in RULES.signals if one.code_there}
    table = wages.worth(RULES)
    for number in range(1 << len(told)):
        facts = [one for place, one in enumerate(told) if number >> place & 1]
        noted = [one for place, one in enumerate(steward) if number >> place & 1]
        stand = [one.code for one in facts] + [codes[one.code] for one in noted]
        weighed = wages.weigh(wages.Known(facts=facts, steward=noted), TODAY, RULES)
        assert wages.points(stand, table) == weighed.points
        assert wages.level_of(weighed.points, RULES) == weighed.level
    found = {"a": 15, "b": 90, "c": 14, "d": 90, "e": 55}
    assert wages.by_rank(found, RULES) == ["b", "d", "e", "a"] and wages.by_rank(found, RULES, "amber") == ["e"]


@pytest.mark.django_db
def test_weak_signals_add_up_and_every_point_has_a_reason(world):
    firm = world.firms["one"]
    assert warned.ranked(zone=ZONE, by=world["labour"], today=TODAY) == ([], 0)
    pk = world.filed()
    first = warned.weigh_one(zone=ZONE, party_id=firm, today=TODAY)
    assert (first.points, first.level.code, [one.code for one in first.terms]) == (35, "yellow", ["claims"])
    assert "1 件、1 人" in first.terms[0].evidence.zh and "赵工人" not in str(first)
    with refused(Invalid, article="统计法 28"):
        warning.note_fact(**does(world), party_id=firm, fact=Fact("survey", TODAY, "报表减员", "联网直报"))
    with refused(Invalid):
        warning.note_fact(**does(world), party_id=firm, fact=Fact("late-pay", dt.date(2024, 1, 1), "旧事", "来电"))
    with refused(Invalid):
        warning.note_fact(**does(world), party_id=firm, fact=Fact("late-pay", TODAY, "没有来源", " "))
    with refused(NotAllowed):
        warning.note_fact(**does(world, "firm"), party_id=firm, fact=LATE)
    noted = [warning.note_fact(**does(world, key="fact-0001"), party_id=firm, fact=LATE) for _ in range(2)]
    warning.note_fact(**does(world), party_id=firm, fact=ACCOUNT)
    assert noted[0] == noted[1] and rows("WageFact").count() == 2
    found, many = warned.ranked(zone=ZONE, by=world["labour"], today=TODAY)
    assert many == 1 and found[0].weighed.points == 105 and found[0].weighed.level.code == "red"
    assert (
        found[0].weighed.reasons.zh
        == "未按约定日期发工资 40 + 追索劳动报酬的仲裁申请 35 + 工程未开设农民工工资专用账户 30 = 105"
    )
    assert all(one.article and one.source.zh and one.evidence.zh for one in found[0].weighed.terms)
    warning.end_fact(**does(world), fact_id=noted[0], day=TODAY)
    with refused(WrongState):
        warning.end_fact(**does(world), fact_id=noted[0], day=TODAY)
    filing.withdraw(**world.does(pk, "worker", "2026-03-10T11:00"), reason="已付")
    left = warned.weigh_one(zone=ZONE, party_id=firm, today=TODAY)
    assert [one.code for one in left.terms] == ["account-none"] and left.points == 30
    with pytest.raises(NotAllowed):
        warned.ranked(zone=ZONE, by=world["firm"], today=TODAY)


@pytest.mark.django_db
def test_what_stewards_hear_and_note_counts_without_their_words(world):
    firm = world.firms["two"]
    officer = world.ids["steward"]
    serving.assign(zone=ZONE, party_id=firm, steward_id=officer, by=world["head"], at=at("2026-01-10T09:00"))
    inquiries.ask(zone=ZONE, party_id=firm, subject="停发工资怎么办", text="老板说资金紧张，秘密商议",
                  by=world["firm-2"], at=at("2026-03-02T10:00"))  # fmt: skip
    found = warned.weigh_one(zone=ZONE, party_id=firm, today=TODAY)
    assert [one.code for one in found.terms] == ["heard"] and "停发工资" in found.terms[0].evidence.zh
    assert "秘密" not in str(found)
    assert [one.party_id for one in warned.ranked(zone=ZONE, by=world["labour"], today=TODAY)[0]] == [firm]


@pytest.mark.django_db
def test_a_warning_is_opened_looked_at_and_closed_with_a_reason(world):
    firm = world.firms["one"]
    with refused(WrongState, article="保障农民工工资支付条例 38"):
        warning.open_warning(**does(world), party_id=firm, words="听说")
    world.filed(workers=[filing.Worker(f"工人{n}号", citizen(200 + n), representative=n < 3) for n in range(10)])
    assert warned.weigh_one(zone=ZONE, party_id=firm, today=TODAY).points == 60  # ten workers are one fact, not two
    pk = warning.open_warning(**does(world, key="open-0001"), party_id=firm, words="十人集体申请")
    assert warning.open_warning(**does(world, key="open-0001"), party_id=firm, words="十人集体申请") == pk
    with refused(Conflict):
        warning.open_warning(**does(world), party_id=firm, words="又一次")
    with refused(WrongState):
        warning.close(**does(world), warning_id=pk, closing="paid", words="已付")
    assert warned.standing(zone=ZONE, year=2026) == (1, 1, 0)
    warning.look(**does(world), warning_id=pk, words="现场查工资表，欠两个月", version=1)
    with refused(Conflict):
        warning.look(**does(world), warning_id=pk, words="晚了一步", version=1)
    with refused(Invalid):
        warning.close(**does(world), warning_id=pk, closing="bored", words="没事")
    warning.close(**does(world), warning_id=pk, closing="paid", words="银行回单已核", version=2)
    with refused(WrongState):
        warning.look(**does(world), warning_id=pk, words="再看")
    told = list(rows("WageWarningEntry").filter(warning_id=pk).order_by("number"))
    assert [(one.kind, one.points) for one in told] == [("opened", 60), ("looked", 60), ("closed", 60)]
    assert told[0].terms[0]["article"] == "劳动争议调解仲裁法 7"
    watched = warned.one(zone=ZONE, party_id=firm, by=world["head"], today=TODAY)
    assert warned.standing(zone=ZONE, year=2026) == (0, 1, 1)
    assert watched.warning is None and len(watched.entries) == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        rows("WageWarningEntry").filter(id=told[0].id).update(words="改写")
    assert audit.verify(ZONE).ok
