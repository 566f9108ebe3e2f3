"""Matching: never over a limit, never against a bar, never worse than what trying everything finds; and the forecast."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.talent.rules import demand
from gaoxin.talent.rules.book import read_book
from gaoxin.talent.rules.demand import Coming
from gaoxin.talent.rules.matching import Learner, Opening, Outcome, Problem, Unit, match

BOOK = read_book(Path(__file__).parents[2] / "catalogue")
MAJORS = ("equipment", "chemistry")


@st.composite
def problems(draw: st.DrawFn, learners: int = 6, openings: int = 4) -> Problem:
    place = st.sampled_from([23.5, 23.6, 23.9, 25.4])
    units = {name: Unit(name, draw(st.integers(0, 3)), "base") for name in ("u1", "u2")}
    posts = [
        Opening(
            f"p{n}", draw(st.sampled_from(["u1", "u2"])), draw(st.sampled_from(["a", "b"])),
            frozenset(draw(st.sets(st.sampled_from(MAJORS)))), draw(st.integers(0, 3)), draw(st.integers(0, 2)), "seats",
            draw(place), 113.0, frozenset(draw(st.sets(st.sampled_from(["k1", "k2"])))),
        )
        for n in range(draw(st.integers(1, openings)))
    ]  # fmt: skip
    keys = st.lists(st.sampled_from([post.key for post in posts]), unique=True, max_size=2)
    people = [
        Learner(
            f"s{n}", draw(st.sampled_from(["k1", "k2"])), draw(st.sampled_from(MAJORS)), frozenset({draw(st.sampled_from("ab"))}),
            draw(st.integers(0, 3)), draw(place), 113.0, tuple(draw(keys)), draw(st.sampled_from([0, 20])),
        )
        for n in range(draw(st.integers(1, learners)))
    ]  # fmt: skip
    return Problem(people, posts, units, BOOK.matching.weights, BOOK.matching.longest_km)


def cost(problem: Problem, learner: Learner, post: Opening) -> tuple[int, int] | None:
    """km and cost of a pair, written down anew; None where it may not be."""
    km = round(abs(learner.lat - post.lat) * 6371 * 3.141592653589793 / 180)
    own = post.occupation in learner.occupations
    if learner.bits & post.bits or not (own or learner.major in post.majors) or km > (learner.furthest_km or 200):
        return None
    weights, paid = problem.weights, km
    paid += 0 if own else weights.related
    paid += 0 if not post.wants or learner.programme in post.wants else weights.other
    if post.key in learner.wishes:
        return km, paid + min(learner.wishes.index(post.key) * weights.wish, weights.unwished)
    return km, paid + weights.unwished


def tried(problem: Problem) -> Iterator[tuple[int, int]]:
    """Placed and cost of every way to place them that keeps the limits."""
    choices = [[None, *(post for post in problem.openings if cost(problem, one, post))] for one in problem.learners]
    for way in product(*choices):
        used = Counter(post.key for post in way if post)
        units = Counter(post.unit for post in way if post)
        if all(used[p.key] <= p.most for p in problem.openings) and all(
            units[u.key] <= u.most for u in problem.units.values()
        ):
            paid = [cost(problem, one, post) for one, post in zip(problem.learners, way, strict=True) if post]
            yield len(paid), sum(pair[1] for pair in paid if pair)


def kept(problem: Problem, outcome: Outcome) -> None:
    people = {one.key: one for one in problem.learners}
    posts = {one.key: one for one in problem.openings}
    assert sorted([pair.learner for pair in outcome.pairs] + [left.learner for left in outcome.left]) == sorted(people)
    used = Counter(pair.opening for pair in outcome.pairs)
    units = Counter(posts[pair.opening].unit for pair in outcome.pairs)
    assert all(many <= posts[key].most for key, many in used.items())
    assert all(many <= problem.units[key].most for key, many in units.items())
    for pair in outcome.pairs:
        assert (pair.km, pair.cost) == cost(problem, people[pair.learner], posts[pair.opening])


@settings(max_examples=60, deadline=None)
@given(problems(learners=4))
def test_nothing_better_is_found_by_trying_everything(problem: Problem):
    outcome = match(problem)
    kept(problem, outcome)
    most, least = max(tried(problem), key=lambda way: (way[0], -way[1]))
    assert (len(outcome.pairs), outcome.cost) == (most, least)


@settings(max_examples=80, deadline=None)
@given(problems(learners=30, openings=8))
def test_whoever_is_left_is_told_why(problem: Problem):
    outcome = match(problem)
    kept(problem, outcome)
    people = {one.key: one for one in problem.learners}
    for left in outcome.left:
        one = people[left.learner]
        fitting = [p for p in problem.openings if p.occupation in one.occupations or one.major in p.majors]
        opened = [p for p in problem.openings if cost(problem, one, p)]
        assert (left.fitting, left.open) == (len(fitting), len(opened))
        if left.why == "full":
            assert opened and all(outcome.free[post.key] == 0 for post in opened)
            assert sum(many for _, many in left.limits) == len(opened)
        elif left.why == "barred":
            assert fitting and all(one.bits & post.bits for post in fitting)
        else:
            assert not opened and bool(fitting) == (left.why == "too-far")


def test_nobody_and_nothing():
    weights = BOOK.matching.weights
    alone = Learner("s", "k", "equipment", frozenset("a"), 0, 23.5, 113.0)
    empty = match(Problem([alone], [], {}, weights, 200))
    assert [left.why for left in empty.left] == ["no-fit"] and empty.pairs == ()
    post = Opening("p", "u", "a", frozenset(), 0, 2, "seats", 23.5, 113.0)
    assert match(Problem([], [post], {"u": Unit("u", 2, "base")}, weights, 200)).free == {"p": 2}


def test_demand_is_what_was_declared_and_otherwise_an_assumption():
    coming = [
        Coming("P-1", dt.date(2027, 5, 1), 100_000, "equipment", None, {"6-18-02-04": 7}),
        Coming("P-2", dt.date(2027, 8, 1), 250_000, "biopharma", None, {}),  # 250 million yuan × 40 per 100 million
        Coming("P-3", dt.date(2028, 1, 1), 100_000, "somewhere", 11, {}),  # promised jobs come before the ratio
        Coming("P-4", None, 900_000, "equipment", None, {}),
    ]
    needed, undated = demand.needs(coming, BOOK.matching.forecast)
    assert undated == ["P-4"]
    assert sum(need.posts for need in needed if need.source == "P-2") == 100
    assert sum(need.posts for need in needed if need.source == "P-3") == 11
    assert {need.source: need.basis for need in needed} == {"P-1": "declared", "P-2": "assumed", "P-3": "assumed"}
    found = demand.gaps(needed, {("6-18-02-04", 2027): 10, ("6-12-03-00", 2027): 20}, [2027])
    assert [(gap.occupation, gap.missing) for gap in found][0] == ("6-12-03-00", 30)
    welders = next(gap for gap in found if gap.occupation == "6-18-02-04")
    assert (welders.declared, welders.assumed, welders.seats, welders.missing) == (7, 0, 10, -3)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 5000), st.sampled_from(sorted(BOOK.matching.forecast.spread)))
def test_parts_sum_to_the_whole(jobs: int, chain: str):
    needed, _ = demand.needs([Coming("P", dt.date(2027, 1, 1), 0, chain, jobs, {})], BOOK.matching.forecast)
    assert sum(need.posts for need in needed) == jobs
