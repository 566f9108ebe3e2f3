"""Tables of investment. Private to the slice."""

from gaoxin.investment.models.agreements import (
    AgreementPromise,
    EntryScore,
    InvestmentAgreement,
    PromiseResult,
    PromotionCost,
)
from gaoxin.investment.models.chains import (
    Chain,
    ChainNode,
    FirmNode,
    FirmSupplier,
    GapRuling,
    ImportedTable,
    NodeAssessment,
    NodeLink,
    ReferralLead,
    TargetFirm,
)
from gaoxin.investment.models.leads import CreditShare, Lead, LeadMerge, LeadVisit, StageMove
from gaoxin.investment.models.teams import Ambassador, Promoter, Team, TeamMembership, TeamNotice

__all__ = [
    "AgreementPromise",
    "Ambassador",
    "Chain",
    "ChainNode",
    "CreditShare",
    "EntryScore",
    "FirmNode",
    "FirmSupplier",
    "GapRuling",
    "ImportedTable",
    "InvestmentAgreement",
    "Lead",
    "LeadMerge",
    "LeadVisit",
    "NodeAssessment",
    "NodeLink",
    "PromiseResult",
    "Promoter",
    "PromotionCost",
    "ReferralLead",
    "StageMove",
    "TargetFirm",
    "Team",
    "TeamMembership",
    "TeamNotice",
]
