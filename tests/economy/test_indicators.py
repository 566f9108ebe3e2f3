"""Formulas against published numbers, the tree against plain Python, churn against its own sums."""

from __future__ import annotations

import csv
import random
import sqlite3
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.rules.indicators import formulas, leaf, tree
from gaoxin.economy.rules.indicators.churn import decompose
from gaoxin.economy.rules.indicators.definitions import read_definitions
from gaoxin.economy.rules.indicators.engine import Engine
from gaoxin.economy.rules.indicators.stored import Store
from tests.conftest import SHARED

UK = SHARED / "data" / "economy" / "emplUK_firm_panel_1976_1984.csv"


@pytest.fixture(scope="module")
def definitions():
    return read_definitions(settings.CATALOGUE)


def rows_of(seed: int, measures: int, *, units: int = 60, months: tuple[int, ...] = (202401, 202402, 202403)):
    random.seed(seed)
    classes = (1431, 2720, 3982, 3985, 3421)
    return [
        (unit, classes[unit % 5], ym, *(random.randint(0, 9_000_000) for _ in range(2 * measures)))
        for unit in range(units)
        for ym in months
    ]


def framed(rows, measures):
    return pd.DataFrame(rows, columns=["ent", "node", "ym", *leaf.columns(measures)]).astype("int64")


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [("16.9", "0", "8.1"), ("13.5", "0", "6.5"), ("11.1", "0", "5.4")],
)
def test_two_year_averages_as_the_bureau_published_them(now, before, told):
    """NBS 2021-07-15 and 2021-12-15: 16.9 → 8.1, 13.5 → 6.5, 11.1 → 5.4."""
    found = formulas.two_year_average(Fraction(now) / 100, Fraction(before) / 100, 1)
    assert found == Decimal(told)


def test_the_articles_pull_by_the_same_basis_is_8_21_and_not_8_9():
    whole, part = 12098, 6327
    base, part_base = Fraction(whole) / Fraction("1.132"), Fraction(part) / Fraction("1.161")
    assert formulas.published((part - part_base) / base, 2) == Decimal("8.21")


def test_contribution_is_not_told_where_it_explodes():
    assert formulas.contribution(120, 100, 1004, 1000, 5) is None
    assert formulas.contribution(120, 100, 1005, 1000, 5) == 4
    assert formulas.growth(5, -3) is None


def test_rounding_is_half_up_and_keeps_its_digits():
    assert str(formulas.published(Fraction(1125, 10000), 1)) == "11.3"
    assert str(formulas.published(Fraction(-1125, 10000), 1)) == "-11.3"
    assert str(formulas.published(Fraction(1, 10), 2)) == "10.00"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_leaves_are_the_same_whole_numbers_on_duckdb_and_sqlite(seed, definitions):
    measures = [measure.code for measure in definitions.measures]
    rows = rows_of(seed, len(measures))
    engine = Engine(measures)
    engine.load(framed(rows, measures))
    lite = sqlite3.connect(":memory:")
    lite.execute(f"CREATE TABLE facts (ent, node, ym, {', '.join(leaf.columns(measures))})")
    lite.executemany(f"INSERT INTO facts VALUES ({','.join('?' * (3 + 2 * len(measures)))})", rows)
    found = lite.execute(leaf.statement(measures)).fetchall()
    assert leaf.fingerprint(found) == leaf.fingerprint(engine.leaves()) == leaf.fingerprint(engine.computed())
    found[0] = (*found[0][:-1], found[0][-1] + 1)
    assert leaf.fingerprint(found) != leaf.fingerprint(engine.leaves())


