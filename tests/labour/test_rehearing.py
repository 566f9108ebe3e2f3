"""The tribunal changed since the hearing: a side asks that the case be heard anew, once; who presides decides, and the award follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.labour.selectors.disputes import whole
from gaoxin.labour.services.disputes import deciding, hearing, rehearing, replacing
from tests.labour.conftest import ZONE, World, at, refused, rows
from tests.labour.test_api import post
from tests.labour.test_pages import signed_in

pytestmark = pytest.mark.django_db
AWARD: dict[str, Any] = {"awarded": {1: 900_000}, "reasons": "重新审查证据"}


def changed(world: World, pk: Any, gone: int, comes: int, when: str) -> None:
    lost = {"ground": "ill", "approval": "主任〔2026〕7号", "words": "住院"}
    replacing.cannot_go_on(**world.does(pk, "clerk", when), arbitrator_id=world.ids[f"arbitrator-{gone}"], **lost)
    one = world.ids[f"arbitrator-{comes}"]
    hearing.appoint(**world.does(pk, "clerk", when), arbitrators=[one], presiding=one)


def told_in(world: World, pk: Any, title: str) -> str:
    return str(world.paper(pk, title).content)


def test_granted_no_award_before_the_new_hearing(world: World, var: Any) -> None:
    pk = world.heard()
    with refused(WrongState, "没有更换", "劳动争议调解仲裁法 38"):
        rehearing.ask(**world.does(pk, "worker", "2026-03-25T09:00"), words="再开一次")
    changed(world, pk, 1, 2, "2026-03-25T10:00")
    with refused(Invalid):
        rehearing.ask(**world.does(pk, "worker", "2026-03-25T11:00"), words=" ")
    with refused(NotFound):  # nobody else's file
        rehearing.ask(**world.does(pk, "worker-2", "2026-03-25T11:00"), words="我也要")
    for _ in range(2):  # one form, one request
        asked = rehearing.ask(**world.does(pk, "worker", "2026-03-25T11:00", key="anew-0001"), words="没有听过质证")
    with refused(Conflict, "待决定"):
        rehearing.ask(**world.does(pk, "firm", "2026-03-25T12:00"), words="同意重新开庭")
    with refused(WrongState, "重新开庭的请求尚未决定"):
        deciding.award(**world.does(pk, "arbitrator-2", "2026-03-25T13:00"), **AWARD, stands="不再开庭")
    decides: dict[str, Any] = {"request_id": asked, "granted": True, "words": "双方争议较大"}
    with refused(NotAllowed):
        rehearing.decide(**world.does(pk, "clerk", "2026-03-26T10:00"), **decides)
    with refused(Invalid):
        rehearing.decide(**world.does(pk, "arbitrator-2", "2026-03-26T10:00"), **(decides | {"words": ""}))
    rehearing.decide(**world.does(pk, "arbitrator-2", "2026-03-26T10:00"), **decides)
    with refused(Conflict, "已经决定"):
        rehearing.decide(**world.does(pk, "arbitrator-2", "2026-03-26T10:01"), **(decides | {"granted": False}))
    assert "准许重新开庭" in told_in(world, pk, "重新开庭请求决定书")
    with refused(Conflict, "已准许"):
        rehearing.ask(**world.does(pk, "firm", "2026-03-26T11:00"), words="也请求")
    with refused(WrongState, "已准许重新开庭"):  # a reason why not no longer does
        deciding.award(**world.does(pk, "arbitrator-2", "2026-03-26T12:00"), **AWARD, stands="不再开庭")
    told = {"room": "room-1", "starts_at": at("2026-04-03T09:00"), "minutes": 60}
    hearing.set_hearing(**world.does(pk, "clerk", "2026-03-26T13:00"), **told)
    hearing.hold(**world.does(pk, "arbitrator-2", "2026-04-03T10:00"))
    deciding.award(**world.does(pk, "arbitrator-2", "2026-04-03T15:00"), **AWARD)
    assert rows("Dispute").get(id=pk).state == "awarded" and audit.verify(ZONE).ok
    assert "更换仲裁员以前的程序" not in told_in(world, pk, "仲裁裁决书（终局）")


def test_refused_the_reasons_stand_in_the_award(world: World, var: Any) -> None:
    pk = world.heard()
    changed(world, pk, 1, 2, "2026-03-25T10:00")
    asked = rehearing.ask(**world.does(pk, "firm", "2026-03-25T11:00"), words="证人没有被问到")
    changed(world, pk, 2, 3, "2026-03-25T12:00")  # whoever presides now decides on it
    told = {"request_id": asked, "granted": False, "words": "双方对事实没有争议"}
    rehearing.decide(**world.does(pk, "arbitrator-3", "2026-03-26T10:00"), **told)
    with refused(Conflict, "对这个仲裁庭已经请求过"):
        rehearing.ask(**world.does(pk, "firm", "2026-03-26T13:00"), words="再次请求")
    read = whole.whole(zone=ZONE, dispute_id=pk, by=world["firm"], now=at("2026-03-26T13:00"))
    other = whole.whole(zone=ZONE, dispute_id=pk, by=world["worker"], now=at("2026-03-26T13:00"))
    assert (read.may_rehear, other.may_rehear) == (False, True) and read.stands == "双方对事实没有争议"
    changed(world, pk, 3, 4, "2026-03-26T13:30")  # an answer of another tribunal is none of this one
    with refused(WrongState, "更换过仲裁员"):
        deciding.award(**world.does(pk, "arbitrator-4", "2026-03-26T13:40"), **AWARD)
    again = rehearing.ask(**world.does(pk, "firm", "2026-03-26T13:50"), words="再次请求")
    rehearing.decide(**world.does(pk, "arbitrator-4", "2026-03-26T13:55"), **(told | {"request_id": again}))
    deciding.award(**world.does(pk, "arbitrator-4", "2026-03-26T14:00"), **AWARD)
    assert "双方对事实没有争议" in told_in(world, pk, "仲裁裁决书（终局）")
    with refused(WrongState):
        rehearing.ask(**world.does(pk, "worker", "2026-03-26T15:00"), words="迟了")


def test_pages_and_api_have_the_form(world: World, var: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pk = world.heard()
    worker, sits = signed_in(world, "worker"), signed_in(world, "arbitrator-2")
    mine, desk = f"/my/claims/{pk}/", f"/labour/{pk}/"
    monkeypatch.setattr(timezone, "now", lambda: at("2026-03-25T11:00"))
    assert "提交重新开庭请求" not in worker.get(mine).content.decode()
    changed(world, pk, 1, 2, "2026-03-25T10:00")
    assert "提交重新开庭请求" in worker.get(mine).content.decode()
    form = {"act": "rehear", "words": "没有听过质证", "key": "anew-0001"}
    assert [worker.post(mine, form).status_code for _ in range(2)] == [302, 302]
    page = worker.get(mine).content.decode()
    assert "提交重新开庭请求" not in page and "没有听过质证" in page
    row = rows("RehearingRequest").get()
    page = sits.get(desk).content.decode()
    assert 'value="anew-no"' in page and str(row.id) in page
    decided = {"act": "anew-no", "request": str(row.id), "words": "事实清楚", "key": "anew-0002", "version": ""}
    assert sits.post(desk, decided).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer) == ("refused", "事实清楚")
    assert ">事实清楚</textarea>" in sits.get(desk).content.decode()  # the award begins with it
    firm, root = signed_in(world, "firm"), f"/api/v1/disputes/{pk}"
    assert post(firm, f"{root}/party", {"act": "rehear", "words": "我方也请求"}).status_code == 200
    (first, second) = firm.get(root).json()["rehearings"]
    assert first == str(row.id)
    told = {"act": "rehearing", "id": second, "granted": True, "words": "重新质证"}
    assert post(firm, f"{root}/desk", told).status_code == 403
    assert post(sits, f"{root}/desk", told).status_code == 200
    assert rows("RehearingRequest").get(id=second).state == "granted"
