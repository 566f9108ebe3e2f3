"""Leads as other slices and pages read them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.investment.models import AgreementPromise, Lead
from gaoxin.runtime.named import beginning


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


def numbers(*, zone: str, prefix: str) -> set[str]:
    """The numbers that begin so."""
    return set(Lead.objects.filter(beginning("number", prefix), zone=zone).values_list("number", flat=True))


def keys_by_number(*, zone: str, number: str) -> tuple[uuid.UUID, uuid.UUID | None] | None:
    """Keys of the lead with that number and of its firm; None where there is none."""
    return Lead.objects.filter(zone=zone, number=number).values_list("id", "party_id").first()


def newest(*, zone: str, stage: str, team: str, most: int) -> list[uuid.UUID]:
    """Keys of a team's newest leads at a stage that no other took in. team: its code."""
    rows = Lead.objects.filter(zone=zone, stage=stage, merged_into=None, team__code=team).order_by("-id")
    return list(rows.values_list("id", flat=True)[:most])


def promises(*, zone: str, agreement: uuid.UUID) -> list[AgreementPromise]:
    """What an agreement promised."""
    return list(AgreementPromise.objects.filter(zone=zone, agreement_id=agreement).order_by("due_on", "id"))
