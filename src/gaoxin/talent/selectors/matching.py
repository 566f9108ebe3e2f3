"""The matching of some months, read from the records: who is to practise, which seats are left, what the law says of both."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gaoxin.talent.models import BaseMonth, Cohort, Placement, Post, Run, SeatMonth, Student
from gaoxin.talent.rules import entry, safety
from gaoxin.talent.rules.matching import Learner, Opening, Problem, Unit
from gaoxin.talent.selectors.settings import book


@dataclass(frozen=True, slots=True)
class Round:
    """Months in which cohorts practise. students: in all. waiting: without a placement."""

    first: dt.date
    last: dt.date
    students: int
    waiting: int


def rounds(*, zone: str) -> list[Round]:
    """The months of every cohort with students, the newest first."""
    whole: Counter[tuple[dt.date, dt.date]] = Counter()
    placed: Counter[tuple[dt.date, dt.date]] = Counter()
    months = "cohort__practice_from", "cohort__practice_to"
    for first, last in Student.objects.filter(zone=zone).values_list(*months):
        whole[first, last] += 1
    going = Placement.objects.filter(zone=zone).exclude(state="withdrawn")
    for first, last in going.values_list("student__cohort__practice_from", "student__cohort__practice_to"):
        placed[first, last] += 1
    return [
        Round(first, last, many, max(0, many - placed[first, last]))
        for (first, last), many in sorted(whole.items(), reverse=True)
    ]


def problem(*, zone: str, first: dt.date, last: dt.date, posts: Iterable[str] | None = None) -> Problem:
    """Students whose cohort practises in exactly these months and who have no placement in them, and what is open throughout.

    posts: only these numbers. A seat counts where it is free in every month.
    """
    asked = book()
    span = entry.months(first, last)
    openings, units = _openings(zone, first, last, span, posts)
    busy = SeatMonth.objects.filter(zone=zone, month__in=span).values("student_id")
    rows = Student.objects.filter(zone=zone, cohort__practice_from=first, cohort__practice_to=last).exclude(id__in=busy)
    learners = [
        Learner(
            str(row.id), row.cohort.programme.code, row.cohort.programme.major, frozenset({row.cohort.programme.occupation}),
            safety.pupil_bits(asked.safety, safety.Pupil(row.born, row.female, row.grade), first), row.lat, row.lon,
            tuple(row.wishes), row.furthest_km,
        )
        for row in rows.select_related("cohort__programme").order_by("school_id", "number")
    ]  # fmt: skip
    return Problem(learners, openings, units, asked.matching.weights, asked.matching.longest_km)


def workplace(post: Post) -> safety.Workplace:
    """What the law asks about a post."""
    return safety.Workplace(
        frozenset(post.hazards), post.daily_minutes, post.weekly_minutes, post.night, post.rest_days, post.agency,
        post.base.inspected_on is not None, bool(post.filed), post.pay_percent,
    )  # fmt: skip


def _openings(
    zone: str, first: dt.date, last: dt.date, span: list[dt.date], numbers: Iterable[str] | None
) -> tuple[list[Opening], dict[str, Unit]]:
    asked = book()
    rows = Post.objects.filter(zone=zone, kind="practice", closed_at=None, first_month__lte=first, last_month__gte=last)
    if numbers is not None:
        rows = rows.filter(number__in=list(numbers))
    taken: Counter[tuple[object, dt.date]] = Counter()
    for post_id, base_id, month in SeatMonth.objects.filter(zone=zone, month__in=span).values_list(
        "post_id", "post__base_id", "month"
    ):
        taken[post_id, month] += 1
        taken[base_id, month] += 1
    seats = {
        (base_id, month): count
        for base_id, month, count in BaseMonth.objects.filter(zone=zone, month__in=span).values_list(
            "base_id", "month", "seats"
        )
    }
    openings: list[Opening] = []
    units: dict[str, Unit] = {}
    for row in rows.select_related("base").order_by("number"):
        most, limit = safety.most_at_post(asked.safety, row.seats, row.same_workers)
        most -= max(taken[row.pk, month] for month in span)
        key = str(row.base_id)
        if key not in units:
            left = [
                (count - taken[row.base_id, month], why)
                for month in span
                for count, why in [
                    safety.most_at_unit(asked.safety, seats.get((row.base_id, month), 0), row.base.workers)
                ]
            ]
            units[key] = Unit(key, *min(left))
        openings.append(
            Opening(
                row.number, key, row.occupation, frozenset(asked.occupations.one(row.occupation).majors),
                safety.post_bits(asked.safety, workplace(row)), max(most, 0), limit, row.base.lat, row.base.lon,
                frozenset(row.wants),
            )
        )  # fmt: skip
    return openings, units


def explained(run: Run) -> list[dict[str, Any]]:
    """Everybody of the run who has no post: why, the rules that bar with their articles, and what limits the posts that were open."""
    laws = book().safety
    return [
        {
            **one,
            "bars": [
                {"rule": rule.code, "says": rule.says, "cite": laws.cite(rule), "posts": posts}
                for bits, posts in one["bars"] for rule in safety.rules_of(laws, bits)
            ],
            "limits": [{"limit": code, "posts": posts} for code, posts in one["limits"]],
        }
        for one in run.left
    ]  # fmt: skip


def runs(*, zone: str) -> list[Run]:
    """Newest first, at most 50."""
    return list(Run.objects.filter(zone=zone).order_by("-at", "-id")[:50])


def cohorts_of(*, zone: str, first: dt.date, last: dt.date) -> list[Cohort]:
    """Who practises in these months."""
    rows = Cohort.objects.filter(zone=zone, practice_from=first, practice_to=last)
    return list(rows.select_related("programme__school__party").order_by("programme__code"))
