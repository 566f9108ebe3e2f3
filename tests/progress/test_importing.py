"""A baseline from Excel: what the file says is frozen whole, or every wrong row is named and nothing is."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.projects.models import Baseline, BaselineLine
from gaoxin.projects.rules.progress.works import Work, flaws, weighted_by_cost
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.services.progress import importing
from tests.progress.conftest import CHANG, HEAD, NUMBER, ZONE, at, done, freeze, project
from tests.progress.test_pages import client
from tests.progress.test_services import everything

pytestmark = pytest.mark.django_db
HEADING = [
    "编码",
    "名称",
    "上级",
    "类型",
    "权重（%）",
    "单位",
    "工程量",
    "工期（工作日）",
    "计划开始",
    "计划完成",
    "紧前工作",
    "计划成本（千元）",
]
ROWS: list[list[Any]] = [
    ["R1", "规划一路", None, "单项工程", 60],
    ["R1.1", "路基", "R1", "结构层", 40, "m³", 5000, None, dt.date(2024, 1, 8), dt.date(2024, 2, 2), None, 12000],
    ["R1.2", "水稳层", "R1", "结构层", 60, "m²", 8000.5, 30, None, None, "R1.1+3", 30000],
    ["C", "箱涵", None, None, 40, "m", 600, 40, None, None, None, 28000],
]


def book(rows: list[list[Any]], merge: str = "") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in [HEADING, *rows]:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(row: int, column: str, value: Any) -> list[list[Any]]:
    rows = [[*line, *[None] * (len(HEADING) - len(line))] for line in ROWS]
    rows[row - 2][HEADING.index(column)] = value
    return rows


def take(data: bytes, **more: Any) -> importing.Draft:
    asked: dict[str, Any] = {
        "zone": ZONE,
        "number": NUMBER,
        "data": data,
        "source": "基线.xlsx",
        "by": HEAD,
        "at": at("2024-01-05T10:00"),
    }
    return importing.import_baseline(**asked | more)


def test_a_file_is_frozen_whole_and_once(db):
    park = project()
    tried = take(book(ROWS), dry_run=True)
    assert (tried.errors, tried.frozen, Baseline.objects.count()) == ((), None, 0)
    assert take(book(ROWS)).frozen == 1
    plan = reading.frozen(zone=ZONE, project_id=park.id)
    assert plan and plan.row.budget_k == 70_000 and plan.row.starts_on == dt.date(2024, 1, 8)
    works = {work.code: work for work in plan.plan.works}
    assert (works["R1.1"].days, works["R1.2"].quantity, works["R1.2"].cost_k) == (20, Decimal("8000.5"), 30_000)
    assert plan.plan.planned["R1.1"].finish == dt.date(2024, 2, 2)
    assert take(book(ROWS)).frozen == 1 and Baseline.objects.count() == 1
    entry = list(audit_log.entries(ZONE))[-1]
    assert entry.act == "freeze-baseline" and "基线.xlsx sha256:" in str(entry.detail)


@pytest.mark.parametrize(
    ("data", "row", "told"),
    [
        (book(changed(3, "权重（%）", 39.5)), 2, "合计 99.5 %，少"),
        (book(changed(4, "紧前工作", "R9")), 4, "紧前工作不存在 follows what is not there: R9"),
        (book(changed(3, "紧前工作", "R1.2")), 3, "绕成一圈"),
        (book(changed(5, "上级", "X")), 5, "上级不存在"),
        (book(changed(3, "工程量", -5)), 3, "工程量"),
        (book(changed(3, "工程量", "=2+3")), 3, "G3 是公式"),
        (book(ROWS, "B3:B4"), 3, "合并单元格"),
        (book(changed(3, "工期（工作日）", 19)), 3, "工期 19 与"),
        (book(changed(3, "计划完成", dt.date(2024, 1, 2))), 3, "早于计划开始"),
        (book(changed(4, "计划开始", dt.date(2024, 1, 10))), 4, "晚于计划开始"),
        (book(changed(5, "计划成本（千元）", None)), 5, "没有计划成本"),
        (book(changed(5, "计划成本（千元）", -1)), 5, "计划成本"),
        (book(changed(5, "编码", "R1.1")), 5, "编码重复"),
        (book(changed(5, "类型", "别的")), 5, "类型不正确"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_imported(db, data, row, told):
    project()
    before = everything()
    found = take(data)
    assert found.frozen is None and (row, True) in [(e.row, told in e.what) for e in found.errors], found.errors
    assert everything() == before


def test_all_wrong_rows_are_named_at_once(db):
    rows = changed(3, "工程量", -5)
    rows[3][HEADING.index("紧前工作")] = "R9"
    rows[2][HEADING.index("权重（%）")] = 50
    project()
    assert [error.row for error in take(book(rows)).errors] == [2, 3, 5]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04no", "编码,名称,权重\nA,B,1\n".encode(), "编码,名称\n".encode()])
def test_what_is_no_such_file_is_refused(db, data):
    project()
    before = everything()
    with pytest.raises(Invalid):
        take(data)
    assert everything() == before


def test_a_file_cannot_take_away_what_was_confirmed(park):
    done("C", "300", "2024-02-01")
    before = everything()
    for dry_run in (True, False):
        with pytest.raises(Invalid, match="小于已确认完成"):
            take(book(changed(5, "工程量", 200)), reason="设计变更", at=at("2024-03-01T10:00"), dry_run=dry_run)
    assert everything() == before
    with pytest.raises(NotAllowed):
        take(book(ROWS), by=CHANG)


def test_weights_follow_the_planned_costs_where_they_are_empty(db):
    park = project()
    rows = [[*line[:4], None, *line[5:]] for line in ROWS]
    assert take(book(rows)).frozen == 1
    plan = reading.frozen(zone=ZONE, project_id=park.id)
    assert plan and {work.code: work.weight for work in plan.plan.works} == {
        "R1": 6000,
        "R1.1": 2857,
        "R1.2": 7143,
        "C": 4000,
    }


def test_weights_by_cost_always_sum():
    works = [Work(f"A{n}", "一", weight=0, unit="m", quantity=Decimal(1), days=1, cost_k=n * n) for n in range(1, 90)]
    assert [flaw for _, flaw in flaws(weighted_by_cost(works))] == []


def test_by_command(db, tmp_path, capsys):
    project()
    form = tmp_path / "form.xlsx"
    call_command("progress", "template", str(form))
    call_command("progress", "import", NUMBER, str(form), "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert (told["works"], told["errors"], told["written"], told["starts_on"]) == (4, [], False, str(told["starts_on"]))
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(book(changed(4, "紧前工作", "R9")))
    with pytest.raises(SystemExit):
        call_command("progress", "import", NUMBER, str(bad))
    assert "第 4 行 row 4" in capsys.readouterr().out and not Baseline.objects.exists()
    call_command("progress", "import", NUMBER, str(form), "--json")
    assert json.loads(capsys.readouterr().out)["baseline"] == 1 and BaselineLine.objects.count() == 4


def test_by_page_the_file_fills_the_editor(db):
    project()
    freeze()
    head, page = client(Role.HEAD), f"/progress/{NUMBER}/baseline/"
    form = head.get(f"{page}?template=1")
    assert openpyxl.load_workbook(io.BytesIO(form.content)).worksheets[0]["A1"].value == "编码"

    def read(data: bytes) -> Any:
        return head.post(page, {"step": "read", "file": SimpleUploadedFile("a.xlsx", data)})

    wrong = read(book(changed(4, "紧前工作", "R9")))
    text = wrong.content.decode()
    assert (
        wrong.status_code == 422 and "<td>4</td>" in text and "文件有 1 处错误" in text and 'value="工程R1.1"' in text
    )
    right = read(book(ROWS)).content.decode()
    assert "可以冻结" in right and 'value="水稳层"' in right and 'value="70000"' in right and 'value="30000"' in right
    assert Baseline.objects.count() == 1
    assert read(b"nothing").status_code == 422 and head.post(page, {"step": "read"}).status_code == 422
