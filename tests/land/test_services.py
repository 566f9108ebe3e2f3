"""Acts on land: what they leave behind, and that a refusal leaves nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import selectors as audit_log
from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.core.identifiers import uscc_check_character
from gaoxin.parties.services import register_party
from gaoxin.projects.models import LandBoundary, Parcel, ParcelAgreement, ParcelResult, ParcelStatus, PlanImage, Project
from gaoxin.projects.rules.land.results import Result
from gaoxin.projects.rules.land.terms import Found
from gaoxin.projects.selectors.land import ledgers
from gaoxin.projects.services.land import agreements, ledger, parcels, plans
from gaoxin.projects.services.projects.opening import Opening, import_projects
from tests.approvals.test_at_once import together
from tests.land.conftest import AUDITOR, CLERK, NOW, OFFICER, PROMOTER, SECOND, TODAY, ZONE, by, refused, terms
from tests.land.shapes import CORNERS, collection, feature, png, shape_zip, square


def tried(*features, **more):
    return parcels.import_parcels(name="more.geojson", data=collection(*features), **by(), **more)


def codes(outcome) -> list[list[str]]:
    return [[problem.code for problem in line.problems] for line in outcome.lines]


def test_an_import_keeps_parcels_their_ledger_and_one_audit_row(land):
    row = Parcel.objects.get(zone=ZONE, number="A-02")
    assert (row.area_m2, row.stated_m2, row.power_kva, row.use) == (
        pytest.approx(10_000, rel=0.003),
        10_000,
        6000,
        "100102",
    )
    assert row.west < row.lon < row.east and row.south < row.lat < row.north
    entry = ParcelStatus.objects.get(parcel=row)
    assert (entry.category, entry.since, entry.serial) == ("approved-unsupplied", TODAY, 1)
    assert "自然资规〔2018〕1号 △" in entry.article
    (told,) = [entry for entry in audit_log.entries(ZONE) if entry.act == "land-import"]
    assert '"parcels":4' in told.detail


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (feature("C-1", square(150, 100)), ["overlap", "overlap"]),
        (feature("C-1", square(1950, 100)), ["outside"]),
        (feature("A-01", square(1000, 1000)), ["number"]),
        (feature("C-1", square(1000, 1000), 面积=500), ["stated-area"]),
        (feature("C-1", square(1000, 1000), category="无"), ["category"]),
        (feature("", square(1000, 1000)), ["number"]),
        (feature("C-1", None), ["no-geometry"]),
        (feature("C-1", square(1000, 1000), since="2027-01-01"), ["since"]),
    ],
)
def test_one_wrong_row_and_nothing_is_imported(land, given, expected):
    before = Parcel.objects.count(), ParcelStatus.objects.count(), len(audit_log.entries(ZONE))
    outcome = tried(feature("GOOD", square(1500, 1500)), given)
    assert codes(outcome) == [[], expected] and not outcome.written
    assert (Parcel.objects.count(), ParcelStatus.objects.count(), len(audit_log.entries(ZONE))) == before


def test_overlap_within_the_file_and_a_number_twice(land):
    outcome = tried(feature("C-1", square(1000, 1000)), feature("C-1", square(1050, 1000)))
    assert codes(outcome) == [["overlap"], ["number", "overlap"]] and Parcel.objects.count() == 4


def test_overlap_says_with_whom_and_how_much(land):
    (line,) = tried(feature("C-1", square(180, 100, 50))).lines
    assert [problem.what.split("重叠")[0] for problem in line.problems] == ["与地块 A-01 ", "与地块 A-02 "]
    assert "m²" in line.problems[0].what


def test_a_dry_run_writes_nothing_and_says_the_same(land):
    first = tried(feature("C-1", square(1000, 1000)), dry_run=True)
    assert not first.written and first.wrong == () and first.area_m2 == pytest.approx(10_000, rel=0.003)
    assert not Parcel.objects.filter(number="C-1").exists()
    assert tried(feature("C-1", square(1000, 1000))).written


def test_a_shapefile_is_imported(land):
    cells = {"DKBH": "S-1", "DKMC": "演示", "TDYT": "100101", "DKLB": "闲置", "YJWH": "核查记录", "DKMJ": 10_000}
    data = shape_zip((cells, square(1000, 1000)["coordinates"][0]))
    assert parcels.import_parcels(name="a.zip", data=data, **by()).written
    assert Parcel.objects.get(number="S-1").category == "idle"


def test_the_same_form_twice_imports_once(land):
    data = collection(feature("C-1", square(1000, 1000)))
    first = parcels.import_parcels(name="a", data=data, key="k1", **by())
    second = parcels.import_parcels(name="a", data=data, key="k1", **by())
    assert first.written and second.repeated and not second.written and second.wrong == ()
    assert Parcel.objects.filter(number="C-1").count() == 1


def test_a_form_that_was_refused_is_taken_once_its_file_is_mended(land):
    bad, good = (collection(feature("C-1", square(x, 1000))) for x in (5000, 1000))
    assert not parcels.import_parcels(name="a", data=bad, key="k2", **by()).written
    second = parcels.import_parcels(name="a", data=good, key="k2", **by())
    assert second.written and not second.repeated and Parcel.objects.filter(number="C-1").exists()


def test_without_a_boundary_nothing_is_imported(db):
    with refused(WrongState, "还没有园区边界"):
        tried(feature("C-1", square(0, 0)))


@pytest.mark.parametrize("actor", [AUDITOR, CLERK, PROMOTER])
def test_only_who_keeps_land_changes_it(land, actor):
    with refused(NotAllowed):
        parcels.import_parcels(name="a", data=collection(feature("C", square(1000, 1000))), **by(actor))
    with refused(NotAllowed):
        agreements.sign(parcel_number="A-01", terms=terms(), **by(actor))
    with refused(NotAllowed):
        ledger.enter(number="A-01", category="idle", since=TODAY, evidence="核查记录", **by(actor))
    with refused(NotAllowed):
        parcels.publish(zone=ZONE, numbers=["A-01"], shown=True, at=NOW, by=actor)
    with refused(NotAllowed):
        parcels.set_boundary(zone=ZONE, name="x", geometry_of=square(0, 0, 900), source="x", at=NOW, by=actor)


def test_an_officer_of_another_zone_changes_nothing(land):
    elsewhere = type(OFFICER)("o", "别区", "zone-elsewhere", OFFICER.roles)
    with refused(NotAllowed):
        agreements.sign(parcel_number="A-01", terms=terms(), **by(elsewhere))


def test_a_smaller_boundary_must_hold_every_parcel(land):
    with refused(Invalid, "B-02"):
        parcels.set_boundary(zone=ZONE, name="小", geometry_of=square(0, 0, 800), source="x", at=NOW, by=OFFICER)
    parcels.set_boundary(zone=ZONE, name="大", geometry_of=square(-100, -100, 3000), source="x", at=NOW, by=OFFICER)
    assert LandBoundary.objects.get(zone=ZONE).name == "大"


def test_the_ledger_goes_forward_and_keeps_its_history(land):
    ledger.enter(number="A-01", category="idle", since=TODAY, evidence="核查记录 2026-3", **by())
    view = ledgers.parcel(zone=ZONE, number="A-01", today=TODAY)
    assert view.category.code == "idle"
    assert [category.code for category, _ in view.history] == ["idle", "approved-unsupplied"]
    assert "闲置土地处置办法 第2条 △" in view.history[0][1].article
    with refused(Conflict, "已经是"):
        ledger.enter(number="A-01", category="idle", since=TODAY, evidence="核查记录", **by())
    with refused(Invalid, "早于现行记载"):
        ledger.enter(number="A-01", category="in-use", since=dt.date(2020, 1, 1), evidence="核查记录", **by())
    with refused(Invalid, "在将来"):
        ledger.enter(number="A-01", category="in-use", since=dt.date(2027, 1, 1), evidence="核查记录", **by())
    with refused(Invalid, "依据"):
        ledger.enter(number="A-01", category="in-use", since=TODAY, evidence="  ", **by())
    with refused(Invalid, "没有这个土地类别"):
        ledger.enter(number="A-01", category="moon", since=TODAY, evidence="核查记录", **by())
    with refused(NotFound):
        ledger.enter(number="Z-99", category="idle", since=TODAY, evidence="核查记录", **by())


def test_entries_are_not_changed_by_anybody(land):
    for change in (lambda rows: rows.update(evidence="别的"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(ParcelStatus.objects.all())


def test_totals_are_sums_of_the_parcels(land):
    found = {one.category.code: one for one in ledgers.totals(zone=ZONE)}
    for code in ("approved-unsupplied", "idle", "inefficient"):
        rows = Parcel.objects.filter(category=code)
        assert found[code].parcels == rows.count() and found[code].area_m2 == sum(row.area_m2 for row in rows)
    assert found["approved-unsupplied"].mu == "30.01" and found["in-use"].parcels == 0


def test_a_parcel_is_given_once(land):
    agreements.sign(parcel_number="A-01", terms=terms(), project_number="P-PCB", key="k", **by())
    row = Parcel.objects.get(number="A-01")
    assert (row.held_by, row.category) == ("清远演示电路有限公司", "in-use")
    assert agreements.sign(parcel_number="A-01", terms=terms(), project_number="P-PCB", key="k", **by()) is None
    with refused(Conflict, "已给 was given to 清远演示电路有限公司（演示-001"):
        agreements.sign(parcel_number="A-01", terms=terms("演示-002"), **by(SECOND))
    with refused(Conflict, "合同编号"):
        agreements.sign(parcel_number="A-02", terms=terms("演示-001"), **by(SECOND))
    with refused(NotFound, "没有这个项目"):
        agreements.sign(parcel_number="A-02", terms=terms("演示-002"), project_number="P-NONE", **by())
    assert ParcelAgreement.objects.count() == 1


def test_an_enterprise_has_the_land_of_its_standing_agreements(land):
    code = "91441802MA4XA0001"
    code += uscc_check_character(code)
    party = register_party(
        zone=ZONE,
        kind="enterprise",
        name="用地企业",
        identifier=code,
        source="test",
        at=NOW,
        by=Actor.system(ZONE, "test"),
    )
    Project.objects.filter(number="P-PCB").update(party_id=party.id)
    agreements.sign(parcel_number="A-01", terms=terms(), project_number="P-PCB", **by())
    agreements.sign(parcel_number="A-02", terms=terms("演示-002"), **by())
    assert ledgers.held_by_parties(zone=ZONE) == {party.id: Parcel.objects.get(number="A-01").area_m2}
    ParcelAgreement.objects.filter(number="演示-001").update(ended_on=TODAY, ended_for="退地")
    assert ledgers.held_by_parties(zone=ZONE) == {}


@pytest.mark.parametrize(
    "more",
    [
        {"number": " "}, {"holder": ""}, {"signed_on": dt.date(2027, 1, 1)}, {"start_by": dt.date(2024, 1, 1)},
        {"complete_by": dt.date(2024, 6, 1)}, {"from_year": 2020}, {"from_year": 2090}, {"output_k": -1},
        {"tax_k": 3_000_000_000}, {"remedy": "x" * 301}, {"remedy": "a\x00b"},
    ],
)  # fmt: skip
def test_terms_that_cannot_be_leave_nothing(land, more):
    number = more.pop("number", "演示-003")
    with refused(Invalid):
        agreements.sign(parcel_number="A-01", terms=terms(number, **more), **by())


def test_promise_and_result_of_an_agreement(land):
    agreements.sign(parcel_number="A-01", terms=terms(), **by())
    area = Parcel.objects.get(number="A-01").area_m2
    agreements.record_result(agreement="演示-001", result=Result(2025, area * 4, 1_000, None, "年报"), **by())
    agreements.record_result(agreement="演示-001", result=Result(2025, area * 5, 1_000, None, "年报更正"), **by())
    present = ledgers.parcel(zone=ZONE, number="A-01", today=TODAY).present
    assert present is not None and present.results[0].source == "年报更正"
    found = {one.measure: one for one in present.compared}
    assert (found["output"].actual, found["output"].verdict) == (3_333, "met")
    assert (found["tax"].actual, found["tax"].verdict, found["energy"].verdict) == (67, "short", "unknown")
    assert ParcelResult.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ParcelResult.objects.update(output_k=1)


@pytest.mark.parametrize(
    "result", [Result(2026, 1, 1, 1, "x"), Result(2023, 1, 1, 1, "x"), Result(2025, None, None, None, "x"), Result(2025, 1, 1, 1, ""),
               Result(2025, -1, 1, 1, "x")]
)  # fmt: skip
def test_results_that_cannot_be(land, result):
    agreements.sign(parcel_number="A-01", terms=terms(), **by())
    with refused(Invalid):
        agreements.record_result(agreement="演示-001", result=result, **by())


def test_idle_by_its_dates_is_pointed_at_until_work_starts(land):
    agreements.sign(parcel_number="A-01", terms=terms(start_by=dt.date(2024, 9, 1)), **by())
    ((row, found),) = ledgers.suspects(zone=ZONE, today=TODAY)
    assert row.number == "演示-001" and found.code == "idle" and found.fee_bp == 2_000 and not found.recoverable
    agreements.report_works(agreement="演示-001", found=Found(started_on=dt.date(2026, 2, 1)), **by())
    assert ledgers.suspects(zone=ZONE, today=TODAY) == []
    stopped = Found(started_on=dt.date(2024, 8, 1), stopped_on=dt.date(2024, 10, 1), built_bp=1_000)
    agreements.report_works(agreement="演示-001", found=stopped, **by())
    assert ledgers.suspects(zone=ZONE, today=TODAY)[0][1].code == "idle"


@pytest.mark.parametrize(
    "found",
    [
        Found(started_on=dt.date(2026, 4, 1)), Found(started_on=dt.date(2024, 1, 1)), Found(stopped_on=dt.date(2025, 1, 1)),
        Found(started_on=dt.date(2025, 1, 1), completed_on=dt.date(2024, 12, 1)),
        Found(started_on=dt.date(2025, 1, 1), built_bp=10_001),
    ],
)  # fmt: skip
def test_reports_of_works_that_cannot_be(land, found):
    agreements.sign(parcel_number="A-01", terms=terms(), **by())
    with refused(Invalid):
        agreements.report_works(agreement="演示-001", found=found, **by())


def test_an_ended_agreement_frees_the_parcel(land):
    agreements.sign(parcel_number="A-01", terms=terms(), **by())
    agreements.end(agreement="演示-001", ended_on=TODAY, reason="双方协商解除", key="e", **by())
    row = Parcel.objects.get(number="A-01")
    assert (row.held_by, row.category) == ("", "reserved")
    with refused(WrongState, "终止"):
        agreements.end(agreement="演示-001", ended_on=TODAY, reason="双方协商解除", **by())
    agreements.sign(parcel_number="A-01", terms=terms("演示-009", holder="另一家（演示）"), **by())
    assert len(ledgers.parcel(zone=ZONE, number="A-01", today=TODAY).agreements) == 2


def test_publishing_a_plan_needs_the_number_of_its_examination(land):
    row = plans.upload(
        zone=ZONE, name="控规图（演示）", file_name="plan.png", data=png(), corners=CORNERS, at=NOW, by=OFFICER, key="p"
    )
    again = plans.upload(
        zone=ZONE, name="控规图（演示）", file_name="plan.png", data=png(), corners=CORNERS, at=NOW, by=OFFICER, key="p"
    )
    assert again.id == row.id and PlanImage.objects.count() == 1
    for number in ("", "无", "GS2024", "<b>"):
        with refused(Invalid, "审图号"):
            plans.publish(zone=ZONE, plan_id=row.id, review_number=number, at=NOW, by=OFFICER)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanImage.objects.update(published_at=NOW)
    for number in ("GS(2024)1234号", "GS京（2023）0001号", "粤S（2026）001号", "粤AS〔2026〕12号"):
        assert (
            plans.publish(zone=ZONE, plan_id=row.id, review_number=number, at=NOW, by=OFFICER).review_number == number
        )
    assert plans.withdraw(zone=ZONE, plan_id=row.id, at=NOW, by=OFFICER).published_at is None


@pytest.mark.parametrize(
    ("file_name", "data", "corners"),
    [
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", CORNERS),
        ("plan.png", b"<script>", CORNERS),
        ("plan.png", png(60_000, 60_000)[:60] + png()[60:], CORNERS),
        ("plan.png", png(), (113.02, 23.6, 113.0, 23.62)),
        ("plan.png", png(), (0.0, 0.0, 1.0, 1.0)),
        ("plan.png", png(), (113.0, 20.0, 120.0, 30.0)),
    ],
)
def test_what_is_no_plan(land, file_name, data, corners):
    with refused(Invalid):
        plans.upload(zone=ZONE, name="图", file_name=file_name, data=data, corners=corners, at=NOW, by=OFFICER)


def test_two_officers_give_the_same_parcel_at_once(real_land):
    found = together(
        lambda: agreements.sign(parcel_number="A-01", terms=terms("甲-1", holder="甲（演示）"), **by()),
        lambda: agreements.sign(parcel_number="A-01", terms=terms("乙-1", holder="乙（演示）"), **by(SECOND)),
    )
    assert sorted(type(one) for one in found if isinstance(one, Exception)) == [Conflict], found
    row = ParcelAgreement.objects.get()
    assert Parcel.objects.get(number="A-01").held_by == row.holder
    assert len([e for e in audit_log.entries(ZONE) if e.act == "land-sign"]) == 1


def test_two_projects_are_given_one_parcel_at_once(real_land):
    """One has it, the other is told who; its own file holds no land and may be given another parcel."""
    rows = [Opening(f"P-{n}", f"项目{n}（演示）", "extend", "延伸下游", NOW.date()) for n in (1, 2)]
    import_projects(zone=ZONE, openings=rows, at=NOW, by=Actor.system(ZONE, "test"), source="test")
    found = together(*[
        lambda n=n, who=who: agreements.sign(
            parcel_number="A-01", terms=terms(f"协-{n}", holder=f"企业{n}（演示）"), project_number=f"P-{n}", **by(who)
        )
        for n, who in ((1, OFFICER), (2, SECOND))
    ])  # fmt: skip
    lost = [one for one in found if isinstance(one, Exception)]
    row = ParcelAgreement.objects.select_related("project").get()
    assert [type(one) for one in lost] == [Conflict] and row.holder in str(lost[0]), found
    assert Parcel.objects.get(number="A-01").held_by == row.holder == f"企业{row.project.number[2:]}（演示）"
    assert len([e for e in audit_log.entries(ZONE) if e.act == "land-sign"]) == 1 and verify(ZONE).ok
    other = "P-2" if row.project.number == "P-1" else "P-1"
    assert not ParcelAgreement.objects.filter(project__number=other).exists()
    agreements.sign(parcel_number="A-02", terms=terms("协-3"), project_number=other, **by())
    assert ParcelAgreement.objects.filter(project__number=other).count() == 1


def test_two_imports_take_the_same_land_at_once(real_land):
    found = together(
        lambda: tried(feature("C-1", square(1000, 1000))), lambda: tried(feature("C-2", square(1050, 1000)))
    )
    assert sorted(one.written for one in found) == [False, True]
    assert Parcel.objects.filter(number__startswith="C-").count() == 1


def test_the_same_form_at_once_signs_once(real_land):
    found = together(*[lambda: agreements.sign(parcel_number="A-01", terms=terms(), key="k", **by())] * 3)
    assert sum(one is not None for one in found) == 1 and not [e for e in found if isinstance(e, Exception)]
    assert ParcelAgreement.objects.count() == 1


def test_a_datum_that_nobody_knows_is_refused(land):
    with refused(Invalid, "没有写明坐标系"):
        parcels.import_parcels(name="a", data=collection(feature("C", square(1000, 1000)), crs=None), **by())
