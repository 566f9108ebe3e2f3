"""Staffing by demand: the hours that are asked for, who was turned away, and how many counters that speaks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.labour.rules.harmony.book import Staffing, read_harmony
from gaoxin.labour.rules.harmony.staffing import Gap, Served, gaps, weekdays
from gaoxin.labour.selectors.harmony import demand
from gaoxin.labour.services.harmony import booking, duty, roster
from tests.harmony.test_booking import does, wanted
from tests.labour.conftest import ZONE, at, refused, rows

SATURDAYS = [dt.date(2026, 3, 7) + dt.timedelta(7 * n) for n in range(4)]
RULES = Staffing(weeks=8, least_days=3, cover=900, ahead_days=14)


def test_needed_is_what_the_busy_days_ask_for() -> None:
    served = [Served(day, {9: 2, 10: 2}, 1) for day in SATURDAYS]
    booked = {(day, 9): 2 for day in SATURDAYS} | {(SATURDAYS[0], 10): 1}
    turned = {(SATURDAYS[0], 9): 1, (SATURDAYS[1], 9): 3}
    (one,) = weekdays(served, booked, turned, RULES)
    nine, ten = one.hours
    assert (nine.booked, nine.turned_away, nine.average, nine.busiest) == (8, 4, 3.0, 5)
    assert nine.needed == 3  # 2, 2, 3 and 5 asked of two places an hour: nine days in ten would take three counters
    assert (ten.average, ten.needed) == (0.25, 1)
    assert (one.weekday, one.days, one.on_duty, one.needed, one.verdict) == (6, 4, 1, 3, "more")
    assert one.peak == nine and one.average == 13 / 4
    half = msgspec.structs.replace(RULES, cover=500)  # half of the days: two counters less are enough
    assert weekdays(served, booked, turned, half)[0].needed == 1
    assert weekdays([replace(day, on_duty=4) for day in served], booked, turned, RULES)[0].verdict == "fewer"
    (idle,) = weekdays(served[:2], {}, {}, RULES)
    assert (idle.verdict, idle.peak, idle.needed) == ("few", None, 1)
    ahead = {dt.date(2026, 4, 4): 3, dt.date(2026, 4, 11): 0, dt.date(2026, 4, 13): 0}
    assert gaps(ahead, [one]) == [Gap(dt.date(2026, 4, 11), 0, 3)] and gaps(ahead, [idle]) == []


def test_the_book_says_how_staffing_is_reckoned(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "catalogue" / "labour"
    (tmp_path / "labour").mkdir()
    for file in source.glob("harmony-*.yaml"):
        (tmp_path / "labour" / file.name).write_text(
            file.read_text(encoding="utf-8").replace("cover: 900", "cover: 1001"), encoding="utf-8"
        )
    with pytest.raises(Invalid, match="staffing"):
        read_harmony(tmp_path)


@pytest.mark.django_db
def test_who_finds_no_place_counts_once_and_turns_fall_short(world, monkeypatch):
    first = duty.register(
        **does(world, "labour", at("2026-02-20T10:00")), name="柯律师", licence="演示0001", firm="演示所"
    )
    legal = [wanted("legal", "advice", at(f"{day}T09:30")) for day in SATURDAYS[:3]]
    for one in legal:
        before = one.starts_at - dt.timedelta(3)
        duty.set_turn(**does(world, "labour", before), adviser_id=first, desk="legal", day=one.starts_at.date())
        booking.ask(**does(world, "worker", before), wanted=one)
        for _ in range(2):
            with pytest.raises(Conflict, match="已约满"):
                booking.ask(**does(world, "worker-2", before, key="ask-0001"), wanted=one)
    assert rows("TurnedAway").count() == 3 and rows("Appointment").count() == 3
    with refused(Conflict):  # nobody is at two desks at once, and there is a place: nobody was turned away
        booking.ask(**does(world, "worker", before), wanted=wanted("insurance", starts=legal[2].starts_at))
    today = dt.date(2026, 3, 23)
    found = demand.demand(zone=ZONE, code="legal", by=world["head"], today=today)
    saturday = next(one for one in found.weekdays if one.weekday == 6)
    assert (saturday.booked, saturday.turned_away, saturday.on_duty, saturday.needed) == (3, 3, 0, 1)
    assert (saturday.verdict, saturday.peak.hour) == ("more", 9)
    assert {gap.day for gap in found.gaps} >= {dt.date(2026, 3, 28)}
    with pytest.raises(NotAllowed):
        demand.demand(zone=ZONE, code="legal", by=world["worker"], today=today)
    with pytest.raises(Invalid):
        demand.demand(zone=ZONE, code="moon", by=world["head"], today=today)
    last = rows("Appointment").get(starts_at=legal[2].starts_at)
    booking.cancel(**does(world, "worker", before), appointment_id=last.id)
    booking.ask(**does(world, "worker-2", before, key="ask-0002"), wanted=legal[2])
    assert rows("TurnedAway").count() == 2  # who is served after all was not turned away
    assert audit.verify(ZONE).ok
    _seen(world, monkeypatch, today)


def _seen(world, monkeypatch, today):
    """The page and the API tell the same; whoever books reads neither."""
    monkeypatch.setattr(timezone, "now", lambda: at(f"{today}T10:00"))
    head, worker = Client(), Client()
    head.force_login(get_user_model().objects.get(pk=world.ids["head"]))
    worker.force_login(get_user_model().objects.get(pk=world.ids["worker"]))
    told = head.get("/api/v1/desks/legal/demand").json()
    (one,) = [day for day in told["weekdays"] if day["weekday"] == 6]
    assert (one["booked"], one["turned_away"], one["verdict"]) == (3, 2, "more") and told["gaps"]
    page = head.get("/harmony/team/?desk=legal").content.decode()
    assert "值班不够的日子" in page and "建议增加" in page and "worker" not in page
    assert "开放天数" in head.get("/harmony/team/?desk=moon").content.decode()
    assert worker.get("/api/v1/desks/legal/demand").status_code == 403 and worker.get("/harmony/team/").status_code in (
        403,
        404,
    )


@pytest.mark.django_db
def test_counters_have_a_roster_that_staffing_reads(world, monkeypatch):
    day, now = SATURDAYS[0], at(f"{SATURDAYS[0]}T08:00") - dt.timedelta(3)
    told: dict[str, Any] = {"clerk_id": world.ids["labour"], "desk": "insurance", "day": day}
    for wrong, kind in (
        ({"desk": "legal"}, Invalid), ({"day": day + dt.timedelta(1)}, Invalid), ({"clerk_id": world.ids["worker"]}, NotFound),
        ({"day": day - dt.timedelta(7)}, Invalid),
    ):  # fmt: skip
        with refused(kind):
            roster.set_clerk(**does(world, "labour", now), **(told | wrong))
    with refused(NotAllowed):
        roster.set_clerk(**does(world, "head", now), **told)
    for _ in range(2):  # one form, one turn
        roster.set_clerk(**does(world, "labour", now, key="turn-0001"), **told)
    with refused(Conflict, "当天已有窗口"):  # one desk a day
        roster.set_clerk(**does(world, "labour", now), **told)
    row = rows("CounterTurn").get()
    assert (row.counter, row.day) == (1, day)
    # Once a roster is kept, a day ahead on which nobody is at the counter falls short.
    short = {one.day for one in _insurance(world, now).gaps}
    assert dt.date(2026, 3, 5) in short and day not in short
    monkeypatch.setattr(timezone, "now", lambda: now)
    officer = Client()
    officer.force_login(get_user_model().objects.get(pk=world.ids["labour"]))
    page = officer.get("/harmony/team/").content.decode()
    assert "窗口值班" in page and str(row.id) in page
    officer.post("/harmony/team/", {"act": "clear", "turn": str(row.id), "key": "clear-0001"})
    assert not rows("CounterTurn").exists() and not _insurance(world, now).gaps  # no roster: fully staffed
    with refused(NotFound):
        roster.clear_clerk(**does(world, "labour", now), turn_id=row.id)
    assert audit.verify(ZONE).ok


def _insurance(world, now):
    return demand.demand(zone=ZONE, code="insurance", by=world["head"], today=now.date())
