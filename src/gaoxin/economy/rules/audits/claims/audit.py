"""The audit: contradictions with what would repair them, what the figures imply, and which figures nothing else tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gaoxin.economy.rules.audits.claims.build import Built, build, quantity
from gaoxin.economy.rules.audits.claims.claim import Claim, Document, Kind, Subject
from gaoxin.economy.rules.audits.claims.conflicts import Cluster, components, conflicts, narrowed, order
from gaoxin.economy.rules.audits.claims.interval import Interval
from gaoxin.economy.rules.audits.claims.network import Narrowing

TESTED = 60  # claims of a component of which each is tested against the others; larger ones only as a whole


@dataclass(frozen=True, slots=True)
class Need:
    """What a figure would have to be for the rest to hold, in its unit. claim: empty for a derived quantity; `name` is then
    its kind and the suspect that it is of.

    alone: repairing this one leaves no contradiction. rest: for a derived quantity, what the other figures make it.
    """

    claim: str
    name: str
    needed: Interval
    unit: str
    decimals: int
    alone: bool
    rest: Interval | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """claims: the smallest set, suspect first. sets: all minimal sets. interval: what all the others make of the first suspect."""

    claims: tuple[str, ...]
    suspects: tuple[str, ...]
    sets: tuple[tuple[str, ...], ...]
    interval: Interval
    needs: tuple[Need, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Derived:
    """A quantity that is not printed but follows. kind: base, base_share, share, pull, contribution, growth, level."""

    kind: str
    subject: Subject
    whole: Subject | None
    value: Interval
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Audit:
    """implied: what the others make of each claim, None where they say nothing, absent where it was not asked."""

    claims: dict[str, Claim]
    contradictions: tuple[Contradiction, ...]
    derived: tuple[Derived, ...]
    implied: dict[str, Interval | None]
    unlinked: tuple[tuple[Subject, Subject], ...]

    @property
    def untested(self) -> tuple[str, ...]:
        """Claims of which nothing else says anything."""
        return tuple(name for name, told in self.implied.items() if told is None)


@dataclass(slots=True)
class _Told:
    contradictions: list[Contradiction] = field(default_factory=list[Contradiction])
    implied: dict[str, Interval | None] = field(default_factory=dict[str, "Interval | None"])
    derived: list[Derived] = field(default_factory=list[Derived])


def audit(document: Document) -> Audit:
    """Judge all claims of a document."""
    built, told = build(document), _Told()
    for names in components(built):
        found = conflicts(built, names)
        suspects = {cluster.suspects[0] for cluster in found.clusters}
        for cluster in found.clusters:
            context = [name for name in names if name == cluster.suspects[0] or name not in suspects]
            told.contradictions.append(_contradiction(built, context, cluster, found.complete))
        good = [name for name in names if name not in suspects]
        run = narrowed(built, good)
        _test(built, names, good, run, told)
        told.derived.extend(_derived(built, names, run))
    return Audit(
        built.claims, tuple(told.contradictions), tuple(told.derived), told.implied, tuple(built.unlinked),
    )  # fmt: skip


def in_unit(value: Interval, claim: Claim) -> Interval:
    """From base units to the unit a claim is printed in."""
    return Interval(value.lo / claim.unit.factor, value.hi / claim.unit.factor)


def _test(built: Built, names: Sequence[str], good: Sequence[str], run: Narrowing, told: _Told) -> None:
    """What the others say of each printed claim; those that contradict are left out of the others."""
    if len(names) > TESTED:
        return
    for name in names:
        if name.endswith(".direction"):
            continue
        claim, given = built.claims[name], built.given[name]
        others = narrowed(built, [other for other in good if other != name and other != f"{name}.direction"])
        known = others.now.get(given.quantity)
        told.implied[name] = in_unit(known, claim) if known is not None and _says_something(known, claim) else None


def _says_something(known: Interval, claim: Claim) -> bool:
    """Whether the others test a claim: they leave it less room than its own size."""
    return known.bounded and known.hi - known.lo <= max(abs(claim.value) * claim.unit.factor, Decimal("0.001"))


def _contradiction(built: Built, context: Sequence[str], cluster: Cluster, complete: bool) -> Contradiction:
    suspects = cluster.suspects
    sets = [tuple(dict.fromkeys([*suspects, *order(built, one)])) for one in _by_width(built, cluster, suspects[0])]
    smallest = sets[0]
    interval, _ = _needed(built, suspects[0], context, smallest)
    needs = [_need(built, name, context, smallest) for name in smallest]
    derived = _base_share_needed(built, suspects[0], smallest, context)
    return Contradiction(
        smallest, suspects, tuple(sets), interval, tuple(needs) + ((derived,) if derived else ()), complete
    )


def _by_width(built: Built, cluster: Cluster, suspect: str) -> list[frozenset[str]]:
    """Smallest sets first; of equally many claims those that say most of the suspect."""

    def width(one: frozenset[str]) -> Decimal:
        told = narrowed(built, one - {suspect}).of(built.given[suspect].quantity)
        return told.hi - told.lo if told.bounded else Decimal("Infinity")

    return sorted(cluster.sets, key=lambda one: (len(one), width(one), sorted(one)))


def _needed(built: Built, name: str, context: Sequence[str], among: Sequence[str]) -> tuple[Interval, bool]:
    """The interval for one claim, from all others where they agree, else from the set alone; and whether they agree."""
    claim, given = built.claims[name], built.given[name]
    run = narrowed(built, [other for other in context if other != name])
    alone = not run.causes
    if not alone:
        run = narrowed(built, [other for other in among if other != name])
    return in_unit(run.of(given.quantity), claim), alone


def _need(built: Built, name: str, context: Sequence[str], among: Sequence[str]) -> Need:
    claim = built.claims[name]
    interval, alone = _needed(built, name, context, among)
    return Need(name, "", interval, claim.unit.name, claim.decimals, alone)


def _base_share_needed(built: Built, suspect: str, among: Sequence[str], context: Sequence[str]) -> Need | None:
    """Of a pull or a contribution: the base weight that it and the growth it is of would need, against what the others say."""
    claim = built.claims[suspect]
    if claim.kind not in (Kind.PULL, Kind.CONTRIBUTION) or claim.whole is None:
        return None
    key = built.network.find(("S0", claim.subject, claim.whole, claim.basis))
    growths = [
        name for name in context
        if built.claims[name].kind in (Kind.GROWTH, Kind.COUNT_GROWTH)
        and (built.claims[name].subject == claim.subject
             or (claim.kind is Kind.CONTRIBUTION and built.claims[name].subject == claim.whole))
    ]  # fmt: skip
    if key is None or not growths:
        return None
    needed = narrowed(built, [suspect, *growths]).of(key)
    rest = narrowed(built, [name for name in context if name != suspect]).of(key)
    if not needed.bounded:
        return None
    return Need("", f"base_share:{suspect}", _percent(needed), "%", 1, alone=False, rest=_percent(rest))


def _percent(value: Interval) -> Interval:
    return Interval(value.lo * 100, value.hi * 100)


def _derived(built: Built, names: Sequence[str], run: Narrowing) -> list[Derived]:
    """What follows from the claims and is printed nowhere."""
    if run.causes:
        return []
    printed = {quantity(built.claims[name]) for name in names}
    levels = {c.subject: c for c in (built.claims[name] for name in names) if c.unit.kind != "ratio"}
    found: list[Derived] = []
    for key in _keys_of(built, run):
        if key in printed:
            continue
        name, subject, whole = key[0], key[1], key[2] if key[0] in _OF_PAIRS else None
        value = run.of(built.network.find(key) or 0)
        kind = _NAMES[name]
        if name in ("L", "B"):
            like = levels.get(subject) or next((c for s, c in levels.items() if s.indicator == subject.indicator), None)
            like = like or _count_like(built, subject, names)
            if like is None or not value.bounded:
                continue
            decimals = 0 if like.unit.exact else like.decimals
            found.append(Derived(kind, subject, None, in_unit(value, like), like.unit.name, decimals))
        elif value.bounded:
            found.append(Derived(kind, subject, whole, _percent(value), "个百分点" if name in ("P", "DS") else "%", 2))
    return found


_NAMES = {
    "L": "level", "B": "base", "G": "growth", "S": "share", "S0": "base_share", "DS": "share_change", "P": "pull", "C": "contribution",
}  # fmt: skip
_OF_PAIRS = ("S", "S0", "DS", "P", "C")


def _keys_of(built: Built, run: Narrowing) -> list[tuple[str, Subject, Subject]]:
    keys: list[tuple[str, Subject, Subject]] = []
    for number in sorted(run.now):
        key = built.network.keys[number]
        if isinstance(key, tuple) and key[0] in _NAMES:
            keys.append(key)  # pyright: ignore[reportUnknownArgumentType]
    return keys


def _count_like(built: Built, subject: Subject, names: Sequence[str]) -> Claim | None:
    """The whole of a count is counted like its part."""
    for name in names:
        claim = built.claims[name]
        if claim.kind in (Kind.COUNT, Kind.LEVEL, Kind.TOTAL) and (claim.subject, subject) in built.pairs:
            return claim
    return None
