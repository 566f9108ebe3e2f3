"""`./gaoxin data audit FILE`: what a foreign table is, and where its figures cannot be right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gaoxin.economy.rules.audits.tables.table import Finding
from gaoxin.economy.selectors.tables.auditing import audited
from gaoxin.economy.selectors.tables.book import book
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "数据审核 audit a foreign table: data audit FILE.csv|.xlsx|.parquet [--unit COL] [--period COL]"
    group = "work"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        asked = actions.add_parser("audit", help="findings with evidence, most certain first; nothing is written")
        asked.add_argument("file", type=Path)
        asked.add_argument("--unit", default="", metavar="COL", help="the column that names the unit (several: A,B)")
        asked.add_argument("--period", default="", metavar="COL", help="the column of the period (several: year,month)")
        self.add_json(asked)

    def run(self, options: Mapping[str, Any]) -> None:
        report = audited(options["file"], options["unit"], options["period"])
        if options["as_json"]:
            return self.emit(report.as_dict())
        told = report.profile()
        self.line(f"{told['file']}: {told['rows']:,} 行 rows × {told['columns']} 列 columns")
        for chinese, english in told["said"]:
            self.line(f"  {chinese} | {english}")
        self.line(f"  指标 measures: {'、'.join(told['measures'])}")
        for number, one in enumerate(report.findings, 1):
            self._finding(number, one)
        self.line(f"\n{len(report.findings)} 项发现 findings，另有 {report.faint} 项证据不足 too faint to tell")
        return None

    def _finding(self, number: int, one: Finding) -> None:
        kind, where = book().kinds[one.kind], one.where
        span = "" if where["from"] is None else f" {where['from']}–{where['to']}"
        units = "、".join(where["units"][:3]) + (f" …（{where['units_count']}）" if where["units_count"] > 3 else "")
        self.line(f"\n{number}. [{one.score:.2f}] {kind.name} {kind.english}: {one.column}")
        self.line(f"   {units}{span}，{where['count']:,} 处 places，行 rows {where['rows'][:5]}")
        self.line(f"   {json.dumps(one.evidence, ensure_ascii=False, default=str)[:400]}")
        self.line(f"   处理 do: {kind.do} {kind.do_english}")
