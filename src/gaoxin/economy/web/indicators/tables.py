"""One indicator as CSV or XLSX: its months at a node, and the industries below it in one month."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from gaoxin.economy.rules.indicators.definitions import Indicator
from gaoxin.economy.selectors.standing import Cell
from gaoxin.economy.web.indicators import words

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HEADS = (
    "period", "node", "name", "units", "level", "base", "growth", "month_growth", "two_years", "share", "contribution", "pull",
)  # fmt: skip


def download(form: str, one: Indicator, cell: Cell, rows: Sequence[Cell], below: Sequence[Cell]) -> HttpResponse:
    """form: a key of FORMS. Amounts in the indicator's unit, rates in percent, pull in points; empty where there is none."""
    data = _csv([*rows, *below]) if form == "csv" else _xlsx(one, rows, below)
    answer = HttpResponse(data, content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{one.code}-{cell.node.code}-{cell.ym}.{form}"'
    return answer


def _values(one: Cell) -> tuple[Any, ...]:
    return (
        f"{one.ym // 100}-{one.ym % 100:02}", one.node.code, words.pick(one.node.name), one.count, one.level, one.base,
        one.growth, one.month_growth, one.two_years, one.share, one.contribution, one.pull,
    )  # fmt: skip


def _csv(rows: Sequence[Cell]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows(["" if value is None else value for value in _values(one)] for one in rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(one: Indicator, rows: Sequence[Cell], below: Sequence[Cell]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for title, held in (("月 months", rows), ("行业 industries", below)):
        sheet = made.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head)
        for line, cell in enumerate(held, 1):
            for column, value in enumerate(_values(cell)):
                if isinstance(value, Decimal | int):
                    sheet.write_number(line, column, value)
                elif value is not None:
                    sheet.write_string(line, column, str(value))
    about = made.add_worksheet("定义 definition")
    about.set_column(1, 1, 100)
    told = (
        ("code", one.code), ("name", words.pick(one.name)), ("unit", one.unit), ("formula", words.formula(one)),
        ("basis", words.basis(one)),
    )  # fmt: skip
    for line, (key, value) in enumerate(told):
        about.write_string(line, 0, key)
        about.write_string(line, 1, value)
    made.close()
    return out.getvalue()
