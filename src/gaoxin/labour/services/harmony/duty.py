"""Lawyers on duty: who they are, for whom they act, their turns, and who serves in the place of one that cannot come."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.labour.models import Adviser, AdviserClient, Appointment, DutyTurn, TakenSlot
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.harmony import booking
from gaoxin.labour.rules.harmony.access import check_runs
from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services import taking
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


def clear_turn(*, zone: str, turn_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> None:
    """A turn that is still to come is taken back; what was booked with that lawyer goes to the others on duty who are free then and never
    acted for the other side.

    Raises NotFound for none, or one that is over; Conflict, with the times, where a booking would be left without a lawyer.
    """
    check_runs(by, zone)
    with transaction.atomic():
        if act.repeated(zone, by, "clear-duty-turn", key, at, [str(turn_id)]) is not None:
            return
        found = DutyTurn.objects.filter(zone=zone, id=turn_id, day__gte=act.today(at)).first()
        turns = desks.turns_locked(zone, found.desk, found.day) if found else []
        row = next((one for one in turns if one.id == turn_id), None)
        if row is None:
            raise NotFound(
                "没有这个律师值班 no such turn", why="过去的值班保留 what is over stays", do="刷新页面 reload the page"
            )
        moved = _moved(row, at)
        adviser, desk, day = row.adviser_id, row.desk, row.day
        row.delete()
        act.record("clear-duty-turn", f"adviser:{adviser}", zone=zone, by=by, at=at, said=[str(turn_id)], key=key, result={},
                   article=cited(book().desks.conflict) if moved else "", desk=desk, day=str(day), moved=moved)  # fmt: skip


def _moved(turn: DutyTurn, at: dt.datetime) -> dict[str, str]:
    """Bookings of the turn that have not ended, given to others: appointment -> adviser. Raises Conflict, and nothing is moved."""
    begin = dt.datetime.combine(turn.day, dt.time(), calendar().tz)
    rows = Appointment.objects.select_for_update().filter(
        zone=turn.zone, adviser_id=turn.adviser_id, desk=turn.desk, state="booked", ends_at__gt=at, starts_at__gte=begin,
        starts_at__lt=begin + dt.timedelta(1),
    )  # fmt: skip
    moved: dict[str, str] = {}
    left: list[str] = []
    for row in rows.order_by("starts_at", "id"):
        other = _other(row, turn)
        if other is None:
            left.append(f"{calendar().local(row.starts_at):%H:%M}")
            continue
        TakenSlot.objects.filter(zone=turn.zone, holder=f"adviser:{turn.adviser_id}", ref=row.id).delete()
        row.adviser_id = other
        row.save(update_fields=["adviser"])
        moved[str(row.id)] = str(other)
    if left:
        raise Conflict(
            f"{turn.adviser.name} 当天 {'、'.join(left)} 的预约没有人接 nobody else can take these bookings",
            why="其他值班律师没有空，或者代理过对方 the others are taken then, or acted for the other side",
            do="先安排另一位律师当天值班，再取消 give another lawyer a turn that day first", article=cited(book().desks.conflict),
        )  # fmt: skip
    return moved


def _other(row: Appointment, turn: DutyTurn) -> uuid.UUID | None:
    there = [one for one in desks.lawyers(turn.zone, turn.desk, turn.day) if one.key != str(turn.adviser_id)]
    try:
        free = booking.may_serve(there, row.opponent, book().desks)
    except Conflict:
        return None
    for one in free:
        try:
            taking.take(zone=turn.zone, holders=[f"adviser:{one.key}"], starts=[row.starts_at], ref=row.id)
        except Conflict:
            continue
        return uuid.UUID(one.key)
    return None


def _adviser(zone: str, adviser_id: uuid.UUID) -> Adviser:
    row = Adviser.objects.filter(zone=zone, id=adviser_id).first()
    if row is None:
        raise NotFound("没有这位律师 no such lawyer", do="从名单选择 choose from the list")
    return row
