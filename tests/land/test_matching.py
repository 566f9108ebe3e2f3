"""A need against parcels: each term shown, and why not; promise against result; what the dates say of idle land."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.matching import Need, Neighbour, Offer, both_ways, match
from gaoxin.projects.rules.land.results import Promise, Result, Works, compare, standing
from gaoxin.projects.rules.land.rows import stated
from tests.land.shapes import categories, matching

BOOK, LAW = matching(), categories().idle
DAY = dt.date(2026, 3, 2)
NEED = Need(20_000, "100102", 3_000, "electronics/pcb", DAY, 24_000, 400, 30)
OFFER = Offer(
    "A-01",
    22_000,
    "100102",
    4_000,
    DAY,
    True,
    "批而未供",
    "",
    (Neighbour("演示电路", "electronics/ccl", 300),),
    plot_ratio_pct=150,
    water_m3=300,
)
LINKS = both_ways([("electronics/ccl", "electronics/pcb"), ("electronics/resin", "electronics/ccl")])


def terms(offer: Offer, need: Need = NEED):
    (found,) = match(need, [offer], LINKS, BOOK)
    return {term.name: term for term in found.terms}, found


def test_the_terms_add_up_to_a_hundred():
    assert sum(getattr(BOOK.terms, name) for name in BOOK.terms.__struct_fields__) == 100


def test_a_parcel_that_fits_says_why():
    by_name, found = terms(OFFER)
    assert found.fits and {name: term.side for name, term in by_name.items()} == {
        "area": "for", "use": "for", "power": "for", "building": "for", "water": "against", "gas": "unknown",
        "chain": "for", "ready": "for",
    }  # fmt: skip
    assert found.points == sum(term.points for term in found.terms)
    assert by_name["chain"].points == 12 and "1 步" in by_name["chain"].words and "演示电路" in by_name["chain"].words


@pytest.mark.parametrize(
    ("change", "term", "side"),
    [
        ({"held_by": "演示公司"}, "free", "refused"),
        ({"supply": False}, "free", "refused"),
        ({"area_m2": 19_999}, "area", "refused"),
        ({"area_m2": 39_000}, "area", "against"),
        ({"use": "100101"}, "use", "refused"),
        ({"use": "100103"}, "use", "for"),
        ({"use": ""}, "use", "refused"),
        ({"power_kva": 2_000}, "power", "against"),
        ({"power_kva": 1_000}, "power", "refused"),
        ({"power_kva": 0}, "power", "refused"),
        ({"power_kva": None}, "power", "unknown"),
        ({"plot_ratio_pct": None}, "building", "unknown"),
        ({"plot_ratio_pct": 109}, "building", "refused"),
        ({"water_m3": None}, "water", "unknown"),
        ({"water_m3": 0}, "water", "refused"),
        ({"water_m3": 400}, "water", "for"),
        ({"gas_m3": 15}, "gas", "against"),
        ({"gas_m3": 14}, "gas", "refused"),
        ({"neighbours": ()}, "chain", "against"),
        ({"neighbours": (Neighbour("远", "electronics/pcb", 5_000),)}, "chain", "against"),
        ({"ready_on": DAY + dt.timedelta(30)}, "ready", "against"),
        ({"ready_on": DAY + dt.timedelta(400)}, "ready", "refused"),
        ({"ready_on": None}, "ready", "against"),
    ],
)
def test_what_stands_against_it(change, term, side):
    by_name, found = terms(replace(OFFER, **change))
    assert by_name[term].side == side and by_name[term].words
    assert found.fits is (side != "refused")
    assert all(0 <= one.points <= one.most for one in found.terms)


def test_what_was_not_asked_is_open():
    by_name, found = terms(OFFER, Need(20_000, "100102"))
    assert {by_name[name].side for name in ("power", "building", "water", "gas", "chain", "ready")} == {"open"}
    assert found.fits


def test_what_nobody_knows_earns_nothing_and_excludes_nothing():
    by_name, found = terms(replace(OFFER, power_kva=None, plot_ratio_pct=None, water_m3=None))
    unknown = found.of("unknown")
    assert [one.name for one in unknown] == ["power", "building", "water", "gas"] and found.fits
    assert sum(one.points for one in unknown) == 0 and all("须核对" in one.words for one in unknown)
    assert by_name["building"].most == BOOK.terms.building > 0


def test_the_best_comes_first_and_the_order_is_the_same_every_time():
    offers = [
        OFFER,
        replace(OFFER, number="B", area_m2=30_000),
        replace(OFFER, number="C", held_by="甲"),
        replace(OFFER, number="A-00"),
    ]
    first = [one.offer.number for one in match(NEED, offers, LINKS, BOOK)]
    assert first == ["A-00", "A-01", "B", "C"] == [one.offer.number for one in match(NEED, offers[::-1], LINKS, BOOK)]


@pytest.mark.parametrize("need", [Need(0, "100102"), Need(-5, "100102"), Need(100, "none")])
def test_a_need_must_be_one(need):
    with pytest.raises(Invalid):
        match(need, [OFFER], LINKS, BOOK)


def test_promise_and_result_for_each_mu():
    promise = Promise(output=3_000, tax=150, energy=900, from_year=2025)
    found = {one.measure: one for one in compare(promise, Result(2025, 90_000, 4_000, 30_000), 20_000)}
    assert (found["output"].actual, found["output"].share_bp, found["output"].verdict) == (3_000, 10_000, "met")
    assert (found["tax"].actual, found["tax"].share_bp, found["tax"].verdict) == (133, 8_867, "short")
    assert (found["energy"].actual, found["energy"].verdict) == (1_000, "short")
    assert {one.verdict for one in compare(promise, Result(2024, 1, 1, 1), 20_000)} == {"not-due"}
    assert {one.verdict for one in compare(promise, Result(2025, None, None, None), 20_000)} == {"unknown"}
    assert {one.verdict for one in compare(Promise(None, None, None, 2025), Result(2025, 1, 1, 1), 20_000)} == {"none"}


@pytest.mark.parametrize(
    ("works", "code", "fee", "lost"),
    [
        (Works(None), "fine", 0, False),
        (Works(dt.date(2026, 3, 2)), "fine", 0, False),
        (Works(dt.date(2025, 6, 1)), "nearing", 0, False),
        (Works(dt.date(2025, 3, 2)), "idle", 2_000, False),
        (Works(dt.date(2024, 3, 2)), "idle", 2_000, True),
        (Works(dt.date(2024, 3, 2), dt.date(2024, 5, 1)), "fine", 0, False),
        (Works(dt.date(2023, 3, 2), dt.date(2023, 5, 1), dt.date(2025, 1, 1), 2_000, 5_000), "idle", 0, False),
        (Works(dt.date(2023, 3, 2), dt.date(2023, 5, 1), dt.date(2025, 1, 1), 3_400, 2_500), "fine", 0, False),
        (Works(dt.date(2023, 3, 2), dt.date(2023, 5, 1), dt.date(2025, 9, 1), 2_000, None), "nearing", 0, False),
    ],
)
def test_what_the_dates_say_of_idle_land(works, code, fee, lost):
    found = standing(works, LAW, DAY)
    assert (found.code, found.fee_bp, found.recoverable) == (code, fee, lost)
    assert (found.article == "") is (code == "fine")


def test_cells_are_told_one_by_one():
    cells = {
        "number": " ",
        "area_m2": "much",
        "use": "9",
        "category": "空",
        "since": "2030-01-01",
        "power_kva": -1,
        "plot_ratio": 0,
        "water_m3": "x",
        "gas_m3": -2,
        "ready_on": "soon",
    }
    _, problems = stated(cells, categories=categories(), matching=BOOK, today=DAY)
    assert {one.code for one in problems} == {
        "number", "area_m2", "use", "category", "since", "power_kva", "ready_on", "evidence", "plot_ratio", "water_m3",
        "gas_m3",
    }  # fmt: skip


def test_cells_of_a_shapefile_are_numbers_and_words():
    cells = {
        "number": 12.0,
        "area_m2": "10000.4",
        "use": 100102,
        "category": "闲置",
        "plot_ratio": "2.5",
        "water_m3": 0,
        "since": "20260101",
        "evidence": "合同1",
    }
    found, problems = stated(cells, categories=categories(), matching=BOOK, today=DAY)
    assert problems == []
    assert (found.number, found.area_m2, found.use, found.category) == ("12", 10_000, "100102", "idle")
    assert (found.power_kva, found.plot_ratio_pct, found.water_m3, found.gas_m3) == (None, 250, 0, None)
    assert found.since == dt.date(2026, 1, 1)
