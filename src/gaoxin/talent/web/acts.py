"""What a firm and a school may do on their own page, by the name of the button."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gaoxin.core.errors import Invalid
from gaoxin.talent.rules import entry
from gaoxin.talent.selectors import desks
from gaoxin.talent.services import courses, importing, placements, posts, schools
from gaoxin.talent.web import asking


def of_firm(request: HttpRequest, side: desks.Side) -> asking.Acts:
    """Bases, posts, students offered, agreements, mentors."""
    told: dict[str, Any] = asking.does(request)

    def said(name: str) -> str:
        return asking.text(request, name)

    return {
        **_shared(request, side, told),
        "base": (
            lambda: posts.set_base(
                **told, party=side.party, name=said("name"), workers=asking.number(request, "workers"),
                lat=asking.degrees(request, "lat"), lon=asking.degrees(request, "lon"), months=_months(said("months")),
            ),
            _("基地已保存。"),
        ),
        "post": (
            lambda: posts.offer(**told, base=asking.key_of(request, "base"), post=_post(request)),
            _("岗位已登记，编号 %(made)s。"),
        ),
        "close": (lambda: posts.close(**told, number=said("number")), _("岗位已关闭。")),
        "import": (
            lambda: importing.import_posts(
                **told, base=asking.key_of(request, "base"), data=asking.workbook(request), dry_run=said("how") != "import"
            ),
            _("已导入 %(made)s 行。") if said("how") == "import" else _("%(made)s 行都可以导入，还没有导入。"),
        ),
        "hire": (
            lambda: placements.hire(**told, number=said("number"), on=asking.day(request, "on")),
            _("已登记录用。"),
        ),
        "offer": (
            lambda: courses.offer(
                **told, school=asking.key_of(request, "school"), party=side.party, subject=said("subject"),
                since=asking.day(request, "since"), until=asking.day(request, "until"),
            ),
            _("协议已提出，等对方同意。"),
        ),
    }  # fmt: skip


def of_school(request: HttpRequest, side: desks.Side) -> asking.Acts:
    """Programmes, seats, students, placements, courses, agreements, inspections, teachers."""
    told: dict[str, Any] = asking.does(request)
    assert side.school is not None
    school: uuid.UUID = side.school

    def said(name: str) -> str:
        return asking.text(request, name)

    def number(name: str) -> int:
        return asking.number(request, name)

    def key(name: str) -> uuid.UUID:
        return asking.key_of(request, name)

    return {
        **_shared(request, side, told),
        **_of_students(request, school, told),
        "programme": (
            lambda: schools.add_programme(
                **told, school=school, code=said("code"), name=said("name"), major=said("major"), occupation=said("occupation")
            ),
            _("专业已登记。"),
        ),
        "seats": (
            lambda: schools.set_seats(
                **told, programme=key("programme"), year=number("year"), seats=number("seats"),
                practice_from=asking.month(request, "first"), practice_to=asking.month(request, "last"),
            ),
            _("学位已保存。"),
        ),
        "import": (
            lambda: importing.import_students(
                **told, cohort=key("cohort"), data=asking.workbook(request), dry_run=said("how") != "import"
            ),
            _("已导入 %(made)s 行。") if said("how") == "import" else _("%(made)s 行都可以导入，还没有导入。"),
        ),
        "inspect": (
            lambda: posts.inspect(**told, base=key("base"), on=asking.day(request, "on"), school=school),
            _("已登记实地考察。"),
        ),
        "offer": (
            lambda: courses.offer(
                **told, school=school, party=key("firm"), subject=said("subject"), since=asking.day(request, "since"),
                until=asking.day(request, "until"),
            ),
            _("协议已提出，等对方同意。"),
        ),
    }  # fmt: skip


def _of_students(request: HttpRequest, school: uuid.UUID, told: dict[str, Any]) -> asking.Acts:
    """Placing them, and courses opened from demand."""

    def said(name: str) -> str:
        return asking.text(request, name)

    return {
        "place": (
            lambda: placements.place(**told, student=asking.key_of(request, "student"), post=said("post")),
            _("已安排 %(made)s，等双方同意。"),
        ),
        "start": (
            lambda: placements.start(**told, number=said("number"), signed_on=asking.day(request, "on")),
            _("三方协议已登记，实习开始。"),
        ),
        "fill": (
            lambda: courses.fill(
                **told, school=school, occupation=said("occupation"), title=said("title"), seats=asking.number(request, "seats"),
                hours=asking.number(request, "hours"), starts=asking.day(request, "starts"), ends=asking.day(request, "ends"),
                instructor=asking.key_of(request, "instructor") if said("instructor") else None,
            ),
            _("课程 %(made)s 已按需求开设。"),
        ),
        "take-in": (
            lambda: courses.take_in(**told, number=said("number"), students=said("students").split()),
            _("%(made)s 名学生已入课。"),
        ),
    }  # fmt: skip


def _shared(request: HttpRequest, side: desks.Side, told: dict[str, Any]) -> asking.Acts:
    number, reason = asking.text(request, "number"), asking.text(request, "reason")
    return {
        "agree": (lambda: placements.agree(**told, number=number), _("已同意这项实习安排。")),
        "end": (
            lambda: placements.end(**told, number=number, on=asking.day(request, "on"), reason=reason),
            _("实习已结束。"),
        ),
        "withdraw": (lambda: placements.withdraw(**told, number=number, reason=reason), _("已撤回，座位空出。")),
        "accept": (lambda: courses.accept(**told, number=number), _("协议已生效。")),
        "end-agreement": (
            lambda: courses.end_agreement(**told, number=number, on=asking.day(request, "on")),
            _("协议已终止。"),
        ),
        "instructor": (
            lambda: courses.add_instructor(
                **told, party=side.party, name=asking.text(request, "name"), occupation=asking.text(request, "occupation"),
                hours=asking.number(request, "hours"),
            ),
            _("导师已登记。"),
        ),
    }  # fmt: skip


def _months(text: str) -> dict[dt.date, int]:
    """Lines such as `2026-09 5`. Raises Invalid naming the line."""
    found: dict[dt.date, int] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        month, _blank, seats = line.replace("=", " ").replace("：", " ").partition(" ")
        try:
            found[entry.month_of(month)] = int(seats)
        except ValueError:
            raise Invalid(
                f"无法识别 cannot be read: {line[:30]}", do="一行一个月，写作 2026-09 5 a month each line"
            ) from None
    return found


def _post(request: HttpRequest) -> posts.NewPost:
    def said(name: str) -> str:
        return asking.text(request, name)

    return posts.NewPost(
        title=said("title"), occupation=said("occupation"), seats=asking.number(request, "seats"),
        same_workers=asking.number(request, "same_workers"), first_month=asking.month(request, "first"),
        last_month=asking.month(request, "last"), agency=said("agency") == "1", wants=request.POST.getlist("wants"),
        daily_minutes=asking.minutes(request, "daily_hours", posts.NewPost.daily_minutes),
        weekly_minutes=asking.minutes(request, "weekly_hours", posts.NewPost.weekly_minutes), kind=said("kind"),
        tasks=said("tasks"), night=said("night") == "1",
        rest_days=said("rest_days") == "1", hazards=request.POST.getlist("hazards"),
        pay_percent=asking.number(request, "pay_percent"), filed=said("filed"), project=said("project"),
    )  # fmt: skip
