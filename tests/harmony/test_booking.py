"""Desks: times of the calendar, a lawyer without conflict, giving back, not coming; two at once for the last place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.labour.rules.harmony.aid import Asked
from gaoxin.labour.selectors.figures_harmony import figures
from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.services.harmony import booking, duty, roster
from gaoxin.labour.services.harmony.booking import Wanted
from tests.approvals.conftest import real_database  # noqa: F401
from tests.labour.conftest import FIRMS, START, SYSTEM, ZONE, World, at, build, refused, rows
from tests.stewards.test_at_once import both

NOW = at("2026-03-10T10:00")
SATURDAY = at("2026-03-14T09:30")


def wanted(desk: str = "insurance", purpose: str = "medical", starts: dt.datetime = SATURDAY, **other: Any) -> Wanted:
    return Wanted(desk, purpose, starts, "13800000000", **other)


def does(world: World, who: str, moment: dt.datetime = NOW, **other: Any) -> dict[str, Any]:
    return {"zone": ZONE, "by": world[who], "at": moment, **other}


@pytest.mark.django_db
def test_a_time_is_booked_kept_missed_and_given_back(world):
    with refused(NotAllowed):
        booking.reserve(**does(world, "labour"), wanted=wanted())
    with refused(Invalid, article="民事诉讼法 138"):
        booking.reserve(**does(world, "worker"), wanted=wanted("ip-court", "filing"))  # not on Saturdays
    for wrong in (at("2026-03-10T10:30"), at("2026-05-09T09:00"), at("2026-03-14T09:40"), at("2026-03-15T09:00")):
        with refused(Invalid):
            booking.reserve(**does(world, "worker"), wanted=wanted(starts=wrong))
    with refused(NotFound):
        booking.reserve(**does(world, "worker"), wanted=wanted(party=world.firms["one"]))
    pk = booking.reserve(**does(world, "worker", key="book-0001"), wanted=wanted())
    assert booking.reserve(**does(world, "worker", key="book-0001"), wanted=wanted()) == pk
    with refused(Conflict):  # nobody is at two desks at once
        booking.reserve(**does(world, "worker"), wanted=wanted())
    days = desks.week(zone=ZONE, code="insurance", since=SATURDAY.date(), now=NOW)
    assert {slot.start: slot.left for slot in days[0].slots}[SATURDAY] == 2
    assert [bool(day.slots) for day in days] == [True, False, True, True, True, True, True]
    with refused(NotFound):
        booking.cancel(**does(world, "worker-2"), appointment_id=pk)
    with refused(WrongState):
        booking.cancel(**does(world, "worker", at("2026-03-14T08:00")), appointment_id=pk)
    booking.cancel(**does(world, "worker"), appointment_id=pk)
    again = booking.reserve(**does(world, "worker"), wanted=wanted())
    with refused(WrongState):
        booking.settle(**does(world, "labour"), appointment_id=again, kept=True)
    booking.settle(**does(world, "labour", at("2026-03-14T09:40")), appointment_id=again, kept=True)
    assert sorted(one.state for one in desks.own(zone=ZONE, by=world["worker"])) == ["cancelled", "kept"]
    weekday = booking.reserve(**does(world, "worker"), wanted=wanted(starts=at("2026-03-12T09:00")))
    other = booking.reserve(**does(world, "worker"), wanted=wanted(starts=at("2026-03-12T10:00")))
    told = {one.key: one.value for one in figures(zone=ZONE, year=2026)}
    assert told == {"legal.bookings": 1, "legal.bookings.insurance": 1, "legal.saturday.share": 100}
    for missed in (weekday, other):
        booking.settle(**does(world, "labour", at("2026-03-12T11:00")), appointment_id=missed, kept=False)
    with refused(Conflict, match="2026-04-11"):
        booking.reserve(**does(world, "worker", at("2026-03-12T11:30")), wanted=wanted(starts=at("2026-03-16T09:00")))
    with pytest.raises(NotAllowed):
        desks.of_day(zone=ZONE, by=world["head"], day=SATURDAY.date())


@pytest.mark.django_db
def test_a_lawyer_who_acted_for_the_other_side_keeps_out(world):
    run = does(world, "labour")
    law, day = "律师法 39", SATURDAY.date()
    days = desks.week(zone=ZONE, code="legal", since=day, now=NOW, days=2)
    assert [(one.slots, one.shut, one.unstaffed) for one in days] == [((), False, True), ((), True, True)]
    legal = wanted("legal", "advice", opponent=FIRMS["one"][0], asked=Asked("wages", ("migrant",)))
    with refused(Conflict, match="没有律师值班"):
        booking.reserve(**does(world, "worker"), wanted=legal)
    first = duty.register(**run, name="柯律师", licence="演示执业证0001", firm="演示律师事务所")
    with refused(Conflict):
        duty.register(**run, name="柯律师", licence="演示执业证0001", firm="演示律师事务所")
    with refused(Invalid):
        duty.set_turn(**run, adviser_id=first, desk="insurance", day=day)
    with refused(Invalid):
        duty.set_turn(**run, adviser_id=first, desk="legal", day=dt.date(2026, 3, 15))
    duty.set_turn(**run, adviser_id=first, desk="legal", day=day)
    with refused(Conflict):
        duty.set_turn(**run, adviser_id=first, desk="legal", day=day)
    duty.note_client(**run, adviser_id=first, client="清远演示新材料 有限公司")
    with refused(Conflict, article=law):
        booking.reserve(**does(world, "worker"), wanted=legal)
    second = duty.register(**run, name="苗律师", licence="演示执业证0002", firm="演示律师事务所")
    duty.set_turn(**run, adviser_id=second, desk="legal", day=day)
    pk = booking.reserve(**does(world, "worker"), wanted=legal)
    row = rows("Appointment").get(id=pk)
    assert row.adviser_id == second and row.screening["verdict"] == "unchecked"
    assert row.screening["articles"][:2] == ["法律援助法 31(5)", "法律援助法 42(3)"]
    # The firm comes at the same time: the lawyer who serves the worker is taken, the other one acts for the firm and serves it.
    firm = wanted("legal", "advice", opponent="worker（演示）", party=world.firms["one"])
    assert rows("Appointment").get(id=booking.reserve(**does(world, "firm"), wanted=firm)).adviser_id == first
    later = wanted("legal", "advice", SATURDAY + dt.timedelta(minutes=30), opponent="worker（演示）")
    assert rows("Appointment").get(id=booking.reserve(**does(world, "firm-2"), wanted=later)).adviser_id == first


@pytest.mark.django_db
def test_a_turn_is_taken_back_and_its_bookings_are_served(world):
    run, day = does(world, "labour"), SATURDAY.date()
    first, second = (
        duty.register(**run, name=name, licence=f"演示{name}", firm="演示律师事务所") for name in ("柯律师", "苗律师")
    )
    duty.set_turn(**run, adviser_id=first, desk="legal", day=day)
    legal = wanted("legal", "advice", opponent=FIRMS["one"][0])
    pk = booking.reserve(**does(world, "worker"), wanted=legal)
    turn = {"turn_id": rows("DutyTurn").get().id}
    with refused(NotAllowed):
        duty.clear_turn(**does(world, "head"), **turn)
    with refused(NotFound):
        duty.clear_turn(**does(world, "labour", at("2026-03-15T08:00")), **turn)  # what is over stays
    with refused(Conflict, "09:30 的预约没有人接", "律师法 39"):
        duty.clear_turn(**run, **turn)
    duty.set_turn(**run, adviser_id=second, desk="legal", day=day)
    duty.note_client(**run, adviser_id=second, client=FIRMS["one"][0])
    with refused(Conflict, "没有人接"):  # who acted for the other side takes nothing over
        duty.clear_turn(**run, **turn)
    rows("AdviserClient").all().delete()
    for _ in range(2):  # one form, one act
        duty.clear_turn(**does(world, "labour", key="clear-0001"), **turn)
    row = rows("Appointment").get(id=pk)
    assert (row.adviser_id, row.state) == (second, "booked")
    assert {one.adviser_id for one in rows("DutyTurn").all()} == {second}
    held = set(rows("TakenSlot").filter(ref=pk, holder__startswith="adviser:").values_list("holder", flat=True))
    assert held == {f"adviser:{second}"} and audit.verify(ZONE).ok
    with refused(Conflict, "已约满"):  # one lawyer is left, and is taken then
        booking.reserve(**does(world, "worker-2"), wanted=wanted("legal", "advice"))
    booking.cancel(**does(world, "worker"), appointment_id=pk)
    duty.clear_turn(**run, turn_id=rows("DutyTurn").get().id)
    assert not rows("DutyTurn").exists()


@pytest.fixture
def real(real_database: None, django_db_blocker: Any) -> Iterator[World]:  # noqa: F811
    with django_db_blocker.unblock():
        yield build()


def test_two_at_once_for_the_last_place(real: World):
    tuesday = wanted("ip-court", "filing", at("2026-03-12T09:00"))
    acts = [lambda who=who: booking.reserve(**does(real, who), wanted=tuesday) for who in ("worker", "worker-2")]
    assert both(*acts) == ["Conflict", "done"]
    assert rows("Appointment").count() == 1
    held = set(rows("TakenSlot").filter(start=tuesday.starts_at).values_list("ref", flat=True))
    assert held == {rows("Appointment").get().id}


def test_one_person_at_once_has_no_more_ahead_than_are_allowed(real: World):
    """Different times, so that no slot decides it: two bookings sent at one moment, and one more is allowed."""
    thursday = [at(f"2026-03-12T{hour:02d}:00") for hour in (9, 10, 11, 15)]
    for starts in thursday[:2]:
        booking.reserve(**does(real, "worker"), wanted=wanted(starts=starts))
    acts = [lambda at_=at_: booking.reserve(**does(real, "worker"), wanted=wanted(starts=at_)) for at_ in thursday[2:]]
    assert both(*acts) == ["Conflict", "done"]
    ahead = rows("Appointment").filter(state="booked")
    assert ahead.count() == 3 and ahead.filter(starts_at__in=thursday[:2]).count() == 2
    assert set(rows("TakenSlot").values_list("ref", flat=True)) == set(ahead.values_list("id", flat=True))


def test_a_turn_taken_back_while_somebody_books_leaves_nobody_without_a_lawyer(real: World):
    run = does(real, "labour")
    only = duty.register(**run, name="柯律师", licence="演示0001", firm="演示律师事务所")
    duty.set_turn(**run, adviser_id=only, desk="legal", day=SATURDAY.date())
    turn = rows("DutyTurn").get().id
    told = both(
        lambda: booking.reserve(**does(real, "worker"), wanted=wanted("legal", "advice")),
        lambda: duty.clear_turn(**run, turn_id=turn),
    )
    assert told == ["Conflict", "done"]
    assert rows("Appointment").count() == rows("DutyTurn").count() <= 1  # booked with the lawyer there, or neither
    again = [lambda: duty.clear_turn(**run, turn_id=turn)] * 2
    if rows("Appointment").exists():
        booking.cancel(**does(real, "worker"), appointment_id=rows("Appointment").get().id)
        assert both(*again) == ["NotFound", "done"]
    assert both(*again) == ["NotFound", "NotFound"] and not rows("DutyTurn").exists()


def test_two_officers_give_one_clerk_and_the_last_counter_at_once(real: World):
    run, desk = does(real, "labour"), {"desk": "ip-court", "day": dt.date(2026, 3, 12)}  # one counter
    other = accounting.create_user(
        zone=ZONE, login=f"counter@{ZONE}", name="窗口（演示）", roles=[Role.CLERK], at=START, by=SYSTEM, department="窗口"
    )  # fmt: skip
    clerks = [real.ids["labour"], other]
    last = [lambda who=who: roster.set_clerk(**run, clerk_id=who, **desk) for who in clerks]
    assert both(*last) == ["Conflict", "done"]
    (row,) = rows("CounterTurn").all()
    assert (row.counter, row.desk) == (1, "ip-court")
    clears = [lambda: roster.clear_clerk(**run, turn_id=row.id)] * 2
    assert both(*clears) == ["NotFound", "done"] and not rows("CounterTurn").exists()
    one = [
        lambda code=code: roster.set_clerk(**run, clerk_id=clerks[0], desk=code, day=desk["day"])
        for code in ("ip-court", "insurance")
    ]
    assert both(*one) == ["Conflict", "done"] and rows("CounterTurn").count() == 1  # one desk a day
    same = [lambda: roster.set_clerk(**run, clerk_id=clerks[1], desk="insurance", day=dt.date(2026, 3, 13))] * 2
    assert both(*same) == ["Conflict", "done"] and rows("CounterTurn").filter(clerk_id=clerks[1]).count() == 1
