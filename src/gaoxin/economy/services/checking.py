"""A batch of reports against each other and what is on file: gathers the rows that the rules of `validation.yaml` compare."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Min

from gaoxin.economy.models import Filing, Membership
from gaoxin.economy.rules.reports.book import Form
from gaoxin.economy.rules.reports.shape import earlier
from gaoxin.economy.rules.reports.validation import Cell, Finding
from gaoxin.economy.rules.reports.validation import check as run
from gaoxin.economy.selectors.settings import book, checks

YEAR = 100


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that has the form of its questionnaire. place: in the batch."""

    place: int
    unit: uuid.UUID
    industry: str
    form: str
    period: int
    kind: str
    values: Mapping[str, int]
    vintage: int


class Spans:
    """When units were in which scope."""

    def __init__(self, zone: str, units: Iterable[uuid.UUID]) -> None:
        self._held: dict[tuple[uuid.UUID, str], list[tuple[int, int | None]]] = {}
        members = Membership.objects.filter(zone=zone, unit__in=units)
        for unit, scope, since, until in members.values_list("unit_id", "scope", "since", "until"):
            self._held.setdefault((unit, scope), []).append((since, until))

    def hold(self, unit: uuid.UUID, scope: str, period: int) -> bool:
        return any(a <= period and (b is None or period <= b) for a, b in self._held.get((unit, scope), ()))


def check(zone: str, ready: Sequence[Ready], spans: Spans) -> list[Finding]:
    """What the rules say, `row` being the place in the batch; in the order of rows."""
    forms = {one.form for one in ready}
    beside = {rule.across for rule in checks().rules if rule.form in forms and rule.across}
    beside |= {rule.form for rule in checks().rules if rule.across in forms}
    numbers: dict[uuid.UUID, int] = {}
    cells = {
        code: _cells(zone, book().form(code), [one for one in ready if one.form == code], ready, spans, numbers)
        for code in sorted(forms | beside)
    }
    return run(checks(), book(), cells)


def _cells(
    zone: str, form: Form, batch: Sequence[Ready], ready: Sequence[Ready], spans: Spans, numbers: dict[uuid.UUID, int]
) -> list[Cell]:
    """numbers: of the units, the same for all questionnaires. Of one that the batch does not hold, the months of the batch."""
    periods = {one.period for one in batch or ready}
    around = periods | {month - YEAR for month in periods} | {m for p in periods if (m := earlier(p, book()))}
    mine = {(one.unit, one.period) for one in batch}
    rows = Filing.objects.filter(zone=zone, form=form.code)
    first = rows.exclude(kind="estimated").aggregate(first=Min("period"))["first"] if batch else None
    first = min([*periods, first] if first else periods)
    known: dict[tuple[uuid.UUID, int], tuple[str, Mapping[str, int], str]] = {}
    told = rows.filter(period__in=around).order_by("vintage")
    for unit, period, kind, values, industry in told.values_list(
        "unit_id", "period", "kind", "values", "unit__industry"
    ):
        if (unit, period) not in mine:
            known[unit, period] = (kind, values, industry)  # a later vintage takes the earlier one's place
    for unit in (*(one.unit for one in batch), *(unit for unit, _ in known)):
        numbers.setdefault(unit, len(numbers))
    cells = [
        Cell(
            numbers[one.unit], one.place, one.period, one.kind, one.industry, section_of(one.industry), _group(one.industry),
            spans.hold(one.unit, form.scope, one.period - YEAR), one.period - YEAR >= first, one.values,
        )
        for one in batch
    ]  # fmt: skip
    return cells + [
        Cell(numbers[unit], -1, period, kind, industry, "", _group(industry), False, False, values)
        for (unit, period), (kind, values, industry) in known.items()
    ]


def _group(industry: str) -> str:
    return book().group_of(industry) or industry[:2]


def section_of(industry: str) -> str:
    """The section letter of a GB/T 4754 class, empty for what is none."""
    return _sections(settings.CATALOGUE / "codes" / "gbt4754.csv").get(industry, "")


@lru_cache(maxsize=2)
def _sections(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["section"] for row in csv.DictReader(file) if len(row["code"]) == 4}
