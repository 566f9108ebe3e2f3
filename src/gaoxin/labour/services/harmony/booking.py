"""Booking a time at a desk, giving it back, and what came of it. Places are slots that the database gives away once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.labour.models import Appointment, FullPage, TurnedAway
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.harmony import aid, booking
from gaoxin.labour.rules.harmony.access import check_books, check_runs, check_speaks
from gaoxin.labour.rules.harmony.book import Desk
from gaoxin.labour.selectors.harmony import demand, desks
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services import taking
from gaoxin.labour.services.harmony import act


@dataclass(frozen=True, slots=True)
class Wanted:
    """starts_at: one of the times of the desk. opponent: the other side, whom the lawyer must not have served. party: a firm that
    the actor speaks for. asked: what legal aid is asked about."""

    desk: str
    purpose: str
    starts_at: dt.datetime
    phone: str
    opponent: str = ""
    words: str = ""
    party: uuid.UUID | None = None
    asked: aid.Asked | None = None


def reserve(*, zone: str, wanted: Wanted, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """A place at that time, with a lawyer who never served the other side where the desk has lawyers.

    Raises NotAllowed for officers, NotFound for another's firm, Invalid for a time or a matter that cannot be, Conflict where all
    places are taken, every lawyer must keep out, or the person has too many ahead or missed too many.
    """
    check_books(by, zone)
    said = asdict(wanted)
    with transaction.atomic():
        if (before := act.repeated(zone, by, "book-desk", key, at, said)) is not None:
            return uuid.UUID(before["appointment"])
        rules, desk = book().desks, desks.desk(wanted.desk)
        pick(desk.purposes, wanted.purpose, "事项 purpose")
        phone = act.check_words(wanted.phone, "联系电话", 40)
        if len(wanted.words) > rules.booking.most_characters or len(wanted.opponent) > 120:
            raise Invalid("填写的内容太长 too long", do="写要点 keep to the point")
        if wanted.party is not None:
            check_speaks(by, zone, wanted.party)
        me = accounts.key_of(by)
        start = booking.check_time(desk, wanted.starts_at, at, calendar(), rules.booking)
        _check_person(zone, me, at)
        row = Appointment(
            zone=zone, person_id=me, party_id=wanted.party, desk=desk.code, purpose=wanted.purpose, starts_at=start,
            ends_at=start + dt.timedelta(minutes=desk.minutes), phone=phone, opponent=wanted.opponent.strip(),
            words=wanted.words.strip(), screening=_screened(wanted, at), booked_at=at,
        )  # fmt: skip
        row.adviser_id = _take(row, desk)
        row.save()
        TurnedAway.objects.filter(zone=zone, desk=desk.code, starts_at=start, person_id=me).delete()
        _no_page(zone, desk.code, me, at)
        article = cited(rules.conflict if row.adviser_id else desk.basis)
        act.record("book-desk", f"appointment:{row.id}", zone=zone, by=by, at=at, said=said, key=key,
                   result={"appointment": str(row.id)}, article=article, desk=desk.code, starts_at=start.isoformat())  # fmt: skip
    return row.id


def ask(*, zone: str, wanted: Wanted, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """`reserve`; where no place is left at that time, that somebody wanted one is kept for staffing before they are told."""
    try:
        return reserve(zone=zone, wanted=wanted, by=by, at=at, key=key)
    except Conflict:
        _turn_away(zone, wanted, by, at)
        raise


def _turn_away(zone: str, wanted: Wanted, by: Actor, at: dt.datetime) -> None:
    """Once a person and time, and only where it is full: whoever has too many ahead, or cannot be served by that lawyer, is not counted."""
    found, me, start = desks.desk(wanted.desk), accounts.key_of(by), calendar().local(wanted.starts_at)
    if demand.left(zone=zone, found=found, start=start):
        return
    with transaction.atomic():
        _, made = TurnedAway.objects.get_or_create(
            zone=zone, desk=found.code, starts_at=start, person_id=me, defaults={"at": at}
        )
        if made:
            _no_page(zone, found.code, me, at)
            act.record("turned-away", f"desk:{found.code}", zone=zone, by=by, at=at, said=[str(start)], key="", result={},
                       starts_at=start.isoformat())  # fmt: skip


def saw_full(*, zone: str, code: str, since: dt.date, by: Actor, at: dt.datetime) -> bool:
    """Somebody was shown the week from `since` on without a place in it: kept for staffing until they book that desk or leave a wish for a
    time, which counts instead. Once a person and week; False where nothing is kept: there is a place, or they have a time there.

    Raises NotAllowed for officers, Invalid for a desk that is none.
    """
    check_books(by, zone)
    desk, me = desks.desk(code), accounts.key_of(by)
    begin = min(max(since, act.today(at)), act.today(at) + dt.timedelta(book().desks.booking.ahead_days))
    with transaction.atomic():
        _lock(zone, me)
        day = desks.full_from(desks.week(zone=zone, code=desk.code, since=begin, now=at))
        mine: dict[str, Any] = {"zone": zone, "desk": desk.code, "person_id": me}
        week = dt.timedelta(desks.DAYS - 1)
        if day is None or FullPage.objects.filter(**mine, day__gte=day - week, day__lte=day + week).exists():
            return False
        waits = Appointment.objects.filter(**mine, state="booked", starts_at__gt=at)
        if waits.exists() or TurnedAway.objects.filter(**mine, starts_at__gt=at).exists():
            return False
        FullPage.objects.create(**mine, day=day, at=at)
        act.record(
            "saw-full-page",
            f"desk:{desk.code}",
            zone=zone,
            by=by,
            at=at,
            said=[str(day)],
            key="",
            result={},
            day=str(day),
        )
    return True


def _no_page(zone: str, code: str, me: uuid.UUID, at: dt.datetime) -> None:
    """Who books, or leaves a wish for a time, did not just leave."""
    FullPage.objects.filter(zone=zone, desk=code, person_id=me, day__gte=act.today(at)).delete()


def cancel(*, zone: str, appointment_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The time is given back and may be taken by others. Raises NotFound for another's, WrongState when it is too late or over."""
    check_books(by, zone)
    with transaction.atomic():
        if act.repeated(zone, by, "cancel-appointment", key, at, [str(appointment_id)]) is not None:
            return
        row = _locked(zone, appointment_id, person=accounts.key_of(by))
        booking.check_cancel(row.starts_at, at, book().desks.booking)
        _settle(row, "cancelled", by, at)
        taking.free(zone=zone, ref=row.id)
        act.record("cancel-appointment", f"appointment:{row.id}", zone=zone, by=by, at=at, said=[str(appointment_id)], key=key,
                   result={}, desk=row.desk)  # fmt: skip


