"""Firms tell their practice bases with seats by month, and their posts; whoever inspects a base says so."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.projects.selectors.projects import of_party
from gaoxin.talent.models import Base, BaseMonth, Post, Programme, School, SeatMonth
from gaoxin.talent.permissions.talent import check_firm, check_officer
from gaoxin.talent.rules import entry
from gaoxin.talent.rules.access import OFFICERS
from gaoxin.talent.rules.tasks import tasks_of
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services.acting import at_once, numbered, record, repeated
from gaoxin.talent.services.schools import check_school

KINDS = ("practice", "job")


@dataclass(frozen=True, slots=True)
class NewPost:
    """As `models.Post`. first_month, last_month: any day of them. project: number of a project of the firm, empty for none."""

    title: str
    occupation: str
    seats: int
    same_workers: int
    first_month: dt.date
    last_month: dt.date
    kind: str = "practice"
    tasks: str = ""
    daily_minutes: int = 480
    weekly_minutes: int = 2400
    night: bool = False
    rest_days: bool = False
    agency: bool = False
    filed: str = ""
    hazards: Sequence[str] = ()
    pay_percent: int = 100
    wants: Sequence[str] = ()
    project: str = ""


def set_base(
    *, zone: str, party: uuid.UUID, name: str, workers: int, lat: float, lon: float, months: Mapping[dt.date, int], by: Actor,
    at: dt.datetime, key: str = "",
) -> uuid.UUID:  # fmt: skip
    """A practice base, anew or changed, with its seats by month. Raises NotFound for another's firm, Invalid naming the field,
    also for fewer seats in a month than students sit on."""
    check_firm(by, zone, party)
    name = entry.words("基地名称 name", name, 100)
    counts = book().entry
    counts.check("workers", workers)
    entry.place(lat, lon)
    by_month = {
        entry.first_day(day): counts.check("base_seats", seats, f"{day:%Y-%m} ") for day, seats in months.items()
    }
    said = [party, name, workers, lat, lon, sorted((day.isoformat(), seats) for day, seats in by_month.items())]
    with at_once():
        if (before := repeated(zone, by, "talent-base", key, at, said)) is not None:
            return uuid.UUID(before["base"])
        row, _ = Base.objects.select_for_update().update_or_create(
            zone=zone, party_id=party, name=name, defaults={"workers": workers, "lat": lat, "lon": lon}
        )
        _check_seated(zone, row, by_month)
        for day, seats in by_month.items():
            BaseMonth.objects.update_or_create(zone=zone, base=row, month=day, defaults={"seats": seats})
        record("talent-base", f"party:{party}", zone=zone, by=by, at=at, said=said, key=key, result={"base": str(row.id)},
               name=name, workers=workers, months=len(by_month))  # fmt: skip
    return row.id


def _check_seated(zone: str, base: Base, by_month: Mapping[dt.date, int]) -> None:
    taken = SeatMonth.objects.filter(zone=zone, post__base=base, month__in=[*by_month]).values_list("month", flat=True)
    for month, many in sorted(Counter(taken).items()):
        if by_month[month] < many:
            raise Invalid(
                f"{month:%Y-%m} 学位 seats：{by_month[month]} 少于已安排的学生 {many} fewer than the students placed there",
                why="座位已经给了学生 the seats are given", do="先撤回安排，没有任何改动 withdraw placements first; nothing was changed",
            )  # fmt: skip


def inspect(
    *,
    zone: str,
    base: uuid.UUID,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
    school: uuid.UUID | None = None,
    key: str = "",
) -> None:
    """Somebody looked at the base: a school's people, or the zone's officer. Raises NotFound, NotAllowed, Invalid for a day to come."""
    if on > timezone.localdate(at):
        raise Invalid(f"日期不能在今天以后 the day is to come: {on}", do="填考察的日期 write the day of the inspection")
    who = by.name
    if school is not None:
        row_school = School.objects.filter(zone=zone, id=school).select_related("party").first()
        check_school(by, zone, row_school.party_id if row_school else "")
        who = row_school.party.name if row_school else who
    elif not by.roles & OFFICERS:
        check_officer(by, zone)
    with at_once():
        row = Base.objects.select_for_update().filter(zone=zone, id=base).first()
        if row is None or by.zone != zone:
            raise NotFound("没有这个基地 no such base", do="从基地清单进入 start from the list")
        if repeated(zone, by, "talent-inspect", key, at, [base, on]) is not None:
            return
        row.inspected_on, row.inspected_by = on, who[:200]
        row.save(update_fields=["inspected_on", "inspected_by"])
        record("talent-inspect", f"party:{row.party_id}", zone=zone, by=by, at=at, said=[base, on], key=key,
               article=_article("inspected"), base=row.name, on=on.isoformat())  # fmt: skip


def offer(*, zone: str, base: uuid.UUID, post: NewPost, by: Actor, at: dt.datetime, key: str = "") -> str:
    """The number of a new post. What the law bars may be told: it is shown beside the post, and no student is sent there.

    Raises NotFound for another's base or no such occupation, Invalid naming the field, also for another's project.
    """
    row_base = Base.objects.filter(zone=zone, id=base).first()
    check_firm(by, zone, row_base.party_id if row_base else "")
    assert row_base is not None
    first, last = _checked(post)
    _check_wants(zone, post.wants)
    project = _project(zone, row_base.party_id, post.project)
    said = [base, [str(value) for value in _told(post)]]
    with at_once():
        if (before := repeated(zone, by, "talent-post", key, at, said)) is not None:
            return before["post"]
        number = numbered(Post, zone, "GW", at)
        Post.objects.create(
            zone=zone, number=number, base=row_base, party_id=row_base.party_id, project=project, kind=post.kind,
            title=post.title.strip(), occupation=post.occupation, tasks="\n".join(tasks_of(post.tasks))[: entry.LONGEST], seats=post.seats,
            same_workers=post.same_workers, first_month=first, last_month=last, daily_minutes=post.daily_minutes,
            weekly_minutes=post.weekly_minutes, night=post.night, rest_days=post.rest_days, agency=post.agency,
            filed=post.filed.strip()[:60], hazards=sorted(set(post.hazards)), pay_percent=post.pay_percent,
            wants=sorted(set(post.wants)),
        )  # fmt: skip
        record("talent-post", f"party:{row_base.party_id}", zone=zone, by=by, at=at, said=said, key=key, result={"post": number},
               number=number, occupation=post.occupation, seats=post.seats)  # fmt: skip
    return number


def check_post(zone: str, party: uuid.UUID, post: NewPost) -> None:
    """Whether `offer` would take it. Raises as it does."""
    _checked(post)
    _check_wants(zone, post.wants)
    _project(zone, party, post.project)


def close(*, zone: str, number: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """No more is matched with it; placements that stand stay. Raises NotFound, WrongState once it is closed."""
    with at_once():
        row = Post.objects.select_for_update().filter(zone=zone, number=number).first()
        check_firm(by, zone, row.party_id if row else "")
        assert row is not None
        if repeated(zone, by, "talent-post-close", key, at, [number]) is not None:
            return
        if row.closed_at is not None:
            raise WrongState("岗位已经关闭 the post is closed", do="刷新页面 look again")
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        record(
            "talent-post-close", f"party:{row.party_id}", zone=zone, by=by, at=at, said=[number], key=key, number=number
        )


def _checked(post: NewPost) -> tuple[dt.date, dt.date]:
    entry.words("岗位名称 title", post.title, 100)
    if post.kind not in KINDS:
        raise Invalid(
            f"没有这种岗位 no such kind: {post.kind[:20]}", do="选择实习岗位或者就业岗位 choose one of the two"
        )
    book().occupations.one(post.occupation)
    counts = book().entry
    counts.check("post_seats", post.seats)
    for code in ("same_workers", "daily_minutes", "weekly_minutes", "pay_percent"):
        counts.check(code, getattr(post, code))
    known = {one.code for one in book().safety.hazards}
    if wrong := set(post.hazards) - known:
        raise Invalid(
            f"没有这种危害 no such hazard: {', '.join(sorted(wrong))[:60]}", do="从清单里选 choose of the list"
        )
    first, last = entry.first_day(post.first_month), entry.first_day(post.last_month)
    entry.months(first, last)
    return first, last


def _check_wants(zone: str, wants: Sequence[str]) -> None:
    known = set(Programme.objects.filter(zone=zone, code__in=wants).values_list("code", flat=True))
    if unknown := sorted(set(wants) - known):
        raise Invalid(
            f"希望的专业 wanted programmes：没有 there is no {', '.join(unknown)[:60]}",
            why="写错的专业代码谁也匹配不到 a code that no school has matches nobody", do="从清单里选 choose of the list",
        )  # fmt: skip


def _project(zone: str, party: uuid.UUID, number: str) -> Any:
    if not number.strip():
        return None
    for one in of_party(zone, party):
        if one.number == number.strip():
            return one
    raise Invalid(f"项目编号 project：本企业没有 the firm has no {number[:40]}", do="核对项目编号 check the number")


def _told(post: NewPost) -> list[object]:
    return [
        post.title, post.occupation, post.seats, post.same_workers, post.first_month, post.last_month, post.kind, post.tasks,
        post.daily_minutes, post.weekly_minutes, post.night, post.rest_days, post.agency, post.filed, sorted(post.hazards),
        post.pay_percent, sorted(post.wants), post.project,
    ]  # fmt: skip


def _article(code: str) -> str:
    safety = book().safety
    return next((safety.cite(rule) for rule in safety.rules if rule.code == code), "")
