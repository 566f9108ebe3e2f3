"""Tables of innovation. Private to the slice."""

from gaoxin.innovation.models.patents import Patent, PatentOwner, PatentTransfer
from gaoxin.innovation.models.policies import BudgetYear, Entitlement, FirmFact, MatchRun, Objection
from gaoxin.innovation.models.register import CooperationProject, CooperationSum, TitleRecord, University
from gaoxin.innovation.models.stations import (
    GrantPayment,
    InnovationAward,
    PilotTask,
    Station,
    StationGrant,
    StationPerson,
)
from gaoxin.innovation.models.transfer import (
    AgreementResult,
    PatentLicence,
    ResultPatent,
    TransferDeal,
    TransferDemand,
    TransferMatch,
    TransferResult,
    TransferRun,
    TransferWish,
    UniversityAgreement,
    UniversityVoice,
)

__all__ = [
    "UniversityAgreement",
    "AgreementResult",
    "InnovationAward",
    "BudgetYear",
    "CooperationProject",
    "CooperationSum",
    "Entitlement",
    "FirmFact",
    "GrantPayment",
    "MatchRun",
    "Objection",
    "Patent",
    "PatentLicence",
    "PatentOwner",
    "PatentTransfer",
    "PilotTask",
    "ResultPatent",
    "Station",
    "StationGrant",
    "StationPerson",
    "TitleRecord",
    "TransferDeal",
    "TransferDemand",
    "TransferMatch",
    "TransferResult",
    "TransferRun",
    "TransferWish",
    "University",
    "UniversityVoice",
]
