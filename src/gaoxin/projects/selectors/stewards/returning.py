"""The monitor of a year's return to work."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.projects.models import ReturnDeclaration, ReturnRound, Stewardship
from gaoxin.projects.rules.stewards import returning
from gaoxin.projects.rules.stewards.returning import Day, Sums, Told
from gaoxin.projects.selectors.stewards.serving import mine


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
    """An enterprise of the monitor; told is None where nothing was declared."""

    party_id: uuid.UUID
    name: str
    steward: str
    told: DeclarationView | None


@dataclass(frozen=True, slots=True)
class Monitor:
    """year's round with its sums over the reader's reach, day by day, and each enterprise."""

    year: int
    since: dt.date
    until: dt.date
    sums: Sums
    days: tuple[Day, ...]
    rows: tuple[Row, ...]


def years(*, zone: str) -> list[int]:
    """Years with a round, newest first."""
    return list(ReturnRound.objects.filter(zone=zone).order_by("-year").values_list("year", flat=True))


def open_round(*, zone: str, today: dt.date) -> ReturnRound | None:
    """The round that runs on that day."""
    return ReturnRound.objects.filter(zone=zone, since__lte=today, until__gte=today).order_by("-year").first()


def monitor(*, zone: str, year: int, by: Actor) -> Monitor:
    """Everything of one round. Raises NotFound for a year without one. A fixed number of queries."""
    run = ReturnRound.objects.filter(zone=zone, year=year).first()
    if run is None or by.zone != zone:
        raise NotFound(f"{year} 年没有复工复产填报 no round of that year", do="选择列出的年份 choose one of the list")
    serving = list(
        Stewardship.objects.select_related("party", "steward").filter(mine(zone, by)).order_by("party__name")
    )
    latest = newest(zone=zone, round_id=run.id, parties=[row.party_id for row in serving])
    rows = tuple(Row(row.party_id, row.party.name, row.steward.name, latest.get(row.party_id)) for row in serving)
    told = [
        Told(str(one.party_id), one.day, one.returned, one.capacity, (one.workers_back, one.workers), one.obstacles,
             bool(one.confirmed_by))
        for one in latest.values()
    ]  # fmt: skip
    sums = returning.sums(told, len(serving))
    return Monitor(year, run.since, run.until, sums, tuple(returning.by_day(told, run.since, run.until)), rows)


def newest(*, zone: str, round_id: uuid.UUID, parties: list[uuid.UUID]) -> dict[uuid.UUID, DeclarationView]:
    """The last declaration of each of these enterprises."""
    rows = ReturnDeclaration.objects.filter(zone=zone, round_id=round_id, party_id__in=parties)
    last = dict(rows.values_list("party_id").annotate(Max("number")))
    found = rows.select_related("declared_by", "confirmed_by")
    return {row.party_id: _view(row) for row in found if row.number == last[row.party_id]}


def _view(row: ReturnDeclaration) -> DeclarationView:
    return DeclarationView(
        row.id, row.party_id, row.day, row.returned, row.capacity, row.workers_back, row.workers, tuple(row.obstacles),
        row.words, row.declared_by.name, row.declared_by_id, row.confirmed_by.name if row.confirmed_by else "",
    )  # fmt: skip
