"""A newer input-output table: as the statistics bureau publishes it, and each way in which it may be wrong."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.core.management import call_command

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.investment.models import ImportedTable
from gaoxin.investment.rules.chains.workbook import TableRefused, read_workbook
from gaoxin.investment.selectors.chain_tables import own_table, table_in_force
from gaoxin.investment.services.chains.tables import import_table
from tests.approvals.conftest import ZONE
from tests.chains.conftest import HEAD, PROMOTER, by
from tests.chains.test_pages import signed_in, text
from tests.chains.test_services import refused

NAMES = {"01001": "农业", "26036": "塑料制品业", "39082": "电子元器件制造业"}
FLOWS = ((10, 20, 0), (5, 30, 40), (0, 0, 60))
OUTPUT = (200, 300, 400)


def workbook(change=None, unit="单位：亿元") -> bytes:
    """Title rows merged, units, a row of names, a row of codes, the square, then added value and total input."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "2020年投入产出基本流量表"
    sheet.merge_cells("A1:H1")
    sheet["A2"] = f"（按当年生产者价格计算） {unit}"
    sheet.merge_cells("A2:H2")
    sheet["A3"] = "投入"
    sheet.merge_cells("A3:C4")
    for at, (code, name) in enumerate(NAMES.items()):
        sheet.cell(3, 4 + at, name)
        sheet.cell(4, 4 + at, code)
        sheet.cell(5 + at, 2, name)
        sheet.cell(5 + at, 3, code)
        for to, value in enumerate(FLOWS[at]):
            sheet.cell(5 + at, 4 + to, value)
        sheet.cell(9, 4 + at, OUTPUT[at])
    sheet.cell(3, 7, "中间使用合计")
    sheet.cell(4, 7, "TIU")
    sheet["B8"], sheet["C8"] = "增加值合计", "TVA"
    sheet["B9"], sheet["C9"] = "总投入", "TI"
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def given(data: bytes, **more):
    return import_table(data=data, **({"year": 2020, "source": "国家统计局（测试）", **by(HEAD)} | more))


def test_a_published_table_is_read():
    sheet = read_workbook(workbook())
    assert sheet.title == "2020年投入产出基本流量表" and sheet.unit == "亿元"
    assert sheet.sectors == [
        (code, name, value * 10_000.0) for (code, name), value in zip(NAMES.items(), OUTPUT, strict=True)
    ]
    assert ("26036", "39082", 400_000.0) in sheet.flows and len(sheet.flows) == 6


def test_it_is_in_force_and_keeps_relatedness_by_name(db):
    told = given(workbook())
    table, own = table_in_force(ZONE), own_table()
    assert told.written and told.sectors == 3 and "2020" in table.name
    assert table.direct[table.index["26036"], table.index["39082"]] == pytest.approx(0.1)
    places = [own.names.index(name) for name in NAMES.values()]
    assert (table.phi == own.phi[np.ix_(places, places)]).all() and table.phi.any()
    assert list(table.pci) == [own.pci[place] for place in places]
    assert "39082" in table.sectors_of("398")
    data = workbook()
    given(data)
    assert not given(data).written
    assert not given(workbook(), dry_run=True).written


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda s: s.__setitem__("D5", "=1+2"), "D5 是公式"),
        (lambda s: s.merge_cells("E5:F6"), "合并单元格"),
        (lambda s: s.__setitem__("E6", "约30"), "E6 不是数字"),
        (lambda s: s.__setitem__("E6", -3), "E6 中间流量为负"),
        (lambda s: s.__setitem__("E6", 3000), "中间投入大于总产出"),
        (lambda s: s.__setitem__("E9", 0), "总产出须为正"),
        (lambda s: s.__setitem__("B9", "其他"), "没有“总投入”行"),
        (lambda s: s.__setitem__("C7", "26036"), "部门代码重复"),
        (lambda s: s.__setitem__("C7", "77777"), "没有自己的|只在代码行"),
        (lambda s: s.__setitem__("B6", ""), "没有部门名称"),
        (lambda s: s.__setitem__("A2", "无"), "单位"),
    ],
)
def test_one_wrong_cell_and_nothing_is_imported(db, change, says):
    with refused(TableRefused) as _:
        given(workbook(change))
    with pytest.raises(TableRefused) as caught:
        given(workbook(change), dry_run=True)
    assert any(part in str(caught.value.problems) for part in says.split("|"))
    assert not ImportedTable.objects.exists()


def test_what_is_no_table(db):
    with refused(Invalid, "不是 Excel"):
        given(b"x")
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with refused(Invalid, "找不到部门代码"):
        given(book.getvalue())
    for more in ({"year": 2030}, {"source": ""}):
        with refused(Invalid):
            given(workbook(), **more)
    with refused(NotAllowed):
        given(workbook(), **by(PROMOTER))


def test_the_page_takes_a_table_over_whole_or_not_at_all(db):
    """The head uploads a workbook; what is refused is told cell by cell with what was typed, and nothing is written."""
    head, promoter = signed_in(Role.HEAD), signed_in(Role.PROMOTER)

    def send(who: Any, data: bytes, how: str = "import", **more: str) -> Any:
        file = io.BytesIO(data)
        file.name = "投入产出表.xlsx"
        told = {"what": "table", "how": how, "year": "2020", "source": "国家统计局（测试）", "file": file} | more
        return who.post("/invest/chains/import/", told)

    before = text(head.get("/invest/chains/import/"))
    assert own_table().name in before and send(promoter, workbook()).status_code == 403
    bad = workbook(lambda s: (s.__setitem__("D5", "=1+2"), s.__setitem__("E6", "约30")))
    for data, more, says in (
        (bad, {}, ("D5 是公式", "E6 不是数字")), (b"no workbook", {}, ("不是 Excel",)), (b"", {}, ("没有文件",)),
        (workbook(), {"year": "20x0"}, ("年份不正确",)), (workbook(), {"year": "2999"}, ("年份不正确",)),
        (workbook(), {"source": " "}, ("须写明来源",)),
    ):  # fmt: skip
        answer = send(head, data, **more)
        assert answer.status_code == 422 and all(word in text(answer) for word in says), says
        assert f'value="{more.get("year", "2020")}"' in text(answer)
    assert "尚未写入" in text(send(head, workbook(), "check")) and not ImportedTable.objects.exists()
    assert table_in_force(ZONE).name == own_table().name
    data = workbook()
    page = text(send(head, data))
    assert "已导入" in page and "3 个部门" in page and "2020年投入产出基本流量表（2020）" in page
    row, table = ImportedTable.objects.get(), table_in_force(ZONE)
    assert (row.year, row.source, len(row.content["sectors"])) == (2020, "国家统计局（测试）", 3)
    assert table.direct[table.index["26036"], table.index["39082"]] == pytest.approx(0.1)
    assert "导入过，没有改动" in text(send(head, data)) and ImportedTable.objects.count() == 1


def test_the_commands(db, tmp_path, capsys):
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook())
    call_command("chain", "import-table", str(path), "--year", "2020", "--source", "测试", "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["sectors"], told["dry_run"], told["written"]) == (
        3,
        True,
        False,
    ) and not ImportedTable.objects.exists()
    call_command("chain", "load", "--json")
    assert len(json.loads(capsys.readouterr().out)["added"]) == 4
    call_command("chain", "show", "electronics", "--json")
    shown = json.loads(capsys.readouterr().out)
    assert {"seller": "foil", "buyer": "laminate"}.items() <= shown["links"][1].items() or shown["links"]
    call_command("chain", "show")
    assert "electronics" in capsys.readouterr().out
