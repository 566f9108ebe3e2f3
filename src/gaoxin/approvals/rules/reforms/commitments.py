"""告知承诺 from letter to closure: who may choose it, what the letter says, when it is breached and what follows.

Guangzhou's practice of 2022 is followed: on the day after the grace ends the breach is recorded; then correction, then
revocation. The numbers are the item's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gaoxin.accounts.rules.roles import Verdict
from gaoxin.approvals.rules.items.model import Item
from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import due_at
from gaoxin.core.limits import parse_limit

BARS = {
    "serious-dishonesty": "列入严重失信主体名单 on the list of seriously dishonest parties",
    "false-commitment": "曾作出虚假承诺且未修复 a past false commitment, not repaired",
    "late-commitment": "曾逾期履行承诺且未修复 a past late commitment, not repaired",
}


class Standing(StrEnum):
    """How a commitment stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    BREACHED = "breached"
    CORRECTING = "correcting"
    REVOCABLE = "revocable"
    CLOSED = "closed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Dates:
    """What happened to one commitment so far; None where it has not."""

    due_at: dt.datetime
    closed_at: dt.datetime | None = None
    breached_at: dt.datetime | None = None
    correct_by: dt.datetime | None = None
    revoked_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The standing on a day, with the reason and article a person may read."""

    standing: Standing
    reason: str
    article: str


def may_commit(item: Item, findings: Collection[str]) -> Verdict:
    """Whether an applicant with these credit findings may choose 告知承诺 (the credit bar)."""
    offer = item.commitment
    if offer is None:
        return Verdict(False, "事项没有告知承诺 the item offers no commitment", "国办发〔2020〕42号")
    article = "；".join(str(reference) for reference in offer.basis)
    barred = [kind for kind in offer.excludes if kind in findings]
    if barred:
        reasons = "；".join(BARS[kind] for kind in barred)
        return Verdict(False, f"不适用告知承诺：{reasons}", article)
    return Verdict(True, "", article)


def letter(item: Item, *, applicant: str, identifier: str, number: str, at: dt.datetime) -> dict[str, Any]:
    """The commitment letter as data: everything the authority must state once, and what the applicant says to it."""
    offer = item.commitment
    if offer is None:
        raise ValueError(f"{item.code} offers no commitment")
    promised = [m for m in item.materials if "promised" in m.ways]
    return {
        "title": "告知承诺书",
        "title_en": "Commitment letter",
        "item": item.name.zh,
        "item_en": item.name.en,
        "authority": item.authority.name.zh,
        "number": number,
        "applicant": applicant,
        "identifier": identifier,
        "date": at.date().isoformat(),
        "basis": [str(reference) for reference in (*item.basis, *offer.basis)],
        "conditions": [condition.text.zh for condition in item.conditions],
        "replaces": [
            {"material": m.name.zh, "evidence": m.promise.evidence, "within": m.promise.within or ""} for m in promised
        ],
        "terms": [term.zh for term in offer.terms],
        "verification": {"data": "数据共享核查", "onsite": "现场核查", "daily": "日常监管核查"}[offer.verify],
        "liability": "承诺不实或者逾期未履行的，终止办理、责令限期改正、撤销决定或者依法处罚，并记入信用记录",
        "publish": True,
    }


def breach_on(item: Item, due: dt.datetime, calendar: WorkCalendar) -> dt.date:
    """The first day on which an unkept commitment is breached: the day after the grace has passed."""
    grace = item.limits.evidence_grace
    due_day = calendar.local(due).date()
    if grace is None:
        return due_day + dt.timedelta(days=1)
    limit = parse_limit(grace.limit)
    if limit.unit == "d":
        return due_day + dt.timedelta(days=int(limit.amount) + 1)
    return due_at(due, limit, calendar).date() + dt.timedelta(days=1)


def standing(item: Item, dates: Dates, now: dt.datetime, calendar: WorkCalendar) -> Finding:
    """How the commitment stands at `now`, from its dates and the item's grace."""
    grace = item.limits.evidence_grace
    article = "；".join(str(r) for r in (grace.basis if grace else ()))
    if dates.revoked_at:
        return Finding(Standing.REVOKED, f"{dates.revoked_at:%Y-%m-%d} 已撤销 revoked", article)
    if dates.closed_at:
        return Finding(Standing.CLOSED, f"{dates.closed_at:%Y-%m-%d} 已核验关闭 verified and closed", article)
    if dates.breached_at:
        by = dates.correct_by
        if by and now > by:
            return Finding(Standing.REVOCABLE, f"{by:%Y-%m-%d} 前未改正 not corrected in time: may be revoked", article)
        return Finding(Standing.CORRECTING, f"限 {by:%Y-%m-%d} 前改正 to be corrected by then" if by else "", article)
    if now <= dates.due_at:
        return Finding(Standing.OPEN, f"{dates.due_at:%Y-%m-%d} 前提交证明材料 evidence is due by then", article)
    first = breach_on(item, dates.due_at, calendar)
    overdue = (calendar.local(now).date() - calendar.local(dates.due_at).date()).days
    if calendar.local(now).date() >= first:
        return Finding(Standing.BREACHED, f"逾期第 {overdue} 日，构成违约 day {overdue} overdue: breached", article)
    return Finding(Standing.OVERDUE, f"逾期第 {overdue} 日，{first} 起构成违约 breached from then on", article)


def correct_by(item: Item, breached_at: dt.datetime, calendar: WorkCalendar) -> dt.datetime | None:
    """By when a breach must be corrected; None where the item sets no time."""
    within = item.commitment.correct_within if item.commitment else None
    return due_at(breached_at, parse_limit(within), calendar) if within else None


def promised_terms(item: Item) -> Mapping[str, tuple[str, str]]:
    """material code -> (evidence that must follow, limit), for every document that may be promised."""
    return {m.code: (m.promise.evidence, m.promise.within or "") for m in item.materials if "promised" in m.ways}