def test_every_cell_equals_plain_python(definitions):
    measures = [measure.code for measure in definitions.measures]
    rows = rows_of(3, len(measures))
    engine = Engine(measures)
    engine.load(framed(rows, measures))
    held = tree.nodes(
        [1431, 2720, 3982, 3985, 3421], {"electronics": frozenset({3982}), "both": frozenset({3982, 2720})}
    )
    told = tree.sums(engine.leaves(), held, len(measures))
    made = tree.cells(told, definitions)
    assert made.level.shape == (len(held.codes), 3, 12)
    place = 3 + 2 * measures.index("revenue")
    both = [row for row in rows if row[1] in (3982, 2720) and row[2] == 202402]
    whole = [row for row in rows if row[2] == 202402]
    x, b = sum(row[place] for row in both), sum(row[place + 1] for row in both)
    all_x, all_b = sum(row[place] for row in whole), sum(row[place + 1] for row in whole)
    cell = tree.exact(told, definitions, "revenue", "both", 202402)
    assert cell.level == Fraction(x, 100_000) and cell.growth == Fraction(x, b) - 1 and cell.count == len(both)
    assert cell.share == Fraction(x, all_x) and cell.pull == Fraction(x - b, all_b)
    at = held.place("both"), 1, made.indicators.index("revenue")
    assert made.growth[at] == pytest.approx(float(cell.growth)) and made.pull[at] == pytest.approx(float(cell.pull))
    margin = tree.exact(told, definitions, "margin", "total", 202403)
    assert margin.share is None and margin.growth == margin.level - margin.base
    with pytest.raises(NotFound):
        tree.exact(told, definitions, "revenue", "total", 202412)


def test_pulls_of_the_parts_sum_to_the_growth_of_the_whole(definitions):
    measures = [measure.code for measure in definitions.measures]
    engine = Engine(measures)
    engine.load(framed(rows_of(4, len(measures)), measures))
    told = tree.sums(engine.leaves(), tree.nodes([1431, 2720, 3982, 3985, 3421], {}), len(measures))
    parts = [tree.exact(told, definitions, "iva", f"{one}", 202403).pull for one in (1431, 2720, 3982, 3985, 3421)]
    assert sum(parts) == tree.exact(told, definitions, "iva", "total", 202403).growth


def test_a_months_refresh_changes_that_month_alone(definitions):
    measures = [measure.code for measure in definitions.measures]
    rows = rows_of(5, len(measures))
    engine = Engine(measures)
    engine.load(framed(rows, measures))
    before = {row[:2]: row for row in engine.leaves()}
    changed = [(*row[:3], *(value + 1 for value in row[3:])) for row in rows if row[2] == 202402]
    engine.refresh(202402, framed(changed, measures))
    after = {row[:2]: row for row in engine.leaves()}
    assert {key for key in after if after[key] != before[key]} == {key for key in before if key[1] == 202402}
    assert leaf.fingerprint(engine.leaves()) == leaf.fingerprint(engine.computed())


def test_months_filed_one_at_a_time_are_added_up_within_the_year():
    rows = [(1431, ym, 1, 10, 5) for ym in (202311, 202312, 202401, 202402)]
    told = tree.sums(rows, tree.nodes([1431], {}), 1, running=(0,))
    assert told.x[0, :, 0].tolist() == [10, 20, 10, 20]


def test_sums_that_do_not_fit_are_refused():
    with pytest.raises(Invalid):
        tree.sums([(1431, 202401, 1, 2**62, 0), (1431, 202402, 1, 2**62, 0)], tree.nodes([1431], {}), 1)


amounts = st.integers(0, 10**9)


@drawing(deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(amounts, amounts)),
    st.dictionaries(st.sampled_from("abcdefgh"), amounts),
)
def test_entry_exit_and_revision_explain_the_difference_exactly(now, before):
    told = decompose(now, before)
    assert sum(change.amount for change in told.changes) == told.base - told.published
    assert {change.unit for change in told.changes if change.reason == "entry"} <= set(now) - set(before)
    assert {change.unit for change in told.changes if change.reason == "exit"} <= set(before) - set(now)
    if told.nominal is not None and told.comparable is not None:
        assert sum(told.points(change) or 0 for change in told.changes) == told.nominal - told.comparable


