"""Tables of investment. Private to the slice."""

from gaoxin.investment.models.agreements import (
    AgreementPromise,
    EntryScore,
    InvestmentAgreement,
    PromiseResult,
    PromotionCost,
)
from gaoxin.investment.models.leads import CreditShare, Lead, LeadMerge, LeadVisit, StageMove
from gaoxin.investment.models.teams import Ambassador, Promoter, Team, TeamMembership

__all__ = [
    "AgreementPromise",
    "Ambassador",
    "CreditShare",
    "EntryScore",
    "InvestmentAgreement",
    "Lead",
    "LeadMerge",
    "LeadVisit",
    "PromiseResult",
    "Promoter",
    "PromotionCost",
    "StageMove",
    "Team",
    "TeamMembership",
]
