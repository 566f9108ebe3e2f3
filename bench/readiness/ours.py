"""Both ways: over columns, and one firm after the other."""

from __future__ import annotations

import hashlib
from typing import Any

from bench.readiness.firms import TODAY, book, firms
from bench.worker import Watch
from gaoxin.innovation.rules.readiness.columns import columns, weigh_all
from gaoxin.innovation.rules.readiness.weighing import MARK, VERDICTS, weigh


class Ours:
    """One unit is both checks over all firms."""

    facts: dict[str, Any] = {}

    def __init__(self, *, rows: bool) -> None:
        self.rows, self.book = rows, book()
        self.firms = firms(self.book)

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self.found()

    def found(self) -> list[Any]:
        """For each check and firm: lowest and highest points, the verdict, each condition."""
        told: list[Any] = []
        for check in self.book.checks.values():
            if self.rows:
                for firm in self.firms:
                    one = weigh(check, firm, self.book, TODAY)
                    marks = [MARK[look.met] for look in one.looked]
                    told.append([one.low, one.high, VERDICTS.index(one.verdict), *marks])
                continue
            all_ = weigh_all(check, columns(self.firms, check, self.book, TODAY), self.book)
            lists = [
                all_.low.tolist(),
                all_.high.tolist(),
                all_.verdict.tolist(),
                *(met.tolist() for met in all_.met.values()),
            ]
            told += [list(row) for row in zip(*lists, strict=True)]
        return told

    def finish(self) -> dict[str, Any]:
        return {"sha256": hashlib.sha256(repr(self.found()).encode()).hexdigest(), "firms": len(self.firms)}


def make(options: dict[str, Any]) -> Ours:
    return Ours(rows=options["rows"])
