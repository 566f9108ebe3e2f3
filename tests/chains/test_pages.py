"""The pages say what the selectors say, and a refused act comes back with its reason."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gaoxin.accounts import services as accounts
from gaoxin.accounts.rules.roles import Role
from gaoxin.investment.models import Chain, ChainNode, FirmNode, GapRuling, NodeAssessment, NodeLink
from gaoxin.investment.selectors import chains
from gaoxin.investment.web.chains import drawn
from tests.approvals.conftest import SYSTEM, ZONE
from tests.chains.conftest import NOW

NODE = "/invest/chains/electronics/nodes/pcb/"


def signed_in(role: Role) -> Client:
    accounts.create_user(
        zone=ZONE, login=f"{role}-chains", name=f"{role}（演示）", roles=[role], department="", at=NOW, by=SYSTEM
    )
    client = Client()
    client.force_login(get_user_model().objects.get(zone=ZONE, name=f"{role}（演示）"))
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def test_pages_are_read_by_officers_and_drawn_by_promoters(residents):
    promoter, auditor, clerk = (signed_in(role) for role in (Role.PROMOTER, Role.AUDITOR, Role.CLERK))
    for path in ("", "electronics/", "electronics/nodes/pcb/", "gaps/"):
        for reader in (promoter, auditor):
            answer = reader.get(f"/invest/chains/{path}")
            assert answer.status_code == 200
            assert not re.search(r' style="| on\w+="', text(answer))
        assert clerk.get(f"/invest/chains/{path}").status_code in (403, 404)
    assert "演示电路一公司" in text(promoter.get(NODE)) and "/place/" not in text(auditor.get(NODE))
    assert promoter.get("/invest/chains/nothing/").status_code == 404
    assert promoter.get("/invest/chains/electronics/draft/").status_code == 409
    page = text(promoter.get("/invest/chains/electronics/"))
    drawn = json.loads(re.findall(r'<script id="chain-chart" type="application/json">(.*?)</script>', page)[0])
    assert len(drawn["series"][0]["data"]) == 11 and any(one.get("href") == NODE for one in drawn["series"][0]["data"])


def test_a_promoter_draws_and_the_head_publishes(residents):
    promoter, head = signed_in(Role.PROMOTER), signed_in(Role.HEAD)
    home = "/invest/chains/electronics/draft/"
    assert promoter.post(f"{home}start/").status_code == 302
    node = {
        "node": "sensors",
        "name": "传感器",
        "side": "mid",
        "industries": "398、401",
        "hs": "9026",
        "products": "压力传感器",
    }
    assert promoter.post(f"{home}node/", node).status_code == 302
    wrong = promoter.post(f"{home}node/", node | {"industries": "999"})
    assert wrong.status_code == 422 and "999" in text(wrong) and 'value="sensors"' in text(wrong)
    link = {
        "seller": "pcb",
        "buyer": "sensors",
        "coefficient": "0.12",
        "confidence": "60",
        "source": "访谈",
        "on": "2026-02-01",
    }
    assert promoter.post(f"{home}link/", link).status_code == 302
    assert promoter.post(f"{home}link/", link | {"coefficient": "x"}).status_code == 422
    assert promoter.post(f"{home}move/", {"node": "chips", "side": "mid"}).status_code == 302
    assert promoter.post(f"{home}unlink/", {"seller": "foil", "buyer": "laminate"}).status_code == 302
    assert promoter.post(f"{home}remove/", {"node": "connectors"}).status_code == 302
    assert "sensors" in text(promoter.get(f"{home}?node=sensors"))
    assert promoter.post(f"{home}publish/").status_code == 403
    assert head.post(f"{home}publish/").status_code == 302
    row = chains.version(zone=ZONE, code="electronics")
    assert row.version == 2 and ChainNode.objects.get(chain=row, code="sensors").industries == ["398", "401"]
    assert ChainNode.objects.get(chain=row, code="chips").side == "mid"


def test_acts_on_a_node_and_a_gap(residents):
    promoter, head = signed_in(Role.PROMOTER), signed_in(Role.HEAD)
    row = FirmNode.objects.get(node="electronics/pcb")
    firm = {
        "identifier": residents[2],
        "share": "15",
        "evidence": "发票",
        "confidence": "60",
        "on": "2026-01-02",
        "main": "no",
    }
    assert promoter.post(f"{NODE}place/", firm).status_code == 302
    again = promoter.post(f"{NODE}place/", firm | {"share": "lots"})
    assert again.status_code == 422 and "百分数" in text(again) and 'value="lots"' in text(again)
    assert FirmNode.objects.filter(node="electronics/pcb", ended_at=None).count() == 2
    assert promoter.post(f"{NODE}firms/{row.id}/review/").status_code == 302
    assert promoter.post(f"{NODE}assess/", {"grade": "strong", "reason": "龙头企业"}).status_code == 403
    assert head.post(f"{NODE}assess/", {"grade": "strong", "reason": "龙头企业"}).status_code == 302
    assert NodeAssessment.objects.get().reason == "龙头企业" and "龙头企业" in text(head.get(NODE))
    assert promoter.post(f"{NODE}firms/{row.id}/withdraw/", {"reason": "已经转产"}).status_code == 302
    sector = chains.gaps(zone=ZONE).ranked["extend"][3].gap.sector
    ruling = {"gap": f"extend:{sector}", "ruling": "first", "reason": ""}
    assert promoter.post("/invest/chains/gaps/rule/", ruling).status_code == 422 and not GapRuling.objects.exists()
    assert promoter.post("/invest/chains/gaps/rule/", ruling | {"reason": "省里布局"}).status_code == 302
    assert "省里布局" in text(promoter.get("/invest/chains/gaps/"))


def test_the_api_reads(residents):
    promoter = signed_in(Role.PROMOTER)
    assert [one["code"] for one in promoter.get("/api/v1/chains").json()["chains"]][1] == "electronics"
    assert {one["code"] for one in promoter.get("/api/v1/chains/electronics").json()["nodes"]} >= {"pcb", "foil"}
    first = promoter.get("/api/v1/chain-gaps").json()["gaps"][0]
    assert first["computed"] == 1 and set(first["terms"]) == {"need", "density", "need_rank", "density_rank"}


@pytest.mark.slow
def test_five_hundred_nodes_are_a_page_like_any_other(residents):
    row = Chain.objects.create(
        zone=ZONE,
        code="large",
        version=1,
        state="published",
        title="大链",
        source="test",
        at=NOW,
        published_at=NOW,
        by_name="x",
    )
    ChainNode.objects.bulk_create(
        ChainNode(zone=ZONE, chain=row, code=f"n{at}", name=f"环节{at}", side=("up", "mid", "down")[at % 3], place=at)
        for at in range(500)
    )
    NodeLink.objects.bulk_create(
        NodeLink(zone=ZONE, chain=row, seller=f"n{at}", buyer=f"n{at + 1}", source="x", on=NOW.date())
        for at in range(499)
    )
    promoter = signed_in(Role.PROMOTER)
    with CaptureQueriesContext(connection) as asked:
        assert promoter.get("/invest/chains/large/").status_code == 200
    assert len(asked) < 60  # as many as of a small one
    option = drawn.graph(chains.chain_view(zone=ZONE, chain=row))
    assert len({(one["x"], one["y"]) for one in option["series"][0]["data"]}) == 500
