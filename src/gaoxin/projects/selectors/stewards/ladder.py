"""The 3+3 ladder as pages show it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gaoxin.projects.models import LadderEntry, LadderMeasure, LadderOutput, ParcelResult
from gaoxin.projects.rules.stewards import ladder
from gaoxin.projects.rules.stewards.ladder import Place
from gaoxin.projects.selectors.stewards.settings import book, calendar

BY_LAND = "agreement"  # the source of what land agreements brought, by its code in the catalogue


@dataclass(frozen=True, slots=True)
class Told:
    """An output as somebody told it. by: the name, empty where it was not kept. counts: nobody told that year again since."""

    year: int
    output_k: int
    source: str
    at: dt.datetime
    by: str
    counts: bool


@dataclass(frozen=True, slots=True)
class LadderView:
    """One who is cultivated. source: whose word the latest output is. measures: rows, the first due first. told: what was told by
    the day, the newest year first, in each year the last word first."""

    id: uuid.UUID
    kind: str
    name: str
    party_id: uuid.UUID | None
    node: str
    target_year: int
    place: Place
    source: str
    outputs: tuple[tuple[int, int], ...]
    measures: tuple[Any, ...]
    overdue: int
    told: tuple[Told, ...] = ()


def entries(*, zone: str, today: dt.date) -> list[LadderView]:
    """All that stood on the ladder at the end of that day, leading enterprises first, by what was known then. Four queries.

    An output counts once its year is over. Of a year that nobody told, it is what the enterprise's land agreements brought.
    """
    standing = Q(left_on=None) | Q(left_on__gt=today)
    rows = list(LadderEntry.objects.filter(standing, zone=zone, since__lte=today).order_by("kind", "name"))
    keys = [row.id for row in rows]
    outputs: dict[uuid.UUID, dict[int, tuple[int, str]]] = defaultdict(dict)
    brought = _brought(zone, [row.party_id for row in rows if row.party_id], today)
    for row in rows:
        outputs[row.id] = {year: (output, BY_LAND) for year, output in brought.get(row.party_id, {}).items()}
    told = _told(zone, keys, today)
    for pk, lines in told.items():
        outputs[pk] |= {line.year: (line.output_k, line.source) for line in lines if line.counts}
    measures: dict[uuid.UUID, list[LadderMeasure]] = defaultdict(list)
    for measure in LadderMeasure.objects.filter(zone=zone, entry_id__in=keys).order_by("due_on", "id"):
        if measure.done_on and measure.done_on > today:
            measure.done_on, measure.outcome = None, ""  # shown as it stood; never saved
        measures[measure.entry_id].append(measure)
    order = {kind.code: at for at, kind in enumerate(book().ladder.kinds)}
    found = [_view(row, outputs[row.id], measures[row.id], today, tuple(told[row.id])) for row in rows]
    return sorted(found, key=lambda view: (order.get(view.kind, 99), view.name))


def _told(zone: str, keys: list[uuid.UUID], today: dt.date) -> dict[uuid.UUID, list[Told]]:
    """By entry, what was told by the end of the day, last words first."""
    rows = LadderOutput.objects.filter(zone=zone, entry_id__in=keys, year__lt=today.year, told_at__lt=_end_of(today))
    columns = ("entry_id", "year", "output_k", "source", "told_at", "told_by__name")
    found: dict[uuid.UUID, list[Told]] = defaultdict(list)
    for pk, year, output_k, source, at, by in rows.order_by("entry_id", "-year", "-serial").values_list(*columns):
        before = found[pk]
        found[pk].append(Told(year, output_k, source, at, by or "", not before or before[-1].year != year))
    return found


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(1), dt.time(), calendar().tz)


def _brought(zone: str, parties: list[uuid.UUID], today: dt.date) -> dict[uuid.UUID | None, dict[int, int]]:
    """Party -> year -> output of all its land agreements, each by its newest result that was recorded by the end of the day."""
    results = ParcelResult.objects.filter(
        zone=zone, agreement__party_id__in=parties, year__lt=today.year, at__lt=_end_of(today)
    ).exclude(output_k=None)
    newest: dict[tuple[uuid.UUID, uuid.UUID, int], int] = {}
    columns = ("agreement__party_id", "agreement_id", "year", "output_k")
    for party, agreement, year, output in results.order_by("serial").values_list(*columns):
        newest[party, agreement, year] = output
    found: dict[uuid.UUID | None, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (party, _, year), output in newest.items():
        found[party][year] += output
    return found


def _view(
    row: LadderEntry, outputs: dict[int, tuple[int, str]], measures: list[LadderMeasure], today: dt.date, told: tuple[Told, ...]
) -> LadderView:  # fmt: skip
    known = {year: output_k for year, (output_k, _) in outputs.items()}
    placed = ladder.place(known, row.target_k, book().ladder)
    source = outputs[placed.year][1] if placed.year is not None else ""
    late = sum(1 for one in measures if one.done_on is None and one.due_on < today)
    return LadderView(
        row.id, row.kind, row.name, row.party_id, row.node, row.target_year, placed, source, tuple(sorted(known.items())),
        tuple(measures), late, told,
    )  # fmt: skip
