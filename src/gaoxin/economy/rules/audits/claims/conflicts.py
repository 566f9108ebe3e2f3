"""Minimal contradicting sets: every one that removing a single claim makes consistent again.

A run names a superset of a cause; leaving out one claim after another makes it minimal. The next sets are looked for without one
member of each set found, over the whole tree of such choices (Reiter 1987), so all of them are found unless the limit is reached.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gaoxin.economy.rules.audits.claims.build import Built
from gaoxin.economy.rules.audits.claims.claim import Kind
from gaoxin.economy.rules.audits.claims.network import Narrowing

MOST_STEPS = 40_000  # visits of relations in search of further sets of one component, under a second
MOST_SETS = 60
DEPENDENT = (
    Kind.PULL, Kind.CONTRIBUTION, Kind.SHARE_CHANGE, Kind.SHARE, Kind.COUNT_GROWTH, Kind.GROWTH, Kind.TOTAL, Kind.COUNT, Kind.LEVEL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cluster:
    """Sets that have one cause, smallest first. suspects: claims of which each alone, left out, makes all of them go, most derived
    first."""

    sets: tuple[frozenset[str], ...]
    suspects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """clusters: by cause. complete: whether all minimal sets were found before the limit."""

    clusters: tuple[Cluster, ...]
    complete: bool

    @property
    def sets(self) -> list[frozenset[str]]:
        return [one for cluster in self.clusters for one in cluster.sets]


def components(built: Built) -> list[tuple[str, ...]]:
    """Claims that have anything to do with each other, in the order of the document."""
    roots = built.network.components()
    found: dict[int, list[str]] = {}
    for name, given in built.given.items():
        found.setdefault(roots[given.quantity], []).append(name)
    return [tuple(names) for names in found.values()]


def narrowed(built: Built, names: Iterable[str]) -> Narrowing:
    """What these claims alone leave open."""
    return Narrowing(built.network, (built.given[name] for name in names))


def consistent(built: Built, names: Iterable[str]) -> bool:
    """Whether no contradiction of these claims is found."""
    return not narrowed(built, names).causes


def minimal(built: Built, names: Sequence[str]) -> frozenset[str] | None:
    """One minimal contradicting set among the claims, None where they are consistent."""
    return _searched(built, names)[0]


def _searched(built: Built, names: Sequence[str]) -> tuple[frozenset[str] | None, int]:
    """The set, and what the search cost."""
    run = narrowed(built, names)
    steps = run.steps
    if not run.causes:
        return None, steps
    left = [name for name in names if built.given[name].bit & run.causes]
    number = 0
    while number < len(left):
        without = left[:number] + left[number + 1 :]
        again = narrowed(built, without)
        steps += again.steps
        if again.causes:  # what was kept so far is needed by every contradiction that is left
            left = [
                name for place, name in enumerate(without) if place < number or built.given[name].bit & again.causes
            ]
        else:
            number += 1
    return frozenset(left), steps


def order(built: Built, names: Iterable[str]) -> list[str]:
    """The most derived figure first: a pull before the growth it follows from."""
    place = {name: number for number, name in enumerate(built.claims)}
    return sorted(names, key=lambda name: (DEPENDENT.index(built.claims[name].kind), place[name]))


def conflicts(built: Built, names: Sequence[str]) -> Conflicts:
    """The minimal contradicting sets among the claims of a component, by cause."""
    culprits, seeds = _diagnosed(built, names)
    if not culprits:
        return Conflicts((), complete=True)
    found, complete = _all(built, names, seeds)
    left, told = sorted(found, key=lambda one: (len(one), sorted(one))), list[Cluster]()
    for culprit in culprits:
        own = [one for one in left if culprit in one]
        left = [one for one in left if culprit not in one]
        if own:
            others = {other for other in culprits if other != culprit}
            told.append(Cluster(tuple(own), _suspects(built, [n for n in names if n not in others], own, culprit)))
    return Conflicts(tuple(told), complete)


def _diagnosed(built: Built, names: Sequence[str]) -> tuple[list[str], list[frozenset[str]]]:
    """Claims that, all left out, leave no contradiction, and a minimal set for each. One is looked for before several."""
    left, culprits, seeds = list(names), list[str](), list[frozenset[str]]()
    while (found := minimal(built, left)) is not None:
        seeds.append(found)
        candidates = order(built, found)
        alone = next((name for name in candidates if consistent(built, [n for n in left if n != name])), None)
        culprits.append(alone or candidates[0])
        left.remove(culprits[-1])
    for one in list(culprits):
        others = [other for other in culprits if other != one]
        if others and consistent(built, [name for name in names if name not in others]):
            culprits = others
    return culprits, seeds


def _suspects(built: Built, names: Sequence[str], sets: Sequence[frozenset[str]], culprit: str) -> tuple[str, ...]:
    common = sets[0]
    for one in sets:
        common &= one
    fit = [name for name in common if name != culprit and consistent(built, [n for n in names if n != name])]
    return tuple(order(built, [culprit, *fit]))


def _all(built: Built, names: Sequence[str], seeds: Sequence[frozenset[str]]) -> tuple[list[frozenset[str]], bool]:
    """Every minimal set, from those known, until the limit."""
    found = list(dict.fromkeys(seeds))
    seen, queue, steps = {frozenset[str]()}, deque([frozenset[str]()]), 0
    while queue:
        if steps >= MOST_STEPS or len(found) >= MOST_SETS:
            return found, False
        left_out = queue.popleft()
        known = next((one for one in found if not one & left_out), None)
        if known is None:
            known, more = _searched(built, [name for name in names if name not in left_out])
            steps += more
            if known is None:
                continue
            found.append(known)
        for name in sorted(known):
            following = left_out | {name}
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return found, True
