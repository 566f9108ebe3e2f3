"""Stations and who is in them, grants and what was paid of them, tasks of the IP pilot park, awards."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.innovation.models import GrantPayment, InnovationAward, PilotTask, Station, StationGrant, StationPerson
from gaoxin.innovation.permissions.register import READERS, check_keeper, may_keep
from gaoxin.innovation.rules.stations.terms import check_leaving, check_payment
from gaoxin.innovation.rules.transfer.terms import amount, check_term, words
from gaoxin.innovation.selectors.stations.settings import book
from gaoxin.innovation.services.transfer import act

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class NewStation:
    """party_id: the host; None for the zone's own base. until: the last day of the recognition, None where it has none."""

    number: str
    name: str
    kind: str
    level: str
    authority: str
    recognised_on: dt.date
    evidence: str
    party_id: uuid.UUID | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class NewGrant:
    """Approved only: what is paid is told apart. person: the station's own number, where it is for somebody in it."""

    number: str
    title: str
    level: str
    approved_on: dt.date
    approved_k: int
    evidence: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class NewAward:
    """holder: the name in the paper. party_id: where it is an enterprise of the register."""

    holder: str
    name: str
    level: str
    authority: str
    year: int
    evidence: str
    grade: str = ""
    party_id: uuid.UUID | None = None