def test_what_the_tree_holds_is_whole_numbers(definitions):
    measures = [measure.code for measure in definitions.measures]
    engine = Engine(measures)
    engine.load(framed(rows_of(6, len(measures)), measures))
    told = tree.sums(engine.leaves(), tree.nodes([1431, 2720, 3982, 3985, 3421], {}), len(measures))
    assert told.x.dtype == np.int64


def test_months_kept_on_disk_read_back_the_same_and_a_changed_month_supersedes(tmp_path, definitions):
    measures = [measure.code for measure in definitions.measures]
    rows = [(f"{row[0]:032x}", *row[1:]) for row in rows_of(7, len(measures))]
    kinds = {"ent": "str", **dict.fromkeys(("node", "ym", *leaf.columns(measures)), "int64")}
    frame = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    store, marks = Store(tmp_path / "it's here", measures), {202401: "a", 202402: "a", 202403: "a"}
    assert store.missing(marks) == [202401, 202402, 202403]
    for ym in marks:
        store.put(ym, "a", frame[frame.ym == ym])
    whole = Engine(measures, ent="UUID")
    whole.load(frame)
    told = store.open(marks)
    assert leaf.fingerprint(told.leaves()) == leaf.fingerprint(told.computed()) == leaf.fingerprint(whole.computed())
    assert told.behind("revenue", 202402, [3982, 2720], 5) == whole.behind("revenue", 202402, [3982, 2720], 5)
    assert sorted(told.amounts()) == sorted(whole.amounts())
    assert store.missing(marks | {202402: "b"}) == [202402]
    store.put(202402, "b", frame[frame.ym == 202402].assign(x_va=1))
    changed = {row[:2]: row for row in store.open(marks | {202402: "b"}).leaves()}
    assert {key for key, row in changed.items() if row not in told.leaves()} == {
        key for key in changed if key[1] == 202402
    }
    assert not store.missing(marks) and {path.stat().st_mode & 0o777 for path in store.folder.iterdir()} == {0o600}


def test_a_write_that_breaks_leaves_no_file(tmp_path, definitions):
    measures = [measure.code for measure in definitions.measures]
    store = Store(tmp_path / "kept", measures)
    with pytest.raises(duckdb.Error):
        store.put(202401, "a", pd.DataFrame({"ent": ["not a key"], "node": [1431], "ym": [202401]}))
    assert not list(store.folder.iterdir()) and store.missing({202401: "a"}) == [202401]


@pytest.mark.skipif(not UK.exists(), reason=f"NOT TESTED ON REAL FIRMS: {UK} is not there")
def test_entry_and_exit_of_real_firms():
    """140 British firms (Arellano and Bond 1991), staff × 1,000. In scope in a year: on file then and the year before, so that an
    entrant has the base of its admission form."""
    with UK.open() as file:
        staff = {(row["firm"], int(float(row["year"]))): round(float(row["emp"]) * 1000) for row in csv.DictReader(file)}  # fmt: skip
    firms = {firm for firm, _ in staff}
    seen: Counter[str] = Counter()
    for year in range(1978, 1985):
        now = {f: (staff[f, year], staff[f, year - 1]) for f in firms if {(f, year), (f, year - 1)} <= staff.keys()}
        before = {f: staff[f, year - 1] for f in firms if {(f, year - 1), (f, year - 2)} <= staff.keys()}
        told = decompose(now, before)
        seen.update(change.reason for change in told.changes)
        assert told.nominal is not None and told.comparable is not None
        assert sum(told.points(change) or 0 for change in told.changes) == told.nominal - told.comparable
        assert told.amount("entry") - (-told.amount("exit")) == told.base - told.published
        if year == 1983:  # half of the panel ends: nominal growth collapses, the same firms shrink by little
            assert told.nominal < Fraction(-40, 100) and Fraction(-10, 100) < told.comparable < 0
    assert seen["entry"] == 60 and seen["exit"] > 90 and not seen["revision"]
