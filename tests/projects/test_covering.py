"""How much of a chain is covered before and after the projects of a year: by hand, and from records on the page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gaoxin.investment.services.chains import drawing
from gaoxin.projects.rules.projects.covering import cover
from gaoxin.projects.selectors.covering import by_chain
from gaoxin.projects.services.projects.opening import import_projects
from tests.projects.conftest import SYSTEM, ZONE, at, opening
from tests.projects.test_doors import client


def test_by_hand():
    told = cover(
        ["c/a", "c/b", "c/d", "c/e", "c/f", "c/g"], earlier={"c/a", "x/y"}, arrived={"c/b"},
        projects={"c/a": {"extend"}, "c/d": {"supplement"}, "c/e": {"extend", "strengthen"}, "c/gone": {"extend"}},
    )  # fmt: skip
    assert (told.nodes, told.before, told.after, told.left) == (6, 1, 4, ("c/f", "c/g"))
    assert told.opened == {"extend": ("c/e",), "supplement": ("c/d",), "strengthen": ("c/e",)}
    assert (told.percent_before, told.percent_after) == (Decimal("16.7"), Decimal("66.7"))
    assert cover([], earlier=(), arrived=(), projects={}).percent_after is None


@pytest.mark.django_db
def test_from_records_and_on_the_page(people):
    drawing.load_chains(zone=ZONE, by=SYSTEM, at=at())
    rows = [
        opening("P-1", opened_on=dt.date(2023, 6, 1), node="electronics/pcb"),
        opening("P-2", opened_on=dt.date(2024, 2, 1), node="electronics/foil", kind="supplement"),
        opening("P-3", opened_on=dt.date(2024, 3, 1), node="electronics/pcb", kind="strengthen"),
        opening("P-4", opened_on=dt.date(2025, 1, 2), node="new-materials/resins"),
    ]
    import_projects(zone=ZONE, openings=rows, at=at("2025-02-03T09:00"), by=people["head"], source="表格")
    told = {one.code: one.covered for one in by_chain(zone=ZONE, year=2024)}
    found = told["electronics"]
    assert (found.before, found.after) == (1, 2)
    assert found.opened == {"extend": (), "supplement": ("electronics/foil",), "strengthen": ()}
    assert (told["new-materials"].after, len(told["new-materials"].left)) == (0, told["new-materials"].nodes)
    assert {one.code: one.covered.after for one in by_chain(zone=ZONE, year=2025)}["new-materials"] == 1
    page = client("auditor").get("/projects/investment/?year=2024").content.decode()
    assert "补链：electronics/foil" in page and f"2（{found.percent_after}%）" in page
    text = client("auditor").get("/projects/investment/?year=2024&as=csv").content.decode("utf-8-sig")
    line = next(line for line in text.splitlines() if line.startswith("electronics,"))
    assert line.split(",")[2:6] == [str(found.nodes), "1", str(found.percent_before), "2"]
    assert "electronics/foil" in line.split(",")[8] and "electronics/ic" not in line.split(",")[8]
    asked = client("auditor").get("/api/v1/project-investment/2024").json()
    told_by_api = next(one for one in asked["chains"] if one["chain"] == "electronics")
    assert (told_by_api["before"], told_by_api["after"]) == (1, 2) and set(told_by_api["left"]) == set(found.left)
    assert told_by_api["opened"]["supplement"] == ["electronics/foil"]
