"""The monitor of a year's return to work."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.projects.models import ParcelAgreement, ReturnDeclaration, ReturnRound, Stewardship
from gaoxin.projects.rules.land.geometry import E6
from gaoxin.projects.rules.stewards import returning
from gaoxin.projects.rules.stewards.returning import Day, Spot, Sums, Told
from gaoxin.projects.selectors.stewards.serving import PAGE, after_name, mine, parties_of
from gaoxin.projects.selectors.stewards.settings import book, calendar

STATES = ("confirmed", "returned", "out", "silent")


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """The newest declaration of an enterprise."""

    id: uuid.UUID
    party_id: uuid.UUID
    day: dt.date
    returned: bool
    capacity: int
    workers_back: int
    workers: int
    obstacles: tuple[str, ...]
    words: str
    declared_by: str
    declared_by_id: uuid.UUID
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Row:
    """An enterprise of the monitor; told is None where nothing was declared. parcels: numbers of the land that it holds."""

    party_id: uuid.UUID
    name: str
    steward: str
    told: DeclarationView | None
    parcels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Monitor:
    """year's round with its sums over the reader's reach and day by day. reopened: the first day after the holiday."""

    year: int
    since: dt.date
    until: dt.date
    reopened: dt.date | None
    sums: Sums
    days: tuple[Day, ...]


def years(*, zone: str) -> list[int]:
    """Years with a round, newest first."""
    return list(ReturnRound.objects.filter(zone=zone).order_by("-year").values_list("year", flat=True))


def open_round(*, zone: str, today: dt.date) -> ReturnRound | None:
    """The round that runs on that day."""
    return ReturnRound.objects.filter(zone=zone, since__lte=today, until__gte=today).order_by("-year").first()


def reopened(year: int) -> dt.date | None:
    """The first day after that year's holiday, as the official calendar says."""
    return calendar().after_holiday(book().service.returning.holiday, year)


def monitor(*, zone: str, year: int, by: Actor) -> Monitor:
    """The sums of one round. Raises NotFound for a year without one. A fixed number of queries."""
    run = _run(zone, year, by)
    served = Stewardship.objects.filter(mine(zone, by), asked_in(run)).count()
    columns = ("party_id", "day", "returned", "capacity", "workers_back", "workers", "obstacles", "confirmed_by_id")
    told = [
        Told(str(pk), day, returned, capacity, (back, workers), tuple(obstacles), confirmed is not None)
        for pk, day, returned, capacity, back, workers, obstacles, confirmed in _current(zone, run, by).values_list(
            *columns
        )
    ]
    first = reopened(year)
    days = returning.by_day(told, run.since, run.until, served, first)
    return Monitor(year, run.since, run.until, first, returning.sums(told, served), tuple(days))


def listed(
    *, zone: str, year: int, by: Actor, which: str = "", after: str = "", size: int = PAGE
) -> tuple[list[Row], str]:
    """(enterprises of the round by name, cursor of the page after or empty). which: one of STATES, else all. A fixed number of
    queries."""
    run = _run(zone, year, by)
    rows = Stewardship.objects.filter(mine(zone, by), asked_in(run))
    if which in STATES:
        told = _current(zone, run, by)
        kept = {"confirmed": {"returned": True, "confirmed_by__isnull": False}, "out": {"returned": False},
                "returned": {"returned": True, "confirmed_by": None}}.get(which)  # fmt: skip
        parties = (told.filter(**kept) if kept else told).values("party_id")
        rows = rows.filter(party_id__in=parties) if kept else rows.exclude(party_id__in=parties)
    rows = after_name(rows, after)
    found = list(rows.select_related("party", "steward").order_by("party__name", "party_id")[: size + 1])
    shown, last = found[:size], found[size - 1] if len(found) > size else None
    keys = [row.party_id for row in shown]
    latest = newest(zone=zone, round_id=run.id, parties=keys)
    held: dict[uuid.UUID, list[str]] = defaultdict(list)
    standing = ParcelAgreement.objects.filter(zone=zone, ended_on=None, party_id__in=keys).order_by("parcel__number")
    for pk, number in standing.values_list("party_id", "parcel__number"):
        held[pk].append(number)
    return [
        Row(row.party_id, row.party.name, row.steward.name, latest.get(row.party_id), tuple(held[row.party_id]))
        for row in shown
    ], f"{last.party.name}|{last.party_id}" if last else ""


def spots(*, zone: str, year: int, by: Actor) -> list[Spot]:
    """Enterprises in the reader's reach that hold land by an agreement that stands, each at its largest parcel. Two queries more."""
    run = _run(zone, year, by)
    told = {
        pk: returning.state_of(returned, confirmed is not None)
        for pk, returned, confirmed in _current(zone, run, by).values_list("party_id", "returned", "confirmed_by_id")
    }
    rows = ParcelAgreement.objects.filter(asked_in(run), zone=zone, ended_on=None, party_id__in=parties_of(zone, by))
    columns = ("party_id", "party__name", "parcel__number", "parcel__lon", "parcel__lat")
    found: dict[uuid.UUID, Spot] = {}
    for pk, name, number, lon, lat in rows.order_by("-parcel__area_m2", "parcel__number").values_list(*columns):
        if pk not in found:
            found[pk] = Spot(str(pk), name, number, lon / E6, lat / E6, told.get(pk, "silent"))
    return sorted(found.values(), key=lambda one: (one.name, one.party))


def newest(*, zone: str, round_id: uuid.UUID, parties: list[uuid.UUID]) -> dict[uuid.UUID, DeclarationView]:
    """The declaration of each of these enterprises that counts."""
    rows = ReturnDeclaration.objects.filter(zone=zone, round_id=round_id, party_id__in=parties, current=True)
    return {row.party_id: _view(row) for row in rows.select_related("declared_by", "confirmed_by")}


def asked_in(run: ReturnRound) -> Q:
    """Enterprises that somebody served before the round ended: who came later was not asked."""
    ended = dt.datetime.combine(run.until + dt.timedelta(1), dt.time(), calendar().tz)
    return Q(party_id__in=Stewardship.objects.filter(zone=run.zone, since__lt=ended).values("party_id"))


def _run(zone: str, year: int, by: Actor) -> ReturnRound:
    run = ReturnRound.objects.filter(zone=zone, year=year).first()
    if run is None or by.zone != zone:
        raise NotFound(f"{year} 年没有复工复产填报 no round of that year", do="选择列出的年份 choose one of the list")
    return run


def _current(zone: str, run: ReturnRound, by: Actor) -> QuerySet[ReturnDeclaration]:
    rows = ReturnDeclaration.objects.filter(zone=zone, round=run, current=True)
    return rows.filter(party_id__in=parties_of(zone, by))


def _view(row: ReturnDeclaration) -> DeclarationView:
    return DeclarationView(
        row.id, row.party_id, row.day, row.returned, row.capacity, row.workers_back, row.workers, tuple(row.obstacles),
        row.words, row.declared_by.name, row.declared_by_id, row.confirmed_by.name if row.confirmed_by else "",
    )  # fmt: skip
