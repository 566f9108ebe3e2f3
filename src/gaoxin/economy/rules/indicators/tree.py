"""From leaves to every cell: nodes × months × indicators, each with level, base, growth, share, contribution and pull.

Sums stay whole numbers (`Sums`), so that a published figure is rounded from an exact fraction; `cells` gives the same in
floating point for tables and charts, all of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.rules.indicators import formulas
from gaoxin.economy.rules.indicators.definitions import Definitions, Indicator

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
TOTAL = "total"
WIDEST = 2**62  # sums beyond are refused, not wrapped


@dataclass(frozen=True, slots=True)
class Nodes:
    """Codes from the whole down to the classes, and which classes each holds: `holds[node, class]` is 0 or 1."""

    codes: tuple[str, ...]
    classes: tuple[int, ...]
    holds: Whole

    def place(self, code: str) -> int:
        """Raises NotFound with the codes there are."""
        if code not in self.codes:
            raise NotFound(f"没有这个行业节点 no such node: {code}", why=f"可用 known: {', '.join(self.codes[:12])} …")
        return self.codes.index(code)

    def within(self, code: str) -> tuple[int, ...]:
        """The classes of a node. Raises NotFound for an unknown one."""
        return tuple(one for one, held in zip(self.classes, self.holds[self.place(code)], strict=True) if held)


def nodes(classes: Sequence[int], groups: Mapping[str, frozenset[int]]) -> Nodes:
    """The whole, the given groups of classes, divisions of two digits, and each class."""
    held: dict[str, frozenset[int]] = {TOTAL: frozenset(classes), **groups}
    for one in sorted(classes):
        division = f"{one:04}"[:2]
        held[division] = held.get(division, frozenset[int]()) | {one}
    ordered = tuple(sorted(classes))
    held |= {f"{one:04}": frozenset({one}) for one in ordered}
    holds = np.array([[one in held[code] for one in ordered] for code in held], dtype=np.int64)
    return Nodes(tuple(held), ordered, holds)


@dataclass(frozen=True, slots=True)
class Sums:
    """Whole sums by node, month and measure. count: units; x: the period; b: its base. months: YYYYMM, ascending."""

    nodes: Nodes
    months: tuple[int, ...]
    count: Whole
    x: Whole
    b: Whole

    def month(self, ym: int) -> int:
        """Raises NotFound with the last month there is."""
        if ym not in self.months:
            raise NotFound(
                f"没有 {ym} 的报表 nothing was filed for {ym}",
                why=f"最近的月份 the last month is {self.months[-1] if self.months else '—'}",
            )
        return self.months.index(ym)


def sums(rows: Sequence[Sequence[int]] | Whole, held: Nodes, measures: int, *, running: Sequence[int] = ()) -> Sums:
    """rows: node, ym, n, then x and b of each measure, as the leaf statement gives them. running: measures filed a month at a
    time, which are added up through the year. Raises Invalid where a sum would not fit."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 3 + 2 * measures)
    if len(rows) and int(np.abs(table[:, 3:]).max()) > WIDEST // max(1, len(rows)):
        raise Invalid("合计超出整数范围 the sums do not fit", do="核对报表的计量单位 check the units of the filings")
    months = tuple(int(ym) for ym in np.unique(table[:, 1]))
    leaf = np.zeros((len(held.classes), len(months), 1 + 2 * measures), dtype=np.int64)
    at = np.searchsorted(np.array(held.classes), table[:, 0]), np.searchsorted(np.array(months), table[:, 1])
    leaf[at] = table[:, 2:]
    flat = leaf.reshape(len(held.classes), len(months) * (1 + 2 * measures))
    whole = (held.holds.reshape(len(held.codes), len(held.classes)) @ flat).reshape(
        len(held.codes), len(months), 1 + 2 * measures
    )
    x, b = whole[:, :, 1::2], whole[:, :, 2::2]
    if running:
        starts = [place for place, ym in enumerate(months) if not place or ym // 100 != months[place - 1] // 100]
        for begin, end in zip(starts, [*starts[1:], len(months)], strict=True):
            for measure in running:
                x[:, begin:end, measure] = np.cumsum(x[:, begin:end, measure], axis=1)
                b[:, begin:end, measure] = np.cumsum(b[:, begin:end, measure], axis=1)
    return Sums(held, months, whole[:, :, 0], x, b)


@dataclass(frozen=True, slots=True)
class Cells:
    """Arrays of node × month × indicator. level and base in the indicator's unit; growth, share, contribution as shares of one,
    pull in shares of one; for a ratio growth is the change of the ratio, and share, contribution, pull are not numbers."""

    indicators: tuple[str, ...]
    level: Real
    base: Real
    growth: Real
    share: Real
    contribution: Real
    pull: Real


def cells(told: Sums, definitions: Definitions) -> Cells:
    """Every cell at once."""
    ones = tuple(definitions.indicators.values())
    over = [definitions.place(one.over) for one in ones]
    x, b = told.x[:, :, over].astype(np.float64), told.b[:, :, over].astype(np.float64)
    whole_x, whole_b = x[:1], b[:1]  # the first node is the whole
    least = definitions.growth.contribution_least_per_mille / 1000
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(b > 0, x / b - 1, np.nan)
        share = np.where(whole_x > 0, x / whole_x, np.nan)
        pull = np.where(whole_b > 0, (x - b) / whole_b, np.nan)
        contribution = np.where(np.abs(whole_x - whole_b) >= least * whole_b, (x - b) / (whole_x - whole_b), np.nan)
        scale = np.array([one.times / one.divisor for one in ones])
        level, base = x * scale, b * scale
        for place, one in enumerate(ones):
            if one.per:
                per = definitions.place(one.per)
                level[:, :, place] /= told.x[:, :, per]
                base[:, :, place] /= told.b[:, :, per]
                growth[:, :, place] = level[:, :, place] - base[:, :, place]
                for one_of in (share, contribution, pull):
                    one_of[:, :, place] = np.nan
    return Cells(tuple(one.code for one in ones), level, base, growth, share, contribution, pull)


@dataclass(frozen=True, slots=True)
class Exact:
    """One cell without rounding. level, base: in the indicator's unit. None where the formula has no meaning there."""

    level: Fraction | None
    base: Fraction | None
    growth: Fraction | None
    share: Fraction | None
    contribution: Fraction | None
    pull: Fraction | None
    count: int


def exact(told: Sums, definitions: Definitions, code: str, node: str, ym: int) -> Exact:
    """One cell as fractions. Raises NotFound for an unknown indicator, node or month."""
    one: Indicator = definitions.indicator(code)
    where, month = told.nodes.place(node), told.month(ym)
    over = definitions.place(one.over)
    x, b = int(told.x[where, month, over]), int(told.b[where, month, over])
    count = int(told.count[where, month])
    if one.per:
        per = definitions.place(one.per)
        level = _ratio(x, int(told.x[where, month, per]), one)
        base = _ratio(b, int(told.b[where, month, per]), one)
        change = level - base if level is not None and base is not None else None
        return Exact(level, base, change, None, None, None, count)
    whole, whole_base = int(told.x[0, month, over]), int(told.b[0, month, over])
    return Exact(
        Fraction(x * one.times, one.divisor), Fraction(b * one.times, one.divisor), formulas.growth(x, b),
        formulas.share(x, whole),
        formulas.contribution(x, b, whole, whole_base, definitions.growth.contribution_least_per_mille),
        formulas.pull(x, b, whole_base), count,
    )  # fmt: skip


def _ratio(over: int, per: int, one: Indicator) -> Fraction | None:
    return Fraction(over * one.times, per * one.divisor) if per > 0 else None
