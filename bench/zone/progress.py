"""Construction progress at its limit: the roll-up, the S-curve and the critical path of 500 works over 36 months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np

from bench.due import load
from bench.worker import Watch
from bench.zone import plan
from gaoxin.projects.rules.progress.network import network, schedule
from gaoxin.projects.rules.progress.value import Plan, curve, done_by
from gaoxin.projects.rules.progress.works import leaves_of, roll_up, tree


class Progress:
    """One unit is one computation of `which`: roll-up, curve or path, ours; floor-roll-up, floor-curve or peer-path."""

    facts: dict[str, Any] = {}

    def __init__(self, which: str) -> None:
        self.calendar = load.calendar()
        self.works, self.reports, self.months = plan.works(), plan.reports(), plan.months()
        self.plan = Plan(tuple(self.works), schedule(self.works, plan.STARTS_ON, self.calendar)[1], 1_000_000)
        leaves = [row for row in tree(self.works) if row.leaf]
        place = {row.work.code: number for number, row in enumerate(leaves)}
        self.shares = np.array([float(row.share) for row in leaves])
        self.done = np.zeros((plan.MONTHS, len(leaves)))
        month = {day: number for number, day in enumerate(self.months)}
        for report in self.reports:
            self.done[month[report.on], place[report.code]] = float(report.quantity) / plan.QUANTITY
        self.latest = done_by(self.reports, self.months[-1])
        self.ask: Callable[[], Any] = {
            "roll-up": lambda: roll_up(self.works, done_by(self.reports, self.months[-1]))[""],
            "curve": lambda: curve(self.plan, self.reports, self.months[-1], self.calendar),
            "path": lambda: network(self.works, {}),
            "floor-roll-up": lambda: self.done[-1] @ self.shares,
            "floor-curve": lambda: self.done @ self.shares,
            "peer-path": self._longest,
        }[which]
        self.which = which

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self.ask()

    def finish(self) -> dict[str, Any]:
        """found: the same numbers from ours and from what it is compared with."""
        got = self.ask()
        if self.which == "curve":
            told = {point.on: point.actual for point in got}
            return {"found": [float(told[day] or 0) for day in self.months]}
        if self.which == "floor-curve":
            return {"found": got.tolist()}
        if self.which == "path":
            return {"found": [float(max(slot.ef for slot in got.values()))]}
        return {"found": [float(got)]}

    def _longest(self) -> float:
        graph = nx.DiGraph()
        leaves = leaves_of(self.works)
        for work in self.works:
            if work.code in leaves:
                graph.add_edge(work.code, "end", weight=work.days)
        days = {work.code: work.days for work in self.works}
        for work in self.works:
            for link in work.after:
                graph.add_edge(link.before, work.code, weight=days[link.before] + link.lag)
        return float(nx.dag_longest_path_length(graph))


def make(options: dict[str, Any]) -> Progress:
    return Progress(options["which"])
