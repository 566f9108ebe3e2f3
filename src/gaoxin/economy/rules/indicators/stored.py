"""The leaf table as it is kept: a month is one Parquet file of facts and one of leaves, named by what they were made of.

A file never changes: a month that was made of something else gets other names. So two processes that refresh one month at once write
the same, a killed one leaves nothing that is read, and nobody waits. Facts are survey data (统计法 28): for their owner's eyes only.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gaoxin.economy.rules.indicators.engine import Engine

KEPT_SECONDS = 3600  # a superseded file stays so long for readers who hold its name


class Store:
    """A folder of months. marks: month (YYYYMM) -> a word that says what it is made of, of letters and figures."""

    def __init__(self, folder: Path, measures: Sequence[str]) -> None:
        self.folder, self.measures = folder, tuple(measures)

    def missing(self, marks: Mapping[int, str]) -> list[int]:
        """Months that are not kept as marked."""
        return [
            ym
            for ym, mark in sorted(marks.items())
            if not all(path.exists() for path in (self._facts(ym, mark), self._leaves(ym, mark)))
        ]

    def put(self, ym: int, mark: str, frame: Any) -> None:
        """Keep one month made of the facts of a data frame (ent as a UUID's text), and sweep what it supersedes."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = Engine(self.measures, ent="UUID")
        own = uuid.uuid4().hex
        made = [self.folder / f".{own}.{kind}" for kind in ("facts", "leaves")]
        try:
            engine.load(frame)
            engine.write(*made)
            for path, name in zip(made, (self._facts(ym, mark), self._leaves(ym, mark)), strict=True):
                path.chmod(0o600)
                os.replace(path, name)
        finally:
            engine.close()
            for path in made:
                path.unlink(missing_ok=True)
        self._sweep(ym, mark)

    def open(self, marks: Mapping[int, str]) -> Engine:
        """An engine over these months; all must be kept."""
        ordered = sorted(marks.items())
        return Engine.over(
            self.measures, [self._leaves(*one) for one in ordered], [self._facts(*one) for one in ordered]
        )

    def _sweep(self, ym: int, mark: str) -> None:
        new, before = (
            {self._facts(ym, mark), self._leaves(ym, mark)},
            self._leaves(ym, mark).stat().st_mtime - KEPT_SECONDS,
        )
        for path in [*self.folder.glob(f"{ym}-*.parquet"), *self.folder.glob(".*")]:
            try:
                if path not in new and path.stat().st_mtime < before:
                    path.unlink()
            except FileNotFoundError:
                continue  # another process swept it

    def _facts(self, ym: int, mark: str) -> Path:
        return self.folder / f"{ym}-{mark}-facts.parquet"

    def _leaves(self, ym: int, mark: str) -> Path:
        return self.folder / f"{ym}-{mark}-leaves.parquet"
