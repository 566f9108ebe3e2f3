"""What the members of a council bring together (产业学院, 高技能人才培养联合体): programmes with their places, joint courses, practice
bases, posts, instructors, and what came of it. Numbers only: no student, and no instructor's name."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Sum

from gaoxin.talent.models import (
    Base,
    BaseMonth,
    Cohort,
    Course,
    Instructor,
    Member,
    Placement,
    Post,
    Programme,
    Student,
)


@dataclass(frozen=True, slots=True)
class Taught:
    """A school's programme. places: of the cohorts that end in this year or later; students: those listed to practise."""

    row: Programme
    school: str
    places: int
    students: int


@dataclass(frozen=True, slots=True)
class Joint:
    """A course that has not ended. firm: whose instructor teaches, or ''. taken: seats with a student."""

    row: Course
    school: str
    firm: str
    taken: int


@dataclass(frozen=True, slots=True)
class Place:
    """A practice base. first, last: months with seats from this one on, None where there are none; seats: the most of one month."""

    row: Base
    firm: str
    first: dt.date | None
    last: dt.date | None
    seats: int


@dataclass(frozen=True, slots=True)
class Together:
    """instructors: enterprise, people, hours a year. seats: of open posts by kind. placements: between these schools and these
    enterprises, by state; hired: those who stayed."""

    programmes: tuple[Taught, ...]
    courses: tuple[Joint, ...]
    bases: tuple[Place, ...]
    instructors: tuple[tuple[str, int, int], ...]
    seats: Mapping[str, int]
    placements: Mapping[str, int]
    hired: int


def together(*, zone: str, members: Sequence[Member], today: dt.date) -> Together:
    """Of those who have a seat now. The caller has asked whether the reader may see their council."""
    parties = [one.party_id for one in members]
    taught = Programme.objects.filter(zone=zone, school__party__in=parties).select_related("school__party")
    places, students = _coming(zone, parties, today.year)
    courses = Course.objects.filter(zone=zone, school__party__in=parties, ends__gte=today)
    courses = courses.select_related("school__party", "instructor__party").annotate(taken=Count("students"))
    return Together(
        tuple(
            Taught(one, one.school.party.name, places[one.id], students[one.id])
            for one in taught.order_by("code", "id")
        ),
        tuple(
            Joint(one, one.school.party.name, one.instructor.party.name if one.instructor else "", one.taken)
            for one in courses.order_by("starts", "number")
        ),
        _bases(zone, parties, today.replace(day=1)),
        tuple(
            Instructor.objects.filter(zone=zone, party__in=parties).values("party__name")
            .annotate(people=Count("id"), hours=Sum("hours")).order_by("party__name").values_list("party__name", "people", "hours")
        ),
        dict(
            Post.objects.filter(zone=zone, party__in=parties, closed_at=None, last_month__gte=today.replace(day=1))
            .values("kind").annotate(total=Sum("seats")).values_list("kind", "total")
        ),
        *_came(zone, parties),
    )  # fmt: skip


def _coming(zone: str, parties: Sequence[uuid.UUID], year: int) -> tuple[Counter[uuid.UUID], Counter[uuid.UUID]]:
    """Places and listed students of each programme whose cohorts end in that year or later."""
    cohorts = Cohort.objects.filter(zone=zone, programme__school__party__in=parties, year__gte=year)
    listed = Student.objects.filter(zone=zone, cohort__in=cohorts)
    places: Counter[uuid.UUID] = Counter()
    for programme, seats in cohorts.values_list("programme_id", "seats"):
        places[programme] += seats
    return places, Counter(listed.values_list("cohort__programme_id", flat=True))


def _bases(zone: str, parties: Sequence[uuid.UUID], since: dt.date) -> tuple[Place, ...]:
    months = BaseMonth.objects.filter(zone=zone, base__party__in=parties, month__gte=since, seats__gt=0)
    told = {
        base: (first, last, seats)
        for base, first, last, seats in months.values("base_id")
        .annotate(first=Min("month"), last=Max("month"), most=Max("seats"))
        .values_list("base_id", "first", "last", "most")
    }
    rows = (
        Base.objects.filter(zone=zone, party__in=parties).select_related("party").order_by("party__name", "name", "id")
    )
    return tuple(Place(one, one.party.name, *told.get(one.id, (None, None, 0))) for one in rows)


def _came(zone: str, parties: Sequence[uuid.UUID]) -> tuple[Counter[str], int]:
    """Placements by state, and how many were hired."""
    rows = Placement.objects.filter(zone=zone, student__school__party__in=parties, post__party__in=parties)
    told = list(rows.values_list("state", "hired_on"))
    return Counter(state for state, _ in told), sum(hired is not None for _, hired in told)
