"""Our own engine over the columns: outcome, conditions, addends, cuts and amounts of three benefits."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from bench.policy.load import FIRMS, POLICIES, digest
from bench.worker import Watch
from gaoxin.config.paths import catalogue_dir
from gaoxin.innovation.rules.policies.columns import Column, Table, number_of
from gaoxin.innovation.rules.policies.reading import read_book
from gaoxin.innovation.rules.policies.vector import Traced, evaluate_table

DAY = dt.date(2026, 3, 2)


class Ours:
    """One unit is one run over all firms, from the columns."""

    facts: dict[str, Any] = {}

    def __init__(self, data: str) -> None:
        self.book = read_book(catalogue_dir() / "policies")
        kept = np.load(data)
        self.columns = {name: kept[name] for name in kept.files if name != "industry_c"}
        section = self.book.facts["industry_section"]
        self.columns["industry_section"] = np.where(
            kept["industry_c"], number_of("C", section), number_of("F", section)
        )

    def once(self) -> dict[str, Traced]:
        table = Table(FIRMS, {name: Column(values) for name, values in self.columns.items()})
        return evaluate_table(self.book, table, DAY, POLICIES)

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self.once()

    def finish(self) -> dict[str, Any]:
        return digest({name: traced.yuan for name, traced in self.once().items()})


def make(options: dict[str, Any]) -> Ours:
    return Ours(options["data"])
