"""Two-sided stable matching: demands propose, results hold the best of those who ask, up to their seats (Gale and Shapley).

No demand and result would both rather have each other than what they got, and no stable matching gives any demand more. Ties are
broken by number, so that the answer is always the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gaoxin.innovation.rules.transfer.book import TransferBook
from gaoxin.innovation.rules.transfer.fit import Array, Offered, Wanted, blocks

_NONE, _ALL = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_STEP = 32  # places looked at together, at first

Reason = Literal["", "nothing-open", "none-suits", "all-full"]


@dataclass(frozen=True, slots=True)
class Above:
    """A result that the demand ranks higher and does not get: its seats, and what it makes of the last it holds and of this one."""

    result: str
    seats: int
    holds: int
    makes: int


@dataclass(frozen=True, slots=True)
class Pair:
    """rank: of the result in the demand's list of `choices`. theirs_rank: of the demand among those who asked the result."""

    demand: str
    result: str
    rank: int
    choices: int
    ours: int
    theirs: int
    above: tuple[Above, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Why a demand has nothing: no result of its field is open, none reaches the floor, or all that suit are full of better."""

    demand: str
    reason: Reason
    choices: int
    above: tuple[Above, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    pairs: tuple[Pair, ...]
    left: tuple[Left, ...]
    weighed: int  # pairs of demand and result that were scored


def stable(lists: Sequence[Array], keys: Sequence[Array], seats: Sequence[int]) -> list[int]:
    """For each demand the place of its result in its own list, or -1.

    lists: of each demand, results by its preference. keys: beside each, what that result makes of this demand, more is better; of
    equal ones the demand that comes first. seats: of each result.
    """
    got, following = [-1] * len(lists), [0] * len(lists)
    holds: list[list[tuple[int, int]]] = [[] for _ in seats]  # a heap, the worst first
    bar = np.where(np.array(seats, np.int64) > 0, _NONE, _ALL)  # of a full result, what it makes of the worst it holds
    for start in range(len(lists)):
        asking = start
        while asking >= 0:
            mine, at = lists[asking], _next(lists[asking], keys[asking], bar, following[asking])
            if at >= len(mine):
                break
            following[asking] = at + 1
            result, offer = int(mine[at]), (int(keys[asking][at]), -asking)
            if len(holds[result]) < seats[result]:
                heapq.heappush(holds[result], offer)
                if len(holds[result]) == seats[result]:
                    bar[result] = holds[result][0][0]
                got[asking] = at
                break
            if offer <= holds[result][0]:
                continue  # as good as the worst, and later
            out = -heapq.heappushpop(holds[result], offer)[1]
            bar[result] = holds[result][0][0]
            got[asking], got[out] = at, -1
            asking = out
    return got


def _next(mine: Array, keys: Array, bar: Array, at: int) -> int:
    """The next place whose result might take the demand. Bars only rise, so what is passed over never would."""
    step = _STEP
    while at < len(mine):
        open_ = keys[at : at + step] >= bar[mine[at : at + step]]
        first = int(open_.argmax())
        if open_[first]:
            return at + first
        at, step = at + step, step * 4
    return at


def match(
    demands: Sequence[Wanted],
    results: Sequence[Offered],
    book: TransferBook,
    tell: Callable[[int], None] = lambda seen: None,
) -> Matched:
    """All open demands with all open results; numbers are unique. What each did not get, and why, comes with it.

    tell: called after each field with how many demands have been scored.
    """
    demands, results = sorted(demands, key=lambda one: one.number), sorted(results, key=lambda one: one.number)
    nothing = np.zeros(0, np.int32)
    lists, keys, own = [nothing] * len(demands), [nothing] * len(demands), [nothing] * len(demands)
    related = np.zeros(len(demands), bool)
    weighed = seen = 0
    for block in blocks(demands, results, book):
        weighed += block.open.size
        places = np.array(block.results, np.int32)
        order = np.argsort(-np.where(block.open, block.ours, -1), axis=1, kind="stable")
        counts = block.open.sum(axis=1)
        for at, demand in enumerate(block.demands):
            best = order[at, : counts[at]]
            lists[demand] = places[best]
            keys[demand], own[demand] = (side[at, best].astype(np.int32) for side in (block.theirs, block.ours))
            related[demand] = True
        seen += len(block.demands)
        tell(seen)
    seats = [one.seats for one in results]
    got = stable(lists, keys, seats)
    last = _last_held(lists, keys, got, seats)
    pairs: list[Pair] = []
    left: list[Left] = []
    for n, demand in enumerate(demands):
        above = _above(results, lists[n], keys[n], last, got[n], book.shown)
        if got[n] < 0:
            reason: Reason = "all-full" if len(lists[n]) else "none-suits" if related[n] else "nothing-open"
            left.append(Left(demand.number, reason, len(lists[n]), above))
            continue
        at = got[n]
        pairs.append(
            Pair(
                demand.number, results[int(lists[n][at])].number, at + 1, len(lists[n]), int(own[n][at]), int(keys[n][at]),
                above,
            )
        )  # fmt: skip
    return Matched(tuple(pairs), tuple(left), weighed)


def _last_held(
    lists: Sequence[Array], keys: Sequence[Array], got: Sequence[int], seats: Sequence[int]
) -> dict[int, int]:
    """Result -> what it makes of the least of those it holds."""
    last: dict[int, int] = {}
    for n, at in enumerate(got):
        if at >= 0:
            result, key = int(lists[n][at]), int(keys[n][at])
            last[result] = min(key, last.get(result, key))
    return last


def _above(
    results: Sequence[Offered], mine: Array, keys: Array, last: dict[int, int], at: int, most: int
) -> tuple[Above, ...]:
    """Those that it ranks above what it got, the best first: each is full, and holds nobody it likes less."""
    before = mine[: at if at >= 0 else len(mine)][:most]
    return tuple(
        Above(results[int(one)].number, results[int(one)].seats, last.get(int(one), 0), int(keys[n]))
        for n, one in enumerate(before)
    )
