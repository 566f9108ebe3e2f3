""" "Why this date?": the ledger told as sentences, each with its article, ending in the date itself."""

from __future__ import annotations

from collections.abc import Sequence

from gaoxin.approvals.rules.clock.ledger import Entry, Kind, Reason, replay
from gaoxin.approvals.rules.items.model import Basis, Limits
from gaoxin.core.calendar import WorkCalendar

TOLD = {
    Kind.RECEIVED: "收到申请 received",
    Kind.CORRECTION_NOTICED: "一次性告知补正，等待申请人 corrections asked, all at once",
    Kind.CORRECTED: "收到补正 corrections received",
    Kind.ACCEPTED: "受理，自次日起计 accepted; counting starts the next day",
    Kind.DEEMED_ACCEPTED: "逾期未告知，自收到之日起视为受理 not told in time: accepted from the day received",
    Kind.SUSPENDED: "中止计时 excluded time begins",
    Kind.RESUMED: "恢复计时 counting resumes",
    Kind.EXTENDED: "经批准延长 extended",
    Kind.DECIDED: "作出决定 decided",
    Kind.DELIVERED: "送达 delivered",
    Kind.STOPPED: "终止 stopped",
}


def why(entries: Sequence[Entry], limits: Limits, calendar: WorkCalendar) -> tuple[Reason, ...]:
    """Every entry in order, then the date that follows from them and the limit that decides it."""
    told = [
        Reason(" ".join(filter(None, (f"{e.at:%Y-%m-%d %H:%M}", TOLD[e.kind], e.limit, e.note))), e.article)
        for e in entries
    ]
    clock = replay(entries, limits, calendar)
    if clock.suspended:
        told.append(
            Reason("计时中止中，恢复后重新计算到期日 suspended: the date follows on resumption", "行政许可法 45")
        )
    elif clock.due and clock.statutory_due and clock.promised_due:
        bound = limits.promised if clock.promised_due <= clock.statutory_due else limits.statutory
        word = "承诺 promised" if bound is limits.promised else "法定 statutory"
        told.append(Reason(f"{word} {bound.limit} → {clock.due:%Y-%m-%d %H:%M}", _cited(bound.basis)))
    elif clock.correction_due:
        text = f"{limits.correction.limit} 内告知补正，否则视为受理 → {clock.correction_due:%Y-%m-%d %H:%M}"
        told.append(Reason(text, _cited(limits.correction.basis)))
    if clock.delivery_due:
        text = f"决定后 {limits.delivery.limit} 内送达 → {clock.delivery_due:%Y-%m-%d %H:%M}"
        told.append(Reason(text, _cited(limits.delivery.basis)))
    return tuple(told)


def _cited(basis: Basis) -> str:
    return "; ".join(str(reference) for reference in basis)
