"""A workbook of posts or students, read cell by cell: every cell that cannot be read is named with its row, nothing is guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.workbooks import opened
from gaoxin.talent.rules import entry

MOST_ROWS = 5000
YES, NO = ("是", "yes", "y", "1", "true"), ("", "否", "no", "n", "0", "false")
# code -> headings that mean it; a star marks those that every sheet needs
POSTS: dict[str, tuple[str, ...]] = {
    "title*": ("岗位名称", "title"), "occupation*": ("职业", "occupation"), "seats*": ("人数", "seats"),
    "same_workers*": ("同类岗位在岗职工", "same_workers"), "first_month*": ("起始月份", "first_month"),
    "last_month*": ("结束月份", "last_month"), "kind": ("岗位类型", "kind"), "tasks": ("工作任务", "tasks"),
    "daily_minutes": ("每天分钟", "daily_minutes"), "weekly_minutes": ("每周分钟", "weekly_minutes"),
    "night": ("夜班", "night"), "rest_days": ("休息日上班", "rest_days"), "hazards": ("危害", "hazards"),
    "pay_percent": ("报酬占工资百分比", "pay_percent"), "wants": ("专业代码", "wants"), "project": ("项目编号", "project"),
    "agency": ("中介安排", "agency"), "filed": ("备案编号", "filed"),
}  # fmt: skip
STUDENTS: dict[str, tuple[str, ...]] = {
    "number*": ("学号", "number"), "born*": ("出生日期", "born"), "female*": ("性别", "sex"), "grade*": ("年级", "grade"),
    "lat*": ("纬度", "lat"), "lon*": ("经度", "lon"), "furthest_km": ("最远公里", "furthest_km"), "wishes": ("志愿", "wishes"),
}  # fmt: skip


class SheetRefused(Invalid):
    """Rows that cannot be taken over. problems: one line each, with its row; nothing was written."""

    def __init__(self, problems: list[str], article: str = "") -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(problems)} 处不能导入，全部未导入 refused, nothing was imported", why="\n".join(problems[:50]),
            do="改正后重新导入，可以先试导入 correct them; try a dry run first", article=article,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """row: its number in the sheet. cells: by column, empty ones left out."""

    row: int
    cells: Mapping[str, Any]

    def text(self, code: str) -> str:
        value = self.cells.get(code, "")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def many(self, code: str) -> tuple[str, ...]:
        """Parts between commas or blanks."""
        return tuple(self.text(code).replace("，", " ").replace("、", " ").replace(",", " ").split())

    def whole(self, code: str, usual: int | None = None) -> int:
        """Raises Invalid naming the column."""
        text = self.text(code)
        if not text and usual is not None:
            return usual
        try:
            return int(text)
        except ValueError:
            raise Invalid(
                f"{code}：{text[:20] or '—'} 不是整数 not a whole number", do="填写整数 write digits"
            ) from None

    def degrees(self, code: str) -> float:
        """Raises Invalid naming the column."""
        try:
            return float(self.text(code))
        except ValueError:
            raise Invalid(f"{code}：{self.text(code)[:20]} 不是度数 not degrees", do="写作 23.70") from None

    def day(self, code: str) -> dt.date:
        """A date cell, or text such as 2007-01-31. Raises Invalid naming the column."""
        value = self.cells.get(code)
        if isinstance(value, dt.datetime):
            return value.date()
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(self.text(code))
        except ValueError:
            raise Invalid(f"{code}：{self.text(code)[:20]} 不是日期 not a date", do="写作 2007-01-31") from None

    def month(self, code: str) -> dt.date:
        """A date cell, or text such as 2026-09. Raises Invalid."""
        value = self.cells.get(code)
        return value.date().replace(day=1) if isinstance(value, dt.datetime) else entry.month_of(self.text(code))

    def yes(self, code: str) -> bool:
        """Raises Invalid for what is neither."""
        text = self.text(code).lower()
        if text in YES or text in NO:
            return text in YES
        raise Invalid(f"{code}：{text[:20]} 不是“是”或“否” neither yes nor no", do="填 是 或 否 write yes or no")


def read(data: bytes, columns: Mapping[str, tuple[str, ...]]) -> list[Line]:
    """Rows of the first sheet. Raises Invalid for what is no workbook, for columns that lack, for formulas and for too many rows."""
    sheet = opened(data).worksheets[0]
    rows = sheet.iter_rows()
    heads = [str(cell.value or "").strip() for cell in next(rows, ())]
    places = {code: next((n for n, head in enumerate(heads) if head in names), None) for code, names in columns.items()}
    if lacking := [columns[code][0] for code, place in places.items() if place is None and code.endswith("*")]:
        raise SheetRefused([f"第 1 行缺少列 row 1 lacks: {'、'.join(lacking)}"])
    lines: list[Line] = []
    problems: list[str] = []
    for number, cells in enumerate(rows, start=2):
        found = {
            code.rstrip("*"): cells[place].value
            for code, place in places.items()
            if place is not None and place < len(cells) and cells[place].value not in (None, "")
        }
        problems += [
            f"第 {number} 行 row {number}：{code} 是公式 a formula"
            for code, value in found.items()
            if str(value).startswith("=")
        ]
        if found:
            lines.append(Line(number, found))
        if len(lines) > MOST_ROWS:
            raise SheetRefused([f"超过 {MOST_ROWS} 行 too many rows"])
    if problems or not lines:
        raise SheetRefused(problems or ["没有数据行 no rows"])
    return lines


def each(lines: list[Line], act: Callable[[Line], Any]) -> tuple[list[Any], list[str], str]:
    """What `act` makes of each line, the problems of those that it refuses, and the article of the first that names one."""
    made: list[Any] = []
    problems: list[str] = []
    article = ""
    for line in lines:
        try:
            made.append(act(line))
        except GaoxinError as error:
            more = f"（{error.article}）" if error.article else ""
            problems.append(f"第 {line.row} 行 row {line.row}：{error.what}{more}")
            article = article or error.article
    return made, problems, article
