"""Entries of the register: universities, cooperation projects with sums, states of titles. Each list whole or not at all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound
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


def add_universities(*, zone: str, rows: Sequence[NewUniversity], at: dt.datetime, by: Actor, key: str = "") -> None:
    """Raises NotAllowed, Invalid for a name, place or code, Conflict for a name that is there."""
    check_keeper(by, zone)
    for row in rows:
        _check_words("高校名称和所在省市 name and place", row.name, row.place)
    said = [[row.name, row.place, row.code, row.code_note] for row in rows]
    made = [
        University(
            zone=zone, name=row.name, place=row.place, code=check_code(row.code, row.code_note), code_note=row.code_note
        )
        for row in rows
    ]
    with transaction.atomic():
        if act.repeated(zone, by, "university-add", key, at, said) is not None:
            return
        try:
            with transaction.atomic():
                University.objects.bulk_create(made)
        except IntegrityError:
            raise Conflict(
                "高校已登记 a university is there already", do="使用已有的一所 use the one there is"
            ) from None
        act.record(
            "university-add", f"innovation:{zone}", zone=zone, by=by, at=at, key=key, said=said, names=[row.name for row in rows]
        )  # fmt: skip


def change_university(
    *, zone: str, university_id: uuid.UUID, code: str, code_note: str, contact: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:  # fmt: skip
    """Code and contact. Raises NotAllowed, NotFound, Invalid for a code."""
    check_keeper(by, zone)
    plain = check_code(code.strip(), code_note.strip())
    said = [university_id, plain, code_note, contact]
    with transaction.atomic():
        if act.repeated(zone, by, "university-change", key, at, said) is not None:
            return
        row = University.objects.select_for_update().filter(zone=zone, id=university_id).first()
        if row is None:
            raise NotFound("没有登记这所高校 no such university", do="从科技创新台账进入 start from the register")
        before = [row.code, row.code_note, row.contact]
        row.code, row.code_note, row.contact = plain, code_note.strip()[:100], contact.strip()[:100]
        row.save(update_fields=["code", "code_note", "contact"])
        act.record(
            "university-change", f"university:{row.id}", zone=zone, by=by, at=at, key=key, said=said, before=before,
            after=[row.code, row.code_note, row.contact],
        )  # fmt: skip


def add_projects(*, zone: str, rows: Sequence[NewProject], at: dt.datetime, by: Actor, key: str = "") -> None:
    """Cooperation projects with their sums. Raises NotAllowed, Invalid for a sum, a university or a firm, Conflict for a number."""
    check_keeper(by, zone)
    for row in rows:
        _check_words("编号、名称和来源 number, title and source", row.number, row.title, row.source)
    said = [astuple(row) for row in rows]
    for told in (one for row in rows for one in row.sums):
        check_sum(told)
    with transaction.atomic():
        if act.repeated(zone, by, "cooperation-add", key, at, said) is not None:
            return
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
            "cooperation-add", f"innovation:{zone}", zone=zone, by=by, at=at, key=key, said=said,
            numbers=[row.number for row in rows],
        )  # fmt: skip


def record_sum(
    *, zone: str, number: str, told: Sum, on: dt.date, source: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """What a project brought or took, as of a day; the newest of a kind and state is shown, older ones stay.

    Raises NotAllowed, NotFound, Invalid for a sum or a day, Conflict for one of that day.
    """
    check_keeper(by, zone)
    check_sum(told)
    _check_words("来源 source", source)
    if on > timezone.localdate(at):
        raise Invalid(f"日期未到 a day to come: {on}", do="填写数额所属日期 write the day it is of")
    said = [number, astuple(told), on, source]
    with transaction.atomic():
        if act.repeated(zone, by, "cooperation-sum", key, at, said) is not None:
            return
        project = CooperationProject.objects.filter(zone=zone, number=number).first()
        if project is None:
            raise NotFound(f"没有登记这个项目 no such project: {number[:32]}", do="先登记项目 add it first")
        if on < project.began_on:
            raise Invalid(f"早于项目开始日 {project.began_on} before it began", do="核对日期 check the day")
        try:
            with transaction.atomic():
                CooperationSum.objects.create(
                    zone=zone, project=project, kind=told.kind, state=told.state, amount_k=told.amount_k, bound=told.bound, on=on,
                    source=source.strip()[:200],
                )  # fmt: skip
        except IntegrityError:
            raise Conflict("这一天的这项金额已登记 it is recorded for that day", do="核对日期 check the day") from None
        act.record(
            "cooperation-sum", f"cooperation:{project.id}", zone=zone, by=by, at=at, key=key, said=said, number=number,
            sum=list(astuple(told)), on=on.isoformat(), source=source,
        )  # fmt: skip


def record_states(*, zone: str, rows: Sequence[NewState], at: dt.datetime, by: Actor, key: str = "") -> None:
    """Raises NotAllowed, Invalid for a state that the title does not know, a level, a firm or a day to come, Conflict."""
    check_keeper(by, zone)
    for row in rows:
        check_state(row.title, row.state)
        if row.level not in LEVELS or not row.evidence.strip() or row.on > timezone.localdate(at):
            raise Invalid(
                "级别、凭证或者日期不正确 level, paper or day is wrong",
                do=f"{'、'.join(LEVELS)}; 写明凭证 name the paper",
            )
    said = [[row.party_id, row.title, row.level, row.state, row.on, row.evidence] for row in rows]
    with transaction.atomic():
        if act.repeated(zone, by, "title-state", key, at, said) is not None:
            return
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
        act.record("title-state", f"innovation:{zone}", zone=zone, by=by, at=at, key=key, said=said, count=len(rows))


def _check_words(what: str, *words: str) -> None:
    if not all(word.strip() for word in words):
        raise Invalid(f"没有写明 not told: {what}", do="补填 fill it in")


def _check_firms(zone: str, wanted: set[uuid.UUID]) -> None:
    if wanted - {one.key for one in parties.register(zone=zone)}:
        raise Invalid("不是本园区的企业 no enterprise of this zone", do="核对企业 check it")
