"""What a firm lacks for a benefit: the least that each failing number would have to change, and what it would get then."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gaoxin.approvals.rules.items.conditions import evaluate
from gaoxin.approvals.rules.items.model import Rule
from gaoxin.innovation.rules.policies.book import Book
from gaoxin.innovation.rules.policies.engine import Verdict, evaluate_firm
from gaoxin.innovation.rules.policies.firms import Firm, Known, Value, values_of


@dataclass(frozen=True, slots=True)
class Need:
    """One told fact: what it is, and the nearest value that would do. Whole yuan or whole things."""

    fact: str
    has: int
    wanted: int

    @property
    def by(self) -> int:
        return self.wanted - self.has


@dataclass(frozen=True, slots=True)
class WhatIf:
    """All needs of one policy, and the yuan that the firm would get of it. open: conditions that no number mends."""

    needs: tuple[Need, ...]
    yuan: int
    open: tuple[str, ...]


def what_if(book: Book, firm: Firm, verdict: Verdict, day: dt.date) -> WhatIf | None:
    """For a policy whose conditions fail; None for any other outcome."""
    if verdict.outcome != "not-eligible" or verdict.version is None:
        return None
    plain = {code: known.value for code, known in values_of(firm, book, day).items()}
    needs: list[Need] = []
    left: list[str] = []
    for condition in verdict.version.conditions:
        if evaluate(condition.rule, plain).holds is not False:
            continue
        found = _need(condition.rule, book, plain)
        if found is None:
            left.append(condition.code)
        else:
            needs.append(found)
    changed = {need.fact: Known(need.wanted, "假设 supposed") for need in needs}
    then = evaluate_firm(book, replace(firm, facts={**firm.facts, **changed}), day)[verdict.policy.code]
    return WhatIf(tuple(needs), then.yuan, tuple(left))


def _need(rule: Rule, book: Book, plain: Mapping[str, Value]) -> Need | None:
    """Of a single comparison with a bound; a ratio is mended by what stands above the line."""
    if rule.fact is None or not isinstance(plain.get(rule.fact), int | float):
        return None
    fact = book.facts[rule.fact]
    code, unit = rule.fact, 1.0
    if fact.ratio is not None:
        code, base = fact.ratio.of, plain[fact.ratio.to]
        assert isinstance(base, int | float)
        unit = float(base) / 100
    elif fact.derived:
        return None
    has = plain[code]
    assert isinstance(has, int | float)
    shift = float(base_of(plain, fact.ratio.to)) if fact.ratio is not None and fact.ratio.growth else 0.0
    wanted = _nearest(rule, float(has), unit, shift)
    if wanted is None:
        return None
    trial = wanted
    for step in (0, 1, -1):  # the bound may fall between two whole numbers of the derived scale
        trial = wanted + step
        if trial >= 0 and evaluate(rule, {**plain, **_with(rule.fact, code, trial, book, plain)}).holds:
            return Need(code, int(has), trial)
    return None


def base_of(plain: Mapping[str, Value], code: str) -> int | float:
    """The divisor of a ratio."""
    value = plain[code]
    assert isinstance(value, int | float)
    return value


def _nearest(rule: Rule, has: float, unit: float, shift: float) -> int | None:
    if rule.ge is not None and (bound := rule.ge * unit + shift) > has:
        return math.ceil(bound)
    if rule.gt is not None and (bound := rule.gt * unit + shift) >= has:
        return math.floor(bound) + 1
    if rule.le is not None and (bound := rule.le * unit + shift) < has:
        return math.floor(bound)
    if rule.lt is not None and (bound := rule.lt * unit + shift) <= has:
        return math.ceil(bound) - 1
    return None


def _with(rule_fact: str, code: str, value: int, book: Book, plain: Mapping[str, Value]) -> dict[str, Value]:
    changed: dict[str, Value] = {code: value}
    ratio = book.facts[rule_fact].ratio
    if ratio is not None:
        base = float(base_of(plain, ratio.to))
        changed[rule_fact] = (float(value) - base if ratio.growth else float(value)) * 100.0 / base
    return changed
