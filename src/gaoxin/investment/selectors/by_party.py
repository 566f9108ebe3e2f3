"""What promotion knows of one enterprise: its leads and agreements. The caller has asked whether the reader may see it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.investment.models import InvestmentAgreement, Lead


@dataclass(frozen=True, slots=True)
class LeadOfParty:
    """A lead that belongs to the enterprise."""

    id: uuid.UUID
    title: str
    mode: str
    stage: str
    opened_on: dt.date
    landed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class AgreementOfParty:
    """An agreement that the enterprise signed."""

    number: str
    lead: str
    signed_on: dt.date


def leads_of(*, zone: str, party_id: uuid.UUID) -> list[LeadOfParty]:
    """The newest first; what was merged into another is not told twice."""
    rows = Lead.objects.filter(zone=zone, party_id=party_id, merged_into=None).order_by("-opened_on", "-id")
    return [
        LeadOfParty(*row) for row in rows.values_list("id", "title", "mode", "stage", "opened_on", "landed_on")[:100]
    ]


def agreements_of(*, zone: str, party_id: uuid.UUID) -> list[AgreementOfParty]:
    """The newest first."""
    rows = InvestmentAgreement.objects.filter(zone=zone, lead__party_id=party_id).order_by("-signed_on", "-id")
    return [AgreementOfParty(*row) for row in rows.values_list("number", "lead__title", "signed_on")[:100]]
