"""The pages as their readers use them: the officer matches and pays, the firm consents, everybody reads."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.policies.conftest import World, declare, everything, make, rows


@pytest.fixture
def fresh(db) -> World:
    """Nothing is matched yet; pages work with today's date."""
    return make()


def signed_in(world: World, name: str) -> Client:
    from django.contrib.auth import get_user_model

    client = Client()
    client.force_login(get_user_model().objects.get(pk=world.ids[name]))
    return client


def key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_from_the_list_to_the_money(fresh):
    officer, firm = signed_in(fresh, "officer"), signed_in(fresh, "applicant")
    page = officer.get("/policies/").content.decode()
    assert officer.post("/policies/", {"act": "match", "key": key(page)}).status_code == 302
    row = rows("Entitlement").get(policy="rd-reward")
    page = officer.get("/policies/").content.decode()
    assert "清远演示新材料有限公司" in page and "300,000" in page
    mine = firm.get("/my/benefits/").content.decode()
    assert "研发投入后补助" in mine and "专项审计报告（演示）" in mine
    sent = {"act": "consent", "entitlement": row.id, "yuan": row.yuan, "account": "4420 1234 5678", "key": key(mine)}
    assert firm.post("/my/benefits/", sent | {"account": "账号"}).status_code == 422
    assert firm.post("/my/benefits/", sent).status_code == 302
    assert firm.post("/my/benefits/", sent).status_code == 302  # the same form again
    assert firm.post("/my/benefits/", sent | {"key": "another-tab"}).status_code == 422
    page = officer.get(f"/policies/{row.id}/").content.decode()
    assert officer.post(f"/policies/{row.id}/", {"act": "pay", "key": key(page)}).status_code == 302
    assert rows("Entitlement").get(id=row.id).state == "paid" and rows("BudgetYear").get().spent == 300_000
    page = officer.post(
        f"/policies/{row.id}/", {"act": "claw-back", "yuan": "9999999", "reason": "核减", "key": "k-000001"}
    )
    assert page.status_code == 422 and "追回金额不正确" in page.content.decode()


def test_a_draft_is_simulated_and_nothing_is_kept(fresh):
    officer = signed_in(fresh, "officer")
    page = officer.get("/policies/simulate/?policy=rd-reward").content.decode()
    draft = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert draft
    told = draft.group(1).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
    changed = told.replace("percent: 3.0", "percent: 6.0")
    page = officer.post("/policies/simulate/", {"draft": changed})
    text = page.content.decode()
    assert page.status_code == 200 and "600,000" in text and "300,000" in text
    wrong = told.replace("from: '2026-01-01'", "from: '2026-01-05'")
    assert wrong != told
    refused = officer.post("/policies/simulate/", {"draft": wrong})
    assert refused.status_code == 422 and "空档" in refused.content.decode()
    part = officer.post("/policies/simulate/", {"draft": changed}, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="simulated"') and "600,000" in part and "<html" not in part
    part = officer.post("/policies/simulate/", {"draft": wrong}, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "空档" in part.content.decode()
    assert not rows("Entitlement").exists() and not rows("MatchRun").exists()


def test_a_firm_declares_and_objects(fresh):
    firm = signed_in(fresh, "applicant")
    page = firm.get("/my/benefits/").content.decode()
    told = {
        "act": "declare",
        "fact": "staff",
        "value": "120",
        "day": "2025-12-31",
        "source": "社保记录",
        "key": f"{key(page)}-f",
    }
    assert firm.post("/my/benefits/", told).status_code == 302
    assert rows("FirmFact").get(fact="staff").value == 120
    assert firm.post("/my/benefits/", told | {"value": "-1", "key": "k-000002"}).status_code == 422
    sent = {"act": "object", "policy": "tech-sme", "text": "已入库，名单没有我们", "key": "k-000003"}
    assert (
        firm.post("/my/benefits/", sent).status_code == 302
        and rows("Objection").get().year == timezone.localdate().year
    )
    assert signed_in(fresh, "applicant-2").get(f"/my/benefits/?party={fresh.firms['one']}").status_code == 404
    assert signed_in(fresh, "clerk").get("/policies/").status_code == 403


def test_everybody_reads_the_benefits(client, db):
    page = client.get("/benefits/").content.decode()
    assert "研发投入后补助" in page and "国内发明专利授权资助" not in page
    one = client.get("/benefits/htec-tax-rate/").content.decode()
    assert "企业所得税法" in one and client.get("/benefits/nothing/").status_code == 404


def test_a_firm_supposes_another_figure_and_nothing_is_kept(fresh):
    firm, before = signed_in(fresh, "applicant"), everything()
    page = firm.get("/my/benefits/", {"fact": "rd_expense", "value": "1,200万元"}).content.decode()
    assert (
        "310,000 → 470,000 元" in page and "研发投入后补助: 300,000 → 460,000" in page
    )  # 3 % of 12 million, and 100,000 for growth
    page = firm.get("/my/benefits/", {"fact": "sales", "value": "10亿元"}).content.decode()
    assert "研发投入后补助: 300,000 → 0" in page and "不符合条件" in page  # 1 % of sales
    for fact, value, why in (
        ("rd_expense", "-1", "不是不小于零的数"),
        ("rd_share", "9", "不认识的数据项"),
        ("htec", "也许", "true"),
    ):
        answer = firm.get("/my/benefits/", {"fact": fact, "value": value})
        assert answer.status_code == 422 and why in answer.content.decode()
    assert (
        signed_in(fresh, "applicant-2")
        .get("/my/benefits/", {"party": fresh.firms["one"], "fact": "sales", "value": "1"})
        .status_code
        == 404
    )
    assert everything() == before


def test_what_was_typed_is_there_again(fresh):
    firm = signed_in(fresh, "applicant")
    told = {
        "act": "declare",
        "fact": "staff",
        "value": "一百",
        "day": "2025-12-31",
        "source": "社保记录",
        "key": "k-000005",
    }
    page = firm.post("/my/benefits/", told).content.decode()
    assert 'value="一百"' in page and 'value="社保记录"' in page and '<option value="staff" selected>' in page


def test_what_does_not_come_unasked_is_applied_for(fresh, client):
    declare(fresh, "one", {"cooperation_paid": 1_000_000})
    officer, firm = signed_in(fresh, "officer"), signed_in(fresh, "applicant")
    page = officer.get("/policies/").content.decode()
    officer.post("/policies/", {"act": "match", "key": key(page)})
    mine = firm.get("/my/benefits/").content.decode()
    section = next(part for part in mine.split("<section")[1:] if "产学研合作补助" in part)
    assert "可申请" in section and "申请，拨付到这个账号" in section and "待企业同意" not in section
    other = next(part for part in mine.split("<section")[1:] if "研发投入后补助" in part)
    assert "待企业同意" in other and "可申请" not in other
    listed = client.get("/benefits/").content.decode()
    for name, way in (
        ("产学研合作补助", "需要申请"),
        ("研发投入后补助", "免申即享"),
        ("高新技术企业减按15%征收企业所得税", "在纳税申报中享受"),
    ):
        line = next((one for one in listed.split("<li>") if name in one), "")
        assert way in line
