"""Projects and monthly investment from a workbook or CSV. What a program cannot trust (merged cells, formulas, other columns) is
named with its row, never guessed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.core.workbooks import MOST_BYTES, opened
from gaoxin.projects.rules.projects.tags import RowError

PROJECTS = {
    "number": ("项目编号", "number"), "name": ("项目名称", "name"), "kind": ("类别", "kind"), "reason": ("理由", "reason"),
    "opened_on": ("立项日期", "opened_on"), "project_code": ("项目代码", "project_code"), "node": ("产业链节点", "node"),
    "key": ("重点项目", "key"), "leader": ("包干领导", "leader"), "planned_k": ("计划投资（千元）", "planned_k"),
    "lead": ("线索编号", "lead"), "identifier": ("统一社会信用代码", "identifier"),
}  # fmt: skip
INVESTMENT = {
    "number": ("项目编号", "number"), "month": ("月份", "month"), "flow": ("口径", "flow"), "amount_k": ("金额（千元）", "amount_k"),
    "reason": ("更正理由", "reason"),
}  # fmt: skip
BASELINE = {
    "code": ("编码", "code"), "name": ("名称", "name"), "parent": ("上级", "parent"), "kind": ("类型", "kind"),
    "weight": ("权重（%）", "weight"), "unit": ("单位", "unit"), "quantity": ("工程量", "quantity"), "days": ("工期（工作日）", "days"),
    "start": ("计划开始", "start"), "finish": ("计划完成", "finish"), "after": ("紧前工作", "after"),
    "cost": ("计划成本（千元）", "cost_k"),
}  # fmt: skip
POWER = {
    "identifier": ("统一社会信用代码", "identifier"), "month": ("月份", "month"), "kwh": ("用电量（千瓦时）", "kwh"),
}  # fmt: skip
NEEDED = {
    "baseline": ("code", "name"),
    "projects": ("number", "name", "kind", "reason", "opened_on"),
    "investment": ("number", "month", "flow", "amount_k"),
    "power": ("identifier", "month", "kwh"),
}
COLUMNS = {"projects": PROJECTS, "investment": INVESTMENT, "baseline": BASELINE, "power": POWER}
MOST_ROWS, LONGEST = 50_000, 1000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One row. row: its number in the file, its heading being 1. values: text by column, empty cells left out."""

    row: int
    values: Mapping[str, str]


def read(what: str, data: bytes) -> tuple[list[Line], list[RowError]]:
    """The rows of a file of one of COLUMNS, and what cannot be read. Raises Invalid for what is no such file."""
    if len(data) > MOST_BYTES:
        raise Invalid(f"文件超过 {MOST_BYTES // 1_000_000} MB the file is too large", do="分批导入 import in parts")
    errors: list[RowError] = []
    rows = _workbook(data, errors) if data[:2] == b"PK" else _text(data)
    heading = next(rows, None)
    columns = _columns(what, heading[1] if heading else [])
    lines: list[Line] = []
    for row, cells in rows:
        values = {code: cells[place] for place, code in columns.items() if place < len(cells) and cells[place]}
        errors += [RowError(row, f"{code} 过长 too long") for code, text in values.items() if len(text) > LONGEST]
        if values:
            lines.append(Line(row, values))
        if len(lines) > MOST_ROWS:
            raise Invalid(f"超过 {MOST_ROWS:,} 行 too many rows", do="分批导入 import in parts")
    if not lines:
        raise Invalid("没有数据行 there are no rows", do="核对文件 check the file")
    return lines, errors


def day(text: str, *, of_month: bool = False) -> dt.date:
    """A day, or with `of_month` the first of a month. Raises Invalid."""
    found = _DAY.fullmatch(text)
    try:
        if found and (found[3] or of_month):
            return dt.date(int(found[1]), int(found[2]), 1 if of_month else int(found[3]))
    except ValueError:
        pass
    raise Invalid(f"不是日期 is no {'month' if of_month else 'date'}: {text[:40]!r}")


def whole(text: str) -> int:
    """A whole number of 千元. Raises Invalid."""
    plain = text.replace(",", "").removesuffix(".0")
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 15:
        raise Invalid(f"须为不小于零的整数千元 a whole number of 千元, not below zero: {text[:40]!r}")
    return int(plain)


def _columns(what: str, heading: list[str]) -> dict[int, str]:
    known = {name: code for code, names in COLUMNS[what].items() for name in names}
    found: dict[int, str] = {}
    wrong: list[str] = []
    for place, name in enumerate(heading):
        code = known.get(name) or known.get(name.lower())
        if name and code is None:
            wrong.append(f"未知的列 unknown column: {name[:40]}")
        elif code in found.values():
            wrong.append(f"列重复 the column stands twice: {name[:40]}")
        elif code:
            found[place] = code
    wrong += [f"缺少列 column missing: {COLUMNS[what][code][0]}" for code in NEEDED[what] if code not in found.values()]
    if wrong:
        raise Invalid(
            "；".join(wrong), do=f"可用的列 columns: {'、'.join(names[0] for names in COLUMNS[what].values())}"
        )
    return found


def _text(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid(
            "不是 .xlsx，也不是 UTF-8 的 CSV neither a workbook nor UTF-8 CSV", do="另存为 .xlsx save it as .xlsx"
        ) from error
    return iter(list(enumerate(rows, start=1)))


def _workbook(data: bytes, errors: list[RowError]) -> Iterator[tuple[int, list[str]]]:
    sheet = opened(data).worksheets[0]
    errors += [
        RowError(area.min_row, f"{area} 合并单元格，请取消合并 merged cells") for area in sheet.merged_cells.ranges
    ]
    return iter([_row(cells, errors) for cells in sheet.iter_rows()])


def _row(cells: Iterable[Any], errors: list[RowError]) -> tuple[int, list[str]]:
    row, texts = 0, list[str]()
    for cell in cells:
        row = getattr(cell, "row", 0) or row
        kind, value = getattr(cell, "data_type", ""), cell.value
        if kind in ("f", "e"):
            what = "公式，请粘贴为数值 a formula; paste it as a value" if kind == "f" else "错误值 an error value"
            errors.append(RowError(row, f"{cell.coordinate} 是{what}"))
            value = None
        if isinstance(value, dt.datetime | dt.date):
            value = value.strftime("%Y-%m-%d")
        texts.append("" if value is None else str(value).strip())
    return row, texts
