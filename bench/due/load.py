"""What is computed: the same starts and limits for everyone, from a fixed seed, on the zone's real calendar."""

from __future__ import annotations

import datetime as dt
import random

from gaoxin.config.paths import catalogue_dir
from gaoxin.core.calendar import WorkCalendar, load_calendar
from gaoxin.core.due import Excluded
from gaoxin.core.limits import Limit, parse_limit

ZONE = "demo-qingyuan"
SEED = 20260101
SIZE = 6000
MIXED = ("20wd", "7wd", "0.5wd", "4wh", "15d")
PURE = ("20wd", "7wd")
ROOM = 150  # days kept free at the end, so that no due date leaves the calendar

Question = tuple[dt.datetime, Limit, tuple[Excluded, ...]]


def calendar() -> WorkCalendar:
    return load_calendar(catalogue_dir() / "calendars", ZONE)


def mixed(days: WorkCalendar) -> list[Question]:
    """Every limit with none, one and two excluded periods, in turn; a quarter of the starts in UTC."""
    chance = random.Random(SEED)  # noqa: S311
    found: list[Question] = []
    for index in range(SIZE):
        start = _start(chance, days)
        limit = parse_limit(MIXED[index % len(MIXED)])
        gaps = _gaps(chance, start, index // len(MIXED) % 3)
        found.append((start.astimezone(dt.UTC) if index % 4 == 0 else start, limit, gaps))
    return found


def pure(days: WorkCalendar) -> list[tuple[dt.datetime, int]]:
    """Starts with a whole number of working days."""
    chance = random.Random(SEED + 1)  # noqa: S311
    return [(_start(chance, days), int(PURE[index % len(PURE)].removesuffix("wd"))) for index in range(SIZE)]


def _start(chance: random.Random, days: WorkCalendar) -> dt.datetime:
    span = (days.last - days.first).days - ROOM
    day = days.first + dt.timedelta(chance.randrange(span))
    return dt.datetime.combine(day, dt.time(chance.randrange(8, 18), chance.randrange(60)), days.tz)


def _gaps(chance: random.Random, start: dt.datetime, count: int) -> tuple[Excluded, ...]:
    gaps: list[Excluded] = []
    at = start
    for _ in range(count):
        at += dt.timedelta(hours=chance.randrange(1, 60))
        end = at + dt.timedelta(days=chance.randrange(1, 15), hours=chance.randrange(1, 8))
        gaps.append(Excluded(at, end))
        at = end
    return tuple(gaps)
