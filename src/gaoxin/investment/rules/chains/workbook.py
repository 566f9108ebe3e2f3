"""An input-output table as the statistics bureau publishes it: an Excel sheet with title rows (merged), a row of codes, and a square.

Looked for, not assumed: the row and the column in which the same sector codes stand. Names stand left of the column of codes; total
output in the row «总投入» or the column «总产出». Only merged cells outside the square are allowed; a formula anywhere in it is
refused, because what it would come to is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from gaoxin.core.errors import Invalid
from gaoxin.core.workbooks import opened

LOOKED_AT = 40
LEAST_SECTORS, MOST_SECTORS = 2, 500
_CODE = re.compile(r"\d{2,6}", re.ASCII)
_UNITS = {"亿元": 10_000.0, "百万元": 100.0, "万元": 1.0, "千元": 0.1}


class TableRefused(Invalid):
    """A workbook that cannot be taken over. problems: one line each, with the cell; nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(problems)} 处不能导入，全部未导入 refused, nothing was imported", why="\n".join(problems[:50]),
            do="改正后重新导入；可先用 --dry-run 检查 correct them and import again",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a workbook says, in 万元. sectors: (code, name, total output). flows: (seller, buyer, value), zeros left out."""

    title: str
    unit: str
    sectors: list[tuple[str, str, float]]
    flows: list[tuple[str, str, float]]


@dataclass(frozen=True, slots=True)
class _Square:
    """Where the codes stand: their row and column (from 1), and code -> place of each."""

    row: int
    column: int
    columns: dict[str, int]
    rows: dict[str, int]


def read_workbook(data: bytes) -> Sheet:
    """The table in the first sheet that has one. Raises TableRefused with every cell that cannot be read, Invalid for no workbook."""
    book = opened(data)
    for sheet in book.worksheets:
        square = _square(sheet)
        if square is not None:
            return _read(sheet, square)
    raise Invalid(
        "找不到部门代码行和代码列 no row and column of sector codes is found",
        why="代码行和代码列须写同样的部门代码，如 001 或 01001 the same codes stand in one row and one column",
        do="用统计局发布的基本流量表 use the basic flow table as published",
    )


def _square(sheet: Any) -> _Square | None:
    """The row with most codes among the first, and the column in which the same codes stand below it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in enumerate(sheet.iter_rows(min_row=1, max_row=LOOKED_AT), 1):
        codes: dict[str, int] = {}
        for cell in cells:
            code = _code(cell.value)
            if code and code not in codes:
                codes[code] = cell.column
        if len(codes) > len(best[1]):
            best = (number, codes)
    row, columns = best
    if len(columns) < LEAST_SECTORS:
        return None
    for column in range(1, LOOKED_AT):
        rows: dict[str, int] = {}
        for (cell,) in sheet.iter_rows(min_row=row + 1, min_col=column, max_col=column):
            code = _code(cell.value)
            if code in columns and code not in rows:
                rows[code] = cell.row
        if len(rows) * 2 > len(columns) and len(rows) >= LEAST_SECTORS and column < min(columns.values()):
            return _Square(row, column, columns, rows)
    return None


def _read(sheet: Any, square: _Square) -> Sheet:
    problems = _outline(sheet, square)
    codes = [code for code in square.columns if code in square.rows]
    if len(codes) > MOST_SECTORS:
        raise Invalid(f"部门多于 {MOST_SECTORS} 个 too many sectors", do="核对工作表 check the sheet")
    title, unit = _title(sheet, square.row)
    if not unit:
        problems.append("没有写明单位（万元、亿元） the unit is not named above the table")
    times = _UNITS.get(unit, 1.0)
    output = _output(sheet, square, codes, problems)
    sectors: list[tuple[str, str, float]] = []
    for code in codes:
        name = str(sheet.cell(square.rows[code], square.column - 1).value or "").strip() if square.column > 1 else ""
        if not name:
            problems.append(
                f"第 {square.rows[code]} 行 row {square.rows[code]}: 没有部门名称 the sector has no name ({code})"
            )
        sectors.append((code, name, output.get(code, 0.0) * times))
    flows: list[tuple[str, str, float]] = []
    for seller in codes:
        for buyer in codes:
            value = _number(sheet.cell(square.rows[seller], square.columns[buyer]), problems)
            if value < 0:
                at = f"{get_column_letter(square.columns[buyer])}{square.rows[seller]}"
                problems.append(f"{at} 中间流量为负 a flow is below zero: {value:g}")
            if value > 0:
                flows.append((seller, buyer, value * times))
    _balance(sectors, flows, square, problems)
    if problems:
        raise TableRefused(problems)
    return Sheet(title, unit, sectors, flows)


