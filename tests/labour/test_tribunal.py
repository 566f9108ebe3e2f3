"""Challenges, changed claims, counter-claims, evidence and sealed files: what each changes, and that a refusal changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.labour.selectors.disputes import lists, seen, whole
from gaoxin.labour.services.disputes import challenging, changing, closing, deciding, evidence, filing, hearing, papers
from gaoxin.labour.services.disputes.changing import Item
from gaoxin.parties import services as registering
from tests.approvals.conftest import PDF
from tests.labour.conftest import FILED, FIRMS, ZONE, at, citizen, refused, rows
from tests.labour.test_disputes import WORKERS

pytestmark = pytest.mark.django_db


def events(pk):
    return [one.event.value for one in seen.ledgers(ZONE, [pk])[pk]]


def seated_and_set(world):
    pk = world.seated()
    world.set(pk)
    return pk


def test_an_arbitrator_who_is_challenged_rests_and_leaves(world):
    pk = seated_and_set(world)
    one, firm = world.ids["arbitrator-1"], world.firms["one"]
    told = {"arbitrator_id": one, "party_id": firm, "ground": "relative", "words": "与法定代表人是夫妻"}
    with refused(NotFound):
        challenging.challenge(**world.does(pk, "worker-2", "2026-03-10T10:00"), **told)
    with refused(NotFound, "不是本案仲裁员"):
        other = told | {"arbitrator_id": world.ids["arbitrator-2"]}
        challenging.challenge(**world.does(pk, "worker", "2026-03-10T10:00"), **other)
    with refused(Invalid, "没有这个回避理由"):
        challenging.challenge(**world.does(pk, "worker", "2026-03-10T10:00"), **(told | {"ground": "dislike"}))
    asked = challenging.challenge(**world.does(pk, "worker", "2026-03-10T10:00"), **told, key="form-0001")
    assert challenging.challenge(**world.does(pk, "worker", "2026-03-10T10:00"), **told, key="form-0001") == asked
    with refused(Conflict, "尚未决定"):
        challenging.challenge(**world.does(pk, "firm", "2026-03-10T11:00"), **told)
    with refused(WrongState, "暂停参与", article="办案规则 12"):
        deciding.mediate(**world.does(pk, "arbitrator-1", "2026-03-10T12:00"), settled=False, words="x")
    does = world.does(pk, "clerk", "2026-03-11T10:00")
    told = {"challenge_id": asked, "upheld": True, "approval": "主任 回避 1号", "words": "属实"}
    with refused(NotAllowed):
        challenging.decide_challenge(**world.does(pk, "arbitrator-1", "2026-03-11T10:00"), **told)
    challenging.decide_challenge(**does, **told)
    with refused(Conflict, "已经决定"):
        challenging.decide_challenge(**does, **told)
    assert rows("TakenSlot").count() == 0 and rows("Hearing").get().state == "postponed"
    assert not rows("TribunalSeat").filter(until=None).exists() and "与法定代表人" not in str(
        world.paper(pk, "回避决定书").content
    )
    with refused(WrongState, "还没有组成仲裁庭"):
        world.set(pk, "2026-03-25T09:00")
    with refused(NotAllowed, "应当回避", article="33(1)"):  # the tie is kept
        hearing.appoint(**world.does(pk, "clerk", "2026-03-12T10:00"), arbitrators=[one], presiding=one)
    two = world.ids["arbitrator-2"]
    hearing.appoint(**world.does(pk, "clerk", "2026-03-12T10:00"), arbitrators=[two], presiding=two)
    assert events(pk)[-4:] == ["challenged", "challenge-upheld", "postponed", "tribunal-told"]


def test_a_challenge_that_is_rejected_changes_nothing_else_and_none_comes_after_the_hearing(world):
    pk = world.heard()
    told = {
        "arbitrator_id": world.ids["arbitrator-1"],
        "party_id": world.firms["one"],
        "ground": "met",
        "words": "一起吃饭",
    }
    with refused(WrongState, "开庭审理已经结束", article="办案规则 11"):
        challenging.challenge(**world.does(pk, "worker", "2026-03-25T10:00"), **told)
    other = world.seated(world.accepted(workers=[WORKERS[0]]))
    asked = challenging.challenge(**world.does(other, "firm", "2026-03-09T10:00"), **told)
    challenging.decide_challenge(**world.does(other, "clerk", "2026-03-10T10:00"), challenge_id=asked, upheld=False,
                                 approval="主任 2号", words="没有证据")  # fmt: skip
    assert rows("TribunalSeat").filter(dispute_id=other, until=None).count() == 1 and not rows("ArbitratorTie").exists()
    deciding.mediate(**world.does(other, "arbitrator-1", "2026-03-11T10:00"), settled=False, words="未成")


def test_claims_are_changed_before_the_hearing_and_answered_anew(world):
    pk = world.seated()
    world.served(pk)
    filing.answer(**world.does(pk, "firm", "2026-03-09T09:00"), words="已付")
    world.set(pk, "2026-03-24T09:00")
    items = [Item("wages", 1_500_000, "加上二月", number=1), Item("severance", 900_000)]
    asks = world.does(pk, "worker", "2026-03-16T10:00", items=items, words="二月也未发")
    with refused(NotAllowed, "不代表这一方"):
        changing.ask_change(**(asks | {"by": world["firm"]}))
    with refused(NotFound, "没有这项请求"):
        changing.ask_change(**(asks | {"items": [Item("wages", 1, number=9)]}))
    with refused(Invalid, "没有填写金额"):
        changing.ask_change(**(asks | {"items": [Item("wages", 0)]}))
    asked = changing.ask_change(**asks)
    with refused(Conflict, "尚未决定"):
        changing.ask_change(**asks)
    grant = world.does(pk, "clerk", "2026-03-17T09:00", request_id=asked, granted=True, words="")
    with refused(NotAllowed):  # the clerk cannot say no
        changing.decide_request(**(grant | {"granted": False, "words": "不行"}))
    changing.decide_request(**grant)
    claims = list(
        rows("DisputeClaim").filter(dispute_id=pk).order_by("number").values_list("number", "kind", "amount_fen")
    )
    assert claims == [(1, "wages", 1_500_000), (2, "severance", 900_000)]
    assert rows("Hearing").get().state == "postponed" and rows("TakenSlot").count() == 0
    with refused(Invalid, "尚未送达"):
        filing.answer(**world.does(pk, "firm", "2026-03-17T10:00"), words="不同意")
    world.sealed(pk, papers.CHANGED)
    with refused(Invalid, "早于文书日期"):
        world.served(pk, papers.CHANGED)
    today = dt.date(2026, 3, 17)
    world.served(pk, papers.CHANGED, when="2026-03-17T10:30", sent_on=today, received_on=today)
    filing.answer(**world.does(pk, "firm", "2026-03-17T11:00"), words="不同意")
    found = whole.whole(zone=ZONE, dispute_id=pk, by=world["clerk"], now=at("2026-03-17T12:00"))
    assert found.exchange.answered is not None and found.standing.clock.due == at("2026-05-06T17:30")
    titles = {one.row.title for one in found.papers}
    assert papers.CHANGED in titles and "变更仲裁请求受理通知书" in titles
    theirs = whole.whole(zone=ZONE, dispute_id=pk, by=world["worker"], now=at("2026-03-17T12:00"))
    assert papers.CHANGED not in {one.row.title for one in theirs.papers}


def test_a_waived_answer_keeps_the_hearing_and_a_refusal_keeps_the_claims(world):
    pk = seated_and_set(world)
    asks = world.does(pk, "worker", "2026-03-16T10:00", items=[Item("severance", 900_000)], words="解除")
    asked = changing.ask_change(**asks)
    with refused(WrongState, "尚未决定"):
        hearing.hold(**world.does(pk, "arbitrator-1", "2026-03-24T10:00"))
    judge = world.does(pk, "arbitrator-1", "2026-03-17T09:00", request_id=asked)
    with refused(Invalid, "没有填写理由"):
        changing.decide_request(**judge, granted=False, words="")
    changing.decide_request(**judge, granted=False, words="与本案无关")
    assert rows("DisputeClaim").filter(dispute_id=pk).count() == 1 and "另行申请" in str(
        world.paper(pk, "变更仲裁请求决定书").content
    )
    again = changing.ask_change(**(asks | {"at": at("2026-03-18T10:00")}))
    grant = world.does(pk, "clerk", "2026-03-18T11:00", request_id=again, granted=True, words="", waived=True)
    changing.decide_request(**grant)
    assert rows("Hearing").get().state == "set" and events(pk)[-1] == "reckoned-anew"
    hearing.hold(**world.does(pk, "arbitrator-1", "2026-03-24T10:00"))
    with refused(WrongState, "已经开庭", article="办案规则 44"):
        changing.ask_change(**(asks | {"at": at("2026-03-25T10:00")}))


def test_the_employer_claims_too_in_its_time_to_answer(world):
    pk = world.seated()
    asks = world.does(pk, "firm", "2026-03-10T10:00", items=[Item("damages", 500_000, "培训费")], words="未履行服务期",
                      known_on=dt.date(2026, 2, 1))  # fmt: skip
    with refused(WrongState, "不在答辩期间", article="办案规则 36"):
        changing.counter(**asks)
    world.served(pk)
    with refused(WrongState, "不在答辩期间"):
        changing.counter(**(asks | {"at": at("2026-03-23T09:00")}))
    with refused(Invalid, "超过仲裁时效", article="27"):
        changing.counter(**(asks | {"known_on": dt.date(2025, 2, 1)}))
    with refused(Invalid, "超过仲裁时效", article="27"):  # the exception for unpaid wages is the worker's
        changing.counter(**(asks | {"items": [Item("wages", 1)], "known_on": dt.date(2025, 2, 1)}))
    asked = changing.counter(**asks)
    changing.decide_request(**world.does(pk, "clerk", "2026-03-11T10:00", request_id=asked, granted=True, words=""))
    assert rows("DisputeClaim").filter(dispute_id=pk, side="respondent").count() == 1
    filing.withdraw(**world.does(pk, "worker", "2026-03-12T10:00"), reason="已付清")  # the counter-claim goes on
    assert rows("Dispute").get(id=pk).state == "accepted" and events(pk)[-1] == "claims-withdrawn"
    world.set(pk)
    deciding.mediate(**world.does(pk, "arbitrator-1", "2026-03-20T10:00"), settled=False, words="未成")
    hearing.hold(**world.does(pk, "arbitrator-1", "2026-03-24T10:00"))
    with refused(Invalid, "每一项请求都要裁决"):
        deciding.award(**world.does(pk, "arbitrator-1", "2026-03-25T10:00"), awarded={1: 0, 2: 0}, reasons="有据")
    deciding.award(**world.does(pk, "arbitrator-1", "2026-03-25T10:00"), awarded={2: 300_000}, reasons="有据")
    assert rows("DisputeClaim").get(dispute_id=pk, number=2).final is False  # 47 names the worker's claims
    assert "反申请" in str(world.paper(pk, "仲裁裁决书").content)


def test_evidence_is_known_by_its_contents_and_handed_in_once(world):
    pk = world.accepted()
    pdf = evidence.Given("工资条.pdf", PDF, "十二月工资条")
    does = world.does(pk, "worker", "2026-03-05T10:00")
    with refused(Invalid, "文件内容与名称不符"):
        evidence.hand_in(**does, given=evidence.Given("工资条.pdf", b"MZ" * 99, "x"))
    with refused(Invalid, "没有写明证明什么", article="39"):
        evidence.hand_in(**does, given=evidence.Given("工资条.pdf", PDF, " "))
    with refused(NotFound):
        evidence.hand_in(**world.does(pk, "firm-2", "2026-03-05T10:00"), given=pdf)
    with refused(NotAllowed):
        evidence.hand_in(**world.does(pk, "clerk", "2026-03-05T10:00"), given=pdf)
    evidence.hand_in(**does, given=pdf)
    with refused(Conflict, "交过了"):
        evidence.hand_in(**does, given=pdf)
    evidence.hand_in(**world.does(pk, "firm", "2026-03-05T11:00"), given=pdf)
    assert sorted(rows("DisputeEvidence").values_list("side", flat=True)) == ["claimant", "respondent"]


def test_nobody_acts_for_both_sides(world):
    registering.grant_mandate(
        zone=ZONE, party_id=world.firms["one"], user_id=world.ids["worker"], at=FILED, by=world["firm"]
    )
    with refused(NotAllowed, "用人单位的代理人", article="民法典 168"):
        world.filed()


def test_a_file_is_sealed_once_all_is_signed_and_served(world):
    pk = world.filed(workers=WORKERS)
    with refused(WrongState):
        closing.archive(**world.does(pk, "clerk", "2026-03-03T10:00"))
    filing.withdraw(**world.does(pk, "worker", "2026-03-03T11:00"), reason="和解")
    with refused(WrongState, "没有签章"):
        closing.archive(**world.does(pk, "clerk", "2026-03-04T10:00"))
    papers.seal(zone=ZONE, dispute_id=pk, by=world["clerk"], at=at("2026-03-04T10:00"))
    with refused(NotAllowed):
        closing.archive(**world.does(pk, "worker", "2026-03-04T10:00"))
    closing.archive(**world.does(pk, "clerk", "2026-03-04T11:00"))
    with refused(WrongState, "归档封存", article="办案规则 21"):
        closing.archive(**world.does(pk, "clerk", "2026-03-05T10:00"))
    found, many = lists.desk(zone=ZONE, by=world["clerk"], now=at("2026-03-05T10:00"), state="closed")
    assert many == 1 and found[0].row.archived_at and found[0].due is None and found[0].left is None
    mine, against = lists.own(zone=ZONE, by=world["worker"], now=at("2026-03-05T10:00"))
    assert (
        len(mine) == 1
        and not against
        and lists.own(zone=ZONE, by=world["firm"], now=at("2026-03-05T10:00")) == ([], [])
    )


def test_a_worker_who_is_called_like_a_piece_of_the_firm_reads_no_letter_of_the_firm(world):
    pk = world.seated(world.accepted(workers=[filing.Worker("新材", citizen(14))]))
    told = whole.whole(zone=ZONE, dispute_id=pk, by=world["clerk"], now=at("2026-03-06T10:00")).papers
    sides = {(one.row.title, one.row.content["applicant"]): one.row.content["sides"] for one in told}
    assert sides[papers.ANSWER_TO, FIRMS["one"][0]] == ["respondent"] and sides["受理通知书", "新材"] == ["claimant"]
    mine = whole.whole(zone=ZONE, dispute_id=pk, by=world["worker"], now=at("2026-03-06T10:00")).papers
    assert {one.row.content["applicant"] for one in mine} == {"新材"}
