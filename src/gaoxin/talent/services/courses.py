"""Agreements of firm and school, instructors, and courses that a school fills from what is demanded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.parties import selectors as parties
from gaoxin.talent.models import Agreement, Course, CourseDemand, CourseStudent, Instructor, Post, School, Student
from gaoxin.talent.permissions.talent import check_firm, check_school, speaks_for_firm, speaks_for_school
from gaoxin.talent.rules import entry
from gaoxin.talent.selectors.agreements import not_over
from gaoxin.talent.selectors.demand import untrained
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services.acting import at_once, numbered, record, repeated
from gaoxin.talent.services.schools import school_of


def offer(
    *, zone: str, school: uuid.UUID, party: uuid.UUID, subject: str, since: dt.date, until: dt.date, by: Actor, at: dt.datetime,
    key: str = "",
) -> str:  # fmt: skip
    """The number of an agreement that one side offers. Raises NotFound for whoever is neither, Invalid for words or days."""
    text = entry.words("合作内容 subject", subject, 500)
    if until < since or until < timezone.localdate(at):
        raise Invalid(f"起止日期不对 the days cannot be: {since} – {until}", do="改日期 correct them")
    row = School.objects.filter(zone=zone, id=school).first()
    firm = parties.by_key(zone=zone, party_id=party)
    if row is None or firm is None or firm.kind != "enterprise":
        raise NotFound("没有这所学校或者这家企业 no such school or enterprise", do="从清单里选 choose of the list")
    mine = speaks_for_school(by, zone, row.party_id)
    if not mine:
        check_firm(by, zone, party)
    said = [school, party, text, since, until]
    with at_once():
        if (before := repeated(zone, by, "talent-offer", key, at, said)) is not None:
            return before["agreement"]
        number = numbered(Agreement, zone, "XQ", at)
        Agreement.objects.create(
            zone=zone, number=number, school=row, party_id=party, subject=text, offered_by="school" if mine else "firm",
            since=since, until=until,
        )  # fmt: skip
        record("talent-offer", f"party:{party}", zone=zone, by=by, at=at, said=said, key=key, result={"agreement": number},
               number=number, school=str(row.party_id))  # fmt: skip
    return number


def accept(*, zone: str, number: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The other side agrees. Raises NotFound, WrongState for one's own offer, one that is agreed, or one whose last day is over."""
    with at_once():
        row = _agreement(zone, number, by)
        if repeated(zone, by, "talent-accept", key, at, [number]) is not None:
            return
        own = (
            speaks_for_school(by, zone, row.school.party_id)
            if row.offered_by == "school"
            else speaks_for_firm(by, zone, row.party_id)
        )
        if own or row.agreed_at is not None or row.ended_on is not None:
            raise WrongState("等对方同意，或者已经同意 the other side has to agree, or has", do="刷新页面 look again")
        if row.until < timezone.localdate(at):
            raise WrongState(f"协议已于 {row.until} 到期 its last day is over", do="重新提出协议 offer it anew")
        row.agreed_at = at
        row.save(update_fields=["agreed_at"])
        record("talent-accept", f"party:{row.party_id}", zone=zone, by=by, at=at, said=[number], key=key, number=number)


def end_agreement(*, zone: str, number: str, on: dt.date, by: Actor, at: dt.datetime, key: str = "") -> None:
    """Either side, from a day on: until then it stays in force. Raises NotFound, WrongState once it ended, Invalid for a day before it
    began or after its last one."""
    with at_once():
        row = _agreement(zone, number, by)
        if repeated(zone, by, "talent-end-agreement", key, at, [number, on]) is not None:
            return
        if row.ended_on is not None:
            raise WrongState("协议已经终止 the agreement has ended", do="刷新页面 look again")
        if on < row.since:
            raise Invalid(f"终止日期早于开始日期 it ends before it began: {on}", do="改日期 correct it")
        if on > row.until:
            raise Invalid(
                f"终止日期晚于到期日期 {row.until} it ends after its last day: {on}",
                why="到期不用终止 what runs out needs no ending", do="改日期，没有任何改动 correct it; nothing was changed",
            )  # fmt: skip
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        record(
            "talent-end-agreement",
            f"party:{row.party_id}",
            zone=zone,
            by=by,
            at=at,
            said=[number, on],
            key=key,
            number=number,
        )


