"""What may be entered, and the lives of agreements, demands, matches and deals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from gaoxin.core.errors import Invalid, WrongState
from gaoxin.innovation.rules.transfer.book import TransferBook, days_of, months_after

Standing = Literal["coming", "running", "soon", "urgent", "expired", "renewed", "ended"]
RUNS: tuple[Standing, ...] = ("running", "soon", "urgent")
MATCH_STATES = ("proposed", "talks", "deal", "failed", "superseded")
HELD = ("proposed", "talks", "deal")  # the demand has this match now
DEMAND_STATES = ("posted", "matched", "talks", "deal", "withdrawn")
RUN_STATES = ("waiting", "working", "done", "failed")
OPEN_RUN = ("waiting", "working")
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "talks": (("proposed",), "talks"),
    "fail": (("proposed", "talks"), "failed"),
    "deal": (("talks",), "deal"),
}
WORDS = {
    "proposed": "已推荐 proposed", "talks": "洽谈中 in talks", "deal": "已成交 a deal", "failed": "未成 failed",
    "superseded": "已被新的匹配取代 superseded", "posted": "已发布 posted", "matched": "已匹配 matched", "withdrawn": "已撤回 withdrawn",
}  # fmt: skip


def moved(act: str, state: str) -> str:
    """The state of a match after the act. Raises WrongState with what stands now."""
    before, after = MOVES[act]
    if state not in before:
        raise WrongState(
            f"现在是“{WORDS[state]}” so it stands now", why=f"只能从这些状态办理 only from: {'、'.join(WORDS[one] for one in before)}",
            do="刷新页面再看 reload the page",
        )  # fmt: skip
    return after


def standing(
    since: dt.date, until: dt.date, today: dt.date, book: TransferBook, *, renewed: bool = False, ended: bool = False
) -> Standing:
    """Of an agreement on a day. Its last day still counts."""
    if ended:
        return "ended"
    left = (until - today).days
    if left < 0 or renewed:
        return "renewed" if renewed else "expired"
    if today < since:
        return "coming"
    warn = book.agreements
    return "urgent" if left <= days_of(warn.urgent) else "soon" if left <= days_of(warn.soon) else "running"


def check_term(since: dt.date, until: dt.date) -> None:
    """Raises Invalid for an agreement that ends before it begins."""
    if until < since:
        raise Invalid(
            f"截止日早于起始日 it ends before it begins: {since} — {until}", do="核对起止日期 check both days"
        )


def check_within(since: dt.date, until: dt.date, on: dt.date, ended_on: dt.date | None = None) -> None:
    """Raises WrongState for what did not happen while the agreement ran."""
    last = min(until, ended_on) if ended_on else until
    if not since <= on <= last:
        raise WrongState(
            f"{on} 不在协议期内 the agreement does not run on that day: {since} — {last}",
            why="过期的协议不再登记成果、不能成交 an expired one takes nothing", do="先续签，再登记 renew it first",
        )  # fmt: skip


def words(text: str, what: str, most: int, *, may_lack: bool = False) -> str:
    """Trimmed. Raises Invalid naming the field where nothing, or too much, is said."""
    plain = text.strip()
    if (not plain and not may_lack) or len(plain) > most:
        raise Invalid(
            f"{what}: 未填写或者过长 missing or too long", why=f"最多 {most} 字 at most", do="写明后再提交 write it"
        )
    return plain


def amount(value: int | None, what: str, most: int) -> int | None:
    """Whole thousand yuan from 0, or None. Raises Invalid naming the field."""
    if value is not None and not 0 <= value <= most:
        raise Invalid(
            f"{what}: {value:,} 千元不可能 cannot be", why=f"0 至 {most:,} 千元", do="核对金额 check the amount"
        )
    return value


def check_budget(low: int | None, high: int | None, book: TransferBook) -> None:
    """Raises Invalid for a bound below zero, and for bounds the wrong way round."""
    amount(low, "预算下限 lower bound of the budget", book.limits.budget_k)
    amount(high, "预算上限 upper bound of the budget", book.limits.budget_k)
    if low is not None and high is not None and low > high:
        raise Invalid(
            f"预算下限高于上限 the bounds are the wrong way round: {low:,} > {high:,} 千元", do="对调 exchange them"
        )


def check_maturity(value: int, book: TransferBook) -> None:
    """Raises Invalid for a level that is none."""
    if not 1 <= value <= len(book.maturity):
        raise Invalid(
            f"成熟度 maturity: {value}", why=f"1 至 {len(book.maturity)} 级 levels", do="选择其中一级 choose one"
        )


def check_seats(value: int, book: TransferBook) -> None:
    """Raises Invalid unless at least one, and no more than there can be."""
    if not 1 <= value <= book.limits.seats:
        raise Invalid(
            f"可承接企业数 seats: {value}",
            why=f"1 至 {book.limits.seats}",
            do="填写可同时合作的企业数 how many may have it",
        )


@dataclass(frozen=True, slots=True)
class Filing:
    """Until when a licence of a patent is to be filed, and how that stands."""

    due: dt.date
    state: Literal["filed", "open", "soon", "late"]


def filing(since: dt.date, filed_on: dt.date | None, today: dt.date, book: TransferBook) -> Filing:
    """See `filing` in the catalogue for the article."""
    due = months_after(since, book.filing.within)
    if filed_on is not None:
        return Filing(due, "filed")
    left = (due - today).days
    return Filing(due, "late" if left < 0 else "soon" if left <= days_of(book.filing.soon) else "open")
