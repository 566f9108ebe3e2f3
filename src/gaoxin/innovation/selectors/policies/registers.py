"""What the zone's own registers of innovation know of firms for benefits: titles, patents, stations and awards on record.

A register that has no record of a firm is silent: that is not no. What a year brought is of the year before, like completed investment.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, QuerySet

from gaoxin.innovation.models import InnovationAward, PatentOwner, Station, TitleRecord
from gaoxin.innovation.models.register import LEVELS
from gaoxin.innovation.rules.policies.firms import Known
from gaoxin.innovation.rules.readiness.weighing import years_after
from gaoxin.innovation.selectors.readiness_book import book as readiness

Told = tuple[uuid.UUID, str, Known]
TITLES, PATENTS, STATIONS, AWARDS = (
    "称号台账 register of titles", "专利台账 register of patents", "站点台账 register of stations", "奖励台账 register of awards",
)  # fmt: skip
RANK = tuple(reversed(LEVELS))
KINDS = ("doctoral", "postdoctoral")  # of stations, the higher last


def on_record(*, zone: str, day: dt.date, only: Collection[uuid.UUID]) -> Iterator[Told]:
    """(firm, fact, value with register and day) of every firm of the zone, or of these few."""
    first, last = dt.date(day.year - 1, 1, 1), dt.date(day.year - 1, 12, 31)
    yield from _titles(zone, day, first, last, only)
    yield from _patents(zone, day, first, last, only)
    stations = _of(Station.objects.filter(zone=zone, recognised_on__range=(first, last), kind__in=KINDS), only)
    for party, (kind, on) in _highest(stations.values_list("party_id", "kind", "recognised_on"), KINDS).items():
        yield party, "station", Known(kind, STATIONS, on)
    awards = _of(InnovationAward.objects.filter(zone=zone, year=first.year, level__in=RANK), only)
    for party, (level, _year) in _highest(awards.values_list("party_id", "level", "year"), RANK).items():
        yield party, "award", Known(level, AWARDS, last)


def _titles(zone: str, day: dt.date, first: dt.date, last: dt.date, only: Collection[uuid.UUID]) -> Iterator[Told]:
    """A certificate in force or run out; whether it was recognised anew; a registered SME; a centre that was recognised."""
    rows = _of(TitleRecord.objects.filter(zone=zone, on__lte=day), only).order_by("on", "at")
    certificates: dict[uuid.UUID, list[tuple[str, dt.date]]] = defaultdict(list)
    centres: list[tuple[uuid.UUID, str, dt.date]] = []
    for party, title, level, state, on in rows.values_list("party_id", "title", "level", "state", "on"):
        if title == "htec" and state in ("recognised", "expired"):
            certificates[party].append((state, on))
        elif title == "sme" and state == "registered" and first <= on <= last:
            yield party, "tech_sme", Known(True, TITLES, on)
        elif title == "engineering_centre" and state == "recognised" and first <= on <= last:
            centres.append((party, level, on))
    rule = readiness().check("htec").validity
    for party, told in certificates.items():
        state, on = told[-1]
        valid = state == "recognised" and rule is not None and day < years_after(on, rule.years)
        yield party, "htec", Known(valid, TITLES, on)
        days = [at for how, at in told if how == "recognised"]
        if len(days) > 1 and first <= days[-1] <= last:
            yield party, "htec_first", Known(False, TITLES, days[-1])
            yield party, "htec_renewed", Known(True, TITLES, days[-1])
    for party, (level, on) in _highest(centres, RANK).items():
        yield party, "rd_centre", Known(level, TITLES, on)


def _patents(zone: str, day: dt.date, first: dt.date, last: dt.date, only: Collection[uuid.UUID]) -> Iterator[Told]:
    """Inventions in force, and those granted in the year. A patent of several owners counts for each."""
    owned = _of(PatentOwner.objects.filter(zone=zone, patent__kind="invention"), only)
    for code, rows, on in (
        ("patents_held", owned.filter(patent__status="granted", patent__granted_on__lte=day), day),
        ("patents_invention", owned.filter(patent__granted_on__range=(first, last)), last),
    ):
        for party, n in rows.order_by().values_list("party_id").annotate(n=Count("patent", distinct=True)):
            yield party, code, Known(n, PATENTS, on)


def _of(rows: QuerySet[Any], only: Collection[uuid.UUID]) -> QuerySet[Any]:
    """Of enterprises of the register."""
    return rows.filter(party_id__in=list(only)) if only else rows.filter(party__isnull=False)


def _highest(rows: Any, order: Collection[str]) -> dict[uuid.UUID, tuple[str, Any]]:
    """Of each firm the highest by `order`; of equals the earliest."""
    rank, found = [*order], dict[uuid.UUID, tuple[str, Any]]()
    for party, code, on in sorted(rows, key=lambda row: row[2]):
        if code in rank and (party not in found or rank.index(found[party][0]) < rank.index(code)):
            found[party] = code, on
    return found
