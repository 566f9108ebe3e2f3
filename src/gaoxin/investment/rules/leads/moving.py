"""Moves of a lead between stages: forwards only with every exit condition met, back and aside with a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gaoxin.core.errors import Invalid, WrongState
from gaoxin.investment.rules.leads.book import Book, Condition


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions ask of a lead. credit_bp: credit shares together, in basis points."""

    owner: bool = False
    visits: int = 0
    identifier: bool = False
    node: bool = False
    investment_k: int = 0
    screened: bool = False
    agreement: bool = False
    promises: frozenset[str] = frozenset()
    credit_bp: int = 0


def holds(book: Book, condition: str, facts: Facts) -> bool:
    """Whether one condition holds. Raises Invalid for one that nobody knows how to answer."""
    answers = {
        "owner": facts.owner,
        "visited": facts.visits > 0,
        "identifier": facts.identifier,
        "node": facts.node,
        "planned": facts.investment_k > 0,
        "screened": facts.screened,
        "agreement": facts.agreement,
        "promises": {kind.code for kind in book.leads.promises} <= facts.promises,
        "credit": facts.credit_bp == 10_000,
    }
    if condition not in answers:
        raise Invalid(f"不知道如何判断条件 unknown condition: {condition}", do="修改 catalogue/investment/leads.yaml")
    return answers[condition]


def unmet(book: Book, here: str, to: str, facts: Facts) -> tuple[Condition, ...]:
    """The exit conditions between two stages that do not hold; none for a move back or aside."""
    first, last = book.order(here), book.order(to)
    codes = [code for stage in book.way[first - 1 : last - 1] for code in stage.exit] if 0 < first < last else []
    return tuple(book.condition(code) for code in dict.fromkeys(codes) if not holds(book, code, facts))


def check_move(book: Book, here: str, to: str, facts: Facts, reason: str) -> None:
    """Raises WrongState for a move that there is not, naming every condition that is not met; Invalid without a reason for a
    move back, aside, or back from aside."""
    stage, goal = book.stage(here), book.stage(to)
    if here == to:
        raise WrongState(f"线索已在“{goal.name.zh}” it is at {goal.name.en} already", do="刷新页面 reload the page")
    if stage.final:
        raise WrongState(
            f"“{stage.name.zh}”的线索不再移动 a lead that has {stage.name.en.lower()} moves no more",
            why="已转为项目跟踪 its project goes on from here", do="在项目中记录后续 record what follows on the project",
        )  # fmt: skip
    back = stage.aside or goal.aside or book.order(to) < book.order(here)
    if back and len(reason.strip()) < 4:
        raise Invalid(
            "退回、流失和重新开启须写明理由 a move back, aside or back in needs a reason", do="写明理由 write it down"
        )
    if stage.aside and book.order(to) != 1:
        raise WrongState(
            f"重新开启从“{book.way[0].name.zh}”开始 a lost lead begins anew at {book.way[0].name.en}",
            do=f"移到“{book.way[0].name.zh}” move it there",
        )
    lacking = unmet(book, here, to, facts)
    if lacking:
        names = "；".join(f"{condition.name.zh} {condition.name.en}" for condition in lacking)
        raise WrongState(
            f"不能移到“{goal.name.zh}” it cannot move to {goal.name.en}",
            why=f"未满足 not met: {names}",
            do="；".join(f"{condition.do.zh} {condition.do.en}" for condition in lacking),
        )


def idle_since(book: Book, stage: str, on: dt.date) -> dt.date | None:
    """Touched before this day means idle; None where the stage knows no idleness."""
    days = book.stage(stage).idle_days
    return on - dt.timedelta(days=days) if days else None
