"""The demo's share: made by ordinary acts, the same when it is made again."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone

from gaoxin.audit.services import verify
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import policies
from gaoxin.demo.plan import read_plan
from tests.policies.conftest import ZONE, rows


@pytest.mark.django_db
def test_somebody_is_listed_consents_and_is_paid():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    said: list[str] = []
    for _ in range(2):
        policies.build(ZONE, plan, timezone.now(), said.append)
    states = sorted(rows("Entitlement").values_list("state", flat=True))
    assert states.count("paid") == 1 and states.count("consented") == 1 and states.count("listed") >= 5
    assert said[0] == said[1] and rows("MatchRun").count() == 1 and verify(ZONE).ok
    assert rows("BudgetYear").get().policy == "green-factory"
