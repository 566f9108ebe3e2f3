"""Libraries that compute one term each, and the bare array products below which no ranking can go."""

from __future__ import annotations

from typing import Any

import econcomplex
import networkx as nx
import numpy as np

from bench.chains import load
from bench.worker import Watch
from gaoxin.investment.rules.chains.gaps import find_gaps
from gaoxin.investment.rules.chains.table import LINKED


class Peer:
    """One unit is that one term of one ranking."""

    facts: dict[str, Any] = {}

    def __init__(self, which: str) -> None:
        self.which, self.table = which, load.table()
        weights = find_gaps(self.table, load.INDUSTRIES).weights
        self.weights = np.array([weights.get(code, 0.0) for code in self.table.codes])
        placed = self.table.placed
        self.phi = self.table.phi[np.ix_(placed, placed)]
        self.here = (self.weights[placed] > 0).astype(float)[np.newaxis, :]

    def run(self, units: int, watch: Watch) -> None:
        term = {"density": self._density, "paths": self._paths, "floor": self._floor}[self.which]
        for _ in range(units):
            term()

    def finish(self) -> dict[str, Any]:
        if self.which == "paths":
            return {}
        return {"density": (self._density() if self.which == "density" else self._floor()).tolist()}

    def _density(self) -> Any:
        return np.asarray(econcomplex.density(self.here, phi=self.phi, use_rca=False))[0] / 100

    def _paths(self) -> None:
        graph = nx.DiGraph()
        graph.add_edges_from(zip(*np.nonzero(self.table.direct >= LINKED), strict=True))
        nx.betweenness_centrality(graph)

    def _floor(self) -> Any:
        self.table.direct @ self.weights
        self.weights @ self.table.sold
        return (self.phi @ self.here[0]) / self.phi.sum(axis=1)


def make(options: dict[str, Any]) -> Peer:
    return Peer(options["which"])
