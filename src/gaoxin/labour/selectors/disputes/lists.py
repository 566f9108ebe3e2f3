"""Lists of files: the tribunal's by days left, a party's own, and the rooms of a week."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from gaoxin.accounts.rules.roles import Actor
from gaoxin.labour.models import Dispute, DisputeParty, Hearing
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import ledger
from gaoxin.labour.rules.disputes.slots import free_of
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.trust import selectors as signed

PAGE, MOST = 30, 1000
OPEN = ("filed", "correcting", "accepted")


@dataclass(frozen=True, slots=True)
class Line:
    """One file in a list. left: working days until the first thing is due, below 0 when it is late; None while nothing runs."""

    row: Dispute
    claimant: str
    due: ledger.Due | None
    left: int | None
    standing: ledger.Standing
    unsigned: bool = False  # what ended it waits for the arbitrators


def desk(*, zone: str, by: Actor, now: dt.datetime, state: str = "open", page: int = 1) -> tuple[list[Line], int]:
    """Files of the registry, or of the arbitrator's own tribunals: open ones by what is due first, those that
    wait for signatures among them, closed ones the newest first; how many there are."""
    rows = seen.visible(zone, by).select_related("respondent")
    begin = (page - 1) * PAGE
    if state == "closed":
        rows = rows.exclude(state__in=OPEN).order_by("-closed_at", "-id")
        return _lines(zone, list(rows[begin : begin + PAGE]), now), rows.count()
    waits = frozenset(signed.waiting_subjects(zone=zone, kind="dispute"))
    rows = rows.filter(Q(state__in=OPEN) | Q(id__in=waits)).order_by("filed_at", "id")
    found = _lines(zone, list(rows[:MOST]), now, waits)
    late = dt.datetime.max.replace(tzinfo=dt.UTC)
    found.sort(key=lambda one: (one.due.at if one.due else late, one.row.filed_at))
    return found[begin : begin + PAGE], rows.count()


def own(*, zone: str, by: Actor, now: dt.datetime) -> tuple[list[Line], list[Line]]:
    """(files in which the reader claims, files in which a firm of theirs is claimed of), the newest first."""
    rows = list(seen.visible(zone, by).select_related("respondent").order_by("-filed_at", "-id")[:200])
    mine = set(seen.claimed_by(zone, by).filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    found = _lines(zone, rows, now)
    return [one for one in found if one.row.id in mine], [one for one in found if one.row.id not in mine]


@dataclass(frozen=True, slots=True)
class Booked:
    """A hearing in a room. file: None for a file that the reader has nothing to do with."""

    hearing: Hearing
    file: Dispute | None


@dataclass(frozen=True, slots=True)
class RoomDay:
    """free: slots of that day that nothing takes, by room code. shut: no office hours."""

    day: dt.date
    shut: bool
    booked: dict[str, list[Booked]]
    free: dict[str, list[dt.datetime]]
    afar: list[Booked]


def rooms(*, zone: str, by: Actor, since: dt.date, days: int = 7) -> list[RoomDay]:
    """Hearings of some days by room. An arbitrator reads the numbers of their own files, and of the others that a room is taken."""
    if not permissions.is_desk(by, zone):
        return []
    tz, size = calendar().tz, book().slot_minutes
    begin = dt.datetime.combine(since, dt.time(), tz)
    rows = Hearing.objects.filter(
        zone=zone, state__in=("set", "held"), starts_at__gte=begin, starts_at__lt=begin + dt.timedelta(days)
    ).select_related("dispute", "dispute__respondent").order_by("starts_at", "id")  # fmt: skip
    known = set(seen.visible(zone, by).filter(id__in=[one.dispute_id for one in rows]).values_list("id", flat=True))
    booked = [Booked(one, one.dispute if one.dispute_id in known else None) for one in rows]
    found: list[RoomDay] = []
    for number in range(days):
        day = since + dt.timedelta(number)
        here = [one for one in booked if calendar().local(one.hearing.starts_at).date() == day]
        slots = free_of(day, size, calendar()) if calendar().first <= day <= calendar().last else []
        by_room = {room.code: [one for one in here if one.hearing.room == room.code] for room in book().rooms}
        free = {
            code: [slot for slot in slots if not any(one.hearing.starts_at <= slot < one.hearing.ends_at for one in taken)]
            for code, taken in by_room.items()
        }  # fmt: skip
        found.append(RoomDay(day, not slots, by_room, free, [one for one in here if not one.hearing.room]))
    return found


def _lines(zone: str, rows: list[Dispute], now: dt.datetime, waits: frozenset[uuid.UUID] = frozenset()) -> list[Line]:
    keys = [row.id for row in rows]
    ledgers, names = seen.ledgers(zone, keys), _claimants(zone, keys)
    found: list[Line] = []
    for row in rows:
        standing = ledger.standing(ledgers[row.id], book(), calendar(), now)
        due = standing.dues[0] if standing.dues else None
        found.append(
            Line(row, names.get(row.id, ""), due, ledger.days_left(due, calendar(), now), standing, row.id in waits)
        )
    return found


def _claimants(zone: str, keys: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The first representative of each."""
    people = DisputeParty.objects.filter(zone=zone, dispute_id__in=keys, side="claimant", representative=True)
    return {
        pk: name for pk, name in people.order_by("-party__name", "-id").values_list("dispute_id", "party__name")
    }  # the last wins: the first by name
