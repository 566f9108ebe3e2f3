"""The pages as their readers use them: the firm declares what is missing, the officer imports, registers and lists."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gaoxin.innovation.rules.patents.numbers import check_digit
from tests.innovation.conftest import FIRMS, World, rows

HEADS = "件号,发明名称,申请日,授权公告日,专利权人\n"


def signed_in(world: World, name: str) -> Client:
    from django.contrib.auth import get_user_model

    client = Client()
    client.force_login(get_user_model().objects.get(pk=world.ids[name]))
    return client


def key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_firm_declares_what_is_missing_and_nobody_else_does(world):
    firm, officer = signed_in(world, "applicant"), signed_in(world, "officer")
    page = firm.get("/my/readiness/").content.decode()
    assert "信息不足" in page and 'name="v_tech_staff"' in page
    last = timezone.localdate().year - 1
    sent = {
        "key": key(page), "check": "htec", "day": f"{last}-12-31", "source": "专项审计报告", "v_staff": "100", "v_tech_staff": "5",
        f"v_sales_{last}": "4800万元", f"v_rnd_{last}": "300万元",
    }  # fmt: skip
    wrong = firm.post("/my/readiness/", sent | {"v_tech_staff": "500"})
    assert wrong.status_code == 422 and "大于" in wrong.content.decode() and rows("FirmFact").count() == 0
    assert [firm.post("/my/readiness/", sent).status_code for _ in range(2)] == [302, 302]
    assert rows("FirmFact").count() == 4
    page = firm.get("/my/readiness/").content.decode()
    assert "未达到条件" in page and "专项审计报告" in page and "5.00%" in page
    assert rows("FirmFact").get(fact="sales").value == 48_000_000  # told once, it serves benefits too
    other = f"/my/readiness/?party={world.firms['two']}"
    assert (
        firm.get(other).status_code == 404 and firm.post(other, sent | {"party": world.firms["two"]}).status_code == 404
    )
    assert signed_in(world, "clerk").get("/readiness/").status_code == 403
    page = officer.get("/readiness/?check=htec&verdict=does_not_qualify").content.decode()
    assert FIRMS["one"][0] in page and FIRMS["two"][0] not in page
    told = officer.get("/readiness/?form=csv").content.decode("utf-8-sig")
    assert FIRMS["one"][0] in told and officer.get("/readiness/?form=xlsx").content[:2] == b"PK"
    assert officer.get(f"/readiness/{world.firms['one']}/?check=sme").status_code == 200


def test_patents_are_looked_at_then_taken_whole_or_not_at_all(world):
    officer = signed_in(world, "officer")
    body = "202210000001"
    good = f"{body}.{check_digit(body)},一种装置,2022-03-01,2024-05-01,{FIRMS['one'][0]}\n"
    page = officer.get("/patents/import/").content.decode()

    def send(text: str | bytes, **more: str):
        data = text.encode() if isinstance(text, str) else text
        sent = {"key": key(page), "source": "导出", "mapping": "件号=number", "how": "import", **more}
        return officer.post("/patents/import/", sent | {"file": SimpleUploadedFile("a.csv", data)})

    assert send(HEADS + good, how="check").status_code == 200 and rows("Patent").count() == 0
    twice = send(HEADS + good + good.replace(FIRMS["one"][0], FIRMS["two"][0]))
    assert twice.status_code == 422 and "核对权利人" in twice.content.decode() and rows("Patent").count() == 0
    assert send(b"PK\x03\x04 no workbook").status_code == 422 and send(HEADS + good, mapping="x").status_code == 422
    assert [send(HEADS + good).status_code for _ in range(2)] == [200, 200] and rows("Patent").count() == 1
    number = rows("Patent").get().number
    assert FIRMS["one"][0] in officer.get("/patents/?text=装置").content.decode()
    assert officer.get("/patents/?due=1").status_code == 200 and officer.get("/patents/?form=csv").status_code == 200
    fee = {"key": "k-000000-fee", "act": "fee", "year": "4", "receipt": "收据 1"}
    assert officer.post(f"/patents/{number}/", fee | {"year": "99"}).status_code == 422
    assert [officer.post(f"/patents/{number}/", fee).status_code for _ in range(2)] == [302, 302]
    assert rows("Patent").get().fees_year == 4 and officer.get("/patents/?due=1&standing=x").status_code == 422
    moved = {
        "key": "k-000001",
        "owners": f"{FIRMS['two'][0]}（60%）\n某大学（40%）",
        "on": "2024-09-01",
        "evidence": "登记簿副本",
    }
    assert officer.post(f"/patents/{number}/", moved | {"owners": "甲（60%）"}).status_code == 422
    assert [officer.post(f"/patents/{number}/", moved).status_code for _ in range(2)] == [302, 302]
    assert rows("PatentTransfer").count() == 1 and "60%" in officer.get(f"/patents/{number}/").content.decode()
    assert "一种装置" in signed_in(world, "applicant-2").get("/my/readiness/").content.decode()


def test_the_register_is_kept_by_forms(world):
    officer = signed_in(world, "officer")
    page = officer.get("/innovation/").content.decode()
    assert signed_in(world, "auditor").post("/innovation/", {"act": "university", "key": "k-1"}).status_code == 403
    acts = [
        {"act": "university", "name": "样例大学（演示）", "place": "广东", "code_note": "演示"},
        {"act": "project", "number": "CX-1", "title": "合作", "university": "样例大学（演示）", "firm": FIRMS["one"][1],
         "on": "2024-03-01", "funds_estimated": ">1200", "source": "协议"},
        {"act": "sum", "number": "CX-1", "sum": "funds-paid", "amount": "300.5", "on": "2024-06-01", "source": "回单"},
        {"act": "state", "firm": FIRMS["one"][0], "title": "htec", "level": "national", "state": "recognised", "on": "2024-12-01",
         "evidence": "证书"},
    ]  # fmt: skip
    for one in acts:
        sent = one | {"key": f"{key(page)}-{one['act']}"}
        assert [officer.post("/innovation/", sent).status_code for _ in range(2)] == [302, 302], one
    assert [rows(name).count() for name in ("University", "CooperationProject", "CooperationSum", "TitleRecord")] == [
        1,
        1,
        2,
        1,
    ]
    bad = acts[2] | {"amount": ">5", "on": "2024-07-01", "key": "k-2"}
    assert officer.post("/innovation/", bad).status_code == 422 and rows("CooperationSum").count() == 2
    page = officer.get("/innovation/").content.decode()
    assert "&gt;1,200" in page and "300.5" in page and "获认定" in page
    open_page = Client().get("/innovation/public/").content.decode()
    assert "样例大学" in open_page and FIRMS["one"][0] not in open_page and "1,200" not in open_page
