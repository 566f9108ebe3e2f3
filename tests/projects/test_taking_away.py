"""Investment as months × projects to take away, and the keys of the API: the same again is one act, other contents a conflict."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, NotFound
from gaoxin.projects.models import MonthlyInvestment, ProductionNotice
from gaoxin.projects.services.projects import producing
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.projects.services.projects.opening import open_project
from tests.projects.conftest import ZONE, at, opening
from tests.projects.test_doors import client, post
from tests.projects.test_own import firm  # noqa: F401

MAY = "2024-05-01"


def test_months_and_projects_as_a_workbook_and_as_csv(people, project):
    open_project(zone=ZONE, opening=opening("P-2", name="=1+1"), at=at(), by=people["head"])
    amounts = [
        Amount("P-2", dt.date(2024, 1, 1), "paid", 7), Amount("P-1", dt.date(2024, 5, 1), "completed", 30),
        Amount("P-1", dt.date(2024, 2, 1), "completed", 12), Amount("P-1", dt.date(2023, 2, 1), "completed", 99),
    ]  # fmt: skip
    record_investment(zone=ZONE, amounts=amounts, at=at(), by=people["statistician"], source="月报")
    fixed = [Amount("P-1", dt.date(2024, 5, 1), "completed", 40, "漏报")]
    record_investment(zone=ZONE, amounts=fixed, at=at(), by=people["statistician"], source="月报")
    answer = client("auditor").get("/projects/investment/?year=2024&as=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1][:3] == ("P-1", "试验项目 P-1", "完成投资") and rows[1][3:] == (
        None, 12, None, None, 40, *(None,) * 7, 52, 1,
    )  # fmt: skip
    assert rows[2][1] == "=1+1" and book.worksheets[0]["B3"].data_type == "s"
    assert [row[15] for row in rows[3:]] == [0, 7, 52]  # contract, paid, completed over all projects
    assert "更正" in [row[0] for row in book.worksheets[-1].iter_rows(values_only=True)]
    text = client("auditor").get("/projects/investment/?year=2024&as=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[1][15] == "52" and lines[2][1] == "'=1+1"
    assert client("clerk").get("/projects/investment/?as=csv").status_code in (403, 404)


def test_investment_by_api_once_a_key(people, project):
    body: dict[str, Any] = {"month": MAY, "flow": "completed", "amount_k": 5}
    wrong = body | {"month": "2199-01-01"}
    path = "/projects/P-1/investment"
    assert post("statistician", path, wrong, "key-00001").status_code == 422
    for _ in range(2):  # the refused one left the key free
        assert post("statistician", path, body, "key-00001").status_code == 200
    other = post("statistician", path, body | {"amount_k": 6, "reason": "漏报"}, "key-00001")
    assert other.status_code == 409 and MonthlyInvestment.objects.get().amount_k == 5
    assert post("statistician", path, body | {"amount_k": 6, "reason": "漏报"}, "key-00002").status_code == 200
    before = verify(ZONE).count
    assert post("statistician", path, body, "key-00001").status_code == 200  # a late retry brings nothing back
    assert MonthlyInvestment.objects.get(current=True).amount_k == 6 and verify(ZONE).count == before


def test_production_by_api(firm, people):  # noqa: F811  the fixture above
    by, _party = firm
    told: dict[str, Any] = {"zone": ZONE, "number": "P-1", "on": dt.date(2024, 6, 1), "words": "首张发票", "at": at()}
    notice = producing.declare_production(**told, by=by, key="key-00001")
    assert producing.declare_production(**told, by=by, key="key-00001") == notice
    with pytest.raises(Conflict):
        producing.declare_production(**told | {"words": "另一张发票"}, by=by, key="key-00001")
    stranger = replace(by, parties=frozenset())
    with pytest.raises(NotFound):
        producing.declare_production(**told, by=stranger, key="key-00009")
    assert (
        post("statistician", "/projects/P-1/production", {"on": "2024-06-01", "words": "首张发票"}).status_code == 403
    )
    path = "/projects/P-1/production/answer"
    assert post("steward", path, {"confirm": False}, "key-00002").status_code == 422
    for _ in range(2):
        answer = post("steward", path, {"confirm": True}, "key-00002")
        assert answer.status_code == 200 and answer.json()["confirmed"] is True
    assert post("steward", path, {"confirm": False, "answer": "发票不清"}, "key-00002").status_code == 409
    assert ProductionNotice.objects.get().confirmed is True
