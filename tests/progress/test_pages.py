"""Pages of progress: what they show, who may do what, and that the script's way and the plain way leave the same."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.services import create_user
from gaoxin.projects.models import Baseline, Confirmation, CostEntry, ProgressReport, Project
from gaoxin.projects.rules.progress.writing import write_work
from tests.progress.conftest import NUMBER, SYSTEM, WORKS, ZONE, at, done, freeze, leaf, on_site, png, project, report

pytestmark = pytest.mark.django_db
HOME = f"/progress/{NUMBER}/"


def client(role: Role, name: str = "", *, assigned: bool = True) -> Client:
    login = f"{name or role}@{ZONE}"
    create_user(
        zone=ZONE,
        login=login,
        name=f"{name or role}",
        roles=[role],
        at=at("2023-01-03T09:00"),
        by=SYSTEM,
        password=None,
    )
    made, user = Client(), User.objects.get(zone=ZONE, login=login)
    made.force_login(user)
    for row in Project.objects.filter(zone=ZONE) if role == Role.ENGINEER and assigned else ():
        on_site(row, str(user.id), user.name)
    return made


def sent(**changed: Any) -> dict[str, Any]:
    return {
        "code": "C", "quantity": "300", "taken_on": "2024-02-01", "lat": "23.6831", "lon": "113.0502", "place": "K0+320",
        "reason": "", "key": "0123456789abcdef", "photo": SimpleUploadedFile("IMG.png", png(), "image/png"),
    } | changed  # fmt: skip


def test_the_project_says_where_it_stands(park):
    done("R1.1", "2500", "2024-01-31")
    page = client(Role.LEADER).get(HOME).content.decode()
    assert "总工程量完成 6.0 %" in page
    for word in (
        "计划价值 PV",
        "◆ 工程R1.1",
        "<svg",
        "curve-option",
        "第 1 号，2024-01-05 生效",
        "已确认",
        "2,500 / 5,000 m³",
    ):
        assert word in page, word
    assert "style=" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert "报进度</a>" not in page and "调整基线" not in page


def test_an_old_baseline_and_another_day(park):
    done("C", "300", "2024-02-01")
    reader = client(Role.AUDITOR)
    assert "完成 20.0 %" in reader.get(f"{HOME}?baseline=1&on=2024-02-01").content.decode()
    assert "完成 0.0 %" in reader.get(f"{HOME}?on=2024-01-31").content.decode()
    assert reader.get(f"{HOME}?baseline=9").status_code == 404
    assert reader.get(f"{HOME}?baseline=x").status_code == 404
    assert reader.get(f"{HOME}?on=yesterday").status_code == 422
    assert reader.get(f"{HOME}?on=1999-01-01").status_code == 422


def test_a_long_list_of_works_is_folded_and_opens(db):
    project("BIG-1")
    groups = [replace(WORKS[0], code=code, name=f"组{code}", weight=5000) for code in ("G1", "G2")]
    parts = [leaf(f"{g.code}.{n:02d}", g.code, 250, "m", "10", 5) for g in groups for n in range(40)]
    freeze("BIG-1", works=[*groups, *parts], key="long")
    reader = client(Role.LEADER)
    page = reader.get("/progress/BIG-1/").content.decode()
    assert page.count('class="depth-') == 2 and page.count("<title>") == 3  # two bars, and the page's own
    links = re.findall(r'class="progress-fold" href="([^"]+)" aria-expanded="false"', page)
    opened = reader.get("/progress/BIG-1/" + links[1].replace("&amp;", "&")).content.decode()
    assert opened.count('class="depth-') == 42 and "工程G2.39" in opened and "工程G1.00" not in opened
    assert 'aria-expanded="true"' in opened and "40 项关键" in opened
    whole = reader.get("/progress/BIG-1/?works=all").content.decode()
    following = re.search(r'href="([^"]+)" rel="next">后面的工程', whole)
    assert whole.count('class="depth-') == 60 and following
    rest = reader.get("/progress/BIG-1/" + following[1].replace("&amp;", "&")).content.decode()
    assert rest.count('class="depth-') == 22 and "工程G2.39" in rest
    assert reader.get("/progress/BIG-1/?open=nowhere&from=x").content.decode().count('class="depth-') == 2


def test_the_curve_as_csv(park):
    done("C", "300", "2024-02-01")
    answer = client(Role.LEADER).get(f"{HOME}s-curve.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert rows[1] == {
        "date": "2024-02-01", "plan_percent": rows[1]["plan_percent"], "actual_percent": "20.00", "forecast_percent": "20.00"
    }  # fmt: skip


def test_without_a_baseline_the_next_step_is_said(db):
    project("N-1")
    reader = client(Role.HEAD)
    assert "编制基线" in reader.get("/progress/N-1/").content.decode()
    assert reader.get("/progress/N-1/progress.pdf").status_code == 409
    assert reader.get("/progress/nowhere/").status_code == 404
    assert "N-1" in reader.get("/progress/?unplanned=1").content.decode()


@pytest.mark.parametrize("plain", [True, False])
def test_a_report_by_form_and_by_script_is_the_same(park, plain):
    engineer = client(Role.ENGINEER)
    headers = {} if plain else {"Accept": "application/json"}
    answer = engineer.post(f"{HOME}report/", sent(), headers=headers)
    assert answer.status_code == (302 if plain else 200)
    row = ProgressReport.objects.get()
    assert (row.work.code, str(row.quantity), str(row.lat), row.reporter_name) == (
        "C",
        "300.000",
        "23.683100",
        "engineer",
    )
    again = engineer.post(f"{HOME}report/", sent(), headers={"Accept": "application/json"})
    assert again.json()["repeated"] is True and ProgressReport.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"quantity": "601"}, 422, "超过基线工程量"),
        ({"quantity": "x"}, 422, "完成量无法读取"),
        ({"taken_on": "2999-01-01"}, 422, "日期在未来"),
        ({"taken_on": ""}, 422, "日期无法读取"),
        ({"lat": "", "lon": "", "place": ""}, 422, "没有地点"),
        ({"lat": "113.05", "lon": "23.68"}, 422, "写反了"),
        ({"photo": ""}, 422, "没有照片"),
        ({"photo": SimpleUploadedFile("IMG.jpg", png())}, 422, "文件内容与名称不符"),
        ({"code": "R1"}, 409, "有下级"),
        ({"code": "Z"}, 404, "没有这项工程"),
    ],
)
def test_refusals_keep_what_was_typed_and_leave_nothing(park, changed, status, told):
    engineer = client(Role.ENGINEER)
    page = engineer.post(f"{HOME}report/", sent(**changed))
    assert page.status_code == status and told in page.content.decode()
    assert 'value="K0+320"' in page.content.decode() or changed.get("place") == ""
    for photo in (v for v in changed.values() if hasattr(v, "seek")):
        photo.seek(0)
    answer = engineer.post(f"{HOME}report/", sent(**changed), headers={"Accept": "application/json"})
    assert answer.status_code == status and told in answer.json()["what"]
    assert not ProgressReport.objects.exists()


def test_the_second_person_confirms_and_the_reporter_cannot(park):
    engineer, other = client(Role.ENGINEER, "engineer-1"), client(Role.ENGINEER, "engineer-2")
    engineer.post(f"{HOME}report/", sent())
    row = ProgressReport.objects.get()
    mine = engineer.get("/progress/confirm/").content.decode()
    assert "您报的，等待另一个人确认" in mine and f"/progress/confirm/{row.id}/" not in mine
    refused = engineer.post(f"/progress/confirm/{row.id}/", {"verdict": "confirmed"})
    assert refused.status_code == 409 and "自己的报告" in refused.content.decode()
    photo = other.get(f"/progress/files/{row.id}/")
    assert photo["Content-Type"] == "image/png" and b"".join(photo.streaming_content) == png()
    assert "sandbox" in photo["Content-Security-Policy"]
    kept = other.post(f"/progress/confirm/{row.id}/", {"verdict": "rejected", "reason": " "})
    assert kept.status_code == 409 and not Confirmation.objects.exists()
    assert other.post(f"/progress/confirm/{row.id}/", {"verdict": "confirmed"}).status_code == 302
    assert Confirmation.objects.get().by_name == "engineer-2"
    assert "完成 20.0 %" in other.get(HOME).content.decode()
    third = client(Role.HEAD).post(f"/progress/confirm/{row.id}/", {"verdict": "confirmed"})
    assert third.status_code == 409 and Confirmation.objects.count() == 1


def lines(works: Any = WORKS, **more: Any) -> dict[str, Any]:
    rows = [write_work(work) for work in works]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    links = columns.pop("after")
    return (
        columns
        | {"starts_on": "2024-01-08", "budget_k": "100000", "reason": "调整", "key": "k1", "after": links}
        | more
    )


def test_the_editor_shows_sums_and_freezes(park):
    head = client(Role.HEAD)
    page = head.get(f"{HOME}baseline/").content.decode()
    assert "✓ <span" in page and page.count("100 %") >= 2 and 'value="R1.1"' in page
    form = lines(WORKS)
    form["weight"][0] = "59.5"
    checked = head.post(f"{HOME}baseline/", form | {"number_before": "1", "step": "check"})
    assert checked.status_code == 422
    text = checked.content.decode()
    assert "合计 99.5 %，少 short by 0.5 %" in text and "（-0.5）" in text and 'value="59.5"' in text
    form = lines(WORKS) | {"number_before": "1"}
    fine = head.post(f"{HOME}baseline/", form | {"step": "check"})
    assert fine.status_code == 200 and "可以冻结" in fine.content.decode() and Baseline.objects.count() == 1
    assert head.post(f"{HOME}baseline/", form | {"step": "freeze"}).status_code == 302
    assert head.post(f"{HOME}baseline/", form | {"step": "freeze"}).status_code == 302  # the same press again
    assert Baseline.objects.count() == 2
    late = head.post(f"{HOME}baseline/", form | {"step": "freeze", "key": "k2"})
    assert late.status_code == 422 and "基线已是第 2 号" in late.content.decode()
    assert Baseline.objects.count() == 2
    assert client(Role.ENGINEER).get(f"{HOME}baseline/").status_code == 403


def test_costs(park):
    head = client(Role.HEAD)
    assert head.post(f"{HOME}cost/", {"month": "2024-02", "amount_k": "4,000"}).status_code == 302
    assert head.post(f"{HOME}cost/", {"month": "2024-02", "amount_k": "5000"}).status_code == 422
    assert head.post(f"{HOME}cost/", {"month": "2024-2", "amount_k": "5000"}).status_code == 422
    assert head.post(f"{HOME}cost/", {"month": "2024-02", "amount_k": "-5"}).status_code == 422
    assert [row.amount_k for row in CostEntry.objects.all()] == [4000]


def test_print(park):
    done("C", "300", "2024-02-01")
    reader = client(Role.LEADER)
    pdf = reader.get(f"{HOME}progress.pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF-")
    for which in ("s-curve", "gantt"):
        picture = reader.get(f"{HOME}{which}.png")
        assert picture.content.startswith(b"\x89PNG")
    assert reader.get(f"{HOME}other.png").status_code == 404


def test_english(park):
    done("C", "300", "2024-02-01")
    page = client(Role.LEADER).get(HOME, headers={"Accept-Language": "en"}).content.decode()
    assert "As of 2024-02-01 20.0 % of the whole is done" in page
    shown = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    shown = re.sub(r"<script.*?</script>|<title>.*?</title>", "", shown, flags=re.DOTALL)
    left = [line.strip() for line in re.sub(r"<[^>]*>", " ", shown).splitlines() if re.search(r"[\u3400-\u9fff]", line)]
    assert left == []


def test_the_worker_serves_only_its_pages(park):
    answer = client(Role.ENGINEER).get("/progress/worker.js")
    assert answer["Content-Type"].startswith("text/javascript") and b"/report" in answer.content


def test_by_api(park):
    engineer, other = client(Role.ENGINEER, "engineer-1"), client(Role.ENGINEER, "engineer-2")
    path, key = f"/api/v1/projects/{NUMBER}/progress-reports", {"Idempotency-Key": "phone-0001"}
    body = {k: v for k, v in sent().items() if k != "key"}
    first = engineer.post(path, body, headers=key)
    assert first.status_code == 200, first.content
    body["photo"].seek(0)
    assert engineer.post(path, body, headers=key).json() == first.json() | {"repeated": True}
    body["photo"].seek(0)
    assert engineer.post(path, body | {"quantity": "601"}, headers={"Idempotency-Key": "phone-0002"}).status_code == 422
    word = f"/api/v1/progress-reports/{first.json()['id']}/word"
    said: dict[str, Any] = {"data": {"verdict": "confirmed"}, "content_type": "application/json"}
    assert engineer.post(word, **said).status_code == 403
    assert other.post(word, **said).json()["repeated"] is False
    assert other.post(word, **said).json()["repeated"] is True
    told = other.get(f"/api/v1/projects/{NUMBER}/progress?on=2024-02-01").json()
    assert (told["progress"], told["baseline"], told["bac"], told["ev"]) == (20.0, 1, 100_000, 20_000)
    assert [w["code"] for w in told["works"] if w["float_days"] == 0] == ["R1.1", "R1.2", "R1.3"]
    assert told["curve"][1]["actual"] == 20.0
    assert other.get(f"/api/v1/projects/{NUMBER}/progress?on=1999-01-01").status_code in (404, 422)
    assert client(Role.CLERK).get(f"/api/v1/projects/{NUMBER}/progress").status_code == 403


def test_what_waits_is_listed_by_page(park):
    for n in range(53):
        report("C", str(n + 1), "2024-02-01", key=f"many-{n:04d}", at=timezone.now())
    reader = client(Role.HEAD)
    page = reader.get("/progress/confirm/").content.decode()
    following = re.search(r'href="\?after=([^"]+)"', page)
    assert page.count("progress-waiting") == 50 and following
    assert reader.get(f"/progress/confirm/?after={following[1]}").content.decode().count("progress-waiting") == 3
    assert reader.get("/progress/confirm/?after=x").status_code == 404
