"""What agreements promised, what was contracted and paid in, and what output, tax and jobs came of it, counted once a lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gaoxin.investment.rules.leads.book import Phrase
from gaoxin.investment.rules.leads.promises import Promise, Result, last_known

BASE = "investment"  # the promise beside which contracted and paid-in money is held
CONTRACT, PAID = "contract", "paid"
FLOWS = (CONTRACT, PAID)


@dataclass(frozen=True, slots=True)
class Measure:
    """promised: the whole, by due_on. due: of it, what had to be reached by the day of asking; None while nothing is due.
    next_on: the first day that is still to come. found: as it stood on `on`, None where nobody told; source: who told."""

    code: str
    promised: int | None = None
    due_on: dt.date | None = None
    due: int | None = None
    next_on: dt.date | None = None
    found: int | None = None
    on: dt.date | None = None
    source: str | Phrase = ""
    recorded: bool = False

    @property
    def gap(self) -> int | None:
        """Found less due: below zero is what is lacking. None while nothing is due, or where nothing was told."""
        return None if self.due is None or self.found is None else self.found - self.due

    @property
    def silent(self) -> bool:
        """Something is due, and nobody has told what came of it."""
        return self.due is not None and self.found is None


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one measure over several leads. found, gap: over those that told, None where none did. told: how many did. silent: how
    many have something due and told nothing; they are in no gap."""

    code: str
    promised: int
    due: int
    found: int | None
    gap: int | None
    told: int
    silent: int
    next_on: dt.date | None


def measures(
    codes: Sequence[str], promises: Collection[Promise], results: Collection[Result], flows: Mapping[str, Result], on: dt.date
) -> list[Measure]:  # fmt: skip
    """Of all agreements of one lead: several on one thing are steps or a later wording, so the one of the latest day is the whole
    and nothing is added up. codes: amounts in their order. flows: contracted and paid in, where a record tells; paid-in money is
    held beside what is promised to be invested, contracted money beside the whole of it."""
    found = [_measure(code, [one for one in promises if one.code == code], results, on) for code in codes]
    base = next((one for one in found if one.code == BASE), Measure(BASE))
    for code in FLOWS:
        told = flows.get(code)
        found.append(
            Measure(
                code, base.promised, base.due_on, base.due if code == PAID else None,
                base.next_on if code == PAID else None, told.value if told and told.on <= on else None,
                told.on if told else None, told.source if told else "", recorded=told is not None,
            )
        )  # fmt: skip
    return found


def add_up(rows: Iterable[Sequence[Measure]]) -> list[Sum]:
    """By measure, in the order of the first row."""
    by_code: dict[str, list[Measure]] = {}
    for row in rows:
        for one in row:
            by_code.setdefault(one.code, []).append(one)
    return [_sum(code, every) for code, every in by_code.items()]


def _measure(code: str, promises: Sequence[Promise], results: Collection[Result], on: dt.date) -> Measure:
    if not promises:
        return Measure(code)
    steps = sorted(promises, key=lambda one: (one.due_on, one.key))
    past = [one for one in steps if one.due_on < on]
    told = last_known({one.key for one in steps}, results, on)
    return Measure(
        code, steps[-1].value, steps[-1].due_on, past[-1].value if past else None,
        next((one.due_on for one in steps if one.due_on >= on), None),
        told.value if told else None, told.on if told else None, told.source if told else "", bool(told and told.recorded),
    )  # fmt: skip


def _sum(code: str, every: Sequence[Measure]) -> Sum:
    return Sum(
        code, sum(one.promised or 0 for one in every), sum(one.due or 0 for one in every),
        _total(every, lambda one: one.found), _total(every, lambda one: one.gap),
        sum(one.found is not None for one in every), sum(one.silent for one in every),
        min((one.next_on for one in every if one.next_on), default=None),
    )  # fmt: skip


def _total(every: Sequence[Measure], of: Callable[[Measure], int | None]) -> int | None:
    known = [value for one in every if (value := of(one)) is not None]
    return sum(known) if known else None
