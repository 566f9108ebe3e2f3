"""`./gaoxin clock due`: when a limit ends, and why, by the zone's own calendar. For checking any date by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gaoxin.approvals.services import rulebook
from gaoxin.core.due import Excluded, explain_due
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "时钟 clock: due --from TIME --limit 20wd [--exclude A/B]… [--service]"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        due = actions.add_parser("due", help="when a limit ends, and why")
        due.add_argument(
            "--from", dest="start", required=True, metavar="TIME", help="2026-09-29T10:00, the zone's time"
        )
        due.add_argument(
            "--limit", required=True, help="20wd, 0.5wd working days; 4wh office hours; 15d, 3mo, 1y natural"
        )
        due.add_argument(
            "--exclude", action="append", default=[], metavar="A/B", help="a period that does not count (行政许可法 45)"
        )
        due.add_argument("--service", action="store_true", help="Saturday service hours count too")
        self.add_json(due)

    def run(self, options: Mapping[str, Any]) -> None:
        calendar = rulebook.calendar()
        start = calendar.moment(options["start"])
        limit = parse_limit(options["limit"])
        gaps = [_excluded(text) for text in options["exclude"]]
        found = explain_due(start, limit, calendar, gaps, count_service=options["service"])
        if options["as_json"]:
            told = {"from": start.isoformat(), "limit": str(limit), "due": found.at.isoformat()}
            self.emit({**told, "why": [asdict(step) for step in found.steps]})
            return
        self.line(f"{found.at:%Y-%m-%d %H:%M} 到期 due（{calendar.name}）")
        for step in found.steps:
            self.line(f"  {step.text}  [{step.article}]")


def _excluded(text: str) -> Excluded:
    """A period written `A/B`, each an ISO date or time. Raises Invalid."""
    first, slash, last = text.partition("/")
    if not slash:
        raise Invalid(
            f"扣除期间无法读取 unreadable period {text!r}",
            do="写作 write 2026-03-03T10:00/2026-03-06T10:00",
            article="行政许可法 45",
        )
    calendar = rulebook.calendar()
    return Excluded(calendar.moment(first), calendar.moment(last), article="行政许可法 45")
