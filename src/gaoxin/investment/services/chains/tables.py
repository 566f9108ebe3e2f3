"""A newer input-output table from a workbook: the whole of it, or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import ImportedTable
from gaoxin.investment.rules.chains.workbook import read_workbook
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors.chain_tables import joined


@dataclass(frozen=True, slots=True)
class TableRead:
    """placed: sectors with a place in the product space (by name in the catalogue's table); the others are not ranked.
    groups: GB/T 4754 groups that lead to a sector."""

    title: str
    unit: str
    year: int
    sectors: int
    flows: int
    placed: int
    groups: int
    dry_run: bool
    written: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def import_table(
    *, zone: str, data: bytes, year: int, source: str, by: Actor, at: dt.datetime, name: str = "", dry_run: bool = False
) -> TableRead:
    """Take over a workbook; it is in force from then on. The same file again changes nothing.

    Raises NotAllowed unless a head or the platform does it, TableRefused with every cell that is wrong; nothing was written.
    """
    access.check_head(by)
    if not source.strip() or len(source) > 200:
        raise Invalid(
            "须写明来源 say where the table comes from", do="例如 国家统计局，发布日期 who published it, and when"
        )
    if not 1980 < year <= localtime(at).year:
        raise Invalid(f"年份不正确 the year cannot be: {year}", do="写投入产出表的年份 write the year of the table")
    sheet = read_workbook(data)
    title = (name or sheet.title or "投入产出表")[:80]
    table = joined(f"{title}（{year}）", sheet.sectors, sheet.flows)
    digest, written = hashlib.sha256(data).hexdigest(), False
    with transaction.atomic():
        if not dry_run and not ImportedTable.objects.filter(zone=zone, digest=digest).exists():
            ImportedTable.objects.create(
                zone=zone, name=table.name, year=year, digest=digest, source=source.strip(), at=at, by_name=by.name,
                content={"sectors": sheet.sectors, "flows": sheet.flows},
            )  # fmt: skip
            detail = {"name": table.name, "sectors": len(sheet.sectors), "source": source.strip(), "sha256": digest}
            audit.record(zone=zone, actor=by, act="import-table", subject=f"zone:{zone}", at=at, detail=detail)
            written = True
    return TableRead(
        title,
        sheet.unit,
        year,
        len(sheet.sectors),
        len(sheet.flows),
        int(table.placed.sum()),
        len(table.groups),
        dry_run,
        written,
    )
