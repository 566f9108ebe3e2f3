"""Gaps of a zone: the formulas by hand on a small table, against econcomplex on world trade, and the command's contract."""

from __future__ import annotations

import csv
import json

import econcomplex
import numpy as np
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.core.errors import Invalid
from gaoxin.investment.rules.chains.gaps import KINDS, Present, find_gaps, relatedness
from gaoxin.investment.rules.chains.table import from_flows, read_table, square
from gaoxin.investment.rules.chains.zonefile import read_zone
from tests.conftest import SHARED

TABLE = read_table(django_settings.CATALOGUE / "chains" / "tables", "2007")
ZONE = ("398", "325", "265", "264", "361", "272")
CODES = ("a", "b", "c", "d")
SMALL = from_flows(
    "small", [(code, code.upper(), 100.0) for code in CODES],
    [("c", "a", 30.0), ("c", "b", 10.0), ("d", "a", 5.0), ("a", "d", 20.0), ("b", "d", 10.0), ("b", "c", 40.0)],
    phi=square(CODES, [("a", "c", 0.6), ("b", "c", 0.2), ("a", "d", 0.4), ("c", "d", 0.4)], both=True),
    pci={"c": -1.0, "d": 1.0}, groups={"101": "a", "102": "b", "103": "c", "104": "d"},
)  # fmt: skip


def test_the_formulas_by_hand():
    found = find_gaps(SMALL, [Present("101", 3), Present("102", 1)])
    assert found.weights == {"a": 0.75, "b": 0.25}
    supplement = {gap.sector: gap for gap in found.ranked["supplement"]}
    # need c = 0.75·0.30 + 0.25·0.10; density c = (0.6 + 0.2) / (0.6 + 0.2 + 0.4)
    assert supplement["c"].terms["need"] == pytest.approx(0.25)
    assert supplement["c"].terms["density"] == pytest.approx(0.8 / 1.2)
    assert supplement["d"].terms["need"] == pytest.approx(0.0375)
    assert supplement["d"].terms["density"] == pytest.approx(0.5)
    assert (supplement["c"].score, supplement["d"].score) == (1.0, 0.25)
    assert supplement["c"].through == [("a", "A", pytest.approx(0.225)), ("b", "B", pytest.approx(0.025))]
    extend = {gap.sector: gap for gap in found.ranked["extend"]}
    # use d = 0.75·0.2 + 0.25·0.1, use c = 0.25·0.4; ranks 1 and ½; complexity ranks 1 and ½
    assert extend["d"].terms["use"] == pytest.approx(0.175)
    assert extend["d"].score == pytest.approx(1.0 * 0.5 * (0.5 + 0.5 * 1.0))
    assert extend["c"].score == pytest.approx(0.5 * 1.0 * (0.5 + 0.5 * 0.5))
    assert found.ranked["supplement"][0].groups == ("103",)


def test_few_firms_make_a_link_weaker():
    many = find_gaps(SMALL, [Present("101", 3, firms=9), Present("102", 1, firms=1)]).ranked["strengthen"]
    assert {gap.sector: gap.terms["firms"] for gap in many} == {"a": 9, "b": 1}
    assert {gap.sector: gap.terms["fewness"] for gap in many} == {"a": pytest.approx(1 / 9), "b": 1.0}


def test_the_zone_of_the_reference():
    """Electronic components, copper, resins, coatings, vehicles and pharma lack basic chemicals, and computers come next."""
    found = find_gaps(TABLE, [Present(code, 1) for code in ZONE])
    names = {kind: [gap.name for gap in found.ranked[kind][:5]] for kind in KINDS}
    assert names["supplement"][:3] == ["基础化学原料制造业", "塑料制品业", "专用化学产品制造业"]
    assert {"电子计算机制造业", "通信设备制造业", "文化、办公用机械制造业"} <= set(names["extend"])
    assert sum(found.weights.values()) == pytest.approx(1)
    assert {gap.sector for gap in found.ranked["strengthen"]} == set(found.weights)


def test_density_is_that_of_econcomplex():
    """Every country's density around every sector, by the library and by us, on the catalogue's proximities."""
    places, exports = world()
    placed, phi = TABLE.placed, TABLE.phi[np.ix_(TABLE.placed, TABLE.placed)]
    here = econcomplex.rca(exports[:, placed], binary=True)
    theirs = np.asarray(econcomplex.density(here, phi=phi, use_rca=False)) / 100
    for row, country in enumerate(places):
        mine = np.zeros(len(TABLE.codes), dtype=bool)
        mine[placed] = here[row] > 0
        assert np.allclose(relatedness(TABLE.phi, mine)[placed], theirs[row], atol=1e-9), country


def test_the_catalogues_proximities_and_complexity_are_those_of_econcomplex():
    """Derived again from world exports: what catalogue/chains/tables ships is what its README says."""
    _, exports = world()
    placed = TABLE.placed
    phi = np.asarray(econcomplex.proximity(exports[:, placed], compute="product")["product"])
    shipped = TABLE.phi[np.ix_(placed, placed)]
    kept = shipped > 0
    assert np.allclose(shipped[kept], phi[kept], atol=1e-3)
    pci = TABLE.pci[placed]
    known = ~np.isnan(pci)
    theirs = np.asarray(econcomplex.eci_pci(exports[:, placed])[1], dtype=float)
    assert abs(np.corrcoef(pci[known], theirs[known])[0, 1]) > 0.999


