"""The clock of a dispute: the same append-only ledger and the same replay as a permit's (`approvals.rules.clock`).

What moves the award's period is an entry of that ledger; the rest (serving, answering, forwarding) ends periods of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gaoxin.approvals.rules.clock.ledger import Clock, Entry, Kind, append, replay
from gaoxin.approvals.rules.items.model import Bound, Limits
from gaoxin.core.calendar import CalendarMissing, WorkCalendar
from gaoxin.core.due import latest_before, workdays_between
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.core.limits import parse_limit
from gaoxin.labour.rules.disputes.book import Book, cited
from gaoxin.labour.rules.disputes.reckoning import beyond, by, provisional


class Event(StrEnum):
    """What may happen to a dispute. The value is what the ledger stores."""

    FILED = "filed"
    CORRECTION_ASKED = "correction-asked"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    COPY_SERVED = "copy-served"
    ANSWERED = "answered"
    ANSWER_FORWARDED = "answer-forwarded"
    TRIBUNAL_TOLD = "tribunal-told"
    RECKONED_ANEW = "reckoned-anew"  # claims added or changed, a party joined: counted from there
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    HEARING_SET = "hearing-set"
    POSTPONED = "postponed"
    MEDIATION_FAILED = "mediation-failed"
    SETTLED = "settled"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"
    CHALLENGED = "challenged"
    CHALLENGE_UPHELD = "challenge-upheld"
    CHALLENGE_REJECTED = "challenge-rejected"
    CLAIMS_ASKED = "claims-asked"  # to add or change claims
    CLAIMS_CHANGED = "claims-changed"  # counted from there, and the respondent answers anew
    CLAIMS_KEPT = "claims-kept"
    CLAIMS_WITHDRAWN = "claims-withdrawn"  # while the counter-claim goes on
    COUNTER_FILED = "counter-filed"
    COUNTER_ACCEPTED = "counter-accepted"  # counted from there
    COUNTER_REFUSED = "counter-refused"
    COUNTER_WITHDRAWN = "counter-withdrawn"
    SEAT_LOST = "seat-lost"  # an arbitrator cannot go on
    REHEARING_ASKED = "rehearing-asked"  # before a tribunal that changed since the hearing
    REHEARING_GRANTED = "rehearing-granted"
    REHEARING_REFUSED = "rehearing-refused"
    REOPENED = "reopened"  # nobody could sign what ended it: it is heard on, as if that had not been
    ARCHIVED = "archived"


MOVES: dict[Event, Kind] = {
    Event.FILED: Kind.RECEIVED,
    Event.CORRECTION_ASKED: Kind.CORRECTION_NOTICED,
    Event.CORRECTED: Kind.CORRECTED,
    Event.ACCEPTED: Kind.ACCEPTED,
    Event.RECKONED_ANEW: Kind.ACCEPTED,
    Event.CLAIMS_CHANGED: Kind.ACCEPTED,
    Event.COUNTER_ACCEPTED: Kind.ACCEPTED,
    Event.SUSPENDED: Kind.SUSPENDED,
    Event.RESUMED: Kind.RESUMED,
    Event.EXTENDED: Kind.EXTENDED,
    Event.SETTLED: Kind.DECIDED,
    Event.AWARDED: Kind.DECIDED,
    Event.REFUSED: Kind.STOPPED,
    Event.WITHDRAWN: Kind.STOPPED,
}
OVER = frozenset({Event.SETTLED, Event.AWARDED, Event.REFUSED, Event.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry. limit: of an extension."""

    event: Event
    at: dt.datetime
    article: str = ""
    note: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that somebody must do. what: accept, serve, tribunal, answer, forward, challenge, counter, award. who: clerk,
    respondent or tribunal. late: its moment has passed. provisional: holidays yet to be announced may move it to a later day."""

    what: str
    who: str
    at: dt.datetime
    limit: str
    article: str
    late: bool
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """clock: of the award. dues: what is open, the earliest first. over: nothing runs any more."""

    clock: Clock
    dues: tuple[Due, ...]
    over: bool


def limits_of(book: Book) -> Limits:
    """The periods of the award in the shape that the clock of approvals reads. Nothing is promised beyond the law."""
    return Limits(statutory=book.limits.award, promised=book.limits.award, correction=book.limits.accept,
                  delivery=book.limits.serve)  # fmt: skip


def effective(events: Sequence[Happened]) -> list[Happened]:
    """Without an end that was never signed: what reopened the file takes it away, and the time that passed counts."""
    found: list[Happened] = []
    for one in events:
        if one.event is Event.REOPENED:
            last = max(index for index, before in enumerate(found) if before.event in OVER)
            del found[last]
        found.append(one)
    return found


def entries_of(events: Sequence[Happened]) -> tuple[Entry, ...]:
    """Those that move the clock, in order. Raises ClockBackwards where time would run backwards."""
    found: tuple[Entry, ...] = ()
    for one in effective(events):
        if (kind := MOVES.get(one.event)) is not None:
            found = append(found, Entry(kind, one.at, one.article, one.note, one.limit))
    return found


def standing(events: Sequence[Happened], book: Book, calendar: WorkCalendar, now: dt.datetime) -> Standing:
    """What is due of whom; what lies beyond the loaded calendar at the earliest, and provisional."""
    try:
        clock = replay(entries_of(events), limits_of(book), calendar)
    except CalendarMissing:
        clock = replay(entries_of(events), limits_of(book), beyond(calendar))
    over = any(one.event in OVER for one in effective(events))
    if over:
        return Standing(clock, (), True)
    dues: list[Due] = []

    def due(what: str, who: str, moment: dt.datetime, bound: Bound) -> None:
        late, open_ = now > moment, provisional(moment, calendar)
        dues.append(Due(what, who, moment, bound.limit, cited(bound.basis), late, open_))

    periods = book.limits
    if clock.correction_due is not None:
        due("accept", "clerk", clock.correction_due, periods.accept)
    for what, who, since, bound in _open(events, book):
        due(what, who, by(since, bound, calendar), bound)
    if clock.due is not None:
        due("award", "tribunal", clock.due, periods.award)
    return Standing(clock, tuple(sorted(dues, key=lambda one: one.at)), False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The copy and the answer of the claims as they are now: since they were changed, if they were. begun: when the copy was to go."""

    begun: dt.datetime | None
    served: dt.datetime | None
    answered: dt.datetime | None
    forwarded: dt.datetime | None


