"""From a claim to a sealed award: every act, what it refuses, and that a refusal changes nothing."""

from __future__ import annotations

import datetime as dt
import subprocess

import pytest
from django.db import DatabaseError, transaction

from gaoxin.audit import selectors as audit_log
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.services.disputes import deciding, filing, hearing, papers, receiving
from gaoxin.parties import services as registering
from gaoxin.trust import selectors as signed
from tests.conftest import needs
from tests.labour.conftest import FILED, FIRMS, ZONE, at, citizen, refused, rows

pytestmark = pytest.mark.django_db
WORKERS = [filing.Worker(f"工人{n}号", citizen(100 + n), representative=n < 3) for n in range(10)]


def state(pk):
    return rows("Dispute").get(id=pk).state


# filing


def test_a_claim_is_filed_once_with_its_receipt_and_one_audit_row(world):
    before = audit.verify(ZONE).count
    pk = world.filed(key="form-0001")
    assert audit.verify(ZONE).count == before + 1
    assert (
        world.filed(key="form-0001") == pk and rows("Dispute").count() == 1 and audit.verify(ZONE).count == before + 1
    )
    receipt = world.paper(pk, "劳动人事争议仲裁申请收件回执")
    assert receipt.kind == "receipt" and "2026-03-09 17:30" in str(receipt.content)
    people = {
        one.party.kind for one in rows("DisputeParty").select_related("party").filter(dispute_id=pk, side="claimant")
    }
    assert people == {"person"} and rows("Dispute").get().number.startswith("清高新劳人仲案〔2026〕1号")
    with refused(Conflict):
        world.filed(key="form-0001", phone="13900000000")


def test_a_claim_after_its_year_is_refused_with_the_article(world):
    late = {"known_on": dt.date(2025, 2, 27), "employed": False, "left_on": dt.date(2025, 2, 27)}
    with refused(Invalid, "2026-02-27", article="劳动争议调解仲裁法 27(1)"):
        world.filed(**late, claims=[filing.Claim("severance", 900_000)])
    pk = world.filed(**late, claims=[filing.Claim("severance", 900_000)], interruptions=[dt.date(2025, 5, 8)])
    assert rows("Dispute").get(id=pk).circumstances["interruptions"] == ["2025-05-08"]


