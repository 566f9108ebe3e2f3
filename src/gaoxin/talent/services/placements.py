"""A placement from a proposal to a job: placed or matched, both sides agree, it starts, ends, and may lead to work."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.talent.models import Base, Placement, Post, SeatMonth, Student
from gaoxin.talent.permissions.talent import check_school, speaks_for_firm, speaks_for_school
from gaoxin.talent.rules import entry, safety
from gaoxin.talent.rules.matching import Problem, match
from gaoxin.talent.selectors.agreements import in_force
from gaoxin.talent.selectors.matching import problem, workplace
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services.acting import at_once, record, repeated
from gaoxin.talent.services.seating import seat_all

BY_LAW = "职业学校学生实习管理规定（教职成〔2021〕4号）"
BASED = f"{BY_LAW} 14"  # three sides sign before it begins; the number was not checked against the printed text


def place(*, zone: str, student: uuid.UUID, post: str, by: Actor, at: dt.datetime, key: str = "") -> str:
    """A school sends one student to one post itself. Raises NotFound, Invalid with the rule and article that bars it, Conflict where
    no seat is left in every month of the practice."""
    with at_once():
        row = (
            Student.objects.select_for_update()
            .filter(zone=zone, id=student)
            .select_related("cohort__programme__school")
            .first()
        )
        check_school(by, zone, row.school.party_id if row else "")
        assert row is not None
        if (before := repeated(zone, by, "talent-place", key, at, [student, post])) is not None:
            return before["placement"]
        held = Post.objects.select_for_update().filter(zone=zone, number=post).first()
        if held is None:
            raise NotFound(f"没有这个岗位 no such post: {post[:20]}", do="从岗位清单里选 choose one of the list")
        Base.objects.select_for_update().get(zone=zone, id=held.base_id)
        first, last = row.cohort.practice_from, row.cohort.practice_to
        _check_lawful(row, held, first)
        asked = problem(zone=zone, first=first, last=last, posts=[post])
        own = [one for one in asked.learners if one.key == str(student)]
        found = match(Problem(own, asked.openings, asked.units, asked.weights, asked.longest_km))
        if not found.pairs:
            raise Conflict(
                f"{post} 在 {first:%Y-%m} 至 {last:%Y-%m} 没有这名学生的座位 no seat there for this student",
                why=_why(bool(own), found.left[0].why if found.left else ""), do="换一个岗位，没有任何改动 choose another",
            )  # fmt: skip
        made = seat_all(zone, None, [(student, held, found.pairs[0].km)], first, last, at)[0]
        record("talent-place", f"party:{row.school.party_id}", zone=zone, by=by, at=at, said=[student, post], key=key,
               result={"placement": made.number}, article=BY_LAW, placement=made.number, post=post)  # fmt: skip
    return made.number


def agree(*, zone: str, number: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The school, or the firm, for its side. Raises NotFound, WrongState once that side agreed."""
    with at_once():
        row = _locked(zone, number, by)
        if repeated(zone, by, "talent-agree", key, at, [number]) is not None:
            return
        _check_state(row, "proposed")
        school = speaks_for_school(by, zone, row.student.school.party_id)
        field = "school_agreed_at" if school else "firm_agreed_at"
        if getattr(row, field) is not None:
            raise WrongState("这一方已经同意 this side agreed already", do="等另一方同意 wait for the other side")
        setattr(row, field, at)
        if row.school_agreed_at and row.firm_agreed_at:
            row.state = "agreed"
        row.save(update_fields=[field, "state"])
        _record("talent-agree", row, by, at, [number], key, side="school" if school else "firm")