def settle(*, zone: str, appointment_id: uuid.UUID, kept: bool, by: Actor, at: dt.datetime, key: str = "") -> None:
    """Whether the person came, noted by an officer once the time has begun. Raises NotAllowed, NotFound, WrongState."""
    check_runs(by, zone)
    said = [str(appointment_id), kept]
    with transaction.atomic():
        if act.repeated(zone, by, "settle-appointment", key, at, said) is not None:
            return
        row = _locked(zone, appointment_id)
        if at < row.starts_at:
            raise WrongState("还没有到预约时间 it has not begun", do="到时间后登记 note it afterwards")
        _settle(row, "kept" if kept else "missed", by, at)
        act.record("settle-appointment", f"appointment:{row.id}", zone=zone, by=by, at=at, said=said, key=key, result={},
                   desk=row.desk, kept=kept)  # fmt: skip


def _take(row: Appointment, desk: Desk) -> uuid.UUID | None:
    """One place of the desk, the person's own time, and a lawyer where the desk has them. Raises Conflict where none is left."""
    taking.take(zone=row.zone, holders=[f"person:{row.person_id}"], starts=_quarters(row), ref=row.id)
    if not any(_takes(row, f"desk:{desk.code}:{number}") for number in range(1, desk.counters + 1)):
        raise _full(desk)
    if not desk.adviser:
        return None
    day = calendar().local(row.starts_at).date()
    desks.turns_locked(row.zone, desk.code, day)
    for lawyer in booking.may_serve(desks.lawyers(row.zone, desk.code, day), row.opponent, book().desks):
        if _takes(row, f"adviser:{lawyer.key}"):
            return uuid.UUID(lawyer.key)
    raise _full(desk)


def _takes(row: Appointment, holder: str) -> bool:
    try:
        taking.take(zone=row.zone, holders=[holder], starts=[row.starts_at], ref=row.id)
    except Conflict:
        return False
    return True


def _quarters(row: Appointment) -> Sequence[dt.datetime]:
    """Pieces of the person's time, small enough for desks of different lengths to meet in them."""
    count = int((row.ends_at - row.starts_at) / dt.timedelta(minutes=15))
    return [row.starts_at + dt.timedelta(minutes=15 * number) for number in range(max(1, count))]


def _full(desk: Desk) -> Conflict:
    return Conflict(
        "这个时间已约满 that time is full", why=f"{desk.name.zh}同时办理的人数有限 so many are served at once",
        do="换一个时间 choose another time",
    )  # fmt: skip


def _check_person(zone: str, me: uuid.UUID, at: dt.datetime) -> None:
    """Bookings of one person go one after the other: a second one sent at the same moment counts the first."""
    _lock(zone, me)
    rows = Appointment.objects.filter(zone=zone, person_id=me)
    ahead = rows.filter(state="booked", starts_at__gt=at).count()
    rules = book().desks.booking
    since = at - dt.timedelta(rules.missed_days + rules.barred_days)
    missed = rows.filter(state="missed", starts_at__gte=since).values_list("starts_at", flat=True)
    booking.check_person(ahead, [calendar().local(one).date() for one in missed], act.today(at), rules)


def _lock(zone: str, me: uuid.UUID) -> None:
    get_user_model().objects.select_for_update(no_key=True).get(zone=zone, id=me)


def _screened(wanted: Wanted, at: dt.datetime) -> dict[str, Any]:
    """What was told about legal aid, as the desk will read it."""
    if wanted.asked is None:
        return {}
    found = aid.screen(wanted.asked, act.today(at), book().desks.aid)
    return {
        "matter": wanted.asked.matter, "verdict": found.verdict, "zh": found.words.zh, "en": found.words.en,
        "articles": list(found.articles), "urgent": found.urgent,
    }  # fmt: skip


def _locked(zone: str, appointment_id: uuid.UUID, person: uuid.UUID | None = None) -> Appointment:
    """A booking that is still ahead or under way. Raises NotFound, for another's in the same words; WrongState for one that is over."""
    rows = Appointment.objects.select_for_update().filter(zone=zone, id=appointment_id)
    row = (rows if person is None else rows.filter(person_id=person)).first()
    if row is None:
        raise NotFound("没有这个预约 no such appointment", do="从“我的预约”进入 start from your appointments")
    if row.state != "booked":
        raise WrongState(
            "这个预约已经办结或者取消 it is over", why=f"状态 state: {row.state}", do="刷新页面 reload the page"
        )
    return row


def _settle(row: Appointment, state: str, by: Actor, at: dt.datetime) -> None:
    row.state, row.settled_at, row.settled_by_id = state, at, accounts.key_of(by)
    row.save(update_fields=["state", "settled_at", "settled_by"])
