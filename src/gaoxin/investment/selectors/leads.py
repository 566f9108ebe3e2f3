"""Leads as other slices and pages read them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.investment.models import Lead


@dataclass(frozen=True, slots=True)
class Landed:
    """A lead that became a project. node: `CHAIN/NODE`, empty where unknown. party_id: of the investor, if it is registered."""

    id: uuid.UUID
    title: str
    party_id: uuid.UUID | None
    investor: str
    node: str
    mode: str
    landed_on: dt.date


def landed(zone: str) -> list[Landed]:
    """Every lead that landed, in the order in which they did. What was merged into another lead is not told twice."""
    rows = Lead.objects.filter(zone=zone, stage="landed").order_by("landed_on", "id")
    columns = ("id", "title", "party_id", "investor", "node", "mode", "landed_on")
    return [Landed(*row) for row in rows.values_list(*columns)]
