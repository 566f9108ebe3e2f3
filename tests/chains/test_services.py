"""Acts on chains: what they leave behind, and that a refusal leaves nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.investment.models import Chain, ChainNode, FirmNode, NodeAssessment, NodeLink
from gaoxin.investment.rules.chains.drawing import Node
from gaoxin.investment.selectors import chain_nodes, chains
from gaoxin.investment.services.chains import drawing, judging
from gaoxin.investment.services.chains import firms as acts
from tests.approvals.conftest import SYSTEM, ZONE
from tests.chains.conftest import AUDITOR, CLERK, HEAD, SECOND, by, place

ON = dt.date(2026, 2, 1)


def everything() -> str:
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for label in ("investment", "audit"):
            for model in apps.get_app_config(label).get_models():
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")  # noqa: S608
                digest.update(repr(cursor.fetchall()).encode())
    return digest.hexdigest()


@contextmanager
def refused(error: type[GaoxinError], match: str = ""):
    before = everything()
    with pytest.raises(error, match=match or None) as caught:
        yield
    assert type(caught.value) is error and caught.value.do
    assert everything() == before


def acts_told() -> list[str]:
    return [entry.act for entry in audit_log.entries(ZONE)]


def test_sample_chains_are_published_once(residents):
    assert [row.code for row in chains.current(zone=ZONE)] == ["biopharma", "electronics", "equipment", "new-materials"]
    assert drawing.load_chains(**by(SYSTEM)) == [] and acts_told().count("load-chains") == 1
    view = chains.chain_view(zone=ZONE, chain=chains.version(zone=ZONE, code="electronics"))
    assert {one.ref: one.firms for one in view.nodes if one.firms} == {"electronics/pcb": 1, "electronics/foil": 1}
    assert {"up", "mid", "down"} == {one.row.side for one in view.nodes}


def test_a_file_with_mistakes_loads_nothing(db, tmp_path):
    (tmp_path / "a.yaml").write_text(
        "code: a\ntitle: 甲\nsource: x\ndrawn_on: 2026-01-01\nnodes: [{code: n, name: 一, side: up}]\n",
        encoding="utf-8",
    )
    (tmp_path / "b.yaml").write_text(
        'code: b\ntitle: 乙\nsource: x\ndrawn_on: 2026-01-01\nnodes: [{code: n, name: 一, side: up, industries: ["999"], parent: n}]\n'
        "links: [{seller: n, buyer: m}]\n", encoding="utf-8",
    )  # fmt: skip
    with refused(Invalid) as _:
        drawing.load_chains(folder=tmp_path, **by(SYSTEM))
    assert not Chain.objects.exists()


def test_a_draft_is_changed_and_published_and_then_never_again(residents):
    first = chains.version(zone=ZONE, code="electronics")
    row = drawing.start_draft(code="electronics", **by())
    assert (row.version, row.state) == (2, "draft")
    drawing.put_node(
        code="electronics", node=Node("sensors", "传感器", "mid", industries=("398",), hs=("9026",)), **by()
    )
    drawing.put_link(
        code="electronics",
        seller="pcb",
        buyer="sensors",
        coefficient=Decimal("0.05"),
        confidence_bp=6000,
        source="访谈",
        on=ON,
        **by(),
    )
    drawing.move_node(code="electronics", node="passives", side="up", **by())
    drawing.remove_node(code="electronics", node="connectors", **by())
    with refused(NotAllowed):
        drawing.publish(code="electronics", **by())
    drawing.publish(code="electronics", **by(HEAD))
    now = chains.version(zone=ZONE, code="electronics")
    codes = set(ChainNode.objects.filter(chain=now).values_list("code", flat=True))
    assert now.version == 2 and "sensors" in codes and "connectors" not in codes
    assert not NodeLink.objects.filter(chain=now, seller="connectors").exists()
    assert "connectors" in set(ChainNode.objects.filter(chain=first).values_list("code", flat=True))
    assert FirmNode.objects.filter(node="electronics/pcb", ended_at=None).count() == 1
    assert acts_told()[-6:] == [
        "start-chain-draft", "put-chain-node", "put-chain-link", "move-chain-node", "remove-chain-node", "publish-chain",
    ]  # fmt: skip
    with refused(WrongState, "不能修改"):
        drawing.move_node(code="electronics", node="pcb", side="up", **by())


def test_what_a_draft_refuses(residents):
    with refused(NotFound):
        drawing.start_draft(code="nothing", **by())
    with refused(NotAllowed):
        drawing.start_draft(code="electronics", **by(CLERK))
    drawing.start_draft(code="electronics", **by())
    with refused(Conflict):
        drawing.start_draft(code="electronics", **by())
    for node in (Node("Bad Code", "甲", "up"), Node("a", "", "up"), Node("a", "甲", "up", industries=("999",)),
                 Node("a", "甲", "up", hs=("12",)), Node("pcb", "甲", "up", parent="pcb"), Node("a", "甲", "up", parent="zz")):  # fmt: skip
        with refused(Invalid):
            drawing.put_node(code="electronics", node=node, **by())
    link = {"code": "electronics", "source": "访谈", "on": ON, "coefficient": None}
    for more, error in (
        ({"seller": "pcb", "buyer": "pcb"}, Invalid), ({"seller": "pcb", "buyer": "zz"}, NotFound),
        ({"seller": "pcb", "buyer": "chips", "coefficient": Decimal(2)}, Invalid),
        ({"seller": "pcb", "buyer": "chips", "source": ""}, Invalid),
        ({"seller": "pcb", "buyer": "chips", "on": dt.date(2026, 4, 1)}, Invalid),
    ):  # fmt: skip
        with refused(error):
            drawing.put_link(**(link | more), **by())
    with refused(NotFound):
        drawing.remove_link(code="electronics", seller="pcb", buyer="chips", **by())
    drawing.put_node(code="electronics", node=Node("below", "下级", "mid", parent="pcb"), **by())
    with refused(Conflict):
        drawing.remove_node(code="electronics", node="pcb", **by())


def test_the_database_holds_one_draft_and_one_place(residents):
    drawing.start_draft(code="electronics", **by())
    row = chains.draft(zone=ZONE, code="electronics")
    with pytest.raises(IntegrityError), transaction.atomic():
        Chain.objects.create(zone=ZONE, code=row.code, version=9, title="x", source="x", at=row.at, by_name="x")
    firm = FirmNode.objects.first()
    firm.pk = None
    firm._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        firm.save()


def test_what_placing_refuses(residents):
    pcb = residents[0]
    for node, more, error in (
        ("electronics/pcb", {}, Conflict), ("electronics/nothing", {}, NotFound), ("nothing/x", {}, NotFound),
        ("electronics/chips", {"share_bp": 3000}, Invalid), ("electronics/chips", {"share_bp": 0}, Invalid),
        ("electronics/chips", {"share_bp": 100, "evidence": " "}, Invalid),
        ("electronics/chips", {"share_bp": 100, "confidence_bp": 10_001}, Invalid),
        ("electronics/chips", {"share_bp": 100, "on": dt.date(2026, 4, 1)}, Invalid),
    ):  # fmt: skip
        with refused(error):
            acts.place_firm(place=place(pcb, node, **more), **by())
    with refused(NotAllowed):
        acts.place_firm(place=place(pcb, "electronics/chips", share_bp=100), **by(AUDITOR))
    good = place(pcb, "electronics/chips", share_bp=100)
    with refused(Invalid):
        acts.import_places(places=[good, place(pcb, "electronics/telecom", share_bp=9000)], source="x", **by(HEAD))
    assert acts.import_places(places=[good], source="x", **by(HEAD)) == 1
    assert acts.import_places(places=[good], source="x", **by(HEAD)) == 0


def test_a_second_person_reviews_and_a_firm_leaves(residents):
    row = FirmNode.objects.get(node="electronics/pcb")
    with refused(NotAllowed):
        acts.review_firm(pk=row.id, **by())
    assert acts.review_firm(pk=row.id, **by(SECOND)).reviewer == SECOND.name
    with refused(Invalid):
        acts.withdraw_firm(pk=row.id, reason="", **by())
    acts.withdraw_firm(pk=row.id, reason="转产其他产品", **by())
    with refused(NotFound):
        acts.withdraw_firm(pk=row.id, reason="转产其他产品", **by())
    assert not chains.firms_by_node(zone=ZONE, chain="electronics").get("electronics/pcb")


def test_a_node_is_graded_and_overruled_with_a_reason(residents):
    row = judging.assess(ref="electronics/pcb", **by())
    # one firm of five: 10; no neighbour has firms (foil sells to laminate): 0; evidence 0.9 of 10
    assert (row.grade, row.terms["score"], row.terms["scale"], row.terms["evidence"]) == ("potential", 19.0, 10.0, 9.0)
    assert judging.assess(ref="electronics/telecom", **by()).grade == "missing"
    for actor, grade, reason, error in ((HEAD, "strong", "", Invalid), (HEAD, "odd", "有理由的", Invalid),
                                        (None, "strong", "龙头企业在此", NotAllowed)):  # fmt: skip
        with refused(error):
            judging.assess(ref="electronics/pcb", grade=grade, reason=reason, **(by(actor) if actor else by()))
    row = judging.assess(ref="electronics/pcb", grade="strong", reason="龙头企业在此", **by(HEAD))
    assert (row.computed, row.grade) == ("potential", "strong") and NodeAssessment.objects.count() == 3
    assert chains.last_grades(zone=ZONE, chain="electronics")["electronics/pcb"] == "strong"


def test_gaps_of_the_zone_and_their_rulings(residents):
    found = chains.gaps(zone=ZONE)
    first, last = found.ranked["supplement"][0], found.ranked["supplement"][-1]
    assert first.computed == 1 and first.ruling is None
    with refused(Invalid):
        judging.rule_gap(kind="supplement", sector=last.gap.sector, ruling="first", reason="", **by())
    for kind, sector, ruling in (("odd", "036", "first"), ("extend", "zzz", "first"), ("extend", "036", "odd")):
        with refused(Invalid):
            judging.rule_gap(kind=kind, sector=sector, ruling=ruling, reason="省里已布局", **by())
    judging.rule_gap(kind="supplement", sector=last.gap.sector, ruling="first", reason="省里已布局", **by())
    judging.rule_gap(kind="supplement", sector=first.gap.sector, ruling="drop", reason="环境容量不足", **by())
    now = chains.gaps(zone=ZONE).ranked["supplement"]
    assert (now[0].gap.sector, now[0].gap.score, now[0].computed) == (last.gap.sector, last.gap.score, last.computed)
    assert now[-1].gap.sector == first.gap.sector and now[-1].ruling.reason == "环境容量不足"
    judging.rule_gap(kind="supplement", sector=last.gap.sector, ruling="computed", reason="恢复按分排序", **by())
    assert chains.gaps(zone=ZONE).ranked["supplement"][-2].gap.sector == last.gap.sector


def test_no_firm_no_gaps(db):
    drawing.load_chains(**by(SYSTEM))
    assert chains.gaps(zone=ZONE).found is None and chain_nodes.node_scores(zone=ZONE, found=chains.gaps(zone=ZONE))


def test_targets_and_referrals_show_every_term(residents):
    pcb, foil, _ = residents
    acts.record_supplies(
        supplies=[acts.Supply(code, "外地覆铜板公司", "electronics/laminate", 2000, "企业访谈", ON) for code in (pcb, foil)]
        + [acts.Supply(pcb, "演示铜箔公司", "electronics/foil", 1000, "企业访谈", ON)],
        **by(),
    )  # fmt: skip
    acts.record_targets(
        targets=[
            acts.Target("electronics/laminate", "外地覆铜板公司", "年报", ON, 250_000, 500, 30_000, 10_000),
            acts.Target("electronics/laminate", "不知名公司", "展会", ON),
        ],
        **by(),
    )
    scores = {"electronics/laminate": 0.5}
    best, least = chains.targets(zone=ZONE, scores=scores)
    assert best.firm.buyers == ("演示电路一公司", "演示铜箔公司")
    assert (
        best.terms == {"node": 20, "size": 7.5, "distance": 7.5, "suppliers": 10, "land": 10, "energy": 5}
        and best.score == 60
    )
    assert least.terms["size"] is None and least.score == 20
    (referral,) = chains.referrals(zone=ZONE, scores=scores)
    assert (referral.supplier, referral.score) == ("外地覆铜板公司", pytest.approx(0.5 * 1.4))
    pair = [acts.Target("electronics/pcb", name, "年报", ON) for name in ("好", "")]
    with refused(Invalid):
        acts.record_targets(targets=pair, **by())
    with refused(Invalid):
        acts.record_supplies(supplies=[acts.Supply(pcb, "某公司", "electronics/pcb", 0, "访谈", ON)], **by())