@pytest.mark.parametrize(
    ("told", "error", "match"),
    [
        ({"employer": "没有这家"}, Invalid, "没有唯一的用人单位"), ({"claims": []}, Invalid, "没有仲裁请求"),
        ({"claims": [filing.Claim("wages", 0)]}, Invalid, "没有填写金额"), 
        ({"claims": [filing.Claim("nothing", 1)]}, Invalid, "没有这个争议类型"),
        ({"claims": [filing.Claim("relation", -1)]}, Invalid, "金额不正确"), ({"facts": " "}, Invalid, "没有填写事实"),
        ({"known_on": dt.date(2026, 3, 3)}, Invalid, "在将来"), ({"employed": False}, Invalid, "没有填写劳动关系终止日期"),
        ({"workers": [filing.Worker("赵工人", "441802199001010110")]}, Invalid, "公民身份号码"),
        ({"workers": [filing.Worker("赵工人", citizen(1)), filing.Worker("赵工人", citizen(1))]}, Invalid, "填写了两次"),
        ({"workers": [filing.Worker(one.name, one.identifier) for one in WORKERS]}, Invalid, "应当推举"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(world, told, error, match):
    with refused(error, match):
        world.filed(**told)


def test_a_number_of_somebody_else_is_refused_and_officers_file_nothing(world):
    world.filed()
    with refused(Conflict, "另一姓名"):
        world.filed(workers=[filing.Worker("钱工人", citizen(11))])
    with refused(NotAllowed):
        filing.file(zone=ZONE, told=world.told(), by=world["labour"], at=FILED)


def test_ten_workers_are_one_file_and_their_representatives_speak(world):
    pk = world.filed(workers=WORKERS)
    row = rows("Dispute").get()
    assert row.collective and row.workers == 10
    assert rows("DisputeParty").filter(dispute_id=pk, side="claimant", representative=True).count() == 3
    receiving.accept(**world.does(pk, "clerk", "2026-03-04T10:00"), identity_checked=True)
    one, three = [world.ids["arbitrator-1"]], [world.ids[f"arbitrator-{n}"] for n in (1, 2, 3)]
    does = world.does(pk, "clerk", "2026-03-05T10:00")
    with refused(Invalid, "应由 3 名", article="办案规则 65"):
        hearing.appoint(**does, arbitrators=one, presiding=one[0])
    hearing.appoint(**does, arbitrators=three, presiding=three[1])
    assert rows("TribunalSeat").filter(dispute_id=pk, until=None).count() == 3


# the registry


def test_acceptance_begins_the_clock_and_writes_to_both(world):
    pk = world.filed()
    with refused(Invalid, "没有核验申请人身份"):
        receiving.accept(**world.does(pk, "clerk", "2026-03-04T10:00"), identity_checked=False)
    with refused(NotAllowed):
        receiving.accept(**world.does(pk, "labour", "2026-03-04T10:00"), identity_checked=True)
    receiving.accept(**world.does(pk, "clerk", "2026-03-04T10:00"), identity_checked=True)
    assert "2026-04-20 17:30" in str(world.paper(pk, "受理通知书").content)
    assert world.paper(pk, papers.ANSWER_TO).content["applicant"] == FIRMS["one"][0]
    with refused(WrongState):
        receiving.accept(**world.does(pk, "clerk-2", "2026-03-04T11:00"), identity_checked=True)


def test_the_clerk_cannot_refuse_and_an_arbitrator_says_why_and_where_instead(world):
    pk = world.filed()
    told = {"ground": "elsewhere", "reasons": "劳动合同在广州履行"}
    with refused(NotAllowed):
        receiving.refuse(**world.does(pk, "clerk", "2026-03-03T10:00"), **told)
    one = world.ids["arbitrator-1"]
    hearing.appoint(**world.does(pk, "clerk", "2026-03-03T10:00"), arbitrators=[one], presiding=one)
    with refused(Invalid, "没有这个不予受理的理由"):
        receiving.refuse(**world.does(pk, "arbitrator-1", "2026-03-03T11:00"), ground="busy", reasons="忙")
    with refused(NotFound):
        receiving.refuse(**world.does(pk, "arbitrator-2", "2026-03-03T11:00"), **told)
    receiving.refuse(**world.does(pk, "arbitrator-1", "2026-03-03T11:00"), **told)
    letter = str(world.paper(pk, "不予受理通知书").content)
    assert state(pk) == "refused" and "广州" in letter and "人民法院" in letter


def test_corrections_are_asked_and_the_five_days_begin_anew(world):
    pk = world.filed()
    receiving.ask_corrections(**world.does(pk, "clerk", "2026-03-03T10:00"), words="写明拖欠的月份")
    with refused(NotFound):
        filing.correct(**world.does(pk, "worker-2", "2026-03-09T09:00"), facts="十二月、一月")
    filing.correct(**world.does(pk, "worker", "2026-03-09T09:00"), facts="拖欠十二月、一月工资")
    found = seen.ledgers(ZONE, [pk])[pk]
    assert [one.event.value for one in found] == ["filed", "correction-asked", "corrected"] and state(pk) == "filed"


def test_the_ledger_takes_no_change(world):
    pk = world.filed()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows("DisputeEntry").filter(dispute_id=pk).update(event="awarded")
    assert rows("DisputeEntry").get(dispute_id=pk).event == "filed"


def test_the_copy_is_served_answered_and_the_answer_forwarded(world):
    pk = world.accepted()
    with refused(Invalid, "尚未送达"):
        filing.answer(**world.does(pk, "firm", "2026-03-05T10:00"), words="已付")
    notice = {"mode": "direct", "sent_on": dt.date(2026, 3, 6), "received_on": dt.date(2026, 3, 6)}
    does = world.does(pk, "clerk", "2026-03-06T15:00", paper_id=world.paper(pk, papers.ANSWER_TO).id, **notice)
    with refused(WrongState, "没有签章"):
        papers.serve(**does, party_id=world.firms["one"])
    world.sealed(pk, papers.ANSWER_TO)
    with refused(Invalid, "不是给这一方的"):
        papers.serve(**does, party_id=rows("DisputeParty").get(dispute_id=pk, side="claimant").party_id)
    with refused(Invalid, "没有同意电子送达"):
        world.served(pk, mode="electronic")
    assert world.served(pk, mode="mail", received_on=None) is None
    assert world.served(pk) == dt.date(2026, 3, 6)
    with refused(Conflict, "已经送达"):
        world.served(pk)
    with refused(NotFound):
        world.served(pk, side="two")
    with refused(NotFound):
        filing.answer(**world.does(pk, "firm-2", "2026-03-10T10:00"), words="已付")
    filing.answer(**world.does(pk, "firm", "2026-03-10T10:00"), words="已付一个月")
    receiving.forward_answer(**world.does(pk, "clerk", "2026-03-11T10:00"))
    assert "已付一个月" in str(world.paper(pk, "答辩书副本").content)
    with refused(Conflict):
        receiving.forward_answer(**world.does(pk, "clerk", "2026-03-11T11:00"))


# conflicts


@pytest.mark.parametrize(("relation", "article"), [("relative", "33(1)"), ("agent", "33(3)"), ("interest", "33(2)")])
def test_an_arbitrator_with_a_tie_is_refused_with_the_article(world, relation, article):
    pk = world.accepted()
    one = world.ids["arbitrator-1"]
    hearing.note_tie(
        zone=ZONE, arbitrator_id=one, party_id=world.firms["one"], relation=relation, note="本人申报", by=world["arbitrator-1"], at=FILED
    )  # fmt: skip
    with refused(NotAllowed, "应当回避", article=f"劳动争议调解仲裁法 {article}"):
        hearing.appoint(**world.does(pk, "clerk", "2026-03-05T10:00"), arbitrators=[one], presiding=one)
    two = world.ids["arbitrator-2"]
    hearing.appoint(**world.does(pk, "clerk", "2026-03-05T10:00"), arbitrators=[two], presiding=two)


def test_a_mandate_of_a_party_is_a_tie_by_itself(world):
    one = world.ids["arbitrator-1"]
    registering.grant_mandate(zone=ZONE, party_id=world.firms["one"], user_id=one, at=FILED, by=world["firm"])
    pk = world.accepted()
    with refused(NotAllowed, "代理人", article="33(3)"):
        hearing.appoint(**world.does(pk, "clerk", "2026-03-05T10:00"), arbitrators=[one], presiding=one)
    with refused(Invalid, "不是仲裁员"):
        clerk = world.ids["clerk"]
        hearing.appoint(**world.does(pk, "clerk", "2026-03-05T10:00"), arbitrators=[clerk], presiding=clerk)


# hearings


def test_a_room_and_an_arbitrator_serve_once_at_a_time(world):
    pk, other = world.seated(), world.seated(world.accepted(workers=[filing.Worker("钱工人", citizen(12))]))
    with refused(Invalid, "不在开放时间"):
        world.set(pk, "2026-03-28T09:00")
    with refused(Invalid, "距开庭不足", article="劳动争议调解仲裁法 35"):
        world.set(pk, "2026-03-13T09:00")
    world.set(pk)
    with refused(Conflict, "已被占用"):
        world.set(other)
    with refused(Conflict, "已被占用"):
        world.set(other, room="room-2")
    world.set(other, "2026-03-24T10:00", room="", link="https://meet.example.cn/1")
    with refused(Conflict, "已有排定"):
        world.set(pk, "2026-03-25T09:00")


@pytest.mark.parametrize("link", ["http://meet.example.cn/1", "javascript:alert(1)", 'https://a"b', "https://a b"])
def test_a_remote_link_is_https_and_nothing_else(world, link):
    pk = world.seated()
    with refused(Invalid, "远程链接不正确"):
        world.set(pk, link=link)


def test_a_postponement_is_asked_in_time_and_frees_the_room(world):
    pk = world.seated()
    world.set(pk)
    with refused(Invalid, "开庭 3wd 前", article="劳动争议调解仲裁法 35"):
        hearing.ask_postponement(**world.does(pk, "worker", "2026-03-20T10:00"), words="住院")
    hearing.ask_postponement(**world.does(pk, "worker", "2026-03-19T10:00"), words="住院")
    with refused(NotFound):
        hearing.decide_postponement(**world.does(pk, "arbitrator-2", "2026-03-20T09:00"), granted=True, words="准许")
    hearing.decide_postponement(**world.does(pk, "arbitrator-1", "2026-03-20T09:00"), granted=True, words="有正当理由")
    assert rows("TakenSlot").count() == 0 and rows("Hearing").get().state == "postponed"
    told = [
        one.content for one in signed.documents_of(zone=ZONE, subject=f"dispute:{pk}") if one.title == "延期开庭决定书"
    ]
    assert sorted(one["sides"] for one in told) == [["claimant"], ["respondent"]]  # both sides are told
    hearing.set_hearing(
        **world.does(pk, "clerk", "2026-03-20T10:00"), room="room-1", starts_at=at("2026-04-01T09:00"), minutes=60
    )


def test_a_claimant_who_stays_away_is_deemed_to_withdraw(world):
    pk = world.seated()
    world.set(pk)
    with refused(WrongState, "还没有到开庭时间"):
        hearing.hold(**world.does(pk, "arbitrator-1", "2026-03-23T10:00"))
    hearing.hold(**world.does(pk, "arbitrator-1", "2026-03-24T10:00"), absent="claimant")
    assert state(pk) == "withdrawn"


# deciding


def test_mediation_comes_first_and_a_hearing_before_the_award(world):
    pk = world.seated()
    told = {"awarded": {1: 1_200_000}, "reasons": "工资条和考勤相符"}
    with refused(WrongState, "先行调解", article="劳动争议调解仲裁法 42"):
        deciding.award(**world.does(pk, "arbitrator-1", "2026-04-10T10:00"), **told)
    deciding.mediate(**world.does(pk, "arbitrator-1", "2026-03-20T10:00"), settled=False, words="未达成")
    with refused(WrongState, "还没有开庭"):
        deciding.award(**world.does(pk, "arbitrator-1", "2026-04-10T10:00"), **told)


def test_a_settlement_ends_the_case_in_time(world):
    pk = world.seated()
    deciding.mediate(**world.does(pk, "arbitrator-1", "2026-03-20T10:00"), settled=True, words="三日内支付 10000 元")
    row = rows("Dispute").get()
    assert (row.state, row.in_time) == ("settled", True) and "10000" in str(world.paper(pk, "仲裁调解书").content)


def test_the_period_is_extended_once_and_not_after_its_end(world):
    pk = world.seated()
    told = {"approval": "主任 2026-3号", "reason": "需要鉴定"}
    deciding.extend(**world.does(pk, "arbitrator-1", "2026-04-17T09:00"), **told)
    assert "2026-05-06 17:30" in str(world.paper(pk, "延期审理通知书").content)
    with refused(WrongState, "已经延期一次", article="43(1)"):
        deciding.extend(**world.does(pk, "arbitrator-1", "2026-04-18T09:00"), **told)
    other = world.seated(world.accepted(workers=[filing.Worker("钱工人", citizen(12))]))
    with refused(WrongState, "已过"):
        deciding.extend(**world.does(other, "arbitrator-1", "2026-04-21T09:00"), **told)


def test_a_suspension_is_not_counted(world):
    pk = world.seated()
    deciding.suspend(**world.does(pk, "arbitrator-1", "2026-03-10T10:00"), reason="等待工伤认定")
    with refused(WrongState):
        deciding.suspend(**world.does(pk, "arbitrator-1", "2026-03-11T10:00"), reason="等待工伤认定")
    deciding.resume(**world.does(pk, "arbitrator-1", "2026-03-20T10:00"), reason="认定已作出")
    assert [one.event.value for one in seen.ledgers(ZONE, [pk])[pk]][-2:] == ["suspended", "resumed"]


def test_final_and_other_items_are_awarded_in_papers_of_their_own(world):
    claims = [filing.Claim("wages", 1_200_000), filing.Claim("severance", 9_000_000), filing.Claim("relation", 0)]
    pk = world.heard(claims=claims)
    does = world.does(pk, "arbitrator-1", "2026-04-10T10:00")
    with refused(Invalid, "每一项请求都要裁决", article="46"):
        deciding.award(**does, awarded={1: 1}, reasons="有据")
    with refused(Invalid, "超出请求"):
        deciding.award(**does, awarded={1: 1_200_001, 2: 0, 3: 0}, reasons="有据")
    with refused(NotFound):
        deciding.award(**world.does(pk, "arbitrator-2", "2026-04-10T10:00"), awarded={1: 0, 2: 0, 3: 0}, reasons="有据")
    deciding.award(**does, awarded={1: 1_200_000, 2: 9_000_000, 3: 0}, reasons="工资条和考勤相符")
    final, other = world.paper(pk, "仲裁裁决书（终局）"), world.paper(pk, "仲裁裁决书")
    assert (
        "申请撤销" in str(final.content) and "90,000.00" not in str(final.content) and "90,000.00" in str(other.content)
    )
    assert list(rows("DisputeClaim").order_by("number").values_list("final", flat=True)) == [True, False, False]
    assert (rows("Dispute").get().state, rows("Dispute").get().in_time) == ("awarded", True)


def test_the_award_is_sealed_and_other_software_agrees(world, var, tmp_path):
    pk = world.heard()
    deciding.award(**world.does(pk, "arbitrator-1", "2026-04-10T10:00"), awarded={1: 1_200_000}, reasons="工资条相符")
    with refused(NotFound):
        papers.seal(zone=ZONE, dispute_id=pk, by=world["firm-2"], at=at("2026-04-10T11:00"))
    world.sign(pk)
    assert papers.seal(zone=ZONE, dispute_id=pk, by=world["arbitrator-1"], at=at("2026-04-10T11:00")) > 5
    assert papers.seal(zone=ZONE, dispute_id=pk, by=world["clerk"], at=at("2026-04-10T11:01")) == 0
    path = signed.path_of(world.paper(pk, "仲裁裁决书（终局）"))
    assert path is not None
    pdfsig, certutil = needs("pdfsig"), needs("certutil")
    store = tmp_path / "nss"
    store.mkdir()
    trust = [certutil, "-d", f"sql:{store}"]
    subprocess.run([*trust, "-N", "--empty-password"], check=True)
    subprocess.run([*trust, "-A", "-n", "gaoxin", "-t", "CT,C,C", "-i", str(var / "pki/root.pem")], check=True)
    told = subprocess.run(
        [pdfsig, "-nssdir", f"sql:{store}", str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert "Signature is Valid" in told and "Certificate is Trusted" in told


# closed files


def test_a_file_is_closed_to_all_but_its_parties_and_its_tribunal(world):
    pk = world.filed()

    def readers():
        return {name for name in world.ids if seen.visible(ZONE, world[name]).filter(id=pk).exists()}

    assert readers() == {"worker", "clerk", "clerk-2"}
    receiving.accept(**world.does(pk, "clerk", "2026-03-04T10:00"), identity_checked=True)
    world.seated(pk)
    assert readers() == {"worker", "firm", "clerk", "clerk-2", "arbitrator-1"}
    two = world.ids["arbitrator-2"]
    hearing.appoint(**world.does(pk, "clerk", "2026-03-06T10:00"), arbitrators=[two], presiding=two)
    assert readers() == {"worker", "firm", "clerk", "clerk-2", "arbitrator-2"}
    with pytest.raises(NotFound):
        seen.one(zone=ZONE, dispute_id=pk, by=world["head"])


def test_every_act_is_one_audit_row(world):
    pk = world.heard()
    deciding.award(**world.does(pk, "arbitrator-1", "2026-04-10T10:00"), awarded={1: 1}, reasons="有据")
    acts = [one.act for one in sorted(audit_log.entries(ZONE, subject=f"dispute:{pk}"), key=lambda one: one.seq)]
    assert acts == [
        "file-claim",
        "accept-claim",
        "appoint-tribunal",
        "set-hearing",
        "mediate-dispute",
        "hold-hearing",
        "award-dispute",
    ]
    assert audit.verify(ZONE).ok
