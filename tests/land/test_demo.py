"""The demo's land: synthetic, within its boundary, and its ledgers add up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gaoxin.demo.parts import land as part
from gaoxin.demo.plan import read_plan
from gaoxin.projects.models import Parcel, ParcelAgreement
from gaoxin.projects.selectors.land import ledgers, mapping
from tests.approvals.conftest import ZONE, at

FOLDER = Path(__file__).resolve().parents[2] / "catalogue" / "demo"
MOMENT = at("2025-01-02T09:00")


@pytest.mark.django_db
def test_the_demo_has_its_land_and_building_again_changes_nothing():
    plan = read_plan(FOLDER)
    said: list[str] = []
    part.build(ZONE, plan, MOMENT, said.append)
    part.build(ZONE, plan, MOMENT, said.append)
    assert len(said) == 1
    assert Parcel.objects.filter(zone=ZONE).count() == 40
    totals = {one.category.code: one for one in ledgers.totals(zone=ZONE)}
    assert all(totals[code].parcels for code in ("approved-unsupplied", "idle", "inefficient", "in-use", "reserved"))
    assert sum(one.parcels for one in totals.values()) == 40
    assert len(ledgers.suspects(zone=ZONE, today=MOMENT.date())) == 3
    present = ledgers.parcel(zone=ZONE, number="QY-B04", today=MOMENT.date()).present
    assert present and {one.verdict for one in present.compared if one.measure == "output" and one.year == 2024} == {
        "short"
    }
    plan_view = mapping.public_plan(zone=ZONE)
    assert plan_view is not None and "演示" in plan_view.name
    assert len(json.loads(mapping.features(zone=ZONE, public=True))["features"]) > 5
    assert ParcelAgreement.objects.filter(zone=ZONE).count() == 28


def test_the_demo_says_that_it_is_synthetic():
    assert "合成" in json.loads((FOLDER / "land.geojson").read_text(encoding="utf-8"))["note"]
