"""The critical path against networkx, and what it may not be: a circle."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.services import rulebook
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.progress.network import network, schedule
from gaoxin.projects.rules.progress.works import Link, Work


def work(code: str, days: int, *after: Link, not_before: dt.date | None = None) -> Work:
    return Work(code, code, "", 1, "work", "m", Decimal(1), days, not_before, after)


@st.composite
def networks(draw) -> tuple[tuple[Work, ...], dict[str, int]]:
    """Any network without a circle: each follows some of those before it."""
    works: list[Work] = []
    for number in range(draw(st.integers(1, 12))):
        before = draw(st.lists(st.sampled_from(works), unique_by=lambda w: w.code, max_size=4)) if works else []
        links = (Link(w.code, draw(st.integers(0, 6))) for w in before)
        works.append(work(f"W{number}", draw(st.integers(1, 20)), *links))
    release = {w.code: draw(st.integers(0, 30)) for w in works if draw(st.booleans())}
    return tuple(draw(st.permutations(works))), release


@given(networks())
def test_longest_paths_as_networkx_finds_them(drawn):
    works, release = drawn
    slots = network(works, release)
    graph = nx.DiGraph()
    for w in works:
        graph.add_edge("start", w.code, weight=release.get(w.code, 0))
        graph.add_edge(w.code, "end", weight=w.days)
        for link in w.after:
            days = next(b.days for b in works if b.code == link.before)
            graph.add_edge(link.before, w.code, weight=days + link.lag)
    end = nx.dag_longest_path_length(graph)
    assert max(slot.ef for slot in slots.values()) == end
    for w in works:
        ahead = graph.subgraph(nx.ancestors(graph, w.code) | {w.code})
        rest = graph.subgraph(nx.descendants(graph, w.code) | {w.code})
        assert slots[w.code].es == nx.dag_longest_path_length(ahead)
        assert slots[w.code].ls == end - nx.dag_longest_path_length(rest)
        assert slots[w.code].float >= 0
    critical = {code for code, slot in slots.items() if slot.critical}
    assert set(nx.dag_longest_path(graph)) - {"start", "end"} <= critical


def test_by_hand_with_a_lag():
    works = (work("A", 3), work("B", 2, Link("A", 1)), work("C", 4, Link("A")), work("D", 1, Link("B"), Link("C")))
    slots = network(works, {})
    assert [(c, s.es, s.ef, s.ls, s.lf, s.float) for c, s in slots.items()] == [
        ("A", 0, 3, 0, 3, 0), ("B", 4, 6, 5, 7, 1), ("C", 3, 7, 3, 7, 0), ("D", 7, 8, 7, 8, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_circle_is_named_and_refused(size):
    works = [work(f"W{n}", 1, Link(f"W{(n - 1) % size}")) for n in range(size)]
    with pytest.raises(Invalid, match="circle: ") as caught:
        network((*works, work("free", 2), work("behind", 1, Link("W0"))), {})
    named = caught.value.what.split("circle: ")[1].split(" → ")
    assert named[0] == named[-1] and set(named) == {w.code for w in works}


def test_days_are_the_zones_working_days():
    calendar = rulebook.calendar()
    works = (work("A", 3), work("B", 2, Link("A")), work("C", 1, not_before=dt.date(2024, 10, 5)))
    slots, planned = schedule(works, dt.date(2024, 9, 28), calendar)
    assert (planned["A"].start, planned["A"].finish) == (dt.date(2024, 9, 29), dt.date(2024, 10, 8))
    assert (planned["B"].start, planned["B"].finish) == (dt.date(2024, 10, 9), dt.date(2024, 10, 10))
    assert planned["C"].start == dt.date(2024, 10, 8)
    assert slots["C"].float == 2


def test_a_calendar_that_ends_is_said():
    with pytest.raises(CalendarMissing):
        schedule((work("A", 5000),), dt.date(2024, 1, 2), rulebook.calendar())
