"""A table to take away: as a workbook that prints on A4, or as CSV that a spreadsheet opens."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from gaoxin.core.errors import Invalid

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Lines = Sequence[Sequence[Any]]


def table(form: str, name: str, sheets: Sequence[tuple[str, Lines]], today: dt.date) -> HttpResponse:
    """name: of the file. sheets: title and lines, the heads first; in CSV they follow each other with an empty line between.

    Raises Invalid for a form that there is not.
    """
    if form not in FORMS:
        raise Invalid(f"没有这种导出格式 no such form: {form[:20]!r}", do=f"可选 choose: {', '.join(FORMS)}")
    answer = HttpResponse(_workbook(sheets) if form == "xlsx" else _text(sheets), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{today:%Y%m%d}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _workbook(sheets: Sequence[tuple[str, Lines]]) -> bytes:
    file = io.BytesIO()
    workbook: Any = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    head = workbook.add_format({"bold": True, "text_wrap": True})
    for title, lines in sheets:
        sheet = workbook.add_worksheet(title[:31])
        for place, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(place, column, dt.datetime.combine(cell, dt.time()), day)
                else:
                    sheet.write(place, column, cell, None if place else head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, max(len(lines[0]) - 1, 1), 13)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    workbook.close()
    return file.getvalue()


def _text(sheets: Sequence[tuple[str, Lines]]) -> bytes:
    out = io.StringIO()
    write = csv.writer(out)
    for place, (_title, lines) in enumerate(sheets):
        write.writerows([[]] if place else [])
        write.writerows([_safe(cell) for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula stays a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
