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
from gaoxin.projects.models.projects import Project

__all__ = [
    "Baseline",
    "BaselineLine",
    "Confirmation",
    "CostEntry",
    "LandBoundary",
    "Parcel",
    "ParcelAgreement",
    "ParcelResult",
    "ParcelStatus",
    "PlanImage",
    "ProgressReport",
    "Project",
    "SubWork",
    "SubWorkLink",
]
