"""Firms for the readiness checks: one that does well, and any that hypothesis can think of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from hypothesis import strategies as st

from gaoxin.innovation.rules.readiness.book import GRADES, YES, Book, Fact, read_book

BOOK: Book = read_book(settings.CATALOGUE)
TODAY = dt.date(2026, 11, 26)
GOOD: dict[str, Any] = {
    "name": "样例企业（演示）", "registered_on": "2015-03-01", "core_ip": True, "tech_field": "新材料", "staff": 150, "tech_staff": 20,
    "sales": [40_000_000, 45_000_000, 48_000_000], "rnd": [2_000_000, 2_300_000, 2_500_000], "rnd_domestic": 6_800_000,
    "total_income": 50_000_000, "hightech_income": 31_000_000, "accident": False, "environmental_offence": False,
    "class_1": 1, "class_2": 6, "ip_own": True, "conversions": 15, "standards": False, "org_accounts": True, "org_unit": True,
    "org_incentives": False, "org_talent": True, "net_assets": [20_000_000, 24_000_000, 28_000_000], "resident": True,
    "assets": 80_000_000, "restricted": False, "misconduct": False, "listed_abnormal": False, "cost": 40_000_000,
}  # fmt: skip


def value(fact: Fact) -> st.SearchStrategy[Any]:
    """Any value of the fact, small enough that borders are met."""
    money = st.one_of(st.integers(0, 40), st.integers(0, 300_000_000), st.sampled_from([50_000_000, 200_000_000]))
    if fact.kind == "years":
        low = -50 if fact.code == "net_assets" else 0
        one = st.one_of(money, st.integers(low, 40), st.sampled_from([100, 105, 115, 125, 135]))
        return st.lists(one, min_size=3, max_size=3).map(tuple)
    return {
        "flag": st.integers(0, 1), "count": st.one_of(st.integers(0, 20), st.integers(0, 600)), "money": money,
        "day": st.integers(TODAY.toordinal() - 1500, TODAY.toordinal()), "choice": st.integers(0, len(fact.choices) - 1),
        "mark": st.sampled_from([*range(fact.most + 1), YES, *(GRADES.values() if fact.judged else ())]),
    }[fact.kind]  # fmt: skip


@st.composite
def firms(draw: Any, *, unknown: bool = True) -> dict[str, Any]:
    """Facts of one firm; with `unknown` some are not told, and younger firms have fewer years."""
    years = draw(st.integers(1, 3)) if unknown else 3
    found: dict[str, Any] = {}
    for fact in BOOK.facts.values():
        if unknown and draw(st.integers(0, 7)) == 0:
            continue
        told = draw(value(fact))
        found[fact.code] = told[3 - years :] if isinstance(told, tuple) else told
    for part, whole in (("tech_staff", "staff"), ("hightech_income", "total_income")):
        if part in found and whole in found:
            found[part] = min(found[part], found[whole])
    return found
