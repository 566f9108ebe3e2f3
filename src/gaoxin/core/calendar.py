"""The working calendar: State Council holidays and make-up workdays, zone office hours, service hours on top.

Precomputed arrays by day ordinal make every question O(1). Statutory time runs only in office hours on workdays
(行政许可法 82); service hours (Saturday opening) are kept apart and count only where an item says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import yaml

from gaoxin.core.errors import GaoxinError, Invalid

Span = tuple[int, int]  # minutes since midnight, from and to


class CalendarMissing(GaoxinError):
    """A date outside the loaded years. `year` is the first year that is missing."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"没有 {year} 年的工作日历 no working calendar for {year}",
            why="国务院办公厅每年公布下一年节假日安排，未公布的日期不能推定 holidays are announced yearly and never guessed",
            do=f"./gaoxin calendar import FILE （{year} 年）",
            article="行政许可法 82",
        )


class WorkCalendar:
    """Workdays and office minutes of consecutive years. Immutable once built.

    first, last: the dates covered. day_minutes: office minutes of one working day. digest: SHA-256 of the contents.
    """

    __slots__ = ("_count", "_days", "_reasons", "_service", "_spans", "base", "close", "day_minutes",
                 "digest", "first", "last", "name", "tz")  # fmt: skip

    def __init__(
        self,
        *,
        years: Sequence[int],
        off: Mapping[dt.date, str],
        on: Mapping[dt.date, str],
        spans: Sequence[Span],
        service: Mapping[int, Sequence[Span]],
        tz: str,
        name: str = "",
    ) -> None:
        """years: consecutive. off/on: holidays and make-up workdays with their names. service: ISO weekday to hours."""
        self.name = name
        self.tz: dt.tzinfo = ZoneInfo(tz)
        self.first, self.last = dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31)
        self.base = self.first.toordinal()
        self._spans = tuple(spans)
        self._service = {day: tuple(hours) for day, hours in service.items()}
        self._reasons = {**off, **on}
        self.day_minutes = sum(b - a for a, b in spans)
        self.close = dt.time(*divmod(spans[-1][1], 60))
        size = self.last.toordinal() - self.base + 1
        count, days, counts = 0, list[int](), [0]
        for index in range(size):
            day = dt.date.fromordinal(self.base + index)
            if day in on or (day.weekday() < 5 and day not in off):
                days.append(index)
                count += 1
            counts.append(count)
        self._days = days
        self._count = counts  # workdays before the day with that index
        shape = [list(years), sorted(map(str, off)), sorted(map(str, on)), self._spans, sorted(self._service.items())]
        self.digest = hashlib.sha256(json.dumps(shape).encode()).hexdigest()

    def beyond(self) -> WorkCalendar:
        """The same with one more year in which every day is a workday: what is reckoned there is the earliest day that it can be,
        whatever holidays are announced. Never for what has to be exact."""
        year = self.last.year + 1
        days = [
            dt.date(year, 1, 1) + dt.timedelta(number) for number in range(dt.date(year, 12, 31).timetuple().tm_yday)
        ]
        known = {day: self.is_workday(day) for day in self._reasons}
        return WorkCalendar(
            years=range(self.first.year, year + 1), off={day: self._reasons[day] for day, on in known.items() if not on},
            on={day: self._reasons[day] for day, on in known.items() if on} | dict.fromkeys(days, ""), spans=self._spans,
            service=self._service, tz=str(self.tz), name=self.name,
        )  # fmt: skip

    def index(self, day: dt.date) -> int:
        """Days since `first`. Raises CalendarMissing outside the loaded years."""
        index = day.toordinal() - self.base
        if index < 0 or index >= len(self._count) - 1:
            raise CalendarMissing(day.year)
        return index

    def is_workday(self, day: dt.date) -> bool:
        index = self.index(day)
        return self._count[index + 1] > self._count[index]

    def is_service_day(self, day: dt.date) -> bool:
        """Open to the public without being a workday."""
        return not self.is_workday(day) and day not in self._reasons and day.isoweekday() in self._service

    def workdays_through(self, day: dt.date) -> int:
        """Workdays from `first` to `day`, both included."""
        return self._count[self.index(day) + 1]

    def nth_workday(self, number: int) -> dt.date:
        """The date of the workday with that running number (1 is the first of the calendar)."""
        if number > len(self._days):
            raise CalendarMissing(self.last.year + 1)
        return dt.date.fromordinal(self.base + self._days[number - 1])

    def workday_from(self, day: dt.date) -> dt.date:
        """`day` if it is a workday, else the next one."""
        at = bisect_left(self._days, self.index(day))
        if at == len(self._days):
            raise CalendarMissing(self.last.year + 1)
        return dt.date.fromordinal(self.base + self._days[at])

    def reason(self, day: dt.date) -> str:
        """Why the day is off or on: the holiday's name, or empty."""
        return self._reasons.get(day, "")

    def after_holiday(self, name: str, year: int) -> dt.date | None:
        """The day after that year's last day off of the holiday with that name; None where the calendar does not know it."""
        day, last = max(dt.date(year, 1, 1), self.first), min(dt.date(year, 12, 31), self.last)
        found = [
            one
            for one in self._reasons
            if day <= one <= last and name in self._reasons[one] and not self.is_workday(one)
        ]
        return max(found) + dt.timedelta(1) if found else None

    def closing(self, day: dt.date) -> dt.datetime:
        """The end of business hours on `day`."""
        return dt.datetime.combine(day, self.close, self.tz)

    def local(self, moment: dt.datetime) -> dt.datetime:
        """The moment in the zone's time. Raises Invalid for a datetime without a time zone."""
        if moment.tzinfo is None:
            raise Invalid(f"时间缺少时区 a time without a time zone: {moment}", do="写明时区，例如 +08:00")
        return moment if moment.tzinfo is self.tz else moment.astimezone(self.tz)

    def moment(self, text: str) -> dt.datetime:
        """The moment that ISO text writes; without an offset it is the zone's own time. Raises Invalid."""
        try:
            found = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            raise Invalid(f"时间无法读取 unreadable time {text!r}", do="写作 write 2026-03-02T10:00") from None
        return self.local(found if found.tzinfo else found.replace(tzinfo=self.tz))

    def hours(self, day: dt.date, *, service: bool = False) -> tuple[Span, ...]:
        """Office hours of `day`; with `service` also the opening that is service time only."""
        if self.is_workday(day):
            return self._spans
        return self._service[day.isoweekday()] if service and self.is_service_day(day) else ()

    def working_minutes(self, a: dt.datetime, b: dt.datetime, *, service: bool = False) -> int:
        """Office minutes between two moments (a ≤ b), seconds dropped."""
        a, b = self.local(a), self.local(b)
        if b <= a:
            return 0
        if a.date() == b.date():
            return _within(self.hours(a.date(), service=service), _minute(a), _minute(b))
        head = _within(self.hours(a.date(), service=service), _minute(a), 1440)
        tail = _within(self.hours(b.date(), service=service), 0, _minute(b))
        i, j = self.index(a.date()) + 1, self.index(b.date())
        middle = (self._count[j] - self._count[i]) * self.day_minutes
        if service:
            for index in range(i, j):
                day = dt.date.fromordinal(self.base + index)
                if self.is_service_day(day):
                    middle += sum(y - x for x, y in self.hours(day, service=True))
        return head + middle + tail

    def add_minutes(self, start: dt.datetime, minutes: int, *, service: bool = False) -> dt.datetime:
        """The moment at which `minutes` office minutes have run from `start`, or from the next opening."""
        start = self.local(start)
        day, since = start.date(), _minute(start)
        while True:
            for a, b in self.hours(day, service=service):
                begin = max(a, since)
                if begin < b and minutes <= b - begin:
                    return dt.datetime.combine(day, dt.time(*divmod(begin + minutes, 60)), self.tz)
                minutes -= max(0, b - begin)
            day, since = day + dt.timedelta(1), 0

    def next_opening(self, moment: dt.datetime, *, service: bool = False) -> dt.datetime:
        """`moment` if the office is open then, else when it opens next."""
        moment = self.local(moment)
        day, since = moment.date(), _minute(moment)
        while True:
            for a, b in self.hours(day, service=service):
                if since < b:
                    return moment if a <= since else dt.datetime.combine(day, dt.time(*divmod(a, 60)), self.tz)
            day, since = day + dt.timedelta(1), -1


