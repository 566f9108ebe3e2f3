"""Facts of many firms as columns, and what is derived from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.approvals.rules.items.model import Rule
from gaoxin.innovation.rules.policies.book import Book, Fact
from gaoxin.innovation.rules.policies.firms import Firm

Signs = NDArray[np.int8]
Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Found = Signs | Bools
_EPOCH = dt.date.fromordinal(719163)


@dataclass(slots=True)
class Column:
    """values: booleans for flags; else numbers, whole or not: amounts, days since 1970-01-01, places in `choices`. known: where there
    is one, None: everywhere."""

    values: NDArray[Any]
    known: Bools | None = None


@dataclass(slots=True)
class Table:
    """Firms by column. received: policy -> yuan in the year; before: policy -> received in earlier years."""

    size: int
    columns: dict[str, Column]
    received: dict[str, Numbers] = field(default_factory=dict[str, Numbers])
    before: dict[str, Bools] = field(default_factory=dict[str, Bools])


def table_of(firms: Sequence[Firm], book: Book) -> Table:
    """Columns of the facts that any of these firms has."""
    columns: dict[str, Column] = {}
    for code in {code for firm in firms for code in firm.facts}:
        fact = book.facts[code]
        values, known = np.zeros(len(firms), bool if fact.kind == "flag" else float), np.zeros(len(firms), bool)
        for place, firm in enumerate(firms):
            if (one := firm.facts.get(code)) is not None:
                values[place], known[place] = number_of(one.value, fact), True
        columns[code] = Column(values, known)
    received = {
        code: np.array([firm.received.get(code, -1) for firm in firms], np.float64)
        for code in {code for firm in firms for code in firm.received}
    }
    before = {
        code: np.array([code in firm.before for firm in firms])
        for code in {code for firm in firms for code in firm.before}
    }
    return Table(len(firms), columns, received, before)


def number_of(value: object, fact: Fact) -> float:
    """How a column keeps a value."""
    if fact.kind == "date":
        return float((dt.date.fromisoformat(str(value)) - _EPOCH).days)
    if fact.kind == "choice":
        return float(fact.choices.index(str(value)))
    assert isinstance(value, int | float)
    return float(value)


class Sheet(dict[str, Column]):
    """The columns of a table with what is derived from them, each computed when it is first read; and the findings of whole rules,
    since many benefits ask the same."""

    def __init__(self, book: Book, table: Table, day: dt.date) -> None:
        super().__init__(table.columns)
        self.size, self.signs = table.size, dict[Rule, Found]()
        self.book, self.day, self.whole = book, day, dict[str, Numbers]()
        for code, fact in book.facts.items():
            if fact.default is None:
                continue
            told = self.get(code)
            if told is None:
                self[code] = Column(np.full(table.size, fact.default))
            elif told.known is not None:
                self[code] = Column(np.where(told.known, told.values, fact.default))

    def column(self, code: str) -> Column | None:
        """None where nobody told it."""
        fact = self.book.facts[code]
        if code in self or not fact.derived:
            return self.get(code)
        if fact.ratio is not None and fact.ratio.of in self and fact.ratio.to in self:
            of, to = self[fact.ratio.of], self[fact.ratio.to]
            nonzero = to.values != 0
            above = of.values - to.values if fact.ratio.growth else of.values
            if nonzero.all():
                share = above * 100.0
                self[code] = Column(np.divide(share, to.values, out=share), both(of.known, to.known))
            else:
                share = np.divide(above * 100.0, to.values, out=np.zeros(self.size), where=nonzero)
                self[code] = Column(share, both(both(of.known, to.known), nonzero))
        elif fact.days_since and fact.days_since in self:
            since = self[fact.days_since]
            self[code] = Column(np.maximum(float((self.day - _EPOCH).days) - since.values, -1.0), since.known)
        return self.get(code)

    def yuan(self, code: str) -> Numbers:
        """A told amount or count as whole numbers."""
        if code not in self.whole:
            values = self[code].values
            self.whole[code] = np.trunc(values) if values.dtype.kind == "f" else values.astype(np.float64)
        return self.whole[code]


def like(values: NDArray[Any], limit: float) -> float:
    """The same limit as a whole number where the column is of such: they are compared without a copy."""
    return int(limit) if values.dtype.kind == "i" and limit.is_integer() else limit


def also(one: Bools | None, other: Bools) -> Bools:
    return other if one is None else one & other


def both(one: Bools | None, other: Bools | None) -> Bools | None:
    return one if other is None else also(one, other)
