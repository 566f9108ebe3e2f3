"""Students to posts: as many as the law and the seats allow, and among equally many the cheapest.

A post is as many seats as it may take; each student may also stay without one. That is an assignment, which scipy solves exactly
(`min_weight_full_bipartite_matching`, LAPJVsp, Jonker and Volgenant 1987). A unit that may take fewer than its posts together gets
stand-ins, who must sit somewhere in it: what is left is the unit's limit. Costs are whole numbers, so the sums are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from scipy.sparse import csgraph, csr_matrix

from gaoxin.talent.rules.book import Weights

Array = np.ndarray[Any, Any]
_solve: Any = csgraph.min_weight_full_bipartite_matching  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Learner:
    """A student who is to practise. bits: `safety.pupil_bits`. occupations: what the programme leads to. major: 专业大类.

    lat, lon: where they live, degrees. wishes: keys of posts, the dearest first. furthest_km: 0 for the zone's limit.
    """

    key: str
    programme: str
    major: str
    occupations: frozenset[str]
    bits: int
    lat: float
    lon: float
    wishes: tuple[str, ...] = ()
    furthest_km: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """A post. bits: `safety.post_bits`. most: how many students it may take, limit: why no more. unit: key of its practice base.

    majors: whose students fit its occupation. wants: programmes that the firm named, empty for any.
    """

    key: str
    unit: str
    occupation: str
    majors: frozenset[str]
    bits: int
    most: int
    limit: str
    lat: float
    lon: float
    wants: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unit:
    """A practice base. most: how many students it may take in all, limit: why no more."""

    key: str
    most: int
    limit: str


@dataclass(frozen=True, slots=True)
class Problem:
    """longest_km: of the zone. weights: of the catalogue."""

    learners: Sequence[Learner]
    openings: Sequence[Opening]
    units: Mapping[str, Unit]
    weights: Weights
    longest_km: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Who goes where. km: rounded. cost: of the weights; the sum over all pairs is least."""

    learner: str
    opening: str
    km: int
    cost: int


Why = Literal["full", "too-far", "barred", "no-fit"]


@dataclass(frozen=True, slots=True)
class Left:
    """A student without a post. why: `no-fit` no post of the major; `barred` every fitting post is barred; `too-far` those that are
    not are too far; `full` all that are open to them are taken. bars: bits of the rules, each with how many fitting posts it bars.
    open: how many posts were open to them. limits: what limits those posts (seats, share-post, base, share-unit), and how many.
    """

    learner: str
    why: Why
    fitting: int
    open: int
    bars: tuple[tuple[int, int], ...] = ()
    limits: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """pairs: by learner. left: by learner. free: opening -> seats that nobody sits on, though its unit may take them."""

    pairs: tuple[Pair, ...]
    left: tuple[Left, ...]
    free: Mapping[str, int]
    cost: int


@dataclass(slots=True)
class _Table:
    """fits: 2 the programme's occupation, 1 a related major, 0 neither; by programme class and opening. open: may go there."""

    classes: Array
    fits: Array
    km: Array
    open: Array
    cost: Array
    clear: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))


def match(problem: Problem) -> Outcome:
    """Exact. Raises nothing: who cannot be placed is in `left`, with the reason."""
    learners, openings = problem.learners, problem.openings
    if not learners or not openings:
        bare = tuple(Left(one.key, "no-fit", 0, 0) for one in learners)
        return Outcome((), bare, {one.key: one.most for one in openings}, 0)
    table = _table(problem)
    seats = _seats(problem)
    taken = _assign(problem, table, seats)
    pairs = [
        Pair(learners[i].key, openings[j].key, int(table.km[i, j]), int(table.cost[i, j]))
        for i, j in enumerate(taken)
        if j >= 0
    ]
    return Outcome(
        tuple(pairs), tuple(_left(problem, table, taken)), _free(problem, taken), sum(pair.cost for pair in pairs)
    )


