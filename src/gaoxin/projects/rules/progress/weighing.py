"""Weighted sums over many leaves and many days, exact and quick: integers over one denominator, a fraction only at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Protocol

THOUSANDTHS = 1000  # quantities have at most three decimals


class Told(Protocol):
    """A quantity to date as of a day; order: which of one day came later."""

    @property
    def code(self) -> str: ...
    @property
    def on(self) -> dt.date: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def order(self) -> str: ...


class Weighing:
    """Leaves with their shares of a whole and their quantities. What is told of anything else weighs nothing."""

    def __init__(self, leaves: Iterable[tuple[str, Fraction, Decimal | None]]) -> None:
        whole: dict[str, int] = {}
        each: dict[str, Fraction] = {}
        for code, share, quantity in leaves:
            if quantity and share:
                whole[code] = int(quantity * THOUSANDTHS)
                each[code] = share / whole[code]
        self.denominator = lcm(*(unit.denominator for unit in each.values())) if each else 1
        self._whole = whole
        self._unit = {code: unit.numerator * (self.denominator // unit.denominator) for code, unit in each.items()}

    def sum(self, done: Mapping[str, Decimal]) -> Fraction:
        """The weighted share that is done; quantity to date by leaf."""
        return Fraction(sum(self._weight(code, quantity) for code, quantity in done.items()), self.denominator)

    def by_day(self, reports: Sequence[Told], days: Sequence[dt.date]) -> list[Fraction]:
        """The weighted share at the end of each of the days, which ascend: of each leaf its latest report up to then."""
        ordered = sorted((r for r in reports if r.code in self._unit), key=lambda r: (r.on, r.order))
        weighed: dict[str, int] = {}
        found: list[Fraction] = []
        total = at = 0
        for day in days:
            while at < len(ordered) and ordered[at].on <= day:
                report = ordered[at]
                now = self._weight(report.code, report.quantity)
                total += now - weighed.get(report.code, 0)
                weighed[report.code] = now
                at += 1
            found.append(Fraction(total, self.denominator))
        return found

    def _weight(self, code: str, quantity: Decimal) -> int:
        if code not in self._unit:
            return 0
        return self._unit[code] * max(0, min(self._whole[code], int(quantity * THOUSANDTHS)))


class Course:
    """A plan that runs evenly over the working days of each leaf: its share at the end of each day, the first entry the evening before."""

    def __init__(self, leaves: Iterable[tuple[Fraction, int, int]], length: int) -> None:
        """leaves: share, first and last working day, counted from 1. length: working days of the whole."""
        paces = [(share / (last - first + 1), first, last) for share, first, last in leaves]
        self.denominator = lcm(*(pace.denominator for pace, _, _ in paces)) if paces else 1
        change = [0] * (length + 2)
        for pace, first, last in paces:
            step = pace.numerator * (self.denominator // pace.denominator)
            change[first] += step
            change[last + 1] -= step
        self._sums, daily = [0], 0
        for step in change[1 : length + 1]:
            daily += step
            self._sums.append(self._sums[-1] + daily)
        self.length = length

    def at(self, number: int) -> Fraction:
        """At the end of that working day; the end of the plan where it is later."""
        return Fraction(self._sums[max(0, min(number, self.length))], self.denominator)

    def between(self, reached: Fraction) -> Fraction:
        """At a moment within a working day, counted in days."""
        whole = reached.numerator // reached.denominator
        return self.at(whole) + (self.at(whole + 1) - self.at(whole)) * (reached - whole)

    def reached(self, share: Fraction) -> Fraction:
        """The moment, in working days, at which the plan has that share."""
        wanted = share * self.denominator
        for number in range(1, self.length + 1):
            if self._sums[number] >= wanted:
                step = self._sums[number] - self._sums[number - 1]
                return number - 1 + ((wanted - self._sums[number - 1]) / step if step else Fraction(1))
        return Fraction(self.length)
