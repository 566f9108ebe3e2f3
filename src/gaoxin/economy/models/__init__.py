"""Tables of economy. Private to the slice."""

from gaoxin.economy.models.opendata import Release, ReleaseCancelled
from gaoxin.economy.models.reports import (
    ClosedPeriod,
    Filing,
    Membership,
    Query,
    QueryEntry,
    Reminder,
    ReminderMail,
    ReminderSent,
    Unit,
)

__all__ = [
    "ClosedPeriod",
    "Filing",
    "Membership",
    "Query",
    "QueryEntry",
    "Release",
    "ReleaseCancelled",
    "Reminder",
    "ReminderMail",
    "ReminderSent",
    "Unit",
]
