"""Files as they come: encodings, separators, workbooks, and what is no table at all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import openpyxl
import pytest
from django.core.management import call_command

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.rules.audits.tables.auditing import audit
from gaoxin.economy.rules.audits.tables.periods import moment
from gaoxin.economy.rules.audits.tables.table import Table
from gaoxin.economy.selectors.tables.auditing import audited, audited_bytes
from gaoxin.economy.selectors.tables.book import book, lists
from gaoxin.economy.selectors.tables.reading import read

HUGE = "unit,year,v\n" + "u,2000,1e308\nu,2001,-1e308\nu,2002,inf\nu,2003,nan\n" * 4
ACROSS = "地区,2019,2020,2021\n甲,1,2,3\n乙,4,5,6\n"


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def make(data: bytes | str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
        return path

    return make


def table(path: Path) -> Table:
    return read(path, book().limits)


def small(separator: str = ",", head: str = "企业,年份,产值") -> str:
    lines = [head.replace(",", separator)]
    for unit in ("甲公司", "乙公司", "丙公司"):
        lines += [separator.join((unit, str(2018 + t), str(100 + 7 * t * t + len(lines)))) for t in range(5)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(file, encoding: str, separator: str):
    told = table(file(small(separator), encoding=encoding))
    assert [one.name for one in told.columns] == ["企业", "年份", "产值"] and told.rows == 15
    assert told.columns[0].labels == ("丙公司", "乙公司", "甲公司") and told.columns[2].kind == "number"


def test_titles_above_the_heading_and_windows_lines(file):
    text = "表1 主要指标,,\n单位：千元,,\n" + small()
    told = table(file(text.replace("\n", "\r\n")))
    assert told.rows == 15 and told.said["title_lines"] == 2 and told.line(0) == 4
    assert audited(file(text)).profile()["unit"] == ["企业"]


def test_numbers_as_people_write_them(file):
    told = table(
        file("unit,year,a,b,c,d\n" + "".join(f'u{n},2020,"{n + 1},234.5",{n}.5%,({n + 1}),１２{n}\n' for n in range(9)))
    )
    a, b, c, d = told.columns[2:]
    assert a.numbers[0] == 1234.5 and a.grouped == 9 and b.numbers[1] == 1.5 and b.percent == 9
    assert c.numbers[1] == -2 and d.numbers[3] == 123 and not any(one.odd_count for one in (a, b, c, d))


def test_decimal_commas(file):
    told = table(file("unit;year;a\n" + "".join(f"u{n};2020;{n},5\n" for n in range(9))))
    assert told.columns[2].numbers[3] == 3.5


def test_quotes_line_breaks_and_rows_of_another_width(file):
    told = table(file('unit,year,a\n"one, ""two""\nthree",2020,5\n' + "x,2021,6\n" * 8 + "y,2022\n"))
    assert told.rows == 9 and 'one, "two"\nthree' in told.columns[0].labels
    assert len(told.rejected) == 1
    assert "ragged_row" in {one.kind for one in audit(told, book(), lists(), unit="unit", period="year").findings}


def test_texts_among_numbers_and_names_in_two_spellings(file):
    lines = [f"u{n % 4}{' ' if n == 7 else ''},{2000 + n // 4},{'约100' if n == 9 else 100 + n * n}" for n in range(40)]
    kinds = {one.kind: one for one in audited(file("unit,year,a\n" + "\n".join(lines))).findings}
    assert kinds["mixed_type"].evidence["cases"] == [{"row": 11, "text": "约100"}]
    assert kinds["name_variant"].where["rows"] == [9]


def test_broken_characters(file):
    text = small().replace("丙公司", "锟斤拷")
    assert "broken_text" in {one.kind for one in audited(file(text)).findings}


def test_codes_of_industries(file):
    codes = ["3911", "3912", "3913", "3919", "3921", "3922", "3931", "3932", "9999"]
    text = "code,year,v\n" + "".join(
        f"{code},{year},{100 + year % 7 * n}\n" for n, code in enumerate(codes) for year in range(2015, 2020)
    )
    (found,) = [one for one in audited(file(text)).findings if one.kind == "invalid_code"]
    assert found.evidence["unknown"] == ["9999"] and found.where["count"] == 5


def workbook(fill: Callable[[Any], None]) -> bytes:
    made = openpyxl.Workbook()
    fill(made.active)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_workbooks_with_titles_and_merged_cells(file):
    def fill(sheet: Any) -> None:
        sheet.append(["2020 年报表", None, None])
        sheet.merge_cells("A1:C1")
        sheet.append(["企业", "年份", "产值"])
        for n in range(3):
            for t in range(5):
                sheet.append([f"企业{n}" if t == 0 else None, 2018 + t, 100 + n + t * t])
            sheet.merge_cells(start_row=3 + 5 * n, end_row=7 + 5 * n, start_column=1, end_column=1)

    told = table(file(workbook(fill), "t.xlsx"))
    assert told.rows == 15 and told.columns[0].filled == 15 and told.said["title_lines"] == 1 and told.line(0) == 3


def test_formulas_without_a_stored_value_are_told(file):
    def fill(sheet: Any) -> None:
        sheet.append(["unit", "year", "a"])
        for n in range(12):
            sheet.append([f"u{n % 3}", 2018 + n // 3, "=A1" if n == 5 else n + 50])

    path = file(workbook(fill), "t.xlsx")
    (found,) = [one for one in audited(path).findings if one.kind == "mixed_type"]
    assert found.where["rows"] == [7] and "公式" in found.evidence["cases"][0]["text"]


def test_parquet(file, tmp_path):
    path = tmp_path / "it's.parquet"
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE t AS SELECT 'u' || (i % 5) AS unit, 2000 + i // 5 AS year, i * i + 0.5 AS v FROM range(60) r(i)"
        )
        engine.execute("COPY t TO '" + str(path).replace("'", "''") + "' (FORMAT parquet)")
    assert table(path).columns[2].numbers[3] == 9.5 and audited(path).profile()["units"] == 5


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.csv", b""), ("blank.csv", b"\n\n  \n"), ("head.csv", b"a,b,c\n"), ("binary.csv", b"\x00\x01\x02" * 50),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600), ("no.xlsx", b"PK\x03\x04 nothing"), ("no.parquet", b"PAR1 and nothing else"),
        ("bytes.csv", b"a,b\n\xff\xfe\xff\xff\x81\n" * 3), ("lone.csv", b"\xef\xbb\xbf"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_so(file, name: str, data: bytes):
    with pytest.raises(Invalid) as told:
        audited(file(data, name))
    assert told.value.do


@pytest.mark.parametrize(
    "data",
    [
        "a\n1\n2\n3\n", "a\nx\n", "a,b\n1,2\n", "a,a,,a\n1,2,3,4\n5,6,7,8\n", '"a","b\n1,2\n3,4\n', "year\n2001\n2002\n2003\n",
        "unit,year,v\n" + "".join(f"u,{2000 + t},\n" for t in range(9)), HUGE,
        "2019,2020,2021\n1,2,3\n4,5,6\n", ACROSS, "\u202eunit,year,v\nu,2000,1\n", "a;b;c\n1,2;3,4;5,6\n",
    ],
)  # fmt: skip
def test_strange_tables_do_not_crash(file, data: str):
    with suppress(Invalid):
        assert audited(file(data)).table.rows >= 1


def test_a_table_with_periods_as_headings(file):
    lines = ["地区," + ",".join(f"{year}年" for year in range(2010, 2022))]
    for n in range(12):
        lines.append(
            f"市{n}," + ",".join(str(round(1000 * 1.3**n * 1.07**t + (n * 37 + t * t * 13) % 23)) for t in range(12))
        )
    cells = lines[5].split(",")
    cells[6] = str(int(cells[6]) * 100)
    lines[5] = ",".join(cells)
    report = audited(file("\n".join(lines)))
    assert report.profile()["form"] == "periods-across" and report.profile()["units"] == 12
    first = report.findings[0]
    assert (first.kind, first.where["unit"], first.evidence["best"]["period"]) == ("unit_change", "市4", "2015")


def test_columns_named_by_hand(file):
    path = file(small())
    with pytest.raises(Invalid, match="产量"):
        audited(path, unit="产量")
    with pytest.raises(Invalid):
        audited(path, period="企业")
    assert audited(path, unit="企业", period="年份").profile()["units"] == 3
    with pytest.raises(NotFound):
        audited(path.parent / "none.csv")


def test_limits_are_kept(file):
    limits = msgspec.structs.replace(book().limits, cells=20)
    with pytest.raises(Invalid, match="太大"):
        read(file(small()), limits)
    with pytest.raises(Invalid):
        audited_bytes("t.csv", b"x" * (book().limits.web_bytes + 1))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 450_000_000)
    with pytest.raises(Invalid, match="展开"):
        audited(file(bomb.getvalue(), "t.xlsx"))


def test_labels_of_periods():
    kinds = {
        "2024": "year",
        "2024年": "year",
        "2024Q1": "quarter",
        "2024年第三季度": "quarter",
        "2024-03": "month",
        "202403": "month",
        "2024年3月": "month",
        "2024M11": "month",
        "2024-03-01": "day",
        "20240301": "day",
    }
    assert {text: found.kind for text in kinds if (found := moment(text))} == kinds
    assert moment("2024-13") is None and moment("1234") is None and moment("2024-02-30") is None


def test_the_command_tells_the_contract(file, capsys):
    lines = [f"u{n % 9},{2000 + n // 9},{(1000 + n % 9 * 50) * (1 + n // 9 / 10) + (n * 7) % 31}" for n in range(99)]
    lines[40] = lines[40].rsplit(",", 1)[0] + ",9999999"
    path = file("unit,year,v\n" + "\n".join(lines))
    call_command("data", "audit", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert set(told["findings"][0]) == {"kind", "column", "where", "evidence", "score"}
    assert told["unit"] == ["unit"] and told["findings"] == sorted(told["findings"], key=lambda one: -one["score"])
    call_command("data", "audit", str(path), "--unit", "unit", "--period", "year")
    assert "处理 do" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("data", "audit", str(path), "--unit", "none", "--json")
    assert json.loads(capsys.readouterr().out)["error"] == "Invalid"
