"""Updates: a registered parcel's next version, what it may not take, and what the zone was at a date."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.projects.models import Parcel, ParcelStatus, ParcelVersion
from gaoxin.projects.selectors.land import ledgers, mapping
from gaoxin.projects.services.land import agreements, ledger, parcels
from tests.approvals.test_at_once import together
from tests.land.conftest import AUDITOR, SECOND, TODAY, ZONE, by, refused, terms
from tests.land.shapes import collection, feature, square

WHY = "竣工测量更正界址"


def renewed(*features, reason: str = WHY, **more):
    given = by() | more
    return parcels.import_parcels(name="new.geojson", data=collection(*features), update=True, reason=reason, **given)


def cells(number: str, geometry=None, **more) -> dict:
    return {"type": "Feature", "properties": {"number": number, **more}, "geometry": geometry}


def test_an_update_adds_a_version_and_says_who_when_and_why(land):
    outcome = renewed(
        cells("A-01", square(100, 100, 90), power_kva=8000, 容积率=2.5, water_m3=300),
        feature("C-1", square(1000, 1000)),
    )
    assert outcome.written and [line.kind for line in outcome.lines] == ["changed", "new"]
    row = Parcel.objects.get(number="A-01")
    assert (row.version, row.power_kva, row.use) == (2, 8000, "100102") and row.area_m2 == pytest.approx(
        8_100, rel=0.003
    )
    assert (row.plot_ratio_pct, row.water_m3, row.gas_m3) == (250, 300, None)
    first, second = ParcelVersion.objects.filter(parcel=row).order_by("serial")
    assert (first.power_kva, second.power_kva, second.reason, second.since) == (2000, 8000, WHY, TODAY)
    assert second.by == by()["by"].name and second.source == "new.geojson" and second.area_m2 == row.area_m2
    told = [entry for entry in audit_log.entries(ZONE) if entry.act == "land-import"][-1]
    assert '"changed":["A-01"]' in told.detail and '"new":1' in told.detail and WHY in told.detail
    assert ParcelStatus.objects.filter(parcel=row).count() == 1
    assert (first.plot_ratio_pct, second.plot_ratio_pct, second.water_m3) == (None, 250, 300)
    assert renewed(cells("A-01", None, gas_m3=9)).written
    row.refresh_from_db()
    assert (row.version, row.plot_ratio_pct, row.water_m3, row.gas_m3) == (3, 250, 300, 9)


def test_what_a_row_leaves_empty_stays_and_the_same_again_is_no_version(land):
    assert renewed(cells("A-02", None, name="二号地")).written
    row = Parcel.objects.get(number="A-02")
    assert (row.version, row.name, row.power_kva, row.ready_on) == (2, "二号地", 6000, dt.date(2026, 1, 1))
    assert row.stated_m2 == 10_000
    again = renewed(cells("A-02", square(200, 100), name="二号地"))
    assert again.written and [line.kind for line in again.lines] == ["same"] and ParcelVersion.objects.count() == 5


def test_a_category_that_changes_is_an_entry_of_the_ledger_too(land):
    assert renewed(cells("A-01", None, category="闲置", evidence="核查记录 9"), reason="年度核查").written
    view = ledgers.parcel(zone=ZONE, number="A-01", today=TODAY)
    assert [entry.evidence for _, entry in view.history] == ["核查记录 9", "粤府土审〔演示〕1号"]
    assert view.versions[0].row.reason == "年度核查" and not view.versions[0].changes and view.category.code == "idle"


def test_a_day_before_the_present_version_is_a_row_error(land):
    outcome = renewed(cells("A-01", None, power_kva=1, since="2026-02-01"))
    assert [p.code for p in outcome.lines[0].problems] == ["since"] and not outcome.written


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (cells("A-01", square(150, 100)), "overlap"),
        (cells("B-01", square(900, 600, 100)), "overlap"),
        (cells("A-01", square(1950, 100)), "outside"),
        (cells("A-01", None, area_m2=500), "stated-area"),
        (cells("A-01", None, use="moon"), "use"),
        (cells("A-01", None, power_kva=1, version=7), "version"),
        (cells("NEW-1", None, use="100102", category="idle"), "no-geometry"),
    ],
)
def test_one_wrong_update_and_nothing_is_taken(land, row, code):
    before = ParcelVersion.objects.count(), Parcel.objects.count(), len(audit_log.entries(ZONE))
    outcome = renewed(cells("A-02", None, power_kva=1), feature("GOOD", square(1500, 1500)), row)
    assert not outcome.lines[1].problems and not outcome.written
    assert code in [p.code for p in outcome.lines[2].problems]
    assert (ParcelVersion.objects.count(), Parcel.objects.count(), len(audit_log.entries(ZONE))) == before
    assert Parcel.objects.get(number="A-02").power_kva == 6000


def test_a_line_between_two_parcels_is_moved_in_one_file(land):
    assert not renewed(cells("A-01", square(100, 100, 120, 100))).written
    assert renewed(
        cells("A-01", square(100, 100, 120, 100)), cells("A-02", square(220, 100, 80, 100), area_m2=8_000)
    ).written
    assert Parcel.objects.get(number="A-02").stated_m2 == 8_000


def test_a_trial_of_an_update_writes_nothing_and_tells_each_change(land):
    (line,) = renewed(cells("A-01", square(100, 100, 90), power_kva=8000), dry_run=True).lines
    assert line.kind == "changed" and line.changed["power_kva"] == (2000, 8000) and line.changed["geometry"][1] < 9_000
    assert Parcel.objects.get(number="A-01").version == 1


def test_an_update_needs_a_reason_and_a_keeper(land):
    with refused(Invalid, "更新原因"):
        renewed(cells("A-01", None, power_kva=1), reason=" ")
    with refused(NotAllowed):
        renewed(cells("A-01", None, power_kva=1), by=AUDITOR)


def test_versions_are_not_changed_by_anybody(land):
    for change in (lambda rows: rows.update(reason="别的"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(ParcelVersion.objects.all())


def at(day: dt.date, **more) -> dict:
    found = json.loads(mapping.features(zone=ZONE, on=day, **more))
    return {one["properties"]["number"]: one["properties"] for one in found["features"]}


def test_the_map_at_a_date_is_what_was_then(land):
    later = TODAY + dt.timedelta(days=10)
    agreements.sign(
        parcel_number="A-01", terms=terms(signed_on=TODAY, from_year=2027, start_by=None, complete_by=None), **by()
    )
    ledger.enter(number="B-01", category="in-use", since=later, evidence="动工核查", **(by() | {"today": later}))
    assert renewed(cells("A-02", square(200, 100, 80), power_kva=9), today=later).written
    agreements.end(agreement="演示-001", ended_on=later, reason="双方协商解除", **(by() | {"today": later}))
    then, now = at(TODAY), at(later)
    assert at(TODAY - dt.timedelta(days=1)) == {}
    assert (then["A-02"]["area_m2"], then["A-02"]["power_kva"]) == (pytest.approx(10_000, rel=0.003), 6000)
    assert (now["A-02"]["area_m2"], now["A-02"]["power_kva"]) == (pytest.approx(6_400, rel=0.003), 9)
    assert (then["A-01"]["held_by"], then["A-01"]["category"]) == ("清远演示电路有限公司", "in-use")
    assert (now["A-01"]["held_by"], now["A-01"]["category"]) == ("", "reserved")
    assert (then["B-01"]["category"], now["B-01"]["category"]) == ("idle", "in-use")
    assert set(at(TODAY, category="idle")) == {"B-01"} and set(at(later, category="idle")) == set()
    assert set(at(TODAY, box=mapping.read_box("113.0,23.6,113.0025,23.6025"))) == {"A-01", "A-02"}
    totals = {one.category.code: one.parcels for one in ledgers.totals(zone=ZONE, on=TODAY)}
    assert (totals["idle"], totals["in-use"], totals["approved-unsupplied"]) == (1, 1, 1)


def test_an_import_while_another_changes_the_same_parcel(real_land):
    found = together(
        lambda: renewed(cells("A-01", None, power_kva=1, version=1)),
        lambda: renewed(cells("A-01", None, power_kva=2, version=1), by=SECOND),
    )
    assert sorted(one.written for one in found) == [False, True], found
    (lost,) = [one for one in found if not one.written]
    assert [p.code for p in lost.lines[0].problems] == ["version"]
    row = Parcel.objects.get(number="A-01")
    assert row.version == 2 == ParcelVersion.objects.filter(parcel=row).count()


def test_an_import_while_another_gives_the_parcel_away_keeps_both(real_land):
    found = together(
        lambda: renewed(cells("A-01", None, power_kva=1)),
        lambda: agreements.sign(parcel_number="A-01", terms=terms(), **by(SECOND)),
    )
    assert not [one for one in found if isinstance(one, Exception)], found
    row = Parcel.objects.get(number="A-01")
    assert (row.power_kva, row.held_by, row.category, row.version) == (1, "清远演示电路有限公司", "in-use", 2)
