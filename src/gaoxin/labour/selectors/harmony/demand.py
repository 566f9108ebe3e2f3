"""Demand for a desk against who served it: from bookings, from who was turned away or left a full page, from turns and the calendar."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.labour.models import Appointment, CounterTurn, DutyTurn, FullPage, TurnedAway
from gaoxin.labour.rules.harmony import booking, staffing
from gaoxin.labour.rules.harmony.access import check_reads
from gaoxin.labour.rules.harmony.book import Desk
from gaoxin.labour.selectors.harmony.desks import desk
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar


@dataclass(frozen=True, slots=True)
class Demand:
    """since, until: the days that count, the last one excluded. gaps: days ahead with too few lawyers, or clerks
    where a roster is kept."""

    desk: Desk
    since: dt.date
    until: dt.date
    weekdays: tuple[staffing.Weekday, ...]
    gaps: tuple[staffing.Gap, ...]


def demand(*, zone: str, code: str, by: Actor, today: dt.date, until: dt.date | None = None) -> Demand:
    """Of the weeks before `until`, which is never after today and is today without it; gaps are of the days from today on.

    A fixed number of queries. Raises NotAllowed, Invalid for a desk that is none.
    """
    check_reads(by, zone)
    found, rules = desk(code), book().desks.staffing
    end = max(min(until or today, today), calendar().first)
    since = max(end - dt.timedelta(7 * rules.weeks), calendar().first)
    last = today + dt.timedelta(rules.ahead_days)
    turns = _turns(zone, found, since, last)
    served = [
        staffing.Served(
            day, Counter(one.hour for one in times), turns[day] if found.adviser else turns[day] or found.counters
        )
        for day in _days(since, end)
        if (times := booking.times(found, day, calendar()))
    ]
    kept_up = found.adviser or any(day >= today for day in turns)
    kept = Appointment.objects.filter(zone=zone, desk=code).exclude(state="cancelled")
    away = TurnedAway.objects.filter(zone=zone, desk=code)
    pages = FullPage.objects.filter(zone=zone, desk=code, day__gte=since, day__lt=end)
    left_ = Counter(pages.values_list("day", flat=True))
    weekdays = staffing.weekdays(served, _asked(kept, since, end), _asked(away, since, end), rules, left_)
    ahead = {day: turns[day] for day in _days(today, last) if kept_up and booking.times(found, day, calendar())}
    return Demand(found, since, end, tuple(weekdays), tuple(staffing.gaps(ahead, weekdays)))


def left(*, zone: str, found: Desk, start: dt.datetime) -> int:
    """How many places are left at that time."""
    taken = Appointment.objects.filter(zone=zone, desk=found.code, starts_at=start, state="booked").count()
    day = calendar().local(start).date()
    there = _turns(zone, found, day, day + dt.timedelta(1))[day] if found.adviser else found.counters
    return max(0, there - taken)


def _turns(zone: str, found: Desk, since: dt.date, until: dt.date) -> Counter[dt.date]:
    """Day -> lawyers, or clerks of a desk without, on duty; never more than the desk has counters."""
    rows = (DutyTurn if found.adviser else CounterTurn).objects.filter(
        zone=zone, desk=found.code, day__gte=since, day__lt=until
    )
    turns = Counter(rows.values_list("day", flat=True))
    return Counter({day: min(count, found.counters) for day, count in turns.items()})


def _asked(rows: Any, since: dt.date, until: dt.date) -> Counter[tuple[dt.date, int]]:
    begin, end = (dt.datetime.combine(day, dt.time(), calendar().tz) for day in (since, until))
    moments = rows.filter(starts_at__gte=begin, starts_at__lt=end).values_list("starts_at", flat=True)
    return Counter((local.date(), local.hour) for local in map(calendar().local, moments))


def _days(since: dt.date, until: dt.date) -> list[dt.date]:
    """Days of the calendar from `since` to the day before `until`."""
    days = (since + dt.timedelta(number) for number in range((until - since).days))
    return [day for day in days if calendar().first <= day <= calendar().last]
