"""`./gaoxin data audit FILE`: what a foreign table is, and where its figures cannot be right; `data season FILE`: a series without its
season and Spring Festival."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gaoxin.economy.rules.audits.tables.table import Finding
from gaoxin.economy.selectors.tables.auditing import audited
from gaoxin.economy.selectors.tables.book import book
from gaoxin.economy.selectors.tables.seasons import season
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "数据审核、季节调整 audit a foreign table, or take the season out of a series: data audit|season FILE.csv|.xlsx|.parquet"
    group = "work"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        asked = actions.add_parser("audit", help="findings with evidence, most certain first; nothing is written")
        asked.add_argument("file", type=Path)
        asked.add_argument("--unit", default="", metavar="COL", help="the column that names the unit (several: A,B)")
        asked.add_argument("--period", default="", metavar="COL", help="the column of the period (several: year,month)")
        self.add_json(asked)
        asked = actions.add_parser(
            "season", help="a monthly or quarterly series without its season and Spring Festival"
        )
        asked.add_argument("file", type=Path)
        asked.add_argument("--value", default="", metavar="COL", help="the column, where there are several")
        asked.add_argument("--of", default="", metavar="UNIT", help="whose series, where there are several")
        asked.add_argument("--unit", default="", metavar="COL", help="the column that names the unit")
        asked.add_argument("--period", default="", metavar="COL", help="the column of the period (several: year,month)")
        asked.add_argument("--no-festival", action="store_true", help="the series knows no Spring Festival")
        self.add_json(asked)

    def run(self, options: Mapping[str, Any]) -> None:
        {"audit": self._audit, "season": self._season}[options["action"]](options)

    def _season(self, options: Mapping[str, Any]) -> None:
        chosen = {name: options[name] for name in ("value", "of", "unit", "period")}
        told = season(options["file"], chinese=not options["no_festival"], **chosen).as_dict()
        if options["as_json"]:
            return self.emit(told)
        self.line(f"{told['column']} {told['unit']}".strip())
        self.line(
            f"  模型 model: {told['model'] or '不足五年，只用 X-11 移动平均 under five years: moving averages alone'}"
        )
        effect, quality = told["spring_festival"], told["quality"]
        if effect:
            self.line(f"  春节 Spring Festival: {effect['estimate']:+.4f}，t = {effect['t']:.1f}")
        self.line(
            f"  质量 Q: {'—' if quality is None else quality}，{'可用 usable' if told['stable'] else '季节因素不稳，不宜引用 not stable'}"
        )
        heads = ("期 period", "原值 original", "因子 factor", "调整后 adjusted", "趋势 trend", "同比 % year on year")
        self.line("\t".join(heads))
        for row in told["rows"]:
            cells = [f"{row[name]:.6g}" for name in ("original", "seasonal", "adjusted", "trend")]
            growth = "" if row["growth"] is None else f"{100 * row['growth']:+.1f}"
            self.line("\t".join((row["period"], *cells, growth)))
        return None

    def _audit(self, options: Mapping[str, Any]) -> None:
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
