"""The same answers as `engine`, for many firms at once: one column a fact, and for each policy the trace as arrays.

A condition is 1 where it holds, 0 where it fails, −1 where a value is missing. Amounts are whole yuan; `book` bounds what goes in,
so that they stay exact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaoxin.innovation.rules.policies.amounts import part_of, share
from gaoxin.innovation.rules.policies.book import Book, Limit, Policy, Version
from gaoxin.innovation.rules.policies.columns import Bools, Column, Found, Numbers, Sheet, Signs, Table
from gaoxin.innovation.rules.policies.engine import Outcome
from gaoxin.innovation.rules.policies.signs import found as found_of
from gaoxin.innovation.rules.policies.signs import least

OUTCOMES: tuple[Outcome, ...] = ("not-in-force", "not-eligible", "unknown", "zero", "received", "excluded", "eligible")
CHUNK = 131_072
CODE = {outcome: np.int8(number) for number, outcome in enumerate(OUTCOMES)}


@dataclass(slots=True)
class Traced:
    """One policy over all firms. addends: before caps and cuts; cut_by: 0 nothing, 1 its own cap, 2 its group, 3 a limit (the last
    that cut). kept: in the group, which policy stays, by its place in the book. No array is changed once it stands here: policies
    share those of conditions that many ask."""

    policy: Policy
    version: Version | None
    outcome: Signs
    conditions: tuple[Signs, ...]
    addends: tuple[Numbers, ...]
    gross: Numbers
    yuan: Numbers
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
    columns = Sheet(book, table, day)
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
        tuple(np.concatenate(rows) for rows in zip(*(one.conditions for one in parts), strict=True)),
        tuple(np.concatenate(rows) for rows in zip(*(one.addends for one in parts), strict=True)),
        np.concatenate([one.gross for one in parts]), np.concatenate([one.yuan for one in parts]),
        np.concatenate([one.cut_by for one in parts]), np.concatenate(kept) if kept else None,
    )  # fmt: skip


def _one(policy: Policy, book: Book, table: Table, columns: Sheet, day: dt.date) -> Traced:
    version, size = policy.on(day), table.size
    if version is None:
        blank, nothing = np.zeros(size, np.int8), np.zeros(size)
        return Traced(policy, None, blank, (), (), nothing, nothing, blank)
    signs = [found_of(one.rule, columns) for one in version.conditions]
    parts = [part_of(part, columns) for part in version.amount]
    stands: Found = least(signs) if signs else np.ones(size, bool)
    right = stands if stands.dtype == np.bool_ else stands != 0  # nothing fails
    for _, known in parts:
        stands = stands if known is None else least((stands, known))
    able = stands if stands.dtype == np.bool_ else stands == 1
    able = able if able is right else able & right
    gross = parts[0][0]
    for yuan, _ in parts[1:]:
        gross = gross + yuan
    cut_by = np.zeros(size, np.int8)
    if version.cap is not None:
        cut_by = ((gross > version.cap) & able).view(np.int8)
        gross = np.minimum(gross, version.cap)
        gross *= able
    else:
        gross = gross * able
    # Sums of products, not choices: with masks as irregular as these a branch costs ten times as much.
    outcome = CODE["not-eligible"] + right.view(np.int8) * (CODE["unknown"] - CODE["not-eligible"])
    outcome += able.view(np.int8) * (CODE["zero"] - CODE["unknown"])
    outcome += (gross > 0).view(np.int8) * (CODE["eligible"] - CODE["zero"])
    yuan = gross
    if (had := _had(policy, table)) is not None:
        outcome -= ((outcome == CODE["eligible"]) & had).view(np.int8) * (CODE["eligible"] - CODE["received"])
        yuan = gross * (outcome == CODE["eligible"])
    conditions = tuple(sign.view(np.int8) for sign in signs)
    return Traced(policy, version, outcome, conditions, tuple(one for one, _ in parts), gross, yuan, cut_by)


def _had(policy: Policy, table: Table) -> Bools | None:
    had: Bools | None = None
    if policy.code in table.received:
        had = table.received[policy.code] >= 0
    if policy.often == "once" and policy.code in table.before:
        had = table.before[policy.code] if had is None else had | table.before[policy.code]
    return had


def _exclude(found: dict[str, Traced], book: Book, table: Table) -> None:
    for name in book.groups.exclusive:
        members = [code for code, one in found.items() if one.version is not None and one.version.exclusive == name]
        if len(members) < 2:
            for code in members:
                found[code].kept = np.zeros(table.size, np.int8)
            continue
        amounts = np.vstack([found[code].yuan for code in members])
        kept = amounts.argmax(axis=0)  # the first of the highest, as `max` takes it
        for place in reversed(range(len(members))):
            if members[place] in table.received:
                kept[table.received[members[place]] >= 0] = place
        for place, code in enumerate(members):
            one = found[code]
            out = (one.outcome == CODE["eligible"]) & (kept != place)
            one.outcome = one.outcome - out.view(np.int8) * (CODE["eligible"] - CODE["excluded"])
            one.cut_by = one.cut_by + out * (np.int8(2) - one.cut_by)
            one.yuan = one.yuan * ~out
            one.kept = kept.astype(np.int8)


def _limit(found: dict[str, Traced], book: Book, table: Table, columns: Sheet) -> None:
    for name, limit in book.groups.limits.items():
        members = [code for code, one in found.items() if one.version is not None and name in one.version.limits]
        if not members:
            continue
        left, known = _left(limit, table, columns)
        for code in members:
            if code in table.received:
                left = left - np.maximum(table.received[code], 0.0)
        left = np.maximum(left, 0.0)
        for code in members:
            left = left - _held(found[code], left, known)


def _left(limit: Limit, table: Table, columns: Sheet) -> tuple[Numbers, Bools | None]:
    """How much the limit allows, and where that is known; None: everywhere."""
    if limit.yuan is not None:
        return np.full(table.size, float(limit.yuan)), None
    if limit.of not in columns:
        return np.zeros(table.size), np.zeros(table.size, bool)
    assert limit.percent is not None
    return share(columns.yuan(limit.of), limit.percent), columns[limit.of].known


def _held(one: Traced, left: Numbers, known: Bools | None) -> Numbers:
    """Cut a benefit to what is left; returns what it takes of it. It pays nothing but to the eligible."""
    over = one.yuan > left
    if known is not None:
        lacking = (one.outcome == CODE["eligible"]) & ~known
        one.outcome = one.outcome - lacking.view(np.int8) * (CODE["eligible"] - CODE["unknown"])
        over = over & known
        one.yuan = one.yuan * known
    none = over & (left == 0)
    one.outcome = one.outcome - none.view(np.int8) * (CODE["eligible"] - CODE["excluded"])
    one.cut_by = one.cut_by + over.view(np.int8) * (np.int8(3) - one.cut_by)
    one.yuan = np.minimum(one.yuan, left)
    return one.yuan
