"""Schools come into the register; they tell programmes, seats of a year, students by number, and instructors."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.talent.models import Cohort, Placement, Programme, School, Student
from gaoxin.talent.permissions.talent import check_officer, check_school
from gaoxin.talent.rules import entry
from gaoxin.talent.rules.safety import age_on
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services.acting import at_once, party_of, record, repeated

MOST_STUDENTS, OLDEST = 5000, 80
LEVELS = ("secondary", "technician", "higher")


@dataclass(frozen=True, slots=True)
class NewStudent:
    """number: the school's own, no name. born, female, grade: what the law asks. wishes: numbers of posts, the dearest first."""

    number: str
    born: dt.date
    female: bool
    grade: int
    lat: float
    lon: float
    furthest_km: int = 0
    wishes: tuple[str, ...] = ()


def register_school(
    *, zone: str, identifier: str, level: str, lat: float, lon: float, by: Actor, at: dt.datetime, key: str = ""
) -> uuid.UUID:
    """A party becomes a school. Raises NotAllowed, Invalid, also for no such party, Conflict for one that is registered."""
    check_officer(by, zone)
    entry.place(lat, lon)
    if level not in LEVELS:
        raise Invalid(
            f"没有这个层次 no such level: {level[:20] or '—'}", do="选择中职、技工或者高职 choose one of the three"
        )
    party = party_of(zone, identifier)
    said = [identifier, level, lat, lon]
    with at_once():
        if (before := repeated(zone, by, "talent-school", key, at, said)) is not None:
            return uuid.UUID(before["school"])
        row = School.objects.create(zone=zone, party_id=party.id, level=level, lat=lat, lon=lon)
        record("talent-school", f"party:{party.id}", zone=zone, by=by, at=at, said=said, key=key, result={"school": str(row.id)},
               level=level)  # fmt: skip
    return row.id


