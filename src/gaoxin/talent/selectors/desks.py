"""What each reader sees: a firm its posts and who is placed there, a school its own students, the officer the whole zone.

A row of somebody else's is never read and then hidden: every query begins with the party whose reader asks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.parties import selectors as parties
from gaoxin.talent.models import (
    Agreement,
    Base,
    BaseMonth,
    Cohort,
    Course,
    CourseDemand,
    Instructor,
    Placement,
    Post,
    Programme,
    Run,
    School,
    Student,
)  # fmt: skip
from gaoxin.talent.rules import safety
from gaoxin.talent.rules.access import (
    FIRMS,
    SCHOOLS,
    check_firm,
    check_reads,
    check_school,
    speaks_for_firm,
    speaks_for_school,
)  # fmt: skip
from gaoxin.talent.selectors.agreements import not_over
from gaoxin.talent.selectors.matching import workplace
from gaoxin.talent.selectors.settings import book

MOST = 500


@dataclass(frozen=True, slots=True)
class Side:
    """Whom the reader speaks for. kind: firm or school. school: key of the school, None for a firm or one not registered."""

    party: uuid.UUID
    kind: str
    name: str
    school: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A post with the rules that concern its work, and how many more it may take by law. most: seats under the law's shares."""

    row: Post
    rules: tuple[Any, ...]
    most: int
    placed: int


def sides(*, zone: str, by: Actor, names: Mapping[uuid.UUID, str]) -> list[Side]:
    """Of the parties with a whole mandate: schools for a school's account, firms for a firm's."""
    schools = dict(School.objects.filter(zone=zone, party__in=names).values_list("party_id", "id"))
    found: list[Side] = []
    for party, name in sorted(names.items(), key=lambda pair: pair[1]):
        if by.roles & FIRMS and party not in schools:
            found.append(Side(party, "firm", name))
        elif by.roles & SCHOOLS and party in schools:
            found.append(Side(party, "school", name, schools[party]))
    return found


def own_sides(*, zone: str, by: Actor) -> list[Side]:
    """Every party that the reader speaks for as a whole, by name."""
    keys = [uuid.UUID(party) for party, item in by.mandates() if not item]
    return sides(zone=zone, by=by, names={key: parties.party_name(zone=zone, party_id=key) for key in keys})


def posts_of(*, zone: str, party: uuid.UUID, by: Actor) -> list[Told]:
    """The firm's posts, open ones first. Raises NotFound for another's firm."""
    check_firm(by, zone, party)
    rows = Post.objects.filter(zone=zone, party=party).select_related("base")
    return _told(zone, sorted(rows, key=lambda row: (row.closed_at is not None, row.number))[:MOST])


def bases_of(*, zone: str, party: uuid.UUID, by: Actor, since: dt.date) -> list[tuple[Base, list[BaseMonth]]]:
    """Practice bases of the firm with the months from `since` on. Raises NotFound for another's firm."""
    check_firm(by, zone, party)
    months = BaseMonth.objects.filter(zone=zone, base__party=party, month__gte=since.replace(day=1)).order_by("month")
    by_base: dict[Any, list[BaseMonth]] = {}
    for month in months:
        by_base.setdefault(month.base_id, []).append(month)
    rows = Base.objects.filter(zone=zone, party=party).order_by("name")
    return [(row, by_base.get(row.pk, [])) for row in rows]


def placements_of(*, zone: str, side: Side, by: Actor) -> list[Placement]:
    """A firm's: who is offered or placed there. A school's: its own students. Raises NotFound for anybody else's."""
    rows = Placement.objects.filter(zone=zone)
    if side.kind == "firm":
        check_firm(by, zone, side.party)
        rows = rows.filter(post__party=side.party)
    else:
        check_school(by, zone, side.party)
        rows = rows.filter(student__school__party=side.party)
    rows = rows.select_related("student__cohort__programme", "student__school__party", "post__party", "post__base")
    return list(rows.order_by("-first_month", "number")[:MOST])


def placement(*, zone: str, number: str, by: Actor) -> Placement:
    """One that is the reader's. Raises NotFound for another's as for none."""
    rows = Placement.objects.filter(zone=zone, number=number)
    row = rows.select_related("student__school__party", "post__party", "post__base").first()
    if row is not None and (
        speaks_for_firm(by, zone, row.post.party_id) or speaks_for_school(by, zone, row.student.school.party_id)
    ):
        return row
    raise NotFound(
        "没有这项实习安排 no such placement", why="只看自己的 only one's own", do="核对编号 check the number"
    )


def programmes_of(*, zone: str, party: uuid.UUID, by: Actor) -> list[Programme]:
    """The school's. Raises NotFound for another's."""
    check_school(by, zone, party)
    return list(Programme.objects.filter(zone=zone, school__party=party).order_by("code"))


def programmes(*, zone: str) -> list[Programme]:
    """Of every school, once a code: what a firm may want. They tell nothing of any student."""
    rows = Programme.objects.filter(zone=zone).select_related("school__party").order_by("code", "school_id")
    return list({row.code: row for row in rows}.values())


