"""`./gaoxin case list | show NUMBER | why NUMBER | sweep | import FILE`: read cases as an operator, and do what time makes happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.explaining import explain
from gaoxin.approvals.services.importing import import_decided
from gaoxin.approvals.services.sealing import seal_waiting
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Invalid
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "办件 cases: list | show NUMBER | why NUMBER | sweep | import FILE"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listed = actions.add_parser("list", help="the newest cases")
        listed.add_argument("--state", default="", help="only those in this state")
        listed.add_argument("--limit", type=int, default=50)
        shown = actions.add_parser("show", help="one case by number or key")
        asked = actions.add_parser("why", help="why each deadline, document and verdict is what it is")
        swept = actions.add_parser("sweep", help="deemed acceptance, breaches, silence, expiry; then seal what waits")
        taken = actions.add_parser("import", help="decided cases of a former system, from CSV; all rows or none")
        taken.add_argument("file", type=Path, help="columns: number,item,applicant,channel,visits,received,…")
        taken.add_argument("--source", default="former system", help="where the file comes from; kept in the audit row")
        taken.add_argument("--dry-run", action="store_true", help="check every row, change nothing")
        for sub in (shown, asked):
            sub.add_argument("number")
        for sub in (asked, swept):
            sub.add_argument("--at", default="", help="as of this time, 2026-03-02T10:00 (default: now)")
        for sub in (listed, shown, asked, swept, taken):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> None:
        reader = Actor.system(settings.ZONE, "命令行 command line")
        getattr(self, f"_{options['action']}")(options, reader)

    def _list(self, options: Mapping[str, Any], reader: Actor) -> None:
        found = selectors.cases(zone=settings.ZONE, by=reader, state=options["state"], limit=options["limit"])
        if options["as_json"]:
            self.emit({"cases": [asdict(view) for view in found]})
            return
        if not found:
            self.line("没有办件 no cases; ./gaoxin demo 生成演示办件 makes some")
        for view in found:
            due = f"{timezone.localtime(view.due_at):%Y-%m-%d %H:%M}" if view.due_at else "—"
            self.line(f"{view.number:<18} {view.state:<12} 期限 due {due:<17} {view.item_code:<30} {view.applicant}")

    def _show(self, options: Mapping[str, Any], reader: Actor) -> None:
        view = selectors.case(zone=settings.ZONE, reference=options["number"], by=reader)
        ledger = selectors.ledger_of(settings.ZONE, view.id)
        if options["as_json"]:
            self.emit({**asdict(view), "ledger": [asdict(entry) for entry in ledger]})
            return
        for name, value in asdict(view).items():
            if name != "sources":
                self.line(f"{name:>16}  {value}")
        for entry in ledger:
            self.line(f"{entry.at:%Y-%m-%d %H:%M}  {entry.kind} {entry.limit} {entry.note} [{entry.article}]")

    def _why(self, options: Mapping[str, Any], reader: Actor) -> None:
        told = explain(zone=settings.ZONE, reference=options["number"], by=reader, at=_moment(options["at"]))
        if options["as_json"]:
            self.emit(told)
            return
        self.line(f"{told['number']} {told['name']}（{told['applicant']}） {told['state']}")
        self.line(f"\n期限 due: {told['deadline']['due'] or '—'}")
        for step in told["deadline"]["why"]:
            self.line(f"  {step['text']}  [{step['article']}]")
        self.line("\n材料 documents")
        for need in told["requirements"]:
            self.line(f"  {need['name']} · {need['way']} · {need['why']}  [{need['article']}]")
        self.line("\n条件 conditions")
        for verdict in told["verdicts"]:
            mark = {True: "是 yes", False: "否 NO", None: "待 open"}[verdict["holds"]]
            self.line(f"  {mark} {verdict['text']}：{verdict['reason']}  [{verdict['article']}]")
        for promise in told["commitments"]:
            self.line(
                f"  承诺 {promise['material']} {promise['standing']}：{promise['reason']}  [{promise['article']}]"
            )
        if told["decision"]:
            self.line(f"\n决定 decision: {told['decision']['outcome']} [{told['decision']['article']}]")

    def _sweep(self, options: Mapping[str, Any], reader: Actor) -> None:
        at = _moment(options["at"])
        done = sweep(zone=settings.ZONE, at=at)
        sealed, signed = seal_waiting(zone=settings.ZONE, at=at)
        told = {**done, "sealed": sealed, "signed": signed}
        if options["as_json"]:
            self.emit(told)
            return
        for name, count in told.items():
            self.line(f"{name:>16}  {count}")

    def _import(self, options: Mapping[str, Any], reader: Actor) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid(
                f"文件无法读取 cannot be read: {options['file']}", why=str(error), do="用 UTF-8 编码的 CSV"
            ) from error
        found = import_decided(
            zone=settings.ZONE, text=text, source=options["source"], by=reader, at=timezone.now(),
            dry_run=options["dry_run"],
        )  # fmt: skip
        if options["as_json"]:
            self.emit({**asdict(found), "dry_run": options["dry_run"]})
        else:
            told = "可导入 may be imported" if options["dry_run"] else "新导入 imported"
            self.line(f"{found.rows} 行 rows，{told} {found.added}")


def _moment(text: str) -> dt.datetime:
    if not text:
        return timezone.now()
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"时间无法读取 unreadable time {text!r}", do="写作 2026-03-02T10:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=rulebook.calendar().tz)
