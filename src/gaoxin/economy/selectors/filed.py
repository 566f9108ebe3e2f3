"""What units filed, with every vintage, and the queries about it. Survey data: the caller says whose may be seen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gaoxin.economy.models import ClosedPeriod, Filing, Membership, Query, Reminder, Unit
from gaoxin.economy.rules.reports.due import months_through
from gaoxin.economy.rules.reports.shape import earlier
from gaoxin.economy.selectors.settings import book

Parties = Collection[uuid.UUID] | None  # None: all of the zone
MOST = 200


@dataclass(frozen=True, slots=True)
class UnitView:
    """A survey unit. spans: scope, since, until (None while it lasts)."""

    id: uuid.UUID
    zone: str
    party_id: uuid.UUID
    name: str
    identifier: str
    industry: str
    spans: tuple[tuple[str, int, int | None], ...]


@dataclass(frozen=True, slots=True)
class Vintage:
    id: uuid.UUID
    unit_id: uuid.UUID
    form: str
    period: int
    vintage: int
    kind: str
    values: Mapping[str, int]
    reason: str
    source: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """A questionnaire of a month. state: filed, late, estimated, missing (due is past) or open."""

    form: str
    period: int
    due: dt.datetime
    state: str
    closed: bool
    reminded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryView:
    """entries: act, text, who, when."""

    id: uuid.UUID
    unit_id: uuid.UUID
    name: str
    form: str
    period: int
    rule: str
    state: str
    asked: str
    evidence: Mapping[str, Any]
    raised_at: dt.datetime
    entries: tuple[tuple[str, str, str, dt.datetime], ...]


def units(*, zone: str, parties: Parties, text: str = "", limit: int = MOST) -> list[UnitView]:
    """By identifier; text: part of the name or identifier."""
    rows = Unit.objects.filter(zone=zone).select_related("party").order_by("party__identifier")
    if parties is not None:
        rows = rows.filter(party_id__in=parties)
    if text:
        rows = rows.filter(party__name__contains=text) | rows.filter(party__identifier__contains=text)
    return _views(zone, list(rows[:limit]))


def unit(*, zone: str, unit_id: uuid.UUID) -> UnitView | None:
    found = _views(zone, list(Unit.objects.filter(zone=zone, id=unit_id).select_related("party")))
    return found[0] if found else None


def _views(zone: str, found: list[Unit]) -> list[UnitView]:
    spans: dict[uuid.UUID, list[tuple[str, int, int | None]]] = {}
    for member in Membership.objects.filter(zone=zone, unit__in=found).order_by("since"):
        spans.setdefault(member.unit_id, []).append((member.scope, member.since, member.until))
    return [
        UnitView(
            row.id, zone, row.party_id, row.party.name, row.party.identifier, row.industry, tuple(spans.get(row.id, ()))
        )
        for row in found
    ]


def vintages(*, zone: str, unit_id: uuid.UUID, form: str = "", period: int | None = None) -> list[Vintage]:
    """The newest month and vintage first."""
    rows = Filing.objects.filter(zone=zone, unit_id=unit_id).select_related("filed_by")
    rows = rows.filter(form=form) if form else rows
    rows = rows.filter(period=period) if period else rows
    return [
        Vintage(
            row.id, row.unit_id, row.form, row.period, row.vintage, row.kind, row.values, row.reason, row.source,
            row.filed_by.name, row.filed_at,
        )
        for row in rows.order_by("-period", "form", "-vintage")[:MOST]
    ]  # fmt: skip


def owed(*, zone: str, unit: UnitView, since: dt.date, now: dt.datetime) -> list[Owed]:
    """Questionnaires of the unit's months in scope from that day on, the newest first. now: on the zone's clock."""
    assert now.tzinfo is not None
    closed = set(ClosedPeriod.objects.filter(zone=zone).values_list("form", "period"))
    filed: dict[tuple[str, int], list[tuple[str, dt.datetime]]] = {}
    for form, period, kind, at in (
        Filing.objects.filter(zone=zone, unit_id=unit.id)
        .order_by("vintage")
        .values_list("form", "period", "kind", "filed_at")
    ):
        filed.setdefault((form, period), []).append((kind, at))
    reminded: dict[tuple[str, int], list[str]] = {}
    stages = Reminder.objects.filter(zone=zone, unit_id=unit.id).order_by("at")
    for form, period, stage in stages.values_list("form", "period", "stage"):
        reminded.setdefault((form, period), []).append(stage)
    found: list[Owed] = []
    for period in months_through(since, now.date(), book()):
        for form in book().forms.values():
            if not any(s == form.scope and a <= period and (b is None or period <= b) for s, a, b in unit.spans):
                continue
            due = book().due(form.code, period, now.tzinfo)
            kinds = filed.get((form.code, period), [])
            first = next((at for kind, at in kinds if kind in ("filed", "revised")), None)
            state = _state(first, due, now, any(kind == "estimated" for kind, _ in kinds))
            told = tuple(reminded.get((form.code, period), ()))
            found.append(Owed(form.code, period, due, state, (form.code, period) in closed, told))
    return found[::-1]


def asked_values(*, zone: str, unit_id: uuid.UUID, form: str, period: int) -> dict[str, int]:
    """What is known before the form is filled: the bases on file, and `before.…` the year to date of the month before."""
    told, prior = book().form(form), earlier(period, book())
    rows = Filing.objects.filter(zone=zone, unit_id=unit_id, form=form, period__in=[period - 100, prior or 0])
    newest = {row.period: row.values for row in rows.exclude(kind="estimated").order_by("vintage")}
    last, before = newest.get(period - 100, {}), newest.get(prior or 0, {})
    found = {f"{key}.base": value for key, value in last.items() if f"{key}.base" in told.keys()}
    return found | {f"before.{key}": value for key, value in before.items() if key.endswith(".ytd")}


def queries(
    *, zone: str, parties: Parties, states: Collection[str] = (), unit_id: uuid.UUID | None = None,
    query_id: uuid.UUID | None = None, limit: int = MOST,
) -> list[QueryView]:  # fmt: skip
    """The newest first. Those asked of the statistician are left out where parties is not None: their evidence shows others."""
    rows = Query.objects.filter(zone=zone).select_related("filing__unit__party")
    if parties is not None:
        rows = rows.filter(filing__unit__party_id__in=parties, asked="enterprise")
    rows = rows.filter(state__in=states) if states else rows
    rows = rows.filter(filing__unit_id=unit_id) if unit_id else rows
    rows = rows.filter(id=query_id) if query_id else rows
    rows = rows.prefetch_related("entries__by").order_by("-raised_at", "id")[:limit]
    return [
        QueryView(
            row.id, row.filing.unit_id, row.filing.unit.party.name, row.filing.form, row.filing.period, row.rule, row.state,
            row.asked, row.evidence, row.raised_at,
            tuple((e.act, e.text, e.by.name, e.at) for e in sorted(row.entries.all(), key=lambda e: e.number)),
        )
        for row in rows
    ]  # fmt: skip


def _state(first: dt.datetime | None, due: dt.datetime, now: dt.datetime, guessed: bool) -> str:
    if first is not None:
        return "filed" if first <= due else "late"
    if guessed:
        return "estimated"
    return "missing" if now > due else "open"
