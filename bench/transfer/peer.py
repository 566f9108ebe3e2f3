"""The library `matching` (MIT): hospitals and residents from the same rankings; one unit makes the game and solves it."""

from __future__ import annotations

import sys
from typing import Any

from matching.games import HospitalResident  # pyright: ignore[reportMissingImports]

from bench.transfer import load
from bench.worker import Watch


class Peer:
    """One unit is one matching."""

    facts: dict[str, Any] = {}

    def __init__(self, demands: int, results: int) -> None:
        sys.setrecursionlimit(1_000_000)  # it copies the whole game by recursion, player by player
        lists, keys, seats = load.rankings(demands, results)
        self.residents = {n: [int(one) for one in mine] for n, mine in enumerate(lists)}
        asked: dict[int, list[tuple[int, int]]] = {}
        for n, mine in enumerate(lists):
            for result, key in zip(mine.tolist(), keys[n].tolist(), strict=True):
                asked.setdefault(result, []).append((-key, n))
        self.hospitals = {result: [n for _, n in sorted(who)] for result, who in asked.items()}
        self.seats = {result: seats[result] for result in self.hospitals}

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self._solve()

    def finish(self) -> dict[str, Any]:
        return {"pairs": [(one.name, hospital.name) for hospital, held in self._solve().items() for one in held]}

    def _solve(self) -> Any:
        game = HospitalResident.create_from_dictionaries(self.residents, self.hospitals, self.seats)
        return game.solve(optimal="resident")


def make(options: dict[str, Any]) -> Peer:
    return Peer(options["demands"], options["results"])
