"""The facts everybody sums: as many enterprises as fill the rows over 36 months, in 90 classes, one row each a month; and the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.config.paths import catalogue_dir
from gaoxin.economy.rules.indicators import leaf, tree
from gaoxin.economy.rules.indicators.definitions import Definitions, read_definitions
from gaoxin.economy.rules.indicators.parts import industries
from gaoxin.economy.rules.reports.book import Book, read_book

MONTHS = tuple(year * 100 + month for year in (2022, 2023, 2024) for month in range(1, 13))
CLASSES = tuple(  # of 29 divisions, so that with the zone's five groups and the whole there are 125 nodes
    division * 100 + 11 + place for division in range(13, 42) for place in range(4 if division in (26, 35, 39) else 3)
)
MOST = 1_000_000  # 千元, an enterprise's year to date


@dataclass(frozen=True, slots=True)
class Load:
    """columns: name -> whole numbers, in order of month and class."""

    columns: dict[str, Any]
    measures: tuple[str, ...]
    definitions: Definitions
    nodes: tree.Nodes


def load(rows: int) -> Load:
    """The same for the same number of rows."""
    book, definitions = read_book(catalogue_dir()), read_definitions(catalogue_dir())
    measures = tuple(measure.code for measure in definitions.measures)
    enterprises = max(len(CLASSES), rows // len(MONTHS))
    dice = np.random.default_rng(20241231)
    of = np.sort(np.concatenate([np.arange(len(CLASSES)), dice.integers(0, len(CLASSES), enterprises - len(CLASSES))]))
    columns: dict[str, Any] = {
        "ent": np.tile(np.arange(enterprises), len(MONTHS)),
        "node": np.tile(np.array(CLASSES)[of], len(MONTHS)),
        "ym": np.repeat(np.array(MONTHS), enterprises),
    }
    for name in leaf.columns(measures):
        times = 250_000 if name.endswith("_va") else 1  # weighted by a rate and a price index, both per mille
        columns[name] = dice.integers(0, MOST, enterprises * len(MONTHS)) * times
    return Load(columns, measures, definitions, held(book))


def held(book: Book) -> tree.Nodes:
    """The tree above the classes."""
    return tree.nodes(CLASSES, industries(CLASSES, book))


def pairs(nodes: tree.Nodes) -> tuple[list[int], list[int]]:
    """Which node (by place) holds which class: for those who join."""
    at, of = np.nonzero(nodes.holds)
    return at.tolist(), [nodes.classes[one] for one in of]


def digest(cells: dict[str, Any]) -> dict[str, list[float]]:
    """What is compared: every array's sum of numbers, sum of squares, and count of what is no number; and a hundred cells as they are."""
    told: dict[str, list[float]] = {}
    for name, one in cells.items():
        flat = np.asarray(one, dtype=np.float64).reshape(-1)
        real = flat[~np.isnan(flat)]
        told[name] = [float(len(flat)), float(len(real)), float(real.sum()), float((real**2).sum())]
        told[name] += np.nan_to_num(flat[:: max(1, len(flat) // 997)], nan=-1e9).tolist()
    return told