def add_station(*, zone: str, told: NewStation, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """Raises NotAllowed, Invalid for a kind, a level, days or a firm, Conflict for a number that is there."""
    check_keeper(by, zone)
    laws = book()
    act.check_firm(zone, told.party_id)
    act.check_past(told.recognised_on, at, "认定日期 recognised")
    if told.until is not None:
        check_term(told.recognised_on, told.until)
    made = {
        "number": words(told.number, "站点编号 number", 32), "name": words(told.name, "站点名称 name", 200),
        "authority": words(told.authority, "批准机关 authority", 100), "evidence": words(told.evidence, "批文 paper", 200),
        "kind": laws.kind(told.kind).code, "level": laws.level(told.level).code,
    }  # fmt: skip
    with act.at_once():
        if (before := act.repeated(zone, by, "station-add", key, at, [told])) is not None:
            return uuid.UUID(before["station"])
        row = Station.objects.create(
            zone=zone, party_id=told.party_id, recognised_on=told.recognised_on, until=told.until, at=at, **made
        )
        _record("station-add", row, zone, by, at, [told], key, {"station": str(row.id)}, kind=row.kind)
    return row.id


def enter_people(
    *, zone: str, station_id: uuid.UUID, numbers: Sequence[str], on: dt.date, at: dt.datetime, by: Actor, key: str = ""
) -> int:
    """All or none, by the station's own numbers: no names. Raises NotAllowed, NotFound, Invalid, Conflict for a number twice."""
    check_keeper(by, zone)
    plain = [words(one, "人员编号 number", 30) for one in numbers]
    if not 0 < len(plain) <= MOST_AT_ONCE:
        raise Invalid(f"人数不对 so many cannot be: {len(plain)}", do=f"每次 1 至 {MOST_AT_ONCE} 人")
    act.check_past(on, at, "进站日期 entered")
    said = [station_id, plain, on]
    with act.at_once():
        if act.repeated(zone, by, "station-enter", key, at, said) is not None:
            return len(plain)
        row: Station = act.held(Station, zone, station_id, "站点")
        if on < row.recognised_on or (row.until is not None and on > row.until):
            raise WrongState(
                f"{on} 不在认定有效期内 the recognition does not hold on that day", why=f"{row.recognised_on} — {row.until or '…'}",
                do="核对日期，或者先登记新的认定 check the day, or enter the new recognition first",
            )  # fmt: skip
        if StationPerson.objects.filter(zone=zone, station=row).count() + len(plain) > book().limits.people:
            raise Invalid("人数过多 too many people", do="核对名单 check the list")
        StationPerson.objects.bulk_create(
            StationPerson(zone=zone, station=row, number=one, entered_on=on) for one in plain
        )
        _record("station-enter", row, zone, by, at, said, key, {}, count=len(plain))
    return len(plain)


def leave(
    *, zone: str, person_id: uuid.UUID, on: dt.date, reason: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """Once. Raises NotAllowed, NotFound, WrongState, Invalid for a day before coming or to come."""
    check_keeper(by, zone)
    said = [person_id, on, reason]
    with act.at_once():
        if act.repeated(zone, by, "station-leave", key, at, said) is not None:
            return
        row: StationPerson = act.held(StationPerson, zone, person_id, "人员")
        if row.left_on is not None:
            raise WrongState(f"已于 {row.left_on} 出站 has left already", do="刷新页面 reload the page")
        act.check_past(on, at, "出站日期 left")
        check_leaving(row.entered_on, on)
        row.left_on, row.left_for = on, words(reason, "出站去向 reason", 200)
        row.save(update_fields=["left_on", "left_for"])
        _record("station-leave", row.station, zone, by, at, said, key, {})


def approve_grant(
    *, zone: str, station_id: uuid.UUID, told: NewGrant, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """Raises NotAllowed, NotFound for the station or the person, Invalid for an amount, Conflict for a number that is there."""
    check_keeper(by, zone)
    laws = book()
    amount(told.approved_k, "批准金额 approved", laws.limits.grant_k)
    act.check_past(told.approved_on, at, "批准日期 approved")
    made = {
        "number": words(told.number, "资助编号 number", 40), "title": words(told.title, "资助名称 title", 200),
        "evidence": words(told.evidence, "批文 paper", 200), "level": laws.level(told.level).code,
    }  # fmt: skip
    with act.at_once():
        if (before := act.repeated(zone, by, "grant-approve", key, at, [station_id, told])) is not None:
            return uuid.UUID(before["grant"])
        row: Station = act.held(Station, zone, station_id, "站点")
        person = (
            StationPerson.objects.filter(zone=zone, station=row, number=told.person).first() if told.person else None
        )
        if told.person and person is None:
            raise NotFound(
                f"站内没有这个编号 no such number in the station: {told.person[:30]}", do="先登记进站 enter them first"
            )
        grant = StationGrant.objects.create(
            zone=zone,
            station=row,
            person=person,
            approved_on=told.approved_on,
            approved_k=told.approved_k,
            at=at,
            **made,
        )
        _record(
            "grant-approve",
            row,
            zone,
            by,
            at,
            [station_id, told],
            key,
            {"grant": str(grant.id)},
            approved_k=grant.approved_k,
        )
    return grant.id


def pay_grant(
    *, zone: str, grant_id: uuid.UUID, amount_k: int, on: dt.date, evidence: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:  # fmt: skip
    """Never more than was approved, whoever pays at the same moment. Raises NotAllowed, NotFound, Invalid, Conflict."""
    check_keeper(by, zone)
    said = [grant_id, amount_k, on, evidence]
    with act.at_once():
        if act.repeated(zone, by, "grant-pay", key, at, said) is not None:
            return
        row: StationGrant = act.held(StationGrant, zone, grant_id, "资助")
        check_payment(amount_k, approved_k=row.approved_k, paid_k=row.paid_k)
        act.check_past(on, at, "拨付日期 paid")
        if on < row.approved_on:
            raise Invalid(f"拨付早于批准 paid before it was approved: {row.approved_on}", do="核对日期 check the days")
        GrantPayment.objects.create(
            zone=zone, grant=row, amount_k=amount_k, on=on, evidence=words(evidence, "凭证 paper", 200), at=at
        )
        row.paid_k += amount_k
        row.save(update_fields=["paid_k"])
        _record("grant-pay", row.station, zone, by, at, said, key, {}, amount_k=amount_k, paid_k=row.paid_k)


def add_task(
    *, zone: str, title: str, office: str, owner: uuid.UUID, due_on: dt.date, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """Of the IP pilot park. Raises NotAllowed, Invalid for an owner who is no officer or a day that is over, Conflict."""
    check_keeper(by, zone)
    said = [title, office, owner, due_on]
    if due_on < act.day_of(at):
        raise Invalid(f"期限已过 the day is over: {due_on}", do="填写以后的日期 write a later day")
    if owner not in {one.id for one in accounts.officers(zone=zone, roles=READERS, at=at)}:
        raise Invalid(
            "责任人不是园区工作人员 the owner is no officer of the zone", do="从清单选择 choose one of the list"
        )
    with act.at_once():
        if (before := act.repeated(zone, by, "pilot-task", key, at, said)) is not None:
            return uuid.UUID(before["task"])
        row = PilotTask.objects.create(
            zone=zone, title=words(title, "任务 task", 200), office=words(office, "责任部门 office", 100), owner_id=owner,
            due_on=due_on, at=at,
        )  # fmt: skip
        act.record(
            "pilot-task", f"pilot:{row.id}", zone=zone, by=by, at=at, key=key, said=said, article=str(book().pilot_basis),
            result={"task": str(row.id)}, title=row.title, due=due_on.isoformat(),
        )  # fmt: skip
    return row.id


def finish_task(*, zone: str, task_id: uuid.UUID, evidence: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """By its owner or the keeper, with what proves it. Raises NotFound for anybody else, WrongState for the second time, Invalid."""
    said = [task_id, evidence]
    with act.at_once():
        if act.repeated(zone, by, "pilot-done", key, at, said) is not None:
            return
        row: PilotTask = act.held(PilotTask, zone, task_id, "任务")
        if not may_keep(by, zone) and str(row.owner_id) != by.id:
            raise NotFound("没有这项任务 no such record", do="从清单进入 start from the list")
        if row.done_on is not None:
            raise WrongState(f"已于 {row.done_on} 完成 it is done already", do="刷新页面 reload the page")
        row.done_on, row.evidence = act.day_of(at), words(evidence, "佐证 evidence", 300)
        row.save(update_fields=["done_on", "evidence"])
        act.record(
            "pilot-done",
            f"pilot:{row.id}",
            zone=zone,
            by=by,
            at=at,
            key=key,
            said=said,
            title=row.title,
            evidence=row.evidence,
        )


def add_award(*, zone: str, told: NewAward, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """Raises NotAllowed, Invalid for a level, a year or a firm, Conflict for the same award twice."""
    check_keeper(by, zone)
    laws = book()
    act.check_firm(zone, told.party_id)
    if not 1900 <= told.year <= act.day_of(at).year:
        raise Invalid(f"获奖年度不正确 no such year: {told.year}", do="核对年度 check it")
    made: dict[str, Any] = {
        "holder": words(told.holder, "获奖单位 holder", 200), "name": words(told.name, "奖项 award", 200),
        "grade": words(told.grade, "等级 grade", 50, may_lack=True), "level": laws.level(told.level).code,
        "authority": words(told.authority, "授奖机关 authority", 100), "evidence": words(told.evidence, "凭证 paper", 200),
    }  # fmt: skip
    with act.at_once():
        if (before := act.repeated(zone, by, "award-add", key, at, [told])) is not None:
            return uuid.UUID(before["award"])
        row = InnovationAward.objects.create(zone=zone, party_id=told.party_id, year=told.year, at=at, **made)
        act.record(
            "award-add", f"award:{row.id}", zone=zone, by=by, at=at, key=key, said=[told], result={"award": str(row.id)},
            holder=row.holder, name=row.name, year=row.year,
        )  # fmt: skip
    return row.id


def _record(
    name: str, row: Station, zone: str, by: Actor, at: dt.datetime, said: list[Any], key: str, result: dict[str, Any], **more: Any
) -> None:  # fmt: skip
    act.record(
        name, f"station:{row.id}", zone=zone, by=by, at=at, key=key, said=said, result=result, number=row.number, **more
    )
