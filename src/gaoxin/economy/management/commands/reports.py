"""`./gaoxin reports late | remind | import | estimate | close`: who is late, reminding them, filing a workbook, ending a month."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import NotFound
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.selectors import filed, late
from gaoxin.economy.services import estimating, filing, reminder_mails, reminding, sheets
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "企业报表 enterprise reports: late | remind | import | estimate | close"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listed = actions.add_parser("late", help="response rate, and who is missing, estimated or late")
        listed.add_argument("form", help="output or finance, see catalogue/indicators/questionnaires.yaml")
        listed.add_argument("period", type=int, help="YYYYMM; January and February are one")
        told = actions.add_parser("remind", help="remind who owes what is due; the worker does it by itself")
        taken = actions.add_parser(
            "import", help="file a filled template (.xlsx); all rows or none (docs/how-to/reports.md)"
        )
        taken.add_argument("file", type=Path)
        taken.add_argument("--by", required=True, help="login of the one who files")
        taken.add_argument("--dry-run", action="store_true", help="check every row, change nothing")
        guessed = actions.add_parser("estimate", help="estimate what is missing after the due moment, flagged E")
        closed = actions.add_parser("close", help="close a month: afterwards only revisions with a reason are taken")
        for one in (guessed, closed):
            one.add_argument("form", help="output or finance")
            one.add_argument("period", type=int, help="YYYYMM; January and February are one")
            one.add_argument("--by", required=True, help="login of the statistician")
        for one in (listed, told, taken, guessed, closed):
            self.add_json(one)

    def run(self, options: Mapping[str, Any]) -> int:
        does = {
            "late": self._late,
            "remind": self._remind,
            "import": self._import,
            "estimate": self._estimate,
            "close": self._close,
        }
        return does[options["action"]](options)

    def _late(self, options: Mapping[str, Any]) -> int:
        if not 1 <= options["period"] % 100 <= 12:
            raise NotFound(f"不是月份 not a month: {options['period']}", do="按 YYYYMM 填 write YYYYMM")
        found = late.response(
            zone=settings.ZONE, form=options["form"], period=options["period"], tz=rulebook.calendar().tz
        )
        if options["as_json"]:
            self.emit({
                "form": found.form, "period": found.period, "due": found.due, "closed": found.closed, "units": len(found.rows),
                "rate_per_mille": found.rate, "on_time_per_mille": found.on_time,
                "late": [{"name": r.name, "identifier": r.identifier, "state": r.state} for r in found.late],
            })  # fmt: skip
            return 0
        self.line(
            f"{found.period} {found.form}: {len(found.rows)} 家应报 units, 回收率 response {found.rate}‰, 按时 in time {found.on_time}‰"
        )
        for row in found.late:
            self.line(f"{row.state:9} {row.identifier} {row.name}")
        return 0

    def _remind(self, options: Mapping[str, Any]) -> int:
        at, tz = timezone.now(), rulebook.calendar().tz
        count = reminding.remind(zone=settings.ZONE, at=at, tz=tz)
        mailed = reminder_mails.send_due(zone=settings.ZONE, at=at, tz=tz)
        if options["as_json"]:
            self.emit({"reminded": count, "mailed": mailed.sent, "failed": mailed.failed})
        else:
            self.line(f"已提醒 reminded: {count}, 邮件 mailed: {mailed.sent}, 没有发出 failed: {mailed.failed}")
        return 0

    def _import(self, options: Mapping[str, Any]) -> int:
        path, zone, now = options["file"], settings.ZONE, rulebook.calendar().local(timezone.now())
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise NotFound(f"读不了文件 the file cannot be read: {path}", do="核对路径 check the path") from error
        by = accounts.actor(zone=zone, login=options["by"], at=now)
        parties = permissions.whose(by, zone)
        sheet = sheets.read(data, {u.identifier: u.id for u in filed.units(zone=zone, parties=parties, limit=100_000)})
        done = filing.file(
            zone=zone, rows=sheet.rows, source="excel", by=by, at=now, today=now.date(),
            dry_run=bool(sheet.problems) or options["dry_run"],
        )  # fmt: skip
        problems = sorted((*sheet.problems, *done.problems), key=lambda one: one.row)
        if options["as_json"]:
            self.emit({
                "rows": len(sheet.rows), "filed": len(done.filings), "queries": len(done.doubts), "dry_run": options["dry_run"],
                "errors": [{"row": one.row, **one.error.as_dict()} for one in problems],
            })  # fmt: skip
        else:
            for one in problems:
                self.line(f"{one.row}: {one.error}")
            self.line(f"{len(sheet.rows)} 行 rows, 已报送 filed {len(done.filings)}, 核实 queries {len(done.doubts)}")
        return 1 if problems else 0

    def _estimate(self, options: Mapping[str, Any]) -> int:
        does = _month(options)
        made = estimating.estimate(**does, today=does["at"].date())
        if options["as_json"]:
            self.emit({"filings": [str(one) for one in made.filings], "skipped": [str(one) for one in made.skipped]})
        else:
            self.line(f"已估算 estimated (E): {len(made.filings)}, 没有上年数 without last year's: {len(made.skipped)}")
        return 0

    def _close(self, options: Mapping[str, Any]) -> int:
        filing.close(**_month(options))
        if options["as_json"]:
            self.emit({"form": options["form"], "period": options["period"], "closed": True})
        else:
            self.line(f"{options['period']} {options['form']} 已封库 closed")
        return 0


def _month(options: Mapping[str, Any]) -> dict[str, Any]:
    """What both acts on a month are told."""
    now = rulebook.calendar().local(timezone.now())
    by = accounts.actor(zone=settings.ZONE, login=options["by"], at=now)
    return {"zone": settings.ZONE, "form": options["form"], "period": options["period"], "by": by, "at": now}
