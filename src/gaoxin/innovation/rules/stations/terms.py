"""Until when a recognition holds, what a grant may pay, how long somebody stays, and how a task stands."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from gaoxin.core.errors import Conflict, Invalid
from gaoxin.innovation.rules.stations.book import StationBook
from gaoxin.innovation.rules.transfer.book import days_of, months_after

Standing = Literal["valid", "soon", "urgent", "expired"]
Light = Literal["done", "green", "yellow", "red"]


def standing(until: dt.date | None, today: dt.date, book: StationBook) -> Standing:
    """Of a recognition on a day; without an end it stays valid. The last day still counts."""
    if until is None:
        return "valid"
    left = (until - today).days
    if left < 0:
        return "expired"
    warn = book.warnings
    return "urgent" if left <= days_of(warn.urgent) else "soon" if left <= days_of(warn.soon) else "valid"


def light(due_on: dt.date, done_on: dt.date | None, today: dt.date, book: StationBook) -> Light:
    """Of a task: red from the day after its day, yellow shortly before."""
    if done_on is not None:
        return "done"
    left = (due_on - today).days
    return "red" if left < 0 else "yellow" if left <= days_of(book.tasks.yellow) else "green"


def overstays(people: str, entered_on: dt.date, left_on: dt.date | None, today: dt.date, book: StationBook) -> bool:
    """Whether somebody is in longer than is usual: a question, no finding."""
    usual = months_after(entered_on, f"{book.stay.months}mo")
    return left_on is None and people == book.stay.people and today > usual


def check_payment(amount_k: int, *, approved_k: int, paid_k: int) -> None:
    """Raises Invalid for nothing or less, Conflict for more than is left of the approval."""
    if amount_k <= 0:
        raise Invalid(f"拨付金额 {amount_k:,} 千元不可能 a payment is above zero", do="核对金额 check the amount")
    if paid_k + amount_k > approved_k:
        raise Conflict(
            "拨付超过批准金额 more than was approved",
            why=f"批准 approved {approved_k:,}，已拨 paid {paid_k:,}，余 left {approved_k - paid_k:,}，本笔 this {amount_k:,} 千元",
            do="不超过余额，或者先登记追加批准 pay no more than is left",
        )  # fmt: skip


def check_leaving(entered_on: dt.date, left_on: dt.date) -> None:
    """Raises Invalid for who leaves before coming."""
    if left_on < entered_on:
        raise Invalid(f"出站早于进站 left before coming: {entered_on} — {left_on}", do="核对日期 check the days")
