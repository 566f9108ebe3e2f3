"""The pure rules of benefits: what a file may not say, what a firm's file may, and one firm against a hundred."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.innovation.rules.policies.book import Book, Fact
from gaoxin.innovation.rules.policies.checking import check_policy
from gaoxin.innovation.rules.policies.columns import table_of
from gaoxin.innovation.rules.policies.engine import evaluate_firm
from gaoxin.innovation.rules.policies.firms import Firm, Known, read_firm
from gaoxin.innovation.rules.policies.needing import what_if
from gaoxin.innovation.rules.policies.reading import make_book, read_book, read_policy
from gaoxin.innovation.rules.policies.vector import OUTCOMES, evaluate_table

FOLDER = Path(__file__).parents[2] / "catalogue" / "policies"
BOOK = read_book(FOLDER)
DAY = dt.date(2026, 3, 2)
DAYS = (dt.date(2023, 12, 31), dt.date(2024, 6, 3), dt.date(2025, 7, 1), DAY)
SAY: dict[str, Any] = {"say": {"zh": "甲", "en": "a"}}
HERE: dict[str, Any] = {"registered_here": True, "taxpayer_here": True}


def changed(code: str, **change: Any) -> dict[str, Any]:
    told = yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    told["versions"][-1] |= change
    return told


def firm(**facts: Any) -> Firm:
    return read_firm(HERE | facts, BOOK, source="test")[0]


def test_the_article_has_its_fields_and_enough_of_each():
    assert len(BOOK.policies) >= 20
    fields = {policy.field for policy in BOOK.policies.values()}
    assert fields >= {"rnd", "patents", "investment", "talent", "listing", "green", "rent"}
    for policy in BOOK.policies.values():
        for version in policy.versions:
            assert version.basis and all(condition.article for condition in version.conditions)
            assert policy.demo is all(one.confidence == "low" and "演示" in one.source for one in version.basis)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"from": "2026-01-02"}, "空档"),
        ({"from": "2025-12-31"}, "重叠"),
        ({"until": "2025-06-30"}, "早于"),
        ({"exclusive": "nothing"}, "互斥组"),
        ({"limits": ["nothing"]}, "限额"),
        ({"basis": []}, "依据"),
        ({"amount": []}, "没有金额"),
        ({"amount": [{**SAY, "fixed": 5, "percent": 3, "of": "sales"}]}, "一种算法"),
        ({"amount": [{**SAY, "each": 5, "of": "sales"}]}, "each 依数量"),
        ({"amount": [{**SAY, "steps": [{"from": 5, "fixed": 1}, {"from": 5, "fixed": 2}], "by": "staff"}]}, "由低到高"),
        ({"conditions": [{**SAY, "code": "a", "rule": {"fact": "salse", "ge": 1}, "article": "1"}]}, "没有这个事实"),
        ({"conditions": [{**SAY, "code": "a", "rule": {"fact": "htec", "ge": 1}, "article": "1"}]}, "不是数"),
        ({"conditions": [{**SAY, "code": "a", "rule": {"fact": "award", "is": "gold"}, "article": "1"}]}, "选项"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_with_its_place_and_article(change: dict[str, Any], told: str):
    policy = read_policy(yaml.safe_dump(changed("rd-reward", **change), allow_unicode=True))
    with pytest.raises(Invalid, match=r"policies/rd-reward\.yaml: versions\[1\]") as caught:
        check_policy(policy, BOOK.facts, BOOK.groups)
    assert told in caught.value.why
    assert caught.value.article or "basis" in change


@pytest.mark.parametrize(
    "text", ["code: [", "code: x", "[]", "- 1", "code: x\nversions: [{from: 2024-02-31}]", "amuont: 3", "a: " * 9]
)
def test_a_hostile_draft_is_refused(text: str):
    with pytest.raises(Invalid):
        read_policy(text)


def test_a_version_without_an_end_closes_the_file():
    told = changed("rd-reward")
    told["versions"][0].pop("until")
    with pytest.raises(Invalid, match=r"versions\[1\]\.from") as caught:
        check_policy(read_policy(yaml.safe_dump(told)), BOOK.facts, BOOK.groups)
    assert "重叠" in caught.value.why and "高新区惠企政策措施" in caught.value.article


def test_a_firm_may_use_chinese_names_aliases_and_units():
    one = firm(
        研发费用_wan="1,000", revenue_yi=1, employees=80, htec="是", registered_on=dt.date(2020, 1, 2), 专精特新="none"
    )
    assert {code: known.value for code, known in one.facts.items() if code not in HERE} == {
        "rd_expense": 10_000_000, "sales": 100_000_000, "staff": 80, "htec": True, "registered_on": "2020-01-02", "specialised": "none",
    }  # fmt: skip
    many = firm(sales=["4000万元", 4500, "0.48亿元"], unit="万元", rnd=[230, 250], staff=80)
    assert {code: known.value for code, known in many.facts.items() if code not in HERE} == {
        "sales": 48_000_000, "sales_before": 45_000_000, "rd_expense": 2_500_000, "rd_expense_before": 2_300_000, "staff": 80,
    }  # fmt: skip
    told, day = read_firm(
        {"on": "2026-03-02", "staff": {"value": 3, "source": "社保", "on": "2025-12-31"}}, BOOK, source="x"
    )
    assert told.facts["staff"] == Known(3, "社保", dt.date(2025, 12, 31)) and day == DAY


@pytest.mark.parametrize(
    ("told", "what", "do"),
    [
        ({"salse": 3}, "不认识的键 unknown key: salse", "sales"),
        ({"sales": 3, "revenue": 4}, "重复", "只留一个"),
        ({"sales": -1}, "不小于零", "数字"),
        ({"sales": 0.5}, "不是整元", "整数"),
        ({"sales": True}, "不小于零", "数字"),
        ({"sales": "1e300"}, "太大", "单位"),
        ({"sales": "nan"}, "不小于零", "数字"),
        ({"sales": {"value": 3, "sauce": "x"}}, "sales", "改正"),
        ({"htec": "maybe"}, "true", "true"),
        ({"registered_on": "2026-02-30"}, "不是日期", "年-月-日"),
        ({"award": "gold"}, "不在选项内", "provincial"),
        ({"rd_share": 3}, "不认识的键", "rd_expense"),
        ({"received": [1]}, "received", "改正"),
        ({"received": {"rd-reward": -1}}, "不小于零", "数字"),
        ({"sales": 3, "unit": "斤"}, "unit", "万元"),
        ({"staff": [1, 2]}, "不小于零", "数字"),
        ([1, 2], "键值", "KEY"),
        ("x", "键值", "KEY"),
    ],
)  # fmt: skip
def test_a_wrong_firm_is_told_what_to_write(told: Any, what: str, do: str):
    with pytest.raises(Invalid) as caught:
        read_firm(told, BOOK, source="firm.yaml")
    assert what in caught.value.what and do in caught.value.do


def test_an_unknown_policy_among_those_received():
    with pytest.raises(NotFound, match="没有这项政策"):
        read_firm({"received": {"nothing": 3}}, BOOK, source="firm.yaml")


def test_every_value_is_traced_to_its_source_and_date():
    told = Known(10_000_000, "专项审计报告", dt.date(2025, 12, 31))
    one = Firm(
        "甲", {**firm(sales=100_000_000, local_tax=9_000_000, rd_expense_before=9_000_000).facts, "rd_expense": told}
    )
    verdict = evaluate_firm(BOOK, one, DAY)["rd-reward"]
    assert verdict.outcome == "eligible" and verdict.yuan == 300_000 and verdict.version is not None
    read = {read.fact: read.known for check in verdict.checks for read in check.reads}
    assert read["rd_expense"] == told and read["rd_share"] is not None and read["rd_share"].value == 10
    assert read["dishonest"] == Known(False, "没有记录 no record")
    assert [addend.how for addend in verdict.addends][0] == "10000000 × 3%"


def test_what_it_would_take():
    one = firm(
        rd_expense=2_000_000,
        rd_expense_before=2_000_000,
        sales=100_000_000,
        local_tax=9_000_000,
        staff=101,
        tech_sme=True,
    )
    found = evaluate_firm(BOOK, one, DAY)
    near = what_if(BOOK, one, found["rd-reward"], DAY)
    assert near is not None and [(need.fact, need.by) for need in near.needs] == [("rd_expense", 1_000_000)]
    assert near.yuan == 190_000 and near.open == ()  # 3 % of three million, and the growth of over 20 %
    small = what_if(BOOK, one, found["office-rent"], DAY)
    assert small is not None and [(need.fact, need.by) for need in small.needs] == [("staff", -1)] and small.yuan == 0
    title = what_if(
        BOOK, firm(htec=False, taxable_income=5), evaluate_firm(BOOK, firm(htec=False), DAY)["htec-tax-rate"], DAY
    )
    assert title is not None and title.needs == () and title.open == ("certified",)
    assert what_if(BOOK, one, found["patent-invention"], DAY) is None


def test_one_received_closes_its_group_and_the_other_keeps_its_trace():
    one = read_firm(
        HERE | {"htec_first": True, "sales": 1, "specialised": "national", "received": {"htec-renewed": 50_000}},
        BOOK,
        source="t",
    )[0]
    found = evaluate_firm(BOOK, one, DAY)
    for code in ("htec-first", "specialised"):
        assert found[code].outcome == "excluded" and found[code].yuan == 0 and found[code].gross > 0
        assert found[code].cuts[-1].kind == "exclusive" and "30(1)" in found[code].cuts[-1].article


def strategy(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.kind == "flag":
        return st.booleans()
    if fact.kind == "choice":
        return st.sampled_from(fact.choices)
    if fact.kind == "date":
        return st.dates(dt.date(2019, 1, 1), dt.date(2027, 1, 1)).map(dt.date.isoformat)
    most = 10**12 if fact.kind == "money" else 10**9
    round_numbers = st.integers(0, 60).map(lambda n: n * 1_000_000 if fact.kind == "money" else n)
    return st.one_of(round_numbers, st.integers(0, 40_000_000 if fact.kind == "money" else 400), st.integers(0, most))


@st.composite
def firms(draw: st.DrawFn) -> Firm:
    """Mostly firms of the zone, so that something is paid; any fact may be untold."""
    facts = dict(HERE) if draw(st.booleans()) else {}
    for code, fact in BOOK.facts.items():
        if not fact.derived and draw(st.integers(0, 3)):
            facts[code] = draw(strategy(fact))
    codes = st.sampled_from(sorted(BOOK.policies))
    received = draw(st.dictionaries(codes, st.integers(0, 300_000), max_size=2))
    return Firm(
        "甲",
        {code: Known(value, "t") for code, value in facts.items()},
        "",
        received,
        draw(st.frozensets(codes, max_size=2)),
    )


@settings(max_examples=60, deadline=None)
@given(some=st.lists(firms(), min_size=1, max_size=6), day=st.sampled_from(DAYS))
def test_many_at_once_are_as_one_by_one(some: list[Firm], day: dt.date):
    many = evaluate_table(BOOK, table_of(some, BOOK), day, chunk=2)
    for place, one in enumerate(some):
        for code, verdict in evaluate_firm(BOOK, one, day).items():
            traced = many[code]
            assert OUTCOMES[traced.outcome[place]] == verdict.outcome, (code, verdict)
            assert (traced.yuan[place], traced.gross[place]) == (verdict.yuan, verdict.gross), (code, verdict)
            signs = [-1 if check.holds is None else int(check.holds) for check in verdict.checks]
            assert [one[place] for one in traced.conditions] == signs, (code, verdict)
            if verdict.addends:
                assert [one[place] for one in traced.addends] == [addend.yuan for addend in verdict.addends], code
            cut = {"cap": 1, "exclusive": 2, "limit": 3}[verdict.cuts[-1].kind] if verdict.cuts else 0
            assert traced.cut_by[place] == cut, (code, verdict)


def test_no_amount_leaves_its_bounds():
    """The largest values that a file may hold, in every policy at once."""
    most = {
        code: Known(10**12 if fact.kind == "money" else 10**9, "t")
        for code, fact in BOOK.facts.items()
        if fact.kind in ("money", "count") and not fact.derived
    }
    one = Firm("甲", {**firm(htec=True, industry_section="C", tech_sme=True).facts, **most})
    for code, traced in evaluate_table(BOOK, table_of([one], BOOK), DAY).items():
        assert np.all(traced.yuan >= 0) and traced.yuan[0] == evaluate_firm(BOOK, one, DAY)[code].yuan


def test_a_draft_takes_the_place_of_what_it_changes():
    draft = read_policy(yaml.safe_dump(changed("tech-sme", cap=5_000), allow_unicode=True))
    book = make_book(
        BOOK.facts, BOOK.groups, [*(one for one in BOOK.policies.values() if one.code != draft.code), draft]
    )
    assert isinstance(book, Book) and book.policy("tech-sme").on(DAY) is not None
    found = evaluate_firm(book, firm(tech_sme=True, rd_expense=600_000), DAY)["tech-sme"]
    assert found.yuan == 5_000 and found.cuts[0].kind == "cap"
