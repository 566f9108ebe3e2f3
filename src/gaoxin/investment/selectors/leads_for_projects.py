"""What the file of a project tells of the lead that it came from."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet

from gaoxin.investment.models import InvestmentAgreement, Lead
from gaoxin.investment.rules.leads.needs import Need
from gaoxin.investment.selectors.leads_needs import need_of


@dataclass(frozen=True, slots=True)
class Origin:
    """number, title, mode: of the lead. opened_on: first written down. agreements: number and day of signing, the first first.
    need: what it needs of the zone, None where it says nothing."""

    number: str
    title: str
    investor: str
    mode: str
    opened_on: dt.date
    landed_on: dt.date | None
    agreements: tuple[tuple[str, dt.date], ...]
    need: Need | None = None


def origins(*, zone: str, lead_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Origin]:
    """By key of the lead, agreements of leads that were merged into it included; queries do not grow with the number of leads."""
    rows = list(Lead.objects.filter(zone=zone, id__in=lead_ids))
    root = {row.pk: row.pk for row in rows}
    level = list(root)
    while level:
        found = Lead.objects.filter(zone=zone, merged_into_id__in=level).values_list("id", "merged_into_id")
        level = []
        for key, into in found:
            if into is not None and key not in root:
                root[key] = root[into]
                level.append(key)
    signed: dict[uuid.UUID, list[tuple[str, dt.date]]] = {row.pk: [] for row in rows}
    deals = InvestmentAgreement.objects.filter(zone=zone, lead_id__in=root).order_by("signed_on", "number")
    for lead_id, number, on in deals.values_list("lead_id", "number", "signed_on"):
        signed[root[lead_id]].append((number, on))
    return {
        row.pk: Origin(
            row.number,
            row.title,
            row.investor,
            row.mode,
            row.opened_on,
            row.landed_on,
            tuple(signed[row.pk]),
            need_of(row),
        )
        for row in rows
    }


def signed(*, zone: str, lead: OuterRef, until: dt.date) -> QuerySet[InvestmentAgreement]:
    """As part of somebody else's query: agreements of the lead itself that were signed by that day."""
    return InvestmentAgreement.objects.filter(zone=zone, lead_id=lead, signed_on__lte=until)


def signed_by_merged(*, zone: str, until: dt.date) -> set[uuid.UUID]:
    """The leads that took in, also through others, one with an agreement signed by that day; few, as merges of signed leads are."""
    deals = InvestmentAgreement.objects.filter(zone=zone, signed_on__lte=until, lead__merged_into__isnull=False)
    level = set(deals.values_list("lead__merged_into_id", flat=True))
    found: set[uuid.UUID] = set()
    while level:
        found |= level
        further = Lead.objects.filter(zone=zone, pk__in=level, merged_into__isnull=False)
        level = set(further.values_list("merged_into_id", flat=True)) - found
    return found
