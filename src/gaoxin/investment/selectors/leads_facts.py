"""What the conditions ask of one lead, and the credit for it."""

from __future__ import annotations

import uuid

from gaoxin.investment.models import (
    AgreementPromise,
    CreditShare,
    EntryScore,
    InvestmentAgreement,
    Lead,
    LeadVisit,
)
from gaoxin.investment.rules.leads.credit import equal_shares
from gaoxin.investment.rules.leads.moving import Facts
from gaoxin.investment.selectors.leads_scope import family


def facts_of(lead: Lead) -> Facts:
    """As they stand, what was merged into it included."""
    keys = family(zone=lead.zone, pk=lead.id)
    here = {"zone": lead.zone, "lead_id__in": keys}
    agreements = list(InvestmentAgreement.objects.filter(**here).values_list("id", flat=True))
    promised = AgreementPromise.objects.filter(zone=lead.zone, agreement_id__in=agreements)
    passed = EntryScore.objects.filter(**here).order_by("-at", "-id").values_list("passed", flat=True).first()
    return Facts(
        owner=bool(lead.team_id or lead.ambassador_id), visits=LeadVisit.objects.filter(**here).count(),
        identifier=bool(lead.identifier), node=bool(lead.node), investment_k=lead.investment_k, screened=bool(passed),
        agreement=bool(agreements), promises=frozenset(promised.values_list("code", flat=True)),
        credit_bp=sum(shares_of(zone=lead.zone, pk=lead.id).values()),
    )  # fmt: skip


def shares_of(*, zone: str, pk: uuid.UUID) -> dict[str, int]:
    """Lasting shares by holder (`team:KEY`, `ambassador:KEY`, `party:KEY`), as they were settled; empty where nobody did."""
    rows = CreditShare.objects.filter(zone=zone, lead_id=pk, ended_at=None).order_by("id")
    return {holder(row): row.share_bp for row in rows}


def shares_or_equal(lead: Lead) -> dict[str, int]:
    """The settled shares, else equal ones of whoever holds the lead or referred it."""
    settled = shares_of(zone=lead.zone, pk=lead.id)
    held = (("team", lead.team_id), ("ambassador", lead.ambassador_id), ("party", lead.referrer_id))
    return settled or equal_shares([f"{kind}:{key}" for kind, key in held if key])


def holder(row: CreditShare) -> str:
    """Whose share it is, as text."""
    return next(
        f"{kind}:{key}"
        for kind, key in (("team", row.team_id), ("ambassador", row.ambassador_id), ("party", row.party_id))
        if key
    )
