"""The scheduler: the date that binds moves the answer, the others do not; gaps and cycles are refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.rules.reforms import apply_reforms, phase_item
from gaoxin.approvals.rules.routes import Node, node_of, phased_gain, schedule
from gaoxin.core.errors import Invalid
from tests.approvals.rules.law import CALENDAR, DAY, PERMIT, REFORMS

PHASED = apply_reforms(PERMIT, ["phased"], REFORMS, DAY)
PHASES = tuple(node_of(phase_item(PHASED, phase.code)) for phase in PHASED.phases)
NAMES = sorted({name for node in (*PHASES, node_of(PHASED)) for name in node.facts})
days = st.dates(dt.date(2024, 1, 1), dt.date(2026, 6, 30))
dated = st.fixed_dictionaries(dict.fromkeys(NAMES, days))


@given(dated)
def test_nothing_is_ready_before_its_facts_and_predecessors(facts: dict[str, dt.date]) -> None:
    route = schedule(PHASES, facts, CALENDAR)
    for placed in route.placed.values():
        assert all(facts[name] <= placed.ready.date() for name in placed.node.facts)
        assert all(route.placed[code].finish <= placed.ready for code in placed.node.after)
        assert placed.ready < placed.finish
        assert placed.held_by in (*placed.node.facts, *placed.node.after)
    assert route.critical[-1] == "above-ground"
    assert route.critical[0] in facts


@given(dated, st.integers(10, 60))
def test_a_later_date_that_binds_makes_a_later_permit(facts: dict[str, dt.date], late: int) -> None:
    whole = node_of(PHASED)
    before = schedule([whole], facts, CALENDAR).placed[whole.code]
    moved = facts | {before.held_by: facts[before.held_by] + dt.timedelta(late)}
    after = schedule([whole], moved, CALENDAR).placed[whole.code]
    assert after.finish > before.finish
    assert after.held_by == before.held_by


@given(dated, st.integers(1, 400))
def test_an_earlier_date_that_does_not_bind_changes_nothing(facts: dict[str, dt.date], early: int) -> None:
    before = schedule(PHASES, facts, CALENDAR)
    for name in facts:
        if all(placed.held_by != name for placed in before.placed.values()):
            moved = facts | {name: facts[name] - dt.timedelta(early)}  # also to before the calendar begins
            assert schedule(PHASES, moved, CALENDAR) == before


@given(dated)
def test_the_gain_is_the_distance_of_the_two_permits(facts: dict[str, dt.date]) -> None:
    gain = phased_gain(PHASED, phase_item(PHASED, "pile-foundation"), facts, CALENDAR)
    assert gain.days_earlier == (gain.whole.finish.date() - gain.first_phase.finish.date()).days
    assert str(gain.days_earlier) in gain.why[-1]


@given(dated, st.sampled_from(PHASES[0].facts))
def test_a_missing_date_is_named(facts: dict[str, dt.date], name: str) -> None:
    with pytest.raises(Invalid, match=f"缺少日期 .*{name}"):
        schedule(PHASES, {k: v for k, v in facts.items() if k != name}, CALENDAR)


def test_cycles_strangers_and_nodes_without_a_date_are_refused() -> None:
    ring = [
        Node("a", "甲", "7wd", ("x",), ("b",)),
        Node("b", "乙", "7wd", (), ("c",)),
        Node("c", "丙", "7wd", (), ("a",)),
    ]
    with pytest.raises(Invalid, match="成环.*a → b → c → a"):
        schedule(ring, {"x": DAY}, CALENDAR)
    with pytest.raises(Invalid, match="unknown predecessor 'z'"):
        schedule([Node("a", "甲", "7wd", ("x",), ("z",))], {"x": DAY}, CALENDAR)
    with pytest.raises(Invalid, match="没有可依据的日期"):
        schedule([Node("a", "甲", "7wd")], {}, CALENDAR)
    assert schedule([], {}, CALENDAR).critical == ()