def start(*, zone: str, number: str, signed_on: dt.date, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The school says that the three sides signed, and it begins. Raises WrongState before both agreed, or where no agreement of
    school and firm is in force; Invalid for a day to come."""
    if signed_on > timezone.localdate(at):
        raise Invalid(
            f"签订日期在今天以后 signed on a day to come: {signed_on}", do="填签订的日期 write the day", article=BASED
        )
    with at_once():
        row = _locked(zone, number, by)
        if repeated(zone, by, "talent-start", key, at, [number, signed_on]) is not None:
            return
        check_school(by, zone, row.student.school.party_id)
        _check_state(row, "agreed")
        _check_lawful(row.student, row.post, row.first_month)
        standing = in_force(zone, timezone.localdate(at))
        if not standing.filter(school_id=row.student.school_id, party_id=row.post.party_id).exists():
            raise WrongState(
                "学校和企业没有有效的合作协议 school and firm have no agreement in force", why="先有协议，再安排实习 it comes first",
                do="在“校企协议”中签订 sign one under agreements", article=BASED,
            )  # fmt: skip
        row.state, row.signed_on = "started", signed_on
        row.save(update_fields=["state", "signed_on"])
        _record("talent-start", row, by, at, [number, signed_on], key, signed=signed_on.isoformat())


def end(*, zone: str, number: str, on: dt.date, reason: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """By the school or the firm; seats of later months are free again. Raises WrongState unless it started, Invalid for no reason."""
    said = entry.words("理由 reason", reason, 500)
    with at_once():
        row = _locked(zone, number, by)
        if repeated(zone, by, "talent-end", key, at, [number, on, said]) is not None:
            return
        _check_state(row, "started")
        if not row.signed_on or not row.signed_on <= on <= timezone.localdate(at):
            raise Invalid(
                f"结束日期不对 the day cannot be: {on}",
                why="在签订以后，不在今天以后 after it was signed, not to come",
                do="改日期 correct it",
            )
        row.state, row.ended_on, row.reason = "ended", on, said
        row.save(update_fields=["state", "ended_on", "reason"])
        SeatMonth.objects.filter(zone=zone, placement=row, month__gt=entry.first_day(on)).delete()
        _record("talent-end", row, by, at, [number, on, said], key, on=on.isoformat(), reason=said)


def withdraw(*, zone: str, number: str, reason: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """Before it started; its seats are free again. Raises WrongState later, Invalid for no reason."""
    said = entry.words("理由 reason", reason, 500)
    with at_once():
        row = _locked(zone, number, by)
        if repeated(zone, by, "talent-withdraw", key, at, [number, said]) is not None:
            return
        _check_state(row, "proposed", "agreed")
        row.state, row.reason = "withdrawn", said
        row.save(update_fields=["state", "reason"])
        SeatMonth.objects.filter(zone=zone, placement=row).delete()
        _record("talent-withdraw", row, by, at, [number, said], key, reason=said)


def hire(*, zone: str, number: str, on: dt.date, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The firm took the student on, by a labour contract of that day. Raises WrongState before it ended, Invalid for a day before."""
    with at_once():
        row = _locked(zone, number, by)
        if repeated(zone, by, "talent-hire", key, at, [number, on]) is not None:
            return
        if not speaks_for_firm(by, zone, row.post.party_id):
            raise NotFound("没有这项实习安排 no such placement", do="由企业登记录用 the firm says so")
        _check_state(row, "ended")
        if row.hired_on is not None:
            raise WrongState("已经登记录用 it is noted already", do="刷新页面 look again")
        if row.ended_on is None or not row.ended_on <= on <= timezone.localdate(at):
            raise Invalid(
                f"录用日期不对 the day cannot be: {on}",
                why="实习结束以后，不在今天以后 after the end, not to come",
                do="改日期 correct it",
            )
        row.hired_on = on
        row.save(update_fields=["hired_on"])
        _record("talent-hire", row, by, at, [number, on], key, on=on.isoformat())


def _locked(zone: str, number: str, by: Actor) -> Placement:
    rows = Placement.objects.select_for_update(of=("self",)).select_related(
        "student__school", "student__cohort", "post__base"
    )
    row = rows.filter(zone=zone, number=number).first()
    if row is not None and (
        speaks_for_firm(by, zone, row.post.party_id) or speaks_for_school(by, zone, row.student.school.party_id)
    ):
        return row
    raise NotFound(
        "没有这项实习安排 no such placement",
        why="只能办理本校或者本企业的 only one's own",
        do="从清单进入 start from the list",
    )


def _check_state(row: Placement, *states: str) -> None:
    if row.state not in states:
        raise WrongState(
            f"实习安排现在是 {row.state} the placement is not open for this", why="别人可能刚刚办理 somebody else may have acted",
            do="刷新页面 look again",
        )  # fmt: skip


def _check_lawful(student: Student, post: Post, day: dt.date) -> None:
    found = safety.findings(
        book().safety, safety.Pupil(student.born, student.female, student.grade), workplace(post), day
    )
    bars = [rule for rule in found if rule.effect == "bar"]
    if bars:
        raise Invalid(
            f"{student.number} 不能到 {post.number} may not go there: {bars[0].says.zh} {bars[0].says.en}",
            why="；".join(f"{rule.says.zh}" for rule in bars), do="换一个岗位，没有任何改动 choose another; nothing was changed",
            article="；".join(book().safety.cite(rule) for rule in bars),
        )  # fmt: skip


def _why(waits: bool, code: str) -> str:
    if not waits:
        return "这名学生这些月份已有安排 the student is placed in these months"
    return {
        "full": "座位、比例或者基地已满 seats, shares or the base are full",
        "too-far": "太远 it is too far",
        "no-fit": "专业大类不对口 the major does not fit",
    }.get(code, "这个岗位这些月份不开放 the post is not open in these months")


def _record(act: str, row: Placement, by: Actor, at: dt.datetime, said: list[object], key: str, **detail: str) -> None:
    record(act, f"party:{row.post.party_id}", zone=row.zone, by=by, at=at, said=said, key=key, article=BY_LAW,
           placement=row.number, **detail)  # fmt: skip
