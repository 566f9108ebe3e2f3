"""The same three amounts as bare array expressions: nothing is read from a file of law, nothing is kept but the amounts."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.policy.load import digest
from bench.worker import Watch


class Floor:
    """One unit is one run over all firms."""

    facts: dict[str, Any] = {}

    def __init__(self, data: str) -> None:
        kept = np.load(data)
        self.of = {name: kept[name] for name in kept.files}

    def once(self) -> dict[str, Any]:
        of = self.of
        able = of["registered_here"] & of["taxpayer_here"] & ~of["dishonest"] & ~of["accident"]
        bought, rd, sales = of["equipment_investment"], of["rd_expense"], of["sales"]
        rate = np.where(bought >= 20_000_000, 8, np.where(bought >= 5_000_000, 5, 0))
        equipment = np.where(able & of["industry_c"], np.minimum(bought * rate // 100, 3_000_000), 0)
        equipment = np.minimum(equipment, of["local_tax"])
        first = np.where(sales >= 200_000_000, 300_000, np.where(sales >= 50_000_000, 200_000, 100_000))
        grew = (rd - of["rd_expense_before"]) * 100.0 / of["rd_expense_before"] > 20
        reward = np.where(able & (rd * 100.0 / sales >= 3), np.minimum(rd * 3 // 100 + 100_000 * grew, 1_000_000), 0)
        return {
            "equipment-renewal": equipment, "htec-first": np.where(able & of["htec_first"], first, 0),
            "rd-reward": np.minimum(reward, of["local_tax"] - equipment),
        }  # fmt: skip

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self.once()

    def finish(self) -> dict[str, Any]:
        return digest(self.once())


def make(options: dict[str, Any]) -> Floor:
    return Floor(options["data"])
