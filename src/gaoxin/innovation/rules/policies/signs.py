"""Rules over columns: 1 where one holds, 0 where it fails, −1 where a value is missing; of booleans where none can be missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.approvals.rules.items.model import Rule
from gaoxin.innovation.rules.policies.columns import Bools, Found, Sheet, also, like, number_of


def found(rule: Rule, columns: Sheet) -> Found:
    """Never changed by whoever gets it: others get the same."""
    if rule not in columns.signs:
        columns.signs[rule] = _asked(rule, columns)
    return columns.signs[rule]


def _asked(rule: Rule, columns: Sheet) -> Found:
    if rule.all is not None:
        return least([found(part, columns) for part in rule.all])
    if rule.any is not None:
        return most([found(part, columns) for part in rule.any])
    if rule.none is not None:
        inner = most([found(part, columns) for part in rule.none])
        if inner.dtype == np.bool_:
            return ~inner
        return np.where(inner < 0, np.int8(-1), np.int8(1) - inner)
    return _compare(rule, columns)


def least(parts: Iterable[Found]) -> Found:
    """All of them: one that fails decides, then one that is unknown. The last bit is 0 only in what fails."""
    found: Found | None = None
    for part in parts:
        if found is None:
            found = part
        elif found.dtype == part.dtype == np.bool_:
            found = found & part
        else:
            one, other = found.view(np.int8), part.view(np.int8)
            found = np.minimum(one, other) * (one & other & 1)
    assert found is not None
    return found


def most(parts: Iterable[Found]) -> Found:
    """Any of them: one that holds decides, then one that is unknown."""
    found: Found | None = None
    for part in parts:
        if found is None:
            found = part
        elif found.dtype == part.dtype == np.bool_:
            found = found | part
        else:
            one, other = found.view(np.int8), part.view(np.int8)
            found = np.where((one == 1) | (other == 1), np.int8(1), np.minimum(one, other))
    assert found is not None
    return found


def _compare(rule: Rule, columns: Sheet) -> Found:
    assert rule.fact is not None
    column, size = columns.column(rule.fact), columns.size
    if rule.known is not None:
        if column is None or column.known is None:
            return np.full(size, (column is not None) == rule.known)
        return column.known == rule.known
    if column is None:
        return np.full(size, -1, np.int8)
    fact, values = columns.book.facts[rule.fact], column.values
    holds: Bools | None = None
    if rule.is_ is not None:
        holds = _is(values, number_of(rule.is_, fact))
    if rule.not_ is not None:
        holds = also(holds, ~_is(values, number_of(rule.not_, fact)))
    if rule.in_ is not None:
        holds = also(holds, np.isin(values, [number_of(one, fact) for one in rule.in_]))
    if rule.before is not None:
        holds = also(holds, values <= number_of(rule.before, fact))
    holds = _within(rule, values, holds)
    assert holds is not None
    if column.known is None:
        return holds
    return (holds & column.known).view(np.int8) - (~column.known).view(np.int8)


def _within(rule: Rule, values: NDArray[Any], holds: Bools | None) -> Bools | None:
    if rule.gt is not None:
        holds = also(holds, values > like(values, rule.gt))
    if rule.ge is not None:
        holds = also(holds, values >= like(values, rule.ge))
    if rule.lt is not None:
        holds = also(holds, values < like(values, rule.lt))
    if rule.le is not None:
        holds = also(holds, values <= like(values, rule.le))
    return holds


def _is(values: NDArray[Any], number: float) -> Bools:
    if values.dtype == np.bool_:
        return values if number else ~values
    return values == number
