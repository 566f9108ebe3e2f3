"""The list as a workbook: the rows that the reader sees, under the same filters."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from typing import Any, BinaryIO, cast

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin.investment.models import Lead
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_needs import uses

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (18, 32, 32, 22, 16, 14, 22, 24, 12, 14, 24, 12, 12, 12, 12, 18, 12, 12, 12, 12, 12)


def workbook(rows: Iterable[Lead], on: dt.date) -> FileResponse:
    """Written row by row to a file. Text is written as text: what somebody typed never becomes a formula."""
    file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  closed by the response
    made = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "in_memory": False})
    sheet, bold = made.add_worksheet("leads"), made.add_format({"bold": True})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    heads = (
        _("编号"), _("项目"), _("投资方"), _("统一社会信用代码"), _("招商模式"), _("阶段"), _("产业链节点"), _("负责"), _("联系人"),
        _("计划投资（千元）"), _("下一步"), _("下一步的期限"), _("登记日期"), _("落地日期"), _("用地面积（平方米）"), _("规划用途"),
        _("用电容量（kVA）"), _("建筑面积（平方米）"), _("日用水（立方米）"), _("小时用气（立方米）"), _("最迟用地日期"),
    )  # fmt: skip
    for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    sheet.freeze_panes(1, 0)
    modes, stages = _names(book().leads.modes), _names(book().leads.stages)
    land = {one.code: one.english if get_language() == "en" else one.name for one in uses()}
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(_cells(row, modes, stages, land)):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, value)
    made.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"leads-{on:%Y%m%d}.xlsx", content_type=SHEET)


def _names(parts: Iterable[Any]) -> dict[str, str]:
    return {part.code: part.name.en if get_language() == "en" else part.name.zh for part in parts}


def _cells(row: Lead, modes: dict[str, str], stages: dict[str, str], land: dict[str, str]) -> tuple[Any, ...]:
    holder = row.team.name if row.team else (row.ambassador.name if row.ambassador else "")
    return (
        row.number, row.title, row.investor, row.identifier, modes.get(row.mode, row.mode), stages.get(row.stage, row.stage), row.node,
        holder, row.contact_name, row.investment_k, row.next_step, row.next_due, row.opened_on, row.landed_on,
        row.need_area_m2 or "", land.get(row.need_use, row.need_use), row.need_power_kva or "", row.need_building_m2 or "",
        row.need_water_m3 or "", row.need_gas_m3 or "", row.needed_on,
    )  # fmt: skip
