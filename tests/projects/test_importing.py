"""Files of projects and of investment: what is wrong is named by row, and then nothing was written."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from gaoxin.accounts.models import User
from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.parties import services as parties
from gaoxin.projects.models import KindRuling, MonthlyInvestment, Project, Responsibility
from gaoxin.projects.services.projects.importing import investment_from_file, projects_from_file
from tests.projects.conftest import SYSTEM, ZONE, at

HEAD = ["项目编号", "项目名称", "类别", "理由", "立项日期", "重点项目", "包干领导", "计划投资（千元）"]
GOOD: list[list[Any]] = [
    ["p-1", "树脂项目", "延链", "向下游延伸", "2024-03-01", "是", "leader-1", 12000],
    ["P-2", "电路板项目", "supplement", "补上电路板", "2024年4月2日", "否", None, "1,500"],
]


def sheet(rows: list[list[Any]], head: list[str] = HEAD, merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [head, *rows]:
        page.append(row)
    if merged:
        page.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(data: bytes, by: Any, **more: Any) -> Any:
    return projects_from_file(zone=ZONE, data=data, source="清单.xlsx", at=at(), by=by, **more)


def nothing() -> bool:
    return not (Project.objects.exists() or KindRuling.objects.exists() or Responsibility.objects.exists())


def test_a_workbook_opens_files_once(people):
    assert taken(sheet(GOOD), people["promoter"], dry_run=True).added == 2 and nothing()
    assert taken(sheet(GOOD), people["promoter"]).added == 2
    again = taken(sheet(GOOD), people["promoter"])
    assert (again.added, again.known) == (0, 2)
    one = Project.objects.get(number="P-1")
    assert (one.kind, one.key, one.planned_k) == ("extend", True, 12000) and one.leader_id


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["P-3", "两类", "延链、补链", "向下游延伸", "2024-03-01"], "须且只能选一类"),
        (["P-3", "无类", "", "向下游延伸", "2024-03-01"], "须且只能选一类"),
        (["P-3", "无理由", "延链", "", "2024-03-01"], "理由"),
        (["P-3", "没有领导", "延链", "向下游延伸", "2024-03-01", "是"], "没有包干领导"),
        (["P-3", "不是领导", "延链", "向下游延伸", "2024-03-01", "是", "clerk"], "不是包干领导"),
        (["P-3", "将来", "延链", "向下游延伸", "2030-03-01"], "将来"),
        (["P-3", "无日期", "延链", "向下游延伸", "三月"], "不是日期"),
        (["P-1", "同号", "延链", "向下游延伸", "2024-03-01"], "编号相同"),
        (["P-3", "负数", "延链", "向下游延伸", "2024-03-01", "", "", -5], "整数千元"),
        (["P-3", "公式", "延链", "向下游延伸", "2024-03-01", "", "", "=1+1"], "公式"),
        (["P-3", "是否", "延链", "向下游延伸", "2024-03-01", "也许"], "重点项目"),
    ],
)
def test_one_wrong_row_and_no_file_is_opened(people, row, says):
    told = taken(sheet([*GOOD, row]), people["head"])
    assert [error.row for error in told.errors] == [4] and says in told.errors[0].what
    assert told.added == 0 and nothing()


def test_errors_keep_the_row_of_the_file_after_empty_rows(people):
    rows = [GOOD[0], [], ["P-3", "两类", "延链/强链", "向下游延伸", "2024-03-01"], [], [*GOOD[1][:4], "2031-01-01"]]
    assert [error.row for error in taken(sheet(rows), people["head"]).errors] == [4, 6] and nothing()


def test_merged_cells_other_columns_and_no_workbook_are_refused(people):
    assert taken(sheet(GOOD, merged="A2:A3"), people["head"]).errors and nothing()
    for data in (
        sheet(GOOD, head=["项目编号", *HEAD[2:], "别的"]),
        b"PK\x03\x04junk",
        b"\xff\xfe\x00",
        b"",
        "项目编号\n".encode(),
    ):
        with pytest.raises(Invalid):
            taken(data, people["head"])
    assert nothing()
    with pytest.raises(NotAllowed):
        taken(sheet(GOOD), people["auditor"])


def test_investment_from_csv(people):
    taken(sheet(GOOD), people["head"])

    def record(*rows: str) -> Any:
        text = "\n".join(("项目编号,月份,口径,金额（千元）,更正理由", *rows))
        return investment_from_file(
            zone=ZONE, data=text.encode("utf-8-sig"), source="月报", at=at(), by=people["statistician"]
        )

    assert record("P-1,2024-05,完成,300,", "P-2,2024年5月,到位,20,").added == 2
    for wrong, says in (
        ("P-1,2024-07,完成,5,", "将来"), ("P-9,2024-04,完成,5,", "没有这个项目"), ("P-1,2024-05,完成,9,", "理由"),
        ("P-1,2024-04,产值,5,", "口径"), ("P-1,2024-04,完成,1.5,", "整数"), ("P-1,四月,完成,5,", "month"),
    ):  # fmt: skip
        told = record("P-1,2024-03,完成,1,", wrong)
        assert [error.row for error in told.errors] == [3] and says in told.errors[0].what
        assert MonthlyInvestment.objects.count() == 2
    told = record("P-1,2024-05,完成,9,漏记一笔")
    assert (told.revised, MonthlyInvestment.objects.count()) == (1, 3)
    assert [r.amount_k for r in MonthlyInvestment.objects.filter(current=True, flow="completed")] == [9]


def test_the_command_takes_checks_and_shows(people, tmp_path, capsys, monkeypatch, settings):
    settings.ZONE = ZONE
    file = tmp_path / "list.xlsx"
    file.write_bytes(sheet(GOOD))
    call_command("project", "import", str(file), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["added"] == 2 and nothing()
    call_command("project", "import", str(file))
    call_command("project", "show", "P-1", "--json")
    told = json.loads(capsys.readouterr().out.partition("{")[2].join(["{", ""]))
    assert (told["kind"], told["leader"], told["timeline"][0]["module"]) == ("extend", "leader-1（试）", "projects")
    file.write_bytes(sheet([["P-3", "两类", "延链、补链", "向下游延伸", "2024-03-01"]]))
    with pytest.raises(SystemExit):
        call_command("project", "import", str(file))
    assert "第 2 行" in capsys.readouterr().out and Project.objects.count() == 2


JOIN = ["项目编号", "项目名称", "类别", "理由", "立项日期", "线索编号", "统一社会信用代码", "计划投资（千元）"]


def test_a_file_updates_and_joins_the_firm_or_says_why_not(people):
    firm = parties.register_party(
        zone=ZONE,
        kind="enterprise",
        name="试验公司",
        identifier="91350100M000100Y43",
        source="test",
        at=at(),
        by=SYSTEM,
    )
    taken(sheet(GOOD), people["head"])
    row = ["P-1", "树脂项目", "延链", "向下游延伸", "2024-03-01", "", firm.identifier, 15000]
    told = taken(sheet([row], JOIN), people["head"], dry_run=True)
    assert (told.added, told.updated, told.known) == (0, 1, 0) and Project.objects.get(number="P-1").planned_k == 12000
    assert taken(sheet([row], JOIN), people["head"]).updated == 1
    one = Project.objects.get(number="P-1")
    assert (one.planned_k, one.party_id, one.version) == (15000, firm.id, 2) and one.leader_id
    again = taken(sheet([row], JOIN), people["head"])
    assert (again.updated, again.known) == (0, 1)
    for place, value, says in (
        (5, "L-无", "没有这条线索"),
        (6, "91441802MA4X0000DG", "没有登记的主体"),
        (2, "补链", "类别"),
    ):
        wrong = list(row)
        wrong[place] = value
        told = taken(sheet([["P-8", "新项目", "延链", "向下游延伸", "2024-03-01"], wrong], JOIN), people["head"])
        assert [error.row for error in told.errors] == [3] and says in told.errors[0].what
    assert Project.objects.count() == 2 and Project.objects.get(number="P-1").version == 2


def test_the_page_tries_a_file_and_takes_it_whole(people):
    def send(who, act, data, what="projects"):
        browser = Client()
        browser.force_login(User.objects.get(zone=ZONE, login=f"{who}@{ZONE}"))
        file = SimpleUploadedFile("清单.xlsx", data)
        return browser.post("/projects/import/", {"what": what, "act": act, "file": file})

    wrong = sheet([*GOOD, ["P-3", "两类", "延链、补链", "向下游延伸", "2024-03-01"]])
    page = send("promoter", "take", wrong)
    assert page.status_code == 422 and "须且只能选一类" in page.content.decode() and nothing()
    assert send("promoter", "try", sheet(GOOD)).status_code == 200 and nothing()
    assert send("statistician", "take", sheet(GOOD)).status_code == 403 and nothing()
    assert send("promoter", "take", sheet(GOOD)).status_code == 302 and Project.objects.count() == 2
    months = "项目编号,月份,口径,金额（千元）\nP-1,2024-05,完成,300\n".encode()
    assert send("statistician", "take", months, "investment").status_code == 302
    assert MonthlyInvestment.objects.get().amount_k == 300
