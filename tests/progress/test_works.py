"""Weights, roll-up, deletion and re-weighting: exact, whatever the tree."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.progress.works import (
    WHOLE,
    Link,
    Work,
    check_keeps,
    check_works,
    compare,
    leaves_of,
    percent_text,
    roll_up,
    rounded,
    tree,
)


def leaf(code: str, parent: str = "", weight: int = WHOLE, quantity: str = "100", **more) -> Work:
    return Work(code, f"工程{code}", parent, weight, "work", "m", Decimal(quantity), 10, **more)


def group(code: str, parent: str = "", weight: int = WHOLE) -> Work:
    return Work(code, f"组{code}", parent, weight)


PARK = (
    group("R", weight=6000),
    leaf("R.1", "R", 2500),
    leaf("R.2", "R", 7500, "40"),
    leaf("C", weight=4000, quantity="8"),
)


def shares(count: int, draw) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(1, WHOLE - 1), min_size=count - 1, max_size=count - 1, unique=True)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


@st.composite
def trees(draw) -> tuple[Work, ...]:
    """Any tree of up to three levels whose weights sum."""
    works: list[Work] = []
    waiting = [("", 0)]
    while waiting:
        parent, depth = waiting.pop()
        parts = draw(st.integers(1, 4))
        for number, weight in enumerate(shares(parts, draw)):
            code = f"{parent}{number}x"
            if depth < 2 and draw(st.booleans()):
                works.append(group(code, parent, weight))
                waiting.append((code, depth + 1))
            else:
                works.append(leaf(code, parent, weight, str(draw(st.integers(1, 999)))))
    return tuple(works)


def test_the_park_by_hand():
    told = roll_up(PARK, {"R.1": Decimal(50), "R.2": Decimal(10), "C": Decimal(8)})
    assert told["R"] == Fraction(1, 2) * Fraction(1, 4) + Fraction(1, 4) * Fraction(3, 4)
    assert told[""] == told["R"] * Fraction(6, 10) + Fraction(4, 10)


@given(trees())
def test_a_level_sums_and_the_whole_is_the_leaves(works: tuple[Work, ...]):
    check_works(works)
    rows = tree(works)
    assert len(rows) == len(works)
    assert sum(row.share for row in rows if row.leaf) == 1
    assert roll_up(works, {})[""] == 0
    assert roll_up(works, {w.code: w.quantity for w in works if w.quantity})[""] == 1


@given(trees(), st.data())
def test_roll_up_is_the_weighted_sum_of_leaves_and_rises_with_each(works: tuple[Work, ...], data):
    leaves = [w for w in works if w.code in leaves_of(works)]
    done = {w.code: Decimal(data.draw(st.integers(0, int(w.quantity or 0)))) for w in leaves}
    told = roll_up(works, done)
    by_hand = sum(r.share * Fraction(done[r.work.code]) / Fraction(r.work.quantity or 1) for r in tree(works) if r.leaf)
    assert told[""] == by_hand
    one = data.draw(st.sampled_from(leaves))
    assert roll_up(works, done | {one.code: one.quantity or Decimal(0)})[""] >= told[""]


@given(trees(), st.integers(1, 500), st.data())
def test_a_weight_that_is_off_names_level_and_difference(works: tuple[Work, ...], off: int, data):
    at = data.draw(st.integers(0, len(works) - 1))
    changed = replace(works[at], weight=works[at].weight + off)
    wrong = (*works[:at], changed, *works[at + 1 :])
    if changed.weight > WHOLE:
        return
    with pytest.raises(Invalid) as caught:
        check_works(wrong)
    assert percent_text(off) in caught.value.what and "over" in caught.value.what
    assert (changed.parent or "全部工程") in caught.value.what


def test_the_sum_as_people_read_it():
    with pytest.raises(Invalid, match="R 组R 的下级权重合计 97.5 %，少 short by 2.5 %"):
        check_works((PARK[0], PARK[1], replace(PARK[2], weight=7250), PARK[3]))


def test_deletion_is_a_new_baseline_and_the_old_one_stays():
    """frappe/erpnext#7607: progress that is wrong after a task is deleted."""
    done = {"R.1": Decimal(100), "R.2": Decimal(20), "C": Decimal(2)}
    before = roll_up(PARK, done)[""]
    without = (replace(PARK[0], weight=WHOLE), PARK[1], PARK[2])
    check_works(without)
    assert roll_up(without, done)[""] == Fraction(1, 4) + Fraction(3, 8)
    assert roll_up(PARK, done)[""] == before == Fraction(6, 10) * Fraction(5, 8) + Fraction(1, 10)
    assert compare(PARK, without).removed == ("C",)
    assert set(compare(PARK, without).weighted) == {"R", "R.1", "R.2"}


