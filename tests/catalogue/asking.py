"""Asks the pure rules what a scenario asks. Each question returns its answer and the articles it stands on.

Nothing here decides anything: it reads the scenario, calls the rules, and names what they returned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml

from gaoxin.accounts.rules.roles import Actor, Role, as_supervisor
from gaoxin.approvals.rules.cases import ratings
from gaoxin.approvals.rules.cases.acts import ACTS, State, may
from gaoxin.approvals.rules.cases.decisions import Refusal, check_corrections, check_refusal, machine_verdicts
from gaoxin.approvals.rules.cases.holding import (
    Report,
    check_report,
    check_start_extension,
    holding,
    must_reverify,
    renew_by,
)
from gaoxin.approvals.rules.cases.review import Given, check_opinion, missing, review_steps
from gaoxin.approvals.rules.clock.ledger import Entry, Kind, append, deemed_from, replay
from gaoxin.approvals.rules.clock.why import why
from gaoxin.approvals.rules.comparison.differences import documents_asked, fields_typed
from gaoxin.approvals.rules.items.conditions import evaluate
from gaoxin.approvals.rules.items.load import load_catalogue
from gaoxin.approvals.rules.items.model import Basis, Item
from gaoxin.approvals.rules.materials.burden import Available, plan, resolve
from gaoxin.approvals.rules.reforms import apply_reforms, load_reforms, phase_item, phase_open
from gaoxin.approvals.rules.reforms.commitments import Dates, breach_on, correct_by, may_commit, standing
from gaoxin.approvals.rules.routes import phased_gain
from gaoxin.core.calendar import load_calendar
from gaoxin.core.due import Excluded, due_at, explain_due
from gaoxin.core.limits import parse_limit
from tests.catalogue.asking_harmony import READS as HARMONY
from tests.catalogue.asking_labour import READS as LABOUR
from tests.catalogue.asking_policies import READS as POLICIES
from tests.catalogue.asking_talent import READS as TALENT

ROOT = Path(__file__).parents[2] / "catalogue"
CATALOGUE = load_catalogue(ROOT / "items")
REFORMS = load_reforms(ROOT / "reforms")
CALENDAR = load_calendar(ROOT / "calendars", "demo-qingyuan")
RATINGS = msgspec.convert(yaml.safe_load((ROOT / "ratings.yaml").read_text(encoding="utf-8")), ratings.RatingRules)
ACT_OF = {  # the act that writes each entry of a clock
    Kind.RECEIVED: "submit", Kind.CORRECTION_NOTICED: "request-corrections", Kind.CORRECTED: "submit-corrections",
    Kind.ACCEPTED: "accept", Kind.DEEMED_ACCEPTED: "deem-accepted", Kind.SUSPENDED: "suspend", Kind.RESUMED: "resume",
    Kind.EXTENDED: "extend", Kind.DECIDED: "grant", Kind.DELIVERED: "deliver", Kind.STOPPED: "withdraw",
}  # fmt: skip
GivenFacts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say: named values, and every article they cite for it."""

    values: Mapping[str, Any]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """How to ask, and the keys of `given` it reads."""

    ask: Callable[[GivenFacts], Answer]
    reads: frozenset[str]


def _law(given: GivenFacts, *, phase: bool = True) -> Item:
    """The item of that day with its reforms, for one phase if the scenario names one."""
    day = given["day"]
    item = apply_reforms(CATALOGUE.on(given["item"], day), given.get("reforms", ()), REFORMS, day)
    return phase_item(item, given["phase"]) if phase and "phase" in given else item


def _cited(*bases: Basis) -> tuple[str, ...]:
    return tuple(str(reference) for basis in bases for reference in basis)


def _time(moment: dt.datetime | None) -> str | None:
    return None if moment is None else f"{CALENDAR.local(moment):%Y-%m-%dT%H:%M}"


def _at(value: object) -> dt.datetime:
    return CALENDAR.moment(str(value))


def applies(given: GivenFacts) -> Answer:
    item = _law(given)
    assert item.applies is not None
    words = {True: "required", False: "not-required", None: "unknown"}
    return Answer({"verdict": words[evaluate(item.applies, given["facts"]).holds]}, _cited(item.applies_basis))


