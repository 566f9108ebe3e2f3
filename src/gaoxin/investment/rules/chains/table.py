"""The input-output table and the relatedness of its sectors, as arrays. Read once, changed never."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from gaoxin.core.errors import Invalid

Floats = NDArray[np.float64]
LINKED = 0.01  # a direct input coefficient from which a seller counts as a supplier of the buyer


@dataclass(frozen=True)
class Table:
    """An input-output table of n sectors.

    direct: n × n, input of the row's sector in one unit of the column's output. sold: n × n, share of the row's output that the
    column's sector buys. phi: n × n, proximity of two sectors in world trade, 0 where unknown. pci: complexity by sector, NaN
    where unknown (services). groups: GB/T 4754 group (three digits) -> sector. approximate: groups that fit their sector only roughly.
    name: what the table is, with its year.
    """

    name: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    direct: Floats
    sold: Floats
    phi: Floats
    pci: Floats
    groups: Mapping[str, str]
    approximate: frozenset[str] = frozenset()

    @cached_property
    def index(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def groups_of(self) -> dict[str, tuple[str, ...]]:
        """Sector -> its GB/T 4754 groups."""
        found: dict[str, list[str]] = {}
        for group, sector in sorted(self.groups.items()):
            found.setdefault(sector, []).append(group)
        return {sector: tuple(groups) for sector, groups in found.items()}

    @cached_property
    def placed(self) -> NDArray[np.bool_]:
        """Which sectors stand in the product space: only of these can be said how near they are."""
        return np.asarray(self.phi.sum(axis=1) > 0, dtype=np.bool_)

    @cached_property
    def betweenness(self) -> Floats:
        """Share of shortest supply paths that lead through each sector (Brandes; links from `LINKED`, each one step long)."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(len(self.codes)))
        sellers, buyers = np.nonzero(self.direct >= LINKED)
        graph.add_edges_from((int(s), int(b)) for s, b in zip(sellers, buyers, strict=True) if s != b)
        told: dict[int, float] = nx.betweenness_centrality(graph)
        return np.array([told[place] for place in range(len(self.codes))])

    def sectors_of(self, industry: str) -> dict[str, float]:
        """Sector -> share, for a GB/T 4754 code of two to four digits; a division is spread evenly over its groups.

        Raises Invalid for a code that is none, or that no sector stands for.
        """
        code = industry.strip().lstrip("ABCDEFGHIJKLMNOPQRST")
        if not code.isdecimal() or not 2 <= len(code) <= 4:
            raise Invalid(
                f"不是国民经济行业代码 not a code of GB/T 4754: {industry!r}", why="须为二至四位数字 two to four digits",
                do="例如 for example 398 电子元件及电子专用材料制造", article="GB/T 4754-2017",
            )  # fmt: skip
        found = [sector for group, sector in self.groups.items() if group.startswith(code[:3])]
        if not found:
            raise Invalid(
                f"投入产出表没有对应的部门 no sector stands for the industry {industry}",
                do="核对代码，或者换用上一级代码 check it, or name the division above it", article="GB/T 4754-2017",
            )  # fmt: skip
        return {sector: found.count(sector) / len(found) for sector in dict.fromkeys(found)}


def square(codes: Sequence[str], cells: Sequence[tuple[str, str, float]], *, both: bool = False) -> Floats:
    """An n × n array from (row, column, value). both: also mirrored. Raises Invalid for a code that is not among them."""
    index = {code: place for place, code in enumerate(codes)}
    array = np.zeros((len(codes), len(codes)))
    for row, column, value in cells:
        if row not in index or column not in index:
            raise Invalid(f"部门代码不在表中 no such sector: {row if row not in index else column}", do="核对部门表")
        array[index[row], index[column]] = value
        if both:
            array[index[column], index[row]] = value
    return array


def from_flows(
    name: str, sectors: Sequence[tuple[str, str, float]], flows: Sequence[tuple[str, str, float]], *,
    phi: Floats | None = None, pci: Mapping[str, float] | None = None, groups: Mapping[str, str] | None = None,
    approximate: frozenset[str] = frozenset(),
) -> Table:  # fmt: skip
    """A table from its sectors (code, name, gross output) and intermediate flows (seller, buyer, value) in the same unit.

    Raises Invalid for a sector without output, a negative flow, or a sector that sells or uses more than is possible.
    """
    codes = tuple(code for code, _, _ in sectors)
    if len(set(codes)) != len(codes):
        raise Invalid("部门代码重复 a sector stands twice", do="核对部门表 check the sectors")
    output = np.array([value for _, _, value in sectors], dtype=np.float64)
    if not len(codes) or (output <= 0).any():
        lacking = [code for code, _, value in sectors if value <= 0]
        raise Invalid(f"总产出须为正 gross output must be above zero: {'、'.join(lacking) or '—'}", do="核对总产出列")
    flow = square(codes, flows)
    if (flow < 0).any():
        raise Invalid("中间流量不能为负 a flow is below zero", do="核对中间使用部分 check the intermediate part")
    direct = flow / output[np.newaxis, :]
    if (over := np.flatnonzero(direct.sum(axis=0) >= 1)).size:
        raise Invalid(
            f"中间投入大于总产出 more inputs than output: {codes[int(over[0])]}",
            do="核对单位和总产出 check unit and output",
        )
    complexity = np.array([(pci or {}).get(code, np.nan) for code in codes])
    near = np.zeros_like(flow) if phi is None else phi
    return Table(
        name, codes, tuple(title for _, title, _ in sectors), direct, flow / output[:, np.newaxis], near, complexity,
        dict(groups or {}), approximate,
    )  # fmt: skip


def read_table(folder: Path, name: str) -> Table:
    """The table in a folder of CSV files (catalogue/chains/tables). Raises Invalid as `from_flows` does."""
    sectors = [(row["code"], row["name_zh"], float(row["gross_output_wan"])) for row in _rows(folder / "sectors.csv")]
    flows = [(row["from_code"], row["to_code"], float(row["value_wan"])) for row in _rows(folder / "flows.csv")]
    near = [(row["a"], row["b"], float(row["proximity"])) for row in _rows(folder / "proximity.csv")]
    industries = _rows(folder / "industries.csv")
    return from_flows(
        name, sectors, flows,
        phi=square([code for code, _, _ in sectors], near, both=True),
        pci={row["io135"]: float(row["pci"]) for row in _rows(folder / "complexity.csv")},
        groups={row["gb3"]: row["io135"] for row in industries if row["io135"]},
        approximate=frozenset(row["gb3"] for row in industries if row["quality"] == "approx"),
    )  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
