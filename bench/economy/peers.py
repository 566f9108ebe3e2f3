"""The same tree by data-frame libraries, each written as its users do, from facts it holds in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from bench.economy.facts import MONTHS, digest, load, pairs
from bench.worker import Watch
from gaoxin.economy.rules.indicators import leaf

SIX = ("level", "base", "growth", "share", "contribution", "pull")


class Peer(ABC):
    """One unit is the tree once. Columns of the result: SIX of each indicator, rows in order of node and month."""

    def __init__(self, rows: int) -> None:
        told = load(rows)
        self.facts = {"rows": len(told.columns["ym"])}
        self.sums = leaf.columns(told.measures)
        self.indicators = list(told.definitions.indicators.values())
        self.least = told.definitions.growth.contribution_least_per_mille / 1000
        self.at, self.of = pairs(told.nodes)
        self.nodes = len(told.nodes.codes)
        self.keep(told.columns)

    @abstractmethod
    def keep(self, columns: dict[str, Any]) -> None:
        """Hold the table as this engine likes it."""

    @abstractmethod
    def tree(self) -> Any:
        """The whole tree of indicators, and what `finish` digests."""

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self.tree()

    def finish(self) -> dict[str, Any]:
        made = self.tree()
        shape = (self.nodes, len(MONTHS))
        cells = {
            name: np.stack(
                [np.asarray(made[f"{name}_{one.code}"], dtype=np.float64).reshape(shape) for one in self.indicators],
                axis=2,
            )
            for name in SIX
        }
        return {"cells": digest(cells), "count": int(cells["level"].size)}


class Pandas(Peer):
    def keep(self, columns: dict[str, Any]) -> None:
        import pandas as pd

        self.pd = pd
        self.frame = pd.DataFrame(columns)
        self.above = pd.DataFrame({"at": self.at, "node": self.of})

    def tree(self) -> Any:
        sums = list(self.sums)
        leaves = self.frame.groupby(["node", "ym"], sort=False)[sums].sum().reset_index()
        told = self.above.merge(leaves, on="node").groupby(["at", "ym"])[sums].sum().reset_index()
        whole = told[told["at"] == 0].set_index("ym")[sums].reindex(told["ym"]).reset_index(drop=True)
        made: dict[str, Any] = {}
        for one in self.indicators:
            x, b = told[f"x_{one.over}"], told[f"b_{one.over}"]
            if one.per:
                level = x * one.times / one.divisor / told[f"x_{one.per}"]
                base = b * one.times / one.divisor / told[f"b_{one.per}"]
                made |= dict(zip((f"level_{one.code}", f"base_{one.code}"), (level, base), strict=True))
                made[f"growth_{one.code}"] = level - base
                made |= {f"{name}_{one.code}": np.nan for name in SIX[3:]}
                continue
            all_x, all_b = whole[f"x_{one.over}"], whole[f"b_{one.over}"]
            made[f"level_{one.code}"], made[f"base_{one.code}"] = (
                x * one.times / one.divisor,
                b * one.times / one.divisor,
            )
            made[f"growth_{one.code}"] = (x / b - 1).where(b > 0)
            made[f"share_{one.code}"] = (x / all_x).where(all_x > 0)
            made[f"pull_{one.code}"] = ((x - b) / all_b).where(all_b > 0)
            made[f"contribution_{one.code}"] = ((x - b) / (all_x - all_b)).where(
                (all_x - all_b).abs() >= self.least * all_b
            )
        return self.pd.DataFrame(made, index=told.index)


class Polars(Peer):
    def keep(self, columns: dict[str, Any]) -> None:
        import polars as pl

        self.pl = pl
        self.frame = pl.DataFrame(columns)
        self.above = pl.DataFrame({"at": self.at, "node": self.of})

    def tree(self) -> Any:
        pl = self.pl
        sums = list(self.sums)
        leaves = self.frame.lazy().group_by("node", "ym").agg(pl.col(sums).sum())
        told = self.above.lazy().join(leaves, on="node").group_by("at", "ym").agg(pl.col(sums).sum()).sort("at", "ym")
        whole = [pl.col(name).first().over("ym", order_by="at").alias(f"all_{name}") for name in sums]
        made: list[Any] = []
        for one in self.indicators:
            x, b = pl.col(f"x_{one.over}"), pl.col(f"b_{one.over}")
            scale = one.times / one.divisor
            if one.per:
                level, base = x * scale / pl.col(f"x_{one.per}"), b * scale / pl.col(f"b_{one.per}")
                rows = (level, base, level - base, *(pl.lit(None, dtype=pl.Float64),) * 3)
            else:
                all_x, all_b = pl.col(f"all_x_{one.over}"), pl.col(f"all_b_{one.over}")
                rows = (
                    x * scale, b * scale,
                    pl.when(b > 0).then(x / b - 1), pl.when(all_x > 0).then(x / all_x),
                    pl.when((all_x - all_b).abs() >= self.least * all_b).then((x - b) / (all_x - all_b)),
                    pl.when(all_b > 0).then((x - b) / all_b),
                )  # fmt: skip
            made += [row.alias(f"{name}_{one.code}") for name, row in zip(SIX, rows, strict=True)]
        return told.with_columns(whole).select(made).collect()


def make(options: dict[str, Any]) -> Peer:
    return {"pandas": Pandas, "polars": Polars}[options["which"]](options["rows"])
