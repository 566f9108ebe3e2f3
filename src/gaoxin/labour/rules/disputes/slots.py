"""Slots of rooms, people and counters, in opening hours."""

from __future__ import annotations

import datetime as dt

from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.errors import Invalid


def slots(
    start: dt.datetime, minutes: int, size: int, calendar: WorkCalendar, *, service: bool = False
) -> list[dt.datetime]:
    """The slots from `start` that `minutes` take, each of `size` minutes. service: service hours (Saturday) count as open.

    Raises Invalid for a time that begins no slot, lasts no slot or lies outside the hours.
    """
    local = calendar.local(start)
    if local.minute % size or local.second or local.microsecond or not 0 < minutes <= 600:
        raise Invalid(
            f"时间应为 {size} 分钟的整数倍 a time is a multiple of so many minutes", do="重新选择时间 choose again"
        )
    count = -(-minutes // size)
    found = [local + dt.timedelta(minutes=size * number) for number in range(count)]
    open_ = free_of(local.date(), size, calendar, service=service)
    if not set(found) <= set(open_):
        raise Invalid(
            f"{local:%Y-%m-%d %H:%M} 不在开放时间内 outside opening hours", why="只在办公时间安排 only in opening hours",
            do="换一个时间 choose another time",
        )  # fmt: skip
    return found


def free_of(day: dt.date, size: int, calendar: WorkCalendar, *, service: bool = False) -> list[dt.datetime]:
    """Every slot of that day."""
    return [
        dt.datetime.combine(day, dt.time(*divmod(minute, 60)), calendar.tz)
        for a, b in calendar.hours(day, service=service)
        for minute in range(a, b - size + 1, size)
    ]
