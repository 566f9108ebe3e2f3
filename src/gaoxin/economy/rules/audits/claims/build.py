"""From claims to the network: level, base, growth and change of a subject; share, base share, pull and contribution of a pair.

With L level, B base, G growth, F = 1 + G, D = L − B: L = B·F, D = B·G, H = G/F, D = L·H. Of a part p in a whole w:
share S = Lp/Lw, base share S₀ = Bp/Bw, S·Fw = S₀·Fp = K, change of share S − S₀, pull P = Dp/Bw = S₀·Gp = K·Hp, contribution C = Dp/Dw,
P = C·Gw. Everything that has a base is kept apart by basis (nominal, comparable); the same basis is what makes pull and share one matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gaoxin.economy.rules.audits.claims.claim import (
    BASES,
    LEVELS,
    OF_A_WHOLE,
    RATIOS,
    Claim,
    Document,
    Kind,
    Subject,
    Sum,
)
from gaoxin.economy.rules.audits.claims.interval import FALLS, INF, ONE, RISES, WHOLE, ZERO, Interval
from gaoxin.economy.rules.audits.claims.network import Form, Given, Network

COUNTED = Interval(ZERO, INF)
UNITY = Interval(ONE, ONE)
SAME = "same"
_YEAR = re.compile(r"^(\d{4})(?!\d)")


@dataclass(slots=True)
class Built:
    """network: of all claims. given: claim id -> what it says of which quantity. claims: as audited, directions as claims of their own."""

    network: Network
    claims: dict[str, Claim]
    given: dict[str, Given]
    pairs: set[tuple[Subject, Subject]] = field(default_factory=set[tuple[Subject, Subject]])
    unlinked: list[tuple[Subject, Subject]] = field(default_factory=list[tuple[Subject, Subject]])


def build(document: Document) -> Built:
    """The network of a document, with every claim on its quantity."""
    claims = _with_directions(_with_bases(document.claims))
    maker = _Maker(claims)
    for claim in claims:
        maker.take(claim)
    for total in document.sums:
        maker.total(total)
    maker.link_bases()
    maker.link_periods()
    return Built(
        maker.net, {c.id: c for c in claims}, {c.id: _given(maker, c, n) for n, c in enumerate(claims)},
        maker.pairs, maker.unlinked,
    )  # fmt: skip


def quantity(claim: Claim) -> Hashable:
    """The key of what a claim speaks of."""
    subject, whole, basis = claim.subject, claim.whole, claim.basis
    if claim.kind in LEVELS:
        return ("L", subject)
    if claim.kind in OF_A_WHOLE:
        assert whole is not None
        name = {Kind.SHARE: "S", Kind.SHARE_CHANGE: "DS", Kind.PULL: "P", Kind.CONTRIBUTION: "C"}[claim.kind]
        return (name, subject, whole) if name == "S" else (name, subject, whole, basis)
    return ("G", subject, basis)


def before(period: str) -> str:
    """The same period of the year before; empty where the period has no year."""
    found = _YEAR.match(period)
    return f"{int(found[1]) - 1}{period[4:]}" if found else ""


def _given(maker: _Maker, claim: Claim, number: int) -> Given:
    return Given(maker.net.at(quantity(claim)), claim.allowed, 1 << number)


def _with_bases(claims: Iterable[Claim]) -> list[Claim]:
    """Figures that state no basis take the one that the others of their indicator state, where that is one."""
    stated = defaultdict[str, set[str]](set)
    claims = list(claims)
    for claim in claims:
        if claim.basis in BASES:
            stated[claim.subject.indicator].add(claim.basis)
    told: list[Claim] = []
    for claim in claims:
        known = stated[claim.subject.indicator]
        basis = claim.basis or (next(iter(known)) if len(known) == 1 else SAME)
        told.append(replace(claim, basis=basis) if claim.kind in RATIOS else claim)
    return told


def _with_directions(claims: Iterable[Claim]) -> list[Claim]:
    """“提升至 52.3 %” says two things: the share, and that it rose. The second becomes a claim of its own."""
    told: list[Claim] = []
    for claim in claims:
        told.append(claim)
        if claim.kind is Kind.SHARE and claim.direction:
            span = RISES if claim.direction == "up" else FALLS
            told.append(
                replace(
                    claim,
                    id=f"{claim.id}.direction",
                    kind=Kind.SHARE_CHANGE,
                    value=Decimal(0),
                    given=span,
                    bound="",
                    direction="",
                )  # fmt: skip
            )
    return told


class _Maker:
    def __init__(self, claims: Iterable[Claim]) -> None:
        self.net = Network()
        self.pairs = set[tuple[Subject, Subject]]()
        self.unlinked = list[tuple[Subject, Subject]]()
        self.subjects = dict[Subject, set[str]]()  # with the bases it is compared on
        self.paired = dict[tuple[Subject, Subject], set[str]]()
        self.counts = {c.subject for c in claims if c.kind in LEVELS and c.unit.exact and not c.decimals}
        self.counts |= {c.whole for c in claims if c.whole is not None and c.subject in self.counts}
        self.levels = {c.subject for c in claims if c.kind in LEVELS}

    def take(self, claim: Claim) -> None:
        if claim.kind in LEVELS:
            self.level(claim.subject)
            if claim.whole is not None:
                self.pair(claim.subject, claim.whole, "")
                self.net.relate(Form.ORDER, self.level(claim.whole), self.level(claim.subject))
        elif claim.kind in OF_A_WHOLE:
            assert claim.whole is not None
            self.pair(claim.subject, claim.whole, claim.basis)
        else:
            self.compare(claim.subject, claim.basis)
            if claim.whole is not None:
                self.pair(claim.subject, claim.whole, claim.basis)

    def level(self, subject: Subject) -> int:
        integer = subject in self.counts
        return self.net.at(("L", subject), COUNTED if integer else WHOLE, integer=integer)

    def compare(self, subject: Subject, basis: str) -> None:
        known = self.subjects.setdefault(subject, set())
        if basis in known:
            return
        known.add(basis)
        net, integer = self.net, subject in self.counts
        level, one = self.level(subject), self._one(subject)
        base = net.at(("B", subject, basis), COUNTED if integer else WHOLE, integer=integer)
        growth, factor = net.at(("G", subject, basis)), net.at(("F", subject, basis), COUNTED)
        change, part = net.at(("D", subject, basis), integer=integer), net.at(("H", subject, basis))
        net.relate(Form.PLUS, factor, growth, one)
        net.relate(Form.TIMES, level, base, factor)
        net.relate(Form.PLUS, level, base, change)
        net.relate(Form.TIMES, change, base, growth)
        net.relate(Form.TIMES, growth, part, factor)
        net.relate(Form.TIMES, change, level, part)
        inverse = net.at(("1/F", subject, basis))
        net.relate(Form.PLUS, one, part, inverse)
        net.relate(Form.TIMES, one, inverse, factor)

    def _one(self, subject: Subject) -> int:
        """One of its own for every subject, so that unrelated figures stay unrelated."""
        return self.net.at(("1", subject), UNITY)

    def pair(self, part: Subject, whole: Subject, basis: str) -> None:
        net, first = self.net, (part, whole) not in self.paired
        known = self.paired.setdefault((part, whole), set())
        self.pairs.add((part, whole))
        share = net.at(("S", part, whole))
        if first:
            net.relate(Form.TIMES, self.level(part), share, self.level(whole))
        if not basis or basis in known:
            return
        known.add(basis)
        self.compare(part, basis)
        self.compare(whole, basis)
        at = net.at
        base_share, mixed = at(("S0", part, whole, basis)), at(("K", part, whole, basis))
        pull, contribution = at(("P", part, whole, basis)), at(("C", part, whole, basis))
        net.relate(Form.TIMES, at(("B", part, basis)), base_share, at(("B", whole, basis)))
        net.relate(Form.PLUS, share, base_share, at(("DS", part, whole, basis)))
        net.relate(Form.TIMES, mixed, share, at(("F", whole, basis)))
        net.relate(Form.TIMES, mixed, base_share, at(("F", part, basis)))
        net.relate(Form.TIMES, self.level(part), mixed, at(("B", whole, basis)))
        net.relate(Form.PLUS, mixed, base_share, pull)
        net.relate(Form.TIMES, pull, base_share, at(("G", part, basis)))
        net.relate(Form.TIMES, pull, mixed, at(("H", part, basis)))
        net.relate(Form.TIMES, at(("D", part, basis)), pull, at(("B", whole, basis)))
        net.relate(Form.TIMES, at(("D", part, basis)), contribution, at(("D", whole, basis)))
        net.relate(Form.TIMES, pull, contribution, at(("G", whole, basis)))

    def total(self, total: Sum) -> None:
        net, whole = self.net, total.whole
        levels = [self.level(part) for part in total.parts]
        if not total.complete:
            together = net.at(("Σ", total))
            net.relate(Form.SUM, together, *levels)
            net.relate(Form.ORDER, self.level(whole), together)
            return
        net.relate(Form.SUM, self.level(whole), *levels)
        self._sum_of([("S", part, whole) for part in total.parts], self._one(whole))
        for basis in sorted(self.subjects.get(whole, ())):
            self._sum_of([("B", part, basis) for part in total.parts], net.at(("B", whole, basis)))
            self._sum_of([("P", part, whole, basis) for part in total.parts], net.at(("G", whole, basis)))
            self._sum_of([("C", part, whole, basis) for part in total.parts], self._one(whole))

    def _sum_of(self, parts: list[Hashable], whole: int) -> None:
        found = [number for key in parts if (number := self.net.find(key)) is not None]
        if len(found) != len(parts):
            return
        self.net.relate(Form.SUM, whole, *found)

    def link_bases(self) -> None:
        """A part and its whole that are both compared on a basis are a pair on it, whether a share is printed or not."""
        for part, whole in list(self.paired):
            for basis in sorted(self.subjects.get(part, set()) & self.subjects.get(whole, set())):
                self.pair(part, whole, basis)

    def link_periods(self) -> None:
        """A printed level of the year before is the base, except where growth is comparable: then the base may be revised."""
        for subject, bases in list(self.subjects.items()):
            earlier = replace(subject, period=before(subject.period))
            if not earlier.period or earlier not in self.levels:
                continue
            for basis in sorted(bases):
                if basis == "comparable":
                    self.unlinked.append((subject, earlier))
                    continue
                nothing = self.net.at(("0", subject), Interval(ZERO, ZERO))
                self.net.relate(Form.PLUS, self.net.at(("B", subject, basis)), self.level(earlier), nothing)
