"""Who has filed, who is late and who is missing. Survey data: for statisticians, and for each enterprise its own."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Max

from gaoxin.economy.models import ClosedPeriod, Filing, Reminder, Unit
from gaoxin.economy.selectors import registers
from gaoxin.economy.selectors.settings import book

FILED = ("filed", "revised")


@dataclass(frozen=True, slots=True)
class Row:
    """A unit that owes a questionnaire. state: filed, late (filed after the due moment), estimated, missing. reminded: stages."""

    unit_id: uuid.UUID
    party_id: uuid.UUID
    name: str
    identifier: str
    state: str
    filed_at: dt.datetime | None
    reminded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """A questionnaire of a month. rate, on_time: per mille of those who owe it, None where nobody does."""

    form: str
    period: int
    due: dt.datetime
    closed: bool
    rows: tuple[Row, ...]

    def count(self, *states: str) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def rate(self) -> int | None:
        return round(1000 * self.count("filed", "late") / len(self.rows)) if self.rows else None

    @property
    def on_time(self) -> int | None:
        return round(1000 * self.count("filed") / len(self.rows)) if self.rows else None

    @property
    def late(self) -> tuple[Row, ...]:
        """Those that are missing first, then those that came after the due moment."""
        order = ("missing", "estimated", "late")
        return tuple(
            sorted((r for r in self.rows if r.state in order), key=lambda r: (order.index(r.state), r.identifier))
        )


def response(*, zone: str, form: str, period: int, tz: dt.tzinfo) -> Response:
    """Of all units in scope in that month. Raises NotFound for an unknown questionnaire."""
    told, due = book().form(form), book().due(form, period, tz)
    members = registers.in_scope(zone=zone, scope=told.scope, period=period)
    first: dict[uuid.UUID, dt.datetime] = {}
    guessed: set[uuid.UUID] = set()
    filed = Filing.objects.filter(zone=zone, form=form, period=period).order_by("vintage")
    for unit, kind, at in filed.values_list("unit_id", "kind", "filed_at"):
        if kind in FILED:
            first.setdefault(unit, at)
        elif kind == "estimated":
            guessed.add(unit)
    reminded: dict[uuid.UUID, list[str]] = {}
    stages = Reminder.objects.filter(zone=zone, form=form, period=period).order_by("at")
    for unit, stage in stages.values_list("unit_id", "stage"):
        reminded.setdefault(unit, []).append(stage)
    units = Unit.objects.filter(zone=zone, id__in=members).order_by("party__identifier")
    rows = [
        Row(
            unit, party, name, identifier, _state(first.get(unit), due, unit in guessed), first.get(unit),
            tuple(reminded.get(unit, ())),
        )
        for unit, party, name, identifier in units.values_list("id", "party_id", "party__name", "party__identifier")
    ]  # fmt: skip
    closed = ClosedPeriod.objects.filter(zone=zone, form=form, period=period).exists()
    return Response(form, period, due, closed, tuple(rows))


def newest_period(*, zone: str) -> int | None:
    """The newest month that anybody filed."""
    return Filing.objects.filter(zone=zone, kind__in=FILED).aggregate(last=Max("period"))["last"]


def _state(filed_at: dt.datetime | None, due: dt.datetime, guessed: bool) -> str:
    if filed_at is not None:
        return "filed" if filed_at <= due else "late"
    return "estimated" if guessed else "missing"
