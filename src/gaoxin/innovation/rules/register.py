"""What an entry of the register may be: codes of universities, sums that are paid or estimated, states of a title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gaoxin.core.errors import Invalid

# 标识码 of the Ministry of Education: 41, the province (GB/T 2260), and the university's own six digits.
_CODE = re.compile(r"41[1-6][0-9]{7}", re.ASCII)
STATES = {
    "htec": ("applied", "recognised", "refused", "expired"),
    "sme": ("registered", "expired"),
    "engineering_centre": ("applied", "recognised", "refused", "expired"),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """kind: funds or benefit. state: paid or estimated (预估). amount_k: thousand yuan. bound: `>` where only more is known."""

    kind: str
    state: str
    amount_k: int
    bound: str = ""


def check_code(code: str, note: str) -> str:
    """Ten digits; none only with a note that says why. Raises Invalid."""
    if not code and note:
        return ""
    if not _CODE.fullmatch(code):
        raise Invalid(
            f"高校标识码不正确 code of a university is not valid: {code[:20]!r}", why="应为 41 开头的 10 位数字 10 digits from 41 on",
            do="核对教育部高校名单；没有的写明原因 check the list, or say why there is none",
        )  # fmt: skip
    return code


def check_sum(told: Sum) -> None:
    """Raises Invalid: what was paid is a value, only an estimate may be a bound, nothing is below zero."""
    if told.kind not in ("funds", "benefit") or told.state not in ("paid", "estimated") or told.bound not in ("", ">"):
        raise Invalid(
            f"金额类别不正确 no such sum: {told.kind} {told.state} {told.bound}", do="funds/benefit, paid/estimated"
        )
    if told.amount_k < 0:
        raise Invalid(f"金额不能为负 a sum is not below zero: {told.amount_k}", do="核对金额（千元）check the amount")
    if told.state == "paid" and told.bound:
        raise Invalid(
            "到位资金应为确数 what was paid is a value, no bound", why="“超过”只用于预估 a bound is for estimates only",
            do="写明到位的数额 write what was paid",
        )  # fmt: skip


def check_state(title: str, state: str) -> None:
    """Raises Invalid for a state that the title does not know: who only registers is never recognised."""
    if state not in STATES.get(title, ()):
        raise Invalid(
            f"{title} 没有状态 {state} no such state", why="申报、入库和认定不是一回事 applied, registered and recognised differ",
            do=f"可选 choose: {'、'.join(STATES.get(title, STATES))}",
        )  # fmt: skip
