"""When mail is due: one slot a day, week or month of the zone's calendar."""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

from gaoxin.core.errors import Invalid

Frequency = Literal["daily", "weekly", "monthly"]
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)


def slot(frequency: str, day: dt.date) -> str:
    """The name of the period that the day belongs to: one mail is sent in each. Raises Invalid for another frequency."""
    if frequency == "daily":
        return day.isoformat()
    if frequency == "weekly":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if frequency == "monthly":
        return f"{day.year}-{day.month:02}"
    raise Invalid(f"没有这个周期 no such frequency: {frequency[:20]}", do=f"可选 choose from: {', '.join(FREQUENCIES)}")