def clock(given: GivenFacts) -> Answer:
    limits, now = _law(given).limits, _at(given["now"])
    entries: tuple[Entry, ...] = ()
    for event in given["events"]:
        kind, at = next((Kind(name), _at(value)) for name, value in event.items() if name != "limit")
        entries = append(entries, Entry(kind, at, ACTS[ACT_OF[kind]].article, limit=event.get("limit", "")))
    found = replay(entries, limits, CALENDAR)
    deemed = deemed_from(entries, found, now)
    if deemed:
        article = ACTS["deem-accepted"].article
        entries = append(entries, Entry(Kind.DEEMED_ACCEPTED, now, article, effective=deemed))
        found = replay(entries, limits, CALENDAR)
    last = entries[-1].kind
    if deemed:
        verdict = "deemed-accepted"
    elif last is Kind.CORRECTION_NOTICED:
        verdict = "correcting"
    elif last in (Kind.STOPPED, Kind.DECIDED):
        verdict = last.value
    elif found.suspended:
        verdict = "suspended"
    else:
        verdict = "running" if found.accepted_at else "waiting"
    values = {
        "verdict": verdict,
        "accepted": _time(found.accepted_at),
        "correction_due": _time(found.correction_due),
        "statutory": _time(found.statutory_due),
        "promised": _time(found.promised_due),
        "due": _time(found.due),
        "delivery_due": _time(found.delivery_due),
        "extensions": found.extensions,
    }
    return Answer(values, tuple(reason.article for reason in why(entries, limits, CALENDAR)))


def period(given: GivenFacts) -> Answer:
    gaps = [Excluded(*(_at(part) for part in text.split("/"))) for text in given.get("exclude", ())]
    start, limit = _at(given["from"]), parse_limit(given["limit"])
    found = explain_due(start, limit, CALENDAR, gaps, count_service=given.get("service", False))
    return Answer({"due": _time(found.at)}, tuple(step.article for step in found.steps))


def documents(given: GivenFacts) -> Answer:
    item = _law(given)
    here = {
        name: {code: Available(f"{name}:{code}", code) for code in given.get(name, ())}
        for name in ("held", "fetched", "uploaded")
    }
    commits, deferred = given.get("commits", False), given.get("deferred", ())
    found = resolve(item, given.get("facts", {}), **here, commits=commits, deferred=deferred)
    ways = {need.material: need.way for need in found}
    absent = [material.code for material in item.materials if material.code not in ways]
    values = {"ways": ways, "absent": absent, "to_hand_in": documents_asked(found)}
    return Answer(values, tuple(need.article for need in found))


def reforms(given: GivenFacts) -> Answer:
    item = _law(given)
    values = {
        "documents": documents_asked(plan(item, {})),
        "fields": fields_typed(item),
        "visits": item.service.visits,
        "limit": item.limits.promised.limit,
        "online": item.service.online,
        "reply_within": item.window.reply_within,
        "saturday": item.service.saturday,
        "steward": item.service.steward,
    }
    return Answer(values, _cited(*(mark.basis for mark in item.transformed_by)))


def conditions(given: GivenFacts) -> Answer:
    found = machine_verdicts(_law(given), given["facts"])
    by = {
        name: [v.code for v in found if v.holds is holds]
        for name, holds in (("holds", True), ("fails", False), ("open", None))
    }
    return Answer(by, tuple(v.article for v in found if v.holds is False) or tuple(v.article for v in found))


def commit(given: GivenFacts) -> Answer:
    verdict = may_commit(_law(given), given["credit"])
    return Answer({"verdict": "allowed" if verdict else "barred", "reason": verdict.reason}, (verdict.article,))


def promise(given: GivenFacts) -> Answer:
    item = _law(given)
    if "made" in given:
        within = item.material(given["material"]).promise.within
        assert within is not None
        due = due_at(_at(given["made"]), parse_limit(within), CALENDAR)
    else:
        due = _at(given["due"])
    moments = {name: _at(given[name]) for name in ("closed", "breached", "revoked") if name in given}
    by = correct_by(item, moments["breached"], CALENDAR) if "breached" in moments else None
    dates = Dates(due, moments.get("closed"), moments.get("breached"), by, moments.get("revoked"))
    found = standing(item, dates, _at(given["now"]), CALENDAR)
    values = {
        "verdict": found.standing.value,
        "due": _time(due),
        "breached_from": breach_on(item, due, CALENDAR).isoformat(),
        "correct_by": _time(by),
    }
    return Answer(values, (found.article,))


def phase(given: GivenFacts) -> Answer:
    verdict = phase_open(_law(given, phase=False), given["phase"], given["granted"])
    return Answer({"verdict": "open" if verdict else "closed", "reason": verdict.reason}, (verdict.article,))


def _reports(given: GivenFacts) -> tuple[tuple[Report, dt.datetime], ...]:
    return tuple((Report(name), _at(value)) for report in given["reports"] for name, value in report.items())


def held(given: GivenFacts) -> Answer:
    keep, reports, now = _law(given).result.keep, _reports(given), _at(given["now"])
    found = holding(keep, reports, now, CALENDAR)
    reverify = must_reverify(keep, reports, now, CALENDAR)
    articles = (found.article, *(_cited(keep.reverify_after.basis) if reverify and keep.reverify_after else ()))
    values = {
        "verdict": "in-force" if found.in_force else "void",
        "started": found.started,
        "stopped": found.stopped,
        "due": _time(found.due),
        "reverify": reverify,
    }
    return Answer(values, articles)


