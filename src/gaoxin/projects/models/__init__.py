"""Tables of projects. Private to the slice."""

from gaoxin.projects.models.land import (
    LandBoundary,
    Parcel,
    ParcelAgreement,
    ParcelResult,
    ParcelStatus,
    PlanImage,
)
from gaoxin.projects.models.progress import (
    Baseline,
    BaselineLine,
    Confirmation,
    CostEntry,
    ProgressReport,
    SubWork,
    SubWorkLink,
)
from gaoxin.projects.models.projects import (
    FLOWS,
    KINDS,
    Block,
    CampaignTask,
    KindRuling,
    Milestone,
    MonthlyInvestment,
    Project,
    Responsibility,
)

__all__ = [
    "Baseline",
    "BaselineLine",
    "Block",
    "CampaignTask",
    "Confirmation",
    "CostEntry",
    "FLOWS",
    "KINDS",
    "KindRuling",
    "LandBoundary",
    "Milestone",
    "MonthlyInvestment",
    "Parcel",
    "ParcelAgreement",
    "ParcelResult",
    "ParcelStatus",
    "PlanImage",
    "ProgressReport",
    "Project",
    "Responsibility",
    "SubWork",
    "SubWorkLink",
]
