"""The page and the API: who may send a table, what is shown, what is taken away, and that nothing is kept."""

from __future__ import annotations

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
from gaoxin.economy.selectors.tables.book import book
from tests.approvals.conftest import SYSTEM, ZONE, at, real_database  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "/audits/tables/"


def signed_in(role: Role) -> Client:
    login = f"{role}-tables"
    name = f"{role}（演示）"
    accounts.create_user(
        zone=ZONE, login=login, name=name, roles=[role], department="", at=at("2026-03-02T10:00"), by=SYSTEM
    )
    client = Client()
    client.force_login(get_user_model().objects.get(zone=ZONE, name=name))
    return client


def table(name: str = "<b>表</b>.csv") -> SimpleUploadedFile:
    lines = ["企业,年份,产值(千元),占比(%)"]
    for n in range(12):
        for t in range(10):
            value = round((900 + 80 * n) * 1.06**t + (n * 37 + t * t * 13) % 29)
            lines.append(
                f"=企业{n},{2014 + t},{value * (1000 if (n, t) == (4, 6) else 1)},{0.2 + (n * t * 7) % 40 / 100:.3f}"
            )
    return SimpleUploadedFile(name, "\n".join(lines).encode("gb18030"))


def sent(client: Client, **more: Any) -> Any:
    return client.post(PAGE, {"file": table(), **more})


def test_a_table_is_read_and_its_findings_are_shown():
    client = signed_in(Role.STATISTICIAN)
    blank = client.get(PAGE)
    assert blank.status_code == 200 and "echarts" not in blank.content.decode()  # it draws nothing yet
    answer = sent(client)
    text = answer.content.decode()
    assert "echarts" in text
    assert answer.status_code == 200 and "计量单位错位" in text and "百分比列填成小数" in text
    assert "<b>表" not in text and 'style="' not in text and "gb18030" not in text
    options = re.findall(r'<script id="(finding-\d+-option)" type="application/json">(.+?)</script>', text)
    assert options and all(f'data-chart="{name}"' in text and json.loads(told)["series"] for name, told in options)
    assert "证据" in text and "图中的数字" in text


def test_findings_are_taken_away_as_files():
    client = signed_in(Role.AUDITOR)
    kept = re.search(r'name="kept" value="([^"]+)"', sent(client).content.decode())
    assert kept is not None
    answer = client.post(f"{PAGE}file/", {"kept": kept[1], "as": "json"})
    told = json.loads(answer.content)
    assert {one["kind"] for one in told["findings"]} >= {"unit_change", "share_as_fraction"}
    answer = client.post(f"{PAGE}file/", {"kept": kept[1], "as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row == len(told["findings"]) + 1
    assert not any(
        cell.data_type == "f" for row in sheet.iter_rows() for cell in row
    )  # names that begin with = stay texts
    forged = client.post(f"{PAGE}file/", {"kept": kept[1] + "x", "as": "json"})
    assert forged.status_code == 422 and "重新审核" in forged.content.decode()


@pytest.mark.parametrize(
    "body", [{}, {"file": SimpleUploadedFile("a.csv", b"")}, {"file": SimpleUploadedFile("a.csv", b"\0\1\2")}]
)
def test_what_cannot_be_read_is_said_so(body: dict[str, Any]):
    answer = signed_in(Role.HEAD).post(PAGE, body)
    assert answer.status_code == 422 and 'id="problem"' in answer.content.decode()


def test_a_file_that_is_too_large():
    big = SimpleUploadedFile("a.csv", b"a,b\n" + b"1,2\n" * (book().limits.web_bytes // 4))
    answer = signed_in(Role.STATISTICIAN).post(PAGE, {"file": big})
    assert answer.status_code == 422 and "./gaoxin data audit" in answer.content.decode()


def test_only_who_checks_figures_may():
    assert signed_in(Role.CLERK).get(PAGE).status_code in (403, 404)
    assert Client().get(PAGE).status_code == 302


def test_the_api_gives_the_contract():
    client = signed_in(Role.STATISTICIAN)
    answer = client.post("/api/v1/audits/tables", {"file": table("t.csv"), "unit": "企业", "period": "年份"})
    told = answer.json()
    assert answer.status_code == 200 and told["file"] == "t.csv" and told["unit"] == ["企业"]
    assert set(told["findings"][0]) == {"kind", "column", "where", "evidence", "score"}
    wrong = client.post("/api/v1/audits/tables", {"file": table("t.csv"), "unit": "没有"})
    assert wrong.status_code == 422 and wrong.json()["code"] == "Invalid"
    assert signed_in(Role.CLERK).post("/api/v1/audits/tables", {"file": table()}).status_code == 403
