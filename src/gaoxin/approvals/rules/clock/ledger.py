"""Ledger entries and their replay into deadlines (行政许可法 32, 42, 44, 45).

`replay` is a pure function of the entries, the item's limits and the calendar. It says when the correction notice, the
decision and the delivery are due; `deemed_from` whether the law has already deemed the case accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gaoxin.approvals.rules.items.model import Limits
from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import Excluded, due_at
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.limits import Limit, parse_limit


class Kind(StrEnum):
    """What may happen to a clock. The value is what the ledger stores."""

    RECEIVED = "received"
    CORRECTION_NOTICED = "correction-noticed"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    DEEMED_ACCEPTED = "deemed-accepted"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    DECIDED = "decided"
    DELIVERED = "delivered"
    STOPPED = "stopped"  # withdrawn or not accepted: nothing runs any more


class ClockBackwards(Invalid):
    """An entry older than the one before it: the ledger only goes forward."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `at`: when it happened. `effective`: the day the law counts from, where that is another day
    (deemed acceptance counts from receipt). `limit`: told or granted length. `note`: evidence or reason."""

    kind: Kind
    at: dt.datetime
    article: str
    note: str = ""
    limit: str = ""
    effective: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of "why this date?": a sentence and its article."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Clock:
    """What the ledger says. Instants are None where that clock never ran or is suspended.

    due: the date that binds the zone, the earlier of statutory and promised. worked_minutes: office minutes from
    acceptance to the decision (or to `now`), exclusions taken out.
    """

    correction_due: dt.datetime | None
    accepted_at: dt.datetime | None
    statutory_due: dt.datetime | None
    promised_due: dt.datetime | None
    due: dt.datetime | None
    decided_at: dt.datetime | None
    delivery_due: dt.datetime | None
    suspended: bool
    excluded: tuple[Excluded, ...]
    extensions: int


def append(entries: Sequence[Entry], new: Entry) -> tuple[Entry, ...]:
    """The ledger with one more entry. Raises ClockBackwards where time would run backwards."""
    if entries and new.at < entries[-1].at:
        raise ClockBackwards(
            f"时钟不能倒走 the clock cannot run backwards: {new.kind} {new.at:%Y-%m-%d %H:%M}"
            f" 早于 is before {entries[-1].kind} {entries[-1].at:%Y-%m-%d %H:%M}",
            why="台账只能追加 the ledger is append-only and ordered",
            do="核对发生时间后重新提交 check the time of the act and send it again",
            article=new.article,
        )
    return (*entries, new)


def replay(entries: Sequence[Entry], limits: Limits, calendar: WorkCalendar) -> Clock:
    """The clock after `entries`. Raises CalendarMissing where a date lies beyond the loaded calendar."""
    received = _last(entries, Kind.RECEIVED, Kind.CORRECTED)
    accepted = _last(entries, Kind.ACCEPTED, Kind.DEEMED_ACCEPTED)
    decided = _last(entries, Kind.DECIDED)
    stopped = _last(entries, Kind.STOPPED)
    excluded, is_suspended = exclusions(entries)
    extensions = [e for e in entries if e.kind is Kind.EXTENDED]
    correction_due = None
    noticed = entries and entries[-1].kind is Kind.CORRECTION_NOTICED
    if received and not accepted and not noticed and not stopped:
        correction_due = due_at(received.at, parse_limit(limits.correction.limit), calendar)
    start = (accepted.effective or accepted.at) if accepted else None
    statutory = promised = None
    if start and not is_suspended and not stopped:
        statutory = _counted(start, limits.statutory.limit, limits, calendar, excluded, extensions)
        promised = _counted(start, limits.promised.limit, limits, calendar, excluded, extensions)
    delivery = None
    if decided and not _last(entries, Kind.DELIVERED):
        delivery = due_at(decided.at, parse_limit(limits.delivery.limit), calendar)
    return Clock(
        correction_due=correction_due,
        accepted_at=start,
        statutory_due=statutory,
        promised_due=promised,
        due=min(statutory, promised) if statutory and promised else None,
        decided_at=decided.at if decided else None,
        delivery_due=delivery,
        suspended=is_suspended,
        excluded=excluded,
        extensions=len(extensions),
    )


def deemed_from(entries: Sequence[Entry], clock: Clock, now: dt.datetime) -> dt.datetime | None:
    """From when the law has the case accepted, because by `now` nobody told what to correct in time; else None.

    The day of receipt, of the application or of its corrections (行政许可法 32(4)).
    """
    if clock.correction_due is None or now <= clock.correction_due:
        return None
    received = _last(entries, Kind.RECEIVED, Kind.CORRECTED)
    return received.at if received else None


def next_due(clock: Clock) -> dt.datetime | None:
    """The date of whoever must move next: delivery after a decision, else decision, else the correction notice."""
    if clock.decided_at:
        return clock.delivery_due
    return clock.due or clock.correction_due


def exclusions(entries: Sequence[Entry]) -> tuple[tuple[Excluded, ...], bool]:
    """Closed periods taken out of the count (行政许可法 45), and whether one is still open."""
    found: list[Excluded] = []
    opened: Entry | None = None
    for entry in entries:
        if entry.kind is Kind.SUSPENDED:
            opened = entry
        elif entry.kind is Kind.RESUMED and opened:
            found.append(Excluded(opened.at, entry.at, opened.note, opened.article))
            opened = None
    return tuple(found), opened is not None


def worked_minutes(clock: Clock, until: dt.datetime, calendar: WorkCalendar) -> int:
    """Office minutes from acceptance to `until`, excluded periods taken out; 0 before acceptance."""
    if clock.accepted_at is None or until <= clock.accepted_at:
        return 0
    total = calendar.working_minutes(clock.accepted_at, until)
    for gap in clock.excluded:
        begin, end = max(gap.start, clock.accepted_at), min(gap.end, until)
        if begin < end:
            total -= calendar.working_minutes(begin, end)
    return total


def _last(entries: Sequence[Entry], *kinds: Kind) -> Entry | None:
    return next((e for e in reversed(entries) if e.kind in kinds), None)


def _counted(
    start: dt.datetime,
    limit: str,
    limits: Limits,
    calendar: WorkCalendar,
    excluded: tuple[Excluded, ...],
    extensions: Sequence[Entry],
) -> dt.datetime:
    """Start + limit, then each extension counted on from the day the former period ends (行政许可法 42)."""
    due = due_at(start, _parsed(limit), calendar, excluded, count_service=limits.count_service)
    for extension in extensions:
        due = due_at(due, _parsed(extension.limit), calendar, excluded, count_service=limits.count_service)
    return due


def _parsed(limit: str) -> Limit:
    try:
        return parse_limit(limit)
    except GaoxinError as error:
        raise Invalid(f"台账中的时限无法读取 unreadable limit in the ledger: {limit!r}", why=error.what) from error
