"""What is demanded: posts that firms told, projects that will produce, seats that end; and what nobody trains for yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Sum

from gaoxin.projects.selectors import coming
from gaoxin.talent.models import Cohort, CourseDemand, Post
from gaoxin.talent.rules.demand import Coming, Gap, Need, gaps, needs
from gaoxin.talent.selectors.settings import book

AHEAD = 3  # years that are shown


def needed(*, zone: str, today: dt.date) -> tuple[list[Need], list[str]]:
    """Posts of firms and of projects that do not produce yet; and projects that say no day."""
    declared: dict[str, dict[str, int]] = defaultdict(dict)
    found: list[Need] = []
    rows = Post.objects.filter(zone=zone, closed_at=None, kind="job")
    for number, project, occupation, seats, month in rows.order_by("number").values_list(
        "number", "project__number", "occupation", "seats", "first_month"
    ):
        if project:
            declared[project][occupation] = declared[project].get(occupation, 0) + seats
        else:
            found.append(Need(month.year, occupation, seats, "declared", number))
    after = book().matching.forecast.months_after_completion
    ahead = coming.coming(zone=zone, today=today, months_after_completion=after)
    told = [
        Coming(one.number, one.produces_on, one.planned_k, one.chain, one.jobs, declared.pop(one.number, {}))
        for one in ahead
    ]
    more, undated = needs(told, book().matching.forecast)
    # Posts of projects that produce already, or that say no day, count in the year of the post itself.
    for number, project, occupation, seats, month in rows.filter(project__number__in=[*declared, *undated]).values_list(
        "number", "project__number", "occupation", "seats", "first_month"
    ):
        found.append(Need(month.year, occupation, seats, "declared", f"{project} {number}"))
    return found + more, undated


def supply(*, zone: str) -> dict[tuple[str, int], int]:
    """(occupation, year) -> seats of the programmes that end in it."""
    rows = Cohort.objects.filter(zone=zone).values_list("programme__occupation", "year").annotate(whole=Sum("seats"))
    return {(occupation, year): whole for occupation, year, whole in rows}


def gaps_of(*, zone: str, today: dt.date) -> tuple[list[Gap], list[str]]:
    """Of this year and the next two, the largest first; and projects that say no day."""
    found, undated = needed(zone=zone, today=today)
    return gaps(found, supply(zone=zone), range(today.year, today.year + AHEAD)), undated


def missing_in(*, zone: str, year: int) -> tuple[int | None, int]:
    """(posts without graduates, occupations with any record) of a year, from what firms declared; None where nothing was told.

    Assumed posts are left out: they depend on the day on which they are forecast, and a published figure must not.
    """
    rows = Post.objects.filter(zone=zone, closed_at=None, kind="job", first_month__year=year)
    wanted = dict(rows.order_by().values_list("occupation").annotate(whole=Sum("seats")))
    trained = {code: seats for (code, end), seats in supply(zone=zone).items() if end == year}
    codes = wanted.keys() | trained.keys()
    if not codes:
        return None, 0
    return sum(max(0, wanted.get(code, 0) - trained.get(code, 0)) for code in codes), len(codes)


def untrained(*, zone: str, occupation: str, today: dt.date) -> list[tuple[Post, int]]:
    """Open posts of the occupation, the earliest first, each with the seats that no course trains for."""
    rows = list(
        Post.objects.filter(zone=zone, occupation=occupation, closed_at=None, last_month__gte=today.replace(day=1))
        .select_related("party").order_by("first_month", "number")
    )  # fmt: skip
    used = dict(
        CourseDemand.objects.filter(zone=zone, post__in=rows).values_list("post_id").annotate(whole=Sum("seats"))
    )
    return [(row, max(0, row.seats - used.get(row.pk, 0))) for row in rows]


def by_occupation(*, zone: str, today: dt.date) -> list[tuple[str, int, int]]:
    """(occupation, posts, without training) of open posts, the largest without first."""
    whole: dict[str, int] = defaultdict(int)
    rows = Post.objects.filter(zone=zone, closed_at=None, last_month__gte=today.replace(day=1))
    for occupation, seats in rows.values_list("occupation", "seats"):
        whole[occupation] += seats
    used: dict[str, int] = defaultdict(int)
    for occupation, seats in CourseDemand.objects.filter(zone=zone, post__in=rows).values_list(
        "post__occupation", "seats"
    ):
        used[occupation] += seats
    found = [(code, many, max(0, many - used[code])) for code, many in whole.items()]
    return sorted(found, key=lambda row: (-row[2], row[0]))
