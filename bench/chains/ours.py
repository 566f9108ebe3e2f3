"""Our own ranking."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.chains import load
from bench.worker import Watch
from gaoxin.investment.rules.chains.gaps import find_gaps, relatedness


class Ours:
    """One unit is one ranking of all three kinds. cold: the table is read anew for each."""

    facts: dict[str, Any] = {}

    def __init__(self, *, cold: bool) -> None:
        self.cold, self.table = cold, load.table()
        find_gaps(self.table, load.INDUSTRIES)

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            find_gaps(load.table() if self.cold else self.table, load.INDUSTRIES)

    def finish(self) -> dict[str, Any]:
        found = find_gaps(self.table, load.INDUSTRIES)
        assert found.ranked["supplement"] and found.ranked["extend"] and found.ranked["strengthen"]
        here = np.isin(self.table.codes, list(found.weights))
        return {"density": relatedness(self.table.phi, here)[self.table.placed].tolist()}


def make(options: dict[str, Any]) -> Ours:
    return Ours(cold=options["cold"])
