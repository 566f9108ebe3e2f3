"""Entries of the register: universities, cooperation projects with sums, states of titles. Each list whole or not at all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.innovation.models import CooperationProject, CooperationSum, TitleRecord, University
from gaoxin.innovation.models.register import LEVELS
from gaoxin.innovation.permissions.register import check_keeper
from gaoxin.innovation.rules.register import Sum, check_code, check_state, check_sum
from gaoxin.innovation.services import register_act as act
from gaoxin.parties import selectors as parties


@dataclass(frozen=True, slots=True)
class NewUniversity:
    """place: province or city. code: of the Ministry of Education; code_note says why there is none."""

    name: str
    place: str
    code: str = ""
    code_note: str = ""


@dataclass(frozen=True, slots=True)
class NewProject:
    """university: by name. sums: with the day and the paper that they are known from."""

    number: str
    title: str
    university: str
    party_id: uuid.UUID
    began_on: dt.date
    sums: tuple[Sum, ...]
    source: str


@dataclass(frozen=True, slots=True)
class NewState:
    """An enterprise reached a state of a title on a day."""

    party_id: uuid.UUID
    title: str
    level: str
    state: str
    on: dt.date
    evidence: str


def add_universities(*, zone: str, rows: Sequence[NewUniversity], at: dt.datetime, by: Actor) -> None:
    """Raises NotAllowed, Invalid for a code, Conflict for a name that is there."""
    check_keeper(by, zone)
    made = [
        University(
            zone=zone, name=row.name, place=row.place, code=check_code(row.code, row.code_note), code_note=row.code_note
        )
        for row in rows
    ]
    with transaction.atomic():
        try:
            with transaction.atomic():
                University.objects.bulk_create(made)
        except IntegrityError:
            raise Conflict(
                "高校已登记 a university is there already", do="使用已有的一所 use the one there is"
            ) from None
        act.record(
            "university-add", f"innovation:{zone}", zone=zone, by=by, at=at, said=[], names=[row.name for row in rows]
        )


def add_projects(*, zone: str, rows: Sequence[NewProject], at: dt.datetime, by: Actor) -> None:
    """Cooperation projects with their sums. Raises NotAllowed, Invalid for a sum, a university or a firm, Conflict for a number."""
    check_keeper(by, zone)
    for told in (one for row in rows for one in row.sums):
        check_sum(told)
    with transaction.atomic():
        known = {one.name: one for one in University.objects.filter(zone=zone)}
        if lacking := sorted({row.university for row in rows} - set(known)):
            raise Invalid(
                f"没有登记这些高校 no such university: {'、'.join(lacking[:5])}", do="先登记高校 add it first"
            )
        _check_firms(zone, {row.party_id for row in rows})
        made = [
            CooperationProject(
                zone=zone, number=row.number, title=row.title, university=known[row.university], party_id=row.party_id,
                began_on=row.began_on,
            )
            for row in rows
        ]  # fmt: skip
        try:
            with transaction.atomic():
                CooperationProject.objects.bulk_create(made)
        except IntegrityError:
            raise Conflict("项目编号已登记 the number is registered", do="换一个编号 use another number") from None
        CooperationSum.objects.bulk_create([
            CooperationSum(
                zone=zone, project=project, kind=one.kind, state=one.state, amount_k=one.amount_k, bound=one.bound,
                on=row.began_on, source=row.source,
            )
            for project, row in zip(made, rows, strict=True) for one in row.sums
        ])  # fmt: skip
        act.record(
            "cooperation-add",
            f"innovation:{zone}",
            zone=zone,
            by=by,
            at=at,
            said=[],
            numbers=[row.number for row in rows],
        )


def record_states(*, zone: str, rows: Sequence[NewState], at: dt.datetime, by: Actor) -> None:
    """Raises NotAllowed, Invalid for a state that the title does not know, a level, a firm or a day to come, Conflict."""
    check_keeper(by, zone)
    for row in rows:
        check_state(row.title, row.state)
        if row.level not in LEVELS or not row.evidence.strip() or row.on > at.date():
            raise Invalid(
                "级别、凭证或者日期不正确 level, paper or day is wrong",
                do=f"{'、'.join(LEVELS)}; 写明凭证 name the paper",
            )
    with transaction.atomic():
        _check_firms(zone, {row.party_id for row in rows})
        try:
            with transaction.atomic():
                TitleRecord.objects.bulk_create([
                    TitleRecord(
                        zone=zone, party_id=row.party_id, title=row.title, level=row.level, state=row.state, on=row.on,
                        evidence=row.evidence[:200], at=at,
                    )
                    for row in rows
                ])  # fmt: skip
        except IntegrityError:
            raise Conflict(
                "这一状态已登记 this state is recorded already", do="核对企业和日期 check firm and day"
            ) from None
        act.record("title-state", f"innovation:{zone}", zone=zone, by=by, at=at, said=[], count=len(rows))


def _check_firms(zone: str, wanted: set[uuid.UUID]) -> None:
    if wanted - {one.key for one in parties.register(zone=zone)}:
        raise Invalid("不是本园区的企业 no enterprise of this zone", do="核对企业 check it")
