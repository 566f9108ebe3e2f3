"""A workbook of leads, read cell by cell: what a program cannot trust (merged cells, formulas, other columns) is named, not guessed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from gaoxin.core.errors import Invalid
from gaoxin.core.workbooks import opened

# code -> headings that mean it
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "number"),
    "title": ("项目名称", "title"),
    "investor": ("投资方", "investor"),
    "identifier": ("统一社会信用代码", "identifier"),
    "mode": ("招商模式", "mode"),
    "stage": ("阶段", "stage"),
    "node": ("产业链节点", "node"),
    "team": ("队伍编号", "team"),
    "ambassador": ("招商大使编号", "ambassador"),
    "contact_name": ("联系人", "contact"),
    "contact_phone": ("联系电话", "phone"),
    "investment_k": ("计划投资（千元）", "investment_k"),
    "opened_on": ("登记日期", "opened_on"),
    "landed_on": ("落地日期", "landed_on"),
    "need_area_m2": ("用地面积（平方米）", "land_m2"),
    "need_use": ("规划用途", "land_use"),
    "need_power_kva": ("用电容量（kVA）", "power_kva"),
    "need_building_m2": ("建筑面积（平方米）", "building_m2"),
    "need_water_m3": ("日用水（立方米）", "water_m3"),
    "need_gas_m3": ("小时用气（立方米）", "gas_m3"),
    "needed_on": ("最迟用地日期", "needed_on"),
    "note": ("备注", "note"),
}
NEEDED = ("title", "investor", "mode")
DATES = ("opened_on", "landed_on", "needed_on")
MOST_ROWS = 50_000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


class SheetRefused(Invalid):
    """Rows that cannot be taken over. problems: one line each, with the cell; nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(problems)} 处不能导入，全部未导入 refused, nothing was imported", why="\n".join(problems[:50]),
            do="改正后重新导入；可先用 --dry-run 检查 correct them and import again",
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:  # type: ignore[override]
        """With every problem."""
        return {**super().as_dict(), "problems": list(self.problems)}


@dataclass(frozen=True, slots=True)
class Line:
    """One row. row: its number in the sheet. values: text and dates by column, empty cells left out."""

    row: int
    values: dict[str, str | dt.date]


def read(data: bytes) -> list[Line]:
    """The rows of the first sheet. Raises Invalid for what is no workbook, SheetRefused with every cell that cannot be read."""
    sheet: Worksheet = opened(data).worksheets[0]
    columns = _header(sheet)
    problems = [f"{area} 合并单元格，请取消合并 merged cells" for area in map(str, sheet.merged_cells.ranges)]
    lines: list[Line] = []
    for cells in sheet.iter_rows(min_row=2):
        values: dict[str, str | dt.date] = {}
        for cell in cells:
            code = columns.get(cell.column or 0)
            if code is None or cell.value is None:
                continue
            try:
                value = _value(cell, code)
            except Invalid as error:
                problems.append(f"{cell.coordinate} {error.what}")
                continue
            if value != "":
                values[code] = value
        if values:
            lines.append(Line(cells[0].row or 0, values))
        if len(lines) > MOST_ROWS:
            raise Invalid(f"超过 {MOST_ROWS:,} 行 too many rows", do="分批导入 import in parts")
    if problems:
        raise SheetRefused(problems)
    return lines


def _header(sheet: Worksheet) -> dict[int, str]:
    """Column number -> code. Raises SheetRefused for unknown, repeated or missing headings."""
    by_heading = {heading: code for code, headings in COLUMNS.items() for heading in headings}
    found: dict[int, str] = {}
    problems: list[str] = []
    for cell in next(sheet.iter_rows(min_row=1, max_row=1), ()):
        text = str(cell.value or "").strip()
        if not text:
            continue
        code = by_heading.get(text) or by_heading.get(text.lower())
        if code is None:
            problems.append(f"{cell.coordinate} 未知的列 unknown column: {text[:40]}")
        elif code in found.values():
            problems.append(f"{cell.coordinate} 列重复 the column stands twice: {text}")
        else:
            found[cell.column] = code
    problems += [f"缺少列 column missing: {COLUMNS[code][0]}" for code in NEEDED if code not in found.values()]
    if problems:
        raise SheetRefused([*problems, f"可用的列 columns: {'、'.join(names[0] for names in COLUMNS.values())}"])
    return found


def _value(cell: Any, code: str) -> str | dt.date:
    """What a cell says. Raises Invalid for a formula, an error value, or a date that is none."""
    value = cell.value
    if cell.data_type == "f":
        raise Invalid("是公式，请粘贴为数值 a formula; paste it as a value")
    if cell.data_type == "e":
        raise Invalid(f"是错误值 an error value: {value}")
    if code in DATES:
        return _day(value)
    if isinstance(value, dt.datetime | dt.date | bool):
        raise Invalid(f"不是文字 is no text: {value}")
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= 1e15:
            raise Invalid(f"应为整数或者文字 must be a whole number or text: {value}")
        value = int(value)
    return str(value).strip()


def _day(value: Any) -> dt.date | str:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    found = _DAY.fullmatch(text)
    if not text:
        return ""
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> dt.date:
    raise Invalid(f"不是日期，写作 YYYY-MM-DD is no date: {text[:40]}")
