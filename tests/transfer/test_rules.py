"""Fit and matching: every term as the catalogue says, columns equal to plain arithmetic, and no pair that would rather have each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.core.errors import Conflict, Invalid, WrongState
from gaoxin.innovation.rules.stations import book as station_book
from gaoxin.innovation.rules.stations import terms as station_terms
from gaoxin.innovation.rules.transfer import terms
from gaoxin.innovation.rules.transfer.book import months_after, read_book
from gaoxin.innovation.rules.transfer.fit import Offered, Wanted, acceptable, blocks, both, likeness, plain_score
from gaoxin.innovation.rules.transfer.fit import terms as weigh
from gaoxin.innovation.rules.transfer.matching import match, stable

CATALOGUE = Path(__file__).parents[2] / "catalogue"
BOOK, STATIONS = read_book(CATALOGUE), station_book.read_book(CATALOGUE)
DAY = dt.date(2025, 6, 1)
FIELDS = [one.code for one in BOOK.fields]
WORDS = ["导热", "树脂", "基材", "电镀", "废水", "视觉", "检测", "机器人", "涂层", "发酵", "储能", "pcb"]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join)
NUMBERS = [f"N{n}" for n in range(7)]
MONEY = st.none() | st.integers(0, 400)


@st.composite
def demand(draw: st.DrawFn, number: str) -> Wanted:
    low, high = sorted((draw(st.integers(0, 300)), draw(st.integers(0, 300))))
    wishes = draw(st.lists(st.sampled_from(NUMBERS), max_size=3, unique=True))
    return Wanted(
        number, draw(st.sampled_from(FIELDS[:4])), draw(TEXT), draw(st.integers(1, 9)), draw(st.sampled_from((None, low))),
        draw(st.sampled_from((None, high))), draw(st.integers(0, 120)), draw(st.sampled_from(("", "p1", "p2"))), tuple(wishes[1:]),
        frozenset(wishes[:1]) if draw(st.booleans()) else frozenset(),
    )  # fmt: skip


@st.composite
def result(draw: st.DrawFn, number: str) -> Offered:
    wishes = draw(st.lists(st.sampled_from(NUMBERS), max_size=3, unique=True))
    return Offered(
        number, draw(st.sampled_from(FIELDS[:4])), draw(TEXT), draw(st.integers(1, 9)), draw(MONEY), draw(st.integers(0, 3)),
        draw(st.integers(0, 3)), frozenset(draw(st.sampled_from(((), ("p1",))))), tuple(wishes[1:]),
        frozenset(wishes[:1]) if draw(st.booleans()) else frozenset(),
    )  # fmt: skip


@st.composite
def market(draw: st.DrawFn) -> tuple[list[Wanted], list[Offered]]:
    return (
        [draw(demand(one)) for one in NUMBERS[: draw(st.integers(1, 7))]],
        [draw(result(one)) for one in NUMBERS[: draw(st.integers(1, 5))]],
    )


def worth(mine: Wanted | Offered, other: str, score: int) -> int:
    """What one side makes of the other: its own ranking first, written anew for the test."""
    return score + 1000 * (len(mine.wishes) - mine.wishes.index(other)) if other in mine.wishes else score


@settings(max_examples=60, deadline=None)
@given(market())
def test_no_pair_would_rather_have_each_other(told):
    demands, results = told
    found = match(demands, results, BOOK)
    got = {pair.demand: pair.result for pair in found.pairs}
    assert {one.demand for one in found.left} == {one.number for one in demands} - set(got)
    held = {one.number: [d for d in demands if got.get(d.number) == one.number] for one in results}
    by_number = {one.number: one for one in results}
    for one in results:
        assert len(held[one.number]) <= one.seats

    def ours(d: Wanted, r: Offered) -> int:
        return worth(d, r.number, both(d, r, BOOK)[1])

    def theirs(d: Wanted, r: Offered) -> int:
        return worth(r, d.number, both(d, r, BOOK)[2])

    for pair in found.pairs:
        mine = next(d for d in demands if d.number == pair.demand)
        with_it = by_number[pair.result]
        assert acceptable(mine, with_it, BOOK)
        assert (pair.ours, pair.theirs) == (ours(mine, with_it), theirs(mine, with_it))
        better = [r for r in results if acceptable(mine, r, BOOK) and ours(mine, r) > pair.ours]
        assert pair.rank >= 1 + len(better) and pair.choices == sum(acceptable(mine, r, BOOK) for r in results)
        for told_above in pair.above:  # the explanation is true: full, and of nobody it likes less
            above = by_number[told_above.result]
            assert len(held[above.number]) == above.seats == told_above.seats
            assert not held[above.number] or min(theirs(d, above) for d in held[above.number]) == told_above.holds
            assert theirs(mine, above) == told_above.makes <= told_above.holds or not above.seats
    for mine in demands:
        for other in results:
            if not acceptable(mine, other, BOOK) or not other.seats or got.get(mine.number) == other.number:
                continue
            now = got.get(mine.number)
            rather = now is None or ours(mine, other) > ours(mine, by_number[now])
            free = len(held[other.number]) < other.seats
            wanted_more = free or any(theirs(mine, other) > theirs(d, other) for d in held[other.number])
            assert not (rather and wanted_more), (mine.number, other.number)


@settings(max_examples=40, deadline=None)
@given(market())
def test_columns_are_plain_arithmetic(told):
    demands, results = told
    seen = 0
    for block in blocks(demands, results, BOOK):
        for row, d in enumerate(block.demands):
            for column, r in enumerate(block.results):
                _, ours, theirs = both(demands[d], results[r], BOOK)
                assert plain_score(int(block.ours[row, column])) == ours
                assert plain_score(int(block.theirs[row, column])) == theirs
                assert bool(block.open[row, column]) is acceptable(demands[d], results[r], BOOK)
                seen += 1
    related = sum(bool(weigh(d, r, BOOK)["field"]) for d in demands for r in results)
    assert seen == related


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 6), st.integers(1, 4))
def test_demands_get_the_best_of_all_stable_matchings(seed, many, few):
    """Against every stable matching, found by trying all assignments of a small market with strict preferences."""
    rng = np.random.default_rng(seed)
    likes = [rng.permutation(few) for _ in range(many)]
    value = np.array([rng.permutation(many) for _ in range(few)])  # value[result][demand]
    seats = [int(one) for one in rng.integers(0, 3, few)]
    keys = [np.array([value[r][d] for r in likes[d]]) for d in range(many)]
    mine = stable(likes, keys, seats)
    place = [{int(r): at for at, r in enumerate(mine_likes)} for mine_likes in likes]

    def is_stable(of: tuple[int, ...]) -> bool:
        holds = [[d for d in range(many) if of[d] == r] for r in range(few)]
        if any(len(one) > seats[r] for r, one in enumerate(holds)):
            return False
        for d in range(many):
            for r in range(few):
                rather = of[d] < 0 or place[d][r] < place[d][of[d]]
                if rather and (len(holds[r]) < seats[r] or any(value[r][d] > value[r][o] for o in holds[r])):
                    return False
        return True

    every = (
        np.stack(np.meshgrid(*[np.arange(-1, few)] * many), -1).reshape(-1, many) if (few + 1) ** many <= 4096 else []
    )
    got = tuple(int(likes[d][at]) if at >= 0 else -1 for d, at in enumerate(mine))
    assert is_stable(got)
    for of in every:
        if is_stable(tuple(int(one) for one in of)):
            assert all(of[d] < 0 or (got[d] >= 0 and place[d][got[d]] <= place[d][int(of[d])]) for d in range(many))


def test_every_term_as_the_catalogue_says():
    mine = Wanted("D", "materials", "高导热树脂基材", 6, 100, 200, 40, "p1")
    other = Offered("R", "materials", "高导热树脂基材", 4, 150, 1, 1, frozenset({"p1"}))
    assert weigh(mine, other, BOOK) == {
        "field": 100, "text": 100, "maturity": 50, "price": 80, "patents": 60, "days": 70, "ties": 100
    }  # fmt: skip
    assert weigh(mine, replace(other, field="energy"), BOOK)["field"] == 60
    assert weigh(mine, replace(other, field="biomedicine"), BOOK)["field"] == 0
    assert not acceptable(mine, replace(other, field="biomedicine"), BOOK)
    prices = {None: 60, 50: 100, 100: 100, 200: 60, 300: 30, 400: 0, 9999: 0}
    assert {price: weigh(mine, replace(other, price=price), BOOK)["price"] for price in prices} == prices
    assert weigh(replace(mine, high=None), replace(other, price=9999), BOOK)["price"] == 100
    assert weigh(replace(mine, low=None, high=None), other, BOOK)["price"] == 60
    assert both(mine, other, BOOK)[1:] == (87, 92)


def test_texts_are_alike_by_sign_or_by_sound():
    assert likeness("高导热树脂", "高导热树脂", BOOK) == 100 and likeness("高导热树脂", "生物发酵", BOOK) == 0
    assert likeness("电度", "电镀", BOOK) == 80  # another character of the same sound
    assert likeness("PCB 电镀", "pcb电镀", BOOK) == 100 and likeness("", "电镀", BOOK) == 0


def test_a_lonely_demand_is_told_why():
    mine = Wanted("D1", "materials", "导热树脂", 5)
    far = Offered("R1", "biomedicine", "导热树脂", 9)
    poor = Offered("R2", "energy", "发酵", 1, 10**6)
    full = Offered("R3", "materials", "导热树脂", 9)
    assert [one.reason for one in match([mine], [far], BOOK).left] == ["nothing-open"]
    assert [one.reason for one in match([mine], [poor], BOOK).left] == ["none-suits"]
    found = match([mine, replace(mine, number="D2")], [full], BOOK)
    assert [pair.demand for pair in found.pairs] == ["D1"]  # equal ones: the first number
    assert [(one.demand, one.reason, one.above[0].result) for one in found.left] == [("D2", "all-full", "R3")]


def test_terms_of_agreements_and_licences():
    days = {
        "2025-12-31": "running",
        "2025-08-30": "soon",
        "2025-07-01": "urgent",
        "2025-06-01": "urgent",
        "2025-05-31": "expired",
    }
    for until, state in days.items():
        assert terms.standing(dt.date(2024, 1, 1), dt.date.fromisoformat(until), DAY, BOOK) == state
    assert terms.standing(dt.date(2025, 7, 1), dt.date(2025, 12, 1), DAY, BOOK) == "coming"
    assert terms.standing(dt.date(2024, 1, 1), dt.date(2025, 12, 1), DAY, BOOK, renewed=True) == "renewed"
    assert months_after(dt.date(2024, 11, 30), "3mo") == dt.date(2025, 2, 28) and months_after(
        dt.date(2025, 1, 1), "3mo"
    ) == dt.date(2025, 4, 1)
    assert [terms.filing(dt.date(2025, month, 1), None, DAY, BOOK).state for month in (2, 3, 5)] == [
        "late",
        "soon",
        "open",
    ]
    assert terms.filing(dt.date(2025, 2, 1), DAY, DAY, BOOK).state == "filed"
    with pytest.raises(WrongState, match="不在协议期内"):
        terms.check_within(dt.date(2024, 1, 1), dt.date(2025, 1, 1), DAY)
    for low, high in ((-1, 5), (5, -1), (9, 5), (0, 10**12)):
        with pytest.raises(Invalid, match="预算"):
            terms.check_budget(low, high, BOOK)
    with pytest.raises(WrongState, match="已成交"):
        terms.moved("talks", "deal")


def test_stations_and_tasks_on_a_day():
    assert station_terms.standing(None, DAY, STATIONS) == "valid"
    for days, state in ((181, "valid"), (180, "soon"), (60, "urgent"), (0, "urgent"), (-1, "expired")):
        assert station_terms.standing(DAY + dt.timedelta(days), DAY, STATIONS) == state
    for days, colour in ((31, "green"), (30, "yellow"), (0, "yellow"), (-1, "red")):
        assert station_terms.light(DAY + dt.timedelta(days), None, DAY, STATIONS) == colour
    assert station_terms.light(DAY - dt.timedelta(9), DAY, DAY, STATIONS) == "done"
    assert station_terms.overstays("postdoc", dt.date(2023, 5, 31), None, DAY, STATIONS)
    assert not station_terms.overstays("postdoc", dt.date(2023, 6, 1), None, DAY, STATIONS)
    assert not station_terms.overstays("doctor", dt.date(2000, 1, 1), None, DAY, STATIONS)
    station_terms.check_payment(20, approved_k=80, paid_k=60)
    with pytest.raises(Conflict, match="余 left 20"):
        station_terms.check_payment(21, approved_k=80, paid_k=60)
    with pytest.raises(Invalid):
        station_terms.check_payment(0, approved_k=80, paid_k=60)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("demand: {field: 30", "demand: {field: 31", "权重"),
        ("related: [biomedicine, materials, energy]", "related: [biomedicine, materials, nowhere]", "未定义"),
        ("en: High-tech services}, related: [electronics]", "en: High-tech services}, related: [energy]", "不对等"),
        ("[[1, 60], [2, 100]]", "[[2, 60], [1, 100]]", "由低到高"),
        ("within: 3mo", "within: soon", "时限"),
    ],
)  # fmt: skip
def test_a_wrong_catalogue_is_refused(tmp_path, old, new, says):
    text = (CATALOGUE / "transfer" / "transfer.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "transfer"
    folder.mkdir()
    assert old in text
    (folder / "transfer.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Invalid, match=says):
        read_book(tmp_path)
