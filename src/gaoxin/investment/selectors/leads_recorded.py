"""What the records of projects say about promises. Projects lie above this slice: the installation names the reader in its settings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from gaoxin.investment.models import Lead
from gaoxin.investment.rules.leads.book import Phrase


class Recorded(NamedTuple):
    """What a project's records say about one promise of its lead. value: of an amount, as it stood on `on`; None for a date, which
    `on` then is. source: which records, for people."""

    value: int | None
    on: dt.date
    source: Phrase


Records = Mapping[tuple[uuid.UUID, str], Recorded]  # by lead and code of the promise
Reader = Callable[..., Records]


def recorded(*, zone: str, lead_ids: Collection[uuid.UUID], on: dt.date, days: bool = True) -> Records:
    """By the lead as it was asked for and the code of the promise: what records said by that day. The project of a lead that took
    another one in counts for both. days: also on which day something began; else amounts only."""
    path: str = getattr(settings, "PROMISE_RECORDS", "")
    if not path or not lead_ids:
        return {}
    root = roots(zone, lead_ids)
    reader: Reader = import_string(path)
    told: dict[uuid.UUID, list[tuple[str, Recorded]]] = {}
    for (kept, code), found in reader(zone=zone, lead_ids=set(root.values()), on=on, days=days).items():
        told.setdefault(kept, []).append((code, found))
    return {(lead, code): found for lead, kept in root.items() for code, found in told.get(kept, ())}


def roots(zone: str, lead_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Each lead -> the one that took it in, through others too; itself where none did."""
    root = {lead: lead for lead in lead_ids}
    while True:
        rows = Lead.objects.filter(zone=zone, id__in=set(root.values()), merged_into__isnull=False)
        into = dict(rows.values_list("id", "merged_into_id"))
        if not into:
            return root
        root = {lead: into.get(kept) or kept for lead, kept in root.items()}
