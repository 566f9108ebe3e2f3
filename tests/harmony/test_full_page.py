"""Who is shown a week without a place and goes away counts for staffing; who books or leaves a wish for a time counts as that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed
from gaoxin.labour.rules.harmony.staffing import Served, weekdays
from gaoxin.labour.selectors.harmony import demand, desks
from gaoxin.labour.services.harmony import booking
from tests.approvals.conftest import real_database  # noqa: F401
from tests.harmony.test_booking import does, wanted
from tests.harmony.test_demand import RULES, SATURDAYS
from tests.harmony.test_rosters import Api, signed_in
from tests.labour.conftest import ZONE, World, at, build, refused, rows
from tests.stewards.test_at_once import both

NOW = at("2026-03-10T10:00")  # a Tuesday; the circuit court sits on Tuesdays and Thursdays
TODAY = NOW.date()


def fill(world: World, code: str, since: dt.date, *, spare: int = 0) -> list[dt.datetime]:
    """Every place of the week is another person's; the last `spare` times stay."""
    days = desks.week(zone=ZONE, code=code, since=since, now=NOW)
    times = [slot.start for day in days for slot in day.slots]
    for start in times[: len(times) - spare]:
        row = rows("Appointment").create(
            zone=ZONE, person_id=world.ids["firm"], desk=code, purpose="filing", starts_at=start, ends_at=start + dt.timedelta(hours=1),
            phone="138", booked_at=NOW,
        )  # fmt: skip
        rows("TakenSlot").create(zone=ZONE, holder=f"desk:{code}:1", start=start, ref=row.id)
    return times


def test_who_left_would_have_taken_any_hour() -> None:
    served = [Served(day, {9: 2, 10: 2}, 1) for day in SATURDAYS]
    booked = {(day, hour): 2 for day in SATURDAYS for hour in (9, 10)}
    assert weekdays(served, booked, {}, RULES)[0].verdict == "fits"
    (one,) = weekdays(served, booked, {}, RULES, {SATURDAYS[0]: 1, SATURDAYS[1]: 5, SATURDAYS[1] + dt.timedelta(1): 9})
    assert (one.left, one.needed, one.verdict) == (
        6,
        3,
        "more",
    )  # nine asked on one of four days, four places a counter
    assert one.average == (16 + 6) / 4 and one.hours[0].needed == 1  # hours tell only who asked for one


@pytest.mark.django_db
def test_once_a_person_and_week_until_they_book(world: World) -> None:
    seen: dict[str, Any] = {"code": "ip-court", "since": TODAY}
    times = fill(world, "ip-court", TODAY, spare=1)
    assert not booking.saw_full(**does(world, "worker"), **seen)  # there is a place
    rows("Appointment").all().delete()
    rows("TakenSlot").all().delete()
    fill(world, "ip-court", TODAY)
    with refused(NotAllowed):
        booking.saw_full(**does(world, "labour"), **seen)
    with refused(Invalid):
        booking.saw_full(**does(world, "worker"), code="moon", since=TODAY)
    assert not booking.saw_full(**does(world, "worker"), code="legal", since=TODAY)  # nobody on duty is not full
    assert booking.saw_full(**does(world, "worker"), **seen)
    assert not booking.saw_full(**does(world, "worker", NOW + dt.timedelta(days=1)), **seen)
    assert booking.saw_full(**does(world, "worker-2"), **seen) and rows("FullPage").count() == 2
    found = demand.demand(zone=ZONE, code="ip-court", by=world["head"], today=dt.date(2026, 3, 20))
    assert {one.weekday: one.left for one in found.weekdays} == {2: 2, 4: 0}
    with pytest.raises(Conflict, match="已约满"):  # a wish for a time counts instead
        booking.ask(**does(world, "worker-2"), wanted=wanted("ip-court", "filing", times[-1]))
    assert rows("TurnedAway").count() == 1 and rows("FullPage").count() == 1
    assert not booking.saw_full(**does(world, "worker-2"), **seen)
    booking.reserve(**does(world, "worker"), wanted=wanted("ip-court", "filing", at("2026-03-24T09:00")))
    assert not rows("FullPage").exists() and not booking.saw_full(**does(world, "worker"), **seen)
    assert audit.verify(ZONE).ok


@pytest.mark.django_db
def test_the_page_says_so_and_tells_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client, path = signed_in(world, "worker"), f"/my/appointments/?desk=ip-court&since={TODAY}"
    assert "hx-post" not in client.get(path).content.decode()
    fill(world, "ip-court", TODAY)
    page = client.get(path).content.decode()
    assert "这一周都已约满" in page and 'hx-trigger="load"' in page and not rows("FullPage").exists()
    told = [client.post(path, {"act": "full"}).status_code for _ in range(2)]
    assert told == [204, 204] and rows("FullPage").get().day == dt.date(2026, 3, 10)
    other = Api(signed_in(world, "worker-2"))
    assert other.post("desks/ip-court/full", {"since": f"{TODAY}"}) == (200, {"counted": True})
    assert other.post("desks/ip-court/full", {"since": f"{TODAY}"}) == (200, {"counted": False})
    officer = Api(signed_in(world, "labour"))
    assert officer.post("desks/ip-court/full", {"since": f"{TODAY}"})[0] == 403 and rows("FullPage").count() == 2
    monkeypatch.setattr(timezone, "now", lambda: at("2026-03-20T10:00"))
    officer = Api(signed_in(world, "labour"))
    assert "看到约满离开 2" in officer.client.get("/harmony/team/?desk=ip-court").content.decode()
    (tuesday,) = [one for one in officer.get("desks/ip-court/demand")["weekdays"] if one["weekday"] == 2]
    assert tuesday["left"] == 2


@pytest.fixture
def real(real_database: None, django_db_blocker: Any) -> Iterator[World]:  # noqa: F811
    with django_db_blocker.unblock():
        yield build()


def test_two_windows_at_once_count_once(real: World) -> None:
    fill(real, "ip-court", TODAY)
    told: list[bool] = []
    acts = [lambda: told.append(booking.saw_full(**does(real, "worker"), code="ip-court", since=TODAY))] * 2
    assert both(*acts) == ["done", "done"] and sorted(told) == [False, True]
    assert rows("FullPage").count() == 1
