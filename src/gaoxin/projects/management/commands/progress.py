"""`./gaoxin progress import | template`: a baseline from a workbook or CSV, and the empty form of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.projects.services.progress.importing import Draft, import_baseline, template
from gaoxin.runtime.commands import GaoxinCommand

SHOWN = 50


class Command(GaoxinCommand):
    help = "工程进度 progress: import NUMBER FILE [--dry-run] | template FILE"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        taken = actions.add_parser(
            "import", help="freeze a baseline from a workbook or CSV; all rows or none (docs/how-to/progress.md)"
        )
        taken.add_argument("number", help="of the project")
        taken.add_argument("file", type=Path)
        taken.add_argument(
            "--starts-on",
            type=dt.date.fromisoformat,
            help="first day of the whole (default: the earliest planned start)",
        )
        taken.add_argument("--budget", type=int, help="千元 (default: the sum of the planned costs)")
        taken.add_argument("--reason", default="", help="why it replaces the baseline before")
        taken.add_argument(
            "--source", default="", help="where it comes from; kept in the audit row (default: its name)"
        )
        taken.add_argument("--dry-run", action="store_true", help="check every row, change nothing")
        self.add_json(taken)
        empty = actions.add_parser("template", help="write the empty form (.xlsx)")
        empty.add_argument("file", type=Path)
        self.add_json(empty)

    def run(self, options: Mapping[str, Any]) -> int:
        path: Path = options["file"]
        if options["action"] == "template":
            path.write_bytes(template(timezone.localdate()))
            self._written(path, options)
            return 0
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise NotFound(f"读不了文件 the file cannot be read: {path}", do="核对路径 check the path") from error
        done = import_baseline(
            zone=settings.ZONE, number=options["number"], data=data, source=options["source"] or path.name, at=timezone.now(),
            by=Actor.system(settings.ZONE, "progress command"), starts_on=options["starts_on"], budget_k=options["budget"],
            reason=options["reason"], dry_run=options["dry_run"],
        )  # fmt: skip
        self._tell(done, options)
        return 1 if done.errors else 0

    def _written(self, path: Path, options: Mapping[str, Any]) -> None:
        if options["as_json"]:
            self.emit({"written": str(path)})
        else:
            self.line(f"已写出 written: {path}")

    def _tell(self, done: Draft, options: Mapping[str, Any]) -> None:
        finish = max((slot.finish for slot in done.dates.values()), default=None)
        if options["as_json"]:
            self.emit({
                "works": len(done.works), "starts_on": done.starts_on, "finish": finish, "budget_k": done.budget_k,
                "baseline": done.frozen, "dry_run": options["dry_run"], "written": done.frozen is not None,
                "errors": [{"row": error.row, "what": error.what} for error in done.errors],
            })  # fmt: skip
            return
        for error in done.errors[:SHOWN]:
            self.line(f"第 {error.row} 行 row {error.row}: {error.what}")
        if done.errors:
            self.line(f"全部未导入 nothing was imported: errors {len(done.errors)}")
        elif done.frozen is None:
            self.line(f"可以导入 could be imported: {len(done.works)} 项 works，{finish} 完工 done")
        else:
            self.line(f"第 {done.frozen} 号基线 baseline {done.frozen}: {len(done.works)} 项 works，{finish} 完工 done")
