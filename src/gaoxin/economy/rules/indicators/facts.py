"""From filings in scope to facts: one row an enterprise and month, whole numbers only."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.economy.rules.indicators.definitions import Measure
from gaoxin.economy.rules.reports.book import Book

Values = Mapping[str, int]
PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class Filed:
    """What a unit filed for a month: form -> values. earlier: the same of the same month a year before, for bases of stocks."""

    unit: Hashable
    industry: str
    period: int
    forms: Mapping[str, Values]
    earlier: Mapping[str, Values]


def facts(filed: Iterable[Filed], measures: Sequence[Measure], book: Book) -> list[tuple[Any, ...]]:
    """ent, node, ym, then x and b of each measure. What was not filed counts nothing, on both sides."""
    return [
        (
            one.unit,
            int(one.industry),
            one.period,
            *(side for measure in measures for side in _sides(one, measure, book)),
        )
        for one in filed
    ]


def _sides(one: Filed, measure: Measure, book: Book) -> tuple[int, int]:
    values = one.forms.get(measure.form, {})
    x = values.get(measure.key, 0)
    if measure.key.endswith(".stock"):
        b = one.earlier.get(measure.form, {}).get(measure.key, 0)
    else:
        b = values.get(f"{measure.key}.base", 0)
    if measure.weight != "value_added":
        return x, b
    rate = book.value_added_rate(one.industry, one.period)
    rate_before = book.value_added_rate(one.industry, one.period - 100)
    price = book.price_index(one.industry, one.period)
    return x * rate * PER_MILLE, b * rate_before * price
