"""What the rules of a report find, and what they leave alone: each with its values, and nothing about a row that is right."""

from __future__ import annotations

from dataclasses import replace as replaced

import duckdb
import msgspec
import pytest
from django.conf import settings

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.reports import validation
from gaoxin.economy.rules.reports.book import read_book
from tests.economy.conftest import filled


def replace(one, **changed):
    """A dataclass or a struct with other fields."""
    return (msgspec.structs.replace if isinstance(one, msgspec.Struct) else replaced)(one, **changed)


BOOK = read_book(settings.CATALOGUE)
CHECKS = validation.read_checks(settings.CATALOGUE, BOOK)


def output(unit: int, month: int, through: int, base: int = 0, *, row: int = -1, period: int = 202403, **other: object):
    """A row of output: sales are 95 % of output and electricity 1/100 of it, bases the same of `base`, unless told."""
    told = {}
    for name, share in (("output", 100), ("sales", 95), ("exports", 10), ("power", 1)):
        told |= {f"{name}_month": month * share // 100, f"{name}_ytd": through * share // 100}
        told |= {f"{name}_month_base": base * share // 100, f"{name}_ytd_base": base * 3 * share // 100}
    values = filled("output", **told | {k: v for k, v in other.items() if "_" in k and k.split("_")[0] in told_items()})
    rest = {k: v for k, v in other.items() if k in ("kind", "before", "back", "industry", "section")}
    made = {"kind": "filed", "industry": "3982", "section": "C", "before": True, "back": True} | rest
    return validation.Cell(unit=unit, row=row, period=period, group="electronics", values=values, **made)


def told_items() -> set[str]:
    return {item.code for item in BOOK.form("output").items}


def found(*cells, form="output"):
    return validation.check(CHECKS, BOOK, {form: cells})


def codes(*cells, form="output"):
    return {one.rule for one in found(*cells, form=form)}


GOOD = (
    output(1, 2000, 2000, 900, period=202402), output(1, 900, 900 * 3, period=202303, before=False, back=False),
    output(1, 1000, 3000, 900, row=0),
)  # fmt: skip


def test_a_report_that_fits_is_left_alone():
    assert found(*GOOD) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"output_ytd": 3001}, "month-and-ytd:output"),
        ({"exports_month": 960, "exports_ytd": 1160}, "exports-within-sales"),
        ({"sales_ytd_base": 2566}, "base-output:sales:ytd"),
        ({"power_month_base": 8}, "base-output:power:month"),
        ({"industry": "6510", "section": "I"}, "industry"),
    ],
)
def test_what_blocks_names_the_rule_the_values_and_what_to_do(change, rule):
    told = found(*GOOD[:2], output(1, 1000, 3000, 900, row=0, **change))
    assert [one.rule for one in told] == [rule]
    error = told[0].error()
    assert rule in error.why and error.do
    plain = error.what.replace(",", "")
    assert all(str(value) in plain for value in told[0].values.values() if not isinstance(value, float))


def test_a_combined_first_month_is_its_own_total_and_an_estimate_before_is_no_witness():
    first = output(1, 2000, 2001, row=0, period=202402)
    assert "month-and-ytd:output" in codes(first)
    guess = output(1, 2000, 2500, 900, period=202402, kind="estimated")
    assert codes(guess, GOOD[1], GOOD[2]) == set()


def test_the_base_is_the_newest_revision_and_an_entrants_its_admission_form():
    revised = output(1, 950, 950 * 3, period=202303, kind="revised")
    assert "base-output:output:ytd" in codes(GOOD[0], revised, GOOD[2])
    entrant = output(1, 1000, 3000, 900, row=0, before=False)
    assert "base-entrant-output:output" in codes(GOOD[0], entrant)
    assert codes(GOOD[0], output(1, 900, 2700, period=202303, kind="admission"), entrant) == set()
    assert codes(GOOD[0], output(1, 1000, 3000, 900, row=0, before=True)) == {"base-unknown-output:output"}
    first_year = output(1, 1000, 3000, 900, row=0, before=False, back=False)
    assert codes(GOOD[0], first_year) == set()  # nothing could be on file


@pytest.mark.parametrize(("times", "rule"), [(10, "unit-slip-output"), (1000, "unit-slip-output"), (4, "jump-month")])
def test_slips_of_the_unit_are_told_from_jumps(times, rule):
    slip = output(1, 1000 * times, 2000 + 1000 * times, 900, row=0)
    assert {code.partition(":")[0] for code in codes(*GOOD[:2], slip)} == {rule}


def test_copies_of_the_month_before_and_of_another_unit():
    before = output(1, 1000, 2000, period=202403)
    again = output(1, 1000, 3000, 900, row=0, period=202404)
    assert codes(before, again) == {"copied-month", "base-unknown-output:output"}
    other = output(2, 1000, 3100, row=-1, period=202403)
    found_now = found(*GOOD, other)
    assert [(one.rule, one.asked) for one in found_now] == [("copied-unit-output", "statistician")]