def test_reweighting_moves_only_what_it_weighs():
    heavier = (replace(PARK[0], weight=2000), PARK[1], PARK[2], replace(PARK[3], weight=8000))
    done = {"C": Decimal(8)}
    assert roll_up(heavier, done)[""] == Fraction(8, 10)
    assert roll_up(PARK, done)[""] == Fraction(4, 10)


@pytest.mark.parametrize(
    ("works", "told"),
    [
        ((), "没有单项工程"),
        ((leaf("A", weight=5000), leaf("A", weight=5000)), "编码重复"),
        ((leaf("A", "B"),), "上级不存在"),
        ((group("A", "B"), group("B", "A")), "绕成一圈"),
        ((leaf("A", weight=0), leaf("B")), "权重应大于 0"),
        ((leaf("A", quantity="0"),), "没有工程量"),
        ((replace(leaf("A"), unit=" "),), "没有工程量或者单位"),
        ((leaf("A", quantity="1.0005"),), "三位小数"),
        ((replace(leaf("A"), days=0),), "工期应为"),
        ((replace(group("A"), days=3), leaf("B", "A")), "有下级"),
        ((replace(leaf("A"), code="甲 1"),), "编码无法使用"),
        ((replace(leaf("A"), name=" "),), "没有名称"),
        ((replace(leaf("A"), kind="road"),), "类型不正确"),
        ((leaf("A", after=(Link("Z"),)),), "紧前工作不存在"),
        ((group("G", weight=5000), leaf("A", "G"), leaf("B", weight=5000, after=(Link("G"),))), "有下级"),
        ((leaf("A", weight=5000), leaf("B", weight=5000, after=(Link("A", -1),))), "间隔应为"),
        ((leaf("A", weight=5000), leaf("B", weight=5000, after=(Link("A"), Link("A", 2)))), "写了两次"),
        (tuple(leaf(f"A{n}", weight=1) for n in range(501)), "过多"),
    ],
)
def test_what_cannot_be_a_baseline(works, told):
    with pytest.raises(Invalid, match=told):
        check_works(works)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ((group("A"), leaf("A.1", "A")), "已有进度，不能再分下级"),
        ((replace(leaf("A"), unit="座"),), "已按 m 计量"),
        ((leaf("A", quantity="39.9"),), "小于已确认完成的 40"),
    ],
)
def test_a_new_baseline_keeps_what_was_confirmed(changed, told):
    with pytest.raises(Invalid, match=told):
        check_keeps((leaf("A"),), changed, {"A": Decimal(40)})
    check_keeps((leaf("A"),), (leaf("A", quantity="40"),), {"A": Decimal(40)})
    check_keeps((leaf("A"),), (leaf("B"),), {"A": Decimal(40)})


def test_rounding_is_half_up_and_never_binary():
    assert str(rounded(Fraction(93, 100))) == "93.0"
    assert str(rounded(Fraction(92949, 100000))) == "92.9"
    assert str(rounded(Fraction(9295, 10000))) == "93.0"
    assert str(rounded(Fraction(1, 3), 2)) == "33.33"
    assert str(rounded(Fraction(0))) == "0.0"
