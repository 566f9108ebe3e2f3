"""One steward an enterprise, one question once, entrusted handling, visits, the return to work: the acts and their refusals."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.demo.plan import Enterprise
from gaoxin.parties import services as registering
from gaoxin.projects.rules.stewards.metering import Reading
from gaoxin.projects.selectors.stewards import inquiries as inbox
from gaoxin.projects.selectors.stewards import ladder as ladder_log
from gaoxin.projects.selectors.stewards import returning as monitor
from gaoxin.projects.selectors.stewards import serving as log
from gaoxin.projects.selectors.stewards import warned
from gaoxin.projects.services.stewards import (
    caring,
    cultivation,
    entrusting,
    inquiries,
    metering,
    returning,
    serving,
    weighing,
)
from tests.stewards.conftest import FIRMS, START, SYSTEM, ZONE, World, at, everything, refused, rows

pytestmark = pytest.mark.django_db
ASKED = at("2025-06-16T09:00")
ITEM = "construction-permit"


def ask(world: World, key: str = "", who: str = "applicant", firm: str = "one"):
    return inquiries.ask(
        zone=ZONE,
        party_id=world.firms[firm],
        subject="用电增容",
        text="二期要增容到 2000 千伏安，找谁？",
        at=ASKED,
        by=world[who],
        key=key,
    )


def troubled(world: World, who: str = "steward", **wanted):
    return [view.party_id for view in warned.page(zone=ZONE, by=world[who], wanted=warned.Wanted(**wanted))[0]]


# one current steward


def test_two_current_stewards_are_refused_by_the_database(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows("Stewardship").create(
            zone=ZONE, party_id=world.firms["one"], steward_id=world.ids["steward-3"], since=ASKED
        )
    assert rows("Stewardship").filter(party_id=world.firms["one"], until=None).count() == 1


def test_a_second_assignment_is_refused_in_words(world):
    with refused(Conflict, "已有专员"):
        serving.assign(
            zone=ZONE, party_id=world.firms["one"], steward_id=world.ids["steward-3"], at=ASKED, by=world["head"]
        )


def test_only_a_head_assigns_only_stewards_and_two_different_ones(world):
    made = {"zone": ZONE, "party_id": world.firms["one"], "at": ASKED}
    with refused(NotAllowed):
        serving.assign(**made, steward_id=world.ids["steward-3"], by=world["steward"])
    handed = made | {"note": "交接", "by": world["head"]}
    with refused(Invalid, "不是服务专员"):
        serving.hand_over(**handed, steward_id=world.ids["engineer"])
    with refused(Invalid, "另一个人"):
        serving.hand_over(**handed, steward_id=world.ids["steward-3"], backup_id=world.ids["steward-3"])
    with refused(Invalid, "交接说明"):
        serving.hand_over(**(handed | {"note": " "}), steward_id=world.ids["steward-3"])
    with refused(Invalid, "就是现任"):
        serving.hand_over(**handed, steward_id=world.ids["steward"])


def test_a_hand_over_takes_everything_along_and_is_told(world):
    asked = ask(world)
    serving.hand_over(
        zone=ZONE,
        party_id=world.firms["one"],
        steward_id=world.ids["steward-3"],
        note="增容在谈",
        at=ASKED,
        by=world["steward"],
    )
    assert [v.steward_id for v in log.history(zone=ZONE, party_id=world.firms["one"], by=world["head"])] == [
        world.ids["steward-3"], world.ids["steward"],
    ]  # fmt: skip
    assert [v.id for v in inbox.inbox(zone=ZONE, by=world["steward-3"], now=ASKED)[0]] == [asked]
    assert inbox.inbox(zone=ZONE, by=world["steward"], now=ASKED)[0] == []
    with refused(NotFound):
        inquiries.answer(zone=ZONE, inquiry_id=asked, text="我来答", at=ASKED, by=world["steward"])
    assert audit.verify(ZONE).ok


def test_a_hand_over_while_another_has_handed_over(world):
    shown = rows("Stewardship").get(party_id=world.firms["one"], until=None).id
    handed = {
        "zone": ZONE,
        "party_id": world.firms["one"],
        "note": "交接",
        "at": ASKED,
        "by": world["head"],
        "expected": shown,
    }
    serving.hand_over(**handed, steward_id=world.ids["steward-3"])
    with refused(Conflict, "其间已有人移交"):
        serving.hand_over(**handed, steward_id=world.ids["steward-2"])


def test_a_backup_answers_but_hands_nothing_over(world):
    asked = ask(world)
    inquiries.answer(zone=ZONE, inquiry_id=asked, text="请找供电所", at=ASKED, by=world["steward-2"])
    with refused(NotAllowed, "后备"):
        serving.hand_over(
            zone=ZONE,
            party_id=world.firms["one"],
            steward_id=world.ids["steward-3"],
            note="交接",
            at=ASKED,
            by=world["steward-2"],
        )


def test_the_load_is_evened_out_once_and_only_as_proposed(world):
    people, proposals = log.carried(zone=ZONE, at=ASKED)
    assert {p.name: p.enterprises for p in people} == {
        "steward（演示）": 1,
        "steward-2（演示）": 1,
        "steward-3（演示）": 0,
    }
    assert proposals == []
    with refused(Conflict, "建议已经变化"):
        serving.even_out(zone=ZONE, parties=frozenset({str(world.firms["one"])}), at=ASKED, by=world["head"])
    rows("Stewardship").filter(party_id=world.firms["one"]).update(until=ASKED)
    _, proposals = log.carried(zone=ZONE, at=ASKED)
    assert [p.party for p in proposals] == [str(world.firms["one"])]
    for _ in range(2):
        chosen = frozenset({str(world.firms["one"])})
        assert serving.even_out(zone=ZONE, parties=chosen, at=ASKED, by=world["head"], key="k") == 1
    assert rows("Stewardship").filter(party_id=world.firms["one"], until=None).count() == 1


# questions


def test_asked_twice_is_asked_once(world):
    assert ask(world, "k1") == ask(world, "k1")
    assert rows("Inquiry").count() == 1 and rows("InquiryEntry").count() == 1
    assert ask(world, "k2") != ask(world, "k1")


def test_a_key_that_served_for_something_else(world):
    ask(world, "k1")
    with refused(Conflict):
        caring.wish(zone=ZONE, party_id=world.firms["one"], text="要停车位", at=ASKED, by=world["applicant"], key="k1")


@pytest.mark.parametrize("who", ["applicant-2", "agent", "steward-3", "engineer"])
def test_nobody_asks_for_another_enterprise(world, who):
    with refused(NotFound):
        ask(world, who=who)


def test_an_auditor_reads_and_does_nothing(world):
    asked = ask(world)
    assert inbox.one(zone=ZONE, inquiry_id=asked, by=world["auditor"], now=ASKED)
    with refused(NotAllowed):
        ask(world, who="auditor")
    with refused(NotAllowed):
        inquiries.answer(zone=ZONE, inquiry_id=asked, text="答", at=ASKED, by=world["auditor"])


def test_the_course_of_a_question_across_offices(world):
    asked = ask(world)
    does = {"zone": ZONE, "inquiry_id": asked}
    with refused(NotFound):  # not theirs until it is handed to them
        inquiries.answer(**does, text="答", at=ASKED, by=world["engineer"])
    inquiries.forward(
        **does, office="construction", text="请建设局答复", at=at("2025-06-16T09:30"), by=world["steward"], version=1
    )
    with refused(Conflict, "其间已有新的内容"):
        inquiries.answer(**does, text="先答一句", at=at("2025-06-16T09:40"), by=world["steward"], version=1)
    inquiries.answer(**does, text="可以增容", at=at("2025-06-16T11:00"), by=world["engineer"], version=2)
    inquiries.add(**does, text="要多久？", at=at("2025-06-16T11:30"), by=world["applicant"])
    with refused(NotFound):
        inquiries.add(**does, text="打听", at=at("2025-06-16T11:30"), by=world["applicant-2"])
    inquiries.answer(**does, text="十天", at=at("2025-06-16T17:00"), by=world["steward"])
    inquiries.close(**does, at=at("2025-06-17T09:00"), by=world["steward"])
    view, course = inbox.one(**does, by=world["applicant"], now=at("2025-06-17T10:00"))
    assert [entry.kind for entry in course] == ["asked", "forwarded", "answered", "added", "answered", "closed"]
    assert (view.standing, view.first_answer_at) == ("closed", at("2025-06-16T11:00"))
    with refused(WrongState, "已办结"):
        inquiries.answer(**does, text="再答", at=at("2025-06-17T11:00"), by=world["steward"])
    told = inbox.summary(zone=ZONE, by=world["steward"], now=at("2025-06-17T10:00"), year=2025)
    assert (told.asked, told.in_time, told.late, told.median_minutes) == (1, 1, 0, 120)


def test_closing_without_an_answer_is_refused(world):
    asked = ask(world)
    with refused(WrongState, "还没有答复"):
        inquiries.close(zone=ZONE, inquiry_id=asked, at=ASKED, by=world["steward"])


def test_rated_once_by_the_enterprise_itself(world):
    asked = ask(world)
    does = {"zone": ZONE, "inquiry_id": asked, "at": ASKED}
    with refused(WrongState, "还没有答复"):
        inquiries.rate(**does, stars=5, text="", by=world["applicant"])
    inquiries.answer(**does, text="答复", by=world["steward"])
    for who in ("applicant-2", "steward", "head"):
        with refused(NotFound):
            inquiries.rate(**does, stars=5, text="", by=world[who])
    for stars in (0, 6):
        with refused(Invalid):
            inquiries.rate(**does, stars=stars, text="", by=world["applicant"])
    with refused(Invalid, "写明原因"):
        inquiries.rate(**does, stars=1, text=" ", by=world["applicant"])
    inquiries.rate(**does, stars=2, text="太慢", by=world["applicant"])
    with refused(WrongState, "已经评价过"):
        inquiries.rate(**does, stars=5, text="", by=world["applicant"])
    assert inbox.ratings(zone=ZONE, by=world["head"], year=2025)[2] == 1


def test_the_course_cannot_be_rewritten(world):
    ask(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows("InquiryEntry").update(text="改写")


# visits, wishes, signals


def test_a_visit_in_the_future_is_refused(world):
    made = {"zone": ZONE, "party_id": world.firms["one"], "place": "厂区", "findings": "产线满负荷", "at": ASKED}
    with refused(Invalid, "不能在将来"):
        caring.visit(**made, day=dt.date(2025, 6, 17), by=world["steward"])
    with refused(NotFound):
        caring.visit(**made, day=dt.date(2025, 6, 16), by=world["steward-3"])
    caring.visit(**made, day=dt.date(2025, 6, 16), by=world["steward"])
    assert rows("StewardVisit").count() == 1


def test_a_wish_is_settled_in_words_once(world):
    wish = caring.wish(zone=ZONE, party_id=world.firms["one"], text="要公交站", at=ASKED, by=world["applicant"])
    does = {"zone": ZONE, "wish_id": wish, "at": ASKED}
    with refused(Invalid):
        caring.settle_wish(**does, done=True, outcome=" ", by=world["steward"])
    with refused(NotFound):
        caring.settle_wish(**does, done=True, outcome="已设", by=world["steward-3"])
    caring.settle_wish(**does, done=False, outcome="客流不足，改开通勤班车", by=world["steward"])
    with refused(WrongState):
        caring.settle_wish(**does, done=True, outcome="已设", by=world["steward"])


def test_nothing_is_noted_about_an_enterprise_that_is_not_there(world):
    """A head serves every enterprise, but only those there are."""
    made = {"zone": ZONE, "party_id": uuid.uuid4(), "at": ASKED, "by": world["head"]}
    kept = {model: rows(model).count() for model in ("Wish", "StewardVisit", "DeclaredSignal", "WarningStanding")}
    with refused(NotFound):
        caring.wish(**made, text="要公交站")
    with refused(NotFound):
        caring.visit(**made, day=dt.date(2025, 6, 10), place="厂区", findings="正常生产")
    with refused(NotFound):
        caring.note_signal(**made, code="stopped", day=dt.date(2025, 6, 10), words="停产", source="走访")
    assert {model: rows(model).count() for model in kept} == kept


def test_signals_make_a_warning_for_those_who_serve(world):
    made = {"zone": ZONE, "party_id": world.firms["one"], "words": "一条线停产", "source": "走访", "at": ASKED}
    with refused(Invalid, "预警信号"):
        caring.note_signal(**made, code="power-down", day=dt.date(2025, 6, 10), by=world["steward"])
    with refused(Invalid, "不能在将来"):
        caring.note_signal(**made, code="stopped", day=dt.date(2025, 6, 20), by=world["steward"])
    signal = caring.note_signal(**made, code="stopped", day=dt.date(2025, 6, 10), by=world["steward"])
    rows("Stewardship").update(since=ASKED)
    found, _ = warned.page(zone=ZONE, by=world["steward"])
    assert [(v.party_id, v.warned.points) for v in found] == [(world.firms["one"], 70)]
    assert troubled(world, "steward-3") == []
    with refused(Invalid, "早于发生"):
        caring.end_signal(zone=ZONE, signal_id=signal, day=dt.date(2025, 6, 1), at=ASKED, by=world["steward"])
    caring.end_signal(zone=ZONE, signal_id=signal, day=dt.date(2025, 6, 15), at=ASKED, by=world["steward"])
    assert troubled(world) == []


def metered(world, who="head", held=False, **cells):
    told = {"identifier": FIRMS["one"][1], "month": dt.date(2025, 5, 1), "kwh": 900}
    lines = (
        [Reading(2, *told.values()), Reading(3, *(told | cells).values())] if cells else [Reading(2, *told.values())]
    )
    return metering.import_power(zone=ZONE, readings=lines, source="供电所", at=ASKED, by=world[who], jumps_hold=held)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"month": dt.date(2025, 4, 2)}, "月初"), ({"month": dt.date(2025, 6, 1)}, "未结束"),
        ({"month": dt.date(2025, 4, 1), "kwh": -1}, "为负"),
        ({"kwh": 901}, "重复"), ({"identifier": "91350100M000100Y44", "month": dt.date(2025, 4, 1)}, "没有这家企业"),
    ],
)  # fmt: skip
def test_power_is_imported_whole_or_not_at_all(world, cells, what):
    before = everything()
    told = metered(world, **cells)
    assert not told.taken and [error.row for error in told.errors] == [3] and what in told.errors[0].what
    assert everything() == before


def test_power_is_added_and_corrected_and_jumps_are_told(world):
    assert (metered(world).added, metered(world, kwh=900, month=dt.date(2025, 4, 1)).same) == (1, 1)
    told = metered(world, month=dt.date(2025, 4, 1), kwh=100)
    assert not told.taken and [one.row for one in told.jumps] == [3] and "2025-05 900" in told.jumps[0].what
    told = metered(world, month=dt.date(2025, 4, 1), kwh=100, held=True)
    assert told.taken and told.corrected == 1
    assert metered(world, who="steward").taken and not metered(world, who="steward-3").taken


def test_a_warning_is_answered_and_stays_until_it_is_over(world):
    told = {"zone": ZONE, "party_id": world.firms["one"], "at": ASKED, "by": world["steward"]}
    rows("Stewardship").update(since=ASKED)
    with refused(WrongState, "没有需要应对"):
        weighing.answer(**told, words="看过")
    caring.note_signal(**told, code="stopped", day=dt.date(2025, 6, 10), words="停产", source="走访")
    with refused(Invalid):
        weighing.answer(**told, words=" ")
    with refused(NotFound):
        weighing.answer(**(told | {"by": world["steward-3"]}), words="看过")
    assert troubled(world, answered="no") == [world.firms["one"]]
    weighing.answer(**told, words="已到厂，周五复产", day=dt.date(2025, 6, 16), place="厂区", key="k")
    weighing.answer(**told, words="已到厂，周五复产", day=dt.date(2025, 6, 16), place="厂区", key="k")
    with refused(Conflict, "内容不同"):
        weighing.answer(**told, words="别的内容", key="k")
    assert rows("StewardVisit").count() == rows("WarningAnswer").count() == 1
    assert troubled(world, answered="no") == [] and troubled(world, answered="yes") == [world.firms["one"]]
    caring.note_signal(**told, code="wages", day=dt.date(2025, 6, 16), words="欠薪", source="来电")
    assert troubled(world, answered="no") == [world.firms["one"]]  # a new signal is to be answered anew
    with pytest.raises(IntegrityError), transaction.atomic():
        rows("WarningAnswer").update(words="改")


def test_silence_is_weighed_by_the_timer_and_pages_by_key(world):
    later = at("2025-03-20T09:00")
    assert weighing.weigh_all(zone=ZONE, at=later) == 2
    first, after = warned.page(zone=ZONE, by=world["head"], size=1)
    rest, end = warned.page(zone=ZONE, by=world["head"], wanted=warned.Wanted(after=after), size=1)
    assert after and not end and {first[0].party_id, rest[0].party_id} == set(world.firms.values())
    assert first[0].warned.codes == ["silent"] and first[0].day == later.date()
    with pytest.raises(Invalid):
        warned.page(zone=ZONE, by=world["head"], wanted=warned.Wanted(after="x"))


# entrusted


def entrusted(world, **changed):
    told = {"zone": ZONE, "party_id": world.firms["one"], "item": ITEM, "until": at("2025-12-31T17:00"), "words": "全程代办",
            "at": ASKED, "by": world["applicant"]}  # fmt: skip
    return entrusting.entrust(**(told | changed))


def test_a_steward_acts_only_with_a_mandate_for_that_item(world):
    task = entrusted(world)
    with refused(NotAllowed, "没有这个事项的委托"):  # the backup serves the enterprise and has no mandate
        entrusting.finish(zone=ZONE, task_id=task, outcome="办妥", at=ASKED, by=world["steward-2"])
    with refused(NotAllowed, "没有这个事项的委托"):  # it has ended
        entrusting.finish(zone=ZONE, task_id=task, outcome="办妥", at=at("2026-01-05T09:00"), by=world["steward"])
    with refused(Conflict, "已在代办"):
        entrusted(world)
    entrusting.finish(zone=ZONE, task_id=task, outcome="办妥", at=ASKED, by=world["steward"])
    with refused(WrongState):
        entrusting.finish(zone=ZONE, task_id=task, outcome="又办", at=ASKED, by=world["steward"])


def test_entrusting_is_the_enterprises_own(world):
    for who in ("applicant-2", "agent", "steward", "head"):
        with refused(NotFound):
            entrusted(world, by=world[who])
    with refused(Invalid, "没有这个事项"):
        entrusted(world, item="nothing")
    with refused(Invalid, "已过"):
        entrusted(world, until=ASKED)


# return to work

BACK = returning.Declared(
    dt.date(2025, 2, 6), returned=True, capacity=60, workers_back=30, workers=50, obstacles=("labour",)
)
FEBRUARY = at("2025-02-07T10:00")


@pytest.fixture
def run(world):
    return returning.open_round(
        zone=ZONE, year=2025, since=dt.date(2025, 2, 5), until=dt.date(2025, 2, 28), at=START, by=world["head"]
    )


def declare(world, who="applicant", told=BACK, **changed):
    made = {"zone": ZONE, "year": 2025, "party_id": world.firms["one"], "told": told, "at": FEBRUARY, "by": world[who]}
    return returning.declare(**(made | changed))


def test_declared_by_one_confirmed_by_another(world, run):
    told = declare(world, "steward")
    with refused(NotAllowed, "不能核实自己"):
        returning.confirm(zone=ZONE, declaration_id=told, at=FEBRUARY, by=world["steward"])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows("ReturnDeclaration").update(confirmed_by_id=world.ids["steward"])
    with refused(NotFound):
        returning.confirm(zone=ZONE, declaration_id=told, at=FEBRUARY, by=world["steward-3"])
    returning.confirm(zone=ZONE, declaration_id=told, at=FEBRUARY, by=world["steward-2"])
    with refused(WrongState):
        returning.confirm(zone=ZONE, declaration_id=told, at=FEBRUARY, by=world["head"])
    sums = monitor.monitor(zone=ZONE, year=2025, by=world["head"]).sums
    assert (sums.served, sums.declared, sums.confirmed, sums.silent, sums.capacity_bp) == (2, 1, 1, 1, 6000)
    assert monitor.monitor(zone=ZONE, year=2025, by=world["steward"]).sums.served == 1


def test_a_newer_declaration_is_confirmed_anew(world, run):
    first = declare(world)
    declare(world, told=returning.Declared(dt.date(2025, 2, 7), True, 90, 45, 50))
    with refused(Conflict, "重新填报"):
        returning.confirm(zone=ZONE, declaration_id=first, at=FEBRUARY, by=world["steward"])
    (seen,), _ = monitor.listed(zone=ZONE, year=2025, by=world["steward"])
    assert seen.told is not None and (seen.told.capacity, seen.told.confirmed_by) == (90, "")
    found = {
        which: [row.name for row in monitor.listed(zone=ZONE, year=2025, by=world["head"], which=which)[0]]
        for which in monitor.STATES
    }
    assert found == {"confirmed": [], "returned": [FIRMS["one"][0]], "out": [], "silent": [FIRMS["two"][0]]}
    day = next(day for day in monitor.monitor(zone=ZONE, year=2025, by=world["head"]).days if day.returned)
    assert (day.day, day.after, day.share_bp) == (dt.date(2025, 2, 7), 3, 5000)  # the holiday ended on 2025-02-04


def test_declarations_that_cannot_be(world, run):
    with refused(NotFound):
        declare(world, "applicant-2")
    with refused(NotFound):
        declare(world, year=2024)
    with refused(Invalid, "将来"):
        declare(world, told=returning.Declared(dt.date(2025, 2, 8), True, 60, 30, 50))
    with refused(Conflict):
        returning.open_round(
            zone=ZONE, year=2025, since=dt.date(2025, 2, 6), until=dt.date(2025, 3, 1), at=START, by=world["head"]
        )
    assert declare(world, key="k") == declare(world, key="k")
    assert rows("ReturnDeclaration").count() == 1


# the ladder


def test_the_ladder_has_three_places_each_and_no_survey_data(world):
    made = {"zone": ZONE, "target_year": 2030, "at": ASKED, "by": world["head"]}
    entry = [cultivation.take_in(**made, kind="leader", name=f"龙头{n}（演示）") for n in range(3)][0]
    with refused(Invalid, "名额已满"):
        cultivation.take_in(**made, kind="leader", name="龙头4（演示）")
    with refused(NotAllowed):
        cultivation.take_in(**(made | {"by": world["steward"]}), kind="cluster", name="集群（演示）")
    put = {"zone": ZONE, "entry_id": entry, "year": 2024, "at": ASKED, "by": world["steward"]}
    with refused(Invalid, "统计法 28"):
        cultivation.put_output(**put, output_k=1, source="statistics")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows("LadderOutput").create(zone=ZONE, entry_id=entry, year=2023, output_k=1, source="statistics")
    cultivation.put_output(**put, output_k=4_000_000, source="declared")
    measure = cultivation.add_measure(
        zone=ZONE,
        entry_id=entry,
        text="配套用地",
        office="land",
        due_on=dt.date(2025, 6, 1),
        at=ASKED,
        by=world["steward"],
    )
    first = ladder_log.entries(zone=ZONE, today=ASKED.date())[0]
    assert (first.place.gap_k, first.overdue) == (6_000_000, 1)
    cultivation.finish_measure(zone=ZONE, measure_id=measure, outcome="已供地", at=ASKED, by=world["steward"])
    with refused(WrongState):
        cultivation.finish_measure(zone=ZONE, measure_id=measure, outcome="再办", at=ASKED, by=world["steward"])
    assert ladder_log.entries(zone=ZONE, today=ASKED.date())[0].overdue == 0


def test_an_output_told_again_leaves_what_was_told_before(world):
    entry = cultivation.take_in(
        zone=ZONE, kind="leader", name="龙头（演示）", target_year=2030, at=ASKED, by=world["head"]
    )
    put: dict[str, Any] = {"zone": ZONE, "entry_id": entry, "year": 2024, "source": "declared"}
    for day, amount, who, key in (
        (16, 4_000_000, "steward", "a"),
        (20, 5_000_000, "head", "b"),
        (20, 5_000_000, "head", "b"),
    ):
        cultivation.put_output(**put, output_k=amount, at=at(f"2025-06-{day}T10:00"), by=world[who], key=key)
    assert list(rows("LadderOutput").order_by("serial").values_list("serial", "output_k")) == [
        (1, 4_000_000),
        (2, 5_000_000),
    ]
    then, later = (ladder_log.entries(zone=ZONE, today=dt.date(2025, 6, day))[0] for day in (19, 20))
    assert (then.place.output_k, later.place.output_k) == (4_000_000, 5_000_000)
    assert [(one.output_k, one.by, one.counts) for one in then.told] == [(4_000_000, "steward（演示）", True)]
    assert [(one.output_k, one.by, one.counts) for one in later.told] == [
        (5_000_000, "head（演示）", True), (4_000_000, "steward（演示）", False)
    ]  # fmt: skip
    for change in (lambda: rows("LadderOutput").update(output_k=1), lambda: rows("LadderOutput").all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def _waiting_firms(count: int) -> None:
    for number in range(count):
        registering.register_party(
            zone=ZONE, kind="enterprise", name=f"后来{number}号", identifier=Enterprise(900 + number, "", "", "").identifier,
            source="test", at=ASKED, by=SYSTEM, industry="3985",
        )  # fmt: skip


def test_assigning_that_is_cut_off_keeps_whole_lots_and_goes_on(world, monkeypatch):
    _waiting_firms(5)
    monkeypatch.setattr(serving, "LOT", 2)
    record, seen = serving.act.record, list[int]()

    def cut_off(*told: Any, **named: Any) -> None:
        seen.append(len(told))
        if len(seen) == 2:
            raise KeyboardInterrupt
        record(*told, **named)

    with monkeypatch.context() as patch:
        patch.setattr(serving.act, "record", cut_off)
        with pytest.raises(KeyboardInterrupt):
            serving.assign_waiting(zone=ZONE, at=ASKED, by=world["head"], key="w")
    assert rows("Stewardship").filter(until=None).count() == 4 and log.count_waiting(zone=ZONE) == 3
    assert serving.assign_waiting(zone=ZONE, at=ASKED, by=world["head"], key="w") == 3
    assert serving.assign_waiting(zone=ZONE, at=ASKED, by=world["head"], key="w") == 3  # the same form again
    assert rows("Stewardship").filter(until=None).count() == 7 and log.count_waiting(zone=ZONE) == 0
    with refused(NotAllowed, ""):
        serving.assign_waiting(zone=ZONE, at=ASKED, by=world["steward"])


def test_whose_steward_serves_no_more_is_handed_to_another(world):
    """And who left between the plan and the lot is given nobody."""
    firm, gone = world.firms["one"], world.ids["steward"]
    apps.get_model("accounts", "User").objects.filter(id=gone).update(is_active=False)
    planned = log.waiting(zone=ZONE, at=ASKED)
    assert [(p.party, p.before) for p in planned] == [(str(firm), str(gone))]
    apps.get_model("accounts", "User").objects.filter(id=planned[0].steward).update(is_active=False)
    assert serving._give(ZONE, planned, ASKED) == {}
    assert rows("Stewardship").get(party_id=firm).until is None
    apps.get_model("accounts", "User").objects.filter(id=planned[0].steward).update(is_active=True)
    assert serving.assign_waiting(zone=ZONE, at=ASKED, by=world["head"]) == 1
    assert rows("Stewardship").get(party_id=firm, until=None).steward_id == uuid.UUID(planned[0].steward)
    assert rows("Stewardship").get(party_id=firm, steward_id=gone).until == ASKED
