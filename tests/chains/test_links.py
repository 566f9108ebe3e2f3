"""Coefficients come from the table at load or from evidence; a sankey only of what does not go round; exports say the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from decimal import Decimal

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import Chain, ChainNode, NodeLink
from gaoxin.investment.rules.chains.coefficients import between
from gaoxin.investment.rules.chains.drawing import cycle, read_drawing
from gaoxin.investment.selectors import chains
from gaoxin.investment.selectors.chain_tables import own_table
from gaoxin.investment.services.chains import drawing
from gaoxin.investment.web.chains import drawn
from tests.approvals.conftest import ZONE
from tests.chains.conftest import NOW, PROMOTER, by
from tests.chains.test_pages import signed_in, text
from tests.chains.test_services import refused

MAP = "/invest/chains/electronics/"
ON = dt.date(2026, 2, 1)


def test_sample_chains_get_coefficients_from_the_table(residents):
    table = own_table()
    link = NodeLink.objects.get(seller="chips", buyer="computers", chain__code="electronics")
    seller, buyer = table.groups["397"], table.groups["391"]
    direct = float(table.direct[table.index[seller], table.index[buyer]])
    sold = float(table.sold[table.index[seller], table.index[buyer]])
    assert float(link.coefficient) == pytest.approx(direct, abs=1e-6) and float(link.share) == pytest.approx(
        sold, abs=1e-6
    )
    assert (link.basis, link.source) == ("table", table.name) and link.confidence_bp == 5000
    same = NodeLink.objects.get(seller="laminate", buyer="pcb", chain__code="electronics")
    assert same.confidence_bp == 2000 and same.coefficient > 0
    rows = NodeLink.objects.all()
    assert sum(row.coefficient is not None for row in rows) >= 0.9 * len(rows)
    assert all((row.coefficient is None) == (row.basis == "") == (row.confidence_bp is None) for row in rows)


def test_two_codes_of_a_node_weigh_the_same():
    table, marks = own_table(), chains.marks().coefficients
    both = between(table, marks, ["325", "398"], ["367"])
    one, other = (between(table, marks, [code], ["367"]) for code in ("325", "398"))
    assert both.requirement == pytest.approx((one.requirement + other.requirement) / 2)
    assert between(table, marks, [], ["367"]) is None and between(table, marks, ["000"], ["367"]) is None


def test_a_stated_coefficient_needs_its_confidence(residents):
    drawing.start_draft(code="electronics", **by())
    link = {"code": "electronics", "seller": "pcb", "buyer": "chips", "source": "访谈", "on": ON}
    for more in ({"confidence_bp": None}, {"confidence_bp": 0}, {"confidence_bp": 10_001}):
        with refused(Invalid, "可信度"):
            drawing.put_link(coefficient=Decimal("0.1"), **link, **more, **by())
    row = drawing.put_link(coefficient=Decimal("0.1"), confidence_bp=7000, **link, **by())
    assert (row.basis, row.confidence_bp, row.share) == ("stated", 7000, None)
    row = drawing.put_link(coefficient=None, from_table=True, **link, **by())
    assert row.basis == "table" and row.share is not None and row.source == own_table().name
    row = drawing.put_link(coefficient=None, **link, **by())
    assert (row.basis, row.coefficient, row.confidence_bp) == ("", None, None)
    ChainNode.objects.filter(chain__state="draft", code="chips").update(industries=[])
    with refused(Invalid, "没有这一流量"):
        drawing.put_link(coefficient=None, from_table=True, **link, **by())
    with pytest.raises(Invalid, match="产业链有错"):
        read_drawing(
            "code: a\ntitle: 甲\nsource: x\ndrawn_on: 2026-01-01\n"
            "nodes: [{code: n, name: 一, side: up}, {code: m, name: 二, side: up}]\n"
            "links: [{seller: n, buyer: m, coefficient: 0.2}]\n",
            (),
        )


def test_the_editor_asks_for_the_basis(residents):
    promoter = signed_in(Role.PROMOTER)
    home = f"{MAP}draft/"
    promoter.post(f"{home}start/")
    sent = promoter.post(f"{home}link/", {"seller": "pcb", "buyer": "telecom", "basis": "table"})
    assert sent.status_code == 302
    assert NodeLink.objects.get(chain__state="draft", seller="pcb", buyer="telecom").basis == "table"
    page = text(promoter.get(home))
    assert "投入产出表" in page and "20%" in page


def test_cycles_are_found():
    assert cycle([("a", "b"), ("b", "c"), ("a", "c")]) == []
    assert cycle([("a", "b"), ("b", "c"), ("c", "a")]) == ["a", "b", "c", "a"]
    assert cycle([("a", "b"), ("x", "y"), ("y", "x")]) == ["x", "y", "x"]
    assert cycle([(f"n{at}", f"n{at + 1}") for at in range(3000)]) == []


def test_the_sankey_says_what_the_table_says_and_a_loop_is_said(residents):
    promoter = signed_in(Role.PROMOTER)
    page = text(promoter.get(f"{MAP}?view=sankey"))
    found = json.loads(re.findall(r'<script id="chain-chart" type="application/json">(.*?)</script>', page)[0])
    series = found["series"][0]
    assert series["type"] == "sankey" and len(series["links"]) == 12
    one = next(link for link in series["links"] if link["source"] == "chips" and link["target"] == "computers")
    row = NodeLink.objects.get(seller="chips", buyer="computers", chain__code="electronics")
    assert {"集成电路", "印制电路板"} <= {node["label"]["formatter"].split()[-1] for node in series["data"]}
    assert one["value"] == pytest.approx(float(row.coefficient)) and f"{row.coefficient:.4f}" in page
    assert "12 条供需联系，" in page and "桑基图" in page
    assert '"graph"' in text(promoter.get(MAP))
    drawing.start_draft(code="electronics", **by(PROMOTER))
    drawing.put_link(
        code="electronics", seller="computers", buyer="chips", coefficient=None, source="访谈", on=ON, **by()
    )
    page = text(promoter.get(f"{MAP}?v=2&view=sankey"))
    assert "联系成环" in page and '"type": "graph"' in page and "集成电路 → " in page


def test_tables_are_exported(residents):
    promoter = signed_in(Role.PROMOTER)
    told = promoter.get(f"{MAP}?csv=links")
    rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert told["Content-Disposition"] == 'attachment; filename="electronics-v1-links.csv"' and len(rows) == 12
    assert {row["basis"] for row in rows} == {"table"} and all(Decimal(row["coefficient"]) >= 0 for row in rows)
    nodes = list(csv.DictReader(io.StringIO(promoter.get(f"{MAP}?csv=nodes").content.decode("utf-8-sig"))))
    assert {row["code"]: row["firms"] for row in nodes}["pcb"] == "1"
    links = promoter.get("/api/v1/chains/electronics").json()["links"]
    assert {"share", "basis", "confidence_bp"} <= set(links[0])


def test_a_sankey_of_five_hundred_nodes(db):
    row = Chain.objects.create(
        zone=ZONE, code="large", version=1, state="published", title="大链", source="test", at=NOW, published_at=NOW,
        by_name="x",
    )  # fmt: skip
    ChainNode.objects.bulk_create(
        ChainNode(
            zone=ZONE, chain=row, code=f"n{at}", name=f"环节{at}", side=("up", "mid", "down")[at // 167], place=at
        )
        for at in range(500)
    )
    NodeLink.objects.bulk_create(
        NodeLink(zone=ZONE, chain=row, seller=f"n{at}", buyer=f"n{at + 167}", source="x", on=NOW.date())
        for at in range(333)
    )
    series = drawn.sankey(chains.chain_view(zone=ZONE, chain=row))["series"][0]
    assert len(series["data"]) == 500 and series["layoutIterations"] <= 8 and not series["label"]["show"]
