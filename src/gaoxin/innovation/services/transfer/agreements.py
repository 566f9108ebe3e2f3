"""Agreements with universities: entered, renewed by a new one, ended in words, results recorded while they run. Never deleted."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.innovation.models import AgreementResult, University, UniversityAgreement
from gaoxin.innovation.permissions.register import READERS, check_keeper
from gaoxin.innovation.rules.transfer.terms import check_term, check_within, words
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import act


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """party_id: None where the zone itself agrees. owner: login key of the officer who looks after it. contact: at the university."""

    number: str
    title: str
    university_id: uuid.UUID
    since: dt.date
    until: dt.date
    owner: uuid.UUID
    party_id: uuid.UUID | None = None
    contact: str = ""


def add_agreement(*, zone: str, told: NewAgreement, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """Raises NotAllowed, NotFound for the university, Invalid for days, owner or firm, Conflict for a number that is there."""
    check_keeper(by, zone)
    made = _checked(zone, told, at)
    with act.at_once():
        if (before := act.repeated(zone, by, "agreement-add", key, at, [told])) is not None:
            return uuid.UUID(before["agreement"])
        row = UniversityAgreement.objects.create(**made)
        _record("agreement-add", row, zone, by, at, [told], key)
    return row.id


def renew_agreement(
    *, zone: str, agreement_id: uuid.UUID, number: str, since: dt.date, until: dt.date, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """A new agreement that follows the old one, once. Raises WrongState where it was renewed or ended, Invalid for its days."""
    check_keeper(by, zone)
    said = [agreement_id, number, since, until]
    with act.at_once():
        if (before := act.repeated(zone, by, "agreement-renew", key, at, said)) is not None:
            return uuid.UUID(before["agreement"])
        old: UniversityAgreement = act.held(UniversityAgreement, zone, agreement_id, "协议")
        _check_open(old)
        if since <= old.since:
            raise Invalid(
                f"续签须晚于原协议起始日 a renewal begins later: {old.since}", do="核对起始日 check the first day"
            )
        check_term(since, until)
        row = UniversityAgreement.objects.create(
            zone=zone, number=words(number, "协议编号 number", 32), title=old.title, university_id=old.university_id,
            party_id=old.party_id, since=since, until=until, owner_id=old.owner_id, contact=old.contact, renews=old, at=at,
        )  # fmt: skip
        _record("agreement-renew", row, zone, by, at, said, key)
    return row.id


def end_agreement(
    *, zone: str, agreement_id: uuid.UUID, on: dt.date, reason: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """Before its day, in words. Raises WrongState where it was renewed, ended, or does not run on that day."""
    check_keeper(by, zone)
    said = [agreement_id, on, reason]
    with act.at_once():
        if act.repeated(zone, by, "agreement-end", key, at, said) is not None:
            return
        row: UniversityAgreement = act.held(UniversityAgreement, zone, agreement_id, "协议")
        _check_open(row)
        check_within(row.since, row.until, on)
        act.check_past(on, at, "终止日期 end")
        row.ended_on, row.ended_for = on, words(reason, "终止原因 reason", 300)
        row.save(update_fields=["ended_on", "ended_for"])
        _record("agreement-end", row, zone, by, at, said, key)


def record_result(
    *, zone: str, agreement_id: uuid.UUID, kind: str, title: str, on: dt.date, evidence: str, at: dt.datetime, by: Actor,
    key: str = "",
) -> uuid.UUID:  # fmt: skip
    """What came of it. Raises WrongState for a day on which the agreement did not run, Invalid for what lacks."""
    check_keeper(by, zone)
    said = [agreement_id, kind, title, on, evidence]
    laws = book()
    with act.at_once():
        if (before := act.repeated(zone, by, "agreement-result", key, at, said)) is not None:
            return uuid.UUID(before["result"])
        row: UniversityAgreement = act.held(UniversityAgreement, zone, agreement_id, "协议")
        act.check_past(on, at, "成果日期 day")
        check_within(row.since, row.until, on, row.ended_on)
        made = AgreementResult.objects.create(
            zone=zone, agreement=row, kind=laws.result_kind(kind).code, title=words(title, "成果名称 title", 200), on=on,
            evidence=words(evidence, "凭证 paper", 200), at=at,
        )  # fmt: skip
        act.record(
            "agreement-result", f"agreement:{row.id}", zone=zone, by=by, at=at, key=key, said=said, result={"result": str(made.id)},
            number=row.number, kind=made.kind, title=made.title,
        )  # fmt: skip
    return made.id


def _check_open(row: UniversityAgreement) -> None:
    if row.ended_on is not None:
        raise WrongState(f"协议已于 {row.ended_on} 终止 it was ended", do="登记新的协议 enter a new one")
    if UniversityAgreement.objects.filter(zone=row.zone, renews=row).exists():
        raise WrongState("协议已续签 it was renewed already", do="在续签的协议上办理 go to the one that follows it")


def _checked(zone: str, told: NewAgreement, at: dt.datetime) -> dict[str, Any]:
    check_term(told.since, told.until)
    act.check_firm(zone, told.party_id)
    if not University.objects.filter(zone=zone, id=told.university_id).exists():
        raise NotFound("没有这所高校 no such university", do="先登记高校 add it first")
    if told.owner not in {one.id for one in accounts.officers(zone=zone, roles=READERS, at=at)}:
        raise Invalid(
            "经办人不是园区工作人员 the owner is no officer of the zone", do="从清单选择 choose one of the list"
        )
    return {
        "zone": zone, "number": words(told.number, "协议编号 number", 32), "title": words(told.title, "协议名称 title", 200),
        "university_id": told.university_id, "party_id": told.party_id, "since": told.since, "until": told.until,
        "owner_id": told.owner, "contact": words(told.contact, "高校联系人 contact", 100, may_lack=True), "at": at,
    }  # fmt: skip


def _record(
    name: str, row: UniversityAgreement, zone: str, by: Actor, at: dt.datetime, said: list[Any], key: str
) -> None:
    act.record(
        name, f"agreement:{row.id}", zone=zone, by=by, at=at, key=key, said=said, result={"agreement": str(row.id)},
        number=row.number, since=row.since.isoformat(), until=row.until.isoformat(), ended=row.ended_for,
    )  # fmt: skip
