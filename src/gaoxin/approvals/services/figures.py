"""The authority's own speed as open figures: by month and item, computed from cases and their ledgers, never entered.

Every figure can be repeated from the rows: a case counts in the month of its decision; it was on time if the decision came no
later than the date that the ledger gives. Cells that would point at single applicants are left out (`SMALL`), and so many others
beside them that none can be worked out from the sums.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from django.utils.timezone import localtime

from gaoxin.approvals.models import Case, ClockEvent
from gaoxin.approvals.rules.clock.ledger import Entry, Kind, replay, worked_minutes
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import item_of
from gaoxin.core.errors import GaoxinError

SMALL = 3  # a cell of fewer cases is not published
Cell = tuple[int, str]  # month, item
BATCH = 400  # cases whose ledgers are read at once


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: a month (1 to 12, 0 for the year) and an item (empty for all). None where nothing may or can be said.

    hours: median office hours from acceptance to decision, suspensions taken out. on_time, online: shares from 0 to 1.
    """

    year: int
    month: int
    item: str
    received: int | None
    decided: int | None
    hours: float | None
    on_time: float | None
    online: float | None


@dataclass(frozen=True, slots=True)
class _Done:
    month: int
    item: str
    minutes: int
    on_time: bool
    online: bool


def years(*, zone: str) -> list[int]:
    """Years in which something was received, newest first."""
    found = Case.objects.filter(zone=zone, submitted_at__isnull=False).dates("submitted_at", "year", order="DESC")
    return [day.year for day in found]


def speed(*, zone: str, year: int) -> list[Figure]:
    """The year by month and by item: first the whole year, then its months, then each item's year and months."""
    received: dict[Cell, int] = defaultdict(int)
    rows = Case.objects.filter(zone=zone, submitted_at__year=year).values_list("submitted_at", "item_code")
    for moment, code in rows.iterator(chunk_size=5000):
        for cell in _cells(localtime(moment).month, code):
            received[cell] += 1
    done: dict[Cell, list[_Done]] = defaultdict(list)
    for case in _decided(zone, year):
        for cell in _cells(case.month, case.item):
            done[cell].append(case)
    cells = sorted({*received, *done}, key=lambda cell: (cell[1], cell[0]))
    counts = {cell: len(done[cell]) for cell in cells}
    unsaid_received, unsaid_done = unsaid({cell: received[cell] for cell in cells}), unsaid(counts)
    return [
        Figure(year, *cell, None if cell in unsaid_received else received[cell], *_of(done[cell], cell in unsaid_done))
        for cell in cells
    ]


def unsaid(counts: Mapping[Cell, int]) -> set[Cell]:
    """Cells not to be published: those of fewer than `SMALL`, and the next smallest beside them wherever the published sum
    of a row or column would give away what is left out."""
    hidden = {cell for cell, count in counts.items() if 0 < count < SMALL}
    lines: dict[tuple[str, object], list[Cell]] = defaultdict(list)
    for month, code in counts:
        if month:
            lines["item", code].append((month, code))
        if code:
            lines["month", month].append((month, code))
    sums = {("item", code): (0, code) for _, code in counts} | {("month", month): (month, "") for month, _ in counts}
    changed = True
    while changed:
        changed = False
        for line, cells in lines.items():
            out = [cell for cell in cells if cell in hidden]
            left = [cell for cell in cells if cell not in hidden and counts[cell]]
            if not out or not left or sums[line] in hidden:
                continue
            if len(out) == 1 or sum(counts[cell] for cell in out) < SMALL:
                hidden.add(min(left, key=lambda cell: (counts[cell], cell)))
                changed = True
    return hidden


def _cells(month: int, code: str) -> tuple[tuple[int, str], ...]:
    return (0, ""), (month, ""), (0, code), (month, code)


def _of(done: list[_Done], secret: bool) -> tuple[int | None, float | None, float | None, float | None]:
    """Decided, median hours, share on time, share online."""
    if secret or not done:
        return (None if secret else 0), None, None, None
    hours = round(median(case.minutes for case in done) / 60, 1)
    count = len(done)
    return count, hours, sum(case.on_time for case in done) / count, sum(case.online for case in done) / count


def _decided(zone: str, year: int) -> Iterator[_Done]:
    calendar = rulebook.calendar()
    columns = ("id", "item_code", "item_version_id", "channel", "visits", "decided_at")
    rows = Case.objects.filter(zone=zone, decided_at__year=year).order_by("id").values_list(*columns)
    for batch in _batches(rows.iterator(chunk_size=5000)):
        ledgers = _ledgers(zone, [row[0] for row in batch])
        for pk, code, version, channel, visits, decided_at in batch:
            entries = ledgers.get(pk, ())
            decided = localtime(decided_at)
            try:
                clock = replay(entries, item_of(version).limits, calendar)
                minutes = worked_minutes(clock, decided, calendar)
            except GaoxinError:  # the calendar of that year is not there: the case cannot be measured
                continue
            on_time = clock.due is not None and decided <= clock.due
            yield _Done(decided.month, code, minutes, on_time, channel == "online" and visits == 0)


def _ledgers(zone: str, keys: list[uuid.UUID]) -> dict[uuid.UUID, tuple[Entry, ...]]:
    found: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    columns = ("case_id", "kind", "at", "article", "note", "limit_text", "effective")
    rows = ClockEvent.objects.filter(zone=zone, case_id__in=keys).order_by("case_id", "seq").values_list(*columns)
    for pk, kind, at, article, note, limit, effective in rows:
        moment: dt.datetime | None = effective and localtime(effective)
        found[pk].append(Entry(Kind(kind), localtime(at), article, note, limit, moment))
    return {pk: tuple(entries) for pk, entries in found.items()}


def _batches(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    batch: list[tuple] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
