"""Reading the register: universities, cooperation projects with their sums, and where each enterprise stands with a title."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from gaoxin.innovation.models import CooperationProject, CooperationSum, TitleRecord, University
from gaoxin.parties import selectors as parties

PUBLISHED = 3  # fewer firms would let a reader tell whose sum it is
MONEY = (("funds", "paid"), ("funds", "estimated"), ("benefit", "paid"), ("benefit", "estimated"))


@dataclass(frozen=True, slots=True)
class Amount:
    """Thousand yuan, or None where nothing is on record. bound: `>` where any addend is known as a bound only. on: of the newest."""

    amount_k: int | None
    bound: str = ""
    on: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cooperation:
    """sums: (kind, state) -> the newest on record; paid and estimated never in one."""

    row: CooperationProject
    university: str
    firm: str
    sums: dict[tuple[str, str], Amount]


@dataclass(frozen=True, slots=True)
class TitleLine:
    """Where an enterprise stands with a title at a level."""

    party: uuid.UUID
    firm: str
    title: str
    level: str
    state: str
    on: dt.date
    evidence: str


def universities(*, zone: str) -> list[tuple[University, int]]:
    """By place and name, with how many projects each has."""
    rows = University.objects.filter(zone=zone).annotate(n=Count("projects")).order_by("place", "name")
    return [(row, row.n) for row in rows]  # type: ignore[attr-defined]


def cooperation(*, zone: str, year: int | None = None, party_id: uuid.UUID | None = None) -> list[Cooperation]:
    """Newest first."""
    rows = CooperationProject.objects.filter(zone=zone)
    rows = rows.filter(began_on__year=year) if year else rows
    rows = rows.filter(party_id=party_id) if party_id else rows
    found = list(rows.select_related("university", "party").order_by("-began_on", "number"))
    sums = _sums(zone, [row.id for row in found])
    return [Cooperation(row, row.university.name, row.party.name, sums.get(row.id, {})) for row in found]


def cooperation_of(*, zone: str, party_id: uuid.UUID) -> list[Cooperation]:
    return cooperation(zone=zone, party_id=party_id)


def totals(rows: list[Cooperation], *, least_firms: int = 1) -> dict[tuple[str, str], Amount]:
    """Each kind and state by itself; with one bound among them the sum is a bound. None of fewer than so many firms."""
    found: dict[tuple[str, str], Amount] = {}
    for key in MONEY:
        amounts = [row.sums[key] for row in rows if key in row.sums]
        if amounts and len({row.row.party_id for row in rows if key in row.sums}) >= least_firms:
            bound = ">" if any(one.bound for one in amounts) else ""
            found[key] = Amount(sum(one.amount_k or 0 for one in amounts), bound)
    return found


def project(*, zone: str, number: str) -> CooperationProject | None:
    return CooperationProject.objects.filter(zone=zone, number=number).first()


def standing_titles(*, zone: str, party_id: uuid.UUID | None = None) -> list[TitleLine]:
    """The newest state of each enterprise, title and level, the newest first."""
    rows = TitleRecord.objects.filter(zone=zone)
    rows = rows.filter(party_id=party_id) if party_id else rows
    newest: dict[tuple[uuid.UUID, str, str], TitleRecord] = {}
    for row in rows.select_related("party").order_by("on", "at"):
        newest[row.party_id, row.title, row.level] = row
    found = [
        TitleLine(row.party_id, row.party.name, row.title, row.level, row.state, row.on, row.evidence)
        for row in newest.values()
    ]
    return sorted(found, key=lambda one: (one.on, one.firm), reverse=True)


def titles_of(*, zone: str, party_id: uuid.UUID) -> list[TitleLine]:
    """Every state that the enterprise reached, the newest first."""
    rows = TitleRecord.objects.filter(zone=zone, party_id=party_id).select_related("party").order_by("-on", "-at")
    return [
        TitleLine(row.party_id, row.party.name, row.title, row.level, row.state, row.on, row.evidence) for row in rows
    ]


def counted(lines: list[TitleLine]) -> list[tuple[str, str, str, int]]:
    """(title, level, state, enterprises), one line a state: states and levels are never summed."""
    found: dict[tuple[str, str, str], set[uuid.UUID]] = defaultdict(set)
    for one in lines:
        found[one.title, one.level, one.state].add(one.party)
    return [(*key, len(firms)) for key, firms in sorted(found.items())]


def enterprise_named(*, zone: str, text: str) -> uuid.UUID | None:
    """By its exact name or identifier; None for none, or several."""
    text = text.strip()
    found = (
        [one.id for one in parties.search(zone=zone, text=text) if text in (one.name, one.identifier)] if text else []
    )
    return found[0] if len(found) == 1 else None


def _sums(zone: str, projects: list[uuid.UUID]) -> dict[uuid.UUID, dict[tuple[str, str], Amount]]:
    found: dict[uuid.UUID, dict[tuple[str, str], Amount]] = defaultdict(dict)
    for start in range(0, len(projects), 500):
        rows = CooperationSum.objects.filter(zone=zone, project_id__in=projects[start : start + 500]).order_by("on")
        for row in rows:
            found[row.project_id][row.kind, row.state] = Amount(row.amount_k, row.bound, row.on, row.source)
    return found
