"""The same answers as `engine`, for many firms at once: one column a fact, and for each policy the trace as arrays.

A condition is 1 where it holds, 0 where it fails, −1 where a value is missing. Amounts are int64 yuan; `book` bounds what goes in,
so that nothing overflows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gaoxin.approvals.rules.items.model import Rule
from gaoxin.innovation.rules.policies.book import Book, Fact, Part, Policy, Version
from gaoxin.innovation.rules.policies.engine import Outcome, cents
from gaoxin.innovation.rules.policies.firms import Firm

Ints = NDArray[np.int64]
Signs = NDArray[np.int8]
Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]
OUTCOMES: tuple[Outcome, ...] = ("not-in-force", "not-eligible", "unknown", "zero", "received", "excluded", "eligible")
CHUNK = 131_072
CODE = {outcome: np.int8(number) for number, outcome in enumerate(OUTCOMES)}


@dataclass(slots=True)
class Column:
    """values: float64 for numbers, flags, days since 1970-01-01, and places in `choices`. known: where there is one, None: everywhere."""

    values: Numbers
    known: Bools | None = None


@dataclass(slots=True)
class Table:
    """Firms by column. received: policy -> yuan in the year; before: policy -> received in earlier years."""

    size: int
    columns: dict[str, Column]
    received: dict[str, Ints] = field(default_factory=dict[str, Ints])
    before: dict[str, Bools] = field(default_factory=dict[str, Bools])


@dataclass(slots=True)
class Traced:
    """One policy over all firms. conditions: one row each; addends: one row each, before caps and cuts; cut_by: 0 nothing,
    1 its own cap, 2 its group, 3 a limit (the last that cut). kept: in the group, which policy stays, by its place in the book."""

    policy: Policy
    version: Version | None
    outcome: Signs
    conditions: Signs
    addends: Ints
    gross: Ints
    yuan: Ints
    cut_by: Signs
    kept: Signs | None = None


def evaluate_table(
    book: Book, table: Table, day: dt.date, only: Sequence[str] = (), chunk: int = CHUNK
) -> dict[str, Traced]:
    """policy -> trace. only: these policies and no others; exclusion and limits then act among them. chunk: firms at a time,
    which bounds the memory that is used on the way."""
    if table.size <= chunk:
        return _evaluate(book, table, day, only)
    parts = [_evaluate(book, _cut(table, start, start + chunk), day, only) for start in range(0, table.size, chunk)]
    return {code: _joined([part[code] for part in parts]) for code in parts[0]}


def _evaluate(book: Book, table: Table, day: dt.date, only: Sequence[str]) -> dict[str, Traced]:
    columns = _Sheet(book, table, day)
    found = {
        code: _one(one, book, table, columns, day) for code, one in book.policies.items() if not only or code in only
    }
    _exclude(found, book, table)
    _limit(found, book, table, columns)
    return found


def _cut(table: Table, start: int, end: int) -> Table:
    """Some of the firms, without a copy."""
    columns = {
        code: Column(one.values[start:end], None if one.known is None else one.known[start:end])
        for code, one in table.columns.items()
    }
    return Table(
        min(end, table.size) - start, columns, {code: one[start:end] for code, one in table.received.items()},
        {code: one[start:end] for code, one in table.before.items()},
    )  # fmt: skip


def _joined(parts: Sequence[Traced]) -> Traced:
    first = parts[0]
    kept = [one.kept for one in parts if one.kept is not None]
    return Traced(
        first.policy, first.version, np.concatenate([one.outcome for one in parts]),
        np.concatenate([one.conditions for one in parts], axis=1), np.concatenate([one.addends for one in parts], axis=1),
        np.concatenate([one.gross for one in parts]), np.concatenate([one.yuan for one in parts]),
        np.concatenate([one.cut_by for one in parts]), np.concatenate(kept) if kept else None,
    )  # fmt: skip


def table_of(firms: Sequence[Firm], book: Book) -> Table:
    """Columns of the facts that any of these firms has."""
    columns: dict[str, Column] = {}
    for code in {code for firm in firms for code in firm.facts}:
        fact = book.facts[code]
        values, known = np.zeros(len(firms)), np.zeros(len(firms), bool)
        for place, firm in enumerate(firms):
            if (one := firm.facts.get(code)) is not None:
                values[place], known[place] = number_of(one.value, fact), True
        columns[code] = Column(values, known)
    received = {
        code: np.array([firm.received.get(code, -1) for firm in firms], np.int64)
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


_EPOCH = dt.date.fromordinal(719163)


class _Sheet(dict[str, Column]):
    """The columns of a table with what is derived from them, each computed when it is first read; and the findings of whole rules,
    since many benefits ask the same."""

    def __init__(self, book: Book, table: Table, day: dt.date) -> None:
        super().__init__(table.columns)
        self.size, self.signs = table.size, dict[Rule, Signs]()
        self.book, self.day, self.whole = book, day, dict[str, Ints]()
        for code, fact in book.facts.items():
            if fact.default is None:
                continue
            told = self.get(code)
            if told is None:
                self[code] = Column(np.full(table.size, float(fact.default)))
            elif told.known is not None:
                self[code] = Column(np.where(told.known, told.values, float(fact.default)))

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
                self[code] = Column(above * 100.0 / to.values, _both(of.known, to.known))
            else:
                share = np.divide(above * 100.0, to.values, out=np.zeros(self.size), where=nonzero)
                self[code] = Column(share, _both(_both(of.known, to.known), nonzero))
        elif fact.days_since and fact.days_since in self:
            since = self[fact.days_since]
            self[code] = Column(np.maximum(float((self.day - _EPOCH).days) - since.values, -1.0), since.known)
        return self.get(code)

    def yuan(self, code: str) -> Ints:
        """A told amount or count as whole numbers."""
        if code not in self.whole:
            self.whole[code] = self[code].values.astype(np.int64)
        return self.whole[code]


def _rule(rule: Rule, columns: _Sheet) -> Signs:
    """Never changed by whoever gets it: others get the same."""
    found = columns.signs.get(rule)
    if found is None:
        columns.signs[rule] = found = _asked(rule, columns)
    return found


def _asked(rule: Rule, columns: _Sheet) -> Signs:
    if rule.all is not None:
        return _least([_rule(part, columns) for part in rule.all])
    if rule.any is not None:
        return _most([_rule(part, columns) for part in rule.any])
    if rule.none is not None:
        inner = _most([_rule(part, columns) for part in rule.none])
        return np.where(inner < 0, np.int8(-1), np.int8(1) - inner)
    return _compare(rule, columns)


def _least(parts: Iterable[Signs]) -> Signs:
    """All of them: one that fails decides, then one that is unknown. The last bit is 0 only in what fails."""
    found: Signs | None = None
    for part in parts:
        found = part if found is None else np.minimum(found, part) * (found & part & 1)
    assert found is not None
    return found


def _most(parts: Iterable[Signs]) -> Signs:
    """Any of them: one that holds decides, then one that is unknown."""
    found: Signs | None = None
    for part in parts:
        if found is None:
            found = part
        else:
            found = np.where((found == 1) | (part == 1), np.int8(1), np.minimum(found, part))
    assert found is not None
    return found


def _compare(rule: Rule, columns: _Sheet) -> Signs:
    assert rule.fact is not None
    column, size = columns.column(rule.fact), columns.size
    if rule.known is not None:
        have: Bools = (
            np.zeros(size, bool) if column is None else np.ones(size, bool) if column.known is None else column.known
        )
        return (have == rule.known).astype(np.int8)
    if column is None:
        return np.full(size, -1, np.int8)
    fact, values = columns.book.facts[rule.fact], column.values
    holds: Bools | None = None
    if rule.is_ is not None:
        holds = values == number_of(rule.is_, fact)
    if rule.not_ is not None:
        holds = _also(holds, values != number_of(rule.not_, fact))
    if rule.in_ is not None:
        holds = _also(holds, np.isin(values, [number_of(one, fact) for one in rule.in_]))
    if rule.gt is not None:
        holds = _also(holds, values > rule.gt)
    if rule.ge is not None:
        holds = _also(holds, values >= rule.ge)
    if rule.lt is not None:
        holds = _also(holds, values < rule.lt)
    if rule.le is not None:
        holds = _also(holds, values <= rule.le)
    if rule.before is not None:
        holds = _also(holds, values <= number_of(rule.before, fact))
    assert holds is not None
    if column.known is None:
        return holds.view(np.int8)
    return (holds & column.known).view(np.int8) - (~column.known).view(np.int8)


def _also(one: Bools | None, other: Bools) -> Bools:
    return other if one is None else one & other


def _both(one: Bools | None, other: Bools | None) -> Bools | None:
    return one if other is None else _also(one, other)


def _one(policy: Policy, book: Book, table: Table, columns: _Sheet, day: dt.date) -> Traced:
    version, size = policy.on(day), table.size
    nothing = np.zeros(size, np.int64)
    if version is None:
        blank = np.zeros(size, np.int8)
        return Traced(
            policy, None, blank, np.zeros((0, size), np.int8), np.zeros((0, size), np.int64), nothing, nothing, blank
        )
    signs = [_rule(one.rule, columns) for one in version.conditions]
    parts = [_part(part, columns) for part in version.amount]
    standing = _least([*signs, *(known for _, known in parts)])
    failed = _least(signs) == 0 if signs else np.zeros(size, bool)
    gross = nothing
    for yuan, _ in parts:
        gross = gross + yuan
    cut_by = np.zeros(size, np.int8)
    if version.cap is not None:
        cut_by = (gross > version.cap).astype(np.int8)
        gross = np.minimum(gross, version.cap)
    able = ~failed & (standing == 1)
    gross = gross * able
    # Sums of products, not choices: with masks as irregular as these a branch costs ten times as much.
    outcome = (
        failed * CODE["not-eligible"] + (~failed & ~able) * CODE["unknown"] + able * CODE["zero"]
        + (gross > 0) * (CODE["eligible"] - CODE["zero"])
    ).astype(np.int8)  # fmt: skip
    if (had := _had(policy, table)) is not None:
        outcome = outcome - ((outcome == CODE["eligible"]) & had) * (CODE["eligible"] - CODE["received"])
    cut_by = cut_by * able
    conditions = np.vstack(signs) if signs else np.zeros((0, size), np.int8)
    yuan = gross * (outcome == CODE["eligible"])
    return Traced(policy, version, outcome, conditions, np.vstack([one for one, _ in parts]), gross, yuan, cut_by)


def _had(policy: Policy, table: Table) -> Bools | None:
    had: Bools | None = None
    if policy.code in table.received:
        had = table.received[policy.code] >= 0
    if policy.often == "once" and policy.code in table.before:
        had = table.before[policy.code] if had is None else had | table.before[policy.code]
    return had


def _part(part: Part, columns: _Sheet) -> tuple[Ints, Signs]:
    """Yuan, and 1 where it can be computed, −1 where a value is missing."""
    size = columns.size
    known: Signs = np.ones(size, np.int8)
    for name in (part.of, part.by):
        column = columns.column(name) if name else None
        if name and column is None:
            known[:] = -1
        elif column is not None and column.known is not None:
            known = np.minimum(known, column.known.view(np.int8) * np.int8(2) - np.int8(1))
    base: Ints = columns.yuan(part.of) if part.of and part.of in columns else np.zeros(size, np.int64)
    if part.fixed:
        yuan = np.full(size, part.fixed, np.int64)
    elif part.each:
        yuan = base * part.each
    elif part.percent is not None:
        yuan = np.maximum(base - part.over, 0) * cents(part.percent) // 1_000_000
    else:
        yuan = _steps(part, base, columns)
    if part.cap is not None:
        yuan = np.minimum(yuan, part.cap)
    if part.when is not None:
        when = _rule(part.when, columns)
        yes, no = (when == 1).view(np.int8), (when == 0).view(np.int8)
        known = known * yes + no - (when < 0).view(np.int8)
        yuan = yuan * yes
    return yuan * (known == 1), known


def _steps(part: Part, base: Ints, columns: _Sheet) -> Ints:
    yuan: Ints = np.zeros(columns.size, np.int64)
    scale = columns.column(part.by)
    if scale is not None:
        for step in part.steps:
            there = step.fixed if step.percent is None else base * cents(step.percent) // 1_000_000
            yuan = yuan + (there - yuan) * (scale.values >= step.at_least)
    return yuan


def _exclude(found: dict[str, Traced], book: Book, table: Table) -> None:
    for name in book.groups.exclusive:
        members = [code for code, one in found.items() if one.version is not None and one.version.exclusive == name]
        if not members:
            continue
        amounts = np.vstack([found[code].yuan for code in members])
        kept = amounts.argmax(axis=0)  # the first of the highest, as `max` takes it
        for place in reversed(range(len(members))):
            if members[place] in table.received:
                kept[table.received[members[place]] >= 0] = place
        for place, code in enumerate(members):
            one = found[code]
            out = (one.outcome == CODE["eligible"]) & (kept != place)
            one.outcome = one.outcome - out * (CODE["eligible"] - CODE["excluded"])
            one.cut_by = one.cut_by + out * (np.int8(2) - one.cut_by)
            one.yuan = one.yuan * ~out
            one.kept = kept.astype(np.int8)


def _limit(found: dict[str, Traced], book: Book, table: Table, columns: _Sheet) -> None:
    for name, limit in book.groups.limits.items():
        members = [code for code, one in found.items() if one.version is not None and name in one.version.limits]
        if not members:
            continue
        known: Bools = np.ones(table.size, bool)
        if limit.yuan is not None:
            left = np.full(table.size, limit.yuan, np.int64)
        elif limit.of in columns:
            assert limit.percent is not None
            left = columns.yuan(limit.of) * cents(limit.percent) // 1_000_000
            if (mask := columns[limit.of].known) is not None:
                known = mask
        else:
            left, known = np.zeros(table.size, np.int64), np.zeros(table.size, bool)
        for code in members:
            if code in table.received:
                left = left - np.maximum(table.received[code], 0)
        left = np.maximum(left, 0)
        for code in members:
            one = found[code]
            able = one.outcome == CODE["eligible"]
            lacking = able & ~known
            over = able & known & (one.yuan > left)
            none = over & (left == 0)
            one.outcome = (
                one.outcome
                - lacking * (CODE["eligible"] - CODE["unknown"])
                - none * (CODE["eligible"] - CODE["excluded"])
            )
            one.cut_by = one.cut_by + over * (np.int8(3) - one.cut_by)
            one.yuan = np.minimum(one.yuan, left) * (able & known)
            left = left - one.yuan
