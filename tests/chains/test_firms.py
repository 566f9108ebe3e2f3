"""Forms count once, a workbook is all or nothing, and a suggestion becomes one lead, also when two press at once."""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connections

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import Conflict, GaoxinError, NotAllowed, NotFound
from gaoxin.investment.models import FirmNode, FirmSupplier, GapRuling, Lead, NodeAssessment, ReferralLead, TargetFirm
from gaoxin.investment.rules.chains.firmsheet import FirmsRefused
from gaoxin.investment.selectors import chain_nodes, chains
from gaoxin.investment.services.chains import firms, judging
from gaoxin.investment.services.chains.importing import import_firms
from gaoxin.investment.services.chains.referring import refer
from gaoxin.investment.services.leads.registering import DuplicateLead, register_lead
from tests.approvals.conftest import ZONE, officer
from tests.chains.conftest import AUDITOR, HEAD, PROMOTER, build, by, place
from tests.chains.test_pages import NODE, signed_in, text
from tests.chains.test_services import acts_told, refused

ON = dt.date(2026, 2, 1)
SUPPLIER = "外地覆铜板有限公司"
LAMINATE = "electronics/laminate"
PLACES = ("环节", "统一社会信用代码", "主次", "收入占比（%）", "证据", "可信度（%）", "日期")
TARGETS = (
    "环节",
    "目标企业",
    "统一社会信用代码",
    "营业收入（千元）",
    "距离（公里）",
    "需要用地（平方米）",
    "年能耗（吨标准煤）",
    "来源",
    "日期",
)
SUPPLIES = ("统一社会信用代码", "关系", "对方企业", "环节", "占比（%）", "来源", "日期")


def book(places: Any = (), supplies: Any = (), change: Any = None, targets: Any = ()) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "挂链"
    for line in (PLACES, *places):
        sheet.append(line)
    other = made.create_sheet("供需")
    for line in (SUPPLIES, *supplies):
        other.append(line)
    if targets:
        third = made.create_sheet("目标")
        for line in (TARGETS, *targets):
            third.append(line)
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def taken(data: bytes, **more: Any) -> Any:
    return import_firms(data=data, source="测试", **(by(HEAD) | more))


def suggested(residents: list[str]) -> None:
    rows = [(residents[0], 2400, "supplier"), (residents[1], 900, "supplier"), (residents[2], 500, "buyer")]
    firms.record_supplies(
        supplies=[firms.Supply(code, SUPPLIER, LAMINATE, part, "企业访谈", ON, side) for code, part, side in rows],
        **by(),
    )


def test_a_form_sent_twice_counts_once(residents):
    good = place(residents[0], "electronics/chips", share_bp=100)
    first = firms.place_firm(place=good, key="k1", **by())
    assert firms.place_firm(place=good, key="k1", **by()).id == first.id
    with refused(Conflict, "内容不同"):
        firms.place_firm(place=good._replace(share_bp=200), key="k1", **by())
    told = [judging.assess(ref="electronics/pcb", key="k2", **by()).id for _ in range(2)]
    overruled = [
        judging.assess(ref="electronics/pcb", grade="strong", reason="龙头企业在此", key="k3", **by(HEAD)).id
        for _ in range(2)
    ]
    sector = chains.gaps(zone=ZONE).ranked["extend"][0].gap.sector
    rule = {"kind": "extend", "sector": sector, "ruling": "first", "reason": "省里已布局"}
    ruled = [judging.rule_gap(key="k4", **rule, **by()).id for _ in range(2)]
    assert len(set(told)) == len(set(overruled)) == len(set(ruled)) == 1
    assert (NodeAssessment.objects.count(), GapRuling.objects.count()) == (2, 1)
    with refused(Conflict):
        judging.rule_gap(key="k2", **rule, **by())
    assert judging.rule_gap(key="k4", **rule, **by(HEAD)).id != ruled[0]  # another's key is another key


