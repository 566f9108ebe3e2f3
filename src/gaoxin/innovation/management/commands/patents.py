"""`./gaoxin patents import FILE [--dry-run]`: patents from a workbook, CSV or WIPO ST.96 XML; `due`: annual fees that are due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.innovation.rules.patents.numbers import shown
from gaoxin.innovation.selectors import patents as log
from gaoxin.innovation.services.patents import import_patents
from gaoxin.runtime.commands import GaoxinCommand

SHOWN = 50


class Command(GaoxinCommand):
    help = "专利 patents: import FILE [--map COLUMN=FIELD]… [--dry-run] | due: annual fees that are due"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        taken = actions.add_parser(
            "import", help="from .xlsx, CSV or ST.96 XML: every wrong row is named, all rows or none"
        )
        taken.add_argument("file", type=Path)
        taken.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=FIELD", help="a column that is not known by itself"
        )
        taken.add_argument("--source", default="", help="where the file is from; default: its name")
        taken.add_argument("--dry-run", action="store_true", help="check and show, write nothing")
        due = actions.add_parser("due", help="annual fees that are due within 90 days, or late")
        due.add_argument("--standing", choices=log.LATE, default="", help="only those of one standing")
        for sub in (taken, due):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> int:
        return {"import": self._import, "due": self._due}[options["action"]](options)

    def _import(self, options: Mapping[str, Any]) -> int:
        path: Path = options["file"]
        outcome = import_patents(
            zone=settings.ZONE, data=_read(path), source=options["source"] or path.name, at=timezone.now(),
            by=Actor.system(settings.ZONE, "命令行 command line"), today=timezone.localdate(), dry_run=options["dry_run"],
            mapping=_mapping(options["map"]),
        )  # fmt: skip
        errors = [
            {"row": row.row, "number": row.number, "problems": [asdict(one) for one in row.problems]}
            for row in outcome.wrong
        ]
        told = {
            "rows": len(outcome.rows), **{kind: outcome.count(kind) for kind in ("new", "changed", "same", "repeated")},
            "dry_run": outcome.dry_run, "written": outcome.written, "errors": errors,
        }  # fmt: skip
        if options["as_json"]:
            self.emit(told)
        else:
            for row in outcome.wrong[:SHOWN]:
                for problem in row.problems:
                    self.line(f"第 {row.row} 行 row {row.number}: {problem.what} | 处理 do: {problem.do}")
            done = "已导入 imported" if outcome.written else "没有写入 nothing was written"
            self.line(
                f"{told['rows']} 行 rows，新增 new {told['new']}，更新 changed {told['changed']}，未变 same {told['same']}，"
                f"重复 repeated {told['repeated']}，{len(errors)} 行有错 rows are wrong；{done}"
            )
        return 1 if errors else 0

    def _due(self, options: Mapping[str, Any]) -> int:
        found = log.fees_due(zone=settings.ZONE, today=timezone.localdate(), standing=options["standing"], most=1000)
        told = [
            {"number": shown(view.number), "title": view.title, "owners": [name for name, _, _ in view.owners],
             "year": view.due.year, "on": view.due.on, "late_until": view.due.late_until, "yuan": view.due.yuan,
             "standing": view.due.standing}
            for view in found.rows if view.due
        ]  # fmt: skip
        if options["as_json"]:
            self.emit({"due": told, "more": bool(found.next), "counts": found.counts})
        else:
            for one in told:
                self.line(
                    f"{one['number']} {one['on']} 第 {one['year']} 年 year {one['yuan']} 元 {one['standing']} {one['title']}"
                )
            counts = found.counts
            self.line(
                f"{len(told)} 件待缴年费 annual fees due；将到期 due {counts['due']}，滞纳期内 grace {counts['grace']}，"
                f"已逾期 overdue {counts['overdue']}"
            )
        return 0


def _mapping(told: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in told:
        column, sign, code = text.partition("=")
        if not sign or not column.strip():
            raise Invalid(f"--map 应为 列名=字段 COLUMN=FIELD: {text[:40]!r}", do="--map 件号=number")
        found[column.strip()] = code.strip()
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(log.book().limits.bytes + 1)
    except OSError as error:
        raise NotFound(f"文件打不开 the file cannot be opened: {path}", do="核对路径 check the path") from error
