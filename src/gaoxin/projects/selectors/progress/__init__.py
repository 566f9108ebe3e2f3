"""Reading progress: frozen plans, what was confirmed by when, what waits, and what follows from it."""

from gaoxin.projects.selectors.progress.costs import MonthCost, costs_by_month
from gaoxin.projects.selectors.progress.plans import Frozen, frozen, frozen_of_many, numbers, project_of
from gaoxin.projects.selectors.progress.reports import (
    Waiting,
    count_done,
    count_waiting,
    done_in,
    last_day,
    latest_report,
    photo_of,
    quantities,
    reports_of,
    waiting,
)
from gaoxin.projects.selectors.progress.standing import Line, Standing, progress_of, projects_page, standing_of

__all__ = [
    "Frozen",
    "Line",
    "Standing",
    "Waiting",
    "MonthCost",
    "costs_by_month",
    "count_done",
    "count_waiting",
    "done_in",
    "last_day",
    "frozen",
    "frozen_of_many",
    "latest_report",
    "numbers",
    "photo_of",
    "progress_of",
    "project_of",
    "projects_page",
    "quantities",
    "reports_of",
    "standing_of",
    "waiting",
]
