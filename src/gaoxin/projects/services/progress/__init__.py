"""Acts of construction progress: freeze a baseline, assign engineers, report, confirm or reject, enter a cost."""

from gaoxin.projects.services.progress.assigning import assign, release
from gaoxin.projects.services.progress.confirming import confirm, reject
from gaoxin.projects.services.progress.costing import record_cost
from gaoxin.projects.services.progress.freezing import freeze_baseline, preview
from gaoxin.projects.services.progress.reporting import Reported, report

__all__ = ["Reported", "assign", "confirm", "freeze_baseline", "preview", "record_cost", "reject", "release", "report"]
