"""Anybody reads whom firms want by occupation and what schools teach, without a name of a firm, a student or an instructor."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gaoxin.talent.selectors.offered import offered
from gaoxin.talent.services import courses, posts
from tests.economy.conftest import ZONE
from tests.talent.conftest import FIRST, LAST, NOW, WELDER, World

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}


def test_totals_of_what_is_open_and_places_that_are_left(
    world: World, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.ZONE = ZONE
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    job = posts.offer(
        **DOES, base=world.base, post=world.new_post(kind="job", seats=9, first_month=LAST), by=world.firm
    )
    course: dict[str, Any] = {
        "school": world.school_id, "occupation": WELDER, "title": "焊接订单班", "hours": 80, "starts": FIRST, "ends": LAST,
    }  # fmt: skip
    number = courses.fill(**DOES, **course, seats=5, by=world.school)
    courses.take_in(**DOES, number=number, students=["S1", "S2"], by=world.school)
    found = offered(zone=ZONE, today=NOW.date())
    assert [astuple(one) for one in found.wanted] == [(WELDER, 9, 2, FIRST)]
    assert [(one.row.number, one.left) for one in found.courses] == [(number, 3)]
    assert [(one.programme, one.year, one.seats) for one in found.seats] == [("焊接加工", 2027, 4)]
    page = client.get("/talent/open/").content.decode()
    assert "焊工" in page and "firm（演示）" not in page and "S1" not in page
    posts.close(**DOES, number=job, by=world.firm)
    assert [astuple(one) for one in offered(zone=ZONE, today=NOW.date()).wanted] == [(WELDER, 0, 2, FIRST)]
    later = offered(zone=ZONE, today=dt.date(2028, 1, 1))
    assert (later.wanted, later.courses, later.seats) == ((), (), ())
    assert offered(zone="elsewhere", today=NOW.date()).wanted == ()