def cohorts_of(*, zone: str, party: uuid.UUID, by: Actor) -> list[tuple[Cohort, int]]:
    """Years of the school's programmes with how many students each has. Raises NotFound for another's."""
    check_school(by, zone, party)
    rows = Cohort.objects.filter(zone=zone, programme__school__party=party).select_related("programme")
    there = Counter(Student.objects.filter(zone=zone, school__party=party).values_list("cohort_id", flat=True))
    return [(row, there[row.pk]) for row in rows.order_by("-year", "programme__code")[:MOST]]


def waiting_of(*, zone: str, party: uuid.UUID, by: Actor) -> list[Student]:
    """The school's students without a placement; one whose practice has ended had theirs. Raises NotFound for another's."""
    check_school(by, zone, party)
    going = Placement.objects.filter(zone=zone).exclude(state="withdrawn").values("student_id")
    rows = Student.objects.filter(zone=zone, school__party=party).exclude(id__in=going)
    return list(rows.select_related("cohort__programme").order_by("number")[:MOST])


def courses_of(*, zone: str, party: uuid.UUID, by: Actor) -> list[Course]:
    """The school's, the newest first. Raises NotFound for another's."""
    check_school(by, zone, party)
    return list(Course.objects.filter(zone=zone, school__party=party).select_related("instructor").order_by("-number"))


def courses_for(*, zone: str, party: uuid.UUID, by: Actor) -> list[Course]:
    """Those of any school that train for the firm's posts, the newest first. Raises NotFound for another's firm."""
    check_firm(by, zone, party)
    used = CourseDemand.objects.filter(zone=zone, post__party=party).values("course_id")
    rows = Course.objects.filter(zone=zone, id__in=used).select_related("instructor", "school__party")
    return list(rows.order_by("-number")[:MOST])


def instructors_of(*, zone: str, side: Side, by: Actor, today: dt.date) -> list[Instructor]:
    """One's own, and for a school those of firms whose agreement with it is not over. Raises NotFound for another's."""
    own = Q(party=side.party)
    if side.kind == "school":
        check_school(by, zone, side.party)
        own |= Q(party__in=not_over(zone, today).filter(school__party=side.party).values("party"))
    else:
        check_firm(by, zone, side.party)
    return list(Instructor.objects.filter(own, zone=zone).select_related("party").order_by("name"))


def agreements_of(*, zone: str, side: Side, by: Actor) -> list[Agreement]:
    """One's own, the newest first. Raises NotFound for another's."""
    if side.kind == "school":
        check_school(by, zone, side.party)
        rows = Agreement.objects.filter(zone=zone, school__party=side.party)
    else:
        check_firm(by, zone, side.party)
        rows = Agreement.objects.filter(zone=zone, party=side.party)
    return list(rows.select_related("school__party", "party").order_by("-number"))


def schools_of(*, zone: str) -> list[School]:
    """Every school, by name."""
    return list(School.objects.filter(zone=zone).select_related("party").order_by("party__name"))


def open_posts(*, zone: str, today: dt.date) -> list[Told]:
    """What is offered to every school: open practice posts. They tell nothing of any student."""
    rows = Post.objects.filter(zone=zone, kind="practice", closed_at=None, last_month__gte=today.replace(day=1))
    return _told(zone, rows.select_related("base", "party").order_by("number")[:MOST])


def run_of(*, zone: str, number: str, by: Actor) -> Run:
    """One matching with its pairs and reasons. Raises NotAllowed, NotFound."""
    check_reads(by, zone)
    row = Run.objects.filter(zone=zone, number=number).first()
    if row is None:
        raise NotFound("没有这次匹配 no such run", do="从匹配清单进入 start from the list")
    return row


def totals(*, zone: str, by: Actor) -> dict[str, int]:
    """Counts of the officer's desk: seats of open posts, placements by state, jobs after practice. Raises NotAllowed."""
    check_reads(by, zone)
    states = Counter(Placement.objects.filter(zone=zone).values_list("state", flat=True))
    posts = Post.objects.filter(zone=zone, closed_at=None).aggregate(n=Sum("seats"))["n"] or 0
    hired = Placement.objects.filter(zone=zone).exclude(hired_on=None).count()
    return {
        "posts": posts,
        "hired": hired,
        **{state: states[state] for state in ("proposed", "agreed", "started", "ended")},
    }


def bases_uninspected(*, zone: str, by: Actor) -> list[Base]:
    """That nobody looked at yet; no student is sent there. Raises NotAllowed."""
    check_reads(by, zone)
    return list(Base.objects.filter(zone=zone, inspected_on=None).select_related("party").order_by("name")[:MOST])


def _told(zone: str, rows: Iterable[Post]) -> list[Told]:
    kept, laws = list(rows), book().safety
    going = Placement.objects.filter(zone=zone, post__in=kept).exclude(state="withdrawn")
    placed = Counter(going.values_list("post_id", flat=True))
    told: list[Told] = []
    for row in kept:
        concerned = tuple(rule for rule in laws.rules if rule.post != "any" and safety.concerns(workplace(row), rule))
        told.append(Told(row, concerned, safety.most_at_post(laws, row.seats, row.same_workers)[0], placed[row.pk]))
    return told
