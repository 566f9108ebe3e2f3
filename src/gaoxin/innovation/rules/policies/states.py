"""The life of an entitlement: what may happen from which state, and what each act checks. Amounts in whole yuan."""

from __future__ import annotations

import re
from typing import Literal

from gaoxin.core.errors import Conflict, Invalid, WrongState

State = Literal["listed", "withdrawn", "consented", "declined", "paid", "reclaimed", "returned"]
STATES: tuple[State, ...] = ("listed", "withdrawn", "consented", "declined", "paid", "reclaimed", "returned")
HELD: tuple[State, ...] = ("paid", "reclaimed")  # the firm has the money, or a part of it
MOVES: dict[str, tuple[tuple[State, ...], State]] = {
    "consent": (("listed", "declined"), "consented"),
    "decline": (("listed", "consented"), "declined"),
    "withdraw": (("listed",), "withdrawn"),
    "pay": (("consented",), "paid"),
    "claw-back": (("paid",), "reclaimed"),
    "note-returned": (("reclaimed",), "returned"),
}
WORDS: dict[str, str] = {
    "listed": "待企业同意 waits for the firm", "withdrawn": "已移出名单 taken off the list", "consented": "企业已同意，待兑付 to be paid",
    "declined": "企业已放弃 declined", "paid": "已兑付 paid", "reclaimed": "追回中 claimed back", "returned": "已退回 returned",
}  # fmt: skip
_ACCOUNT = re.compile(r"[0-9]{8,30}")


def moved(act: str, state: str) -> State:
    """The state after the act. Raises WrongState with what stands now."""
    before, after = MOVES[act]
    if state not in before:
        raise WrongState(
            f"现在是“{WORDS[state]}” so it stands now", why=f"只能从这些状态办理 only from: {'、'.join(WORDS[one] for one in before)}",
            do="刷新页面再看 reload the page",
        )  # fmt: skip
    return after


def check_seen(seen: int | None, yuan: int) -> None:
    """Raises Conflict where the firm was shown another amount than stands now."""
    if seen is not None and seen != yuan:
        raise Conflict(
            f"金额已更新 the amount has changed: {seen:,} → {yuan:,} 元", why="名单重新匹配过 firms were matched anew",
            do="看清新金额再同意 read the new amount, then consent",
        )  # fmt: skip


def check_account(text: str) -> str:
    """The firm's own account without blanks. Raises Invalid."""
    plain = text.replace(" ", "").replace("-", "")
    if not _ACCOUNT.fullmatch(plain):
        raise Invalid(
            "收款账号不正确 no bank account",
            why="8至30位数字 8 to 30 digits",
            do="填写本企业对公账号 write your own",
        )
    return plain


def check_budget(*, budget: int | None, spent: int, yuan: int, policy: str, article: str) -> None:
    """Raises Conflict where the year's budget does not hold the amount; nothing is paid in part."""
    if budget is not None and spent + yuan > budget:
        raise Conflict(
            f"{policy}: 年度预算不足 the year's budget does not hold it",
            why=f"预算 budget {budget:,}，已兑付 paid {spent:,}，余 left {budget - spent:,}，本笔 this {yuan:,} 元",
            do="调整预算或者列入下一年度 raise the budget or pay it next year", article=article,
        )  # fmt: skip


def check_reclaimed(amount: int, paid: int) -> None:
    """Raises Invalid for an amount that was not paid."""
    if not 0 < amount <= paid:
        raise Invalid(
            f"追回金额不正确 cannot claim back {amount:,} 元",
            why=f"已兑付 paid {paid:,} 元",
            do="不超过已兑付金额 no more",
        )


def check_words(text: str, what: str, most: int = 2000) -> str:
    """Trimmed. Raises Invalid where nothing, or too much, is said."""
    plain = text.strip()
    if not plain or len(plain) > most:
        raise Invalid(
            f"{what}未填写或者过长 missing or too long",
            why=f"1至{most}字 1 to {most} characters",
            do="写明后再提交 write it",
        )
    return plain