def world():
    """Countries, and their exports by sector: SITC products spread over sectors by their HS6 counts."""
    folder = SHARED / "data" / "chains"
    if not folder.exists():
        pytest.skip(f"no exports: {folder}")
    spread: dict[str, dict[str, int]] = {}
    for row in rows(folder / "hs2007_sitc2_io135.csv"):
        if row["io135"]:
            parts = spread.setdefault(row["sitc2_4d"], {})
            parts[row["io135"]] = parts.get(row["io135"], 0) + 1
    told = rows(folder / "exports_sitc2_avg1998_2000.csv")
    places = sorted({row["country"] for row in told})
    exports, at = np.zeros((len(places), len(TABLE.codes))), {place: i for i, place in enumerate(places)}
    for row in told:
        parts = spread.get(row["product"], {})
        for sector, count in parts.items():
            exports[at[row["country"]], TABLE.index[sector]] += float(row["value"]) * count / sum(parts.values())
    return places, exports


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@settings(deadline=None)  # what is asked is the order, not the time
@given(st.lists(st.floats(0.01, 1000), min_size=6, max_size=6), st.floats(0.5, 2000))
def test_units_do_not_matter(weights, unit):
    once = find_gaps(TABLE, [Present(code, weight) for code, weight in zip(ZONE, weights, strict=True)])
    again = find_gaps(TABLE, [Present(code, weight * unit) for code, weight in zip(ZONE, weights, strict=True)])
    for kind in KINDS:
        assert {gap.sector for gap in once.ranked[kind]} == {gap.sector for gap in again.ranked[kind]}
        assert all(0 <= gap.score <= 1 for gap in once.ranked[kind])
        assert [gap.score for gap in once.ranked[kind]] == sorted((g.score for g in once.ranked[kind]), reverse=True)


def test_density_of_everything_is_one():
    placed = TABLE.placed
    assert np.allclose(relatedness(TABLE.phi, np.ones(len(TABLE.codes), dtype=bool))[placed], 1)
    assert not relatedness(TABLE.phi, np.zeros(len(TABLE.codes), dtype=bool)).any()


@pytest.mark.parametrize(
    ("industries", "says"),
    [
        ([], "没有填写产业"),
        ([Present("398", 0)], "权重须为正"),
        ([Present("398", float("nan"))], "权重须为正"),
        ([Present("398", 1, firms=0)], "企业数"),
        ([Present("999", 1)], "没有对应的部门"),
        ([Present("computers", 1)], "不是国民经济行业代码"),
    ],
)
def test_what_cannot_be_is_refused(industries, says):
    with pytest.raises(Invalid, match=says):
        find_gaps(TABLE, industries)


def test_the_command(tmp_path, capsys):
    path = tmp_path / "zone.yaml"
    path.write_text(
        "zone: 试验园区\nbasis: 2024 年营业收入\nindustries:\n"
        + "".join(f'- {{code: "{code}", weight: 1}}\n' for code in ZONE),
        encoding="utf-8",
    )
    call_command("chain", "gaps", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    first = told["gaps"]["supplement"][0]
    assert (first["rank"], first["name"]) == (1, "基础化学原料制造业")
    assert set(first["terms"]) == {"need", "density", "need_rank", "density_rank"}
    assert first["score"] == pytest.approx(first["terms"]["need_rank"] * first["terms"]["density_rank"])
    assert "2007" in told["table"]
    call_command("chain", "gaps", str(path), "--most", "3")
    assert "补链" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    ["zone: x", "zone: x\nindustries: 3", "zone: [", 'zone: x\nindustries:\n- {code: "398", weight: 1, firm: 2}\n',
     'zone: x\nindustries:\n- {code: "398", weight: 1}\n- {code: "398", weight: 2}\n'],
)  # fmt: skip
def test_a_wrong_file_says_where(text):
    with pytest.raises(Invalid):
        read_zone(text)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]), max_size=18))
def test_betweenness_is_the_share_of_all_shortest_paths(links: set[tuple[int, int]]):
    """Every simple path is walked, with no graph library."""
    codes = [str(place) for place in range(6)]
    flows = [(str(s), str(b), 15.0) for s, b in links]
    told = from_flows("drawn", [(code, code, 100.0) for code in codes], flows).betweenness

    def paths(here: int, end: int, gone: tuple[int, ...]) -> list[tuple[int, ...]]:
        if here == end:
            return [gone]
        return [way for s, b in links if s == here and b not in gone for way in paths(b, end, (*gone, b))]

    expected = [0.0] * 6
    for start in range(6):
        for end in range(6):
            every = paths(start, end, (start,)) if start != end else []
            short = [way for way in every if len(way) == min(map(len, every))]
            for middle in {place for way in short for place in way[1:-1]}:
                expected[middle] += sum(middle in way for way in short) / len(short) / (5 * 4)
    assert list(told) == pytest.approx(expected)
