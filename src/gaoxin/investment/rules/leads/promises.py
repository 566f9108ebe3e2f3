"""What an agreement promised beside what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from gaoxin.investment.rules.leads.book import Phrase

Standing = Literal["kept", "running", "short", "late", "unknown"]


@dataclass(frozen=True, slots=True)
class Promise:
    """value: of an amount; due_on: by when, and the whole of a promised date."""

    key: str
    code: str
    kind: str
    value: int | None
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Result:
    """What was found for one promise. value: of an amount, as it stood on that day; on: that day, or the day on which the
    promised event came. recorded: it is summed from a project's records, and then no typed one counts."""

    promise: str
    value: int | None
    on: dt.date
    source: str | Phrase
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One promise with its last result. percent: result ÷ promise, one place; days: late (positive) or early."""

    promise: Promise
    result: Result | None
    standing: Standing
    percent: Decimal | None = None
    gap: int | None = None
    days: int | None = None


def compare(promises: Sequence[Promise], results: Sequence[Result], on: dt.date) -> list[Compared]:
    """Each promise as it stands on that day. Results of later days are not known yet."""
    return [_compared(promise, last_known({promise.key}, results, on), on) for promise in promises]


def kept_share(compared: Sequence[Compared]) -> tuple[int, int]:
    """How many promises are kept, of how many that are due or kept: those still running are not judged."""
    judged = [row for row in compared if row.standing != "running"]
    return sum(row.standing == "kept" for row in judged), len(judged)


def last_known(promises: Collection[str], results: Iterable[Result], on: dt.date) -> Result | None:
    """The last result of any of these promises that was known by that day: a record before what was typed."""
    known = [result for result in results if result.promise in promises and result.on <= on]
    return max(known, key=lambda result: (result.recorded, result.on), default=None)


def _compared(promise: Promise, result: Result | None, on: dt.date) -> Compared:
    due = on > promise.due_on
    if promise.kind == "date":
        if result is None:
            return Compared(
                promise, None, "late" if due else "running", days=(on - promise.due_on).days if due else None
            )
        days = (result.on - promise.due_on).days
        return Compared(promise, result, "late" if days > 0 else "kept", days=days)
    if result is None or result.value is None or not promise.value:
        return Compared(promise, result, "unknown" if due else "running")
    percent = (Decimal(result.value) * 100 / promise.value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    gap = result.value - promise.value
    standing: Standing = "kept" if gap >= 0 else ("short" if due else "running")
    return Compared(promise, result, standing, percent, gap)
