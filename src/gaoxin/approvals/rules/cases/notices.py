"""What each written notice says: receipts for every outcome, correction notices, decisions (行政许可法 32(2), 38, 44).

A notice is data. The template only sets it; nothing is decided or worded there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gaoxin.approvals.rules.items.model import Item

TITLES = {
    "received": ("收件回执", "Receipt of application"),
    "corrections": ("一次性补正告知书", "One-time correction notice"),
    "accepted": ("受理通知书", "Notice of acceptance"),
    "deemed-accepted": ("视为受理通知书", "Notice of deemed acceptance"),
    "not-accepted": ("不予受理决定书", "Decision not to accept"),
    "registered": ("事项登记单", "Matter registered for reply"),
    "suspended": ("中止计时告知书", "Notice of excluded time"),
    "extended": ("延长审批期限通知书", "Notice of extension"),
    "granted": ("准予行政许可决定书", "Decision to grant"),
    "refused": ("不予行政许可决定书", "Decision to refuse"),
    "withdrawn": ("撤回申请回执", "Receipt of withdrawal"),
    "revoked": ("撤销行政许可决定书", "Decision to revoke"),
    "cancelled": ("注销行政许可决定书", "Decision to cancel"),
}


def notice(
    outcome: str,
    item: Item,
    *,
    number: str,
    applicant: str,
    at: dt.datetime,
    article: str,
    lines: Sequence[tuple[str, str]] = (),
    facts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The contents of one notice: title, number, date, addressee, item, labelled lines, article, remedies, enquiry.

    lines: (label, text) in the order they are read. Remedies are told with every unfavourable outcome.
    """
    zh, en = TITLES[outcome]
    unfavourable = outcome in ("not-accepted", "refused", "revoked", "cancelled")
    told = [*lines]
    if unfavourable:
        told += [("行政复议", item.remedies.reconsideration), ("行政诉讼", item.remedies.litigation)]
    return {
        "outcome": outcome,
        "title": zh,
        "title_en": en,
        "number": number,
        "date": at.date().isoformat(),
        "time": f"{at:%H:%M}",
        "applicant": applicant,
        "item": item.name.zh,
        "item_en": item.name.en,
        "authority": item.authority.name.zh,
        "article": article,
        "lines": [{"label": label, "text": text} for label, text in told],
        "facts": dict(facts or {}),
        "enquiry": item.service.enquiry,
        "complaint": item.service.complaint,
    }


def remedies(item: Item) -> str:
    """Reconsideration and litigation in one sentence, as the decision row keeps it."""
    return f"{item.remedies.reconsideration}；{item.remedies.litigation}"
