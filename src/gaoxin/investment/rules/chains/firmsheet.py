"""A workbook of residents at nodes, of their suppliers and buyers, and of target firms, read cell by cell; what cannot be trusted is
named, not guessed.

Each sheet is one of the three, told by its headings; other sheets that are not empty are refused.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.core.workbooks import opened

# sort of sheet -> column -> headings that mean it
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "places": {
        "node": ("环节", "node"),
        "identifier": ("统一社会信用代码", "identifier"),
        "main": ("主次", "main"),
        "share": ("收入占比（%）", "share"),
        "evidence": ("证据", "evidence"),
        "confidence": ("可信度（%）", "confidence"),
        "on": ("日期", "on"),
    },
    "supplies": {
        "identifier": ("统一社会信用代码", "identifier"),
        "side": ("关系", "side"),
        "supplier": ("对方企业", "partner"),
        "other": ("对方信用代码", "partner_identifier"),
        "node": ("环节", "node"),
        "share": ("占比（%）", "share"),
        "source": ("来源", "source"),
        "on": ("日期", "on"),
    },
    "targets": {
        "node": ("环节", "node"),
        "name": ("目标企业", "target"),
        "identifier": ("统一社会信用代码", "identifier"),
        "revenue_k": ("营业收入（千元）", "revenue_k"),
        "distance_km": ("距离（公里）", "distance_km"),
        "land_m2": ("需要用地（平方米）", "land_m2"),
        "energy_tce": ("年能耗（吨标准煤）", "energy_tce"),
        "source": ("来源", "source"),
        "on": ("日期", "on"),
    },
}
TELLING = {"places": "evidence", "supplies": "supplier", "targets": "name"}
NUMBERS = ("revenue_k", "distance_km", "land_m2", "energy_tce")
OPTIONAL: dict[str, frozenset[str]] = {
    "places": frozenset({"main"}),
    "supplies": frozenset({"other"}),
    "targets": frozenset({"identifier", *NUMBERS}),
}
MAIN = {"": True, "主业": True, "main": True, "yes": True, "副业": False, "side": False, "no": False}
SIDES = {"供应商": "supplier", "supplier": "supplier", "客户": "buyer", "buyer": "buyer"}
MOST_ROWS = 20_000


class FirmsRefused(Invalid):
    """Rows that cannot be taken over. problems: one line each, with sheet and cell; nothing was written."""

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
class Row:
    """place: sheet and row, for telling. values: text, basis points and dates by column."""

    sort: str
    place: str
    values: dict[str, Any]


def read(data: bytes) -> list[Row]:
    """The rows of all sheets. Raises Invalid for what is no workbook, FirmsRefused with every cell that cannot be read."""
    rows: list[Row] = []
    problems: list[str] = []
    for sheet in opened(data).worksheets:
        if sheet.max_row > MOST_ROWS + 1:
            raise Invalid(f"超过 {MOST_ROWS:,} 行 too many rows: {sheet.title}", do="分批导入 import in parts")
        rows += _sheet(sheet, problems)
    if not rows and not problems:
        problems.append("没有可以导入的行 no row to import")
    if problems:
        raise FirmsRefused(problems)
    return rows


def _sheet(sheet: Any, problems: list[str]) -> list[Row]:
    heading = [(cell.column, str(cell.value).strip()) for cell in sheet[1] if cell.value not in (None, "")]
    if not heading and sheet.max_row <= 1:
        return []
    sort = next((s for s, column in TELLING.items() if {t for _, t in heading} & set(COLUMNS[s][column])), "")
    if not sort:
        problems.append(
            f"{sheet.title}: 第一行没有“证据”“对方企业”或者“目标企业” none of the three sorts of sheet by its headings"
        )
        return []
    columns = _columns(sheet.title, heading, sort, problems)
    problems += [f"{sheet.title}!{area} 合并单元格，请取消合并 merged cells" for area in sheet.merged_cells.ranges]
    found: list[Row] = []
    for cells in sheet.iter_rows(min_row=2):
        here = f"{sheet.title} 第 {cells[0].row} 行 row {cells[0].row}"
        values: dict[str, Any] = {}
        wrong = 0
        for cell in cells:
            name = columns.get(cell.column)
            if name is None or cell.value in (None, ""):
                continue
            try:
                values[name] = _value(cell, name)
            except Invalid as error:
                problems.append(f"{sheet.title}!{cell.coordinate} {error.what}")
                wrong += 1
        if not values and not wrong:
            continue
        missing = [
            COLUMNS[sort][name][0] for name in COLUMNS[sort] if name not in values and name not in OPTIONAL[sort]
        ]
        if missing and not wrong:
            problems.append(f"{here}: 没有填写 is empty: {'、'.join(missing)}")
        elif not wrong:
            found.append(Row(sort, here, values))
    return found


def _columns(title: str, heading: list[tuple[int, str]], sort: str, problems: list[str]) -> dict[int, str]:
    by_heading = {text: name for name, texts in COLUMNS[sort].items() for text in texts}
    found: dict[int, str] = {}
    for column, text in heading:
        name = by_heading.get(text) or by_heading.get(text.lower())
        if name is None:
            problems.append(f"{title} 未知的列 unknown column: {text[:40]}")
        elif name in found.values():
            problems.append(f"{title} 列重复 the column stands twice: {text}")
        else:
            found[column] = name
    for name, texts in COLUMNS[sort].items():
        if name not in found.values() and name not in OPTIONAL[sort]:
            problems.append(f"{title} 缺少列 column missing: {texts[0]}")
    return found


def _value(cell: Any, name: str) -> Any:
    """What a cell says. Raises Invalid for a formula, an error value, or what the column cannot hold."""
    value = cell.value
    if cell.data_type == "f":
        raise Invalid("是公式，请粘贴为数值 a formula; paste it as a value")
    if cell.data_type == "e":
        raise Invalid(f"是错误值 an error value: {value}")
    if name == "on":
        return _day(value)
    if name in ("share", "confidence"):
        return _percent(value)
    if name in NUMBERS:
        return _whole(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if name in ("main", "side"):
        words: dict[str, Any] = MAIN if name == "main" else SIDES
        if text not in words:
            raise Invalid(f"只能写 one of: {'、'.join(word for word in words if word)}")
        return words[text]
    return text


def _percent(value: Any) -> int:
    text = str(value).strip().removesuffix("%")
    try:
        told = round(float(text) * 100)
    except (ValueError, OverflowError):
        raise Invalid(f"不是百分数 is no percentage: {text[:40]!r}") from None
    if not 0 <= told <= 10_000:
        raise Invalid(f"百分数在 0 到 100 之间 lies between 0 and 100: {text[:40]}")
    return told


def _whole(value: Any) -> int:
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip().replace(",", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Invalid(f"不是非负整数 is no whole number: {text[:40]!r}")
    return int(text)


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError:
        raise Invalid(f"不是日期，写作 YYYY-MM-DD is no date: {str(value)[:40]}") from None
