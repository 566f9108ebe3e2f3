"""Coordinators: their areas, firms in them, visits, and what they won."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.labour.models import CompetitionResult, CoordinationVisit, CoordinatorPost, FirmArea
from gaoxin.labour.rules.disputes.book import pick
from gaoxin.labour.rules.harmony.access import RUNS, check_runs
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import act


def give_area(*, zone: str, area: str, coordinator: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The area has this coordinator from now on; the former one's post ends. Raises Invalid for somebody who is no labour officer."""
    check_runs(by, zone)
    said = [area, str(coordinator)]
    with transaction.atomic():
        if act.repeated(zone, by, "give-area", key, at, said) is not None:
            return
        found = pick(book().check.areas, area, "片区 area")
        _check_coordinator(zone, coordinator, at)
        before = CoordinatorPost.objects.select_for_update().filter(zone=zone, area=area, until=None)
        if before.filter(coordinator_id=coordinator).exists():
            raise Conflict(f"{found.name.zh} 已由其负责 has that area already", do="不需要再安排 nothing to do")
        before.update(until=at)
        try:
            with transaction.atomic():
                CoordinatorPost.objects.create(zone=zone, area=area, coordinator_id=coordinator, since=at)
        except IntegrityError:
            raise Conflict(
                f"{found.name.zh} 刚被安排给别人 somebody gave it away just now", do="刷新页面 reload"
            ) from None
        act.record("give-area", f"area:{area}", zone=zone, by=by, at=at, said=said, key=key, result={},
                   coordinator=str(coordinator))  # fmt: skip


def place_firm(*, zone: str, party_id: uuid.UUID, area: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """In which area the firm is; said anew, the last one counts."""
    check_runs(by, zone)
    said = [str(party_id), area]
    with transaction.atomic():
        if act.repeated(zone, by, "place-firm", key, at, said) is not None:
            return
        pick(book().check.areas, area, "片区 area")
        act.check_enterprise(zone, party_id)
        FirmArea.objects.update_or_create(zone=zone, party_id=party_id, defaults={"area": area})
        act.record("place-firm", f"party:{party_id}", zone=zone, by=by, at=at, said=said, key=key, result={}, area=area)


def visit(
    *, zone: str, party_id: uuid.UUID, day: dt.date, findings: str, by: Actor, at: dt.datetime, next_on: dt.date | None = None,
    key: str = "",
) -> uuid.UUID:  # fmt: skip
    """A visit of the actor's. Raises Invalid for a day to come, or one to come again that is not after it."""
    check_runs(by, zone)
    said = [str(party_id), str(day), findings, str(next_on)]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "coordination-visit", key, at, said)) is not None:
            return uuid.UUID(before["visit"])
        words = act.check_words(findings, "走访情况", book().wages.most_characters)
        act.check_past(day, act.today(at))
        if next_on is not None and next_on <= day:
            raise Invalid("下次走访应在这次之后 the next one comes after this one", do="核对日期 check the day")
        act.check_enterprise(zone, party_id)
        row = CoordinationVisit.objects.create(zone=zone, party_id=party_id, coordinator_id=accounts.key_of(by), day=day,
                                               findings=words, next_on=next_on, at=at)  # fmt: skip
        act.record("coordination-visit", f"party:{party_id}", zone=zone, by=by, at=at, said=said, key=key,
                   result={"visit": str(row.id)}, day=str(day))  # fmt: skip
    return row.id


@dataclass(frozen=True, slots=True)
class Won:
    """source: the paper that says so."""

    year: int
    name: str
    level: str
    award: str
    source: str


def note_result(*, zone: str, coordinator: uuid.UUID, won: Won, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """Raises Invalid for a year to come or somebody who is no labour officer, Conflict for one on record."""
    check_runs(by, zone)
    said = [str(coordinator), won.year, won.name, won.level, won.award, won.source]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "competition-result", key, at, said)) is not None:
            return uuid.UUID(before["result"])
        pick(book().check.levels, won.level, "级别 level")
        _check_coordinator(zone, coordinator, at)
        if not 0 <= act.today(at).year - won.year <= 60:
            raise Invalid(f"年份不正确 not a year of a result: {won.year}", do="核对年份 check it")
        name, award, source = (
            act.check_words(text, what, most)
            for text, what, most in ((won.name, "竞赛名称", 120), (won.award, "名次", 60), (won.source, "来源", 200))
        )
        try:
            with transaction.atomic():
                row = CompetitionResult.objects.create(zone=zone, coordinator_id=coordinator, year=won.year, name=name,
                                                       level=won.level, award=award, source=source, noted_at=at)  # fmt: skip
        except IntegrityError:
            raise Conflict("这项成绩已登记 that result is on record", do="核对 check it") from None
        act.record("competition-result", f"user:{coordinator}", zone=zone, by=by, at=at, said=said, key=key,
                   result={"result": str(row.id)}, level=won.level)  # fmt: skip
    return row.id


def _check_coordinator(zone: str, key: uuid.UUID, at: dt.datetime) -> None:
    if key not in {one.id for one in accounts.officers(zone=zone, roles=list[Role](RUNS), at=at)}:
        raise Invalid("不是劳动关系协调员 no labour officer", do="从名单选择 choose from the list")
