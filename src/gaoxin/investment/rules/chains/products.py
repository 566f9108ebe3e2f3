"""Nodes that share an industry are told apart by what they make: HS headings, and how near these lie in the product space.

A group of GB/T 4754 is wide: copper foil, laminate and printed circuits are all 398, so that the score of their sector is one for all.
Nearness of a heading is 1 / (1 + steps in the product space to the nearest heading that firms of the zone make).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Space = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A node: groups of GB/T 4754 (three digits), HS headings (four digits), firms that stand there."""

    ref: str
    groups: frozenset[str]
    headings: tuple[str, ...]
    firms: int


@dataclass(frozen=True, slots=True)
class NodeScore:
    """score: of the node's gap, 0 to 1. kind: by which its sector scores best, empty for none. terms: as told to people, None where
    nothing is known; with `shared_by` above 1 and no `hs_rank` the score is that of the whole group."""

    score: float
    kind: str
    sector: str
    terms: Mapping[str, float | None]


def space_of(pairs: Iterable[tuple[str, str]]) -> Space:
    """Heading -> its neighbours."""
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {heading: frozenset(others) for heading, others in found.items()}


def nearness(space: Space, made: Iterable[str]) -> dict[str, float]:
    """Heading -> 1 / (1 + steps to the nearest that is made), for those that can be reached."""
    steps = dict.fromkeys(made, 0)
    waiting = deque(steps)
    while waiting:
        here = waiting.popleft()
        for other in space.get(here, ()):
            if other not in steps:
                steps[other] = steps[here] + 1
                waiting.append(other)
    return {heading: 1 / (1 + count) for heading, count in steps.items()}


def near_of(headings: Sequence[str], near: Mapping[str, float], space: Space) -> float | None:
    """Of a node: the mean of its headings; None where it has none, or the product space knows none of them."""
    known = [near.get(heading, 0.0) for heading in headings if heading in near or heading in space]
    return sum(known) / len(known) if known else None


def tell_apart(
    node: Standing, sharing: Sequence[Standing], nears: Mapping[str, float | None], *, kind: str, sector: str,
    group_score: float, between: float | None,
) -> NodeScore:  # fmt: skip
    """The node's score from that of its sector. sharing: all nodes with a group in common, itself among them.

    Alone in its group: the sector's score. Else × (½ + ½ × rank of its nearness among those that share); and where the sector is
    present (kind strengthen; between is its rank of betweenness, None where staff ruled on it), the firms that count are the node's.
    """
    near = nears.get(node.ref)
    terms: dict[str, float | None] = {"group_score": group_score, "shared_by": float(len(sharing))}
    if len(sharing) < 2:
        return NodeScore(group_score, kind, sector, terms)
    base = group_score
    if kind == "strengthen" and between is not None:
        base = between / max(1, node.firms)
        terms |= {"betweenness_rank": between, "node_firms": float(node.firms)}
    rank = (
        None if near is None else _rank(near, [value for one in sharing if (value := nears.get(one.ref)) is not None])
    )
    terms |= {"hs_near": near, "hs_rank": rank}
    return NodeScore(base if rank is None else base * (0.5 + 0.5 * rank), kind, sector, terms)


def _rank(value: float, among: Sequence[float]) -> float:
    """Share of those compared that are not above, ties in the middle."""
    below, same = sum(one < value for one in among), sum(one == value for one in among)
    return (2 * below + same + 1) / 2 / len(among)
