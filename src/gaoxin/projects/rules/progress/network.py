"""The critical path: earliest and latest days of every leaf over its finish-to-start links, in working days.

Days are counted from 0, the first day of the whole. A work that takes 3 days and starts on 0 ends at 3, which is the first moment
at which the next may start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.progress.works import Work, leaves_of


@dataclass(frozen=True, slots=True)
class Slot:
    """Earliest start and finish, latest start and finish, total float; critical where the float is 0."""

    es: int
    ef: int
    ls: int
    lf: int

    @property
    def float(self) -> int:
        return self.ls - self.es

    @property
    def critical(self) -> bool:
        return self.ls == self.es


@dataclass(frozen=True, slots=True)
class Planned:
    """The earliest slot as dates, both included."""

    start: dt.date
    finish: dt.date


def ordered(works: Mapping[str, Work]) -> list[str]:
    """Codes so that each comes after all it follows. Raises Invalid naming the works of a circle."""
    order, stuck = _ordered(works)
    if stuck:
        raise Invalid(
            f"紧前关系绕成一圈 the works wait for each other in a circle: {' → '.join(_circle(works, stuck))}",
            why="这样谁也不能开工 none of them could ever start", do="去掉其中一个紧前关系 take one of the links away",
        )  # fmt: skip
    return order


def circle_of(works: Sequence[Work]) -> list[str]:
    """Codes of one circle among the leaves; empty where there is none."""
    leaves = leaves_of(works)
    held = {work.code: work for work in works if work.code in leaves}
    stuck = _ordered(held)[1]
    return _circle(held, stuck) if stuck else []


def _ordered(works: Mapping[str, Work]) -> tuple[list[str], set[str]]:
    waits = {code: {link.before for link in work.after} for code, work in works.items()}
    follows: dict[str, list[str]] = {code: [] for code in works}
    for code, before in waits.items():
        for one in before:
            follows[one].append(code)
    free = [code for code, before in waits.items() if not before]
    order: list[str] = []
    while free:
        code = free.pop()
        order.append(code)
        for after in follows[code]:
            waits[after].discard(code)
            if not waits[after]:
                free.append(after)
    return order, {code for code, before in waits.items() if before}


def network(works: Sequence[Work], release: Mapping[str, int]) -> dict[str, Slot]:
    """Slots of the leaves. release: the day before which a work does not start, 0 where it is not named."""
    leaves = leaves_of(works)
    held = {work.code: work for work in works if work.code in leaves}
    order = ordered(held)
    es: dict[str, int] = {}
    for code in order:
        work = held[code]
        es[code] = max([release.get(code, 0), 0, *(es[p.before] + held[p.before].days + p.lag for p in work.after)])
    end = max((es[code] + held[code].days for code in order), default=0)
    lf = dict.fromkeys(order, end)
    for code in reversed(order):
        start = lf[code] - held[code].days
        for link in held[code].after:
            lf[link.before] = min(lf[link.before], start - link.lag)
    return {code: Slot(es[code], es[code] + held[code].days, lf[code] - held[code].days, lf[code]) for code in held}


def schedule(
    works: Sequence[Work], starts_on: dt.date, calendar: WorkCalendar
) -> tuple[dict[str, Slot], dict[str, Planned]]:
    """Slots and dates of the leaves by the zone's calendar. Raises CalendarMissing where it does not reach so far."""
    zero = calendar.workdays_through(calendar.workday_from(starts_on))
    release: dict[str, int] = {}
    for work in works:
        if work.not_before is not None and work.not_before > starts_on:
            release[work.code] = calendar.workdays_through(calendar.workday_from(work.not_before)) - zero
    slots = network(works, release)
    planned = {
        code: Planned(calendar.nth_workday(zero + slot.es), calendar.nth_workday(zero + slot.ef - 1))
        for code, slot in slots.items()
    }
    return slots, planned


def network_of_plan(works: Sequence[Work], planned: Mapping[str, Planned], calendar: WorkCalendar) -> dict[str, Slot]:
    """The slots of a frozen plan, from the dates that were frozen with it."""
    if not planned:
        return {}
    zero = calendar.workdays_through(min(slot.start for slot in planned.values()))
    return network(works, {code: calendar.workdays_through(slot.start) - zero for code, slot in planned.items()})


def _circle(works: Mapping[str, Work], stuck: set[str]) -> list[str]:
    """One circle among those that wait, in the order of waiting."""
    at = sorted(stuck)[0]
    path: list[str] = []
    while at not in path:
        path.append(at)
        at = next(link.before for link in works[at].after if link.before in stuck)
    return [*path[path.index(at) :], at][::-1]