def test_supplies_and_targets_are_recorded_once_by_forms(residents):
    promoter, auditor = signed_in(Role.PROMOTER), signed_in(Role.AUDITOR)
    form = {
        "key": "f1", "resident": residents[0], "trade": "buyer", "supplier": SUPPLIER, "part": "12.5", "source": "访谈",
        "known_on": "2026-02-01", "other": "",
    }  # fmt: skip
    for _ in range(2):
        assert promoter.post(f"{NODE}supply/", form).status_code == 302
    row = FirmSupplier.objects.get()
    assert (row.side, row.share_bp, row.node) == ("buyer", 1250, "electronics/pcb")
    assert acts_told().count("record-supplies") == 1
    wrong = promoter.post(f"{NODE}supply/", form | {"key": "f2", "part": "x"})
    assert wrong.status_code == 422 and 'value="x"' in text(wrong)
    for more in ({"known_on": "2999-01-01"}, {"supplier": "演示电路一公司"}, {"trade": "odd"}, {"other": "91440000"}):
        assert promoter.post(f"{NODE}supply/", form | {"key": "f3"} | more).status_code == 422, more
    target = {
        "key": "t1",
        "firm": "外地测试设备公司",
        "revenue_k": "250000",
        "target_source": "年报",
        "target_on": "2026-02-01",
    }
    for _ in range(2):
        assert promoter.post(f"{NODE}target/", target).status_code == 302
    assert TargetFirm.objects.get().revenue_k == 250_000 and acts_told().count("record-targets") == 1
    for more in ({"revenue_k": "-1"}, {"land_m2": "99999999999"}, {"firm": ""}):
        assert promoter.post(f"{NODE}target/", target | {"key": "t2"} | more).status_code == 422, more
    assert auditor.post(f"{NODE}target/", target).status_code == 403
    page = text(promoter.get(NODE))
    assert SUPPLIER in page and "12.5%" in page and "外地测试设备公司" in page


def test_a_workbook_adds_and_updates(residents):
    pcb, foil, _ = residents
    day = dt.date(2026, 1, 31)
    lines = [
        ("electronics/pcb", pcb, "主业", 70, "审计报告", 90, day), ("electronics/assembly", pcb, "副业", "30%", "发票", 60, "2026-01-31"),
        ("electronics/foil", foil, "主业", 80, "2025 年审计报告", 90, dt.date(2026, 1, 5)),
    ]  # fmt: skip
    trade = [
        (pcb, "供应商", SUPPLIER, LAMINATE, 24, "访谈", day),
        (foil, "客户", "外地整机公司", "electronics/computers", 5, "访谈", day),
    ]
    data = book(lines, trade)
    dry = taken(data, dry_run=True)
    assert (dry.added, dry.updated, dry.unchanged, dry.dry_run) == (3, 1, 1, True) and FirmSupplier.objects.count() == 0
    told = taken(data)
    assert (told.places, told.supplies, told.added, told.updated, told.unchanged) == (3, 2, 3, 1, 1)
    rows = FirmNode.objects.filter(party__identifier=pcb)
    assert {(r.node, r.share_bp, r.main) for r in rows.filter(ended_at=None)} == {
        ("electronics/pcb", 7000, True), ("electronics/assembly", 3000, False),
    }  # fmt: skip
    assert rows.filter(node="electronics/pcb").count() == 2  # what was said before stays as history
    again = taken(data)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 5) and acts_told().count("import-firms") == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda b: b["挂链"].__setitem__("D2", "=1+2"), "挂链!D2 是公式"),
        (lambda b: b["挂链"].merge_cells("A2:A3"), "A2:A3 合并单元格"),
        (lambda b: b["挂链"].__setitem__("D2", "很多"), "D2 不是百分数"),
        (lambda b: b["挂链"].__setitem__("D2", 120), "D2 百分数在 0 到 100"),
        (lambda b: b["挂链"].__setitem__("D2", 0), "须大于 0"),
        (lambda b: b["挂链"].__setitem__("A2", "electronics/none"), "没有这个环节"),
        (lambda b: b["挂链"].__setitem__("D2", 95), "超过 100%"),
        (lambda b: b["挂链"].__setitem__("E2", None), "没有填写"),
        (lambda b: b["挂链"].__setitem__("G2", "去年"), "不是日期"),
        (lambda b: b["挂链"].__setitem__("G2", dt.date(2027, 1, 1)), "日期在将来"),
        (lambda b: b["挂链"].__setitem__("C2", "兼业"), "只能写"),
        (lambda b: b["挂链"].__setitem__("H1", "备注"), "未知的列"),
        (lambda b: b["挂链"].__setitem__("F1", "证据"), "列重复"),
        (lambda b: b["供需"].__setitem__("C2", "演示电路一公司"), "自己的供应商"),
        (lambda b: b["供需"].append([c.value for c in b["供需"][2]]), "与另一行重复"),
        (lambda b: b.create_sheet("别的").append(["x"]), "none of the three"),
    ],
)
def test_one_wrong_row_and_nothing_is_imported(residents, change, says):
    lines = [
        ("electronics/chips", residents[0], "主业", 10, "审计报告", 90, ON),
        ("electronics/pcb", residents[0], "", 30, "发票", 60, ON),
    ]
    trade = [(residents[0], "供应商", SUPPLIER, LAMINATE, 24, "访谈", ON)]
    for dry in (True, False):
        with refused(FirmsRefused):
            taken(book(lines, trade, change), dry_run=dry)
    with pytest.raises(FirmsRefused) as caught:
        taken(book(lines, trade, change))
    assert any(says in line for line in caught.value.problems), caught.value.problems


