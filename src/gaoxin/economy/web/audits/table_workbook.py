"""The findings as a workbook: what the table is, one row a finding, and the evidence as text."""

from __future__ import annotations

import io
import json
from typing import Any

import xlsxwriter

from gaoxin.economy.selectors.tables.book import book

HEADS = (
    "分值 score",
    "类型 kind",
    "说明 meaning",
    "列 column",
    "单位 units",
    "起 from",
    "止 to",
    "处数 count",
    "行 rows",
    "处理 do",
    "证据 evidence",
)
WIDTHS = (8, 20, 34, 26, 30, 10, 10, 8, 26, 34, 90)


def workbook(told: dict[str, Any]) -> bytes:
    """The bytes of an .xlsx; every cell is text or a number, never a formula."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, wrap = made.add_format({"bold": True}), made.add_format({"text_wrap": True, "valign": "top"})
    sheet = made.add_worksheet("发现 findings")
    for at, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(at, at, width, wrap)
        sheet.write_string(0, at, head, bold)
    sheet.freeze_panes(1, 0)
    kinds = book().kinds
    for row, one in enumerate(told["findings"], 1):
        where, kind = one["where"], kinds.get(one["kind"])
        texts = (
            one["kind"],
            f"{kind.name} {kind.english}" if kind else "",
            one["column"],
            "、".join(map(str, where["units"])),
            str(where["from"] or ""),
            str(where["to"] or ""),
        )
        sheet.write_number(row, 0, one["score"])
        for at, text in enumerate(texts, 1):
            sheet.write_string(row, at, text[:32_000])
        sheet.write_number(row, 7, where["count"] or 0)
        sheet.write_string(row, 8, "、".join(map(str, where["rows"])))
        sheet.write_string(row, 9, f"{kind.do} {kind.do_english}" if kind else "")
        sheet.write_string(row, 10, json.dumps(one["evidence"], ensure_ascii=False, default=str)[:32_000])
    about = made.add_worksheet("表 table")
    about.set_column(0, 0, 22)
    about.set_column(1, 1, 100)
    for row, (name, value) in enumerate((key, value) for key, value in told.items() if key != "findings"):
        about.write_string(row, 0, name, bold)
        about.write_string(row, 1, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    made.close()
    return out.getvalue()
