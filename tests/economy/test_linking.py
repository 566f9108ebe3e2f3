"""Quarters on one scope: what entered with the year is no growth, and what did not change is left alone."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.economy.rules.indicators.linking import linked
from gaoxin.economy.selectors import standing

Q = 2024 * 4  # its first quarter
GROWN = [110, 121, 132, 143]


def test_enterprises_that_enter_make_no_step():
    """Everybody grows by 10 % a year; in 2024 as many again came in. The year before is their base, and the one before that on the way."""
    told = linked(
        {Q - 4 + at: (x, x * 10 // 11) for at, x in enumerate(GROWN)}
        | {Q + at: (2 * x, 2 * x * 10 // 11) for at, x in enumerate(GROWN)}
    )
    assert [told[Q + at] for at in range(4)] == [220, 242, 264, 286]
    assert [told[Q - 4 + at] for at in range(4)] == [200, 220, 240, 260]
    assert told[Q - 8] == Fraction(2000, 11) and len(told) == 12


def test_a_year_that_has_begun_moves_the_rest_of_the_last_as_its_beginning():
    told = linked({Q - 4 + at: (100, 100) for at in range(4)} | {Q: (330, 300)})
    assert [told[Q - 4 + at] for at in range(4)] == [300, 300, 300, 300] and told[Q] == 330


def test_losses_go_by_differences():
    told = linked({Q - 4 + at: (x, -5) for at, x in enumerate((-10, 5, 5, 20))} | {Q: (30, -20)})
    assert told[Q] == 30 and told[Q - 4] == -20 and told[Q - 8] == -20 - (-10 + 5)
    assert told[Q - 3] == 5 + (-20 + 10)  # as far as the first quarter was moved


@settings(deadline=None)
@given(st.lists(st.integers(1, 10**12), min_size=12, max_size=12))
def test_on_one_scope_nothing_is_changed(values: list[int]):
    """Where each base is what was filed the year before, the series is what was filed."""
    first = Q - 8
    told = linked({first + at: (values[at], values[at - 4]) for at in range(4, 12)})
    assert [told[first + at] for at in range(12)] == values


@pytest.mark.parametrize(("missing", "start", "count"), [(None, (2022, 1), 12), (202403, (2024, 3), 2)])
def test_quarters_of_cumulative_months(monkeypatch, missing: int | None, start: tuple[int, int], count: int):
    """From January on the filings add up; a quarter's amount is the difference, and a gap ends what went before."""
    months = [ym for year in (2023, 2024) for ym in (year * 100 + month for month in range(2, 13)) if ym != missing]
    grown = np.array([[[100 * (ym % 100) * (11 if ym > 202400 else 10)] for ym in months]])
    based = np.array([[[100 * (ym % 100) * (10 if ym > 202400 else 8)] for ym in months]])
    held = SimpleNamespace(
        months=months, sums=SimpleNamespace(x=grown, b=based, nodes=SimpleNamespace(place=lambda node: 0))
    )
    one = SimpleNamespace(per="", over="output", divisor=100)
    told = SimpleNamespace(indicator=lambda code: one, place=lambda over: 0, measures=[SimpleNamespace(key="m.flow")])
    monkeypatch.setattr(standing, "definitions", lambda: told)
    values, begun = standing.quarters(held, "output", "total")  # type: ignore[arg-type, misc]
    assert (begun, len(values)) == (start, count) and values[-1] == 33
