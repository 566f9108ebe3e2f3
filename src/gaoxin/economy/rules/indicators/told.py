"""The published figures of a year from its sums: the same code in the platform and for a stranger with a bundle."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from gaoxin.core.figures import Figure
from gaoxin.economy.rules.indicators import tree
from gaoxin.economy.rules.indicators.definitions import Definitions
from gaoxin.economy.rules.indicators.formulas import published
from gaoxin.economy.rules.reports.book import Book

SOURCE = "economy.selectors.indicators.snapshot"
LEVELS = ("iva", "revenue", "profit", "output")
LEVEL = "iva"
BASES = {
    "constant": "可比口径、不变价：同一批企业，上年同期按今年价格 same enterprises, base at this year's prices",
    "comparable": "可比口径：同一批企业的上年同期数 same enterprises, base as now revised",
}


def figures(
    sums: tree.Sums, definitions: Definitions, book: Book, *, scope: str, year: int, shown: Collection[int] = ()
) -> list[Figure]:
    """Through the year's last month on file; none where nothing was filed that year. shown: no other month, if there are any."""
    months = [ym for ym in sums.months if ym // 100 == year and (not shown or ym in shown)]
    if not months:
        return []
    teller = _Teller(sums, definitions, book, scope, months[-1])
    found = [figure for code in LEVELS for figure in teller.level(code, "total", code)]
    for union in book.unions.values():
        if union.code in sums.nodes.codes:
            found += teller.level(LEVEL, union.code, f"{LEVEL}.{union.code}")
            found += teller.parts(union.code)
    return found


class _Teller:
    def __init__(self, sums: tree.Sums, definitions: Definitions, book: Book, scope: str, ym: int) -> None:
        self.sums, self.definitions, self.book, self.ym = sums, definitions, book, ym
        self.scope = f"{book.scope(scope).name.zh}，{ym // 100} 年 1—{ym % 100} 月累计"

    def level(self, code: str, node: str, key: str) -> list[Figure]:
        """The level and its growth."""
        cell, one = tree.exact(self.sums, self.definitions, code, node, self.ym), self.definitions.indicator(code)
        union = self.book.unions.get(node)
        name = f"{union.name.zh if union else ''}{one.name.zh}"
        english = f"{one.name.en}, {union.name.en}" if union else one.name.en
        level = published(cell.level, one.digits, times=1)
        return [
            Figure(key, level, one.unit, f"现价，{self.scope}；四舍五入 half up", SOURCE, cell.count, name=f"{name} {english}"),
            self._rate(f"{key}.growth", cell.growth, "%", BASES[one.basis], cell.count, f"{name}增速 growth"),
        ]  # fmt: skip

    def parts(self, node: str) -> list[Figure]:
        """Share, pull and contribution of a union of industries."""
        cell = tree.exact(self.sums, self.definitions, LEVEL, node, self.ym)
        name = self.book.unions[node].name.zh
        base = "可比口径 comparable basis"
        rows = (
            ("share", cell.share, "%", "现价占比 share at current prices", f"{name}占规上工业比重 share", None),
            ("pull", cell.pull, "百分点", f"（本期 − 上年同期）÷ 规上工业上年同期，{base}", f"{name}拉动 pull", 2),
            ("contribution", cell.contribution, "%", f"增量占规上工业增量，{base}", f"{name}贡献率 contribution", None),
        )
        return [
            self._rate(f"{LEVEL}.{node}.{part}", value, unit, basis, cell.count, called, digits)
            for part, value, unit, basis, called, digits in rows
        ]

    def _rate(
        self, key: str, value: Fraction | None, unit: str, basis: str, rows: int, name: str, digits: int | None = None
    ) -> Figure:
        places = self.definitions.growth.digits if digits is None else digits
        return Figure(
            key, published(value, places), unit, f"{basis}；{self.scope}；四舍五入 half up", SOURCE, rows, name=name
        )
