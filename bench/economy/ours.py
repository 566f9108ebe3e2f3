"""Our own engine: the whole tree from facts, the same from the stored leaf table, a month's refresh; and the bare scan as floor."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from bench.economy.facts import MONTHS, digest, load
from bench.worker import Watch
from gaoxin.economy.rules.indicators import leaf, tree
from gaoxin.economy.rules.indicators.engine import Engine
from gaoxin.economy.rules.indicators.stored import Store


class Ours:
    """One unit: the tree once, the scan once, or one month once."""

    def __init__(self, which: str, rows: int) -> None:
        self.which, told = which, load(rows)
        self.measures, self.definitions, self.nodes = told.measures, told.definitions, told.nodes
        self.facts = {"rows": len(told.columns["ym"])}
        frame = pd.DataFrame(told.columns, copy=False)
        if which == "stored":
            self.folder = tempfile.TemporaryDirectory()
            self.store = Store(Path(self.folder.name), self.measures)
            for ym in MONTHS:
                month = frame[frame["ym"] == ym]
                self.store.put(ym, "bench", month.assign(ent=[f"{ent:032x}" for ent in month["ent"]]))
            return
        self.engine = Engine(self.measures)
        self.engine.load(frame)
        self.month = frame[frame["ym"] == MONTHS[-1]].copy() if which == "replaced" else None

    def run(self, units: int, watch: Watch) -> None:
        todo = {"tree": self._tree, "stored": self._tree, "scan": self._scan}.get(self.which, self._refresh)
        for _ in range(units):
            todo()

    def finish(self) -> dict[str, Any]:
        if self.which == "scan":
            return {}
        if self.which in ("leaves", "replaced"):
            assert leaf.fingerprint(self.engine.leaves()) == leaf.fingerprint(self.engine.computed().tolist())
            return {}
        made = self._tree()
        names = ("level", "base", "growth", "share", "contribution", "pull")
        return {"cells": digest({name: getattr(made, name) for name in names}), "count": int(made.level.size)}

    def _tree(self) -> tree.Cells:
        if self.which == "stored":
            engine = self.store.open(dict.fromkeys(MONTHS, "bench"))
            table = engine.table()
            engine.close()
        else:
            table = self.engine.computed()
        return tree.cells(tree.sums(table, self.nodes, len(self.measures)), self.definitions)

    def _scan(self) -> None:
        each = ", ".join(f"SUM({name})" for name in leaf.columns(self.measures))
        self.engine.con.execute(f"SELECT {each} FROM facts").fetchall()

    def _refresh(self) -> None:
        self.engine.refresh(MONTHS[-1], self.month)


def make(options: dict[str, Any]) -> Ours:
    return Ours(options["which"], options["rows"])
