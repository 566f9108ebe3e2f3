"""Evaluates a `Rule` over the facts of one case, three-valued, and says in words why.

Facts are what the form, the registries and the project file say: text, numbers, booleans, ISO dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from gaoxin.approvals.rules.items.model import Rule

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    """`holds` is None where a fact is unknown; `reason` names the fact, its value and the bound."""

    holds: bool | None
    reason: str


def holds(rule: Rule | None, facts: Facts) -> bool:
    """True where there is no rule, or the rule holds; unknown counts as not (yet) holding."""
    return rule is None or evaluate(rule, facts).holds is True


def evaluate(rule: Rule, facts: Facts) -> Finding:
    """The finding of one rule. Empty rules are refused by the lint, and hold here."""
    if rule.all is not None:
        return _combine([evaluate(part, facts) for part in rule.all], wanted=False)
    if rule.any is not None:
        return _combine([evaluate(part, facts) for part in rule.any], wanted=True)
    if rule.none is not None:
        inner = _combine([evaluate(part, facts) for part in rule.none], wanted=True)
        return Finding(None if inner.holds is None else not inner.holds, f"非 not ({inner.reason})")
    return _compare(rule, facts)


def facts_of(rule: Rule | None) -> frozenset[str]:
    """Every fact a rule reads."""
    if rule is None:
        return frozenset()
    found = {rule.fact} if rule.fact else set[str]()
    if rule.before and rule.before.replace("_", "").isidentifier():
        found.add(rule.before)
    for part in (*(rule.all or ()), *(rule.any or ()), *(rule.none or ())):
        found |= facts_of(part)
    return frozenset(found)


def _combine(findings: list[Finding], *, wanted: bool) -> Finding:
    """`wanted=True`: any; `wanted=False`: all. One deciding part decides; else unknown if any part is unknown."""
    deciding = [f for f in findings if f.holds is wanted]
    if deciding:
        return Finding(wanted, "; ".join(f.reason for f in deciding))
    unknown = [f for f in findings if f.holds is None]
    if unknown:
        return Finding(None, "; ".join(f.reason for f in unknown))
    return Finding(not wanted, "; ".join(f.reason for f in findings))


def _compare(rule: Rule, facts: Facts) -> Finding:
    if rule.fact is None:
        return Finding(True, "无条件 unconditional")
    value = facts.get(rule.fact)
    if rule.known is not None:
        is_known = value is not None and value != ""
        return Finding(is_known is rule.known, f"{rule.fact} {'已知 known' if is_known else '未知 unknown'}")
    if value is None or value == "":
        return Finding(None, f"{rule.fact} 未知 unknown")
    for test, word in _tests(rule, value, facts):
        if test is None:
            return Finding(None, f"{rule.fact} = {value}: {word} 无法比较 cannot be compared")
        if not test:
            return Finding(False, f"{rule.fact} = {value}: 不满足 fails {word}")
    return Finding(True, f"{rule.fact} = {value}: 满足 holds {', '.join(w for _, w in _tests(rule, value, facts))}")


def _tests(rule: Rule, value: object, facts: Facts) -> list[tuple[bool | None, str]]:
    tests: list[tuple[bool | None, str]] = []
    if rule.is_ is not None:
        tests.append((value == rule.is_, f"= {rule.is_}"))
    if rule.not_ is not None:
        tests.append((value != rule.not_, f"≠ {rule.not_}"))
    if rule.in_ is not None:
        tests.append((value in rule.in_, f"∈ {', '.join(rule.in_)}"))
    number = _number(value)
    for bound, sign in ((rule.gt, ">"), (rule.ge, "≥"), (rule.lt, "<"), (rule.le, "≤")):
        if bound is not None:
            tests.append((None if number is None else _ordered(number, sign, bound), f"{sign} {bound:g}"))
    if rule.before is not None:
        limit = facts.get(rule.before, rule.before if rule.before[:1].isdigit() else None)
        first, last = _date(value), _date(limit)
        tests.append((None if first is None or last is None else first <= last, f"≤ {rule.before} ({limit})"))
    return tests


def _ordered(number: float, sign: str, bound: float) -> bool:
    if sign == ">":
        return number > bound
    if sign == "≥":
        return number >= bound
    if sign == "<":
        return number < bound
    return number <= bound


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        return None


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
