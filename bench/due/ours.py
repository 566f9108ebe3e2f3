"""Our own due dates."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

from bench.due import load
from bench.worker import Watch
from gaoxin.core.due import due_at
from gaoxin.core.limits import parse_limit

KIND_SECONDS = 0.15


class Ours:
    """One unit is one call of `gaoxin.core.due.due_at`."""

    facts: dict[str, Any] = {}

    def __init__(self, questions: Sequence[load.Question]) -> None:
        self.calendar = load.calendar()
        self.questions = questions
        self.turn = cycle(questions)

    def run(self, units: int, watch: Watch) -> None:
        calendar = self.calendar
        for start, limit, excluded in islice(self.turn, units):
            due_at(start, limit, calendar, excluded)

    def finish(self) -> dict[str, Any]:
        """The days found, and the rate of each kind by itself."""
        kinds: dict[str, list[load.Question]] = {}
        for question in self.questions:
            periods = len(question[2])
            name = f"{question[1]}" + (f" 扣除 excluded ×{periods}" if periods else "")
            kinds.setdefault(name, []).append(question)
        days = [due_at(start, limit, self.calendar, gaps).date().isoformat() for start, limit, gaps in self.questions]
        return {"days": days, "kinds": {name: self._rate(asked) for name, asked in sorted(kinds.items())}}

    def _rate(self, questions: Sequence[load.Question]) -> float:
        calendar, done, begun = self.calendar, 0, time.process_time()
        while (spent := time.process_time() - begun) < KIND_SECONDS:
            for start, limit, excluded in questions:
                due_at(start, limit, calendar, excluded)
            done += len(questions)
        return done / spent


def make(options: dict[str, Any]) -> Ours:
    calendar = load.calendar()
    if options["load"] == "mixed":
        return Ours(load.mixed(calendar))
    return Ours([(start, parse_limit(f"{amount}wd"), ()) for start, amount in load.pure(calendar)])
