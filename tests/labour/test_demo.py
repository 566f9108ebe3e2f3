"""The demo's share: made by ordinary acts, the same when it is made again, and its figures come from records."""

from __future__ import annotations

import pytest
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.audit.services import verify
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import disputes, harmony
from gaoxin.demo.plan import read_plan
from gaoxin.labour.selectors.disputes import lists
from gaoxin.labour.selectors.figures_labour import figures
from gaoxin.labour.selectors.harmony import demand
from tests.labour.conftest import ZONE, at, everything, rows

NOW = at("2026-03-18T15:00")


@pytest.mark.django_db
def test_files_are_made_once_and_counted(var):
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)

    disputes.build(ZONE, plan, NOW, print)

    before = everything()
    disputes.build(ZONE, plan, NOW, print)
    assert everything() == before and verify(ZONE).ok
    told = {year: {one.key: one.value for one in figures(zone=ZONE, year=year)} for year in (2024, 2026)}
    assert told == {
        2024: {"disputes.accepted": 2, "disputes.in_time": 2},
        2026: {"disputes.accepted": 1, "disputes.in_time": 1},
    }
    assert (
        rows("Dispute").filter(collective=True).count() == 1 and rows("Dispute").exclude(archived_at=None).count() == 1
    )
    disputes.stage(zone=ZONE, plan=plan, now=NOW)
    before = everything()
    disputes.stage(zone=ZONE, plan=plan, now=NOW)
    assert everything() == before
    assert sorted(rows("Dispute").filter(closed_at=None).values_list("state", flat=True)) == ["accepted", "filed"]
    desk, many = lists.desk(zone=ZONE, by=accounts.actor(zone=ZONE, login=f"arbitrator@{ZONE}", at=NOW), now=NOW)
    assert many == 2 and [one.row.state for one in desk if one.unsigned] == ["awarded"]
    assert rows("Hearing").get(state="set").link.startswith("https://")


@pytest.mark.django_db
def test_the_last_weeks_have_demand_to_staff_by(var):
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    harmony.build(ZONE, plan, NOW, print)
    later = at("2026-06-17T15:00")  # eight weeks after the last fixed booking
    harmony.stage(zone=ZONE, plan=plan, now=later)
    made = rows("Appointment").count()
    officer = accounts.actor(zone=ZONE, login=f"labour-officer@{ZONE}", at=later)
    for code in ("legal", "insurance", "ip-court"):
        told = demand.demand(zone=ZONE, code=code, by=officer, today=later.date()).weekdays
        assert sum(one.booked for one in told) > 3 and {one.verdict for one in told} & {"fits", "fewer"}
    harmony.stage(zone=ZONE, plan=plan, now=later)
    assert rows("Appointment").count() == made and verify(ZONE).ok
