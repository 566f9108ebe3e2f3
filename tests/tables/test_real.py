"""Real files: the defects of the city file, each checked by hand in the data; hardly a finding in the others."""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from gaoxin.economy.rules.audits.tables.auditing import Report
from gaoxin.economy.rules.audits.tables.table import Finding
from gaoxin.economy.selectors.tables.auditing import audited
from tests.conftest import SHARED

FOLDER = SHARED / "data" / "economy"
CITY = "china_city_macro_2000_2024_ex_guangdong"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real files are not here: {FOLDER}")


@lru_cache(maxsize=1)
def city() -> Report:
    return audited(FOLDER / f"{CITY}.csv")


@lru_cache(maxsize=1)
def rows() -> list[dict[str, str]]:
    with (FOLDER / f"{CITY}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def one(kind: str, column: str) -> Finding:
    (found,) = [f for f in city().findings if f.kind == kind and f.column == column]
    return found


def value(unit: str, year: int, column: str) -> float:
    (row,) = [r for r in rows() if r["城市"] == unit and r["年份"] == str(year)]
    return float(row[column])


def test_what_the_city_file_is():
    told = city().profile()
    assert (told["unit"], told["period"], told["units"], told["periods"]) == (["城市"], ["年份"], 279, 25)
    assert "省份" in told["attributes"] and len(told["measures"]) == 22


@pytest.mark.parametrize("sector", ["第一产业", "第二产业", "第三产业"])
def test_shares_in_percent_are_fractions(sector: str):
    name = f"{sector}增加值占GDP比重(%)"
    assert one("share_as_fraction", name).score > 0.9
    assert value("北京市", 2000, name) == pytest.approx(
        value("北京市", 2000, f"{sector}增加值(万元)") / 32779000, rel=1e-6
    )


def test_the_one_row_whose_trade_does_not_add_up():
    found = one("broken_identity", "进出口总额（百万人民币）")
    assert found.where["units"] == ["三沙市"] and found.where["from"] == "2024" and found.evidence["rows_kept"] == 6974
    both = value("三沙市", 2024, "出口总额(百万人民币)") + value("三沙市", 2024, "进口总额(百万人民币)")
    assert abs(value("三沙市", 2024, "进出口总额（百万人民币）") - both) > 0.001 * both


def test_populations_between_two_censuses_are_straight_lines():
    found = one("straight_line", "常住人口(万人)")
    assert found.evidence["runs"] > 50 and found.evidence["longest"]["unit"] == "日喀则市"
    own = [value("日喀则市", year, "常住人口(万人)") for year in range(2000, 2011)]
    assert {round(b - a, 6) for a, b in zip(own, own[1:], strict=False)} == {0.683}


def test_mobile_users_of_a_city_that_was_dissolved_grow_by_one_rate():
    found = one("constant_growth", "移动电话年末用户数(万户)")
    assert found.where["unit"] == "巢湖市" and (found.where["from"], found.where["to"]) == ("2010", "2022")
    growth = [value("巢湖市", y + 1, found.column) / value("巢湖市", y, found.column) for y in range(2010, 2022)]
    assert max(growth) - min(growth) < 0.02


def test_units_of_money_slip_by_ten():
    deposits, loans = (
        one("unit_change", "年末金融机构存款余额(万元)"),
        one("unit_change", "年末金融机构各项贷款余额(万元)"),
    )
    assert deposits.evidence["best"]["unit"] == "四平市" and deposits.evidence["best"]["back_in"] == "2020"
    assert loans.evidence["best"]["unit"] == "淮安市" and loans.evidence["best"]["period"] == "2010"
    around = [value("四平市", year, deposits.column) for year in (2018, 2019, 2020)]
    assert around[1] / around[0] > 9 and around[1] / around[2] > 8
    around = [value("淮安市", year, loans.column) for year in (2009, 2010, 2011)]
    assert around[1] / around[0] > 9 and around[1] / around[2] > 8


def test_broadband_is_the_national_figure_in_every_city():
    found = one("one_value_for_all", "互联网宽带接入用户(万人）)")
    assert found.evidence["periods"] == 24
    assert len({row[found.column] for row in rows() if row["年份"] == "2010"}) == 1


def test_one_city_is_a_copy_of_another():
    found = one("copied_unit", "第三产业增加值(万元)")
    assert set(found.evidence["units"]) == {"三亚市", "三沙市"} and found.evidence["equal_periods"] == 25
    assert all(value("三亚市", y, found.column) == value("三沙市", y, found.column) for y in range(2000, 2025))


def test_exports_carried_over_in_dollars_show_the_exchange_rate():
    """2001 = 2000 in dollars; only the rate differs: 8.2770 / 8.2784."""
    found = one("common_factor", "出口总额(百万人民币)")
    assert found.where["from"] == "2001" and found.evidence["factor"] == pytest.approx(8.2770 / 8.2784, abs=1e-6)


def test_what_cannot_be_negative_or_nothing():
    assert one("negative", "进口总额(百万人民币)").where["units"] == ["梧州市"]
    assert one("negative", "一般公共预算支出_教育(万元)").where["units"] == ["三沙市"]
    assert {"海口市", "毕节市"} <= set(one("zero", "年末金融机构各项贷款余额(万元)").where["units"])
    assert (
        value("海口市", 2024, "年末金融机构各项贷款余额(万元)")
        == 0
        < value("海口市", 2023, "年末金融机构各项贷款余额(万元)")
    )


def test_dissolved_cities_have_codes_that_are_no_longer_valid():
    found = one("invalid_code", "城市代码")
    assert set(found.evidence["unknown"]) == {"341400", "371200"}


def test_revenue_of_one_province_breaks():
    """辽宁 corrected its revenue in 2015."""
    found = one("definition_break", "一般公共预算收入(万元)")
    assert (
        found.evidence["group"] == "省份 = 辽宁省"
        and found.where["from"] == "2015"
        and found.where["units_count"] == 14
    )


def test_values_are_carried_forward():
    found = one("carried_forward", "户籍人口数(万人)")
    assert "周口市" in found.where["units"]
    assert len({value("周口市", year, found.column) for year in range(2000, 2015)}) == 1


REASONS: dict[str, dict[tuple[str, str], str]] = {
    "emplUK_firm_panel_1976_1984": {},
    "eurostat_manufacturing_ip_index_1990_2020": {},
    "china_trade_monthly_1983_2013": {
        ("rounding_change", "imports_100m_usd"): "imports have one decimal up to 1994 and two from 1995 on: a fact of the file",
    },
    "china_holidays_and_makeup_workdays": {},
    "gbt4754_2017": {},
    "china_admin_divisions_2023": {},
    "chinese_new_year_dates": {},
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_good_files_give_only_what_has_a_reason(name: str):
    report = audited(FOLDER / f"{name}.csv")
    assert {(f.kind, f.column) for f in report.findings} == set(REASONS[name])


def test_the_exceptional_finding_is_a_fact():
    """At most one month of a year has two decimals before 1995, most have them from then on."""
    with (FOLDER / "china_trade_monthly_1983_2013.csv").open(newline="") as file:
        two = Counter(
            row["year"] for row in csv.DictReader(file) if len(row["imports_100m_usd"].partition(".")[2]) == 2
        )
    assert (
        max(two[str(year)] for year in range(1983, 1995)) <= 1
        and min(two[str(year)] for year in range(1995, 2014)) >= 8
    )


def test_forms_of_real_files():
    assert audited(FOLDER / "eurostat_manufacturing_ip_index_1990_2020.csv").profile()["form"] == "units-across"
    told = audited(FOLDER / "emplUK_firm_panel_1976_1984.csv").profile()
    assert (told["unit"], told["attributes"]) == (["firm"], ["sector"])
    assert audited(Path(FOLDER / "gbt4754_2017.csv")).profile()["form"] == "list"
