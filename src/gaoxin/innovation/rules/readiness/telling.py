"""A check's answer as one JSON object, for the command, the API and the page: every value in words, every condition with why."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.innovation.rules.readiness.book import GRADES, YES, Book, Check, Fact, Phrase
from gaoxin.innovation.rules.readiness.change import Change, Least, least_change
from gaoxin.innovation.rules.readiness.declared import Declared, Value
from gaoxin.innovation.rules.readiness.weighing import Weighed, weigh

VERDICT = {
    "qualifies": Phrase("达到条件", "qualifies"),
    "depends_on_experts": Phrase(
        "条件具备，得分由专家评定", "all conditions that can be told are met; experts give the points"
    ),
    "unknown": Phrase("信息不足，无法判断", "not enough is told"),
    "does_not_qualify": Phrase("未达到条件", "does not qualify"),
}
REACH = {
    "none": Phrase("已达到，无须改变", "nothing has to change"),
    "certain": Phrase("改变后达到条件", "qualifies after it"),
    "possible": Phrase("得分由专家评定，可能达到", "experts decide, it may qualify"),
    "unknown": Phrase("还有信息未填", "some facts are not told"),
    "never": Phrase("仅靠这些改变达不到", "not by changes of these facts"),
}
WORDS = {True: "met", False: "not_met", None: "unknown"}


def report(check: Check, told: Declared, book: Book, today: dt.date) -> dict[str, Any]:
    """`verdict`, `conditions`, `score`, `least_change` and what goes with them."""
    found = weigh(check, told.values, book, today)
    least = least_change(check, told.values, book, today)
    return {
        "check": check.code, "name": _said(check.name), "enterprise": told.name, "verdict": found.verdict,
        "verdict_text": _said(VERDICT[found.verdict]), "qualifies": {"qualifies": True, "does_not_qualify": False}.get(found.verdict),
        "conditions": [
            {
                "code": one.condition.code, "name": _said(one.condition.name), "met": one.met, "state": WORDS[one.met],
                "value": one.value, "needed": one.needed, "why": one.why, "article": one.condition.article,
                "source": [code for code in _facts(one.condition) if code in told.values], "missing": list(one.unknown),
            }
            for one in found.looked
        ],
        "score": {"low": found.low, "high": found.high, "needed": check.threshold, "parts": _parts(found)},
        "direct": found.direct, "least_change": [change_told(change, book) for change in least.changes],
        "reach": least.reach, "reach_text": _said(REACH[least.reach]), "score_after": _after(least),
        "missing": [{"fact": code, "name": _said(book.facts[code].name)} for code in found.unknown],
        "validity": found.validity, "notes": list(told.notes), "source": check.source, "confidence": check.confidence,
        "note": check.note,
    }  # fmt: skip


def change_told(change: Change, book: Book) -> dict[str, Any]:
    """One change in words."""
    fact = book.facts[change.fact]
    return {
        "fact": change.fact, "name": _said(fact.name), "from": shown(fact, change.was), "to": shown(fact, change.to),
        "by": change.by, "unit": "天 days" if fact.kind == "day" else fact.unit, "why": change.why, "article": change.article,
    }  # fmt: skip


def shown(fact: Fact, value: Value | None) -> Any:
    """As a firm would write it: true and false, ISO days, codes, grades, numbers."""
    if value is None or isinstance(value, tuple):
        return value if value is None else list(value)
    if fact.kind == "flag":
        return bool(value)
    if fact.kind == "day":
        return dt.date.fromordinal(value).isoformat()
    if fact.kind == "choice":
        return fact.choices[value].code
    if fact.kind == "mark" and value >= YES:
        return True if value == YES else next(grade for grade, code in GRADES.items() if code == value)
    return value


def _facts(condition: Any) -> list[str]:
    told = (condition.fact, *condition.facts, condition.since, condition.until, condition.part, condition.whole)
    return [code for code in told if code]


def _parts(found: Weighed) -> list[dict[str, Any]]:
    return [
        {
            "group": group.code, "code": part.code, "name": _said(part.name), "low": found.ranges[part.code][0],
            "high": found.ranges[part.code][1], "most": part.most,
        }
        for group in found.check.groups for part in group.parts
    ]  # fmt: skip


def _after(least: Least) -> dict[str, int]:
    return {"low": least.after.low, "high": least.after.high}


def _said(phrase: Phrase) -> dict[str, str]:
    return {"zh": phrase.zh, "en": phrase.en}
