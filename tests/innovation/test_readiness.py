"""Readiness for titles: every condition at its border, unknown is not no, the least change qualifies, all firms at once are the same."""

from __future__ import annotations

import copy
import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.readiness import keeping
from gaoxin.innovation.rules.readiness.change import least_change
from gaoxin.innovation.rules.readiness.columns import columns, weigh_all
from gaoxin.innovation.rules.readiness.declared import declared
from gaoxin.innovation.rules.readiness.gathering import asked_keys, gathered_all, take
from gaoxin.innovation.rules.readiness.telling import report
from gaoxin.innovation.rules.readiness.weighing import MARK, VERDICTS, weigh
from tests.innovation.firms import BOOK, GOOD, TODAY, firms

ZERO = {"rnd_domestic": 0}
BEST = {"ip_advanced": 8, "ip_support": 8, "org_accounts": 6, "org_unit": 6, "org_talent": 4, "org_incentives": 4}
HTEC, SME = BOOK.checks["htec"], BOOK.checks["sme"]


def looked(check, **changed):
    told = declared({**GOOD, **changed}, BOOK)
    return weigh(check, told.values, BOOK, TODAY)


def met(check, code, **changed):
    return next(one.met for one in looked(check, **changed).looked if one.condition.code == code)


def test_a_good_firm_is_told_that_experts_decide():
    found = looked(HTEC)
    assert found.verdict == "depends_on_experts" and (found.low, found.high) == (41, 86)
    assert [one.condition.code for one in found.looked if one.met is not True] == ["score"]
    assert len(found.looked) == 9 and all(one.condition.article for one in found.looked)
    graded = looked(
        HTEC, ip_advanced="A", ip_support="A", org_accounts=6, org_unit=6, org_talent=4, standards=2,
        net_assets=[10, 20, 40], sales=[20_000_000, 30_000_000, 45_000_000],
    )  # fmt: skip
    assert graded.verdict == "qualifies" and graded.low >= 71


@pytest.mark.parametrize(
    ("code", "under", "over"),
    [
        ("age", {"registered_on": "2025-11-27"}, {"registered_on": "2025-11-26"}),
        ("ip", {"core_ip": False}, {}),
        ("field", {"tech_field": "none"}, {"tech_field": "航空航天"}),
        ("staff", {"tech_staff": 14}, {"tech_staff": 15}),
        ("rnd", {"rnd": [2_000_000, 2_300_000, 2_349_999], **ZERO}, {"rnd": [2_000_000, 2_300_000, 2_350_000], **ZERO}),
        ("rnd", {"sales": "5000万元", "rnd": "249.9999万元", **ZERO}, {"sales": "5000万元", "rnd": "250万元", **ZERO}),
        ("rnd", {"sales": [50_000_001], "rnd": [2_000_000], **ZERO}, {"sales": [50_000_001], "rnd": [2_000_001], **ZERO}),
        ("rnd", {"sales": ["2亿元"], "rnd": ["799万"], **ZERO}, {"sales": [200_000_001], "rnd": [6_000_001], **ZERO}),
        ("domestic", {"rnd_domestic": 4_079_999}, {"rnd_domestic": 4_080_000}),
        ("income", {"hightech_income": 29_999_999}, {"hightech_income": 30_000_000}),
        ("conduct", {"accident": True}, {}),
        ("conduct", {"environmental_offence": "是"}, {}),
        ("score", {"class_1": 0, "class_2": 0}, BEST),
    ],
)  # fmt: skip
def test_borders_of_the_high_technology_enterprise(code, under, over):
    assert met(HTEC, code, **under) is False
    assert met(HTEC, code, **over) is not False
    assert looked(HTEC, **under).verdict == "does_not_qualify"


@pytest.mark.parametrize(
    ("changed", "score", "verdict"),
    [
        ({"tech_staff": 45}, (90, 90), "qualifies"),
        ({"tech_staff": 14}, (70, 70), "does_not_qualify"),  # enough points, none of them for staff
        ({"tech_staff": 15, "rnd": [1, 1, 1_440_000], "class_1": 0, **ZERO}, (48, 48), "does_not_qualify"),
        (
            {"rnd": [1, 1, 1_440_000], "cost": 4_800_000, "rnd_domestic": 0},
            (84, 84),
            "qualifies",
        ),  # by costs, the better of two
        ({"tech_staff": 14, "provincial_body": True}, (80, 80), "qualifies"),
        ({"staff": 501}, None, "does_not_qualify"),
        ({"staff": 501, "htec_valid": True}, None, "does_not_qualify"),
        ({"sales": [1, 1, 200_000_001]}, None, "does_not_qualify"),
        ({"assets": "2亿元"}, None, "qualifies"),
        ({"listed_abnormal": True}, None, "does_not_qualify"),
        ({"resident": None}, None, "unknown"),
    ],
)
def test_borders_of_the_small_enterprise(changed, score, verdict):
    found = looked(SME, **changed)
    assert found.verdict == verdict
    if score and changed.get("tech_staff") != 14:
        assert (found.low, found.high) == score


