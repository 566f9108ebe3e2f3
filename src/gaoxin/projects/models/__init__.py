"""Tables of projects. Private to the slice."""

from gaoxin.projects.models.land import (
    LandBoundary,
    Parcel,
    ParcelAgreement,
    ParcelResult,
    ParcelStatus,
    PlanImage,
)
from gaoxin.projects.models.projects import Project

__all__ = ["LandBoundary", "Parcel", "ParcelAgreement", "ParcelResult", "ParcelStatus", "PlanImage", "Project"]
