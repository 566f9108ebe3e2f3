"""Tables of innovation. Private to the slice."""

from gaoxin.innovation.models.patents import Patent, PatentOwner, PatentTransfer
from gaoxin.innovation.models.policies import BudgetYear, Entitlement, FirmFact, MatchRun, Objection
from gaoxin.innovation.models.register import CooperationProject, CooperationSum, TitleRecord, University

__all__ = [
    "BudgetYear",
    "CooperationProject",
    "CooperationSum",
    "Entitlement",
    "FirmFact",
    "MatchRun",
    "Objection",
    "Patent",
    "PatentOwner",
    "PatentTransfer",
    "TitleRecord",
    "University",
]
