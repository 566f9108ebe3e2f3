"""What a firm would get if some of its figures were others: every benefit that changes, with the yuan before and then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gaoxin.innovation.rules.policies.book import Book
from gaoxin.innovation.rules.policies.engine import Verdict, evaluate_firm
from gaoxin.innovation.rules.policies.firms import Firm, Known, Value

SUPPOSED = "假设 supposed"


@dataclass(frozen=True, slots=True)
class Change:
    """One benefit whose outcome or amount is another then."""

    before: Verdict
    then: Verdict


@dataclass(frozen=True, slots=True)
class Supposed:
    """before, then: yuan that the zone pays in all, after exclusion and limits. changes: in the order of the book."""

    before: int
    then: int
    changes: tuple[Change, ...]


def suppose(book: Book, firm: Firm, values: Mapping[str, Value], day: dt.date) -> Supposed:
    """values: told facts in the place of those of the firm. Nothing is kept."""
    other = replace(firm, facts={**firm.facts, **{code: Known(value, SUPPOSED, day) for code, value in values.items()}})
    now, then = evaluate_firm(book, firm, day), evaluate_firm(book, other, day)
    changes = tuple(
        Change(now[code], one)
        for code, one in then.items()
        if (one.outcome, one.yuan) != (now[code].outcome, now[code].yuan)
    )
    return Supposed(_paid(now), _paid(then), changes)


def _paid(verdicts: Mapping[str, Verdict]) -> int:
    return sum(one.yuan for one in verdicts.values() if one.policy.way == "paid")
