"""One defect planted in a clean panel is among the first three findings; a clean panel gives at most one, and a faint one."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest

from gaoxin.economy.rules.audits.tables.auditing import Report, audit
from gaoxin.economy.selectors.tables.book import book, lists
from tests.tables.panels import DEFECTS, SHAPES, Made, clean

CLEAN_SEEDS = 2
FAINT = 0.6  # the most that a finding of a clean panel may have
# A straight line or a copied unit needs more periods than four; three steps are too few for the rest.
SHORT = {
    "slip of one cell",
    "slip of a column",
    "fractions",
    "one factor",
    "copied period",
    "broken sum",
    "broken ratio",
    "duplicate",
}


def audited(made: Made) -> Report:
    return audit(made.table(), book(), lists())


@pytest.mark.parametrize("shape", SHAPES)
def test_a_clean_panel_is_left_alone(shape: str):
    for seed in range(CLEAN_SEEDS):
        found = audited(clean(seed, **SHAPES[shape])).findings
        assert len(found) <= 1, [(one.kind, one.column, one.score, one.evidence) for one in found]
        assert all(one.score <= FAINT for one in found)


@pytest.mark.parametrize("defect", DEFECTS)
@pytest.mark.parametrize("shape", ["yearly", "monthly", "wide"])
def test_a_planted_defect_is_found(shape: str, defect: str):
    """Where the defect is put changes with its name and shape, not from run to run."""
    plant, kinds = DEFECTS[defect]
    made = clean(zlib.crc32(f"{shape} {defect}".encode()) % 10_000, **SHAPES[shape])
    column = plant(made)
    first = audited(made).findings[:3]
    assert any(one.kind in kinds and column_of(one, column) for one in first), [
        (f.kind, f.column, f.score) for f in first
    ]
    assert all(0 < one.score <= 1 for one in first)


@pytest.mark.parametrize("defect", sorted(SHORT))
def test_four_periods_are_enough_for_some(defect: str):
    plant, kinds = DEFECTS[defect]
    made = clean(7, **SHAPES["short"])
    column = plant(made)
    assert any(one.kind in kinds and column_of(one, column) for one in audited(made).findings[:3])


@pytest.mark.parametrize("shape", ["heavy", "small", "missing", "fat", "few", "exact", "quarterly"])
@pytest.mark.parametrize("defect", ["slip of a column", "fractions", "broken sum", "duplicate", "straight line"])
def test_other_shapes(shape: str, defect: str):
    if (shape, defect) in {("few", "slip of a column"), ("small", "straight line")}:
        pytest.skip("four units share too little; small whole numbers make straight lines by themselves")
    plant, kinds = DEFECTS[defect]
    made = clean(11, **SHAPES[shape])
    column = plant(made)
    first = audited(made).findings[:3]
    assert any(one.kind in kinds and column_of(one, column) for one in first), [
        (f.kind, f.column, f.score) for f in first
    ]


def column_of(one: Any, column: str) -> bool:
    return one.column == column or (one.kind == "broken_identity" and column in one.evidence["columns"])


def test_the_evidence_can_be_recomputed():
    """A slip names the unit, the period, the line and the values; they are those of the table."""
    made = clean(3)
    made.values["m2"][7, 5] *= 1000
    table = made.table()
    (one,) = [f for f in audit(table, book(), lists()).findings if f.kind == "unit_change"]
    best = one.evidence["best"]
    assert (best["unit"], best["period"], best["power_of_ten"]) == ("U0007", "2005", 3)
    row = best["row"] - table.first
    column = table.column("m2")
    assert column is not None and column.numbers[row] == best["value"] == made.values["m2"][7, 5]
    assert best["ratio"] == pytest.approx(best["value"] / best["before"], rel=1e-6)
    assert one.where["unit"] == "U0007" and one.where["rows"][0] == best["row"]


def test_year_to_date_figures_may_not_fall():
    made = clean(5, **SHAPES["monthly"])
    month = made.values["m2"]
    total = np.concatenate(
        [np.cumsum(month[:, low : low + 12], axis=1) for low in range(0, month.shape[1], 12)], axis=1
    )
    made.values["m2_ytd"] = total
    assert not [one for one in audited(made).findings if one.score > FAINT]
    made.values["m2_ytd"][4, 20] = month[4, 20]  # the month in place of the total
    first = audited(made).findings[:3]
    assert {"ytd_fall", "broken_identity"} <= {one.kind for one in first}
    assert {one.column for one in first} == {"m2_ytd"}


def test_a_month_that_is_not_in_the_total():
    made = clean(6, **SHAPES["monthly"])
    month = made.values["m2"]
    total = np.concatenate(
        [np.cumsum(month[:, low : low + 12], axis=1) for low in range(0, month.shape[1], 12)], axis=1
    )
    made.values["m2_ytd"] = total
    made.values["m2"][3, 30] += 77
    found = [one for one in audited(made).findings if one.kind == "broken_identity"]
    assert found and found[0].evidence["identity"].startswith("m2_ytd(t) =") and found[0].where["unit"] == "U0003"


def test_shares_that_sum_to_one_hundred():
    made = clean(8)
    one, two = made.rng.uniform(20, 40, made.shape).round(1), made.rng.uniform(20, 30, made.shape).round(1)
    made.values |= {"s1_pct": one, "s2_pct": two, "s3_pct": np.round(100 - one - two, 1)}
    assert not [f for f in audited(made).findings if f.kind == "broken_identity"]
    made.values["s3_pct"][9, 3] += 5
    (found,) = [f for f in audited(made).findings if f.kind == "broken_identity"]
    assert found.where["units"] == ["U0009"] and found.evidence["identity"].endswith("= 100")


def test_a_sum_of_many_parts_is_discovered():
    made = clean(9, units=60, periods=12, measures=10)
    parts = [f"m{n}" for n in range(2, 8)]
    made.values["whole"] = sum((made.values[name] for name in parts), np.zeros(made.shape))
    made.values["whole"][5, 5] *= 1.3
    found = [f for f in audited(made).findings if f.kind == "broken_identity" and "whole" in f.evidence["columns"]]
    assert found and set(found[0].evidence["columns"]) == {"whole", *parts} and found[0].where["unit"] == "U0005"


def test_names_are_read_from_columns():
    """A rate of growth below one per cent is no fraction; profit may be negative."""
    made = clean(10)
    made.values["growth_pct"] = made.rng.normal(0.1, 0.3, made.shape).round(2)
    made.values["profit"] = np.round(made.values["m2"] * 0.05)
    made.values["profit"][3, 3] *= -1
    assert not [f for f in audited(made).findings if f.kind in ("share_as_fraction", "negative")]
