"""Posts of a firm and students of a school from a workbook: a dry run says every problem by row, and nothing is half imported."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.talent.models import Base, Cohort, Post
from gaoxin.talent.permissions.talent import check_firm, check_school
from gaoxin.talent.rules import safety
from gaoxin.talent.selectors.matching import workplace
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services import posts, schools, sheets
from gaoxin.talent.services.acting import at_once, record, repeated


def import_posts(
    *, zone: str, base: uuid.UUID, data: bytes, by: Actor, at: dt.datetime, dry_run: bool, key: str = ""
) -> int:
    """How many posts there are in the workbook; all of them are told, or none. dry_run: only looked at.

    Raises NotFound for another's base, SheetRefused with every row that cannot be.
    """
    row = Base.objects.filter(zone=zone, id=base).first()
    check_firm(by, zone, row.party_id if row else "")
    assert row is not None
    said = [base, hashlib.sha256(data).hexdigest()]
    with at_once():
        if not dry_run and (before := repeated(zone, by, "talent-import-posts", key, at, said)) is not None:
            return before["count"]

        def one(line: sheets.Line) -> posts.NewPost:
            told = _post(line)
            posts.check_post(zone, row.party_id, told)
            return told

        made, problems, article = sheets.each(sheets.read(data, sheets.POSTS), one)
        if problems:
            raise sheets.SheetRefused(problems, article)
        if dry_run:
            return len(made)
        for told in made:
            posts.offer(zone=zone, base=base, post=told, by=by, at=at)
        record("talent-import-posts", f"party:{row.party_id}", zone=zone, by=by, at=at, said=said, key=key,
               result={"count": len(made)}, count=len(made), base=row.name)  # fmt: skip
    return len(made)


def import_students(
    *, zone: str, cohort: uuid.UUID, data: bytes, by: Actor, at: dt.datetime, dry_run: bool, key: str = ""
) -> int:
    """How many students there are in the workbook, with their wishes; all are enrolled, or none. dry_run: only looked at.

    A wish for a post that the law bars to that student is refused with its article. Raises NotFound for another's cohort,
    SheetRefused with every row that cannot be.
    """
    held = Cohort.objects.filter(zone=zone, id=cohort).select_related("programme__school").first()
    check_school(by, zone, held.programme.school.party_id if held else "")
    assert held is not None
    lines = sheets.read(data, sheets.STUDENTS)
    wished = {number for line in lines for number in line.many("wishes")}
    known = {row.number: row for row in Post.objects.filter(zone=zone, number__in=wished).select_related("base")}
    seen: set[str] = set()

    def one(line: sheets.Line) -> schools.NewStudent:
        told = _student(line)
        schools.check_student(told, timezone.localdate(at))
        if told.number in seen:
            raise Invalid(f"学号 number：{told.number} 出现两次 twice", do="一行一人 one row each")
        seen.add(told.number)
        for wish in told.wishes:
            _check_wish(told, known.get(wish), wish, held.practice_from)
        return told

    made, problems, article = sheets.each(lines, one)
    if problems:
        raise sheets.SheetRefused(problems, article)
    if dry_run:
        schools.check_room(zone, held, [told.number for told in made])
        return len(made)
    return schools.enrol(zone=zone, cohort=cohort, students=made, by=by, at=at, key=key)


def enrol_with_wishes(
    *, zone: str, cohort: uuid.UUID, students: Sequence[schools.NewStudent], by: Actor, at: dt.datetime, key: str = ""
) -> int:
    """As `schools.enrol`; a wish for no post, or for one that the law bars to that student, is refused with its article."""
    held = Cohort.objects.filter(zone=zone, id=cohort).select_related("programme__school").first()
    check_school(by, zone, held.programme.school.party_id if held else "")
    assert held is not None
    wished = {number for told in students for number in told.wishes}
    known = {row.number: row for row in Post.objects.filter(zone=zone, number__in=wished).select_related("base")}
    for told in students:
        schools.check_student(told, timezone.localdate(at))
        for wish in told.wishes:
            _check_wish(told, known.get(wish), wish, held.practice_from)
    return schools.enrol(zone=zone, cohort=cohort, students=students, by=by, at=at, key=key)


def _post(line: sheets.Line) -> posts.NewPost:
    told: dict[str, Any] = {
        "kind": {"": "practice", "实习": "practice", "就业": "job"}.get(line.text("kind"), line.text("kind")),
        "tasks": line.text("tasks"), "project": line.text("project"), "hazards": line.many("hazards"), "wants": line.many("wants"),
        "agency": line.yes("agency"), "filed": line.text("filed"),
    }  # fmt: skip
    return posts.NewPost(
        title=line.text("title"), occupation=book().occupations.coded(line.text("occupation")), seats=line.whole("seats"),
        same_workers=line.whole("same_workers"), first_month=line.month("first_month"), last_month=line.month("last_month"),
        daily_minutes=line.whole("daily_minutes", 480), weekly_minutes=line.whole("weekly_minutes", 2400),
        night=line.yes("night"), rest_days=line.yes("rest_days"), pay_percent=line.whole("pay_percent", 100), **told,
    )  # fmt: skip


def _student(line: sheets.Line) -> schools.NewStudent:
    sex = {"女": True, "female": True, "男": False, "male": False}.get(line.text("female").lower())
    if sex is None:
        raise Invalid(f"性别 sex：{line.text('female')[:20] or '—'}", do="填 男 或 女 write male or female")
    return schools.NewStudent(
        number=line.text("number"), born=line.day("born"), female=sex, grade=line.whole("grade"), lat=line.degrees("lat"),
        lon=line.degrees("lon"), furthest_km=line.whole("furthest_km", 0), wishes=line.many("wishes"),
    )  # fmt: skip


def _check_wish(told: schools.NewStudent, post: Post | None, wish: str, day: dt.date) -> None:
    if post is None or post.kind != "practice":
        raise NotFound(f"志愿 wish：没有实习岗位 no such post {wish[:40]}", do="核对岗位编号 check the number")
    laws = book().safety
    found = safety.findings(laws, safety.Pupil(told.born, told.female, told.grade), workplace(post), day)
    for rule in found:
        if rule.effect == "bar":
            raise Invalid(
                f"志愿 wish {wish}：{rule.says.zh} {rule.says.en}",
                do="换一个志愿 choose another",
                article=laws.cite(rule),
            )
