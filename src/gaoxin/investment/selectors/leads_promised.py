"""What the agreements of leads promise, by code."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from gaoxin.investment.models import AgreementPromise


@dataclass(frozen=True, slots=True)
class Promised:
    """value: of an amount, None for a day. due_on: by when."""

    value: int | None
    due_on: dt.date


def promised(*, zone: str, lead_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, Promised]]:
    """lead -> code -> the promise with the latest day; leads that were merged into these are not followed."""
    rows = AgreementPromise.objects.filter(zone=zone, agreement__lead_id__in=list(lead_ids)).order_by("due_on", "id")
    found: dict[uuid.UUID, dict[str, Promised]] = {}
    for lead_id, code, value, due_on in rows.values_list("agreement__lead_id", "code", "value", "due_on"):
        found.setdefault(lead_id, {})[code] = Promised(value, due_on)
    return found