def test_one_factor_in_many_units_is_seen_and_their_own_factors_are_not():
    usual = [20000 + 3700 * n for n in range(8)]
    last = [output(n, usual[n], usual[n] * 3, period=202303) for n in range(8)]
    same = [output(n, round(usual[n] * 1.07), usual[n] * 3, usual[n], row=n) for n in range(8)]
    assert sum(one.rule == "common-factor:output" for one in found(*last, *same)) == 8
    own = [output(n, round(usual[n] * (1.01 + n / 50)), usual[n] * 3, usual[n], row=n) for n in range(8)]
    assert not any(one.rule.startswith("common-factor") for one in found(*last, *own))


def test_sales_electricity_and_a_year_against_peers():
    assert "sales-ratio" in codes(*GOOD[:2], output(1, 1000, 3000, 900, row=0, sales_month=100, sales_ytd=2000))
    assert "power-and-output" in codes(*GOOD[:2], output(1, 1000, 3000, 900, row=0, power_month=60, power_ytd=80))
    peers = [output(n, 1000 + n, 3000 + n, 900, period=202403) for n in range(2, 9)]
    wild = output(1, 2000, 6000, 600, row=0)
    assert "jump-year:output" in codes(*peers, wild)
    assert "jump-year:output" not in codes(*peers[:3], wild)  # too few to say what is usual


def test_one_that_begins_to_dominate_is_asked_of_the_statistician_alone():
    before = [output(n, 1000, 3000 + n, period=202403, kind="filed") for n in range(6)]
    now = [output(n, 1000 + n, 4000 + n, row=n, period=202404) for n in range(5)]
    big = output(5, 9000, 12005, row=5, period=202404)
    told = [one for one in found(*before, *now, big) if one.rule == "dominance"]
    assert [(one.row, one.asked) for one in told] == [(5, "statistician")]


def finance(**amounts: int):
    told = {
        "revenue_ytd": 30000,
        "cost_ytd": 24000,
        "assets_stock": 900,
        "liabilities_stock": 500,
        "equity_stock": 400,
        "staff_stock": 20,
        "wages_ytd": 400,
    }
    values = filled("finance", **told | amounts)
    return validation.Cell(1, 0, 202403, "filed", "3982", "C", "electronics", False, False, values)


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, set()),
        ({"equity_stock": 401}, {"balance"}),
        ({"profit_ytd": 16000}, {"profit-and-revenue"}),
        ({"vat_ytd": 9000}, {"tax-and-revenue"}),
        ({"wages_ytd": 4000}, {"wages-and-staff"}),
        ({"revenue_ytd_base": 3000}, {"unit-slip-revenue:revenue"}),
    ],
)
def test_finance(change, rules):
    assert codes(finance(**change), form="finance") == rules


def test_profit_and_staff_against_their_own_history():
    assert codes(finance(profit_ytd=13000), form="finance") == {
        "profit-and-cost"
    }  # 6,000 of it is more than revenue less cost
    old = {"revenue_ytd_base": 28000, "profit_ytd_base": -6000}
    assert codes(finance(profit_ytd=3000, **old), form="finance") == {"margin-and-history"}
    before = replace(finance(staff_stock=60, wages_ytd=800, revenue_ytd=19000, cost_ytd=15000), row=-1, period=202402)
    now = finance(staff_stock=130, wages_ytd=1600)
    assert codes(before, now, form="finance") == {"staff-and-history"}
    assert codes(replace(before, kind="estimated"), now, form="finance") == set()


def both(unit: int, output_k: int, revenue_k: int, staff: int, *, row=-1, period=202403, before: float = 0, new=False):
    """Output and finance of one unit and month; before: what last year's output and revenue were of it."""
    made = output(
        unit,
        output_k // 3,
        output_k,
        period=period,
        output_ytd_base=round(output_k * before),
        sales_ytd=output_k,
        before=not new,
    )
    last = round(revenue_k * before)
    money = finance(
        revenue_ytd=revenue_k, cost_ytd=revenue_k * 4 // 5, staff_stock=staff, wages_ytd=staff * 20, revenue_ytd_base=last
    )  # fmt: skip
    return made, replace(money, unit=unit, row=row, period=period)


def across(*pairs, output_row: int = -1):
    """Codes of what two questionnaires together show; the last pair is the one that is filed."""
    made = [replace(one, row=output_row if one is pairs[-1][0] else -1) for one, _ in pairs]
    told = validation.check(CHECKS, BOOK, {"finance": [money for _, money in pairs], "output": made})
    return {(one.row, one.rule) for one in told if CHECKS.rule(one.rule).across}


PEERS = [both(n, 30_000 + 900 * n, 31_000 + 700 * n, 28 + n) for n in range(2, 9)]