def test_unknown_is_not_no():
    for missing in ("core_ip", "tech_staff", "rnd_domestic", "accident"):
        told = {key: value for key, value in GOOD.items() if key != missing}
        found = weigh(HTEC, declared(told, BOOK).values, BOOK, TODAY)
        assert found.verdict == "unknown" and missing in found.unknown
    empty = report(HTEC, declared({"name": "什么也没写"}, BOOK), BOOK, TODAY)
    assert empty["verdict"] == "unknown" and (empty["score"]["low"], empty["score"]["high"]) == (0, 100)
    assert {one["state"] for one in empty["conditions"]} == {"unknown"} and empty["least_change"] == []
    spoken = {"accident": True}  # one fact that speaks against it decides, whatever else is not told
    assert weigh(HTEC, declared(spoken, BOOK).values, BOOK, TODAY).verdict == "does_not_qualify"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"employes": 3}, "employes.*tech_staff"),
        ({"staff": -1}, "职工总数"), ({"staff": 2.5}, "整数"), ({"staff": True}, "整数"), ({"staff": "many"}, "整数"),
        ({"staff": 5, "employees": 6}, "两次"), ({"tech_staff": 9, "staff": 8}, "大于"), ({"sales": [1, 2, 3, 4]}, "三个年度"),
        ({"sales": [1, 2], "rnd": [1]}, "年度数不同"), ({"sales_2022": 1, "sales_2024": 2}, "不连续"), ({"sales": "5000斤"}, "金额"),
        ({"sales": 10**15}, "金额"), ({"tech_field": "魔法"}, "电子信息"), ({"registered_on": "2026-02-30"}, "日期"),
        ({"applied_on": "2015-01-01", "registered_on": "2016-01-01"}, "早于"), ({"org_unit": 7}, "0–6"), ({"unit": "两"}, "单位"),
        ({"inventions": 1, "class_1": 1}, "两次"), (["x"], "键和值"), ({"assets": -1}, "金额"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_may_be(told, says):
    with pytest.raises(Invalid, match=says):
        declared(told, BOOK)


def test_keys_are_read_as_people_write_them():
    told = declared(
        {"employees": "1,200", "研发人员": 130, "revenue_2022": 4000, "revenue_2023": 4500, "revenue_2024": "0.48亿元", "unit": "万元",
         "rd_1": 200, "rd_2": 210.5, "rd_3": 230, "inventions": 2, "plant_varieties": 1, "field": "Aviation and space", "htec": "是"}, BOOK
    )  # fmt: skip
    assert told.values == {
        "staff": 1200, "tech_staff": 130, "sales": (40_000_000, 45_000_000, 48_000_000), "rnd": (2_000_000, 2_105_000, 2_300_000),
        "class_1": 3, "tech_field": 2, "htec_valid": 1,
    }  # fmt: skip
    assert "按 4,800 元读取" in declared({"sales": [4000, 4500, 4800]}, BOOK).notes[0]


@pytest.mark.parametrize(
    ("assets", "points"),
    [
        ([100, 135, 183], (9, 10)), ([100, 125, 156], (5, 6)), ([100, 125, 157], (7, 8)), ([0, 100, 136], (9, 10)), ([100, 0, 50], (0, 0)),
        ([100, 90, 80], (0, 0)), ([100, 100, 100], (0, 0)), ([100, 100, 101], (1, 2)), ([100, 105], (3, 4)), ([100], (0, 10)),
    ],
)  # fmt: skip
def test_growth_is_the_mean_of_two_years(assets, points):
    assert looked(HTEC, net_assets=assets).ranges["net-assets"] == points


def test_the_least_change_is_the_least():
    told = declared({**GOOD, "tech_staff": 12, "class_1": 0, "class_2": 0, "conversions": 2}, BOOK)
    found = report(HTEC, told, BOOK, TODAY)
    assert found["verdict"] == "does_not_qualify" and found["reach"] == "possible"
    assert [(one["fact"], one["from"], one["to"]) for one in found["least_change"]] == [
        ("tech_staff", 12, 15),
        ("conversions", 2, 9),
    ] or (found["least_change"][0]["fact"] == "tech_staff")
    small = report(
        SME,
        declared({**GOOD, "class_1": 0, "class_2": 2, "rnd": [1, 1, 1_440_000], "rnd_domestic": 0}, BOOK),
        BOOK,
        TODAY,
    )
    assert small["score"]["low"] == 36 and small["reach"] == "certain"
    assert len(small["least_change"]) == 1 and small["score_after"]["low"] >= 60


@settings(max_examples=80, deadline=None)
@given(firms(unknown=False))
def test_after_the_least_change_the_firm_qualifies(firm):
    for check in (HTEC, SME):
        least = least_change(check, firm, BOOK, TODAY)
        before = weigh(check, firm, BOOK, TODAY)
        assert (least.reach == "none") == (before.verdict == "qualifies")
        if least.reach == "certain":
            assert (
                weigh(check, {**firm, **{one.fact: one.to for one in least.changes}}, BOOK, TODAY).verdict
                == "qualifies"
            )
        for one in least.changes:  # none of them is idle
            others = {other.fact: other.to for other in least.changes if other is not one}
            if least.reach in ("certain", "possible"):
                assert weigh(check, {**firm, **others}, BOOK, TODAY).verdict == "does_not_qualify"


@settings(max_examples=25, deadline=None)
@given(st.lists(firms(), min_size=1, max_size=8))
def test_all_at_once_is_the_same_as_one_by_one(rows):
    for check in (HTEC, SME):
        found = weigh_all(check, columns(rows, check, BOOK, TODAY), BOOK)
        for place, row in enumerate(rows):
            one = weigh(check, row, BOOK, TODAY)
            assert (int(found.low[place]), int(found.high[place])) == (one.low, one.high)
            assert VERDICTS[int(found.verdict[place])] == one.verdict
            assert {code: int(met[place]) for code, met in found.met.items()} == {
                look.condition.code: MARK[look.met] for look in one.looked
            }
        assert found.low.dtype == np.int64


def test_a_title_holds_three_years_and_is_renewed_in_the_last():
    def validity(issued):
        return looked(HTEC, issued_on=issued).validity

    assert validity("2024-12-28")["standing"] == "valid" and validity("2024-12-28")["until"] == "2027-12-28"
    assert validity("2023-12-28")["standing"] == "renew" and validity("2023-11-26")["standing"] == "expired"
    assert validity("2024-02-29")["until"] == "2027-02-28" and validity("2024-12-28")["report_due"] == "2027-05-31"
    assert looked(HTEC).validity == {}


def test_the_command_answers_with_its_keys(tmp_path, capsys):
    from django.core.management import call_command

    path = tmp_path / "firm.yaml"
    path.write_text(json.dumps({**GOOD, "tech_staff": 12}, ensure_ascii=False), encoding="utf-8")
    call_command("readiness", "htec", str(path), "--json", "--on", "2026-11-26")
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "does_not_qualify" and told["score"]["low"] < told["score"]["high"]
    assert [one["fact"] for one in told["least_change"]] == ["tech_staff"] and all(
        one["why"] for one in told["conditions"]
    )
    for text, says in (
        ("a: &x [1]\nb: *x", "引用"),
        ("a: [", "YAML"),
        ("stafff: 3", "stafff"),
        ("staff: 1\nstaff: 2", "第 2 行重复"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit):
            call_command("readiness", "sme", str(path), "--json")
        assert says in capsys.readouterr().out


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from(sorted(keeping.keys(BOOK))), st.integers(2021, 2027),
            st.one_of(st.integers(-5, 10**9), st.booleans(), st.sampled_from(["A", "2020-05-06", "aerospace", "?"])),
        ), max_size=60,
    ),
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["class_1", "htec_valid"]), st.integers(0, 9), st.booleans()), max_size=4),
)  # fmt: skip
def test_values_of_all_firms_are_gathered_as_those_of_one(told, registered):
    """What was kept, in any order of days, and what registers know beside it: the columns are the same."""
    known = keeping.keys(BOOK)
    rows = [(n, key, dt.date(year, 12, 31), value) for n, key, year, value in sorted(told, key=lambda one: one[2])]
    rows = [
        one
        for one in rows
        if not (known[one[1]][0].kind == "day" and isinstance(one[3], str) and one[3] != "2020-05-06")
    ]
    one_by_one = [keeping.Firm(str(n), "") for n in range(3)]
    for n, firm in enumerate(one_by_one):
        keeping.gathered(
            firm, [keeping.Said(key, value, day, "") for of, key, day, value in rows if of == n], known, TODAY
        )
    for check in (HTEC, SME):
        plain = [
            (n, key, json.dumps(value), day.isoformat())
            for n, key, day, value in rows
            if key in asked_keys(check, BOOK)
        ]
        found = gathered_all(3, [*plain, (None, "x", "1", "2026-01-01")], check, BOOK, TODAY)
        firms = copy.deepcopy(one_by_one)
        for n, code, value, least in registered:
            take(found, code, n, value, at_least=least)
            origin = keeping.Origin("", None)
            keeping.at_least(firms[n], code, value, origin) if least else firms[n].take(code, value, origin)
        wanted = columns([firm.values for firm in firms], check, BOOK, TODAY)
        until = {one.until for one in check.conditions if one.until}
        for code, column in wanted.items():
            if code in until:
                continue
            assert column.known.tolist() == found[code].known.tolist(), code
            assert [year.tolist() for year in column.years] == [year.tolist() for year in found[code].years], code
            assert column.count.tolist() == found[code].count.tolist(), code
