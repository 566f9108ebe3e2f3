"""Endpoints of a school: programmes with the seats of each year, students by number, instructors, courses filled from demand."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.utils import timezone
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from gaoxin.runtime.api import Request, answers
from gaoxin.talent.api.shapes import (
    Code,
    Count,
    Degrees,
    Key,
    Month,
    Short,
    TalentCountMade,
    TalentIdMade,
    TalentNumberMade,
    TalentOccupation,
    does,
    month,
    occupation,
    shown,
)  # fmt: skip
from gaoxin.talent.selectors import desks
from gaoxin.talent.selectors.demand import by_occupation
from gaoxin.talent.services import courses, importing, schools

router = Router(tags=["人才供需 talent"])


class TalentYear(Schema):
    """id: for its students. there: how many are enrolled."""

    id: uuid.UUID
    year: int
    seats: int
    there: int
    practice_from: str
    practice_to: str


class TalentProgrammeTold(Schema):
    id: uuid.UUID
    school: uuid.UUID
    code: str
    name: str
    major: str
    occupation: TalentOccupation
    years: list[TalentYear]


class TalentProgrammes(Schema):
    programmes: list[TalentProgrammeTold]


class TalentProgrammeNew(Schema):
    school: uuid.UUID
    code: Code
    name: Short
    major: Code = Field(examples=["equipment"])
    occupation: Code = Field(examples=["6-18-02-04"])


class TalentSeats(Schema):
    """Of the students who end in the year; practice: the months in which they practise."""

    year: Count
    seats: Count
    practice_from: Month = Field(examples=["2026-09"])
    practice_to: Month = Field(examples=["2026-11"])


class TalentStudentTold(Schema):
    """Who waits for a placement. number: the school's own; no name is kept."""

    id: uuid.UUID
    number: str
    programme: str
    year: int
    wishes: list[str]


class TalentStudents(Schema):
    students: list[TalentStudentTold]


class TalentStudentNew(Schema):
    """born, female, grade: what the law asks. furthest_km: 0 for the zone's own limit. wishes: numbers of posts, the dearest first."""

    number: Code
    born: dt.date
    female: bool
    grade: Count
    lat: Degrees
    lon: Degrees
    furthest_km: Count = 0
    wishes: Annotated[list[Code], Field(max_length=10)] = []


class TalentStudentsNew(Schema):
    """year: id of a year of a programme."""

    year: uuid.UUID
    students: Annotated[list[TalentStudentNew], Field(min_length=1, max_length=1000)]


class TalentStudentSheet(Schema):
    """dry_run: only looked at."""

    year: uuid.UUID
    dry_run: bool = True


class TalentInstructorTold(Schema):
    id: uuid.UUID
    name: str
    of: str
    occupation: TalentOccupation
    hours: int


class TalentInstructors(Schema):
    instructors: list[TalentInstructorTold]


class TalentInstructorNew(Schema):
    """party: of a school its teacher, of a firm its mentor. hours: a year."""

    party: uuid.UUID
    name: Annotated[Short, Field(examples=["王师傅"])]
    occupation: Code = Field(examples=["6-18-02-04"])
    hours: Count


class TalentCourseTold(Schema):
    number: str
    school: str
    title: str
    occupation: TalentOccupation
    tasks: list[str]
    seats: int
    hours: int
    starts: dt.date
    ends: dt.date
    instructor: str


class TalentWanted(Schema):
    """untrained: seats of open posts that no course trains for."""

    occupation: TalentOccupation
    posts: int
    untrained: int


class TalentCourses(Schema):
    """demand: to schools."""

    courses: list[TalentCourseTold]
    demand: list[TalentWanted]


class TalentCourseNew(Schema):
    """instructor: of the school, or of a firm with an agreement."""

    school: uuid.UUID
    occupation: Code = Field(examples=["6-18-02-04"])
    title: Short
    seats: Count
    hours: Count
    starts: dt.date
    ends: dt.date
    instructor: uuid.UUID | None = None