def test_output_and_revenue_of_a_month_are_compared_whichever_comes_second():
    odd = both(1, 30_000, 120_000, 30, row=0)
    assert across(*PEERS, odd) == {(0, "output-and-revenue")}
    second = (odd[0], replace(odd[1], row=-1))
    assert across(*PEERS, second, output_row=3) == {(3, "output-and-revenue")}
    assert across(*PEERS, odd, output_row=3) == {(0, "output-and-revenue")}  # both at once: asked once
    guess = (replace(odd[0], kind="estimated"), odd[1])
    assert across(*PEERS, guess) == set()
    drifted = both(1, 30_000, 60_000, 30, row=0, before=1)
    drifted[1].values["revenue.ytd.base"] = 25_000
    assert across(*PEERS, drifted) == {(0, "output-and-revenue")}


def test_heads_are_compared_with_peers_and_a_unit_that_is_always_so_is_left_alone():
    few = both(1, 30_000, 30_000, 300, row=0)
    assert across(*PEERS, few) == {(0, "staff-and-peers")}
    assert across(*PEERS[:3], few) == set()  # too few peers to say what is usual
    last = both(1, 29_000, 29_000, 290, period=202303)
    assert across(*PEERS, last, few) == set()


# As real enterprises file: a trader beside its works, a new plant, a listed group with investment income, a robotised line, a loss-maker
# that recovers, seasonal work, a unit that sells from stock, a repairer that barely buys.
REAL = {
    "trades beside its works, as last year": both(1, 30_000, 96_000, 60, row=0, before=0.95),
    "sells from stock": both(1, 21_000, 38_000, 40, row=0, before=0.9),
    "robotised line": both(1, 180_000, 178_000, 36, row=0, before=0.97),
    "labour-intensive assembler": both(1, 12_000, 12_500, 75, row=0, before=1.04),
    "in its first months": both(1, 4_000, 2_300, 45, row=0, new=True),
    "works for its group at cost": both(1, 60_000, 27_000, 55, row=0),
}


@pytest.mark.parametrize("name", REAL)
def test_firms_as_they_are_raise_no_alarm_across_questionnaires(name):
    assert across(*PEERS, REAL[name]) == set()


@pytest.mark.parametrize(
    "firm",
    [
        {"profit_ytd": -5200, "revenue_ytd_base": 27000, "profit_ytd_base": 900},  # a loss after a thin year
        {"profit_ytd": 2900, "revenue_ytd_base": 26000, "profit_ytd_base": -2600},  # recovers
        {"profit_ytd": 9600, "cost_ytd": 21000, "revenue_ytd_base": 29000, "profit_ytd_base": 8200},  # a good product
        {
            "profit_ytd": 7800,
            "cost_ytd": 26500,
            "revenue_ytd_base": 30000,
            "profit_ytd_base": 6100,
        },  # subsidy and investment income
        {"staff_stock": 38, "wages_ytd": 700},  # a second shift
    ],
)
def test_results_as_they_are_raise_no_alarm(firm):
    before = replace(finance(staff_stock=24, wages_ytd=300, revenue_ytd=19000, cost_ytd=15000), row=-1, period=202402)
    assert codes(before, finance(**firm), form="finance") == set()


def test_a_rule_across_questionnaires_only_asks(tmp_path):
    (tmp_path / "indicators").mkdir()
    known = (settings.CATALOGUE / "indicators" / "validation.yaml").read_text(encoding="utf-8")
    changed = known.replace("across: output\n    severity: query", "across: output\n    severity: block")
    (tmp_path / "indicators" / "validation.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(Invalid, match="output-and-revenue"):
        validation.read_checks(tmp_path, BOOK)


def test_nothing_of_a_check_stays_behind():
    """One connection is used again and again: what one enterprise filed must not be there for the next."""
    found(*GOOD)
    broken = replace(CHECKS, rules=(replace(CHECKS.rules[0], sql="SELECT nothing FROM v"),))
    with pytest.raises(duckdb.Error):
        validation.check(broken, BOOK, {"output": GOOD})
    with validation._connected() as con:
        assert con.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)
    assert found(*GOOD) == []


@pytest.mark.parametrize(
    "text",
    [
        "核实无误",
        "经核实，数据无误！",
        "  属实。",
        "OK, checked and verified.",
        "哈哈哈哈哈哈哈哈哈哈",
        "123456789012",
        "",
    ],
)
def test_words_that_explain_nothing_are_refused_with_why(text):
    with pytest.raises(Invalid) as refused:
        validation.check_explanation(text, CHECKS.explanations)
    assert "原因" in refused.value.why and refused.value.do


def test_an_explanation_is_taken_even_if_it_says_verified_too():
    said = "经核实，二号线 3 月停产检修十二天，少产约四百万元"
    assert validation.check_explanation(f" {said} ", CHECKS.explanations) == said
