"""Our own: all of it from demands and results, or the stable matching alone from rankings."""

from __future__ import annotations

from typing import Any

from bench.transfer import load
from bench.worker import Watch
from gaoxin.innovation.rules.transfer.matching import match, stable


class Ours:
    """One unit is one matching."""

    facts: dict[str, Any] = {}

    def __init__(self, demands: int, results: int, *, alone: bool) -> None:
        self.alone = alone
        self.told = load.rankings(demands, results) if alone else load.market(demands, results)

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self._solve()

    def finish(self) -> dict[str, Any]:
        return {"pairs": self._solve()}

    def _solve(self) -> list[tuple[int, int]]:
        if self.alone:
            got = stable(*self.told)
            return [(n, int(self.told[0][n][at])) for n, at in enumerate(got) if at >= 0]
        return [(int(pair.demand[1:]), int(pair.result[1:])) for pair in match(*self.told).pairs]


def make(options: dict[str, Any]) -> Ours:
    return Ours(options["demands"], options["results"], alone=options["alone"])
