"""Who serves whom, and what everybody carries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotFound
from gaoxin.parties import selectors as parties
from gaoxin.projects.models import DeclaredSignal, Inquiry, Stewardship
from gaoxin.projects.rules.stewards import caseload
from gaoxin.projects.rules.stewards.access import READS_ALL, SERVES, reads_all, speaks_for
from gaoxin.projects.rules.stewards.caseload import Proposal, Served
from gaoxin.projects.selectors.stewards.settings import book

PAGE = 50


@dataclass(frozen=True, slots=True)
class ServedView:
    """An enterprise and who serves it now. open: questions that are not closed."""

    party_id: uuid.UUID
    name: str
    identifier: str
    industry: str
    steward_id: uuid.UUID
    steward: str
    backup_id: uuid.UUID | None
    backup: str
    since: dt.datetime
    note: str = ""
    open: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A steward with what they carry. share: of the capacity, in percent."""

    id: uuid.UUID
    name: str
    enterprises: int
    points: int
    share: int


def mine(zone: str, by: Actor) -> Q:
    """Which current stewardships the actor may see: all, their own and those they stand in for, or none."""
    if by.zone != zone:
        return Q(pk__in=[])
    if reads_all(by):
        return Q(zone=zone, until=None)
    key = _key(by)
    if key is None or not by.roles & SERVES:
        return Q(pk__in=[])
    return Q(zone=zone, until=None) & (Q(steward_id=key) | Q(backup_id=key))


def parties_of(zone: str, by: Actor) -> QuerySet[Stewardship, Any]:
    """Keys of the enterprises that the actor serves or may read, for `party__in`."""
    return Stewardship.objects.filter(mine(zone, by)).values("party_id")


