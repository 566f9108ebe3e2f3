"""One parcel's outline renewed by hand, and parcels that end or become one."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.projects.models import Parcel, ParcelStatus, ParcelVersion
from gaoxin.projects.rules.land import reading
from gaoxin.projects.selectors.land import ledgers, mapping
from gaoxin.projects.services.land import agreements, ledger, parcels, retiring
from tests.approvals.test_at_once import together
from tests.land.conftest import AUDITOR, SECOND, TODAY, ZONE, by, everything, refused, terms
from tests.land.shapes import collection, feature, square
from tests.land.test_grids import easting_northing
from tests.land.test_pages import signed_in

WHY = "竣工测量更正界址"
DAY = dt.date(2026, 3, 1)


def redraw(number: str, data: bytes, **more):
    given = {"since": TODAY, "reason": WHY, "name": "a.geojson"} | by() | more
    return parcels.redraw(number=number, data=data, **given)


def corners(geometry: dict) -> str:
    return "\n".join(f"{x}, {y}" for x, y in geometry["coordinates"][0][:-1])


def merge(*numbers: str, into: str = "M-01", **more):
    given = {"category": "approved-unsupplied", "on": TODAY, "evidence": "合并批复〔演示〕3号"} | by() | more
    return retiring.merge(numbers=numbers, number=into, **given)


def drawn(**more) -> set[str]:
    return {one["properties"]["number"] for one in json.loads(mapping.features(zone=ZONE, **more))["features"]}


def test_typed_corners_make_a_version_and_the_cells_stay(land):
    outcome = redraw("A-02", reading.typed(corners(square(200, 100, 90))), datum="cgcs2000", version=1)
    assert outcome.written and [line.kind for line in outcome.lines] == ["changed"]
    row = Parcel.objects.get(number="A-02")
    assert (row.version, row.power_kva, row.ready_on, row.stated_m2) == (2, 6000, dt.date(2026, 1, 1), None)
    assert row.area_m2 == pytest.approx(8100, rel=0.003)
    assert [v.reason for v in ParcelVersion.objects.filter(parcel=row).order_by("serial")][1] == WHY
    assert [entry for entry in audit_log.entries(ZONE) if entry.act == "land-redraw"]


def test_corners_of_a_grid_are_turned_into_degrees(land):
    ring = square(200, 100, 80)["coordinates"][0]
    plane = [easting_northing(lon, lat, 114) for lon, lat in ring]
    typed = "\n".join(f"{38_000_000 + east:.3f} {north:.3f}" for east, north in plane)
    assert redraw("A-02", reading.typed(typed), datum="EPSG:4547").written
    assert Parcel.objects.get(number="A-02").area_m2 == pytest.approx(6400, rel=0.003)


@pytest.mark.parametrize(
    ("data", "more", "match"),
    [
        (collection(feature("X", square(150, 100))), {}, "重叠"),
        (collection(feature("X", square(1950, 100))), {}, "边界以外"),
        (collection(feature("X", square(0, 0)), feature("Y", square(0, 300))), {}, "2 个图形"),
        (collection(feature("X", square(100, 100, 90))), {"version": 7}, "第 1 版"),
        (collection(feature("X", square(100, 100, 90))), {"since": dt.date(2020, 1, 1)}, "早于"),
        (collection(feature("X", square(100, 100, 90))), {"reason": ""}, "原因"),
        (b"{", {}, "JSON"),
    ],
)
def test_an_outline_that_cannot_be_changes_nothing(land, data, more, match):
    with refused(Invalid, match):
        redraw("A-01", data, **more)


def test_only_the_keeper_and_only_what_is_there(land):
    with refused(NotAllowed):
        redraw("A-01", collection(feature("X", square(100, 100, 90))), by=AUDITOR)
    with refused(NotFound):
        redraw("NO-1", collection(feature("X", square(100, 100, 90))))
    with refused(NotAllowed):
        retiring.retire(number="A-01", on=TODAY, reason=WHY, **(by() | {"by": AUDITOR}))


@pytest.mark.parametrize(
    ("text", "match"), [("1,2\n3,4", "2 个点"), ("1,2\nx,4\n3,3", "第 2 行"), ("1,2,3\n2,2\n3,3", "第 1 行")]
)
def test_typed_lines_are_told_by_number(text, match):
    with pytest.raises(Invalid, match=match):
        reading.typed(text)


def test_a_retired_parcel_leaves_map_and_ledger_and_its_past_stays(land):
    retiring.retire(number="A-01", on=TODAY, reason="收回后划入道路", **by())
    assert "A-01" not in drawn() and "A-01" not in drawn(on=TODAY) and "A-01" not in [
        row.number for row in ledgers.page(zone=ZONE)[0]
    ]  # fmt: skip
    view = ledgers.parcel(zone=ZONE, number="A-01", today=TODAY)
    assert view.row.retired_for == "收回后划入道路" and len(view.versions) == 1 and len(view.history) == 1
    with refused(WrongState, "注销"):
        ledger.enter(number="A-01", category="idle", since=TODAY, evidence="核查 1", **by())
    with refused(WrongState):
        retiring.retire(number="A-01", on=TODAY, reason="又一次注销", **by())
    taken = collection(feature("N-01", square(100, 100)))
    assert parcels.import_parcels(name="n.geojson", data=taken, **by()).written  # the land is free again


def test_what_nobody_knows_of_a_part_nobody_knows_of_the_whole(land):
    more = collection(feature("A-03", square(300, 100), power_kva=None))
    assert parcels.import_parcels(name="n.geojson", data=more, **by()).written
    for rows in (Parcel.objects.filter(number="A-03"), ParcelVersion.objects.filter(parcel__number="A-03")):
        assert rows.get().power_kva is None
    assert merge("A-02", "A-03").power_kva is None


def test_a_parcel_that_somebody_has_is_not_retired(land):
    agreements.sign(parcel_number="A-01", terms=terms(), **by())
    with refused(Conflict, "演示-001"):
        retiring.retire(number="A-01", on=TODAY, reason="收回后划入道路", **by())
    with refused(Conflict, "演示-001"):
        merge("A-01", "A-02")


def test_merged_parcels_are_one_with_their_outline_power_and_past(land):
    Parcel.objects.filter(number__in=("A-01", "A-02")).update(plot_ratio_pct=180, water_m3=40)
    Parcel.objects.filter(number="A-01").update(gas_m3=7)
    made = merge("A-02", "A-01")
    assert (made.plot_ratio_pct, made.water_m3, made.gas_m3) == (180, 80, None)
    assert made.area_m2 == pytest.approx(20_000, rel=0.003) and made.power_kva == 8000
    assert {"A-01", "A-02"}.isdisjoint(drawn()) and "M-01" in drawn()
    view = ledgers.parcel(zone=ZONE, number="M-01", today=TODAY)
    assert view.merged_from == ("A-01", "A-02") and len(view.versions) == 1
    assert ParcelStatus.objects.get(parcel=made).evidence == "合并批复〔演示〕3号"
    assert Parcel.objects.get(number="A-01").merged_into_id == made.id
    total = sum(one.area_m2 for one in ledgers.totals(zone=ZONE))
    assert total == pytest.approx(20_000 + 40_000 + 22_500, rel=0.003)


@pytest.mark.parametrize(
    ("numbers", "more", "error", "match"),
    [
        (("A-01",), {}, Invalid, "2 至"),
        (("A-01", "B-01"), {}, Invalid, "2 块图形"),
        (("A-01", "NO-1"), {}, NotFound, "NO-1"),
        (("A-01", "A-02"), {"into": "B-01"}, Invalid, "已登记"),
        (("A-01", "A-02"), {"into": "A-01"}, Invalid, "新编号"),
        (("A-01", "A-02"), {"evidence": ""}, Invalid, "依据"),
        (("A-01", "A-02"), {"category": "moon"}, Invalid, ""),
        (("A-01", "A-02"), {"on": TODAY + dt.timedelta(1)}, Invalid, "将来"),
        (("A-01", "A-02"), {"on": dt.date(2020, 1, 1)}, Invalid, "早于"),
    ],
)
def test_what_cannot_be_merged_changes_nothing(land, numbers, more, error, match):
    with refused(error, match):
        merge(*numbers, **more)


def test_two_mergers_at_once_take_the_land_once(real_land):
    def act(number: str, actor) -> str:
        return merge("A-01", "A-02", into=number, **{"by": actor}).number

    done = together(lambda: act("M-01", by()["by"]), lambda: act("M-02", SECOND))
    assert sum(isinstance(one, str) for one in done) == 1
    assert Parcel.objects.filter(number__startswith="M-").count() == 1


def test_the_same_form_twice_is_one_act(land):
    first, again = merge("A-01", "A-02", key="k1"), merge("A-01", "A-02", key="k1")
    assert first.pk == again.pk and Parcel.objects.filter(number="M-01").count() == 1


def test_a_merger_is_taken_back_as_if_it_had_not_been(land):
    before = {
        row["number"]: row
        for row in Parcel.objects.values("number", "area_m2", "power_kva", "version", "category", "retired_on")
    }
    totals = [one.area_m2 for one in ledgers.totals(zone=ZONE)]
    merge("A-01", "A-02")
    with refused(NotAllowed):
        retiring.unmerge(number="M-01", reason=WHY, **by(AUDITOR))
    with refused(Invalid, "原因"):
        retiring.unmerge(number="M-01", reason="", **by())
    with refused(WrongState, "不是合并"):
        retiring.unmerge(number="B-01", reason=WHY, **by())
    rows = len(audit_log.entries(ZONE))
    parts = retiring.unmerge(number="M-01", reason="合并登记有误", key="u", **by())
    assert [one.number for one in parts] == ["A-01", "A-02"] and len(audit_log.entries(ZONE)) == rows + 1
    after = {row["number"]: row for row in Parcel.objects.exclude(number="M-01").values(*next(iter(before.values())))}
    assert after == before and [one.area_m2 for one in ledgers.totals(zone=ZONE)] == totals
    assert (
        {"A-01", "A-02"} <= drawn() and {"A-01", "A-02"} <= drawn(on=TODAY) and "M-01" not in drawn(on=TODAY) | drawn()
    )
    gone = Parcel.objects.get(number="M-01")
    assert gone.retired_on == TODAY and "合并登记有误" in gone.retired_for and "A-01、A-02" in gone.retired_for
    state = everything()
    assert [one.number for one in retiring.unmerge(number="M-01", reason="合并登记有误", key="u", **by())] == [
        "A-01",
        "A-02",
    ]
    assert everything() == state
    with refused(WrongState, "注销"):
        retiring.unmerge(number="M-01", reason="合并登记有误", **by())
    assert merge("A-01", "A-02", into="M-02").number == "M-02"  # once more, under another number


def test_a_merger_stays_once_something_rests_on_it(land):
    def kept(match: str, error=Conflict) -> None:
        with refused(error, match):
            retiring.unmerge(number="M-01", reason=WHY, **by())

    merge("A-01", "A-02")
    ledger.enter(number="M-01", category="reserved", since=TODAY, evidence="收储协议 1", **by())
    kept("又登记了台账")
    redraw("M-01", collection(feature("X", square(100, 100, 200, 90))))
    kept("第 2 版")
    agreements.sign(parcel_number="M-01", terms=terms(), **by())
    agreements.end(agreement="演示-001", ended_on=TODAY, reason="双方协商解除", **by())
    kept("演示-001")
    view = ledgers.parcel(zone=ZONE, number="M-01", today=TODAY)
    assert view.kept_merged is not None and "演示-001" in view.kept_merged.what
    parcels.import_parcels(name="n.geojson", data=collection(feature("N-01", square(300, 100, 50))), **by())
    merge("M-01", "N-01", into="M-02")
    kept("并入 M-02", WrongState)


def test_a_merger_undone_and_given_at_once_ends_in_one_of_both(real_land):
    merge("A-01", "A-02")
    done = together(
        lambda: retiring.unmerge(number="M-01", reason=WHY, **by()),
        lambda: agreements.sign(parcel_number="M-01", terms=terms(), **by(SECOND)),
    )
    assert sum(isinstance(one, Conflict | WrongState) for one in done) == 1, done
    row = Parcel.objects.get(number="M-01")
    assert (row.retired_on is None) is bool(row.held_by)
    assert Parcel.objects.filter(merged_into=row).count() == (2 if row.held_by else 0)


def test_the_page_renews_merges_and_retires(land):
    officer = signed_in(Role.LAND_OFFICER)
    sent = {"since": f"{TODAY}", "reason": WHY, "version": "1", "key": "a"}
    typed = sent | {"corners": corners(square(200, 100, 90)), "datum": "cgcs2000"}
    assert officer.post("/land/parcels/A-02/redraw/", typed).status_code == 302
    file = SimpleUploadedFile("a.geojson", collection(feature("any", square(200, 100, 100))))
    assert (
        officer.post("/land/parcels/A-02/redraw/", sent | {"file": file, "version": "2", "key": "b"}).status_code == 302
    )
    assert Parcel.objects.get(number="A-02").version == 3
    wrong = officer.post("/land/parcels/A-02/redraw/", sent | {"corners": "1,2\nx", "key": "c"})
    assert wrong.status_code == 422 and "第 2 行" in wrong.content.decode() and "1,2\nx" in wrong.content.decode()
    merged = {"others": "A-02", "into": "M-01", "category": "reserved", "on": f"{TODAY}", "evidence": "批复〔演示〕4号"}
    assert officer.post("/land/parcels/A-01/merge/", merged | {"key": "d"})["Location"] == "/land/parcels/M-01/"
    gone = officer.get("/land/parcels/A-01/").content.decode()
    assert "注销" in gone and "M-01" in gone and "redraw" not in gone
    form = officer.get("/land/parcels/M-01/").content.decode()
    assert "撤销合并" in form and "/land/parcels/M-01/unmerge/" in form
    assert officer.post("/land/parcels/M-01/unmerge/", {"reason": "", "key": "u"}).status_code == 422
    undone = officer.post("/land/parcels/M-01/unmerge/", {"reason": "合并登记有误", "key": "u"})
    assert undone["Location"] == "/land/parcels/A-01/" and Parcel.objects.get(number="A-02").retired_on is None
    assert "合并登记有误" in officer.get("/land/parcels/M-01/").content.decode()
    ended = officer.post("/land/parcels/B-02/retire/", {"on": f"{TODAY}", "reason": "收回划入道路", "key": "e"})
    assert ended.status_code == 302 and Parcel.objects.get(number="B-02").retired_on == TODAY
