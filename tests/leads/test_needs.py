"""A lead states its need once: parcels are matched by it, and the project that comes of the lead has it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaoxin.audit.models import AuditEntry
from gaoxin.core import mu
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.investment.models import Lead
from gaoxin.investment.selectors.leads_needs import need_of
from gaoxin.investment.services.leads.importing import import_leads
from gaoxin.investment.services.leads.merging import merge, undo_merge
from gaoxin.investment.services.leads.needing import state_need
from gaoxin.investment.services.leads.sheets import SheetRefused
from gaoxin.projects.models import Parcel, Project
from tests.land.shapes import square
from tests.leads.conftest import NOW, ZONE, Office, workbook
from tests.leads.test_pages_and_api import LIST, send, signed_in

NEED: dict[str, Any] = {
    "need_area_m2": 20_000, "need_use": "100102", "need_power_kva": 3_000, "need_building_m2": 24_000, "need_water_m3": 120,
    "needed_on": dt.date(2027, 3, 1),
}  # fmt: skip
TYPED = {
    "mu": "30", "use": "100102", "power_kva": "3000", "building_m2": "24,000", "water_m3": "120", "gas_m3": "", "needed_on": "2027-03-01",
}  # fmt: skip


def state(office: Office, lead: Lead, by: Any = None, **more: Any) -> Lead:
    return state_need(
        zone=ZONE, pk=lead.id, by=by or office.promoter, at=NOW, **({"version": lead.version} | NEED | more)
    )


def parcel(number: str, area_m2: int, **more: Any) -> Parcel:
    told: dict[str, Any] = {
        "use": "100102", "power_kva": 5_000, "category": "approved-unsupplied", "ready_on": dt.date(2026, 9, 1), **more,
    }  # fmt: skip
    return Parcel(
        zone=ZONE, number=number, geometry=square(0, 0), outline="{}", area_m2=area_m2, category_since=NOW.date(), source="test", at=NOW,
        west=1, east=3, south=1, north=3, lon=113_001_000, lat=23_602_000, **told,
    )  # fmt: skip


@pytest.fixture
def parcels(db: None) -> None:
    Parcel.objects.bulk_create(
        [parcel("A-01", 21_000, water_m3=100), parcel("A-02", 60_000), parcel("B-01", 20_500, power_kva=100)]
    )


def told_as(page: str) -> str:
    return " ".join(page.split())


@pytest.mark.parametrize("area", [1, 667, 13_333, 20_000, 20_101, 999_999])
def test_what_is_typed_again_is_the_same_area(area):
    assert mu.area_of(mu.typed(area)) == area


def test_a_need_is_stated_whole_and_once(office: Office):
    lead = office.lead()
    assert need_of(lead) is None
    before = AuditEntry.objects.count()
    for _ in range(2):
        state(office, lead, key="need-1")
    lead.refresh_from_db()
    need = need_of(lead)
    assert need is not None and (need.area_m2, need.power_kva, need.building_m2, need.gas_m3) == (
        20_000,
        3_000,
        24_000,
        0,
    )
    assert lead.version == 2 and AuditEntry.objects.count() == before + 1
    for error, more in (
        (Conflict, {"key": "need-1", "need_area_m2": 1}), (Conflict, {"version": 1}), (Invalid, {"need_use": ""}),
        (Invalid, {"need_area_m2": 0}), (Invalid, {"need_use": "moon"}), (Invalid, {"need_power_kva": "-1"}),
        (Invalid, {"need_gas_m3": 10**9}), (NotFound, {"by": office.rival}), (NotAllowed, {"by": office.auditor}),
    ):  # fmt: skip
        with pytest.raises(error):
            state(office, lead, **more)
    lead.refresh_from_db()
    assert need_of(lead) == need and AuditEntry.objects.count() == before + 1
    state(office, lead, **(dict.fromkeys(NEED, "") | {"needed_on": None}))
    assert need_of(Lead.objects.get()) is None


def test_a_merge_carries_the_need_and_the_undo_takes_it_back(office: Office):
    kept, gone = office.lead(), office.lead(title="二期", investor="别的公司")
    state(office, gone)
    row = merge(zone=ZONE, kept=kept.id, gone=gone.id, reason="同一家公司", by=office.promoter, at=NOW)
    kept.refresh_from_db()
    assert (kept.need_area_m2, kept.need_use, kept.need_power_kva) == (20_000, "100102", 3_000)
    undo_merge(zone=ZONE, merge_id=row.id, by=office.promoter, at=NOW)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert need_of(kept) is None and gone.need_area_m2 == 20_000


def test_the_page_states_it_and_shows_parcels_with_reasons(office: Office, parcels):
    lead, client = office.lead(), signed_in(office.promoter)
    page = client.get(f"{LIST}{lead.id}/").content.decode()
    assert "还没有写明需要" in page and "/land/match/" not in page
    form = TYPED | {"version": "1", "key": "form-need"}
    for wrong, says in (
        ({"mu": "x"}, "面积不是亩数"),
        ({"use": ""}, "要一起写"),
        ({"needed_on": "soon"}, "不是日期"),
        ({"version": ""}, "刚被别人改过"),
    ):
        answer = client.post(f"{LIST}{lead.id}/need/", form | wrong)
        assert answer.status_code == 422 and says in answer.content.decode(), wrong
        assert 'value="24,000"' in answer.content.decode()
    assert need_of(Lead.objects.get()) is None
    for _ in range(2):
        assert client.post(f"{LIST}{lead.id}/need/", form).status_code == 302
    page = told_as(client.get(f"{LIST}{lead.id}/").content.decode())
    assert "30.00 亩 · 二类工业用地" in page and "3,000 kVA" in page and f"/land/match/?lead={lead.number}" in page
    assert 'value="30"' in page and "2027-03-01" in page
    best = client.get(f"/land/match/?lead={lead.number}", headers={"HX-Request": "true"}).content.decode()
    assert best.index("A-01") < best.index("A-02") and "B-01" not in best and "21,000" not in best
    assert "<html" not in best and "够用（需要 3,000）" in best and "2 个符合" in told_as(best)
    whole = client.get(f"/land/match/?lead={lead.number}").content.decode()
    assert 'value="30"' in whole and 'value="3000"' in whole and "需要取自线索" in whole
    assert (
        "台账没有容积率，须核对（需要 24,000 m²）" in whole and "不足 120，须增容" in whole
    )  # A-01 knows its water, A-02 nothing
    assert "B-01" in whole.split("只差一项的地块")[1]
    other = client.get(f"/land/match/?lead={lead.number}&mu=100&use=100102").content.decode()
    assert 'value="100"' in other and "没有符合的地块" in other


def test_a_strangers_lead_finds_no_parcels(office: Office, parcels):
    lead = office.lead()
    state(office, lead)
    assert signed_in(office.rival).get(f"/land/match/?lead={lead.number}").status_code == 404
    assert send(signed_in(office.rival), "/land/match", {"lead": lead.number}).status_code == 404
    assert signed_in(office.ambassador).get(f"/land/match/?lead={lead.number}").status_code == 403
    envoy = office.lead(by=office.ambassador, title="大使的线索", investor="另外一家公司")
    state(office, envoy, by=office.ambassador)
    page = signed_in(office.ambassador).get(f"{LIST}{envoy.id}/").content.decode()
    assert "30.00 亩" in page and "/land/match/" not in page
    assert signed_in(office.auditor).post(f"{LIST}{lead.id}/need/", TYPED).status_code == 403


def test_the_api_states_tells_and_matches(office: Office, parcels):
    lead, client = office.lead(), signed_in(office.promoter)
    assert client.get(f"/api/v1/leads/{lead.id}").json()["need"] is None
    body = {"area_m2": 20_000, "use": "100102", "power_kva": 3_000, "gas_m3": 8, "version": 1}
    assert send(client, f"/leads/{lead.id}/need", body | {"use": ""}).status_code == 422
    for _ in range(2):
        told = send(client, f"/leads/{lead.id}/need", body).json()
        assert (told["version"], told["need"]["area_m2"], told["need"]["gas_m3"]) == (2, 20_000, 8)
    assert send(client, f"/leads/{lead.id}/need", body | {"area_m2": 5}).status_code == 409
    assert send(signed_in(office.auditor), f"/leads/{lead.id}/need", body).status_code == 403
    found = send(client, "/land/match", {"lead": lead.number}).json()
    assert [one["number"] for one in found["fits"]] == ["A-01", "A-02"] and found["misses"][0]["number"] == "B-01"
    sides = {term["name"]: term["side"] for term in found["fits"][0]["terms"]}
    assert (sides["water"], sides["gas"], sides["building"]) == ("open", "unknown", "open")
    asked = send(client, "/land/match", {"lead": lead.number, "water_m3": 150, "building_m2": 20_000}).json()["fits"]
    sides = {term["name"]: (term["side"], term["points"]) for term in asked[0]["terms"]}
    assert sides["water"] == ("against", 1) and sides["building"] == ("unknown", 0)
    assert [
        one["number"] for one in send(client, "/land/match", {"lead": lead.number, "area_m2": 30_000}).json()["fits"]
    ] == ["A-02"]
    assert send(client, "/land/match", {"lead": "L-NONE"}).status_code == 404
    assert send(client, "/land/match", {}).status_code == 422


def test_the_need_goes_along_into_the_project(office: Office, parcels):
    lead, client = office.lead(node="electronics/pcb", investment_k=50_000), signed_in(office.promoter)
    state(office, lead)
    form = client.get(f"/projects/new/?lead={lead.number}").content.decode()
    assert f'value="{lead.number}"' in form and 'value="华芯封装基地"' in form and 'value="50000"' in form
    assert signed_in(office.rival).get(f"/projects/new/?lead={lead.number}").status_code == 404
    opened = {
        "number": "P-1", "name": "华芯封装基地", "kind": "extend", "reason": "延伸下游", "opened_on": "2026-03-01",
        "node": "electronics/pcb", "lead": lead.number, "planned_k": "50000", "key": "open-00000001",
    }  # fmt: skip
    assert (
        client.post("/projects/new/", opened | {"lead": "L-NONE"}).status_code == 422 and not Project.objects.exists()
    )
    assert client.post("/projects/new/", opened).status_code == 302
    assert Project.objects.get().lead_id == lead.id
    page = told_as(client.get("/projects/file/P-1/").content.decode())
    assert "30.00 亩 · 建筑面积 24000 m² · 用电容量 3000 kVA" in page and "/land/match/?project=P-1" in page
    match = client.get("/land/match/?project=P-1").content.decode()
    assert 'value="30"' in match and "需要取自项目的线索" in match and "A-01" in match
    told = client.get("/api/v1/projects/P-1").json()
    assert (told["lead"], told["need"]["area_m2"], told["need"]["needed_on"]) == (lead.number, 20_000, "2027-03-01")
    found = send(client, "/land/match", {"project": "P-1"}).json()
    assert [one["number"] for one in found["fits"]] == ["A-01", "A-02"]
    state(office, Lead.objects.get(), need_area_m2=50_000)  # corrected once, and the project says so too
    assert client.get("/api/v1/projects/P-1").json()["need"]["area_m2"] == 50_000
    second = {
        "number": "P-2",
        "name": "二期",
        "kind": "extend",
        "reason": "延伸下游",
        "opened_on": "2026-03-01",
        "lead": lead.number,
    }
    assert send(client, "/projects", second).status_code == 422 and Project.objects.count() == 1


def test_a_workbook_brings_needs(office: Office):
    head = [
        "编号",
        "项目名称",
        "投资方",
        "招商模式",
        "用地面积（平方米）",
        "规划用途",
        "用电容量（kVA）",
        "最迟用地日期",
    ]

    def taken(*rows: list[Any]) -> Any:
        return import_leads(zone=ZONE, data=workbook(head, *rows), source="t.xlsx", by=office.head, at=NOW)

    assert taken(["L1", "基地", "甲公司", "online", 20_000, "二类工业用地", 3_000, "2027-03-01"]).added == 1
    lead = Lead.objects.get()
    assert (lead.need_area_m2, lead.need_use, lead.needed_on) == (20_000, "100102", dt.date(2027, 3, 1))
    assert taken(["L1", "基地", "甲公司", "online", None, None, 4_000, None]).updated == 1
    lead.refresh_from_db()
    assert (lead.need_area_m2, lead.need_power_kva) == (20_000, 4_000)
    for wrong, says in (
        (["月球", 1, None], "没有这个规划用途"),
        (["", 1, None], "要一起写"),
        (["100102", "很多", None], "应为非负整数"),
    ):
        with pytest.raises(SheetRefused) as caught:
            taken(["L1", "基地", "甲公司", "online", 9, "100102", 1, None], ["L2", "新", "乙公司", "online", 9, *wrong])
        assert any("第 3 行" in line and says in line for line in caught.value.problems), caught.value.problems
    lead.refresh_from_db()
    assert lead.need_area_m2 == 20_000 and Lead.objects.count() == 1
