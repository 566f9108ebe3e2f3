"""What anybody may read: people wanted by occupation, courses with places left, programmes and their seats. Totals and schools only: no
firm, no student and no instructor is named."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F

from gaoxin.talent.models import Cohort, Course, Post


@dataclass(frozen=True, slots=True)
class Wanted:
    """People that open posts of an occupation ask for. first: the earliest month from now on."""

    occupation: str
    jobs: int
    practice: int
    first: dt.date


@dataclass(frozen=True, slots=True)
class Teaching:
    """A course that is not over. left: places that nobody has taken."""

    row: Course
    school: str
    left: int


@dataclass(frozen=True, slots=True)
class Seats:
    """What a school teaches and how many end in a year to come."""

    school: str
    programme: str
    occupation: str
    year: int
    seats: int


@dataclass(frozen=True, slots=True)
class Offered:
    wanted: tuple[Wanted, ...]
    courses: tuple[Teaching, ...]
    seats: tuple[Seats, ...]


def offered(*, zone: str, today: dt.date) -> Offered:
    """Of this day. Occupations with most jobs first, courses by their first day, seats by year."""
    month = today.replace(day=1)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: {"job": 0, "practice": 0})
    first: dict[str, dt.date] = {}
    posts = Post.objects.filter(zone=zone, closed_at=None, last_month__gte=month)
    for code, kind, people, begins in posts.values_list("occupation", "kind", "seats", "first_month"):
        sums[code][kind] += people
        first[code] = min(first.get(code, dt.date.max), max(begins, month))
    wanted = [Wanted(code, of["job"], of["practice"], first[code]) for code, of in sums.items()]
    rows = Course.objects.filter(zone=zone, ends__gte=today).select_related("school__party")
    courses = rows.annotate(taken=Count("students")).order_by("starts", "number")
    cohorts = Cohort.objects.filter(zone=zone, year__gte=today.year, seats__gt=0).order_by(
        "year", "programme__school__party__name", "programme__code"
    )
    seats = cohorts.values_list(
        F("programme__school__party__name"), F("programme__name"), F("programme__occupation"), "year", "seats"
    )
    return Offered(
        tuple(sorted(wanted, key=lambda one: (-one.jobs, -one.practice, one.occupation))),
        tuple(Teaching(row, row.school.party.name, max(0, row.seats - row.taken)) for row in courses),  # type: ignore[attr-defined]
        tuple(Seats(*row) for row in seats),
    )
