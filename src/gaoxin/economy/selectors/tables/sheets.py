"""A workbook's first filled sheet as text: merged cells filled, formulas by the value that was stored with them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from pathlib import Path
from typing import Any

import openpyxl

from gaoxin.core.errors import Invalid
from gaoxin.core.workbooks import opened
from gaoxin.economy.selectors.tables.texts import TRIED, Plain, heading, titles

LARGEST_MERGE = 20_000
NO_VALUE = "=公式无存值"  # told as text in a column of numbers


def sheet(path: Path, folder: Path) -> Plain:
    """The sheet as a file of text in `folder`. Raises Invalid for what is no workbook or has no filled sheet."""
    data = path.read_bytes()
    book = opened(data)
    found = next((one for one in book.worksheets if one.max_row > 1 or one.cell(1, 1).value is not None), None)
    if found is None:
        raise Invalid("工作簿是空的 the workbook is empty", do="核对文件 check the file")
    stored, formulas = _stored(data, found)
    cells = _filled(found)
    lines = [
        [_text(_value(cell.value, stored, cell.row, cell.column), cells.get((cell.row, cell.column))) for cell in row]
        for row in found.iter_rows()
    ]
    at = heading(lines[:TRIED])
    width = (
        max(at_ + 1 for line in lines[at:] for at_, cell in enumerate(line) if cell) if any(map(any, lines[at:])) else 1
    )
    names, headed = titles(lines[at][:width])
    made = folder / "sheet.csv"
    with made.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(line[:width] for line in lines)
    said = {"sheet": found.title, "title_lines": at, "merged_cells_filled": len(cells), "formulas": formulas}
    broken = sum(text.count("\n") for line in lines[: at + 1] for text in line)  # a heading may have line breaks
    return Plain(made, ",", at + (1 if headed else 0) + broken, names, said)


def _stored(data: bytes, found: Any) -> tuple[Any, int]:
    """The same sheet with the values that Excel stored for formulas, read only where there are formulas."""
    formulas = sum(1 for row in found.iter_rows() for cell in row if cell.data_type == "f")
    if not formulas:
        return None, 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)[found.title], formulas


def _value(value: Any, stored: Any, row: int, column: int) -> Any:
    if stored is None or not (
        isinstance(value, str) and value.startswith("=") or type(value).__name__ == "ArrayFormula"
    ):
        return value
    kept = stored.cell(row, column).value
    return NO_VALUE if kept is None else kept


def _filled(found: Any) -> dict[tuple[int, int], Any]:
    """Cells inside merged ranges, with the value of the range."""
    cells: dict[tuple[int, int], Any] = {}
    for area in found.merged_cells.ranges:
        if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) > LARGEST_MERGE:
            continue
        if area.max_row == area.min_row and area.min_row <= TRIED and area.max_col > area.min_col:
            continue  # a title over the table, or over a group of columns
        value = found.cell(area.min_row, area.min_col).value
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                cells[row, column] = value
    return cells


def _text(value: Any, merged: Any = None) -> str:
    value = merged if value is None else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value).strip()