def _outline(sheet: Any, square: _Square) -> list[str]:
    """Codes that stand only once, or twice, and merged cells within the square."""
    problems = [
        f"{get_column_letter(column)}{square.row} 部门只在代码行 the sector has no row of its own: {code}"
        for code, column in square.columns.items()
        if code not in square.rows
    ]
    seen: set[str] = set()
    for (cell,) in sheet.iter_rows(min_row=square.row + 1, min_col=square.column, max_col=square.column):
        code = _code(cell.value)
        if code and code in seen:
            problems.append(f"{cell.coordinate} 部门代码重复 the code stands twice: {code}")
        elif code and code not in square.columns:
            problems.append(f"{cell.coordinate} 部门只在代码列 the sector has no column of its own: {code}")
        seen.add(code)
    first, last = min(square.columns.values()), max(square.columns.values())
    top, bottom = min(square.rows.values()), max(square.rows.values())
    for area in sheet.merged_cells.ranges:
        if area.min_col <= last and area.max_col >= first and area.min_row <= bottom and area.max_row >= top:
            problems.append(f"{area} 数据区有合并单元格 merged cells among the numbers")
    return problems


def _output(sheet: Any, square: _Square, codes: list[str], problems: list[str]) -> dict[str, float]:
    """Total output by sector, from the row «总投入», else from the column «总产出»."""
    for cells in sheet.iter_rows(min_row=max(square.rows.values()) + 1, max_col=square.column):
        if any("总投入" in str(cell.value or "").replace(" ", "") for cell in cells):
            row = cells[0].row
            return {code: _number(sheet.cell(row, square.columns[code]), problems) for code in codes}
    for number in range(1, square.row + 1):
        for cell in sheet[number]:
            if "总产出" in str(cell.value or "").replace(" ", ""):
                return {code: _number(sheet.cell(square.rows[code], cell.column), problems) for code in codes}
    problems.append("没有“总投入”行或“总产出”列 neither a row of total input nor a column of total output")
    return {}


def _balance(
    sectors: list[tuple[str, str, float]], flows: list[tuple[str, str, float]], square: _Square, problems: list[str]
) -> None:
    """Total output above zero, and no more inputs than that."""
    inputs: dict[str, float] = {}
    for _, buyer, value in flows:
        inputs[buyer] = inputs.get(buyer, 0.0) + value
    for code, name, output in sectors:
        place = f"{get_column_letter(square.columns[code])} 列 column"
        if output <= 0:
            problems.append(f"{place}: 总产出须为正 total output must be above zero: {code} {name}")
        elif inputs.get(code, 0.0) >= output:
            problems.append(f"{place}: 中间投入大于总产出 more inputs than output: {code} {name}")


def _number(cell: Any, problems: list[str]) -> float:
    """What a cell says, 0 for an empty one; what it cannot say is added to the problems."""
    value: Any = cell.value
    if value is None or value == "":
        return 0.0
    if cell.data_type == "f":
        problems.append(f"{cell.coordinate} 是公式，请粘贴为数值 a formula; paste it as a value")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        problems.append(f"{cell.coordinate} 不是数字 is not a number: {str(value)[:40]!r}")
    elif abs(value) < 1e15:
        return float(value)
    else:
        problems.append(f"{cell.coordinate} 数字过大 the number is too large: {value}")
    return 0.0


def _title(sheet: Any, row: int) -> tuple[str, str]:
    """The first text above the table, and the unit that is named there."""
    texts = [
        str(cell.value).strip()
        for cells in sheet.iter_rows(min_row=1, max_row=row)
        for cell in cells
        if isinstance(cell.value, str)
    ]
    found = re.search(r"单位[：:]\s*(亿元|百万元|万元|千元)", " ".join(texts))
    return (texts[0] if texts else "")[:100], found[1] if found else ""


def _code(value: Any) -> str:
    text = str(value).strip() if value is not None else ""
    return text if isinstance(value, str) and _CODE.fullmatch(text) else ""
