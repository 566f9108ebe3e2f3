"""Figures count files of a year; without any there is no figure."""

from __future__ import annotations

import pytest

from gaoxin.labour.selectors.figures_labour import figures, open_disputes
from gaoxin.labour.services.disputes import deciding
from tests.labour.conftest import ZONE

pytestmark = pytest.mark.django_db


def test_accepted_and_closed_in_time_are_counted_apart(world):
    pk = world.heard()
    assert {one.key: one.value for one in figures(zone=ZONE, year=2026)} == {"disputes.accepted": 1}
    assert open_disputes(zone=ZONE) == 1
    deciding.award(**world.does(pk, "arbitrator-1", "2026-04-21T10:00"), awarded={1: 1}, reasons="有据")
    told = {one.key: (one.value, one.rows) for one in figures(zone=ZONE, year=2026)}
    assert told == {"disputes.accepted": (1, 1), "disputes.in_time": (0, 1)} and open_disputes(zone=ZONE) == 0
    assert figures(zone=ZONE, year=2025) == []
