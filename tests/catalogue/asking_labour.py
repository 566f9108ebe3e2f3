"""Questions about disputes at work: the claim's year, the tribunal's clock, panels, conflicts, awards, service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gaoxin.core.calendar import load_calendar
from gaoxin.labour.rules.disputes import claiming, deciding, ledger, signing
from gaoxin.labour.rules.disputes.book import cited, pick, read_book

ROOT = Path(__file__).parents[2] / "catalogue"
BOOK = read_book(ROOT)
CALENDAR = load_calendar(ROOT / "calendars", "demo-qingyuan")
Given = Mapping[str, Any]
Told = tuple[dict[str, Any], tuple[str, ...]]


def _at(value: object) -> dt.datetime:
    return CALENDAR.moment(str(value))


def _time(moment: dt.datetime) -> str:
    return f"{CALENDAR.local(moment):%Y-%m-%dT%H:%M}"


def claim(given: Given) -> Told:
    told = claiming.Circumstances(
        given["known"], given.get("employed", False), given.get("left"), given.get("interruptions", ()),
        [tuple(one) for one in given.get("suspensions", ())],
    )  # fmt: skip
    kind = pick(BOOK.kinds, given["kind"], "kind")
    found = claiming.check_in_time(told, kind, given["filed"], BOOK, CALENDAR)
    return {"verdict": "in-time", "last": found.last and str(found.last)}, tuple(article for _, article in found.steps)


def dispute_clock(given: Given) -> Told:
    events: list[ledger.Happened] = []
    for one in given["events"]:
        name, value = next((name, value) for name, value in one.items() if name != "limit")
        event = ledger.Event(name)
        if event is ledger.Event.EXTENDED:
            ledger.check_extension(events, BOOK)
        events.append(ledger.Happened(event, _at(value), limit=one.get("limit", "")))
    found = ledger.standing(events, BOOK, CALENDAR, _at(given["now"]))
    verdict = "over" if found.over else "suspended" if found.clock.suspended else "running"
    dues = {due.what: _time(due.at) for due in found.dues}
    late = [due.what for due in found.dues if due.late]
    return {"verdict": verdict, "late": late, "next": next(iter(dues), None), **dues}, tuple(
        d.article for d in found.dues
    )


def panel(given: Given) -> Told:
    told = {name: value for name, value in given.items() if name not in ("yuan",)}
    found = deciding.size(deciding.Nature(amount_fen=given["yuan"] * 100, **told), BOOK)
    return {"members": found.members}, (found.article,)


def collective(given: Given) -> Told:
    deciding.check_collective(given["workers"], given["representatives"], BOOK)
    return {"verdict": "fits"}, (cited(BOOK.collective.basis),)


def arbitrator(given: Given) -> Told:
    deciding.check_free("段仲裁", [deciding.Tie(given["relation"], "某厂")] if "relation" in given else [], BOOK)
    return {"verdict": "free"}, (BOOK.articles.conflict,)


def award_final(given: Given) -> Told:
    item = deciding.Item(given["kind"], given["yuan"] * 100, given.get("counter", False))
    found = deciding.is_final(item, given["day"], BOOK)
    return {"final": found}, (cited(BOOK.final.basis),)


def remedies(given: Given) -> Told:
    found = deciding.remedies(final=given["final"], served=_at(given["served"]), book=BOOK, calendar=CALENDAR)
    values = {"worker_by": _time(found.worker_by), "employer": found.employer, "employer_by": _time(found.employer_by)}
    return values, found.articles


def service_of(given: Given) -> Told:
    found = deciding.served_on(deciding.Sent(**given), BOOK)
    return {"served": found and str(found)}, (cited(pick(BOOK.modes, given["mode"], "mode").basis),)


def hearing(given: Given) -> Told:
    ledger.check_notice(_at(given["told"]), _at(given["hearing"]), BOOK, CALENDAR)
    return {"verdict": "fits"}, (cited(BOOK.limits.notice.basis),)


def postponement(given: Given) -> Told:
    ledger.check_postponement(_at(given["asked"]), _at(given["hearing"]), BOOK, CALENDAR)
    return {"verdict": "fits"}, (cited(BOOK.limits.postpone.basis),)


def mediation(given: Given) -> Told:
    deciding.check_mediated(tried=given["tried"], book=BOOK)
    return {"verdict": "fits"}, (BOOK.articles.mediation,)


def award_signed(given: Given) -> Told:
    """others: signs or differs, of those who have said something. presiding: the same of who presides, whose act ends it."""
    others = [signing.Stance(False, one == "signs", "不同意见") for one in given.get("others", ())]
    mine = signing.Stance(True, given["presiding"] == "signs", given.get("words", ""))
    signing.check_stance(mine, others, given["members"], BOOK.signatures)
    return {"verdict": "may-be-sealed"}, (cited(BOOK.signatures.basis),)


def tribunal_changed(given: Given) -> Told:
    """sitting, heard: arbitrators. asks: a side wants another hearing. stands: why none is held; granted: one was promised."""
    if given.get("asks"):
        deciding.check_rehearing(given["sitting"], given["heard"], BOOK)
        return {"verdict": "may-be-asked"}, (cited(BOOK.unable.again),)
    deciding.check_heard(
        given["sitting"], given["heard"], given.get("stands", ""), BOOK, granted=given.get("granted", False)
    )
    return {"verdict": "may-decide"}, (cited(BOOK.unable.again),)


READS: dict[str, tuple[Any, frozenset[str]]] = {
    "claim": (claim, frozenset({"kind", "known", "employed", "left", "interruptions", "suspensions", "filed"})),
    "dispute-clock": (dispute_clock, frozenset({"events", "now"})),
    "panel": (panel, frozenset({"workers", "yuan", "clear", "agreed", "unreachable"})),
    "collective": (collective, frozenset({"workers", "representatives"})),
    "arbitrator": (arbitrator, frozenset({"relation"})),
    "award-final": (award_final, frozenset({"kind", "yuan", "day", "counter"})),
    "remedies": (remedies, frozenset({"final", "served"})),
    "service-of-papers": (service_of, frozenset({"mode", "sent", "received", "consent", "refused", "shut", "workers"})),
    "hearing": (hearing, frozenset({"told", "hearing"})),
    "postponement": (postponement, frozenset({"asked", "hearing"})),
    "award-signed": (award_signed, frozenset({"members", "presiding", "others", "words"})),
    "tribunal-changed": (tribunal_changed, frozenset({"sitting", "heard", "asks", "stands", "granted"})),
    "mediation-first": (mediation, frozenset({"tried"})),
}
