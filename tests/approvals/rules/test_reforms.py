"""Reforms: their order does not matter, twice is once, and none of them ever asks for more."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.rules.comparison.differences import documents_asked, fields_typed
from gaoxin.approvals.rules.items.model import Item, digest
from gaoxin.approvals.rules.materials.burden import plan
from gaoxin.approvals.rules.reforms import ImpossibleReform, apply_reforms, phase_item, phase_open
from gaoxin.approvals.rules.reforms.apply import transform
from gaoxin.approvals.rules.reforms.phases import earlier
from gaoxin.approvals.rules.reforms.transforms import TRANSFORMS
from gaoxin.core.errors import NotFound
from gaoxin.core.limits import parse_limit
from tests.approvals.rules.law import CATALOGUE, DAY, ITEMS, PERMIT, REFORMS

CODES = sorted(TRANSFORMS)
subsets = st.sets(st.sampled_from(CODES))
items = st.sampled_from(ITEMS)


def reformed(item: Item, codes: set[str] | list[str]) -> Item | None:
    """The item with these reforms, or None where the rules refuse the combination."""
    try:
        return apply_reforms(item, codes, REFORMS, DAY)
    except ImpossibleReform:
        return None


def test_every_reform_of_the_catalogue_has_a_transform_and_every_transform_a_reform() -> None:
    assert set(REFORMS.by_code) == set(TRANSFORMS)


@given(items, subsets, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_item(item: Item, codes: set[str], random: object) -> None:
    whole = reformed(item, codes)
    shuffled = sorted(codes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reformed(item, shuffled) == whole
    if whole is not None:
        one_by_one = item
        for code in shuffled:
            one_by_one = transform(one_by_one, REFORMS.get(code))
        assert one_by_one == whole
        assert digest(one_by_one) == digest(whole)


@given(items, subsets)
def test_twice_is_once(item: Item, codes: set[str]) -> None:
    once = reformed(item, codes)
    if once is None:
        return
    assert apply_reforms(once, codes, REFORMS, DAY) == once
    for code in codes:
        entry = TRANSFORMS[code]
        parameters = msgspec.convert(REFORMS.get(code).parameters(item.code) or {}, entry.parameters)
        assert entry.apply(once, parameters, REFORMS.get(code)) == once, code


@given(items, subsets, subsets)
def test_in_two_steps_or_in_one(item: Item, first: set[str], second: set[str]) -> None:
    middle = reformed(item, first)
    if middle is not None:
        assert reformed(middle, second) == reformed(item, first | second)


@given(items, subsets)
def test_no_reform_asks_for_more(item: Item, codes: set[str]) -> None:
    after = reformed(item, codes)
    if after is None:
        return
    assert documents_asked(plan(after, {})) <= documents_asked(plan(item, {}))
    assert fields_typed(after) <= fields_typed(item)
    assert after.service.visits <= item.service.visits
    before, now = parse_limit(item.limits.promised.limit), parse_limit(after.limits.promised.limit)
    assert now.unit == before.unit
    assert now.amount <= before.amount
    assert after.limits.statutory == item.limits.statutory, "law is not changed by a reform"
    assert after.refusal_grounds == item.refusal_grounds
    new = {m.code for m in after.materials} - {m.code for m in item.materials}
    assert new <= {"commitment-letter"}, "only the letter itself is new"


@given(items, subsets)
def test_every_way_that_existed_remains_and_promises_keep_to_what_may_be_promised(item: Item, codes: set[str]) -> None:
    after = reformed(item, codes)
    if after is None:
        return
    for material in item.materials:
        assert set(material.ways) <= set(after.material(material.code).ways)
    for material in after.materials:
        assert "promised" not in material.ways or material.promise.allowed
        assert "deferred" not in material.ways or (material.defer.allowed and not material.main)


@pytest.mark.parametrize("item", [i for i in ITEMS if i.risk == "high"], ids=lambda i: i.code)
def test_no_high_risk_item_can_be_promised(item: Item) -> None:
    with pytest.raises(ImpossibleReform, match="高风险") as error:
        apply_reforms(item, ["notify-and-commit"], REFORMS, DAY)
    assert error.value.article


def test_a_reform_that_is_not_in_force_or_not_known_is_refused() -> None:
    with pytest.raises(ImpossibleReform, match="不在有效期内"):
        apply_reforms(PERMIT, ["saturday"], REFORMS, dt.date(2023, 12, 31))
    with pytest.raises(NotFound, match="没有改革措施"):
        apply_reforms(PERMIT, ["everything"], REFORMS, DAY)


def test_the_construction_permit_with_all_three() -> None:
    after = apply_reforms(PERMIT, ["notify-and-commit", "four-exemptions", "fully-online"], REFORMS, DAY)
    assert [documents_asked(plan(i, {})) for i in (PERMIT, after)] == [11, 5]
    assert (after.limits.promised.limit, after.service.visits) == ("0.5wd", 0)
    assert not any(step.onsite for step in after.steps), "site checks follow the decision"
    assert any(check.onsite for check in after.post_verification)


PHASED = apply_reforms(PERMIT, ["phased"], REFORMS, DAY)
phases = st.sampled_from([phase.code for phase in PHASED.phases])
with_phases = st.sets(st.sampled_from([c for c in CODES if c != "phased"])).map(lambda codes: codes | {"phased"})


@given(with_phases, phases)
def test_a_phase_is_a_part_of_the_whole(codes: set[str], phase: str) -> None:
    whole = reformed(PERMIT, codes)
    if whole is None:
        return
    part = phase_item(whole, phase)
    chosen = next(p for p in whole.phases if p.code == phase)
    assert part.facts == chosen.facts
    assert [m.code for m in part.materials] == [m.code for m in whole.materials if not m.phases or phase in m.phases]
    assert set(part.conditions) <= set(whole.conditions)
    assert (part.limits, part.steps, part.refusal_grounds) == (whole.limits, whole.steps, whole.refusal_grounds)
    carried = {code for p in whole.phases if p.code in earlier(whole, phase) for code in p.carries}
    for material in part.materials:
        original = whole.material(material.code)
        if material.code in carried:
            assert material.ways[0] == "held"
            assert not material.phase_scoped
        else:
            assert material == original


@given(phases)
def test_no_phase_comes_before_itself_and_all_open_in_order(phase: str) -> None:
    before = earlier(PHASED, phase)
    assert phase not in before
    assert phase_open(PHASED, phase, before)
    for missing in before:
        direct = next(p for p in PHASED.phases if p.code == phase).after
        assert bool(phase_open(PHASED, phase, before - {missing})) is (missing not in direct)


def test_a_phase_that_does_not_exist_or_may_not_be_split_is_refused() -> None:
    with pytest.raises(NotFound, match="没有阶段"):
        phase_item(PHASED, "roof")
    with pytest.raises(ImpossibleReform, match="未实行分阶段许可"):
        phase_item(PERMIT, "pile-foundation")


def test_every_version_of_every_item_is_found_on_its_first_and_last_day() -> None:
    for code, versions in CATALOGUE.items.items():
        for item in versions:
            assert CATALOGUE.on(code, item.valid_from) == item
            assert CATALOGUE.on(code, item.valid_to or dt.date(2999, 1, 1)) == item
