"""The early-warning list: for each enterprise in the reader's reach what stands against it, with evidence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.projects.models import DeclaredSignal, Inquiry, PowerReading, ReturnDeclaration, Stewardship
from gaoxin.projects.rules.stewards import warnings
from gaoxin.projects.rules.stewards.warnings import Declared, Known, Warned
from gaoxin.projects.selectors.stewards.serving import mine
from gaoxin.projects.selectors.stewards.settings import book, calendar


@dataclass(frozen=True, slots=True)
class WarnedView:
    """An enterprise, its steward, and what was found."""

    party_id: uuid.UUID
    name: str
    steward: str
    warned: Warned


def warned(*, zone: str, by: Actor, now: dt.datetime, everyone: bool = False) -> list[WarnedView]:
    """The worst first; without a level only where `everyone`. A fixed number of queries."""
    rows = list(Stewardship.objects.select_related("party", "steward").filter(mine(zone, by)))
    today = calendar().local(now).date()
    first = dict(
        Stewardship.objects.filter(zone=zone, party_id__in=[row.party_id for row in rows])
        .values_list("party_id")
        .annotate(Max("since"))
    )
    known = _known(zone, {row.party_id: calendar().local(first[row.party_id]).date() for row in rows}, today)
    found = [
        WarnedView(
            row.party_id, row.party.name, row.steward.name, warnings.judge(known[row.party_id], today, book().warnings)
        )
        for row in rows
    ]
    shown = [view for view in found if everyone or view.warned.level is not None]
    return sorted(shown, key=lambda view: (-view.warned.points, view.name))


def of_party(*, zone: str, party_id: uuid.UUID, since: dt.date, now: dt.datetime) -> Warned:
    """Of one enterprise. The caller has asked whether it may be seen."""
    today = calendar().local(now).date()
    return warnings.judge(_known(zone, {party_id: since}, today)[party_id], today, book().warnings)


def _known(zone: str, since: dict[uuid.UUID, dt.date], today: dt.date) -> dict[uuid.UUID, Known]:
    keys: Collection[uuid.UUID] = list(since)
    of = {"zone": zone, "party_id__in": keys}
    power: dict[uuid.UUID, dict[dt.date, int]] = defaultdict(dict)
    two_years = today - dt.timedelta(3 * 366)
    for pk, month, kwh in PowerReading.objects.filter(**of, month__gte=two_years).values_list(
        "party_id", "month", "kwh"
    ):
        power[pk][month] = kwh
    reported: dict[uuid.UUID, dt.date] = {}
    told = ReturnDeclaration.objects.filter(**of).values_list("party_id").annotate(Max("declared_at"))
    asked = Inquiry.objects.filter(**of).values_list("party_id").annotate(Max("asked_at"))
    for pk, moment in [*told, *asked]:
        day = calendar().local(moment).date()
        if day <= today:
            reported[pk] = max(reported.get(pk, day), day)
    ratings: dict[uuid.UUID, list[tuple[dt.date, int]]] = defaultdict(list)
    rated = Inquiry.objects.filter(**of, rated_at__isnull=False).values_list("party_id", "rated_at", "stars")
    for pk, moment, stars in rated:
        ratings[pk].append((calendar().local(moment).date(), stars))
    declared: dict[uuid.UUID, list[Declared]] = defaultdict(list)
    columns = ("party_id", "code", "day", "words", "source", "ended_on")
    for pk, *rest in DeclaredSignal.objects.filter(**of).values_list(*columns):
        declared[pk].append(Declared(*rest))
    return {
        pk: Known(day, reported.get(pk), power[pk], tuple(ratings[pk]), tuple(declared[pk]))
        for pk, day in since.items()
    }
