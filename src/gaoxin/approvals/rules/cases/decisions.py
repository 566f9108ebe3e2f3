"""What a decision must contain (行政许可法 38), and what a correction notice and a non-acceptance must (行政许可法 32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gaoxin.accounts.rules.roles import Supervisor
from gaoxin.approvals.rules.items.conditions import evaluate
from gaoxin.approvals.rules.items.model import Item
from gaoxin.core.errors import Invalid


class NotAcceptedBecause(StrEnum):
    """The only two reasons for not accepting an application (行政许可法 32(1)(1), 32(1)(2))."""

    NO_LICENCE_NEEDED = "no-licence-needed"
    WRONG_AUTHORITY = "wrong-authority"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as the law wants it. `by` can only be made from an actor who is a supervisor.

    ground: code of one of the item's statutory grounds. instead: where and how the applicant can go on.
    """

    by: Supervisor
    ground: str
    reasons: str
    instead: str
    remedies: str = ""


@dataclass(frozen=True, slots=True)
class ConditionVerdict:
    """A condition of the item over the facts of one case. `holds` None: a person must judge, or a fact is unknown."""

    code: str
    text: str
    holds: bool | None
    reason: str
    article: str


def check_refusal(item: Item, refusal: Refusal) -> str:
    """The article of the ground. Raises Invalid where the ground is not the item's, or reasons or a way on are missing."""
    ground = next((g for g in item.refusal_grounds if g.code == refusal.ground), None)
    if ground is None:
        known = ", ".join(g.code for g in item.refusal_grounds)
        raise Invalid(
            f"没有法定理由不得不予许可 {refusal.ground!r} is not a statutory ground of {item.code}",
            why=f"本事项的法定理由 grounds: {known}",
            do="选择法定理由，或者准予许可 choose one of the grounds, or grant",
            article="行政许可法 38(2)",
        )
    for name, text in (("说明理由 reasons", refusal.reasons), ("去处与办法 where and how instead", refusal.instead)):
        if len(text.strip()) < 4:
            raise Invalid(
                f"不予许可须写明{name}",
                why="书面决定应当说明理由，并告知如何继续 a refusal states its reasons and the way on",
                do=f"补写{name}",
                article="行政许可法 38(2)；窗口无否决权",
            )
    return "；".join(str(reference) for reference in ground.basis)


def check_corrections(item: Item, known: Mapping[str, str], corrections: Mapping[str, str]) -> None:
    """A one-time notice names materials or fields of the item and what to correct in each (行政许可法 32(4)).

    known: code of each material and field the case holds -> how it is met; a held or fetched one may not be asked for.
    """
    if not corrections:
        raise Invalid(
            "补正通知不能为空 an empty correction notice",
            why="一次性告知须列明全部补正内容 the notice lists everything at once",
            do="写明每一项需要补正的内容，或者受理",
            article="行政许可法 32(4)",
        )
    for code, text in corrections.items():
        if code not in known:
            raise Invalid(
                f"不能要求清单以外的材料 {code!r} is not asked by {item.code}",
                why="要求补正的只能是事项清单列明的材料或表单项",
                do=f"只能选择 choose from: {', '.join(sorted(known))}",
                article="行政许可法 31；广东省优化营商环境条例 33",
            )
        if known[code] in ("held", "fetched"):
            raise Invalid(
                f"不能要求提交政府已有的材料 {code!r} is already held by government",
                why="通过共享可以获取的，不得要求申请人提供",
                do="由部门内部核实 have the issuing authority check it",
                article="国务院令716号 7",
            )
        if not text.strip():
            raise Invalid(f"补正内容未写明 say what is to be corrected in {code}", article="行政许可法 32(4)")


def machine_verdicts(item: Item, facts: Mapping[str, object]) -> tuple[ConditionVerdict, ...]:
    """Every condition of the item checked by machine where it has a rule; the others wait for the reviewer."""
    found: list[ConditionVerdict] = []
    for condition in item.conditions:
        article = "；".join(str(reference) for reference in condition.basis)
        if condition.rule is None:
            found.append(
                ConditionVerdict(condition.code, condition.text.zh, None, "由审查人员判断 judged by a person", article)
            )
            continue
        finding = evaluate(condition.rule, facts)
        found.append(ConditionVerdict(condition.code, condition.text.zh, finding.holds, finding.reason, article))
    return tuple(found)
