"""Questions about harmony: signals of unpaid wages, legal aid, desks and their lawyers, the self-check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gaoxin.core.calendar import load_calendar
from gaoxin.labour.rules.disputes.book import Phrase, cited
from gaoxin.labour.rules.harmony import aid, booking, check, wages
from gaoxin.labour.rules.harmony.book import read_harmony

ROOT = Path(__file__).parents[2] / "catalogue"
BOOK = read_harmony(ROOT)
CALENDAR = load_calendar(ROOT / "calendars", "demo-qingyuan")
Given = Mapping[str, Any]
Told = tuple[dict[str, Any], tuple[str, ...]]
WORDS = Phrase("说明", "words")


def _desk(code: str) -> Any:
    return next(one for one in BOOK.desks.desks if one.code == code)


def signals(given: Given) -> Told:
    def told(one: Given) -> wages.Told:
        return wages.Told(one["code"], one["day"], WORDS, WORDS, one.get("ended"))

    known = wages.Known(
        wages.Claimed(**given["claims"]) if "claims" in given else None,
        [told(one) for one in given.get("steward", ())],
        [(one["day"], one["text"]) for one in given.get("heard", ())],
        [told(one) for one in given.get("facts", ())],
    )
    found = wages.weigh(known, given["now"], BOOK.wages)
    counted = [one for one in found.terms if one.counts]
    assert found.points == sum(one.points for one in counted)
    values = {
        "points": found.points, "level": found.level and found.level.code, "terms": [one.code for one in counted],
    }  # fmt: skip
    return values, tuple(one.article for one in counted) or ("",)


def fact(given: Given) -> Told:
    found = wages.check_fact(given["code"], given["day"], given["now"], BOOK.wages)
    return {"verdict": "fits"}, (cited(found.basis),)


def legal_aid(given: Given) -> Told:
    asked = aid.Asked(given["matter"], given.get("groups", ()), given.get("poor", False), given.get("ends"))
    found = aid.screen(asked, given["now"], BOOK.desks.aid)
    return {"verdict": found.verdict, "urgent": found.urgent}, found.articles


def desk_times(given: Given) -> Told:
    found = booking.times(_desk(given["desk"]), given["day"], CALENDAR)
    ends = {"first": f"{found[0]:%H:%M}", "last": f"{found[-1]:%H:%M}"} if found else {"first": None, "last": None}
    return {**ends, "count": len(found)}, (cited(_desk(given["desk"]).basis),)


def lawyer(given: Given) -> Told:
    on_duty = [
        booking.Lawyer(one["name"], one["name"], one["clients"], one.get("served", 0)) for one in given["lawyers"]
    ]
    found = booking.may_serve(on_duty, given["opponent"], BOOK.desks)
    return {"lawyer": found[0].name}, (cited(BOOK.desks.conflict),)


def person(given: Given) -> Told:
    booking.check_person(given["ahead"], given["missed"], given["now"], BOOK.desks.booking)
    return {"verdict": "fits"}, ("",)


def self_check(given: Given) -> Told:
    answers = {
        one.code: check.Answer("no" if one.code in given["missing"] else "idle" if one.code in given["idle"] else "yes", "有")
        for one in BOOK.check.questions
    }  # fmt: skip
    check.check_answers(answers, BOOK.check, whole=True)
    found = check.score(answers, BOOK.check)
    articles = tuple(cited(one.basis) for one in found.failed) or (cited(BOOK.check.questions[0].basis),)
    return {"score": found.score, "passed": found.passed, "failed": [one.code for one in found.failed]}, articles


READS: dict[str, tuple[Any, frozenset[str]]] = {
    "wage-signals": (signals, frozenset({"now", "claims", "steward", "heard", "facts"})),
    "wage-fact": (fact, frozenset({"code", "day", "now"})),
    "legal-aid": (legal_aid, frozenset({"matter", "groups", "poor", "ends", "now"})),
    "desk-times": (desk_times, frozenset({"desk", "day"})),
    "lawyer": (lawyer, frozenset({"lawyers", "opponent"})),
    "booking-person": (person, frozenset({"ahead", "missed", "now"})),
    "harmony-check": (self_check, frozenset({"missing", "idle"})),
}
