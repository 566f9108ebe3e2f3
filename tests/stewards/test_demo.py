"""The demo's share is built by ordinary services, twice without a difference, and says what its file says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.audit import services as audit
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import steward_team, stewards
from gaoxin.demo.plan import Enterprise as DemoEnterprise
from gaoxin.demo.plan import read_plan
from gaoxin.parties import services as registering
from gaoxin.projects.selectors import figures_stewards
from gaoxin.projects.selectors.stewards import inquiries, ladder, returning, serving, warned
from tests.stewards.conftest import SYSTEM, TZ, ZONE, everything, rows

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
    listed, _ = warned.page(zone=ZONE, by=head)
    found = {view.name: view.warned for view in listed}
    assert warned.as_of(zone=ZONE, today=dt.date(2026, 11, 25)) == dt.date(
        2025, 6, 1
    )  # the last period of the demo's records
    assert [view.warned.level.code for view in listed if view.warned.level] == ["red", "red", "yellow", "yellow"]
    assert [view.open for view in listed if view.warned.codes == ["power-collapse", "silent", "wages"]] == [()]
    worst = found["清远演示精密模具有限公司"]
    assert (
        worst.level is not None
        and worst.level.code == "red"
        and {f.signal.code for f in worst.found} >= {"stopped", "power-down"}
    )
    assert inquiries.summary(zone=ZONE, by=head, now=now, year=2025).answered == 7
    assert inquiries.saturday(zone=ZONE, by=head, year=2025) == (2, 10)
    told_figures = {one.key: one for one in figures_stewards.figures(zone=ZONE, year=2025)}
    assert {key: one.value and float(one.value) for key, one in told_figures.items()} == {
        "stewards.firms": 12, "stewards.without_steward": 0, "stewards.people": 2, "stewards.inquiries": 9,
        "stewards.first_answer_hours.median": 2.8, "stewards.rating.mean": 4.5, "returning.firms": 10, "returning.confirmed": 8,
        "returning.capacity": 73.7, "saturday.share": 20.0, "ladder.leaders": 3, "ladder.clusters": 3,
    }  # fmt: skip
    empty = {one.key: one.value for one in figures_stewards.figures(zone=ZONE, year=2023)}
    assert empty["returning.firms"] is empty["saturday.share"] is empty["stewards.first_answer_hours.median"] is None
    entries = ladder.entries(zone=ZONE, today=now.date())
    before = ladder.entries(zone=ZONE, today=dt.date(2025, 1, 6))
    assert ladder.entries(zone=ZONE, today=dt.date(2025, 1, 5)) == [] and len(before) == 6
    assert sum(view.overdue for view in before) == 0 and not any(
        one.done_on for view in before for one in view.measures
    )
    assert [view.kind for view in entries] == ["leader"] * 3 + ["cluster"] * 3
    assert entries[0].place.gap_k is not None and rows("LadderMeasure").count() == 4


def test_everybody_who_came_later_is_given_a_steward_by_load():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    stewards.build(ZONE, plan, dt.datetime(2025, 1, 2, 9, tzinfo=TZ), print)
    later = dt.datetime(2025, 4, 1, 9, tzinfo=TZ)
    for number in range(40):
        name, code = f"后来企业{number}号（演示）", DemoEnterprise(900 + number, "", "", "").identifier
        registering.register_party(
            zone=ZONE, kind="enterprise", name=name, identifier=code, source="test", at=later, by=SYSTEM, industry="3985"
        )  # fmt: skip
    for _ in range(2):
        steward_team.build(ZONE, plan, later, print)
    told = {one.key: one.value for one in figures_stewards.figures(zone=ZONE, year=2024)}
    assert (told["stewards.firms"], told["stewards.without_steward"], told["stewards.people"]) == (52, 0, 14)
    people, proposals = serving.carried(zone=ZONE, at=later)
    assert all(person.share <= 100 for person in people) and not [one for one in proposals if not one.before]
    assert set(rows("Stewardship").filter(until=None, backup=None)) == set()
    head = accounts.actor(zone=ZONE, login=f"head@{ZONE}", at=later)
    assert (
        len(warned.page(zone=ZONE, by=head)[0]) == 4
    )  # whoever came in April is not silent by the last period on file
