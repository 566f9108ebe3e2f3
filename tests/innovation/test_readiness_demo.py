"""The demo's firms differ in what they would have to do, and are told it once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from gaoxin.audit.services import verify
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import readiness
from gaoxin.demo.plan import read_plan
from gaoxin.innovation.selectors import readiness as log
from tests.innovation.conftest import START, ZONE, everything

TODAY = dt.date(2026, 11, 26)


@pytest.mark.django_db
def test_one_would_be_recognised_one_lacks_something_one_told_half():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    readiness.build(ZONE, plan, START, print)
    before = everything()
    readiness.build(ZONE, plan, START, print)
    assert everything() == before and verify(ZONE).ok
    found = {one.name: one for one in log.standings(zone=ZONE, check="htec", day=TODAY)}
    mould, solar, clean = (found[plan.zone.enterprise(serial).name] for serial in (8, 7, 10))
    assert (mould.verdict, mould.missing) == ("qualifies", 0) and mould.low >= 71
    assert solar.verdict == "does_not_qualify" and solar.missing < clean.missing
    told = log.told(check="htec", firm=log.one(zone=ZONE, party_id=solar.key, day=TODAY), day=TODAY, zone=ZONE)
    assert [(one["fact"], one["to"]) for one in told["least_change"]] == [("tech_staff", 18)]
    assert clean.verdict == "unknown"