def add_programme(
    *, zone: str, school: uuid.UUID, code: str, name: str, major: str, occupation: str, by: Actor, at: dt.datetime, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """Raises NotFound for another's school or an unknown major or occupation, Invalid, Conflict for a code twice."""
    row_school = school_of(zone, school, by)
    code, name = entry.words("专业代码 code", code, 20), entry.words("专业名称 name", name, 100)
    known = book().occupations
    known.check_major(major)
    known.one(occupation)
    said = [school, code, name, major, occupation]
    with at_once():
        if (before := repeated(zone, by, "talent-programme", key, at, said)) is not None:
            return uuid.UUID(before["programme"])
        row = Programme.objects.create(
            zone=zone, school=row_school, code=code, name=name, major=major, occupation=occupation
        )
        record("talent-programme", f"party:{row_school.party_id}", zone=zone, by=by, at=at, said=said, key=key,
               result={"programme": str(row.id)}, code=code, occupation=occupation)  # fmt: skip
    return row.id


def set_seats(
    *, zone: str, programme: uuid.UUID, year: int, seats: int, practice_from: dt.date, practice_to: dt.date, by: Actor,
    at: dt.datetime, key: str = "",
) -> uuid.UUID:  # fmt: skip
    """学位 of the year, anew or changed. Raises Invalid naming the field for seats below zero, and for less than its students;
    WrongState for other months of practice once somebody is placed in them."""
    counts = book().entry
    counts.check("cohort_seats", seats)
    counts.check("year", year)
    first, last = entry.first_day(practice_from), entry.first_day(practice_to)
    entry.months(first, last)
    said = [programme, year, seats, first, last]
    with at_once():
        held = Programme.objects.select_for_update().filter(zone=zone, id=programme).select_related("school").first()
        if held is None:
            raise NotFound("没有这个专业 no such programme", do="从专业清单进入 start from the list")
        check_school(by, zone, held.school.party_id)
        if (before := repeated(zone, by, "talent-seats", key, at, said)) is not None:
            return uuid.UUID(before["cohort"])
        found = Cohort.objects.filter(zone=zone, programme=held, year=year).first()
        there = Student.objects.filter(zone=zone, cohort=found).count() if found else 0
        if seats < there:
            raise Invalid(
                f"学位 seats：{seats} 少于已登记的学生 {there} fewer than the students there are",
                do="先核对学生，没有任何改动 check the students; nothing was changed",
            )
        if found and (found.practice_from, found.practice_to) != (first, last):
            _check_nobody_placed(zone, found)
        row, _ = Cohort.objects.update_or_create(
            zone=zone, programme=held, year=year, defaults={"seats": seats, "practice_from": first, "practice_to": last}
        )
        record("talent-seats", f"party:{held.school.party_id}", zone=zone, by=by, at=at, said=said, key=key,
               result={"cohort": str(row.id)}, programme=held.code, year=year, seats=seats)  # fmt: skip
    return row.id


def _check_nobody_placed(zone: str, cohort: Cohort) -> None:
    placed = Placement.objects.filter(zone=zone, student__cohort=cohort).exclude(state="withdrawn").count()
    if placed:
        raise WrongState(
            f"实习月份不能改：已有 {placed} 项实习安排 the months of practice stand, as somebody is placed in them",
            why="安排按月占用座位 a placement holds its seat by month",
            do="先撤回安排，没有任何改动 withdraw them first; nothing was changed",
        )  # fmt: skip


def enrol(
    *, zone: str, cohort: uuid.UUID, students: Sequence[NewStudent], by: Actor, at: dt.datetime, key: str = ""
) -> int:
    """All of them or none. Raises Invalid naming the student, Conflict for a number twice, Invalid for more than there are seats."""
    if not 0 < len(students) <= MOST_STUDENTS:
        raise Invalid(f"学生人数不对 so many cannot be: {len(students)}", do="每次 1 至 5000 人 1 to 5000 at once")
    for one in students:
        check_student(one, timezone.localdate(at))
    said = [cohort, [[s.number, s.born, s.female, s.grade, s.lat, s.lon, s.furthest_km, s.wishes] for s in students]]
    with at_once():
        held = (
            Cohort.objects.select_for_update().filter(zone=zone, id=cohort).select_related("programme__school").first()
        )
        if held is None:
            raise NotFound("没有这一届 no such year", do="从专业清单进入 start from the list")
        school = held.programme.school
        check_school(by, zone, school.party_id)
        if repeated(zone, by, "talent-enrol", key, at, said) is not None:
            return len(students)
        check_room(zone, held, [one.number.strip() for one in students])
        Student.objects.bulk_create(
            Student(
                zone=zone, cohort=held, school=school, number=one.number.strip(), born=one.born, female=one.female, grade=one.grade,
                lat=one.lat, lon=one.lon, furthest_km=one.furthest_km, wishes=list(one.wishes[:10]),
            )
            for one in students
        )  # fmt: skip
        record("talent-enrol", f"party:{school.party_id}", zone=zone, by=by, at=at, said=said, key=key,
               result={"count": len(students)}, programme=held.programme.code, year=held.year, count=len(students))  # fmt: skip
    return len(students)


def check_student(one: NewStudent, today: dt.date) -> None:
    """What is told of one student. Raises Invalid naming the student and the field."""
    entry.words("学号 number", one.number, 30)
    entry.place(one.lat, one.lon)
    book().entry.check("grade", one.grade, f"{one.number} ")
    book().entry.check("furthest_km", one.furthest_km, f"{one.number} ")
    if not 0 <= age_on(one.born, today) <= OLDEST:
        raise Invalid(f"{one.number} 出生日期不对 the day of birth cannot be: {one.born}", do="核对后再提交 check it")


def check_room(zone: str, held: Cohort, numbers: Sequence[str]) -> None:
    """Raises Invalid for more than there are seats, Conflict for a number that the school has."""
    there = Student.objects.filter(zone=zone, cohort=held).count()
    if there + len(numbers) > held.seats:
        raise Invalid(
            f"学位 {held.seats} 个，已有 {there} 人，再加 {len(numbers)} 人放不下 more than there are seats",
            do="先改学位，没有任何改动 change the seats first; nothing was changed",
        )
    taken = Student.objects.filter(zone=zone, school=held.programme.school, number__in=numbers)
    if twice := sorted(taken.values_list("number", flat=True))[:5]:
        raise Conflict(f"学号已登记 enrolled already: {', '.join(twice)}", do="没有任何改动 nothing was changed")


def school_of(zone: str, school: uuid.UUID, by: Actor) -> School:
    """The school, of the actor. Raises NotFound, also for another's."""
    row = School.objects.filter(zone=zone, id=school).first()
    check_school(by, zone, row.party_id if row else "")
    assert row is not None
    return row