def extend_start(given: GivenFacts) -> Answer:
    check_start_extension(_law(given).result.keep, _reports(given), _at(given["now"]), CALENDAR)
    return Answer({"verdict": "allowed"}, ())


def report(given: GivenFacts) -> Answer:
    ((name, value),) = given["next"].items()
    check_report(_reports(given), Report(name), _at(value))
    return Answer({"verdict": "fits"}, ())


def renewal(given: GivenFacts) -> Answer:
    keep = _law(given).result.keep
    latest = renew_by(keep, given["valid_until"], CALENDAR)
    assert latest is not None
    assert keep.renew_before is not None
    return Answer({"latest": latest.isoformat()}, _cited(keep.renew_before.basis))


def _opinions(given: GivenFacts) -> tuple[Given, ...]:
    return tuple(Given(step, officer, True) for opinion in given["opinions"] for step, officer in opinion.items())


def review(given: GivenFacts) -> Answer:
    item = _law(given)
    steps = review_steps(item, given["facts"])
    return Answer(
        {"missing": dict(missing(item, given["facts"], _opinions(given)))}, _cited(*(step.basis for step in steps))
    )


def opinion(given: GivenFacts) -> Answer:
    step = check_opinion(_law(given), given["facts"], _opinions(given), given["step"], given["officer"])
    return Answer({"verdict": "heard"}, _cited(step.basis))


def _actor(role: str) -> Actor:
    return Actor("officer", "某人", "zone", frozenset({Role(role)}))


def refusal(given: GivenFacts) -> Answer:
    by = as_supervisor(_actor(given["role"]))
    article = check_refusal(_law(given), Refusal(by, given["ground"], given["reasons"], given["instead"]))
    return Answer({"verdict": "lawful"}, (article,))


def corrections(given: GivenFacts) -> Answer:
    check_corrections(_law(given), given["ways"], given["ask_for"])
    return Answer({"verdict": "lawful"}, (ACTS["request-corrections"].article,))


def act(given: GivenFacts) -> Answer:
    verdict = may(given["act"], State(given["state"]), _actor(given["role"]))
    return Answer({"verdict": "allowed" if verdict else "not-allowed"}, (verdict.article,))


def rating(given: GivenFacts) -> Answer:
    values: dict[str, Any] = {"silence_grade": RATINGS.silence_grade}
    if "asked" in given:
        values["silence"] = _time(ratings.silence_due(RATINGS, _at(given["asked"]), CALENDAR))
    if "rated" in given:
        ratings.check_grade(given["grade"])
        values["mend"] = _time(ratings.mend_due(RATINGS, _at(given["rated"]), CALENDAR))
    return Answer(values, _cited(RATINGS.basis))


def route(given: GivenFacts) -> Answer:
    gain = phased_gain(_law(given, phase=False), _law(given), given["dates"], CALENDAR)
    whole, first = _time(gain.whole.finish), _time(gain.first_phase.finish)
    return Answer({"whole": whole, "first": first, "days_earlier": gain.days_earlier}, ())


def _question(ask: Callable[[GivenFacts], Answer], *reads: str) -> Question:
    return Question(ask, frozenset({"item", "day", "reforms", "phase", *reads}))


QUESTIONS = {
    "applies": _question(applies, "facts"),
    "clock": _question(clock, "events", "now"),
    "period": Question(period, frozenset({"from", "limit", "exclude", "service"})),
    "documents": _question(documents, "facts", "held", "fetched", "uploaded", "commits", "deferred"),
    "reforms": _question(reforms),
    "conditions": _question(conditions, "facts"),
    "may-commit": _question(commit, "credit"),
    "promise": _question(promise, "material", "made", "due", "closed", "breached", "revoked", "now"),
    "phase": _question(phase, "granted"),
    "holding": _question(held, "reports", "now"),
    "extend-start": _question(extend_start, "reports", "now"),
    "report": _question(report, "reports", "next"),
    "renewal": _question(renewal, "valid_until"),
    "review": _question(review, "facts", "opinions"),
    "opinion": _question(opinion, "facts", "opinions", "step", "officer"),
    "refusal": _question(refusal, "role", "ground", "reasons", "instead"),
    "corrections": _question(corrections, "ways", "ask_for"),
    "act": Question(act, frozenset({"act", "state", "role"})),
    "rating": Question(rating, frozenset({"asked", "rated", "grade"})),
    "route": _question(route, "dates"),
    **{
        name: Question(lambda given, ask=ask: Answer(*ask(given)), reads)
        for name, (ask, reads) in (LABOUR | HARMONY | POLICIES | TALENT).items()
    },
}