class TalentTakenIn(Schema):
    """By number."""

    students: Annotated[list[Code], Field(min_length=1, max_length=500)]


@router.get(
    "/talent/programmes", response=answers(TalentProgrammes), url_name="talent-programmes", operation_id="talent-programmes",
    summary="专业和学位 programmes and seats",
)  # fmt: skip
def programmes(request: Request) -> Any:
    """Of one's own school."""
    zone, by = request.zone, request.actor
    told: list[dict[str, Any]] = []
    for side in _schools(request):
        years: dict[Any, list[dict[str, Any]]] = {}
        for row, there in desks.cohorts_of(zone=zone, party=side.party, by=by):
            years.setdefault(row.programme_id, []).append(
                {
                    "id": row.pk, "year": row.year, "seats": row.seats, "there": there, "practice_from": shown(row.practice_from),
                    "practice_to": shown(row.practice_to),
                }
            )  # fmt: skip
        told += [
            {
                "id": row.pk, "school": row.school_id, "code": row.code, "name": row.name, "major": row.major,
                "occupation": occupation(row.occupation), "years": years.get(row.pk, []),
            }
            for row in desks.programmes_of(zone=zone, party=side.party, by=by)
        ]  # fmt: skip
    return {"programmes": told}


@router.post(
    "/talent/programmes", response=answers(TalentIdMade), url_name="add-talent-programme", operation_id="add-talent-programme",
    summary="登记专业 tell a programme",
)  # fmt: skip
def add_programme(request: Request, body: TalentProgrammeNew, key: Key) -> Any:
    """By the school."""
    return {"id": schools.add_programme(**does(request, key), **body.dict())}


@router.post(
    "/talent/programmes/{programme}/seats", response=answers(TalentIdMade), url_name="set-talent-seats",
    operation_id="set-talent-seats", summary="填报学位 seats of a year",
)  # fmt: skip
def set_seats(request: Request, programme: uuid.UUID, body: TalentSeats, key: Key) -> Any:
    """Anew or changed; never below zero, nor below the students that there are."""
    made = schools.set_seats(
        **does(request, key), programme=programme, year=body.year, seats=body.seats, practice_from=month(body.practice_from),
        practice_to=month(body.practice_to),
    )  # fmt: skip
    return {"id": made}


@router.get(
    "/talent/students", response=answers(TalentStudents), url_name="talent-students", operation_id="talent-students",
    summary="待安排的学生 students without a placement",
)  # fmt: skip
def students(request: Request) -> Any:
    """Of one's own school; those with a placement are under placements."""
    rows = [
        row for side in _schools(request)
        for row in desks.waiting_of(zone=request.zone, party=side.party, by=request.actor)
    ]  # fmt: skip
    return {
        "students": [
            {
                "id": row.pk, "number": row.number, "programme": row.cohort.programme.code, "year": row.cohort.year,
                "wishes": row.wishes,
            }
            for row in rows
        ]
    }  # fmt: skip


@router.post(
    "/talent/students", response=answers(TalentCountMade), url_name="enrol-talent-students",
    operation_id="enrol-talent-students", summary="登记学生 enrol students",
)  # fmt: skip
def enrol(request: Request, body: TalentStudentsNew, key: Key) -> Any:
    """All or none. A wish for a post that the law bars to that student is refused with its article."""
    new = [schools.NewStudent(**one.dict() | {"wishes": tuple(one.wishes)}) for one in body.students]
    return {"count": importing.enrol_with_wishes(**does(request, key), cohort=body.year, students=new)}


@router.post(
    "/talent/students/import", response=answers(TalentCountMade), url_name="import-talent-students",
    operation_id="import-talent-students", summary="从 Excel 导入学生 students of a workbook",
)  # fmt: skip
def import_students(request: Request, body: Form[TalentStudentSheet], file: File[UploadedFile], key: Key) -> Any:
    """All rows or none; `why` of a refusal names every row. A dry run leaves the key free."""
    made = importing.import_students(**does(request, key), cohort=body.year, data=file.read(), dry_run=body.dry_run)
    return {"count": made}