def add_instructor(
    *, zone: str, party: uuid.UUID, name: str, occupation: str, hours: int, by: Actor, at: dt.datetime, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """A teacher of a school or a mentor of a firm. Raises NotFound for another's, Invalid naming the field."""
    if not speaks_for_school(by, zone, party):
        check_firm(by, zone, party)
    text = entry.words("姓名 name", name, 60)
    book().occupations.one(occupation)
    book().entry.check("hours", hours)
    said = [party, text, occupation, hours]
    with at_once():
        if (before := repeated(zone, by, "talent-instructor", key, at, said)) is not None:
            return uuid.UUID(before["instructor"])
        row = Instructor.objects.create(zone=zone, party_id=party, name=text, occupation=occupation, hours=hours)
        record("talent-instructor", f"party:{party}", zone=zone, by=by, at=at, said=said, key=key,
               result={"instructor": str(row.id)}, occupation=occupation, hours=hours)  # fmt: skip
    return row.id


def fill(
    *, zone: str, school: uuid.UUID, occupation: str, title: str, seats: int, hours: int, starts: dt.date, ends: dt.date, by: Actor,
    at: dt.datetime, instructor: uuid.UUID | None = None, key: str = "",
) -> str:  # fmt: skip
    """The number of a course filled from demand: posts of the occupation that nobody trains for yet, the earliest first, until its
    seats are used. What the posts do becomes its list of tasks.

    Raises Invalid naming the field, and where nobody demands so many; NotFound for another's school or instructor.
    """
    row_school = school_of(zone, school, by)
    name = entry.words("课程名称 title", title, 100)
    known = book().occupations.one(occupation)
    book().entry.check("course_seats", seats)
    book().entry.check("hours", hours)
    if ends < starts:
        raise Invalid(f"起止日期不对 the days cannot be: {starts} – {ends}", do="改日期 correct them")
    said = [school, occupation, name, seats, hours, starts, ends, instructor]
    with at_once():
        if (before := repeated(zone, by, "talent-course", key, at, said)) is not None:
            return before["course"]
        list(Post.objects.select_for_update().filter(zone=zone, occupation=occupation, closed_at=None).order_by("id"))
        wanted = untrained(zone=zone, occupation=occupation, today=timezone.localdate(at))
        whole = sum(left for _, left in wanted)
        if seats > whole:
            raise Invalid(
                f"学位 seats：{seats} 多于没有人培养的需求 {whole} more than is demanded and not yet trained for",
                why=f"{known.name.zh} {known.name.en}", do="减少学位，或者请企业先登记岗位 fewer seats, or have firms tell their posts",
            )  # fmt: skip
        row = Course(
            zone=zone, number=numbered(Course, zone, "KC", at), school=row_school, occupation=occupation, title=name, seats=seats,
            hours=hours, starts=starts, ends=ends, tasks="",
            instructor=_instructor(zone, instructor, hours, row_school, timezone.localdate(at)),
        )  # fmt: skip
        parts: list[CourseDemand] = []
        tasks: list[str] = []
        left = seats
        for post, many in wanted:
            if left and many:
                parts.append(CourseDemand(zone=zone, course=row, post=post, seats=min(left, many)))
                left -= parts[-1].seats
                tasks += [line.strip() for line in post.tasks.splitlines() if line.strip()]
        row.tasks = "\n".join(dict.fromkeys(tasks))[: entry.LONGEST]
        row.save(force_insert=True)
        CourseDemand.objects.bulk_create(parts)
        record("talent-course", f"party:{row_school.party_id}", zone=zone, by=by, at=at, said=said, key=key,
               result={"course": row.number}, number=row.number, occupation=occupation, seats=seats, posts=len(parts))  # fmt: skip
    return row.number


def take_in(*, zone: str, number: str, students: Sequence[str], by: Actor, at: dt.datetime, key: str = "") -> int:
    """Students of the school, by number, into its course; all or none. Raises Invalid for more than its seats or unknown numbers,
    Conflict for one who is in it."""
    said = [number, list(students)]
    with at_once():
        row = Course.objects.select_for_update().filter(zone=zone, number=number).select_related("school").first()
        check_school(by, zone, row.school.party_id if row else "")
        assert row is not None
        if repeated(zone, by, "talent-take-in", key, at, said) is not None:
            return len(students)
        found = dict(
            Student.objects.filter(zone=zone, school=row.school, number__in=students).values_list("number", "id")
        )
        unknown = [one for one in students if one not in found]
        if unknown or not students:
            raise Invalid(
                f"学号 number：没有 there is no {', '.join(unknown)[:80] or '—'}",
                do="核对学号，一行一个 check them, one a line",
            )
        there = CourseStudent.objects.filter(zone=zone, course=row).count()
        if there + len(set(students)) > row.seats:
            raise Invalid(
                f"学位 {row.seats} 个，已有 {there} 人，再加 {len(set(students))} 人放不下 more than there are seats",
                do="没有任何改动 nothing was changed",
            )
        CourseStudent.objects.bulk_create(CourseStudent(zone=zone, course=row, student_id=pk) for pk in found.values())
        record("talent-take-in", f"party:{row.school.party_id}", zone=zone, by=by, at=at, said=said, key=key, number=number,
               count=len(found))  # fmt: skip
    return len(found)


def _agreement(zone: str, number: str, by: Actor) -> Agreement:
    row = (
        Agreement.objects.select_for_update(of=("self",))
        .filter(zone=zone, number=number)
        .select_related("school")
        .first()
    )
    if row is not None and (
        speaks_for_school(by, zone, row.school.party_id) or speaks_for_firm(by, zone, row.party_id)
    ):
        return row
    raise NotFound(
        "没有这份协议 no such agreement", why="只能办理自己的 only one's own", do="从协议清单进入 start from the list"
    )


def _instructor(zone: str, key: uuid.UUID | None, hours: int, school: School, today: dt.date) -> Instructor | None:
    """Of the school, or of a firm whose agreement with it is not over. Raises NotFound, Invalid where their hours do not suffice."""
    if key is None:
        return None
    row = Instructor.objects.select_for_update().filter(zone=zone, id=key).first()
    partners = not_over(zone, today).filter(school=school).values_list("party_id", flat=True)
    if row is None or row.party_id not in {school.party_id, *partners}:
        raise NotFound("没有这名导师 no such instructor", why="本校的，或者有协议的企业的 the school's, or a partner firm's",
                       do="从清单里选 choose of the list")  # fmt: skip
    used = sum(Course.objects.filter(zone=zone, instructor=row).values_list("hours", flat=True))
    if used + hours > row.hours:
        raise Invalid(f"课时 hours：{row.name} 还有 {row.hours - used} 课时 hours left", do="换一名导师 choose another")
    return row
