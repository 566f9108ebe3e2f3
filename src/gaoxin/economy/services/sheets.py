"""Reports by Excel: the empty form of a questionnaire, and a filled one read row by row. What a program cannot trust (merged cells,
formulas, another unit, other columns) is named with its row; nothing is guessed and nothing half imported."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.core.workbooks import opened
from gaoxin.economy.rules.reports.book import Form
from gaoxin.economy.selectors.filed import UnitView
from gaoxin.economy.selectors.settings import book
from gaoxin.economy.services.filing import Incoming, Problem

HEADS = ("统一社会信用代码", "单位名称", "报告期", "修订理由")
TITLE, UNITS, HEADING, FIRST = (
    1,
    2,
    3,
    4,
)  # rows: title with the code of the form, units of measure, heading, then one row a unit
MOST_ROWS = 5000
_DIGITS = re.compile(r"-?[0-9]{1,17}")
NOBODY = uuid.UUID(int=0)
HELP = (
    "一行一家单位一个报告期。报告期写 YYYYMM；1 月和 2 月合并，写 2 月。",
    "第 2 行的计量单位不能改：金额一律填整数千元，用电量填万千瓦时，人数填人。不能填元或者万元。",
    "没有发生的填 0，不能留空。不要合并单元格，不要公式（复制后“粘贴为数值”）。",
    "上年同期应等于上年的在库数；上年数有错的，先修订上年报表。",
    "已经报过的，要改就填“修订理由”，作为修订报送；原来的报表保留。",
    "有一行不对，整个文件一行也不导入。先试导入看错误。",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """rows: to be filed. problems: of rows that cannot be read; with any of them nothing is to be filed."""

    rows: tuple[Incoming, ...]
    problems: tuple[Problem, ...]


def columns(form: Form) -> list[tuple[str, str, str]]:
    """Key, heading, unit of measure, in the order of the sheet."""
    words = {"month": "本月", "ytd": "本年累计", "stock": "期末"}
    found: list[tuple[str, str, str]] = []
    for item in form.items:
        for kind in item.kinds:
            found.append((f"{item.code}.{kind}", f"{item.name.zh} {words[kind]}", item.unit))
            if kind != "stock":
                found.append((f"{item.code}.{kind}.base", f"{item.name.zh} {words[kind]}（上年同期）", item.unit))
    return found


def template(form: str, period: int, rows: list[tuple[UnitView, Mapping[str, int]]]) -> bytes:
    """The form (.xlsx) with a row for each unit: who it is, the month, and the bases that are on file."""
    told, out = book().form(form), io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, grey = (
        made.add_format({"bold": True, "text_wrap": True, "border": 1}),
        made.add_format({"bg_color": "#eeeeee"}),
    )
    sheet, helping = made.add_worksheet("报表"), made.add_worksheet("填表说明")
    sheet.write_row(0, 0, [told.name.zh, told.code])
    told_columns = columns(told)
    sheet.write_row(UNITS - 1, 0, ["计量单位", "", "", "", *(unit for _, _, unit in told_columns)], grey)
    sheet.write_row(HEADING - 1, 0, [*HEADS, *(name for _, name, _ in told_columns)], bold)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, len(HEADS) + len(told_columns), 13)
    sheet.freeze_panes(HEADING, 2)
    for place, (unit, known) in enumerate(rows, start=FIRST - 1):
        sheet.write_row(place, 0, [unit.identifier, unit.name, period, ""])
        for column, (key, _, _) in enumerate(told_columns, start=len(HEADS)):
            if key in known:
                sheet.write(place, column, known[key], grey)
    for place, text in enumerate(HELP):
        helping.write(place, 0, text)
    made.close()
    return out.getvalue()


def read(data: bytes, units: Mapping[str, uuid.UUID]) -> Sheet:
    """units: identifier -> survey unit, of those the reader may file for. Raises Invalid for what is no form of a questionnaire."""
    sheet = opened(data).worksheets[0]
    form = _form(sheet)
    keys = _keys(sheet, form)
    merged = {row: str(area) for area in sheet.merged_cells.ranges for row in range(area.min_row, area.max_row + 1)}
    rows, problems = list[Incoming](), list[Problem]()
    for cells in sheet.iter_rows(min_row=FIRST, max_row=FIRST + MOST_ROWS, max_col=len(HEADS) + len(keys)):
        if all(cell.value is None for cell in cells):
            continue
        number = next(cell.row for cell in cells if cell.value is not None)
        if number - FIRST >= MOST_ROWS:
            raise Invalid(f"超过 {MOST_ROWS} 行 too many rows", do="分批导入 import in parts")
        identifier, period = _text(cells[0].value), 0
        unit = units.get(identifier, NOBODY)
        try:
            if number in merged:
                raise Invalid(f"{merged[number]} 是合并单元格 merged cells", do="取消合并 unmerge them")
            _plain(cells)
            if unit == NOBODY:
                raise NotFound(
                    f"没有这个调查单位 no such survey unit: {identifier[:30]}", do="核对统一社会信用代码 check it"
                )
            period, reason = _whole(cells[2], "报告期"), _text(cells[3].value)
            values = {key: _whole(cell, key) for key, cell in zip(keys, cells[len(HEADS) :], strict=False)}
            rows.append(Incoming(unit, form.code, period, values, "revised" if reason else "filed", reason, number))
        except (Invalid, NotFound) as error:
            problems.append(Problem(number, unit, form.code, period, error))
    if not rows and not problems:
        raise Invalid("没有数据行 there are no rows", do="从第 4 行起填 fill in from row 4")
    return Sheet(tuple(rows), tuple(problems))


def _form(sheet: Any) -> Form:
    code = _text(sheet.cell(TITLE, 2).value)
    if code not in book().forms:
        raise Invalid(
            f"不是报表模板 this is no form of a questionnaire: {code[:30]!r}",
            do="下载模板后填写 download the template and fill it in",
        )
    return book().form(code)


def _keys(sheet: Any, form: Form) -> list[str]:
    """In the order of the sheet. Raises Invalid for other columns and for another unit of measure: then every number would be wrong."""
    told = columns(form)
    for place, (_, name, unit) in enumerate(told, start=len(HEADS) + 1):
        found, measure = _text(sheet.cell(HEADING, place).value), _text(sheet.cell(UNITS, place).value)
        if found != name:
            raise Invalid(
                f"第 {HEADING} 行第 {place} 列应为 should be“{name}”：{found[:40]!r}",
                do="不要改动表头 leave the headings as they are",
            )
        if measure != unit:
            raise Invalid(
                f"第 {UNITS} 行“{name}”的计量单位是 the unit is {measure[:20]!r}，应为 should be {unit}",
                why="单位不同，每个数都会差十倍、千倍 with another unit every number is wrong",
                do=f"换算成{unit}后再填 convert to {unit}",
            )  # fmt: skip
    if [_text(sheet.cell(HEADING, n).value) for n in range(1, len(HEADS) + 1)] != list(HEADS):
        raise Invalid(
            f"前 {len(HEADS)} 列应为 should be: {'、'.join(HEADS)}", do="不要改动表头 leave the headings as they are"
        )
    return [key for key, _, _ in told]


def _plain(cells: Any) -> None:
    for cell in cells:
        kind = getattr(cell, "data_type", "")
        if kind in ("f", "e"):
            what = "公式 a formula" if kind == "f" else "错误值 an error value"
            raise Invalid(f"{cell.coordinate} 是{what}", do="粘贴为数值 paste it as a value")


def _whole(cell: Any, name: str) -> int:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip().replace(",", "")):
        value = int(value.strip().replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(
            f"{cell.coordinate if hasattr(cell, 'coordinate') else ''} {name} 不是整数 not a whole number: {str(value)[:40]!r}",
            do="填整数；没有发生填 0 whole numbers, 0 for none",
        )
    return value


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
