"""The 3+3 ladder as pages show it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from gaoxin.projects.models import LadderEntry, LadderMeasure, LadderOutput
from gaoxin.projects.rules.stewards import ladder
from gaoxin.projects.rules.stewards.ladder import Place
from gaoxin.projects.selectors.stewards.settings import book


@dataclass(frozen=True, slots=True)
class LadderView:
    """One who is cultivated. source: whose word the latest output is. measures: rows, the first due first."""

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


def entries(*, zone: str, today: dt.date) -> list[LadderView]:
    """All that stand on the ladder, leading enterprises first. Three queries."""
    rows = list(LadderEntry.objects.filter(zone=zone, left_on=None).order_by("kind", "name"))
    keys = [row.id for row in rows]
    outputs: dict[uuid.UUID, dict[int, tuple[int, str]]] = defaultdict(dict)
    for pk, year, output_k, source in LadderOutput.objects.filter(zone=zone, entry_id__in=keys).values_list(
        "entry_id", "year", "output_k", "source"
    ):
        outputs[pk][year] = (output_k, source)
    measures: dict[uuid.UUID, list[LadderMeasure]] = defaultdict(list)
    for measure in LadderMeasure.objects.filter(zone=zone, entry_id__in=keys).order_by("due_on", "id"):
        measures[measure.entry_id].append(measure)
    order = {kind.code: at for at, kind in enumerate(book().ladder.kinds)}
    found = [_view(row, outputs[row.id], measures[row.id], today) for row in rows]
    return sorted(found, key=lambda view: (order.get(view.kind, 99), view.name))


def _view(
    row: LadderEntry, outputs: dict[int, tuple[int, str]], measures: list[LadderMeasure], today: dt.date
) -> LadderView:
    known = {year: output_k for year, (output_k, _) in outputs.items()}
    placed = ladder.place(known, row.target_k, book().ladder)
    source = outputs[placed.year][1] if placed.year is not None else ""
    late = sum(1 for one in measures if one.done_on is None and one.due_on < today)
    return LadderView(
        row.id, row.kind, row.name, row.party_id, row.node, row.target_year, placed, source, tuple(sorted(known.items())),
        tuple(measures), late,
    )  # fmt: skip
