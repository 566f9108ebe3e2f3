"""Replay of the clock's ledger against a count day by day, and what may move a deadline in which direction."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.rules.clock.ledger import (
    ClockBackwards,
    Entry,
    Kind,
    append,
    deemed_from,
    exclusions,
    next_due,
    replay,
)
from gaoxin.approvals.rules.clock.why import why
from gaoxin.approvals.rules.items.model import Bound
from gaoxin.core.errors import Invalid
from tests.approvals.rules.law import CALENDAR, PERMIT, at

LIMITS = PERMIT.limits
START = at("2024-01-02T09:00")


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Received, accepted, then suspensions that end and extensions, in order of time."""
    now = START + dt.timedelta(minutes=draw(st.integers(0, 700 * 1440)))
    entries = [Entry(Kind.RECEIVED, now, "32")]
    now += dt.timedelta(minutes=draw(st.integers(0, 5 * 1440)))
    entries.append(Entry(Kind.ACCEPTED, now, "32"))
    for kind in draw(st.lists(st.sampled_from([Kind.SUSPENDED, Kind.EXTENDED]), max_size=4)):
        now += dt.timedelta(minutes=draw(st.integers(1, 4 * 1440)))
        if kind is Kind.EXTENDED:
            entries.append(Entry(kind, now, "42", limit=f"{draw(st.integers(1, 10))}wd"))
            continue
        entries.append(Entry(kind, now, "45"))
        now += dt.timedelta(minutes=draw(st.integers(1, 12 * 1440)))
        entries.append(Entry(Kind.RESUMED, now, "45"))
    return tuple(entries)


def by_hand(entries: tuple[Entry, ...], amount: int) -> dt.datetime:
    """Working days crossed off one by one, excluded ones skipped; each extension goes on where the former period ended."""
    gaps = [(e.at.date(), f.at.date()) for e, f in zip(entries, entries[1:], strict=False) if e.kind is Kind.SUSPENDED]
    day = entries[1].at.date()
    for number in (amount, *(int(e.limit[:-2]) for e in entries if e.kind is Kind.EXTENDED)):
        left = number
        while left:
            day += dt.timedelta(1)
            left -= CALENDAR.is_workday(day) and not any(a < day <= b for a, b in gaps)
    return CALENDAR.closing(day)


@given(ledgers())
def test_the_deadline_is_the_count_by_hand(entries: tuple[Entry, ...]) -> None:
    clock = replay(entries, LIMITS, CALENDAR)
    assert clock.statutory_due == by_hand(entries, 7)
    assert clock.due == min(clock.statutory_due, clock.promised_due or clock.statutory_due)
    assert clock.extensions == sum(entry.kind is Kind.EXTENDED for entry in entries)
    assert why(entries, LIMITS, CALENDAR)[-1].article


@given(ledgers(), st.randoms(use_true_random=False))
def test_reading_the_ledger_in_pieces_or_at_once_is_the_same(entries: tuple[Entry, ...], random: object) -> None:
    built: tuple[Entry, ...] = ()
    for entry in entries:
        built = append(built, entry)
    assert built == entries
    assert replay(list(entries), LIMITS, CALENDAR) == replay(built, LIMITS, CALENDAR)
    gaps = list(exclusions(entries)[0])
    random.shuffle(gaps)  # type: ignore[attr-defined]
    assert sorted(gaps, key=lambda g: g.start) == list(replay(entries, LIMITS, CALENDAR).excluded)


@given(ledgers(), st.integers(1, 10))
def test_an_extension_always_moves_the_deadline_later(entries: tuple[Entry, ...], days: int) -> None:
    before = replay(entries, LIMITS, CALENDAR).due
    after = replay((*entries, Entry(Kind.EXTENDED, entries[-1].at, "42", limit=f"{days}wd")), LIMITS, CALENDAR).due
    assert before is not None
    assert after is not None
    assert after > before


@given(ledgers(), st.integers(0, 20 * 1440))
def test_excluded_time_never_moves_it_earlier_and_while_it_lasts_there_is_none(
    entries: tuple[Entry, ...], minutes: int
) -> None:
    before = replay(entries, LIMITS, CALENDAR).due
    opened = (*entries, Entry(Kind.SUSPENDED, entries[-1].at, "45"))
    now = replay(opened, LIMITS, CALENDAR)
    assert (now.suspended, now.due, now.statutory_due, next_due(now)) == (True, None, None, now.correction_due)
    closed = (*opened, Entry(Kind.RESUMED, entries[-1].at + dt.timedelta(minutes=minutes), "45"))
    after = replay(closed, LIMITS, CALENDAR).due
    assert before is not None
    assert after is not None
    assert after >= before


@given(ledgers(), st.integers(1, 60))
def test_a_longer_limit_never_ends_earlier(entries: tuple[Entry, ...], days: int) -> None:
    longer = msgspec.structs.replace(LIMITS, promised=Bound(f"{days}wd"), statutory=Bound(f"{days + 1}wd"))
    clock = replay(entries, longer, CALENDAR)
    assert clock.promised_due is not None
    assert clock.statutory_due is not None
    assert clock.promised_due < clock.statutory_due
    assert clock.due == clock.promised_due


@given(ledgers(), st.integers(1, 10000))
def test_the_clock_cannot_run_backwards_and_nothing_is_changed(entries: tuple[Entry, ...], minutes: int) -> None:
    early = Entry(Kind.DECIDED, entries[-1].at - dt.timedelta(minutes=minutes), "38")
    kept = tuple(entries)
    with pytest.raises(ClockBackwards, match="时钟不能倒走") as error:
        append(entries, early)
    assert error.value.article == "38"
    assert entries == kept


@given(st.integers(0, 600 * 1440), st.integers(0, 20 * 1440))
def test_deemed_acceptance_is_exactly_when_the_five_days_are_over(start: int, later: int) -> None:
    received = START + dt.timedelta(minutes=start)
    entries = (Entry(Kind.RECEIVED, received, "32"),)
    clock = replay(entries, LIMITS, CALENDAR)
    now = received + dt.timedelta(minutes=later)
    assert clock.correction_due is not None
    assert deemed_from(entries, clock, now) == (received if now > clock.correction_due else None)
    told = (*entries, Entry(Kind.CORRECTION_NOTICED, received, "32"))
    assert deemed_from(told, replay(told, LIMITS, CALENDAR), now) is None


def test_a_limit_in_the_ledger_that_cannot_be_read_is_refused() -> None:
    entries = (Entry(Kind.ACCEPTED, START, "32"), Entry(Kind.EXTENDED, START, "42", limit="soon"))
    with pytest.raises(Invalid, match="台账中的时限无法读取"):
        replay(entries, LIMITS, CALENDAR)
