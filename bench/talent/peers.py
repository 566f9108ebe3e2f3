"""A greedy floor (the cheapest pair first), and networkx's network simplex; both are given the permitted pairs and their costs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx

from bench.talent import load
from bench.worker import Watch
from gaoxin.talent.rules import matching


class Peer:
    """One unit is one solution."""

    facts: dict[str, Any] = {}

    def __init__(self, students: int, posts: int, which: str) -> None:
        self.problem = problem = load.problem(students, posts)
        table = matching._table(problem)
        rows, columns = table.open.nonzero()
        pairs = zip(rows.tolist(), columns.tolist(), table.cost[rows, columns].tolist(), strict=True)
        self.pairs = list(pairs)
        self.solve = {"greedy": self._greedy, "network": self._network}[which]

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self.solve()

    def finish(self) -> dict[str, Any]:
        placed, cost = self.solve()
        return {"placed": placed, "cost": cost}

    def _greedy(self) -> tuple[int, int]:
        openings, units = self.problem.openings, self.problem.units
        seated: set[int] = set()
        used: Counter[int] = Counter()
        in_unit: Counter[str] = Counter()
        whole = 0
        for i, j, cost in sorted(self.pairs, key=lambda pair: pair[2]):
            post = openings[j]
            if i in seated or used[j] >= post.most or in_unit[post.unit] >= units[post.unit].most:
                continue
            seated.add(i)
            used[j] += 1
            in_unit[post.unit] += 1
            whole += cost
        return len(seated), whole

    def _network(self) -> tuple[int, int]:
        graph = nx.DiGraph()
        people = len(self.problem.learners)
        alone = 1_000_000
        graph.add_node("from", demand=-people)
        graph.add_node("to", demand=people)
        for i in range(people):
            graph.add_edge("from", ("s", i), capacity=1, weight=0)
            graph.add_edge(("s", i), "to", capacity=1, weight=alone)
        for i, j, cost in self.pairs:
            graph.add_edge(("s", i), ("p", j), capacity=1, weight=cost)
        for j, post in enumerate(self.problem.openings):
            graph.add_edge(("p", j), ("u", post.unit), capacity=post.most, weight=0)
        for key, unit in self.problem.units.items():
            graph.add_edge(("u", key), "to", capacity=unit.most, weight=0)
        cost, flow = nx.network_simplex(graph)
        left = sum(flow["s", i]["to"] for i in range(people))
        return people - left, cost - left * alone


def make(options: dict[str, Any]) -> Peer:
    return Peer(options["students"], options["posts"], options["which"])
