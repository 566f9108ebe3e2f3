"""The floor: numpy's compiled business-day arithmetic, told every rest day of the same calendar."""

from __future__ import annotations

import datetime as dt
from itertools import cycle, islice
from typing import Any

import numpy as np

from bench.due import load
from bench.worker import Watch


class Floor:
    """One unit is one due date, asked one at a time or all in one array.

    A working weekend cannot be told to numpy, so every day of the week works and every rest day is a holiday.
    """

    facts: dict[str, Any] = {}

    def __init__(self, *, array: bool) -> None:
        days = load.calendar()
        span = range((days.last - days.first).days + 1)
        rest = [day for day in (days.first + dt.timedelta(n) for n in span) if not days.is_workday(day)]
        self.calendar = np.busdaycalendar("1111111", rest)
        questions = load.pure(days)
        self.starts = np.array([start.date() for start, _ in questions], dtype="datetime64[D]")
        self.amounts = np.array([amount for _, amount in questions])
        self.array = array
        self.turn = cycle([(start.date(), amount) for start, amount in questions])

    def run(self, units: int, watch: Watch) -> None:
        if not self.array:
            for day, amount in islice(self.turn, units):
                np.busday_offset(day, amount, "backward", busdaycal=self.calendar)
            return
        whole, rest = divmod(units, len(self.starts))
        for _ in range(whole):
            np.busday_offset(self.starts, self.amounts, "backward", busdaycal=self.calendar)
        np.busday_offset(self.starts[:rest], self.amounts[:rest], "backward", busdaycal=self.calendar)

    def finish(self) -> dict[str, Any]:
        found = np.busday_offset(self.starts, self.amounts, "backward", busdaycal=self.calendar)
        return {"days": [str(day) for day in found]}


def make(options: dict[str, Any]) -> Floor:
    return Floor(array=options["array"])
