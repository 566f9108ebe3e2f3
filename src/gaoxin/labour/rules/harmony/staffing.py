"""Staffing by demand: who asked for a desk by weekday and hour, against who served, and how many counters that speaks for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from gaoxin.labour.rules.harmony.book import Staffing

Asked = Mapping[tuple[dt.date, int], int]


@dataclass(frozen=True, slots=True)
class Served:
    """A day on which the desk served. places: hour -> what one counter takes in it. on_duty: counters, or lawyers of it."""

    day: dt.date
    places: Mapping[int, int]
    on_duty: int


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of one weekday. average: who asked a day. needed: counters so that the book's share of days would have been covered."""

    hour: int
    booked: int
    turned_away: int
    average: float
    busiest: int
    needed: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """weekday: ISO. days: on which it served. left: who was shown a week without a place and went away, on the first day that they could
    have had; they count in the average and in what is needed. on_duty: of the middle one of them.
    peak: the busiest hour, None where nobody asked.
    verdict: more, fewer, fits; few where the days are too few to say."""

    weekday: int
    days: int
    booked: int
    turned_away: int
    left: int
    average: float
    on_duty: int
    needed: int
    verdict: str
    hours: tuple[Hour, ...]

    @property
    def peak(self) -> Hour | None:
        busy = [one for one in self.hours if one.booked + one.turned_away]
        return max(busy, key=lambda one: (one.average, -one.hour)) if busy else None


def weekdays(
    served: Sequence[Served], booked: Asked, turned: Asked, rules: Staffing, left: Mapping[dt.date, int] | None = None
) -> list[Weekday]:
    """Each weekday on which the desk served, in order. left: day -> who found no place at all and went away."""
    days: dict[int, list[Served]] = defaultdict(list)
    for one in served:
        days[one.day.isoweekday()].append(one)
    return [_weekday(number, days[number], booked, turned, left or {}, rules) for number in sorted(days)]


def _weekday(
    number: int, days: Sequence[Served], booked: Asked, turned: Asked, left: Mapping[dt.date, int], rules: Staffing
) -> Weekday:
    found = [_hour(hour, days, booked, turned, rules) for hour in sorted({hour for one in days for hour in one.places})]
    on_duty = median_low([one.on_duty for one in days])
    gone = sum(left.get(one.day, 0) for one in days)
    needed = max((one.needed for one in found), default=1)
    if gone:
        needed = max(needed, _whole_day(days, booked, turned, left, rules))
    verdict = "few" if len(days) < rules.least_days else _verdict(needed, on_duty)
    all_booked, all_turned = sum(one.booked for one in found), sum(one.turned_away for one in found)
    average = (all_booked + all_turned + gone) / len(days)
    return Weekday(number, len(days), all_booked, all_turned, gone, average, on_duty, needed, verdict, tuple(found))


def _whole_day(
    days: Sequence[Served], booked: Asked, turned: Asked, left: Mapping[dt.date, int], rules: Staffing
) -> int:
    """Counters so that the book's share of days had a place for everybody in some hour: who found none would have taken any."""
    wanted: list[int] = []
    for one in days:
        hours = [(one.day, hour) for hour in one.places]
        asked = sum(booked.get(hour, 0) + turned.get(hour, 0) for hour in hours) + left.get(one.day, 0)
        wanted.append(-(-asked // max(1, sum(one.places.values()))))
    return sorted(wanted)[-(-rules.cover * len(wanted) // 1000) - 1]


def _hour(hour: int, days: Sequence[Served], booked: Asked, turned: Asked, rules: Staffing) -> Hour:
    """needed is at least one: a desk that is open is staffed."""
    of = [one for one in days if hour in one.places]
    asked = [booked.get((one.day, hour), 0) + turned.get((one.day, hour), 0) for one in of]
    wanted = sorted(-(-count // one.places[hour]) for count, one in zip(asked, of, strict=True))
    covered = wanted[-(-rules.cover * len(wanted) // 1000) - 1]
    return Hour(
        hour, sum(booked.get((one.day, hour), 0) for one in of), sum(turned.get((one.day, hour), 0) for one in of),
        sum(asked) / len(of), max(asked), max(1, covered),
    )  # fmt: skip


def _verdict(needed: int, on_duty: int) -> str:
    return "more" if needed > on_duty else "fewer" if needed < on_duty else "fits"


@dataclass(frozen=True, slots=True)
class Gap:
    """A day ahead with fewer lawyers on duty than its weekday's demand speaks for."""

    day: dt.date
    on_duty: int
    needed: int


def gaps(ahead: Mapping[dt.date, int], found: Sequence[Weekday]) -> list[Gap]:
    """ahead: day on which the desk serves -> how many have a turn. Weekdays of which too little is known are left out."""
    needed = {one.weekday: one.needed for one in found if one.verdict != "few"}
    return [
        Gap(day, there, needed[day.isoweekday()])
        for day, there in sorted(ahead.items())
        if there < needed.get(day.isoweekday(), 0)
    ]