def within(*, zone: str, by: Actor, parties: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these enterprises that the actor serves, or may read; for whoever reads all, all of them."""
    if by.zone == zone and reads_all(by):
        return set(parties)
    wanted, found = sorted(parties), set[uuid.UUID]()
    for start in range(0, len(wanted), 500):
        rows = Stewardship.objects.filter(mine(zone, by), party_id__in=wanted[start : start + 500])
        found |= set(rows.values_list("party_id", flat=True))
    return found


def served(
    *, zone: str, by: Actor, text: str = "", after: str = "", only_mine: bool = False
) -> tuple[list[ServedView], str]:
    """(enterprises in the actor's reach by name, cursor of the page after or empty). only_mine: as steward or backup."""
    rows = Stewardship.objects.filter(mine(zone, by))
    if only_mine and (key := _key(by)):
        rows = rows.filter(Q(steward_id=key) | Q(backup_id=key))
    if text.strip():
        rows = rows.filter(parties.fits(text.strip()[:50], "party__"))
    rows = after_name(rows, after)
    found = list(rows.select_related("party", "steward", "backup").order_by("party__name", "party_id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    shown = found[:PAGE]
    counts = Counter(
        Inquiry.objects.filter(zone=zone, closed_at=None, party_id__in=[row.party_id for row in shown]).values_list(
            "party_id", flat=True
        )
    )
    return [_view(row, counts[row.party_id]) for row in shown], f"{last.party.name}|{last.party_id}" if last else ""


def every(*, zone: str, by: Actor) -> list[ServedView]:
    """All enterprises in the actor's reach by name, to take away."""
    rows = Stewardship.objects.filter(mine(zone, by)).select_related("party", "steward", "backup")
    return [_view(row) for row in rows.order_by("party__name", "party_id").iterator(chunk_size=2000)]


def after_name(rows: QuerySet[Stewardship], cursor: str) -> QuerySet[Stewardship]:
    """Those behind the cursor `name|key`, by name of the enterprise; all for none."""
    if not cursor:
        return rows
    name, _, pk = cursor.rpartition("|")
    return rows.filter(Q(party__name__gt=name) | Q(party__name=name, party_id__gt=_uuid(pk)))


def steward_of(*, zone: str, party_id: uuid.UUID) -> ServedView | None:
    """Who serves it now; None where nobody does. The caller has asked whether that may be told."""
    row = (
        Stewardship.objects.select_related("party", "steward", "backup")
        .filter(zone=zone, party_id=party_id, until=None)
        .first()
    )
    return _view(row) if row else None


def history(*, zone: str, party_id: uuid.UUID, by: Actor) -> list[ServedView]:
    """Everybody who served it, the newest first. Raises NotFound as `seen` does."""
    seen(zone=zone, party_id=party_id, by=by)
    rows = Stewardship.objects.select_related("party", "steward", "backup").filter(zone=zone, party_id=party_id)
    return [_view(row) for row in rows.order_by("-since", "-id")[:20]]


def seen(*, zone: str, party_id: uuid.UUID, by: Actor) -> Any:
    """The party, for whoever serves it, may read all, or speaks for it. Raises NotFound for everybody else, as for none."""
    found = parties.by_key(zone=zone, party_id=party_id) if by.zone == zone else None
    if found is not None and (
        by.roles & READS_ALL
        or speaks_for(by, zone, party_id)
        or Stewardship.objects.filter(mine(zone, by), party_id=party_id).exists()
    ):
        return found
    raise NotFound(
        "没有这家企业，或者不由您服务 no such enterprise, or not yours to serve", why="专员只看自己服务的企业 stewards see theirs only",
        do="从“我服务的企业”进入 start from your own list",
    )  # fmt: skip


def stewards(*, zone: str, at: dt.datetime) -> list[accounts.OfficerView]:
    """Active accounts that serve."""
    return accounts.officers(zone=zone, roles=[Role.STEWARD], at=at)


def weighed(*, zone: str) -> list[Served]:
    """Every enterprise of the zone with what it weighs, for the caseload. A fixed number of queries.

    Of ten thousand keys few are needed: they stay the database's text until somebody is proposed (`_keyed`).
    """
    current = Stewardship.objects.filter(zone=zone, until=None)
    now = dict(current.values_list(Cast("party_id", CharField()), Cast("steward_id", CharField())))
    asked = _counted(Inquiry.objects.filter(zone=zone, closed_at=None))
    signals = _counted(DeclaredSignal.objects.filter(zone=zone, ended_on=None))
    people = {text: str(uuid.UUID(text)) for text in set(now.values())} | {"": ""}
    return [
        Served(pk, name, people[now.get(pk, "")], asked[pk], signals[pk], industry)
        for pk, name, industry in parties.enterprise_texts(zone=zone)
    ]


def _counted(rows: QuerySet[Any]) -> Counter[str]:
    return Counter(rows.values_list(Cast("party_id", CharField()), flat=True))


def _keyed(proposals: Sequence[Proposal]) -> list[Proposal]:
    return [replace(one, party=str(uuid.UUID(one.party))) for one in proposals]


def carried(*, zone: str, at: dt.datetime, most: int | None = None) -> tuple[list[Person], list[Proposal]]:
    """(what each steward carries, the heaviest first; what would even it out, so many at most). A fixed number of queries."""
    rules, rows, people = book().service.caseload, weighed(zone=zone), _people(zone, at)
    points = caseload.loads(rows, list(people), rules)
    counts = Counter(row.steward for row in rows)
    persons = [
        Person(uuid.UUID(pk), name, counts[pk], points[pk], points[pk] * 100 // rules.capacity)
        for pk, name in people.items()
    ]
    persons.sort(key=lambda person: (-person.points, person.name))
    return persons, _keyed(caseload.propose(rows, list(people), rules, people, most))


def waiting(*, zone: str, at: dt.datetime) -> list[Proposal]:
    """A steward and a backup for every enterprise that has none, by the load of each."""
    people = _people(zone, at)
    return _keyed(caseload.place(weighed(zone=zone), list(people), book().service.caseload, people))


def count_waiting(*, zone: str) -> int:
    """Enterprises without a steward now."""
    held = Stewardship.objects.filter(zone=zone, until=None).count()
    return max(0, parties.count_enterprises(zone=zone) - held)


def _people(zone: str, at: dt.datetime) -> dict[str, str]:
    return {str(officer.id): officer.name for officer in stewards(zone=zone, at=at)}


def _view(row: Stewardship, count: int = 0) -> ServedView:
    return ServedView(
        row.party_id, row.party.name, row.party.identifier, row.party.industry, row.steward_id, row.steward.name,
        row.backup_id, row.backup.name if row.backup else "", row.since, row.note, count,
    )  # fmt: skip


def _key(by: Actor) -> uuid.UUID | None:
    try:
        return uuid.UUID(by.id)
    except ValueError:
        return None


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
