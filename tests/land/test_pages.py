"""The pages of land through the door, as officers and the public see them."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gaoxin.accounts import services as accounts
from gaoxin.accounts.rules.roles import Role
from gaoxin.projects.models import Parcel, ParcelAgreement, ParcelStatus, PlanImage
from gaoxin.projects.rules.land.results import Result
from gaoxin.projects.services.land import agreements, parcels, plans
from tests.approvals.conftest import SYSTEM
from tests.land.conftest import NOW, OFFICER, ZONE, by, terms
from tests.land.shapes import CORNERS, collection, feature, png, square
from tests.land.test_grids import metres


def signed_in(role: Role) -> Client:
    login = f"{role}-land"
    accounts.create_user(zone=ZONE, login=login, name=f"{role}（演示）", roles=[role], department="", at=NOW, by=SYSTEM)
    client = Client()
    client.force_login(get_user_model().objects.get(zone=ZONE, name=f"{role}（演示）"))
    return client


@pytest.fixture
def officer(land: None) -> Client:
    return signed_in(Role.LAND_OFFICER)


def text(answer: Any) -> str:
    return answer.content.decode()


def kind_of(answer: Any) -> str:
    """What the file is."""
    assert answer.status_code == 200 and answer.content == png()
    return answer["Content-Type"]


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_the_map_has_its_words_table_and_no_inline_style(officer):
    page = text(officer.get("/land/"))
    assert "批而未供" in page and "30.01" in page and 'id="land-map"' in page
    drawn = json.loads(re.findall(r'<script id="land-drawn" type="application/json">(.*?)</script>', page)[0])
    assert drawn["boundary"]["type"] == "Polygon" and drawn["features"] == "/land/features/"
    assert not re.search(r' style="| on\w+="|"https?://', re.sub(r'content="[^"]*"', "", page))


def test_parcels_in_a_box(officer):
    everything = json.loads(officer.get("/land/features/").content)
    assert everything["total"] == 4 and not everything["gathered"]
    west, south = 113.0, 23.6
    few = json.loads(officer.get(f"/land/features/?bbox={west},{south},{west + 0.0025},{south + 0.0025}").content)
    assert {one["properties"]["number"] for one in few["features"]} == {"A-01", "A-02"}
    assert officer.get("/land/features/?bbox=1,2,3").status_code == 422
    assert officer.get("/land/features/?bbox=nan,nan,nan,nan").status_code == 422


def test_the_ledgers_filter_and_page(officer):
    assert "B-01" in text(officer.get("/land/ledgers/?category=idle"))
    assert "A-01" not in text(officer.get("/land/ledgers/?category=idle"))
    assert "没有符合条件的地块" in text(officer.get("/land/ledgers/?q=zzz"))
    assert "地块 A-02" in text(officer.get("/land/parcels/A-02/"))
    assert officer.get("/land/parcels/NONE/").status_code == 404


def test_a_ledger_leaves_as_workbook_csv_and_geojson_with_yields_from_the_records(officer):
    agreements.sign(parcel_number="A-01", terms=terms(holder="=甲（演示）"), project_number="P-PCB", **by())
    area = Parcel.objects.get(number="A-01").area_m2
    agreements.record_result(agreement="演示-001", result=Result(2025, area * 3, area, None, "企业年报"), **by())
    page = text(officer.get("/land/ledgers/"))
    assert ">2,000<" in page and ">667<" in page and "format=xlsx" in page
    told = officer.get("/land/ledgers/?format=csv&q=A-0").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(told)))
    assert [line["编号"] for line in lines] == ["A-01", "A-02"] and lines[0]["使用者"] == "'=甲（演示）"
    names = ("结果年份", "亩均产出（千元）", "承诺亩均产出（千元）", "亩均税收（千元）", "来源", "项目")
    assert [lines[0][name] for name in names] == ["2025", "2000", "3000", "667", "企业年报", "P-PCB"]
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/land/ledgers/?format=xlsx").content))
    assert book.active.max_row == 5 and book.active["J2"].value == "=甲（演示）" and book.active["J2"].data_type == "s"
    assert officer.get("/land/ledgers/?format=exe").status_code == 422
    assert 'rel="next"' not in text(officer.get("/land/ledgers/?print=1"))


def test_an_export_is_imported_again_and_changes_nothing(officer):
    data = officer.get("/land/ledgers/?format=geojson").content
    outcome = parcels.import_parcels(name="a", data=data, update=True, reason="没有变化", **by())
    assert outcome.written and len(outcome.of("same")) == 4
    moved = json.loads(data)
    moved["features"] = [one for one in moved["features"] if one["properties"]["number"] == "A-01"]
    moved["features"][0]["properties"]["power_kva"] = 1
    again = json.dumps(moved).encode()
    assert parcels.import_parcels(name="a", data=again, update=True, reason="更改供电", **by()).written
    moved["features"][0]["properties"]["power_kva"] = 2
    stale = parcels.import_parcels(name="a", data=json.dumps(moved).encode(), update=True, reason="更改供电", **by())
    assert [p.code for p in stale.lines[0].problems] == ["version"]


def test_a_parcel_is_given_reported_judged_and_freed_by_its_page(officer):
    form = {
        "key": "f1", "agreement": "演示-7", "holder": "清远演示（演示）", "project": "P-PCB", "signed_on": "2023-05-01",
        "start_by": "2023-09-01", "from_year": "2024", "output_per_mu": "300", "tax_per_mu": "15", "energy_per_mu": "0.9",
    }  # fmt: skip
    for _ in range(2):
        assert officer.post("/land/parcels/A-01/sign/", form).status_code == 302
    row = ParcelAgreement.objects.get()
    assert (row.output_k, row.tax_k, row.energy_kgce, row.project.number) == (3_000, 150, 900, "P-PCB")
    page = text(officer.get("/land/parcels/A-01/"))
    assert "疑似闲置" in page and "P-PCB" in page
    at_once = officer.post("/land/parcels/A-01/sign/", form | {"key": "f2", "agreement": "演示-8"})
    assert (
        at_once.status_code == 409 and "已给" in text(at_once) and 'value="演示-8"' not in text(officer.get("/land/"))
    )
    works = {"key": "w", "started_on": "2023-10-01", "completed_on": "2024-01-01"}
    assert officer.post(f"/land/parcels/A-01/agreements/{row.id}/works/", works).status_code == 302
    year = {"key": "r", "year": "2024", "output": "5000", "tax": "100", "energy": "20", "source": "年报"}
    assert officer.post(f"/land/parcels/A-01/agreements/{row.id}/result/", year).status_code == 302
    page = text(officer.get("/land/parcels/A-01/"))
    assert "达到" in page and "未达到" in page
    wrong = officer.post(f"/land/parcels/A-01/agreements/{row.id}/result/", year | {"key": "r2", "output": "很多"})
    assert wrong.status_code == 422 and "不是数字" in text(wrong) and "很多" in text(wrong)
    assert officer.post(f"/land/parcels/A-02/agreements/{row.id}/works/", works).status_code == 404
    over = {"key": "e", "ended_on": "2025-01-01", "reason": "双方协商解除", "category": "reserved"}
    assert officer.post(f"/land/parcels/A-01/agreements/{row.id}/end/", over).status_code == 302
    assert Parcel.objects.get(number="A-01").held_by == ""


def test_an_entry_of_the_ledger_and_what_is_wrong_with_one(officer):
    entry = {"key": "l", "category": "idle", "since": "2026-03-02", "evidence": "核查记录 3"}
    assert officer.post("/land/parcels/A-01/status/", entry).status_code == 302
    wrong = officer.post("/land/parcels/A-02/status/", entry | {"key": "l2", "since": ""})
    assert wrong.status_code == 422 and "核查记录 3" in text(wrong)
    assert ParcelStatus.objects.filter(parcel__number="A-02").count() == 1


def test_the_import_page_tries_takes_and_tells(officer):
    good = collection(feature("C-1", square(1000, 1000)))
    tried = officer.post("/land/import/", {"key": "i", "act": "try", "file": upload("a.geojson", good)})
    assert (
        tried.status_code == 200
        and "试导入没有错误" in text(tried)
        and not Parcel.objects.filter(number="C-1").exists()
    )
    for _ in range(2):
        taken = officer.post("/land/import/", {"key": "i", "act": "take", "file": upload("a.geojson", good)})
        assert taken.status_code == 302
    bad = collection(feature("C-2", square(1000, 1000)), feature("C-3", square(5000, 5000)))
    told = officer.post("/land/import/", {"key": "j", "act": "take", "file": upload("a.geojson", bad)})
    assert told.status_code == 422 and "重叠" in text(told) and "以外" in text(told)
    assert Parcel.objects.count() == 5
    assert officer.post("/land/import/", {"key": "k", "act": "take"}).status_code == 422


def test_an_update_by_page_is_tried_told_and_shown_at_its_date(officer):
    row = {"type": "Feature", "properties": {"number": "A-02", "use": "100101"}, "geometry": square(200, 100, 80)}
    form = {"key": "v", "update": "yes", "reason": "规划调整"}
    page = text(officer.post("/land/import/", form | {"act": "try", "file": upload("a.geojson", collection(row))}))
    assert "二类工业用地" in page and "一类工业用地" in page and "更新 1" in page and "checked" in page
    no_reason = officer.post(
        "/land/import/", form | {"reason": "", "act": "take", "file": upload("a", collection(row))}
    )
    assert no_reason.status_code == 422 and "更新原因" in text(no_reason)
    taken = officer.post("/land/import/", form | {"act": "take", "file": upload("a.geojson", collection(row))})
    assert taken.status_code == 302
    page = text(officer.get("/land/parcels/A-02/"))
    assert "规划调整" in page and "二类工业用地 → 一类工业用地" in page
    page = text(officer.get("/land/?on=2026-03-02"))
    assert "2026-03-02 的地块" in page and "/land/features/?on=2026-03-02" in page
    then = json.loads(officer.get("/land/features/?on=2026-03-02").content)
    now = json.loads(officer.get("/land/features/").content)
    uses = [{one["properties"]["number"]: one["properties"]["use"] for one in told["features"]} for told in (then, now)]
    assert (uses[0]["A-02"], uses[1]["A-02"]) == ("100102", "100101")
    assert (
        officer.get("/land/?on=moon").status_code == 422 and officer.get("/land/features/?on=moon").status_code == 422
    )
    told = officer.get("/api/v1/land/parcels/A-02").json()
    assert (
        told["versions"][0]["changed"] == ["use", "stated_m2", "geometry"]
        and told["versions"][0]["reason"] == "规划调整"
    )


def test_the_trial_of_a_grid_says_both_areas(officer):
    shape = {"type": "Polygon", "coordinates": [metres(114)]}
    data = collection(feature("GK-1", shape), crs=None)
    form = {"key": "g", "act": "try", "datum": "EPSG:4547"}
    page = text(officer.post("/land/import/", form | {"file": upload("a.geojson", data)}))
    assert "以椭球面积登记" in page and 'value="EPSG:4547" selected' in page
    refused = officer.post("/land/import/", form | {"datum": "EPSG:2383", "file": upload("a.geojson", data)})
    assert refused.status_code == 422 and "EPSG:4534–4554" in text(refused)


def test_the_shortlist_says_why_and_why_not(officer):
    page = text(officer.get("/land/match/?mu=14&use=100102&power=3000"))
    assert "短名单" in page and "A-02" in page and "使用权" not in page.split("短名单")[0]
    assert "B-01" in text(officer.get("/land/match/?mu=14&use=100102&number=B-01")).split("短名单")[0]
    assert officer.get("/land/match/?mu=x&use=100102").status_code == 422
    assert officer.get("/land/match/?mu=14&use=100102&number=NONE").status_code == 404


def test_a_project_is_taken_from_its_file_and_not_typed_again(officer):
    page = text(officer.get("/land/match/?mu=14&use=100102&project=P-PCB"))
    assert 'value="electronics/pcb"' in page and "/land/parcels/A-02/?project=P-PCB#sign" in page
    form = text(officer.get("/land/parcels/A-02/?project=P-PCB"))
    assert 'value="P-PCB"' in form and 'value="演示电路项目"' in form
    assert officer.get("/land/match/?project=NONE").status_code == 404


def test_chain_neighbours_count(officer):
    agreements.sign(parcel_number="A-01", terms=terms(), project_number="P-PCB", **by())
    page = text(officer.get("/land/match/?mu=14&use=100102&node=electronics/pcb"))
    assert "演示电路项目" in page and "相隔 0 步" in page


def test_the_public_map_shows_published_parcels_on_an_examined_plan_only(officer):
    public = Client()
    assert "暂无公开地图" in text(public.get("/map/"))
    assert public.get("/map/features/").status_code == 404 and public.get("/map/plan/").status_code == 404
    assert officer.post("/land/parcels/A-02/publish/", {"key": "p", "shown": "yes"}).status_code == 302
    assert public.get("/map/features/").status_code == 404
    corners = dict(zip(("west", "south", "east", "north"), CORNERS, strict=True))
    sent = officer.post("/land/plans/upload/", {"name": "图", "key": "u", "file": upload("plan.png", png()), **corners})
    assert sent.status_code == 302
    row = PlanImage.objects.get()
    assert "暂无公开地图" in text(public.get("/map/"))
    assert officer.post(f"/land/plans/{row.id}/publish/", {"review_number": "没有"}).status_code == 422
    assert officer.post(f"/land/plans/{row.id}/publish/", {"review_number": "粤S（2026）001号"}).status_code == 302
    agreements.sign(parcel_number="A-01", terms=terms(), **by())
    Parcel.objects.filter(number="A-02").update(plot_ratio_pct=250, water_m3=300, power_kva=None)
    page = text(public.get("/map/"))
    assert re.findall(r'<td class="text-end">([^<]*)</td>', page)[-4:] == ["未知", "2.50", "300", "未知"]
    assert "粤S（2026）001号" in page and "A-02" in page and "A-01" not in page
    shown = json.loads(public.get("/map/features/").content)
    assert [one["properties"]["number"] for one in shown["features"]] == ["A-02"]
    told = shown["features"][0]["properties"]
    assert "held_by" not in told
    assert [told[name] for name in ("power_kva", "plot_ratio", "water_m3", "gas_m3")] == [None, 2.5, 300, None]
    assert kind_of(public.get("/map/plan/")) == "image/png"
    assert officer.post(f"/land/plans/{row.id}/withdraw/").status_code == 302
    assert public.get("/map/features/").status_code == 404


def test_readers_see_no_forms_and_cannot_send_them(land):
    auditor = signed_in(Role.AUDITOR)
    assert '<details class="desk-act' not in text(auditor.get("/land/parcels/A-01/"))
    assert auditor.post("/land/parcels/A-01/sign/", {}).status_code == 403
    assert auditor.get("/land/import/").status_code == 403
    assert signed_in(Role.CLERK).get("/land/").status_code == 403


def test_ten_thousand_parcels_are_gathered_and_found(officer, django_assert_max_num_queries):
    rows = []
    for i in range(100):
        for j in range(100):
            shape = square(3000 + i * 20, 3000 + j * 20, 16)
            rows.append(Parcel(
                zone=ZONE, number=f"M-{i:03d}-{j:03d}", geometry=shape, outline=json.dumps(shape), area_m2=256, use="100102",
                west=int(113e6) + 30_000 + i * 200, east=int(113e6) + 30_160 + i * 200, south=23_627_000 + j * 180,
                north=23_627_150 + j * 180, lon=int(113e6) + 30_080 + i * 200, lat=23_627_070 + j * 180,
                category="approved-unsupplied", category_since=NOW.date(), source="test", at=NOW,
            ))  # fmt: skip
    Parcel.objects.bulk_create(rows, batch_size=500)
    with django_assert_max_num_queries(30):
        found = json.loads(officer.get("/land/features/").content)
    assert found["gathered"] and found["total"] == 10_004 and len(found["features"]) < 600
    assert sum(one["properties"]["count"] for one in found["features"]) == 10_004
    with django_assert_max_num_queries(40):
        page = text(officer.get("/land/ledgers/?category=approved-unsupplied"))
    assert "M-000-000" in page and 'rel="next"' in page
    with django_assert_max_num_queries(40):
        assert "10004 个地块" in text(officer.get("/land/match/?mu=0.3&use=100102")).replace(",", "")


def test_the_plan_of_somebody_else_is_not_shown(land):
    row = plans.upload(zone=ZONE, name="图", file_name="p.png", data=png(), corners=CORNERS, at=NOW, by=OFFICER)
    assert Client().get(f"/land/plans/{row.id}/image/").status_code == 302
    assert kind_of(signed_in(Role.PROMOTER).get(f"/land/plans/{row.id}/image/")) == "image/png"