def test_target_firms_are_added_and_updated(residents):
    """By node and name; an empty cell leaves what is known, the same file again changes nothing."""
    first = [
        ("electronics/pcb", "外地测试设备公司", "", 250_000, 120, None, None, "年报", ON),
        ("electronics/chips", "外地芯片公司", residents[0], "1,200", None, "30000", 900.0, "协会名录", "2026-02-01"),
    ]
    assert taken(book(targets=first), dry_run=True).added == 2 and not TargetFirm.objects.exists()
    told = taken(book(targets=first))
    assert (told.targets, told.places, told.added) == (2, 0, 2)
    chips = TargetFirm.objects.get(node="electronics/chips")
    assert (chips.identifier, chips.revenue_k, chips.land_m2, chips.energy_tce) == (residents[0], 1_200, 30_000, 900)
    told = taken(
        book(targets=[("electronics/pcb", "外地测试设备公司", "", None, 80, 15_000, None, "年报", ON), first[1]])
    )
    assert (told.added, told.updated, told.unchanged) == (0, 1, 1)
    pcb = TargetFirm.objects.get(node="electronics/pcb")
    assert (pcb.revenue_k, pcb.distance_km, pcb.land_m2) == (250_000, 80, 15_000) and TargetFirm.objects.count() == 2
    assert acts_told().count("import-firms") == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda b: b["目标"].__setitem__("D2", "=1+2"), "目标!D2 是公式"),
        (lambda b: b["目标"].merge_cells("A2:A3"), "目标!A2:A3 合并单元格"),
        (lambda b: b["目标"].__setitem__("D2", -5), "目标!D2 不是非负整数"),
        (lambda b: b["目标"].__setitem__("F2", 2.5), "目标!F2 不是非负整数"),
        (lambda b: b["目标"].__setitem__("F2", 2**31), "数字过大"),
        (lambda b: b["目标"].__setitem__("A2", "electronics/none"), "没有这个环节"),
        (lambda b: b["目标"].__setitem__("H2", None), "没有填写 is empty: 来源"),
        (lambda b: b["目标"].__setitem__("I2", dt.date(2027, 1, 1)), "日期在将来"),
        (lambda b: b["目标"].__setitem__("C2", "91440000"), "信用代码"),
        (lambda b: b["目标"].append([c.value for c in b["目标"][2]]), "与另一行重复"),
    ],
)
def test_one_wrong_target_and_nothing_is_imported(residents, change, says):
    lines = [("electronics/pcb", f"外地公司{n}", "", 1_000, None, None, None, "年报", ON) for n in range(2)]
    with pytest.raises(FirmsRefused) as caught:
        taken(book(targets=lines, change=change))
    assert any(says in line for line in caught.value.problems), caught.value.problems
    assert not TargetFirm.objects.exists() and "import-firms" not in acts_told()


