"""The endpoint that audits a foreign table."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from gaoxin.core.errors import Invalid
from gaoxin.economy.permissions.tables import check_checker
from gaoxin.economy.selectors.tables.auditing import audited_bytes
from gaoxin.economy.selectors.tables.book import book
from gaoxin.runtime.api import Request, answers

router = Router(tags=["数据与数字审核 audits of figures and tables"])


class AskedTable(Schema):
    """Columns that name the unit and the period, separated by commas; empty: inferred."""

    unit: Annotated[str, Field(max_length=200)] = ""
    period: Annotated[str, Field(max_length=200)] = ""


class TableFinding(Schema):
    """where: unit, units, from, to, count, rows (lines of the file). evidence: numbers to recompute it from. score: 0–1."""

    kind: str = Field(examples=["unit_change"])
    column: str
    where: dict[str, Any]
    evidence: dict[str, Any]
    score: float = Field(examples=[0.95])


class TableAudited(Schema):
    """form: long, series, periods-across, units-across or list. said: what was inferred, in Chinese and English.
    faint: findings too weak to tell."""

    file: str
    rows: int
    columns: int
    form: str
    unit: list[str]
    period: list[str]
    measures: list[str]
    said: list[list[str]]
    findings: list[TableFinding]
    faint: int


@router.post(
    "/audits/tables", url_name="audit-table", operation_id="audit-table", summary="审核数据表 audit a table",
    response=answers(TableAudited),
)  # fmt: skip
def audit_table(request: Request, body: Form[AskedTable], file: File[UploadedFile]) -> Any:
    """Findings about a CSV, XLSX or Parquet file, most certain first. The file is not kept."""
    check_checker(request.actor, request.zone)
    most = book().limits.web_bytes
    if (file.size or 0) > most:
        raise Invalid(f"文件过大 the file is too large: {file.size:,} B", do="用命令行审核 use ./gaoxin data audit")
    return audited_bytes(file.name or "table", file.read(), body.unit, body.period).as_dict()
