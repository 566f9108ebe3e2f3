"""`./gaoxin project import | invest | show`: project files and monthly investment from a file, and one file whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.projects.selectors.told import told
from gaoxin.projects.services.projects.importing import investment_from_file, projects_from_file
from gaoxin.projects.services.projects.investing import check_sums
from gaoxin.runtime.commands import GaoxinCommand

SHOWN = 50


class Command(GaoxinCommand):
    help = "项目 projects: import FILE [--dry-run] | invest FILE [--dry-run] | show NUMBER | sums [--repair]"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, text in (("import", "project files"), ("invest", "investment by month")):
            sub = actions.add_parser(
                name, help=f"{text} from a workbook or CSV; all rows or none (docs/how-to/projects.md)"
            )
            sub.add_argument("file", type=Path)
            sub.add_argument(
                "--source", default="", help="where it comes from; kept in the audit row (default: its name)"
            )
            sub.add_argument("--dry-run", action="store_true", help="check every row, change nothing")
            self.add_json(sub)
        one = actions.add_parser("show", help="one project: kind, stage, leader, timeline, investment")
        one.add_argument("number")
        self.add_json(one)
        sums = actions.add_parser("sums", help="compare the kept sums of each project's year with its months")
        sums.add_argument("--repair", action="store_true", help="write them anew where they differ")
        self.add_json(sums)

    def run(self, options: Mapping[str, Any]) -> int:
        acts = {"show": self._show, "sums": self._sums}
        return acts.get(options["action"], self._take)(options)

    def _sums(self, options: Mapping[str, Any]) -> int:
        by = Actor.system(settings.ZONE, "project command")
        done = check_sums(zone=settings.ZONE, at=timezone.now(), by=by, repair=options["repair"])
        if options["as_json"]:
            self.emit(asdict(done) | {"repaired": options["repair"]})
        else:
            word = "已重算 repaired" if options["repair"] else "不一致 wrong"
            self.line(f"年度汇总 sums: {done.years}，{word}: {done.wrong}")
        return 1 if done.wrong and not options["repair"] else 0

    def _take(self, options: Mapping[str, Any]) -> int:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise NotFound(f"读不了文件 the file cannot be read: {path}", do="核对路径 check the path") from error
        act: Any = projects_from_file if options["action"] == "import" else investment_from_file
        done = act(
            zone=settings.ZONE, data=data, source=options["source"] or path.name, at=timezone.now(),
            by=Actor.system(settings.ZONE, "project command"), dry_run=options["dry_run"],
        )  # fmt: skip
        if options["as_json"]:
            self.emit(
                asdict(done) | {"dry_run": options["dry_run"], "written": not (done.errors or options["dry_run"])}
            )
        else:
            for error in done.errors[:SHOWN]:
                self.line(f"第 {error.row} 行 row {error.row}: {error.what}")
            counts = {name: count for name, count in asdict(done).items() if name != "errors"}
            word = (
                "全部未导入 nothing was imported"
                if done.errors
                else "可以导入 could be imported"
                if options["dry_run"]
                else "已导入 imported"
            )
            self.line(
                f"{word}: {'，'.join(f'{name} {count}' for name, count in counts.items())}，errors {len(done.errors)}"
            )
        return 1 if done.errors else 0

    def _show(self, options: Mapping[str, Any]) -> int:
        one = told(zone=settings.ZONE, number=options["number"], today=timezone.localdate())
        if options["as_json"]:
            self.emit(one)
            return 0
        self.line(f"{one['number']} {one['name']}：{one['kind']}，{one['stage'] or '—'}，{one['leader'] or '—'}")
        for event in one["timeline"]:
            self.line(f"  {event['on']} {event['text']} [{event['module']}]")
        return 0
