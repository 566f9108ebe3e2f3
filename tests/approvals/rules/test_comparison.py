"""Differences between two definitions: all of them, in both directions, and the keys that programs rely on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.rules.comparison import compare
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.reforms import apply_reforms
from tests.approvals.rules.law import CATALOGUE, DAY, ITEMS, PERMIT, REFORMS

items = st.sampled_from(ITEMS)


def look_up(item: Item, path: str) -> Any:
    """The element at a path of codes, as builtins."""
    here: Any = msgspec.to_builtins(item)
    for step in path.split("."):
        if isinstance(here, dict):
            here = here.get(step)
        elif here is not None:
            here = next((element for element in here if element["code"] == step), None)
    return here


@given(items)
def test_an_item_does_not_differ_from_itself(item: Item) -> None:
    same = compare(item, item)
    assert same.changes == ()
    assert (same.added, same.removed) == ((), ())
    assert same.documents_before == same.documents_after


@given(items, items)
def test_every_change_is_told_with_both_values_and_reverses(one: Item, other: Item) -> None:
    there, back = compare(one, other), compare(other, one)
    for change in there.changes:
        assert change.before == look_up(one, change.path), change.path
        assert change.after == look_up(other, change.path), change.path
    assert {(c.path, str(c.before), str(c.after)) for c in there.changes} == {
        (c.path, str(c.after), str(c.before)) for c in back.changes
    }
    assert (there.added, there.removed) == (back.removed, back.added)
    assert bool(there.changes) is (one != other)


def test_one_element_added_changed_or_left_out_is_one_change() -> None:
    paper = msgspec.structs.replace(PERMIT.materials[0], code="one-more")
    more = msgspec.structs.replace(PERMIT, materials=(paper, *PERMIT.materials))
    assert [c.path for c in compare(PERMIT, more).changes] == ["materials.one-more"]
    assert compare(more, PERMIT).removed == ("one-more",)
    safer = msgspec.structs.replace(PERMIT.material("safety-measures"), copies=3)
    papers = tuple(safer if m.code == safer.code else m for m in PERMIT.materials)
    (change,) = compare(PERMIT, msgspec.structs.replace(PERMIT, materials=papers)).changes
    assert (change.path, change.before, change.after) == ("materials.safety-measures.copies", None, 3), (
        "None is the default"
    )


def test_the_keys_of_the_contract() -> None:
    after = apply_reforms(PERMIT, ["notify-and-commit", "four-exemptions", "fully-online"], REFORMS, DAY)
    told = compare(PERMIT, after).as_dict()
    assert (told["documents"]["before"], told["documents"]["after"]) == (11, 5)
    assert (told["limit"]["before"], told["limit"]["after"]) == ("7wd", "0.5wd")
    assert (told["visits"]["before"], told["visits"]["after"]) == (2, 0)
    ways = {row["code"]: row["way"] for row in told["documents"]["why"]}
    assert set(ways.values()) == {"held", "fetched", "promised", "uploaded"}
    assert sum(way == "uploaded" for way in ways.values()) == 5
    assert all(row["article"] for row in told["documents"]["why"])
    assert set(told["acts"]) == {"notify-and-commit", "four-exemptions", "fully-online"}
    roles = [step["code"] for step in told["steps"]["after"]]
    assert "site-check" not in roles


def test_an_amendment_shows_what_it_changed() -> None:
    old, new = (CATALOGUE.on("construction-permit", day) for day in (dt.date(2019, 6, 1), dt.date(2020, 1, 1)))
    changed = {change.path.split(".")[0] for change in compare(old, new).changes}
    assert changed == {"applies", "applies_basis", "valid_from", "valid_to"}