def test_firms_are_imported_by_api_once(residents):
    head, promoter = signed_in(Role.HEAD), signed_in(Role.PROMOTER)
    good = book(targets=[("electronics/pcb", "外地测试设备公司", "", 250_000, None, None, None, "年报", ON)])

    def send(who: Any, data: bytes, key: str = "k-12345678", **more: Any) -> Any:
        file = io.BytesIO(data)
        file.name = "t.xlsx"
        return who.post("/api/v1/chain-firms", {"file": file} | more, headers={"Idempotency-Key": key})

    assert send(promoter, good).status_code == 403
    wrong = send(head, book(targets=[("electronics/none", "外地公司", "", "", "", "", "", "年报", ON)]))
    assert wrong.status_code == 422 and "目标 第 2 行" in wrong.content.decode() and not TargetFirm.objects.exists()
    assert send(head, good, dry_run="true").json()["dry_run"] is True and not TargetFirm.objects.exists()
    for _ in range(2):
        assert send(head, good).json() == {
            "places": 0, "supplies": 0, "targets": 1, "added": 1, "updated": 0, "unchanged": 0, "dry_run": False,
        }  # fmt: skip
    assert send(head, book(targets=[("electronics/pcb", "另一家", "", "", "", "", "", "年报", ON)])).status_code == 409
    assert TargetFirm.objects.get().name == "外地测试设备公司" and acts_told().count("import-firms") == 1


