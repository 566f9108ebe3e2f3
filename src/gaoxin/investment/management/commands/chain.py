"""`./gaoxin chain`: gaps of any set of industries with every term, chains as they are drawn, a newer input-output table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.investment.rules.chains.firmsheet import FirmsRefused
from gaoxin.investment.rules.chains.gaps import KINDS, Gap, Gaps, find_gaps
from gaoxin.investment.rules.chains.zonefile import present, read_zone
from gaoxin.investment.selectors import chains
from gaoxin.investment.selectors.chain_tables import own_table, table_in_force
from gaoxin.investment.services.chains.drawing import load_chains
from gaoxin.investment.services.chains.importing import import_firms
from gaoxin.investment.services.chains.tables import import_table
from gaoxin.runtime.commands import GaoxinCommand

TITLES = {"supplement": "补链 supplement", "extend": "延链 extend", "strengthen": "强链 strengthen"}


class Command(GaoxinCommand):
    help = (
        "产业链 industry chains: gaps ZONE.yaml | show [CODE] | load | import-table FILE.xlsx | import-firms FILE.xlsx"
    )

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        gaps = actions.add_parser("gaps", help="缺口 rank the gaps of the industries in a file")
        gaps.add_argument("file", metavar="ZONE.yaml")
        gaps.add_argument(
            "--most", type=int, default=10, help="of each kind, when printed (default: 10; --json prints all)"
        )
        gaps.add_argument("--in-force", action="store_true", help="by the table that the zone imported last")
        show = actions.add_parser("show", help="产业链 the chains, or one as it is drawn")
        show.add_argument("code", nargs="?", default="")
        show.add_argument("--version", type=int, default=None, dest="number", help="default: the last published")
        load = actions.add_parser("load", help="载入示例 publish the sample chains that the zone does not have")
        taken = actions.add_parser(
            "import-table", help="导入投入产出表 a newer input-output table, whole or not at all"
        )
        taken.add_argument("file", type=Path)
        taken.add_argument("--year", type=int, required=True)
        taken.add_argument("--source", required=True, help="who published it, and when")
        taken.add_argument("--name", default="", help="default: the title in the sheet")
        taken.add_argument("--dry-run", action="store_true", help="check and show, write nothing")
        firms = actions.add_parser(
            "import-firms",
            help="导入企业挂链、供需和目标企业 firms at nodes, their trade, target firms; all rows or none",
        )
        firms.add_argument("file", type=Path, help="sheets and columns: docs/how-to/chains.md")
        firms.add_argument(
            "--source", default="", help="where it comes from; kept in the audit row (default: its name)"
        )
        firms.add_argument("--dry-run", action="store_true", help="check every row, write nothing")
        for sub in (gaps, show, load, taken, firms):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> None:
        return {"gaps": self._gaps, "show": self._show, "load": self._load, "import-table": self._import,
                "import-firms": self._firms}[options["action"]](options)  # fmt: skip

    def _show(self, options: Mapping[str, Any]) -> None:
        zone = settings.ZONE
        if not options["code"]:
            rows = [
                {"code": row.code, "version": row.version, "title": row.title, "source": row.source}
                for row in chains.current(zone=zone)
            ]
            if options["as_json"]:
                return self.emit({"zone": zone, "chains": rows})
            for row in rows:
                self.line(f"{row['code']} v{row['version']} {row['title']}")
            return None
        found = chains.as_drawing(
            zone=zone, chain=chains.version(zone=zone, code=options["code"], number=options["number"])
        )
        if options["as_json"]:
            return self.emit(found)
        self.line(f"{found['code']} v{found['version']} {found['title']}（{found['source']}）")
        for node in found["nodes"]:
            self.line(
                f"  {node['side']:<5}{node['code']} {node['name']}  GB/T {','.join(node['industries'])}  "
                f"企业 firms {node['firms']}  {node['grade']}"
            )
        for link in found["links"]:
            self.line(
                f"  {link['seller']} → {link['buyer']}  {link['coefficient'] or '—'}  {link['basis']}  {link['source']}"
            )
        return None

    def _firms(self, options: Mapping[str, Any]) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Invalid(f"读不了文件 the file cannot be read: {path}", do="核对路径 check the path") from error
        try:
            told = import_firms(
                zone=settings.ZONE, data=data, source=options["source"] or path.name, dry_run=options["dry_run"],
                by=Actor.system(settings.ZONE, "命令行 command line"), at=timezone.now(),
            )  # fmt: skip
        except FirmsRefused as error:
            if not options["as_json"]:
                for problem in error.problems:
                    self.stderr.write(problem)
            raise
        if options["as_json"]:
            return self.emit(told.as_dict())
        done = "可以导入 could be imported" if told.dry_run else "已导入 imported"
        self.line(
            f"{done}: 挂链 places {told.places}，供需 trade {told.supplies}，目标 targets {told.targets}；"
            f"新增 added {told.added}，更新 updated {told.updated}，"
            f"不变 unchanged {told.unchanged}"
        )
        return None

    def _load(self, options: Mapping[str, Any]) -> None:
        added = load_chains(
            zone=settings.ZONE, by=Actor.system(settings.ZONE, "命令行 command line"), at=timezone.now()
        )
        if options["as_json"]:
            return self.emit({"added": added})
        self.line(f"已发布 published: {'、'.join(added) or '—'}")
        return None

    def _import(self, options: Mapping[str, Any]) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise Invalid(
                f"读不了文件 the file cannot be read: {options['file']}", why=str(error), do="核对路径 check the path"
            ) from None
        found = import_table(
            zone=settings.ZONE, data=data, year=options["year"], source=options["source"], name=options["name"],
            dry_run=options["dry_run"], by=Actor.system(settings.ZONE, "命令行 command line"), at=timezone.now(),
        )  # fmt: skip
        if options["as_json"]:
            return self.emit(found.as_dict())
        done = "已导入 imported" if found.written else "没有写入 nothing was written"
        self.line(f"{found.title}：{found.sectors} 部门 sectors，{found.flows} 流量 flows；{done}")
        return None

    def _gaps(self, options: Mapping[str, Any]) -> None:
        path = Path(options["file"])
        try:
            zone = read_zone(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid(
                f"读不了文件 the file cannot be read: {path}", why=str(error), do="核对路径和编码 UTF-8"
            ) from None
        found = find_gaps(table_in_force(settings.ZONE) if options["in_force"] else own_table(), present(zone))
        if options["as_json"]:
            return self.emit({"zone": zone.zone, "basis": zone.basis, **told(found)})
        screen = Console(file=self.stdout, highlight=False)
        screen.print(f"{zone.zone}：{found.table}", soft_wrap=True)
        for kind in KINDS:
            screen.print(_shown(TITLES[kind], found.ranked[kind][: options["most"]]))


def told(found: Gaps) -> dict[str, Any]:
    """For JSON, ranks of the list included."""
    return {
        "table": found.table, "weights": found.weights, "unplaced": list(found.unplaced),
        "gaps": {kind: [{"rank": at} | asdict(gap) for at, gap in enumerate(found.ranked[kind], 1)] for kind in KINDS},
    }  # fmt: skip


def _shown(title: str, gaps: Any) -> Table:
    table = Table(title=title)
    for heading in ("", "部门 sector", "分 score", "各项 terms", "通过 through"):
        table.add_column(heading)
    for at, gap in enumerate(gaps, 1):
        table.add_row(
            str(at),
            f"{gap.sector} {gap.name}",
            f"{gap.score:.3f}",
            _terms(gap),
            "、".join(n for _, n, _ in gap.through),
        )
    return table


def _terms(gap: Gap) -> str:
    return "  ".join(f"{name} {'—' if value is None else f'{value:.3g}'}" for name, value in gap.terms.items())
