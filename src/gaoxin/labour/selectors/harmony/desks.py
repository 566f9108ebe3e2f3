"""Times that may be booked, bookings of a person or of a day, lawyers and their turns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.labour.models import Adviser, AdviserClient, Appointment, CounterTurn, DutyTurn
from gaoxin.labour.rules.disputes.book import pick
from gaoxin.labour.rules.harmony import booking
from gaoxin.labour.rules.harmony.access import CLERKS, check_books, check_runs
from gaoxin.labour.rules.harmony.book import Desk
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar

PAGE = 50
DAYS = 7  # shown at once


@dataclass(frozen=True, slots=True)
class Slot:
    """A time and how many places are left; 0 is shown as full."""

    start: dt.datetime
    left: int


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day with its times. closed: the holiday. shut: the desk does not serve; unstaffed: no lawyer has a turn."""

    day: dt.date
    slots: tuple[Slot, ...]
    closed: str = ""
    shut: bool = False
    unstaffed: bool = False


def desk(code: str) -> Desk:
    """Raises Invalid with the desks there are."""
    return pick(book().desks.desks, code, "服务 desk")


def week(*, zone: str, code: str, since: dt.date, now: dt.datetime, days: int = DAYS) -> list[DayOf]:
    """The days from `since` on with their times and places left, as far ahead as may be booked. A fixed number of queries."""
    found, rules = desk(code), book().desks.booking
    until = since + dt.timedelta(days)
    taken = _taken(zone, code, since, until)
    turns = Counter(
        DutyTurn.objects.filter(zone=zone, desk=code, day__gte=since, day__lt=until).values_list("day", flat=True)
    )
    first = calendar().local(now) + dt.timedelta(minutes=rules.notice_minutes)
    last = calendar().local(now).date() + dt.timedelta(rules.ahead_days)
    told: list[DayOf] = []
    for day in (since + dt.timedelta(number) for number in range(days)):
        if day > last or day > calendar().last:
            break
        served = booking.times(found, day, calendar())
        times = [one for one in served if one >= first and (turns[day] or not found.adviser)]
        most = min(found.counters, turns[day]) if found.adviser else found.counters
        slots = tuple(Slot(one, max(0, most - taken[one])) for one in times)
        closed = "" if served else calendar().reason(day)
        told.append(DayOf(day, slots, closed, not served, found.adviser and not turns[day]))
    return told


def full_from(days: Sequence[DayOf]) -> dt.date | None:
    """The first day with times where not one of the days has a place left; None where one has, or where the desk does not serve."""
    served = [one for one in days if one.slots]
    if not served or any(slot.left for one in served for slot in one.slots):
        return None
    return served[0].day


def _taken(zone: str, code: str, since: dt.date, until: dt.date) -> Counter[dt.datetime]:
    begin, end = (dt.datetime.combine(day, dt.time(), calendar().tz) for day in (since, until))
    rows = Appointment.objects.filter(zone=zone, desk=code, state="booked", starts_at__gte=begin, starts_at__lt=end)
    return Counter(calendar().local(moment) for moment in rows.values_list("starts_at", flat=True))


def own(*, zone: str, by: Actor) -> list[Appointment]:
    """What the actor booked, the nearest first, then what is over. Raises NotAllowed for officers."""
    check_books(by, zone)
    rows = Appointment.objects.select_related("adviser", "party").filter(zone=zone, person_id=accounts.key_of(by))
    found = list(rows.order_by("-starts_at", "-id")[:PAGE])
    return [
        *(one for one in reversed(found) if one.state == "booked"),
        *(one for one in found if one.state != "booked"),
    ]


def of_day(*, zone: str, by: Actor, day: dt.date) -> list[Appointment]:
    """Every booking of that day by time. Raises NotAllowed for all but labour officers: what people ask a lawyer is nobody else's."""
    check_runs(by, zone)
    if not calendar().first <= day <= calendar().last:
        return []
    begin = dt.datetime.combine(day, dt.time(), calendar().tz)
    rows = Appointment.objects.select_related("adviser", "party", "person").filter(
        zone=zone, starts_at__gte=begin, starts_at__lt=begin + dt.timedelta(1)
    )
    return list(rows.exclude(state="cancelled").order_by("starts_at", "desk", "id"))


def turns_locked(zone: str, code: str, day: dt.date) -> list[DutyTurn]:
    """The turns of that day, held until the transaction ends: nobody books with a lawyer whose turn is taken back at this moment."""
    rows = DutyTurn.objects.select_for_update(of=("self",)).select_related("adviser")
    return list(rows.filter(zone=zone, desk=code, day=day).order_by("id"))


def lawyers(zone: str, code: str, day: dt.date) -> list[booking.Lawyer]:
    """On duty there that day, for whom they act, and how many they serve. The other side that they advised against counts too:
    whom they advised is their client."""
    turns = list(DutyTurn.objects.select_related("adviser").filter(zone=zone, desk=code, day=day))
    keys = [turn.adviser_id for turn in turns]
    clients: dict[uuid.UUID, set[str]] = defaultdict(set)
    for pk, name in AdviserClient.objects.filter(zone=zone, adviser_id__in=keys).values_list("adviser_id", "client"):
        clients[pk].add(name)
    begin = dt.datetime.combine(day, dt.time(), calendar().tz)
    rows = Appointment.objects.filter(zone=zone, adviser_id__in=keys).exclude(state__in=("cancelled", "missed"))
    served: Counter[uuid.UUID] = Counter()
    for pk, starts, person, party in rows.values_list("adviser_id", "starts_at", "person__name", "party__name"):
        clients[pk].update(name for name in (person, party) if name)
        served[pk] += begin <= starts < begin + dt.timedelta(1)
    return [
        booking.Lawyer(str(turn.adviser_id), turn.adviser.name, frozenset(clients[turn.adviser_id]), served[turn.adviser_id])
        for turn in turns
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AdviserView:
    """A lawyer, their clients and the turns to come."""

    row: Adviser
    clients: Sequence[str]
    turns: Sequence[DutyTurn]


def advisers(*, zone: str, by: Actor, today: dt.date) -> list[AdviserView]:
    """By name. Raises NotAllowed for all but labour officers."""
    check_runs(by, zone)
    clients: dict[uuid.UUID, list[str]] = defaultdict(list)
    turns: dict[uuid.UUID, list[DutyTurn]] = defaultdict(list)
    for row in AdviserClient.objects.filter(zone=zone).order_by("client"):
        clients[row.adviser_id].append(row.client)
    for turn in DutyTurn.objects.filter(zone=zone, day__gte=today).order_by("day"):
        turns[turn.adviser_id].append(turn)
    rows = Adviser.objects.filter(zone=zone).order_by("name", "id")
    return [AdviserView(row, clients[row.id], turns[row.id][:10]) for row in rows]


def clerks(*, zone: str, at: dt.datetime) -> list[tuple[uuid.UUID, str]]:
    """Who may be given a counter."""
    return [(one.id, one.name) for one in accounts.officers(zone=zone, roles=CLERKS, at=at)]


def roster(*, zone: str, by: Actor, today: dt.date) -> list[tuple[CounterTurn, Desk]]:
    """Who is at which counter from today on, as far as staffing looks ahead. Raises NotAllowed for all but labour officers."""
    check_runs(by, zone)
    until = today + dt.timedelta(book().desks.staffing.ahead_days)
    rows = CounterTurn.objects.select_related("clerk").filter(zone=zone, day__gte=today, day__lt=until)
    named = {one.code: one for one in book().desks.desks}
    return [(row, named[row.desk]) for row in rows.order_by("day", "desk", "counter") if row.desk in named]
