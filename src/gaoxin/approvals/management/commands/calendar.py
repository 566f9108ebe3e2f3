"""`./gaoxin calendar show | import FILE`: which days are worked, up to when dates can be computed, and the next year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.approvals.services import rulebook
from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.calendar_files import CalendarYear, check_fits, read_year, write_year
from gaoxin.core.errors import NotFound
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "工作日历 calendar: show [--year Y] | import FILE [--replace]"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        shown = actions.add_parser("show", help="the years known, and the last day that can be computed")
        shown.add_argument("--year", type=int, help="this year only, day by day")
        taken = actions.add_parser(
            "import", help="add a year from a holiday-cn JSON or a YAML like catalogue/calendars"
        )
        taken.add_argument("file", type=Path)
        taken.add_argument("--into", type=Path, metavar="DIR", help="folder of calendars (default: the catalogue's)")
        taken.add_argument("--replace", action="store_true", help="correct a year that is there already")
        taken.add_argument("--dry-run", action="store_true", help="check and show, write nothing")
        for sub in (shown, taken):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> None:
        (self._import if options["action"] == "import" else self._show)(options)

    def _show(self, options: Mapping[str, Any]) -> None:
        calendar = rulebook.calendar()
        files = sorted((settings.CATALOGUE / "calendars").glob("cn-*.yaml"))
        years = [year for file in files if (year := read_year(file)).year == (options["year"] or year.year)]
        if not years:
            known = f"{calendar.first.year}…{calendar.last.year}"
            raise NotFound(
                f"没有 {options['year']} 年的日历 no calendar for that year",
                do=f"已有 known: {known}；./gaoxin calendar import FILE",
            )
        left = (calendar.last - timezone.localdate()).days
        if options["as_json"]:
            told = {"zone": calendar.name, "first": calendar.first, "last": calendar.last, "days_left": left}
            self.emit({**told, "digest": calendar.digest, "years": [_told(year, calendar) for year in years]})
            return
        for year in years:
            self._tell(year, calendar, days=options["year"] is not None)
        self.line(f"日期可计算至 dates can be computed up to {calendar.last}（还有 {left} 天 days left）")
        self.line(f"下一年 next: ./gaoxin calendar import FILE（{calendar.last.year + 1}）")

    def _tell(self, year: CalendarYear, calendar: WorkCalendar, *, days: bool) -> None:
        self.line(f"{year.year}: {_workdays(year.year, calendar)} 个工作日 working days（{year.source}）")
        if days:
            for name, first, last in year.runs(year.holidays):
                self.line(f"  休 off  {first} … {last} {name}")
            for day, name in sorted(year.make_up.items()):
                self.line(f"  班 on   {day} {name}")

    def _import(self, options: Mapping[str, Any]) -> None:
        folder = options["into"] or settings.CATALOGUE / "calendars"
        if not folder.is_dir():
            raise NotFound(f"没有这个文件夹 no such folder: {folder}", do="核对 --into check the path")
        found = read_year(options["file"])
        doubts = check_fits(options["file"], found, folder, replace=options["replace"])
        path = folder / f"cn-{found.year}.yaml" if options["dry_run"] else write_year(found, folder)
        if options["as_json"]:
            told = {"year": found.year, "source": found.source, "file": str(path), "written": not options["dry_run"]}
            self.emit({**told, "holidays": _days(found.holidays), "make_up": _days(found.make_up), "doubts": doubts})
            return
        for name, first, last in found.runs(found.holidays):
            self.line(f"  休 off  {first} … {last} {name}")
        for day, name in sorted(found.make_up.items()):
            self.line(f"  班 on   {day} {name}")
        for doubt in doubts:
            self.line(f"  请核对 check: {doubt}")
        self.line(f"来源 source: {found.source}")
        done = "可以写入 could be written" if options["dry_run"] else "已写入 written"
        self.line(f"{done}: {path.name}；重启后生效 takes effect when processes restart")


def _told(year: CalendarYear, calendar: WorkCalendar) -> dict[str, Any]:
    return {
        "year": year.year,
        "workdays": _workdays(year.year, calendar),
        "source": year.source,
        "holidays": _days(year.holidays),
        "make_up": _days(year.make_up),
    }


def _days(days: Mapping[dt.date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in sorted(days.items())}


def _workdays(year: int, calendar: WorkCalendar) -> int:
    last = calendar.workdays_through(dt.date(year, 12, 31))
    first = dt.date(year, 1, 1)
    return last - (calendar.workdays_through(first) - calendar.is_workday(first))