def load_calendar(folder: Path, zone: str) -> WorkCalendar:
    """The calendar of one zone from `cn-YYYY.yaml` and `zone-ZONE.yaml` in `folder`. Raises Invalid naming the file."""
    years: list[int] = []
    off: dict[dt.date, str] = {}
    on: dict[dt.date, str] = {}
    for path in sorted(folder.glob("cn-*.yaml")):
        data = _read(path)
        years.append(int(data["year"]))
        off |= _days(path, data, "holidays")
        on |= _days(path, data, "make_up_workdays")
    if not years or years != list(range(years[0], years[-1] + 1)):
        raise Invalid(
            f"工作日历年份不连续 calendar years are not consecutive: {years}", do=f"补齐 {folder.name}/cn-YYYY.yaml"
        )
    path = folder / f"zone-{zone}.yaml"
    if not path.exists():
        raise Invalid(f"没有园区 {zone} 的办公时间 no office hours for this zone", do=f"新建 create {path.name}")
    data = _read(path)
    service = {int(day): _spans(hours) for day, hours in data.get("service", {}).items()}
    return WorkCalendar(
        years=years, off=off, on=on, spans=_spans(data["hours"]), service=service, tz=data["time_zone"], name=zone
    )


def _read(path: Path) -> dict[str, Any]:
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise Invalid(f"日历文件无法读取 unreadable calendar file {path.name}")
    return cast("dict[str, Any]", data)


def _days(path: Path, data: Mapping[str, Any], key: str) -> dict[dt.date, str]:
    found: dict[dt.date, str] = {}
    for day, name in cast("dict[dt.date, str]", data.get(key) or {}).items():
        if day.year != data["year"]:
            raise Invalid(f"{path.name}: {day} 不在 {data['year']} 年 is not in that year")
        found[day] = str(name)
    return found


def _spans(texts: Iterable[str]) -> tuple[Span, ...]:
    """`["09:00-12:00", …]` as minutes, checked to go forward."""
    spans = [tuple(int(part[:2]) * 60 + int(part[3:]) for part in text.split("-")) for text in texts]
    flat = [minute for span in spans for minute in span]
    if not flat or len(flat) % 2 or flat != sorted(set(flat)):
        raise Invalid(f"办公时间无法读取 unreadable office hours: {list(texts)}", do="写成 09:00-12:00")
    return tuple((span[0], span[1]) for span in spans)


def _minute(moment: dt.datetime) -> int:
    return moment.hour * 60 + moment.minute


def _within(spans: Sequence[Span], start: int, end: int) -> int:
    return sum(max(0, min(b, end) - max(a, start)) for a, b in spans)