def exchange(events: Sequence[Happened]) -> Exchange:
    """Claims that were changed are served and answered anew."""
    found: dict[Event, dt.datetime] = {}
    for one in events:
        if one.event in (Event.ACCEPTED, Event.CLAIMS_CHANGED):
            found = {Event.ACCEPTED: one.at}
        else:
            found[one.event] = one.at
    names = (Event.ACCEPTED, Event.COPY_SERVED, Event.ANSWERED, Event.ANSWER_FORWARDED)
    return Exchange(*(found.get(name) for name in names))


def may_counter(events: Sequence[Happened], book: Book, calendar: WorkCalendar, now: dt.datetime) -> bool:
    """Whether the employer's time to answer, in which it may claim too, has not ended (办案规则 36)."""
    served = exchange(events).served
    return served is not None and now <= by(served, book.limits.answer, calendar)


def pending(events: Sequence[Happened], asked: Event, *answered: Event) -> dt.datetime | None:
    """Since when the oldest request waits that has no answer yet."""
    moments = [one.at for one in events if one.event is asked]
    done = sum(1 for one in events if one.event in answered)
    return moments[done] if done < len(moments) else None


def lacks_tribunal(events: Sequence[Happened]) -> dt.datetime | None:
    """Since when a tribunal is to be named: since acceptance, or since one of it withdrew or could not go on."""
    since: dt.datetime | None = None
    for one in events:
        if one.event in (Event.ACCEPTED, Event.CHALLENGE_UPHELD, Event.SEAT_LOST):
            since = one.at
        elif one.event is Event.TRIBUNAL_TOLD:
            since = None
    return since


def _open(events: Sequence[Happened], book: Book) -> list[tuple[str, str, dt.datetime, Bound]]:
    """(what, who, since when, how long) of what waits beside acceptance and the award."""
    periods, told, found = book.limits, exchange(events), list[tuple[str, str, dt.datetime, Bound]]()
    if told.begun is not None:
        if told.served is None:
            found.append(("serve", "clerk", told.begun, periods.serve))
        elif told.answered is None:
            found.append(("answer", "respondent", told.served, periods.answer))
        elif told.forwarded is None:
            found.append(("forward", "clerk", told.answered, periods.forward))
    if (since := lacks_tribunal(events)) is not None:
        found.append(("tribunal", "clerk", since, periods.tribunal))
    upheld, rejected = Event.CHALLENGE_UPHELD, Event.CHALLENGE_REJECTED
    if (since := pending(events, Event.CHALLENGED, upheld, rejected)) is not None:
        found.append(("challenge", "clerk", since, periods.challenge))
    if (since := pending(events, Event.COUNTER_FILED, Event.COUNTER_ACCEPTED, Event.COUNTER_REFUSED)) is not None:
        found.append(("counter", "clerk", since, periods.counter))
    return found


def check_extension(events: Sequence[Happened], book: Book) -> None:
    """Raises WrongState for a second extension."""
    if sum(1 for one in events if one.event is Event.EXTENDED) >= book.extensions:
        raise WrongState(
            "已经延期一次 it was extended before", why=f"延长不得超过 {book.limits.extension.limit} the law allows one",
            do="尽快裁决，或者就已清楚的部分先行裁决 decide, or decide first what is clear", article=book.articles.late,
        )  # fmt: skip


def check_notice(told: dt.datetime, hearing: dt.datetime, book: Book, calendar: WorkCalendar) -> None:
    """Raises Invalid unless both sides are told five days before the hearing."""
    latest = latest_before(calendar.local(hearing).date(), parse_limit(book.limits.notice.limit), calendar)
    if calendar.local(told).date() > latest:
        raise Invalid(
            f"距开庭不足 {book.limits.notice.limit} there is too little time before the hearing",
            why=f"最迟应在 {latest} 通知双方 both sides are to be told by then", do="选择更晚的时间 choose a later one",
            article=cited(book.limits.notice.basis),
        )  # fmt: skip


def check_postponement(asked: dt.datetime, hearing: dt.datetime, book: Book, calendar: WorkCalendar) -> None:
    """Raises Invalid where it is asked for less than three days before the hearing."""
    latest = latest_before(calendar.local(hearing).date(), parse_limit(book.limits.postpone.limit), calendar)
    if calendar.local(asked).date() > latest:
        raise Invalid(
            f"延期申请应当在开庭 {book.limits.postpone.limit} 前提出 it is too late to ask",
            why=f"最迟为 {latest} the last day was then",
            do="按时到庭，或者参加远程开庭 come, or take part from afar; absence has effects (36)",
            article=cited(book.limits.postpone.basis),
        )  # fmt: skip


def days_left(due: Due | None, calendar: WorkCalendar, now: dt.datetime) -> int | None:
    """Working days until it is due, below 0 when it is late; None for nothing."""
    if due is None:
        return None
    known = beyond(calendar) if calendar.local(max(due.at, now)).date() > calendar.last else calendar
    return -workdays_between(due.at, now, known) - 1 if due.late else workdays_between(now, due.at, known)
