"""Last days beyond the announced holidays: the earliest that they can be, and said to be so. Claims are accepted in December too."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from gaoxin.approvals.rules.items.model import Bound
from gaoxin.core.calendar import CalendarMissing, WorkCalendar
from gaoxin.core.due import due_at
from gaoxin.core.limits import parse_limit


@lru_cache(maxsize=4)
def beyond(calendar: WorkCalendar) -> WorkCalendar:
    """The calendar with a year more, in which no holiday is known yet."""
    return calendar.beyond()


def by(moment: dt.datetime, bound: Bound, calendar: WorkCalendar) -> dt.datetime:
    """When that period ends; where the calendar does not reach, the earliest moment at which it can."""
    limit = parse_limit(bound.limit)
    try:
        return due_at(moment, limit, calendar)
    except CalendarMissing:
        return due_at(moment, limit, beyond(calendar))


def provisional(moment: dt.datetime, calendar: WorkCalendar) -> bool:
    """Whether holidays that are yet to be announced may still move it to a later day."""
    return calendar.local(moment).date() > calendar.last
