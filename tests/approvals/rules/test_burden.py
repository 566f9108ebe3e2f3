"""The burden solver: what government holds or can fetch is never asked of anyone, in every item and every reform."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.materials.burden import MISSING, Available, asked, plan, resolve, vault_kind, why_asked
from gaoxin.approvals.rules.reforms import ImpossibleReform, apply_reforms
from gaoxin.approvals.rules.reforms.transforms import TRANSFORMS, WAYS
from tests.approvals.rules.law import DAY, ITEMS, PERMIT, REFORMS


@st.composite
def cases(
    draw: st.DrawFn,
) -> tuple[Item, dict[str, Available], dict[str, Available], dict[str, Available], bool, set[str]]:
    """An item under some reforms; what is held, fetched and uploaded; whether one commits; what is to follow."""
    item = draw(st.sampled_from(ITEMS))
    codes = draw(st.sets(st.sampled_from(sorted(TRANSFORMS))))
    try:
        item = apply_reforms(item, codes, REFORMS, DAY)
    except ImpossibleReform:
        item = apply_reforms(item, ["four-exemptions"], REFORMS, DAY)
    kinds = st.sets(st.sampled_from([vault_kind(m) for m in item.materials]))
    papers = st.sets(st.sampled_from([m.code for m in item.materials]))
    here = [
        {code: Available(f"{name}:{code}", code) for code in draw(s)}
        for name, s in (("h", kinds), ("f", papers), ("u", papers))
    ]
    return item, here[0], here[1], here[2], draw(st.booleans()), draw(papers)


@given(cases())
def test_each_document_is_met_in_the_first_way_that_exists(
    case: tuple[Item, dict[str, Available], dict[str, Available], dict[str, Available], bool, set[str]],
) -> None:
    item, held, fetched, uploaded, commits, deferred = case
    found = resolve(item, {}, held=held, fetched=fetched, uploaded=uploaded, commits=commits, deferred=deferred)
    assert [need.material for need in found] == [m.code for m in asked(item, {})]
    for need in found:
        material = item.material(need.material)
        exists = {
            "held": vault_kind(material) in held,
            "fetched": material.code in fetched,
            "promised": commits,
            "deferred": material.code in deferred and material.code not in uploaded,
            "uploaded": material.code in uploaded,
        }
        possible = [way for way in material.ways if exists[way]]
        assert need.way == (possible[0] if possible else MISSING)
        assert need.article, "every requirement cites its article"
        assert need.why
        if need.way in ("held", "fetched", "uploaded"):
            assert need.ref.startswith(need.way[0])


@given(cases())
def test_what_is_held_or_fetched_is_never_asked(
    case: tuple[Item, dict[str, Available], dict[str, Available], dict[str, Available], bool, set[str]],
) -> None:
    item, held, fetched, uploaded, commits, deferred = case
    item = apply_reforms(item, ["four-exemptions"], REFORMS, DAY)
    for need in resolve(item, {}, held=held, fetched=fetched, uploaded=uploaded, commits=commits, deferred=deferred):
        material = item.material(need.material)
        if material.issuer.kind == "authority" and material.issuer.holder == "zone" and vault_kind(material) in held:
            assert need.way == "held"
        if material.issuer.holder == "share" and material.code in fetched:
            assert need.way == "fetched"


@given(cases())
def test_one_document_more_in_the_vault_never_asks_for_more(
    case: tuple[Item, dict[str, Available], dict[str, Available], dict[str, Available], bool, set[str]],
) -> None:
    item, held, fetched, uploaded, commits, deferred = case
    for material in item.materials:
        more = held | {vault_kind(material): Available("h:more", "")}
        before, after = (
            resolve(item, {}, held=h, fetched=fetched, uploaded=uploaded, commits=commits, deferred=deferred)
            for h in (held, more)
        )
        for old, new in zip(before, after, strict=True):
            assert new.way == MISSING or old.way == MISSING or WAYS.index(new.way) <= WAYS.index(old.way)
            assert not (new.way == MISSING and old.way != MISSING)


def test_a_situation_drops_its_document_only_when_its_fact_is_known() -> None:
    codes = [
        [m.code for m in asked(PERMIT, facts)]
        for facts in ({}, {"supervision_mandatory": True}, {"supervision_mandatory": False})
    ]
    assert ["supervision-contract" in found for found in codes] == [True, True, False]
    assert "supervision_mandatory" in why_asked(PERMIT, "supervision-contract", {"supervision_mandatory": False})


def test_the_plan_says_why_for_every_document() -> None:
    for item in ITEMS:
        assert all(need.why and need.article for need in plan(item, {})), item.code
