"""Lawyers on duty: who they are, for whom they act, and their turns."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.labour.models import Adviser, AdviserClient, DutyTurn
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.harmony import booking
from gaoxin.labour.rules.harmony.access import check_runs
from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.harmony import act


def register(*, zone: str, name: str, licence: str, firm: str, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """A lawyer who may take turns. Raises Conflict for a licence that is on record."""
    check_runs(by, zone)
    said = [name, licence, firm]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "register-adviser", key, at, said)) is not None:
            return uuid.UUID(before["adviser"])
        told = [
            act.check_words(text, what, most)
            for text, what, most in ((name, "姓名", 60), (licence, "执业证号", 40), (firm, "律师事务所", 120))
        ]
        try:
            with transaction.atomic():
                row = Adviser.objects.create(zone=zone, name=told[0], licence=told[1], firm=told[2])
        except IntegrityError:
            raise Conflict(f"执业证号已登记 that licence is on record: {told[1]}", do="核对证号 check it") from None
        act.record("register-adviser", f"adviser:{row.id}", zone=zone, by=by, at=at, said=said, key=key,
                   result={"adviser": str(row.id)}, name=told[0])  # fmt: skip
    return row.id


def note_client(*, zone: str, adviser_id: uuid.UUID, client: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """For whom the lawyer acts or acted; against them the lawyer serves nobody. Noting it twice changes nothing."""
    check_runs(by, zone)
    said = [str(adviser_id), client]
    with transaction.atomic():
        if act.repeated(zone, by, "note-adviser-client", key, at, said) is not None:
            return
        row = _adviser(zone, adviser_id)
        name = act.check_words(client, "当事人名称", 120)
        AdviserClient.objects.get_or_create(
            zone=zone, adviser=row, client=name, defaults={"noted_by_id": accounts.key_of(by), "noted_at": at}
        )
        act.record("note-adviser-client", f"adviser:{row.id}", zone=zone, by=by, at=at, said=said, key=key, result={},
                   article=cited(book().desks.conflict))  # fmt: skip


def set_turn(
    *, zone: str, adviser_id: uuid.UUID, desk: str, day: dt.date, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """On duty at that desk on that day. Raises Invalid for a desk without lawyers or a day on which it is shut, Conflict for a
    lawyer who has a turn that day."""
    check_runs(by, zone)
    said = [str(adviser_id), desk, str(day)]
    with transaction.atomic():
        if act.repeated(zone, by, "set-duty-turn", key, at, said) is not None:
            return
        row, found = _adviser(zone, adviser_id), desks.desk(desk)
        if not found.adviser:
            raise Invalid(f"{found.name.zh} 不安排律师 no lawyers there", do="选择有律师的服务 choose another desk")
        if day < act.today(at) or not booking.times(found, day, calendar()):
            raise Invalid(
                f"{day} 不开放 the desk is shut that day, or it is over", why=calendar().reason(day), do="换一天 choose another day"
            )  # fmt: skip
        try:
            with transaction.atomic():
                DutyTurn.objects.create(zone=zone, adviser=row, desk=desk, day=day)
        except IntegrityError:
            raise Conflict(f"{row.name} 当天已有值班 has a turn that day", do="换一天或者换人 choose another") from None
        act.record("set-duty-turn", f"adviser:{row.id}", zone=zone, by=by, at=at, said=said, key=key, result={}, desk=desk,
                   day=str(day))  # fmt: skip


def _adviser(zone: str, adviser_id: uuid.UUID) -> Adviser:
    row = Adviser.objects.filter(zone=zone, id=adviser_id).first()
    if row is None:
        raise NotFound("没有这位律师 no such lawyer", do="从名单选择 choose from the list")
    return row
