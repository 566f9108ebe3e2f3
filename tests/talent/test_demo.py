"""The demo's share: made by ordinary acts, the same when it is made again."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings

from gaoxin.audit.services import verify
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import talent
from gaoxin.demo.plan import read_plan
from gaoxin.talent.selectors import demand
from tests.talent.conftest import NOW, ZONE, rows


def everything() -> dict[str, list[object]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("talent").get_models()
    }


@pytest.mark.django_db
def test_a_school_is_matched_and_a_council_meets_twice_the_same():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    talent.build(ZONE, plan, NOW, print)
    before = everything()
    talent.build(ZONE, plan, NOW, print)
    assert everything() == before and verify(ZONE).ok
    run = rows("Run").get()
    # Six may be placed at the turner's and so on: some stay without a place, and each is told why.
    assert run.pairs and run.left and all(one["why"] for one in run.left)
    assert rows("Course").get().tasks and rows("Agreement").get().agreed_at
    assert {one.kind for one in rows("Member")} == {"school", "institute", "finance", "enterprise"}
    ended = list(rows("Placement").filter(state="ended").order_by("number"))
    assert [one.hired_on is not None for one in ended] == [True, True, False]  # not everybody who practised was hired
    assert all(one.signed_on and one.school_agreed_at and one.firm_agreed_at for one in ended)
    course = rows("Course").get()
    assert course.instructor.hours >= course.hours and course.instructor.party_id == rows("Agreement").get().party_id
    gaps, _undated = demand.gaps_of(zone=ZONE, today=NOW.date())
    assert any(one.missing for one in gaps)
