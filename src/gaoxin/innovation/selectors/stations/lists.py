"""Stations with people in and out and grants, tasks with their lights, awards. Callers have asked who may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gaoxin.accounts import selectors as accounts
from gaoxin.innovation.models import InnovationAward, PilotTask, Station, StationGrant, StationPerson
from gaoxin.innovation.rules.stations.book import Kind
from gaoxin.innovation.rules.stations.terms import Light, Standing, light, overstays, standing
from gaoxin.innovation.selectors.stations.settings import book

ORDER: tuple[Light, ...] = ("red", "yellow", "green", "done")


@dataclass(frozen=True, slots=True)
class PersonView:
    row: StationPerson
    long: bool


@dataclass(frozen=True, slots=True)
class StationView:
    """inside, left: people now and gone. approved_k, paid_k: of its grants, apart."""

    row: Station
    kind: Kind
    standing: Standing
    days: int | None
    people: tuple[PersonView, ...]
    grants: tuple[StationGrant, ...]

    @property
    def inside(self) -> int:
        return sum(1 for one in self.people if one.row.left_on is None)

    @property
    def left(self) -> int:
        return len(self.people) - self.inside

    @property
    def approved_k(self) -> int:
        return sum(one.approved_k for one in self.grants)

    @property
    def paid_k(self) -> int:
        return sum(one.paid_k for one in self.grants)


@dataclass(frozen=True, slots=True)
class TaskView:
    row: PilotTask
    light: Light
    days: int
    owner: str


def stations(*, zone: str, today: dt.date) -> list[StationView]:
    """What ends soon first, then by kind and number."""
    laws = book()
    rows = Station.objects.filter(zone=zone).select_related("party").prefetch_related("people", "grants__person")
    found: list[StationView] = []
    for row in rows.order_by("kind", "number"):
        kind = laws.kind(row.kind)
        people = tuple(
            PersonView(one, overstays(kind.people, one.entered_on, one.left_on, today, laws))
            for one in sorted(row.people.all(), key=lambda one: (one.left_on is not None, one.entered_on, one.number))
        )
        grants = tuple(sorted(row.grants.all(), key=lambda one: (one.approved_on, one.number)))
        days = (row.until - today).days if row.until else None
        found.append(StationView(row, kind, standing(row.until, today, laws), days, people, grants))
    order = ("urgent", "soon", "expired", "valid")
    return sorted(found, key=lambda one: (order.index(one.standing), one.row.kind, one.row.number))


def tasks(*, zone: str, today: dt.date) -> list[TaskView]:
    """Red first, then by their day."""
    laws, rows = book(), list(PilotTask.objects.filter(zone=zone).order_by("due_on", "title"))
    names = accounts.names_of(zone=zone, user_ids={row.owner_id for row in rows})
    found = [
        TaskView(row, light(row.due_on, row.done_on, today, laws), (row.due_on - today).days, names.get(row.owner_id, ("", ""))[0])
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (ORDER.index(one.light), one.row.due_on))


def awards(*, zone: str) -> list[InnovationAward]:
    """The newest first."""
    return list(InnovationAward.objects.filter(zone=zone).order_by("-year", "level", "name", "holder"))
