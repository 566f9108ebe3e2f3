"""`./gaoxin land …` and the API: the same acts and the same refusals as the pages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from gaoxin.accounts.rules.roles import Role
from gaoxin.projects.models import LandBoundary, Parcel
from gaoxin.projects.rules.land.results import Result
from gaoxin.projects.services.land import agreements
from tests.land.conftest import TODAY, by, everything, terms
from tests.land.shapes import collection, feature, shape_zip, square
from tests.land.test_pages import signed_in


def run(*words: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    try:
        call_command("land", *words, "--json", stdout=out)
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(out.getvalue())


def test_a_dry_run_tells_every_row_and_writes_nothing(land, tmp_path: Path):
    file = tmp_path / "more.geojson"
    file.write_bytes(collection(feature("C-1", square(1000, 1000)), feature("C-2", square(120, 120))))
    status, told = run("import", str(file), "--dry-run")
    assert status == 1 and told["dry_run"] and not told["written"] and told["parcels"] == 2
    (wrong,) = told["errors"]
    assert wrong["line"] == 2 and wrong["problems"][0]["code"] == "overlap" and "A-01" in wrong["problems"][0]["what"]
    assert Parcel.objects.count() == 4


def test_an_import_by_command(land, tmp_path: Path):
    file = tmp_path / "more.zip"
    cells = {"DKBH": "S-1", "DKMC": "演示", "TDYT": "100101", "DKLB": "闲置", "YJWH": "核查记录", "DKMJ": 10_000}
    file.write_bytes(shape_zip((cells, square(1000, 1000)["coordinates"][0])))
    status, told = run("import", str(file))
    assert (status, told["written"], told["errors"]) == (0, True, []) and Parcel.objects.count() == 5


def test_an_update_by_command(land, tmp_path: Path):
    file = tmp_path / "new.geojson"
    file.write_bytes(
        collection({"type": "Feature", "properties": {"number": "A-01", "power_kva": 9}, "geometry": None})
    )
    assert run("import", str(file))[0] == 1
    assert run("import", str(file), "--update")[1]["error"] == "Invalid"
    status, told = run("import", str(file), "--update", "--reason", "增容完成")
    assert (status, told["changed"], told["new"]) == (0, 1, 0) and Parcel.objects.get(number="A-01").version == 2


@pytest.mark.parametrize(
    "contents", [b"", b"{}", b"PK\x03\x04", b'{"type":"FeatureCollection","features":[]}', b"\xff" * 50]
)
def test_what_is_no_file_is_refused(land, tmp_path: Path, contents: bytes):
    file = tmp_path / "bad"
    file.write_bytes(contents)
    status, told = run("import", str(file))
    assert status == 1 and told["error"] == "Invalid" and told["do"] and Parcel.objects.count() == 4
    assert run("import", str(tmp_path / "none"))[1]["error"] == "NotFound"


def test_the_boundary_and_the_totals_by_command(db, var, tmp_path: Path):
    file = tmp_path / "edge.geojson"
    file.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": square(0, 0, 1000)}), encoding="utf-8")
    status, told = run("boundary", str(file), "--name", "边界", "--source", "合成")
    assert status == 0 and told["area_m2"] == LandBoundary.objects.get().area_m2
    file.write_text("[]", encoding="utf-8")
    assert run("boundary", str(file), "--name", "边界", "--source", "合成")[1]["error"] == "Invalid"
    status, told = run("totals")
    assert [one["category"] for one in told["categories"] if one["ledger"]] == [
        "approved-unsupplied",
        "idle",
        "inefficient",
    ]


def test_parcels_ledgers_and_one_parcel_by_api(land):
    agreements.sign(parcel_number="A-01", terms=terms(), project_number="P-PCB", **by())
    agreements.record_result(agreement="演示-001", result=Result(2025, 60_000, 100, 5_000, "年报"), **by())
    client = signed_in(Role.AUDITOR)
    found = client.get("/api/v1/land/parcels?category=idle").json()
    assert found["type"] == "FeatureCollection" and [one["properties"]["number"] for one in found["features"]] == [
        "B-01"
    ]
    assert "4490" in found["crs"]["properties"]["name"]
    assert client.get("/api/v1/land/parcels?bbox=x").status_code == 422
    totals = {one["category"]: one for one in client.get("/api/v1/land/ledgers").json()["ledgers"]}
    assert totals["in-use"]["parcels"] == 1 and totals["idle"]["ledger"]
    one = client.get("/api/v1/land/parcels/A-01").json()
    assert one["agreements"][0]["project"] == "P-PCB" and one["history"][0]["category"] == "in-use"
    verdicts = {each["measure"]: each["verdict"] for each in one["agreements"][0]["compared"]}
    assert verdicts == {"output": "met", "tax": "short", "energy": "met"}
    assert client.get("/api/v1/land/parcels/NONE").status_code == 404


def test_matching_by_api(land):
    client = signed_in(Role.PROMOTER)
    need = {"area_m2": 9_000, "use": "100102", "power_kva": 3_000, "number": "B-01"}

    def ask(body: dict[str, Any]) -> Any:
        return client.post(
            "/api/v1/land/match", json.dumps(body), content_type="application/json", headers=token(client)
        )

    told = ask(need).json()
    assert [one["number"] for one in told["fits"]] == ["A-02", "A-01"] and told["looked_at"] == 4
    assert told["asked"]["number"] == "B-01" and not told["asked"]["fits"] and told["refused"]["free"] == 2
    assert sum(term["points"] for term in told["fits"][0]["terms"]) == told["fits"][0]["points"]
    assert ask(need | {"area_m2": 0}).status_code == 422
    assert ask(need | {"use": "moon"}).status_code == 422
    assert Client().get("/api/v1/land/parcels").status_code == 401
    assert signed_in(Role.CLERK).get("/api/v1/land/parcels").status_code == 403


def token(client: Client) -> dict[str, str]:
    """What a page sends with it."""
    return {"X-CSRFToken": client.cookies["csrftoken"].value} if "csrftoken" in client.cookies else {}


def send(client: Client, path: str, body: dict[str, Any], key: str) -> Any:
    headers = token(client) | {"Idempotency-Key": key}
    return client.post(f"/api/v1/land/{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_an_outline_is_drawn_anew_by_api(land):
    officer, auditor, path = signed_in(Role.LAND_OFFICER), signed_in(Role.AUDITOR), "parcels/A-01/outline"
    body = {"geometry": square(100, 100, 90), "since": f"{TODAY}", "reason": "竣工测量更正界址", "version": 1}
    told = send(officer, path, body, "outline-1")
    assert told.status_code == 200, told.json()
    assert told.json()["version"] == 2 and len(told.json()["versions"]) == 2
    assert told.json()["area_m2"] == pytest.approx(8100, rel=0.003)
    assert send(officer, path, body, "outline-1").json()["version"] == 2  # a retry
    before = everything()
    for status, wrong, key in (
        (409, body | {"reason": "别的原因"}, "outline-1"),
        (422, body | {"geometry": square(100, 100, 80)}, "outline-2"),  # looked at version 1, which is past
        (422, body | {"geometry": square(150, 100), "version": 2}, "outline-3"),  # lies on A-02
        (422, body | {"geometry": square(5000, 100), "version": 2}, "outline-4"),  # outside of the zone
        (422, body | {"geometry": {"type": "Point"}, "version": 2}, "outline-5"),
    ):
        assert send(officer, path, wrong, key).status_code == status, key
    assert send(officer, "parcels/NONE/outline", body, "outline-6").status_code == 404
    assert send(auditor, path, body | {"version": 2}, "outline-7").status_code == 403
    assert send(Client(), path, body, "outline-8").status_code == 401
    assert everything() == before


def test_parcels_are_merged_and_retired_by_api(land):
    officer, promoter = signed_in(Role.LAND_OFFICER), signed_in(Role.PROMOTER)
    body = {
        "numbers": ["A-01", "A-02"], "number": "M-01", "category": "reserved", "on": f"{TODAY}", "evidence": "批复〔演示〕4号",
    }  # fmt: skip
    for _ in range(2):
        told = send(officer, "merges", body, "merge-01").json()
        assert (told["number"], told["merged_from"], told["power_kva"]) == ("M-01", ["A-01", "A-02"], 8000)
    assert Parcel.objects.filter(retired_on=None).count() == 3
    part = officer.get("/api/v1/land/parcels/A-01").json()
    assert (part["retired_on"], part["merged_into"]) == (f"{TODAY}", "M-01")
    gone = {"on": f"{TODAY}", "reason": "收回后划入道路"}
    for _ in range(2):
        told = send(officer, "parcels/B-02/retirement", gone, "retire-01").json()
        assert (told["retired_on"], told["retired_for"]) == (f"{TODAY}", "收回后划入道路")
    agreements.sign(parcel_number="B-01", terms=terms(), **by())
    before = everything()
    for status, path, wrong, key in (
        (409, "merges", body | {"name": "别的"}, "merge-01"),
        (409, "parcels/B-01/retirement", gone, "retire-02"),  # an agreement on it stands
        (409, "parcels/A-01/retirement", gone, "retire-03"),  # it is part of another
        (409, "parcels/A-02/retirement", gone, "retire-01"),  # the key served for B-02
        (409, "merges", body | {"numbers": ["M-01", "B-01"], "number": "M-02"}, "merge-02"),  # the agreement again
        (422, "merges", body | {"numbers": ["M-01", "M-01"], "number": "M-02"}, "merge-05"),
        (422, "parcels/M-01/retirement", gone | {"on": "2999-01-01"}, "retire-04"),
        (404, "merges", body | {"numbers": ["M-01", "NONE"], "number": "M-02"}, "merge-03"),
    ):
        assert send(officer, path, wrong, key).status_code == status, key
    assert send(promoter, "merges", body | {"number": "M-03"}, "merge-04").status_code == 403
    assert send(promoter, "parcels/M-01/retirement", gone, "retire-05").status_code == 403
    assert everything() == before
