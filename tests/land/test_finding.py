"""The database leaves out exactly what the rule refuses, and the shortlist is the rule's."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from gaoxin.accounts.rules.roles import Actor
from gaoxin.investment.services.chains import drawing
from gaoxin.projects.models import Parcel
from gaoxin.projects.rules.land.matching import Need, match
from gaoxin.projects.selectors.land import finding
from gaoxin.projects.services.land import agreements
from tests.land.conftest import NOW, TODAY, ZONE, by, terms
from tests.land.shapes import matching, square

USES = ("100101", "100102", "100103", "0802")
CATEGORIES = ("approved-unsupplied", "idle", "reserved")


@pytest.fixture
def many(land: None) -> None:
    days = (None, dt.date(2025, 1, 1), dt.date(2026, 9, 1), dt.date(2029, 1, 1))
    rows = [
        Parcel(
            zone=ZONE, number=f"M-{n:03d}", geometry=square(0, 0), outline="{}", area_m2=8_000 + 1_700 * (n % 9), use=use,
            power_kva=(None, 600, 1_200, 0, 2_400, 3_000, 3_600)[n % 7],
            category=category, category_since=TODAY, ready_on=days[n % 4], source="test", at=NOW,
            held_by="甲" if n % 11 == 0 else "", west=n, east=n + 2, south=n, north=n + 2, lon=113_001_000 + 150 * n,
            lat=23_602_000 + 90 * (n % 13), plot_ratio_pct=(None, 80, 100, 150, 250)[n % 5], water_m3=(None, 0, 50, 99, 200)[n % 5],
            gas_m3=(None, 5, 10, 20)[n % 4],
        )
        for n, (use, category) in enumerate(itertools.product(USES * 4, CATEGORIES * 3))
    ]  # fmt: skip
    Parcel.objects.bulk_create(rows)
    agreements.sign(parcel_number="A-01", terms=terms(), project_number="P-PCB", **by())


@pytest.mark.parametrize(
    "need",
    [
        Need(10_000, "100102"), Need(10_000, "100101", 1_500), Need(9_000, "100102", 2_001, "electronics/pcb", TODAY),
        Need(30_000, "0802"), Need(8_000, "100103", 1, "electronics/none", dt.date(2024, 1, 1)),
        Need(9_000, "100102", building_m2=11_070, water_m3=100, gas_m3=11), Need(8_000, "100101", 600, building_m2=2_000_000_000),
    ],
)  # fmt: skip
def test_the_shortlist_is_that_of_the_rule_over_every_parcel(many, need):
    found = finding.shortlist(zone=ZONE, need=need)
    offers, places = finding._offers(Parcel.objects.filter(zone=ZONE))
    near = finding._Neighbours(ZONE, need, {})
    every = match(need, near.beside(offers, places), {}, matching())
    fits = [one for one in every if one.fits]
    assert (found.looked_at, found.fitting) == (len(every), len(fits))
    assert [(one.offer.number, one.points) for one in found.fits] == [
        (one.offer.number, one.points) for one in fits[: matching().shortlist]
    ]
    told = dict(found.refused)
    for name in ("free", "area", "use", "power", "building", "water", "gas", "ready"):
        refused = [one for one in every if any(t.name == name and t.side == "refused" for t in one.terms)]
        assert told.get(name, 0) == len(refused), name
    assert all(len(one.of("refused")) == 1 for one in found.misses)


def test_a_linked_node_is_nearer_once_the_map_is_published(many):
    """Laminates sell to circuit boards in the published chain; before it is there, nothing links them."""
    need = Need(10_000, "100102", node="electronics/laminate")

    def points() -> int:
        best = finding.shortlist(zone=ZONE, need=need).fits[0]
        return next(term.points for term in best.terms if term.name == "chain")

    before = points()
    drawing.load_chains(zone=ZONE, at=NOW, by=Actor.system(ZONE, "test"))
    assert before == 0 < points()
