"""The pages as their readers use them: a firm on a phone, the university, the officer's desk."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.innovation.services.transfer import dealing
from tests.innovation.conftest import FIRMS, rows
from tests.transfer.conftest import PATENT, Platform, worked


def signed_in(world: Platform, name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=world.ids[name]))
    return client


def key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found.group(1)


POST = {
    "act": "post", "title": "高导热树脂基材", "detail": "用于高频板", "field": "materials", "maturity": "5", "low_k": "100",
    "high_k": "900",
    "deadline": "2099-01-01",
}  # fmt: skip
OFFER = {
    "act": "post",
    "title": "高导热树脂的制备",
    "detail": "",
    "field": "materials",
    "maturity": "6",
    "price_k": "",
    "seats": "1",
    "patents": "",
}


def told_how_far(officer: Client) -> None:
    """The page tells of the matching while it waits and once it is done; a swap is what a reload shows."""
    run = rows("TransferRun").get(state="waiting")
    page = officer.get("/transfer/").content.decode()
    assert "正在等待开始匹配" in page and "还没有匹配过" in page
    swap = officer.get("/transfer/", headers={"HX-Request": "true", "HX-Target": "run"})
    assert swap.content.decode().strip() in page and "HX-Refresh" not in swap
    worked(run.id, timezone.now())
    swap = officer.get("/transfer/", headers={"HX-Request": "true", "HX-Target": "run"})
    assert (
        swap["HX-Refresh"] == "true" and "1 项需求和 1 项成果，配成 1 对" in officer.get("/transfer/").content.decode()
    )


def test_a_demand_from_the_phone_to_the_deal(world):
    firm, school, officer = (signed_in(world, name) for name in ("applicant", "school", "officer"))
    page = firm.get("/my/transfer/").content.decode()
    for wrong in ({"low_k": "-1"}, {"high_k": "十"}, {"deadline": "2020-01-01"}, {"deadline": "x"}, {"field": "none"}):
        answer = firm.post("/my/transfer/", POST | wrong | {"key": f"{key(page)}-w"})
        assert answer.status_code == 422 and "高导热树脂基材" in answer.content.decode(), wrong
    assert not rows("TransferDemand").exists()
    for _ in range(2):  # the same form again
        assert firm.post("/my/transfer/", POST | {"key": f"{key(page)}-p"}).status_code == 302
    demand = rows("TransferDemand").get()
    page = school.get("/transfer/results/").content.decode()
    mine = {"university": str(world.universities["甲"]), "key": key(page)}
    theirs = OFFER | mine | {"university": str(world.universities["乙"])}
    assert school.post("/transfer/results/", theirs).status_code == 422
    assert school.post("/transfer/results/", OFFER | mine | {"key": "another-key"}).status_code == 302
    result = rows("TransferResult").get()
    page = firm.get("/my/transfer/").content.decode()
    assert "高导热树脂的制备" in page and "甲演示大学" in page and "内容相近" in page
    told = {"act": "prefer", "demand": str(demand.id), "result": str(result.id), "key": "prefer-0001"}
    assert firm.post("/my/transfer/", told).status_code == 302
    assert rows("TransferWish").get().place == 1
    page = school.get(f"/transfer/results/?result={result.id}").content.decode()
    assert "高导热树脂基材" in page and "守口如瓶" not in page
    page = officer.get("/transfer/").content.decode()
    assert officer.post("/transfer/", {"act": "match", "key": key(page)}).status_code == 302
    told_how_far(officer)
    match = rows("TransferMatch").get()
    assert match.trace["wished"]["demand"] and "排在最前面" in firm.get("/my/transfer/").content.decode()
    assert school.get(f"/transfer/{match.id}/").status_code == 200
    assert (
        firm.post(
            "/my/transfer/", {"act": "talks", "demand": str(demand.id), "match": str(match.id), "key": "talks-00001"}
        ).status_code
        == 302
    )
    page = officer.get(f"/transfer/{match.id}/").content.decode()
    deal = {
        "act": "deal", "kind": "licence", "licence": "sole", "amount_k": "600", "signed_on": "2025-05-01", "evidence": "合同1号",
        "stake_bp": "",
        "agreement": "", "until": "", "key": f"{key(page)}-d",
    }  # fmt: skip
    answer = officer.post(f"/transfer/{match.id}/", deal | {"amount_k": "-6", "key": "deal-wrong"})
    assert answer.status_code == 422 and "合同1号" in answer.content.decode()
    assert school.post(f"/transfer/{match.id}/", deal).status_code == 422 and not rows("TransferDeal").exists()
    assert officer.post(f"/transfer/{match.id}/", deal).status_code == 302
    assert (
        rows("TransferDeal").get().amount_k == 600
        and "合同1号" in officer.get(f"/transfer/{match.id}/").content.decode()
    )


def test_a_sale_waits_for_its_entry(world):
    officer, auditor = signed_in(world, "officer"), signed_in(world, "auditor")
    world.demand(who="applicant")
    world.result(who="school", patents=(PATENT,))
    match = world.in_talks()
    told = dealing.NewDeal("transfer", 100, dt.date(2025, 5, 1), "合同")
    dealing.record_deal(**world.does(), match_id=match, deal=told)
    assert "转让待登记" in officer.get("/transfer/").content.decode()
    page = officer.get(f"/transfer/{match}/").content.decode()
    assert "甲演示大学" in page and "专利法 第10条" in page and "录入转让登记" in page
    assert "录入转让登记" not in auditor.get(f"/transfer/{match}/").content.decode()
    sent = {"act": "assign", "on": "2025-05-02", "evidence": "手续合格通知书", "key": f"{key(page)}-a"}
    refused = officer.post(f"/transfer/{match}/", sent | {"on": "2025-04-30", "key": "assign-wrong"})
    assert refused.status_code == 422 and "手续合格通知书" in refused.content.decode()
    assert auditor.post(f"/transfer/{match}/", sent).status_code in (403, 422) and not rows("PatentTransfer").exists()
    assert [officer.post(f"/transfer/{match}/", sent).status_code for _ in range(2)] == [302, 302]
    page = officer.get(f"/transfer/{match}/").content.decode()
    assert (
        "原为 甲演示大学" in page
        and "录入转让登记" not in page
        and "转让待登记" not in officer.get("/transfer/").content.decode()
    )
    assert FIRMS["one"][0] in officer.get(f"/patents/{PATENT}/").content.decode()


def test_nobody_sees_what_is_not_theirs(world):
    one = world.demand()
    world.demand("two", title="守口如瓶的需求")
    world.result(university_id=world.universities["乙"])
    world.match()
    firm, school, clerk = (signed_in(world, name) for name in ("applicant-2", "school", "clerk"))
    assert firm.get(f"/my/transfer/?demand={one}").status_code == 404
    assert firm.get(f"/my/transfer/?party={world.firms['one']}").status_code == 404
    page = firm.get("/my/transfer/").content.decode()
    assert "守口如瓶的需求" in page and "清远演示" not in page
    match = rows("TransferMatch").get()
    assert school.get(f"/transfer/{match.id}/").status_code == 404  # of another university
    assert school.get(f"/transfer/results/?result={match.result_id}").status_code == 404
    assert clerk.get("/transfer/").status_code == 403 and firm.get(f"/transfer/{match.id}/").status_code == 403
    auditor = signed_in(world, "auditor")
    assert 'value="match"' not in auditor.get("/transfer/").content.decode()
    assert auditor.post("/transfer/", {"act": "match", "key": "match-0001"}).status_code == 422


AGREED = {
    "act": "add",
    "number": "XY-1",
    "title": "共建（演示）",
    "since": "2024-01-01",
    "until": "2099-01-01",
    "contact": "",
}
PAPER = {"level": "provincial", "authority": "省厅", "evidence": "批文", "party": ""}
STATION = PAPER | {
    "act": "add",
    "number": "BS-1",
    "name": "演示站",
    "kind": "doctoral",
    "recognised_on": "2024-01-01",
    "until": "",
}
AWARD = PAPER | {"act": "award", "holder": "演示企业", "name": "推广奖", "grade": "", "year": "2024"}


@pytest.mark.parametrize(
    ("path", "told", "model"),
    [
        ("/transfer/agreements/", AGREED, "UniversityAgreement"),
        ("/stations/", STATION, "Station"),
        ("/stations/tasks/", {"act": "task", "title": "专利导航", "office": "科技创新局", "due_on": "2099-01-01"}, "PilotTask"),
        ("/stations/tasks/", AWARD, "InnovationAward"),
    ],
)  # fmt: skip
def test_the_desk_enters_what_papers_say(world, path, told, model):
    officer = signed_in(world, "officer")
    sent = {
        **told,
        "university": str(world.universities["甲"]),
        "owner": str(world.ids["officer"]),
        "key": "enter-0001",
    }
    name = next(name for name in ("number", "holder", "title") if name in sent)
    wrong = officer.post(path, sent | {name: " ", "key": "wrong-0001"})
    assert wrong.status_code == 422 and not rows(model).exists()
    for typed in (one for field, one in told.items() if field not in ("act", name)):  # nothing has to be typed again
        assert f'value="{typed}"' in wrong.content.decode()
    assert officer.post(path, sent).status_code == 302 and rows(model).count() == 1
    assert told[name] in officer.get(path).content.decode()
    assert officer.post(path, {"act": "nothing"}).status_code == 422
