"""Rules over facts: three-valued, and what is once decided stays decided however much more becomes known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.rules.items.conditions import evaluate, facts_of, holds
from gaoxin.approvals.rules.items.model import Rule

NAMES = ("a", "b", "c")
amounts = st.integers(-3, 3)
leaves = st.one_of(
    st.builds(lambda f, n: Rule(fact=f, gt=float(n)), st.sampled_from(NAMES), amounts),
    st.builds(lambda f, n: Rule(fact=f, le=float(n)), st.sampled_from(NAMES), amounts),
    st.builds(lambda f, n: Rule(fact=f, is_=n), st.sampled_from(NAMES), amounts),
    st.builds(lambda f, n: Rule(fact=f, not_=n), st.sampled_from(NAMES), amounts),
)
rules = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: Rule(all=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: Rule(any=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: Rule(none=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)
known = st.dictionaries(st.sampled_from(NAMES), amounts)


@given(rules, known, known)
def test_more_facts_never_turn_a_verdict_round(rule: Rule, some: dict[str, int], more: dict[str, int]) -> None:
    before = evaluate(rule, some).holds
    after = evaluate(rule, more | some).holds
    assert before is None or after is before


@given(rules, st.fixed_dictionaries(dict.fromkeys(NAMES, amounts)))
def test_with_every_fact_known_there_is_always_a_verdict_and_its_reason(rule: Rule, facts: dict[str, int]) -> None:
    finding = evaluate(rule, facts)
    assert finding.holds is not None
    assert finding.reason
    assert facts_of(rule) <= set(NAMES)


@given(st.lists(rules, min_size=1, max_size=3), known)
def test_none_is_the_contrary_of_any(parts: list[Rule], facts: dict[str, int]) -> None:
    some, none = (evaluate(rule, facts).holds for rule in (Rule(any=tuple(parts)), Rule(none=tuple(parts))))
    assert none is (None if some is None else not some)


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"),
    [
        (Rule(fact="x", in_=("甲", "乙")), {"x": "乙"}, True),
        (Rule(fact="x", in_=("甲", "乙")), {"x": "丙"}, False),
        (Rule(fact="x", known=True), {}, False),
        (Rule(fact="x", known=False), {}, True),
        (Rule(fact="x", before="y"), {"x": "2026-03-02", "y": "2026-03-02"}, True),
        (Rule(fact="x", before="y"), {"x": "2026-03-03", "y": "2026-03-02"}, False),
        (Rule(fact="x", before="y"), {"x": "2026-03-03"}, None),
        (Rule(fact="x", before="2026-03-02"), {"x": "2026-03-01"}, True),
        (Rule(fact="x", gt=1.0, le=2.0), {"x": "2"}, True),
        (Rule(fact="x", gt=1.0), {"x": "many"}, None),
        (Rule(fact="x", gt=0.0), {"x": True}, None),
        (Rule(fact="x", is_=False), {"x": ""}, None),
    ],
)
def test_known_verdicts(rule: Rule, facts: dict[str, object], verdict: bool | None) -> None:
    assert evaluate(rule, facts).holds is verdict
    assert holds(rule, facts) is (verdict is True)


def test_no_rule_holds() -> None:
    assert holds(None, {})
