"""Until when a patent is protected, and which annual fee is due next. Years of a patent are counted from the day of application."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from gaoxin.core.limits import Limit, parse_limit
from gaoxin.innovation.rules.patents.book import PatentBook
from gaoxin.innovation.rules.readiness.weighing import years_after

Standing = Literal["paid", "due", "grace", "overdue", "over", "unknown"]


@dataclass(frozen=True, slots=True)
class Due:
    """year: of the patent, for which the fee is due by `on`, with a surcharge until `late_until`. yuan: before reduction."""

    year: int
    on: dt.date
    late_until: dt.date
    yuan: int
    standing: Standing


def expires_on(kind: str, applied_on: dt.date, book: PatentBook) -> dt.date:
    """The day on which protection ends."""
    before = book.design_before
    old = kind == "design" and applied_on < before.day
    return years_after(applied_on, int(parse_limit(before.term if old else book.kind(kind).term).amount))


def last_year(kind: str, applied_on: dt.date, book: PatentBook) -> int:
    """The last year of protection, which is the last that has a fee."""
    return expires_on(kind, applied_on, book).year - applied_on.year


def next_fee(
    *, kind: str, applied_on: dt.date, granted_on: dt.date | None, paid_through: int, today: dt.date, soon_days: int, book: PatentBook
) -> Due | None:  # fmt: skip
    """The first annual fee that is not paid: of the year of grant with the grant, then each before the year before it ends.

    None for what is not granted or has no year left. Where no payment is on record, the year after that of today counts as due.
    """
    if granted_on is None:
        return None
    at_grant = year_of(applied_on, granted_on)
    year = (paid_through or max(at_grant, year_of(applied_on, today))) + 1
    on = years_after(applied_on, year - 1)
    if on >= expires_on(kind, applied_on, book):
        return None
    late = _months_after(on, parse_limit(book.fees.grace))
    yuan = next(fee.yuan for fee in reversed(book.fees.of(kind)) if fee.since <= year)
    if not paid_through:
        standing: Standing = "unknown"
    elif today <= on:
        standing = "due" if (on - today).days <= soon_days else "paid"
    else:
        standing = "grace" if today <= late else "overdue"
    return Due(year, on, late, yuan, standing)


def year_of(applied_on: dt.date, day: dt.date) -> int:
    """Which year of the patent the day lies in, from 1."""
    years = day.year - applied_on.year
    return years + 1 if day >= years_after(applied_on, years) else years


def _months_after(day: dt.date, limit: Limit) -> dt.date:
    months = day.year * 12 + day.month - 1 + int(limit.amount)
    year, month = divmod(months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(1)).day
    return dt.date(year, month + 1, min(day.day, last))