def _table(problem: Problem) -> _Table:
    learners, openings, weights = problem.learners, problem.openings, problem.weights
    keys = {
        key: n for n, key in enumerate(dict.fromkeys((one.programme, one.major, one.occupations) for one in learners))
    }
    classes = np.array([keys[one.programme, one.major, one.occupations] for one in learners])
    fits = np.zeros((len(keys), len(openings)), dtype=np.int64)
    wanted = np.ones((len(keys), len(openings)), dtype=bool)
    for (programme, major, occupations), n in keys.items():
        for m, post in enumerate(openings):
            fits[n, m] = 2 if post.occupation in occupations else int(major in post.majors)
            wanted[n, m] = not post.wants or programme in post.wants
    km = _km(problem)
    pupil = np.array([one.bits for one in learners], dtype=np.int64)
    post = np.array([one.bits for one in openings], dtype=np.int64)
    clear = (pupil[:, None] & post[None, :]) == 0
    far = np.array([min(one.furthest_km or problem.longest_km, problem.longest_km) for one in learners])
    opened = clear & (fits[classes] > 0) & (km <= far[:, None])
    by_class = np.where(fits == 2, 0, weights.related) + np.where(wanted, 0, weights.other) + weights.unwished
    cost = km * weights.km + by_class[classes]
    place = {one.key: m for m, one in enumerate(openings)}
    for i, one in enumerate(learners):
        for rank, key in enumerate(one.wishes):
            if (m := place.get(key)) is not None:
                cost[i, m] += min(rank * weights.wish, weights.unwished) - weights.unwished
    return _Table(classes, fits, km, opened, cost, clear)


def _km(problem: Problem) -> Array:
    """Great circle, whole kilometres; each place is measured once."""
    homes = np.array([(one.lat, one.lon) for one in problem.learners])
    works = np.array([(one.lat, one.lon) for one in problem.openings])
    home, home_of = np.unique(homes, axis=0, return_inverse=True)
    work, work_of = np.unique(works, axis=0, return_inverse=True)
    a, b = np.radians(home)[:, None, :], np.radians(work)[None, :, :]
    half = np.sin((a[..., 0] - b[..., 0]) / 2) ** 2
    half += np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin((a[..., 1] - b[..., 1]) / 2) ** 2
    km = np.rint(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))).astype(np.int64)
    return km[home_of.ravel()][:, work_of.ravel()]


@dataclass(frozen=True, slots=True)
class _Seats:
    """post: of each seat. standins: unit -> how many seats of it must stay empty."""

    post: Array
    standins: Mapping[str, int]


def _seats(problem: Problem) -> _Seats:
    post = np.repeat(np.arange(len(problem.openings)), [max(one.most, 0) for one in problem.openings])
    together: Counter[str] = Counter()
    for one in problem.openings:
        together[one.unit] += max(one.most, 0)
    standins = {
        unit: whole - max(problem.units[unit].most, 0)
        for unit, whole in together.items()
        if whole > max(problem.units[unit].most, 0)
    }
    return _Seats(post, standins)


def _assign(problem: Problem, table: _Table, seats: _Seats) -> list[int]:
    """The opening of each learner, -1 for none."""
    people, count = len(problem.learners), len(seats.post)
    rows, posts = np.nonzero(table.open)
    first = np.searchsorted(seats.post, np.arange(len(problem.openings)))
    sizes = np.array([max(one.most, 0) for one in problem.openings])[posts]
    who = np.repeat(rows, sizes)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    seat = np.repeat(first[posts], sizes) + np.arange(len(who)) - starts
    price = np.repeat(table.cost[rows, posts], sizes) + 1  # zero means no edge
    # One more placement is worth more than any saving on all others together.
    alone = int(table.cost.max(initial=0) + 1) * (people + 1)
    parts = [(who, seat, price), (np.arange(people), count + np.arange(people), np.full(people, alone))]
    extra = people
    units = np.array([one.unit for one in problem.openings])[seats.post] if count else np.zeros(0, dtype=str)
    for unit, many in seats.standins.items():
        own = np.flatnonzero(units == unit)
        parts.append(
            (np.repeat(np.arange(extra, extra + many), len(own)), np.tile(own, many), np.ones(many * len(own)))
        )
        extra += many
    row, column, value = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    graph: Any = csr_matrix((value.astype(float), (row, column)), shape=(extra, count + people))
    found: tuple[Array, Array] = _solve(graph)
    chosen: Array = found[1][np.argsort(found[0])][:people]
    return [int(seats.post[c]) if c < count else -1 for c in chosen]