def test_the_import_page_and_command(residents, tmp_path, capsys):
    head, promoter = signed_in(Role.HEAD), signed_in(Role.PROMOTER)
    data = book([("electronics/chips", residents[0], "副业", 10, "审计报告", 90, ON)])
    assert promoter.get("/invest/chains/import/").status_code == 403

    def send(how: str, content: bytes = data, **more: Any) -> Any:
        file = io.BytesIO(content)
        file.name = "t.xlsx"
        return head.post("/invest/chains/import/", {"what": "firms", "how": how, "file": file} | more)

    assert "尚未写入" in text(send("check")) and not FirmNode.objects.filter(node="electronics/chips").exists()
    assert "已导入" in text(send("import")) and FirmNode.objects.filter(node="electronics/chips").exists()
    wrong = send("import", book([("electronics/none", residents[0], "", 10, "x", 90, ON)]))
    assert wrong.status_code == 422 and "挂链 第 2 行" in text(wrong)
    assert head.post("/invest/chains/import/", {"what": "firms"}).status_code == 422
    wanted = book(targets=[("electronics/pcb", "外地测试设备公司", "", 250_000, "", "", "", "年报", ON)])
    assert "目标企业 1 行" in text(send("import", wanted)) and TargetFirm.objects.get().revenue_k == 250_000
    path = tmp_path / "t.xlsx"
    path.write_bytes(data)
    call_command("chain", "import-firms", str(path), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1


def test_a_suggestion_becomes_one_lead(residents):
    suggested(residents)
    with refused(NotFound):
        refer(supplier="没有这家", node=LAMINATE, **by())
    with refused(NotAllowed):
        refer(supplier=SUPPLIER, node=LAMINATE, **by(AUDITOR))
    done = refer(supplier=SUPPLIER, node=LAMINATE, **by())
    lead = done.lead
    assert (lead.mode, lead.node, lead.investor) == ("referral", LAMINATE, SUPPLIER) and not done.repeated
    assert lead.referrer.identifier == residents[0] and "占其采购的 24%（企业访谈，2026-02-01）" in lead.note
    assert "占其销售的 5%" in lead.note
    again = refer(supplier=SUPPLIER, node=LAMINATE, **by(HEAD))
    assert again.repeated and again.lead.id == lead.id and Lead.objects.count() == 1
    assert acts_told()[-2:] == ["register-lead", "refer-supplier"]
    assert chains.referred(zone=ZONE)[(SUPPLIER, LAMINATE)].lead_id == lead.id


def test_a_lead_on_the_same_firm_is_asked_about_first(residents):
    suggested(residents)
    known = register_lead(zone=ZONE, title="覆铜板项目", investor=SUPPLIER, mode="door", by=HEAD, at=by()["at"]).lead
    with refused(DuplicateLead):
        refer(supplier=SUPPLIER, node=LAMINATE, **by())
    head = signed_in(Role.HEAD)
    sent = {"supplier": SUPPLIER, "node": LAMINATE}
    page = head.post("/invest/chains/gaps/refer/", sent)
    assert known.number in text(page) and "就是这条线索" in text(page) and not ReferralLead.objects.exists()
    assert head.post("/invest/chains/gaps/refer/", sent | {"existing": str(known.id)}).status_code == 302
    assert ReferralLead.objects.get().lead_id == known.id and Lead.objects.count() == 1
    page = text(head.get("/invest/chains/gaps/"))
    assert f'<a href="/invest/leads/{known.id}/">{known.number}</a>' in page and "已转为线索 1 条" in page
    leader = signed_in(Role.LEADER)
    page = text(leader.get("/invest/chains/gaps/"))
    assert known.number in page and f"/invest/leads/{known.id}/" not in page


def test_the_button_makes_the_lead(residents):
    suggested(residents)
    promoter = signed_in(Role.PROMOTER)
    assert "转为线索" in text(promoter.get("/invest/chains/gaps/"))
    sent = {"supplier": SUPPLIER, "node": LAMINATE, "back": "node"}
    for _ in range(2):
        answer = promoter.post("/invest/chains/gaps/refer/", sent)
        assert (answer.status_code, answer["Location"]) == (302, "/invest/chains/electronics/nodes/laminate/")
    assert Lead.objects.get().number in text(promoter.get("/invest/chains/electronics/nodes/laminate/"))


def test_nodes_that_share_a_group_are_told_apart_by_products(residents):
    found = chain_nodes.scored(zone=ZONE, found=chains.gaps(zone=ZONE))
    pcb, laminate, passives, chemicals = (
        found[f"electronics/{name}"] for name in ("pcb", "laminate", "passives", "chemicals")
    )
    assert pcb.terms["shared_by"] == laminate.terms["shared_by"] > 3
    # laminate makes 7410, as the foil firm does (1), and 3921; passives 8532 and 8533 lie one step and more away
    assert laminate.terms["hs_near"] > passives.terms["hs_near"] and laminate.score > passives.score
    assert pcb.terms["node_firms"] == 1 and laminate.terms["node_firms"] == 0
    assert "hs_rank" not in found["electronics/telecom"].terms and found["electronics/telecom"].terms["shared_by"] == 1
    # 3824 is not in the product space: the score is that of the group, and the page says so
    assert chemicals.terms["hs_near"] is None and chemicals.terms["shared_by"] > 1
    promoter = signed_in(Role.PROMOTER)
    assert "得分为全组共用" in text(promoter.get("/invest/chains/electronics/nodes/chemicals/"))
    assert "按 HS 产品接近度区分" in text(promoter.get("/invest/chains/electronics/nodes/laminate/"))
    told = promoter.get("/api/v1/chain-gaps").json()["nodes"]
    scores = [one["score"] for one in told]
    assert scores == sorted(scores, reverse=True) and "electronics/pcb" not in {one["node"] for one in told}


def test_assessments_are_read_by_api(residents):
    judging.assess(ref="electronics/pcb", grade="strong", reason="龙头企业在此", **by(HEAD))
    promoter, clerk = signed_in(Role.PROMOTER), signed_in(Role.CLERK)
    (one,) = promoter.get("/api/v1/chains/electronics/assessments").json()["assessments"]
    assert (one["node"], one["computed"], one["grade"]) == ("electronics/pcb", "potential", "strong")
    assert one["terms"]["score"] == 19.0 and one["reason"] == "龙头企业在此"
    assert clerk.get("/api/v1/chains/electronics/assessments").status_code == 403
    assert promoter.get("/api/v1/chains/none/assessments").status_code == 404


def test_two_turn_the_same_suggestion_into_a_lead_at_once(real_database, django_db_blocker):
    with django_db_blocker.unblock():
        _race()


def _race() -> None:
    suggested(build())
    gate, found = threading.Barrier(2), list[Any]()

    def act(actor: Any) -> None:
        gate.wait()
        try:
            found.append(refer(supplier=SUPPLIER, node=LAMINATE, **by(actor)))
        except GaoxinError as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(actor,)) for actor in (PROMOTER, officer(Role.PROMOTER, 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.repeated for one in found) == [False, True] and len({one.lead.id for one in found}) == 1
    assert Lead.objects.count() == ReferralLead.objects.count() == 1
