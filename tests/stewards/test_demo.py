"""The demo's share is built by ordinary services, twice without a difference, and says what its file says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.audit import services as audit
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import stewards
from gaoxin.demo.plan import read_plan
from gaoxin.projects.selectors.stewards import inquiries, ladder, returning, serving, warned
from tests.stewards.conftest import TZ, ZONE, everything, rows

pytestmark = pytest.mark.django_db


def test_the_demo_is_served_twice_the_same():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    at = dt.datetime(2025, 1, 2, 9, tzinfo=TZ)
    now = dt.datetime(2025, 6, 16, 10, tzinfo=TZ)
    stewards.build(ZONE, plan, at, print)
    stewards.stage(zone=ZONE, plan=plan, now=now)
    before = everything()
    stewards.build(ZONE, plan, at, print)
    stewards.stage(zone=ZONE, plan=plan, now=now)
    assert everything() == before and audit.verify(ZONE).ok
    head = accounts.actor(zone=ZONE, login=f"head@{ZONE}", at=now)
    served, _ = serving.served(zone=ZONE, by=head)
    assert len(served) == 12 and all(view.backup and view.backup_id != view.steward_id for view in served)
    people, proposals = serving.carried(zone=ZONE, at=now)
    assert len(people) == 2 and abs(people[0].points - people[1].points) <= 40 and proposals is not None
    told = returning.monitor(zone=ZONE, year=2025, by=head).sums
    assert (told.served, told.declared, told.returned, told.confirmed, told.silent) == (12, 11, 10, 9, 1)
    found = {view.name: view.warned for view in warned.warned(zone=ZONE, by=head, now=now)}
    worst = found["清远演示精密模具有限公司"]
    assert (
        worst.level is not None
        and worst.level.code == "red"
        and {f.signal.code for f in worst.found} >= {"stopped", "power-down"}
    )
    assert inquiries.summary(zone=ZONE, by=head, now=now, year=2025).answered == 7
    assert inquiries.saturday(zone=ZONE, by=head, year=2025) == (2, 10)
    entries = ladder.entries(zone=ZONE, today=now.date())
    assert [view.kind for view in entries] == ["leader"] * 3 + ["cluster"] * 3
    assert entries[0].place.gap_k is not None and rows("LadderMeasure").count() == 4