def _free(problem: Problem, taken: Sequence[int]) -> dict[str, int]:
    used = Counter(j for j in taken if j >= 0)
    in_unit: Counter[str] = Counter()
    for j, many in used.items():
        in_unit[problem.openings[j].unit] += many
    return {
        one.key: max(0, min(one.most - used[j], problem.units[one.unit].most - in_unit[one.unit]))
        for j, one in enumerate(problem.openings)
    }


def _left(problem: Problem, table: _Table, taken: Sequence[int]) -> list[Left]:
    used = Counter(j for j in taken if j >= 0)
    in_unit: defaultdict[str, int] = defaultdict(int)
    for j, many in used.items():
        in_unit[problem.openings[j].unit] += many
    limit = [
        one.limit if used[j] >= one.most else problem.units[one.unit].limit for j, one in enumerate(problem.openings)
    ]
    asked = _Asked(problem, table, limit)
    return [asked.why(i) for i, j in enumerate(taken) if j < 0]


class _Asked:
    """Why somebody is left. What bars depends on the programme and the student's bits only, so it is counted once for all like them."""

    def __init__(self, problem: Problem, table: _Table, limit: Sequence[str]) -> None:
        self.problem, self.table = problem, table
        self.kinds = sorted(set(limit))
        self.limit = np.array([self.kinds.index(code) for code in limit], dtype=np.int64)
        self.bits = np.array([one.bits for one in problem.openings], dtype=np.int64)
        self.barred: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}

    def why(self, i: int) -> Left:
        one, table = self.problem.learners[i], self.table
        fitting = np.flatnonzero(table.fits[table.classes[i]] > 0)
        opened = np.flatnonzero(table.open[i])
        if not len(fitting):
            return Left(one.key, "no-fit", 0, 0)
        like = int(table.classes[i]), one.bits
        if like not in self.barred:
            self.barred[like] = self._bars(one.bits, fitting)
        told = self.barred[like]
        if not len(opened):
            clear = bool(table.clear[i][fitting].any())
            return Left(one.key, "too-far" if clear else "barred", len(fitting), 0, told)
        counts = np.bincount(self.limit[opened], minlength=len(self.kinds))
        limits = tuple((code, int(many)) for code, many in zip(self.kinds, counts, strict=True) if many)
        return Left(one.key, "full", len(fitting), len(opened), told, limits)

    def _bars(self, bits: int, fitting: Array) -> tuple[tuple[int, int], ...]:
        bars: Counter[int] = Counter()
        for both in self.bits[fitting] & bits:
            left = int(both)
            while left:
                bars[left & -left] += 1
                left &= left - 1
        return tuple(sorted(bars.items()))


def broken(problem: Problem, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Learners and openings of these pairs that no longer hold: gone, barred, or more than the limits. Empty where all hold."""
    people = {one.key: one for one in problem.learners}
    posts = {one.key: one for one in problem.openings}
    wrong = [a for a, b in pairs if a not in people or b not in posts or people[a].bits & posts[b].bits]
    used = Counter(b for _, b in pairs)
    in_unit = Counter(posts[b].unit for _, b in pairs if b in posts)
    wrong += [key for key, many in used.items() if key in posts and many > posts[key].most]
    wrong += [key for key, many in in_unit.items() if many > problem.units[key].most]
    return sorted(set(wrong))
