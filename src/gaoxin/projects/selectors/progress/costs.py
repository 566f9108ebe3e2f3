"""What a project cost by month: its recorded completed investment, and where no record covers a month, what was typed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.projects.models import CostEntry, MonthlyInvestment

RECORDED, TYPED = "recorded", "typed"


@dataclass(frozen=True, slots=True)
class MonthCost:
    """千元 of one month. source: recorded (完成投资 of the project's file) or typed. revision: of that source. by_name: who typed it.
    set_aside_k: what was typed before a record came, which then counts no more."""

    month: dt.date
    amount_k: int
    source: str
    revision: int
    by_name: str = ""
    set_aside_k: int | None = None


def costs_by_month(*, zone: str, project_id: uuid.UUID, known_at: dt.datetime | None = None) -> list[MonthCost]:
    """Each month once, by month. known_at: as it was entered by that moment."""
    records = MonthlyInvestment.objects.filter(zone=zone, project_id=project_id, flow="completed")
    entries = CostEntry.objects.filter(zone=zone, project_id=project_id)
    if known_at is not None:
        records, entries = records.filter(at__lte=known_at), entries.filter(at__lte=known_at)
    found: dict[dt.date, MonthCost] = {}
    for month, amount, revision, name in entries.order_by("month", "revision").values_list(
        "month", "amount_k", "revision", "by_name"
    ):
        found[month] = MonthCost(month, amount, TYPED, revision, name)
    typed = {month: cost.amount_k for month, cost in found.items()}
    for month, amount, revision in records.order_by("month", "revision").values_list("month", "amount_k", "revision"):
        found[month] = MonthCost(month, amount, RECORDED, revision, set_aside_k=typed.get(month))
    return [found[month] for month in sorted(found)]


def is_recorded(*, zone: str, project_id: uuid.UUID, month: dt.date) -> bool:
    """Whether the project's file has the completed investment of that month."""
    return MonthlyInvestment.objects.filter(zone=zone, project_id=project_id, flow="completed", month=month).exists()
