"""`./gaoxin lead import FILE | reclaim`: leads from a workbook, and idle leads back to the pool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.investment.services.leads.importing import import_leads
from gaoxin.investment.services.leads.moving import reclaim_idle
from gaoxin.investment.services.leads.sheets import SheetRefused
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "招商线索 leads: import FILE.xlsx | reclaim"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        taken = actions.add_parser("import", help="add and update leads from a workbook; all rows or none")
        taken.add_argument(
            "file", type=Path, help="first row: 编号, 项目名称, 投资方, 招商模式, … (docs/how-to/leads.md)"
        )
        taken.add_argument(
            "--source", default="", help="where it comes from; kept in the audit row (default: its name)"
        )
        taken.add_argument("--dry-run", action="store_true", help="check every row, change nothing")
        reclaimed = actions.add_parser("reclaim", help="give leads without a sign of work back to the pool")
        reclaimed.add_argument("--dry-run", action="store_true", help="say which, change nothing")
        for sub in (taken, reclaimed):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> int | None:
        by = Actor.system(settings.ZONE, "lead command")
        return (self._import if options["action"] == "import" else self._reclaim)(options, by)

    def _import(self, options: Mapping[str, Any], by: Actor) -> int | None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise NotFound(f"读不了文件 the file cannot be read: {path}", do="核对路径 check the path") from error
        try:
            told = import_leads(
                zone=settings.ZONE, data=data, source=options["source"] or path.name, by=by, at=timezone.now(),
                dry_run=options["dry_run"],
            )  # fmt: skip
        except SheetRefused as error:
            if not options["as_json"]:
                for problem in error.problems:
                    self.stderr.write(problem)
            raise
        if options["as_json"]:
            self.emit(told.as_dict())
            return None
        for warning in told.warnings:
            self.line(f"请核对 check: {warning}")
        done = "可以导入 could be imported" if told.dry_run else "已导入 imported"
        self.line(
            f"{done}: {told.rows} 行 rows，新增 added {told.added}，更新 updated {told.updated}，不变 unchanged {told.unchanged}"
        )
        return None

    def _reclaim(self, options: Mapping[str, Any], by: Actor) -> None:
        dry = options["dry_run"]
        numbers = reclaim_idle(zone=settings.ZONE, by=by, at=timezone.now(), dry_run=dry)
        if options["as_json"]:
            self.emit({"reclaimed": numbers, "dry_run": dry})
            return
        self.line(f"{'将' if dry else ''}收回公共池 {'would go ' if dry else ''}back to the pool: {len(numbers)}")
        for number in numbers:
            self.line(f"  {number}")
