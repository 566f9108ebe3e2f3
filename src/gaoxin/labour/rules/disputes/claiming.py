"""The period for a claim: one year from knowing (劳动争议调解仲裁法 27), begun anew, stopped, or not running at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import natural_end
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit
from gaoxin.labour.rules.disputes.book import Book, DisputeKind, cited


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the claimant tells. known: when the wrong was known or should have been. employed: still; else `left`, the day it ended.

    interruptions: days on which a demand, a complaint or an acknowledgement ended the count (it begins anew from there).
    suspensions: (from, to) of force majeure or another good reason; the count goes on afterwards.
    """

    known: dt.date
    employed: bool
    left: dt.date | None = None
    interruptions: Sequence[dt.date] = ()
    suspensions: Sequence[tuple[dt.date, dt.date]] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """last: the last day for the claim; None while none runs. steps: (sentence, article), as they were reckoned."""

    last: dt.date | None
    steps: tuple[tuple[str, str], ...]


def claim_period(told: Circumstances, kind: DisputeKind, book: Book, calendar: WorkCalendar) -> Period:
    """The last day to claim. Raises Invalid for dates that cannot be, with what to correct."""
    _check(told)
    articles = book.articles
    start, steps = told.known, [(f"{told.known} 知道或者应当知道 known", cited(book.limits.claim.basis))]
    if kind.arrears and told.employed:
        steps.append(("在职期间拖欠劳动报酬，不受一年限制 pay, while employed: no limit", articles.arrears))
        return Period(None, tuple(steps))
    if kind.arrears and told.left is not None:
        start = told.left
        steps.append((f"{start} 劳动关系终止，自终止之日起一年 one year from its end", articles.arrears))
    for day in sorted(day for day in told.interruptions if day >= start):
        if day > _end(start, (), book):
            break
        start = day
        steps.append((f"{day} 中断，重新计算 interrupted: counted anew", articles.interruption))
    gaps = [(max(a, start), b) for a, b in sorted(told.suspensions) if b > start]
    last = _end(start, gaps, book)
    steps += [(f"{a} 至 {b} 中止，不计入 not counted", articles.suspension) for a, b in gaps]
    moved = _workday(last, calendar)
    if moved != last:
        steps.append((f"{last} 为休息日，顺延至 {moved} moved to the next working day", "民法典 203"))
    steps.append((f"{start} 起一年，至 {moved} the last day", cited(book.limits.claim.basis)))
    return Period(moved, tuple(steps))


def check_in_time(told: Circumstances, kind: DisputeKind, filed: dt.date, book: Book, calendar: WorkCalendar) -> Period:
    """The period. Raises Invalid with the article for a claim that is filed after its last day."""
    if told.known > filed:
        raise Invalid("知道侵害的日期在将来 that day is yet to come", do="核对日期 check the day")
    if told.left is not None and told.left > filed:
        raise Invalid("劳动关系终止日期在将来 employment ends later", do="尚在职的选在职 choose employed")
    found = claim_period(told, kind, book, calendar)
    if found.last is not None and filed > found.last:
        raise Invalid(
            f"超过仲裁时效：最后一日为 {found.last} the last day for this claim has passed",
            why="；".join(text for text, _ in found.steps),
            do="有中断（主张权利、投诉、对方同意履行）或者中止的，写明后再提交；也可预约法律咨询 state it, or book advice",
            article=found.steps[-1][1],
        )  # fmt: skip
    return found


def _check(told: Circumstances) -> None:
    if not told.employed and told.left is None:
        raise Invalid("没有填写劳动关系终止日期 the day employment ended is missing", do="填写离职日期 write it")
    if any(b < a for a, b in told.suspensions):
        raise Invalid("中止的结束早于开始 a suspension ends before it begins", do="核对起止日期 check both days")


def _end(start: dt.date, gaps: Sequence[tuple[dt.date, dt.date]], book: Book) -> dt.date:
    last, until = natural_end(start, parse_limit(book.limits.claim.limit)), start
    for a, b in gaps:
        begin = max(a, until)
        if b > begin and begin <= last:
            last += b - begin
            until = b
    return last


def _workday(last: dt.date, calendar: WorkCalendar) -> dt.date:
    """The day, or the next working one where the calendar knows it. Days that the calendar does not reach are not moved: nobody
    claims on a day that it does not know."""
    return calendar.workday_from(last) if calendar.first <= last <= calendar.last else last
