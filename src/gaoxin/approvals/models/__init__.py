"""Tables of approvals, one module an aggregate. Private to the slice: others use its services and selectors."""

from gaoxin.approvals.models.after import Commitment, HoldingReport, Rating, StartRequest
from gaoxin.approvals.models.case import Case, ClockEvent, Correction, ProjectName, Requirement, Upload, WindowReply
from gaoxin.approvals.models.catalogue import DailySerial, ItemVersion
from gaoxin.approvals.models.desk import CaseAssignment, SitePhoto
from gaoxin.approvals.models.review import Decision, Opinion
from gaoxin.approvals.models.tally import Tally

__all__ = [
    "Case",
    "CaseAssignment",
    "ClockEvent",
    "Commitment",
    "Correction",
    "DailySerial",
    "Decision",
    "HoldingReport",
    "ItemVersion",
    "Opinion",
    "ProjectName",
    "Rating",
    "Requirement",
    "SitePhoto",
    "StartRequest",
    "Tally",
    "Upload",
    "WindowReply",
]
