"""Reading progress: frozen plans, what was confirmed by when, what waits, and what follows from it."""

from gaoxin.projects.selectors.progress.plans import Frozen, frozen, frozen_of_many, numbers, project_of
from gaoxin.projects.selectors.progress.reports import (
    Waiting,
    costs_of,
    done_of,
    latest_report,
    photo_of,
    reports_of,
    waiting,
)
from gaoxin.projects.selectors.progress.standing import Line, Standing, progress_of, projects_page, standing_of

__all__ = [
    "Frozen",
    "Line",
    "Standing",
    "Waiting",
    "costs_of",
    "done_of",
    "frozen",
    "frozen_of_many",
    "latest_report",
    "numbers",
    "photo_of",
    "progress_of",
    "project_of",
    "projects_page",
    "reports_of",
    "standing_of",
    "waiting",
]