@router.get(
    "/talent/instructors", response=answers(TalentInstructors), url_name="talent-instructors",
    operation_id="talent-instructors", summary="导师 instructors",
)  # fmt: skip
def instructors(request: Request) -> Any:
    """One's own; for a school also those of firms with an agreement in force."""
    found: dict[Any, Any] = {}
    for side in desks.own_sides(zone=request.zone, by=request.actor):
        found |= {
            row.pk: row
            for row in desks.instructors_of(zone=request.zone, side=side, by=request.actor, today=timezone.localdate())
        }
    return {
        "instructors": [
            {"id": pk, "name": row.name, "of": row.party.name, "occupation": occupation(row.occupation), "hours": row.hours}
            for pk, row in found.items()
        ]
    }  # fmt: skip


@router.post(
    "/talent/instructors", response=answers(TalentIdMade), url_name="add-talent-instructor",
    operation_id="add-talent-instructor", summary="登记导师 tell an instructor",
)  # fmt: skip
def add_instructor(request: Request, body: TalentInstructorNew, key: Key) -> Any:
    """By the school or the firm."""
    return {"id": courses.add_instructor(**does(request, key), **body.dict())}


@router.get(
    "/talent/courses", response=answers(TalentCourses), url_name="talent-courses", operation_id="talent-courses",
    summary="按需求开设的课程 courses and demand",
)  # fmt: skip
def courses_(request: Request) -> Any:
    """A school's own, and what nobody trains for yet; to a firm those that train for its posts."""
    zone, by = request.zone, request.actor
    told: list[dict[str, Any]] = []
    demand: list[tuple[str, int, int]] = []
    for side in desks.own_sides(zone=zone, by=by):
        if side.kind == "firm":
            rows = desks.courses_for(zone=zone, party=side.party, by=by)
            told += [_course(row, row.school.party.name) for row in rows]
        else:
            told += [_course(row, side.name) for row in desks.courses_of(zone=zone, party=side.party, by=by)]
            demand = by_occupation(zone=zone, today=timezone.localdate(request.at))
    return {
        "courses": list({one["number"]: one for one in told}.values()),
        "demand": [{"occupation": occupation(code), "posts": posts, "untrained": left} for code, posts, left in demand],
    }


@router.post(
    "/talent/courses", response=answers(TalentNumberMade), url_name="fill-talent-course", operation_id="fill-talent-course",
    summary="按需求开课 a course from demand",
)  # fmt: skip
def fill(request: Request, body: TalentCourseNew, key: Key) -> Any:
    """The earliest posts first; more seats than are demanded are refused."""
    return {"number": courses.fill(**does(request, key), **body.dict())}


@router.post(
    "/talent/courses/{course}/students", response=answers(TalentCountMade), url_name="take-into-talent-course",
    operation_id="take-into-talent-course", summary="学生入课 students into a course",
)  # fmt: skip
def take_in(request: Request, course: str, body: TalentTakenIn, key: Key) -> Any:
    """All or none, up to its seats."""
    return {"count": courses.take_in(**does(request, key), number=course, students=body.students)}


def _schools(request: Request) -> list[desks.Side]:
    return [side for side in desks.own_sides(zone=request.zone, by=request.actor) if side.kind == "school"]


def _course(row: Any, school: str) -> dict[str, Any]:
    return {
        "number": row.number, "school": school, "title": row.title, "occupation": occupation(row.occupation),
        "tasks": row.tasks.splitlines(), "seats": row.seats, "hours": row.hours, "starts": row.starts, "ends": row.ends,
        "instructor": row.instructor.name if row.instructor else "",
    }  # fmt: skip
