"""The peer: chinesecalendar's `find_workday`, which walks from day to day over the same State Council holidays."""

from __future__ import annotations

import datetime as dt
from itertools import cycle, islice
from typing import Any

from chinese_calendar import find_workday

from bench.due import load
from bench.worker import Watch

DAY = dt.timedelta(1)


class Chinese:
    """One unit is one call of `find_workday`. Its day 0 is the next workday, today included; ours leaves out today."""

    facts: dict[str, Any] = {}

    def __init__(self) -> None:
        self.questions = [(start.date() + DAY, amount - 1) for start, amount in load.pure(load.calendar())]
        self.turn = cycle(self.questions)

    def run(self, units: int, watch: Watch) -> None:
        for day, amount in islice(self.turn, units):
            find_workday(amount, day)

    def finish(self) -> dict[str, Any]:
        return {"days": [find_workday(amount, day).isoformat() for day, amount in self.questions]}


def make(options: dict[str, Any]) -> Chinese:
    return Chinese()
