"""Why nominal and comparable growth differ, enterprise by enterprise: entry, exit, revision, and the rest that is growth.

nominal = X / P − 1, with P as published last year: the enterprises then in scope, as then filed.
comparable = X / B − 1, with B the base of the enterprises now in scope, as now revised.
P → B: minus what left, plus the bases of what entered, plus what was revised; each in points of nominal growth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Reason = Literal["entry", "exit", "revision"]


@dataclass(frozen=True, slots=True)
class Change:
    """One enterprise's part in B − P, in the measure's unit."""

    unit: str
    reason: Reason
    published: int
    base: int

    @property
    def amount(self) -> int:
        return self.base - self.published


@dataclass(frozen=True, slots=True)
class Churn:
    """nominal, comparable: None where their base is not positive. changes: the largest first; their amounts sum to base − published."""

    level: int
    published: int
    base: int
    changes: tuple[Change, ...]

    @property
    def nominal(self) -> Fraction | None:
        return Fraction(self.level, self.published) - 1 if self.published > 0 else None

    @property
    def comparable(self) -> Fraction | None:
        return Fraction(self.level, self.base) - 1 if self.base > 0 else None

    def amount(self, reason: Reason) -> int:
        """What one reason adds to the base."""
        return sum(change.amount for change in self.changes if change.reason == reason)

    def points(self, change: Change) -> Fraction | None:
        """What one enterprise adds to nominal − comparable growth. The parts sum to the difference exactly:
        X/P − X/B = X·(B − P)/(P·B)."""
        if self.published <= 0 or self.base <= 0:
            return None
        return Fraction(self.level * change.amount, self.published * self.base)


def decompose(now: Mapping[str, tuple[int, int]], before: Mapping[str, int]) -> Churn:
    """now: enterprise -> (x, base as revised). before: enterprise -> as published last year. Keys are in scope then or now."""
    changes: list[Change] = []
    for unit in {*now, *before}:
        reason: Reason = "revision" if unit in now and unit in before else "entry" if unit in now else "exit"
        change = Change(unit, reason, before.get(unit, 0), now[unit][1] if unit in now else 0)
        if change.amount:
            changes.append(change)
    changes.sort(key=lambda change: (-abs(change.amount), change.unit))
    return Churn(
        sum(x for x, _ in now.values()), sum(before.values()), sum(base for _, base in now.values()), tuple(changes)
    )
