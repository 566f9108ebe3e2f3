"""Amounts as pages print them."""

from __future__ import annotations

import pytest

from gaoxin.projects.templatetags.projects import wan


@pytest.mark.parametrize(
    ("thousands", "told"), [(0, "0"), (5, "0.5"), (12_345, "1,234.5"), (-5, "-0.5"), (-10, "-1"), (-12_345, "-1,234.5")]
)
def test_thousands_of_yuan_as_ten_thousands(thousands: int, told: str) -> None:
    assert wan(thousands) == told
