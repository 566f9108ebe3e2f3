"""What a firm gets on a day, and why: every condition with the values it read, every addend, everything that cut the amount.

`vector` answers the same for many firms at once; a property test holds the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from gaoxin.approvals.rules.items.conditions import evaluate, facts_of
from gaoxin.approvals.rules.items.model import Rule, Text
from gaoxin.innovation.rules.policies.book import Book, Fact, Part, Policy, Version
from gaoxin.innovation.rules.policies.firms import Firm, Known, Value, values_of

Outcome = Literal["eligible", "excluded", "received", "zero", "not-eligible", "unknown", "not-in-force"]
PPM = 10_000  # parts per million in a percent


@dataclass(frozen=True, slots=True)
class Read:
    """A value that was read, and where it comes from; `known` is None where nobody told it."""

    fact: str
    name: Text
    known: Known | None


@dataclass(frozen=True, slots=True)
class Check:
    """One condition. holds: None where a value is missing. reason: values and bounds as compared."""

    code: str
    say: Text
    holds: bool | None
    reason: str
    article: str
    reads: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Addend:
    """One part of the amount in yuan. how: the computation in words."""

    say: Text
    yuan: int
    how: str
    reads: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """What brought the amount from `before` to `after`, under which article."""

    kind: Literal["cap", "exclusive", "limit"]
    why: Text
    before: int
    after: int
    article: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one policy. gross: yuan before exclusion and limits; yuan: what the firm gets. missing: facts to be told."""

    policy: Policy
    version: Version | None
    outcome: Outcome
    checks: tuple[Check, ...] = ()
    addends: tuple[Addend, ...] = ()
    cuts: tuple[Cut, ...] = ()
    gross: int = 0
    yuan: int = 0
    missing: tuple[str, ...] = ()

    @property
    def article(self) -> str:
        return "；".join(str(one) for one in self.version.basis) if self.version else ""


def evaluate_firm(book: Book, firm: Firm, day: dt.date) -> dict[str, Verdict]:
    """policy -> verdict, of every policy of the book, exclusion and limits applied."""
    values = values_of(firm, book, day)
    plain = {code: known.value for code, known in values.items()}
    found = {code: _one(policy, book, values, plain, firm, day) for code, policy in book.policies.items()}
    _exclude(found, book, firm, day)
    _limit(found, book, values, firm, day)
    return found


def cents(percent: float) -> int:
    """Parts per million of a percentage."""
    return round(percent * PPM)


def _one(
    policy: Policy, book: Book, values: Mapping[str, Known], plain: Mapping[str, Value], firm: Firm, day: dt.date
) -> Verdict:  # fmt: skip
    version = policy.on(day)
    if version is None:
        return Verdict(policy, None, "not-in-force")
    checks = tuple(_check(one.code, one.say, one.rule, one.article, book, values, plain) for one in version.conditions)
    missing = _missing((read for check in checks if check.holds is None for read in check.reads), book)
    verdict = Verdict(policy, version, "eligible", checks, missing=missing)
    if any(check.holds is False for check in checks):
        return replace(verdict, outcome="not-eligible")
    addends, lacking = _amount(version, book, values, plain)
    if lacking or missing:
        return replace(verdict, outcome="unknown", missing=tuple(dict.fromkeys((*missing, *lacking))))
    gross = sum(addend.yuan for addend in addends)
    cuts: tuple[Cut, ...] = ()
    if version.cap is not None and gross > version.cap:
        cuts, gross = (Cut("cap", _SINGLE, gross, version.cap, verdict.article),), version.cap
    outcome: Outcome = "eligible" if gross else "zero"
    if gross and (policy.code in firm.received or (policy.often == "once" and policy.code in firm.before)):
        outcome = "received"
    return replace(
        verdict, outcome=outcome, addends=addends, cuts=cuts, gross=gross, yuan=gross if outcome == "eligible" else 0
    )


_SINGLE = Text(zh="单项最高额", en="The most that this benefit gives")


def _check(
    code: str, say: Text, rule: Rule, article: str, book: Book, values: Mapping[str, Known], plain: Mapping[str, Value]
) -> Check:  # fmt: skip
    finding = evaluate(rule, plain)
    return Check(code, say, finding.holds, finding.reason, article, _reads(sorted(facts_of(rule)), book, values))


def _reads(codes: list[str], book: Book, values: Mapping[str, Known]) -> tuple[Read, ...]:
    """The told facts behind these, derived ones with what they are derived from."""
    wanted: list[str] = []
    for code in codes:
        fact = book.facts[code]
        wanted += [code, *sources_of(fact)]
    return tuple(Read(code, book.facts[code].name, values.get(code)) for code in dict.fromkeys(wanted))


def sources_of(fact: Fact) -> tuple[str, ...]:
    """What a derived fact is computed from."""
    if fact.ratio is not None:
        return fact.ratio.of, fact.ratio.to
    return (fact.days_since,) if fact.days_since else ()


