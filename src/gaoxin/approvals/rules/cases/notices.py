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
    "breached": ("承诺违约责令改正通知书", "Notice of breach, correction ordered"),
    "expired": ("行政许可失效告知书", "Notice that the licence has ended"),
    "renewed": ("视为准予延续通知书", "Notice of deemed renewal"),
    "extension-asked": ("延期开工申请回执", "Receipt of a request to extend the start"),
    "start-extended": ("准予延期开工决定书", "Decision to extend the start"),
    "start-not-extended": ("不予延期开工决定书", "Decision not to extend the start"),
}


OPENINGS = {
    "received": "您（单位）提交的“{item}”申请已收到，现予登记。",
    "corrections": "您（单位）提交的“{item}”申请，需要补正的内容一次性告知如下。",
    "accepted": "您（单位）提交的“{item}”申请，材料齐全、符合法定形式，现予受理。",
    "deemed-accepted": "您（单位）提交的“{item}”申请，因未在法定期限内告知补正，自收到之日起视为受理。",
    "not-accepted": "您（单位）提交的“{item}”申请，经主管审核，决定不予受理。",
    "registered": "您（单位）就“{item}”提出的问题，窗口当场未能解决，现予登记，按期答复。",
    "suspended": "“{item}”办理中需要下列程序，所需时间不计入审批期限，现书面告知。",
    "extended": "“{item}”不能在规定期限内作出决定，经批准延长，现告知理由。",
    "granted": "您（单位）申请的“{item}”，经审查符合法定条件、标准，决定准予。",
    "refused": "您（单位）申请的“{item}”，经审查决定不予许可，理由和救济途径如下。",
    "withdrawn": "您（单位）申请的“{item}”，已按您的要求撤回。",
    "revoked": "您（单位）取得的“{item}”，经查实依法予以撤销。",
    "cancelled": "您（单位）取得的“{item}”，依法予以注销。",
    "breached": "您（单位）就“{item}”作出的承诺未按期履行或者与事实不符，现责令限期改正，并记入信用记录。",
    "expired": "您（单位）取得的“{item}”已经失效，现告知如下。",
    "renewed": "您（单位）申请延续的“{item}”，因在有效期届满前未作出决定，依法视为准予延续。",
    "extension-asked": "您（单位）就“{item}”提出的延期开工申请已收到，现予登记。",
    "start-extended": "您（单位）取得的“{item}”，经审查准予延期开工。",
    "start-not-extended": "您（单位）就“{item}”提出的延期开工申请，经审查决定不予延期，理由和救济途径如下。",
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
    unfavourable = outcome in ("not-accepted", "refused", "revoked", "cancelled", "breached", "start-not-extended")
    told = [*lines, ("依据", article)]
    if unfavourable:
        told += [("行政复议", item.remedies.reconsideration), ("行政诉讼", item.remedies.litigation)]
    told.append(("咨询 / 投诉", f"{item.service.enquiry} / {item.service.complaint}"))
    return {
        "outcome": outcome,
        "title": zh,
        "title_en": en,
        "number": number,
        "date": at.date().isoformat(),
        "time": f"{at:%H:%M}",
        "applicant": applicant,
        "opening": OPENINGS[outcome].format(item=item.name.zh),
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