def _missing(reads: Iterable[Read], book: Book) -> tuple[str, ...]:
    """Facts that nobody told. A derived one is named only where all it is computed from is there (and is 0)."""
    gone = dict.fromkeys(read.fact for read in reads if read.known is None)
    return tuple(code for code in gone if not any(part in gone for part in sources_of(book.facts[code])))


def _amount(
    version: Version, book: Book, values: Mapping[str, Known], plain: Mapping[str, Value]
) -> tuple[tuple[Addend, ...], list[str]]:  # fmt: skip
    addends: list[Addend] = []
    lacking: list[str] = []
    for part in version.amount:
        needs = [name for name in (part.of, part.by) if name]
        if part.when is not None:
            finding = evaluate(part.when, plain)
            if finding.holds is None:
                lacking += _missing(_reads(sorted(facts_of(part.when)), book, values), book)
                continue
            if not finding.holds:
                addends.append(Addend(part.say, 0, finding.reason, _reads(sorted(facts_of(part.when)), book, values)))
                continue
            needs = [*sorted(facts_of(part.when)), *needs]
        reads = _reads(needs, book, values)
        if gone := [name for name in (part.of, part.by) if name and name not in plain]:
            lacking += [read.fact for read in reads if read.known is None] or gone
            continue
        yuan, how = _part(part, plain)
        if part.cap is not None and yuan > part.cap:
            yuan, how = part.cap, f"{how}，最高 at most {part.cap}"
        addends.append(Addend(part.say, yuan, how, reads))
    return tuple(addends), lacking


def _part(part: Part, plain: Mapping[str, Value]) -> tuple[int, str]:
    if part.fixed:
        return part.fixed, f"{part.fixed}"
    base = _whole(plain[part.of]) if part.of else 0
    if part.each:
        return base * part.each, f"{base} × {part.each}"
    if part.percent is not None:
        over = max(0, base - part.over)
        left = f"({base} − {part.over})" if part.over else f"{base}"
        return over * cents(part.percent) // 1_000_000, f"{left} × {part.percent:g}%"
    scale = plain[part.by]
    assert isinstance(scale, int | float)
    step = next((one for one in reversed(part.steps) if one.at_least <= scale), None)
    if step is None:
        return 0, f"{part.by} {scale:g} < {part.steps[0].at_least:g}"
    if step.percent is not None:
        return base * cents(
            step.percent
        ) // 1_000_000, f"{part.by} {scale:g} ≥ {step.at_least:g}: {base} × {step.percent:g}%"
    return step.fixed, f"{part.by} {scale:g} ≥ {step.at_least:g}: {step.fixed}"


def _whole(value: Value) -> int:
    assert isinstance(value, int) and not isinstance(value, bool)
    return value


def _exclude(found: dict[str, Verdict], book: Book, firm: Firm, day: dt.date) -> None:
    """Of each group the highest stays; of equals the first by code. One received in this year closes the group."""
    for name, group in book.groups.exclusive.items():
        members = [code for code, one in found.items() if one.version is not None and one.version.exclusive == name]
        taken = [code for code in members if code in firm.received]
        able = [code for code in members if found[code].outcome == "eligible"]
        keeps = taken[0] if taken else max(able, key=lambda code: found[code].yuan, default="")
        for code in able:
            if code != keeps:
                one = found[code]
                cut = Cut("exclusive", _instead(group.name, book.policies[keeps]), one.yuan, 0, str(group.basis))
                found[code] = replace(one, outcome="excluded", yuan=0, cuts=(*one.cuts, cut))


def _instead(group: Text, kept: Policy) -> Text:
    return Text(
        zh=f"{group.zh}：就高不重复，取“{kept.name.zh}”", en=f"{group.en}: only the highest, which is “{kept.name.en}”"
    )


def _limit(found: dict[str, Verdict], book: Book, values: Mapping[str, Known], firm: Firm, day: dt.date) -> None:
    """Each limit in the order of its file, over its policies in the order of their codes."""
    for name, limit in book.groups.limits.items():
        members = [code for code, one in found.items() if one.version is not None and name in one.version.limits]
        if limit.yuan is not None:
            left = limit.yuan
        elif limit.of in values:
            assert limit.percent is not None
            left = _whole(values[limit.of].value) * cents(limit.percent) // 1_000_000
        else:
            for code in members:
                if found[code].outcome == "eligible":
                    found[code] = replace(
                        found[code], outcome="unknown", yuan=0, missing=(*found[code].missing, limit.of)
                    )
            continue
        left = max(0, left - sum(firm.received.get(code, 0) for code in members))
        for code in members:
            one = found[code]
            if one.outcome != "eligible":
                continue
            if one.yuan > left:
                cut = Cut("limit", limit.name, one.yuan, left, str(limit.basis))
                one = replace(one, yuan=left, cuts=(*one.cuts, cut), outcome="eligible" if left else "excluded")
                found[code] = one
            left -= one.yuan
