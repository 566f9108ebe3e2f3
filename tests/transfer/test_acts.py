"""Acts of the platform: whose they are, what each leaves behind, and that what is refused leaves everything as it was."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
from django.apps import apps

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.innovation.rules.patents.rows import Owner
from gaoxin.innovation.rules.transfer.assigning import assigned
from gaoxin.innovation.selectors import figures_transfer
from gaoxin.innovation.selectors import patents as patents_told
from gaoxin.innovation.selectors.stations import lists as stations_told
from gaoxin.innovation.selectors.transfer import agreements as told
from gaoxin.innovation.selectors.transfer import assigning as selling
from gaoxin.innovation.selectors.transfer import lists
from gaoxin.innovation.services import patents as patent_log
from gaoxin.innovation.services.stations import stations
from gaoxin.innovation.services.transfer import agreements, assigning, dealing, posting
from tests.innovation.conftest import FIRMS, ZONE, refused, rows
from tests.transfer.conftest import NOW, PATENT

DAY = dt.date(2025, 5, 20)
TODAY = NOW.date()


def deal(kind="licence", amount_k=500, **more):
    licence = {"licence": "ordinary"} if kind == "licence" else {}
    return dealing.NewDeal(kind, amount_k, DAY, "合同2025-1", **{**licence, **more})


def test_from_a_demand_to_a_deal(world):
    mine = world.demand(who="applicant", low_k=100, high_k=800)
    offer = world.result(who="school", price_k=600, patents=(f"ZL{PATENT[:-1]}.{PATENT[-1]}",))
    assert rows("ResultPatent").get().patent.number == PATENT
    match_id = world.in_talks()
    row = lists.match(zone=ZONE, match_id=match_id)
    assert (row.row.demand_id, row.row.result_id) == (mine, offer)
    assert sum(one.points for one in row.demand_terms) // 100 == row.row.ours
    assert (row.row.trace["rank"], row.row.trace["choices"], row.row.trace["above"]) == (1, 1, [])
    for wrong in (
        deal(amount_k=-1), deal("stake"), deal(stake_bp=100), deal("gift"), deal(licence=""), deal("transfer", licence="sole"),
        dealing.NewDeal("licence", 1, dt.date(2025, 6, 2), "合同", licence="sole"), dealing.NewDeal("transfer", 1, DAY, " "),
    ):  # fmt: skip
        with refused(Invalid):
            dealing.record_deal(**world.does(), match_id=match_id, deal=wrong)
    with refused(NotAllowed):
        dealing.record_deal(**world.does("applicant"), match_id=match_id, deal=deal())
    dealing.record_deal(**world.does(key="deal-0001"), match_id=match_id, deal=deal())
    dealing.record_deal(**world.does(key="deal-0001"), match_id=match_id, deal=deal())  # the same form again
    with refused(WrongState, "已成交"):
        dealing.record_deal(**world.does(), match_id=match_id, deal=deal())
    licence = rows("PatentLicence").get()
    assert (licence.patent.number, licence.party_id, licence.kind) == (PATENT, world.firms["one"], "ordinary")
    assert lists.licences(zone=ZONE, today=dt.date(2025, 9, 1))[0][1].state == "late"
    with refused(Invalid):
        dealing.note_filed(**world.does(), licence_id=licence.id, on=dt.date(2025, 5, 1))
    dealing.note_filed(**world.does(), licence_id=licence.id, on=TODAY)
    figures = {one.key: one.value for one in figures_transfer.figures(zone=ZONE, year=2025)}
    assert figures == {"transfer.demands": 1, "transfer.matches": 1, "transfer.deals": 1, "transfer.deals.amount": 500}
    assert (
        rows("TransferDemand").get().state == "deal"
        and rows("TransferResult").get().closed_on is None
        and verify(ZONE).ok
    )


def test_demands_and_results_that_cannot_be(world):
    for wrong in (
        {"low_k": -1}, {"low_k": 9, "high_k": 5}, {"field": "alchemy"}, {"maturity": 10}, {"deadline": DAY}, {"title": " "},
        {"detail": "长" * 2001}, {"high_k": 10**9},
    ):  # fmt: skip
        with refused(Invalid):
            world.demand(who="applicant", **wrong)
    for wrong in (
        {"price_k": -1}, {"seats": 0}, {"field": ""}, {"patents": ("123",)}, {"institute": "研究院"}, {"university_id": None},
        {"maturity": 0},
    ):  # fmt: skip
        with refused(Invalid):
            world.result(**wrong)
    with refused(NotFound):
        world.demand(firm="two", who="applicant")
    with refused(NotAllowed):
        world.result(who="school", university_id=world.universities["乙"])
    with refused(NotAllowed):
        world.result(who="applicant")
    posting.end_voice(**world.does(), university_id=world.universities["甲"], user_id=world.ids["school"])
    with refused(NotAllowed):
        world.result(who="school")
    with refused(NotFound):
        posting.end_voice(**world.does(), university_id=world.universities["甲"], user_id=world.ids["school"])
    with refused(Invalid, "院校人员"):
        posting.name_voice(**world.does(), university_id=world.universities["乙"], user_id=world.ids["clerk"])


def test_both_sides_rank_refuse_and_walk_away(world):
    one, two = world.demand(), world.demand("two", title="高导热树脂")
    offer = world.result(who="school")
    world.match()
    first = rows("TransferMatch").get(state="proposed")
    assert first.demand_id == two  # it is more alike
    assert rows("TransferDemand").get(id=one).left["reason"] == "all-full"
    posting.rank_demands(**world.does("school"), result_id=offer, order=[one])
    world.match()
    now = rows("TransferMatch").get(state="proposed")
    assert now.demand_id == one and now.trace["wished"] == {"demand": False, "result": True}
    assert rows("TransferMatch").get(id=first.id).state == "superseded"
    with refused(NotFound):
        dealing.begin_talks(**world.does("applicant-2"), match_id=now.id)
    with refused(NotFound):
        posting.rank_results(**world.does("applicant-2"), demand_id=one, order=[offer])
    with refused(NotFound):
        posting.rank_results(**world.does("applicant"), demand_id=one, order=[uuid.UUID(int=1)])
    with refused(Invalid):
        posting.rank_results(**world.does("applicant"), demand_id=one, order=[offer], refused=[offer])
    dealing.begin_talks(**world.does("applicant"), match_id=now.id)
    with refused(WrongState, "洽谈"):
        posting.withdraw_demand(**world.does("applicant"), demand_id=one)
    with refused(Invalid, "未成原因"):
        dealing.fail_match(**world.does("school"), match_id=now.id, reason=" ")
    world.match()
    assert not rows("TransferMatch").filter(state="proposed").exists()  # the seat is held by the talks
    dealing.fail_match(**world.does("school"), match_id=now.id, reason="价格谈不拢")
    world.match()
    assert rows("TransferMatch").get(state="proposed").demand_id == two  # the pair that failed is not proposed again
    posting.withdraw_demand(**world.does("applicant-2"), demand_id=two)
    posting.close_result(**world.does("school"), result_id=offer, reason="已另行转化")
    world.match()
    assert rows("TransferDemand").get(id=one).left["reason"] == "nothing-open"
    assert not rows("TransferMatch").filter(state__in=("proposed", "talks")).exists()


def test_the_whole_goes_to_one(world):
    for firm in ("one", "two"):
        world.demand(firm)
    world.result(seats=2)
    world.match()
    pair = list(rows("TransferMatch").filter(state="proposed").order_by("demand__number"))
    assert len(pair) == 2
    for one in pair:
        dealing.begin_talks(**world.does(), match_id=one.id)
    with refused(Conflict, "others have it"):
        dealing.record_deal(**world.does(), match_id=pair[0].id, deal=deal("stake", stake_bp=2000))
    dealing.fail_match(**world.does(), match_id=pair[1].id, reason="另有安排")
    dealing.record_deal(**world.does(), match_id=pair[0].id, deal=deal("stake", stake_bp=2000))
    assert (
        rows("TransferResult").get().closed_on == TODAY
        and rows("TransferDemand").get(party=world.firms["two"]).state == "posted"
    )


def test_a_sold_patent_is_the_buyers_from_its_entry_on(world):
    """Shared owners keep their part and have agreed; the owners before stay on record; the log names the article."""
    patent_log.transfer(
        **world.does(), number=PATENT, owners=[Owner("甲演示大学", 6000), Owner("丙研究院", 4000)], on=dt.date(2024, 6, 1),
        evidence="登记簿副本",
    )  # fmt: skip
    world.demand(who="applicant")
    world.result(who="school", patents=(f"ZL{PATENT[:-1]}.{PATENT[-1]}",))
    match_id = world.in_talks()
    entry = assigning.Entry(DAY, "手续合格通知书2025-1", "丙研究院同意书")
    does = world.does(match_id=match_id)
    with refused(WrongState, "没有成交转让或者作价投资.*专利法 第10条"):
        assigning.enter_assignment(**does, entry=entry)
    dealing.record_deal(**does, deal=deal("transfer"))
    before = [("甲演示大学", 6000), ("丙研究院", 4000)]
    assert [
        (one.name, one.share_bp) for one in rows("PatentOwner").order_by("place")
    ] == before  # a contract alone moves nothing
    made = rows("TransferDeal").get()
    assert selling.waiting(zone=ZONE, deals=[made]) == {made.id}
    for wrong, says in (
        (dataclasses.replace(entry, consent=" "), "丙研究院.*专利法 第14条"), (dataclasses.replace(entry, evidence=""), "登记凭证"),
        (dataclasses.replace(entry, on=DAY - dt.timedelta(days=1)), ""), (dataclasses.replace(entry, on=dt.date(2025, 6, 2)), "还没有到"),
    ):  # fmt: skip
        with refused(Invalid, says):
            assigning.enter_assignment(**does, entry=wrong)
    with refused(NotAllowed):
        assigning.enter_assignment(**{**does, "by": world["applicant"]}, entry=entry)
    for _ in range(2):  # the same form again
        assert assigning.enter_assignment(**does, entry=entry, key="assign-01") == [PATENT]
    now = [(one.name, one.share_bp, one.party_id) for one in rows("PatentOwner").order_by("place")]
    assert now == [(FIRMS["one"][0], 6000, world.firms["one"]), ("丙研究院", 4000, None)]
    kept = rows("PatentTransfer").get(deal=made)
    assert kept.before == [list(one) for one in before] and (kept.on, kept.consent) == (DAY, "丙研究院同意书")
    assert selling.waiting(zone=ZONE, deals=[made]) == set() and selling.sold(zone=ZONE, deal=made)[0].entered == kept
    with refused(WrongState, "全部登记"):
        assigning.enter_assignment(**does, entry=entry)
    assert patents_told.held_by(zone=ZONE, party_id=world.firms["one"]) == {"invention": 1} and verify(ZONE).ok


def test_a_patent_put_in_for_a_stake_is_the_firms_from_its_entry_on(world):
    """As with a sale; a licence hands over nothing."""
    patent_log.transfer(
        **world.does(), number=PATENT, owners=[Owner("甲演示大学", None)], on=dt.date(2024, 6, 1), evidence="登记簿副本"
    )
    world.demand(who="applicant")
    world.result(who="school", patents=(f"ZL{PATENT[:-1]}.{PATENT[-1]}",))
    does = world.does(match_id=world.in_talks())
    dealing.record_deal(**does, deal=deal("stake", stake_bp=2000))
    made = rows("TransferDeal").get()
    assert selling.waiting(zone=ZONE, deals=[made]) == {made.id}
    assert assigning.enter_assignment(**does, entry=assigning.Entry(DAY, "手续合格通知书2025-2")) == [PATENT]
    assert (
        rows("PatentOwner").get().party_id == world.firms["one"] and selling.waiting(zone=ZONE, deals=[made]) == set()
    )
    assert "公司法" in apps.get_model("audit", "AuditEntry").objects.get(act="deal-assign").article


def test_parts_of_a_patent_go_where_they_belong():
    def owners(*told):
        return [Owner(name, share) for name, share in told]

    def sold(*told):
        return [(one.name, one.share_bp) for one in assigned(owners(*told), "甲", "乙")]

    assert sold(("甲", None)) == [("乙", None)] and sold(("甲", 10_000)) == [("乙", 10_000)]
    assert sold(("丙", 3000), ("甲", 5000), ("乙", 2000)) == [("丙", 3000), ("乙", 7000)]
    assert sold(("乙", None), ("甲", 4000)) == [("乙", None)]
    with pytest.raises(Invalid, match="不是这件专利的权利人"):
        sold(("丙", 10_000))


def test_agreements_end_are_renewed_and_never_go(world):
    with refused(Invalid, "截止日早于"):
        world.agreement("XY-0", "2025-01-01", "2024-01-01")
    old, new = world.agreement("XY-1", "2024-01-01", "2025-05-31"), world.agreement("XY-2", "2024-01-01", "2025-06-20")
    with refused(Conflict):
        world.agreement("XY-1", "2024-01-01", "2025-05-31")
    with refused(NotAllowed):
        agreements.end_agreement(**world.does("auditor"), agreement_id=old, on=DAY, reason="到期")
    says = {"kind": "patent", "title": "一件专利", "evidence": "证书"}
    agreements.record_result(**world.does(), agreement_id=old, on=DAY, **says)
    with refused(WrongState, "不在协议期内"):
        agreements.record_result(**world.does(), agreement_id=old, on=TODAY, **says)
    assert [(one.row.number, one.standing, one.left) for one in told.agreements(zone=ZONE, today=TODAY)] == [
        ("XY-2", "urgent", 19), ("XY-1", "expired", -1)
    ]  # fmt: skip
    world.demand()
    world.result()
    match_id = world.in_talks()
    with refused(WrongState, "不在协议期内"):
        dealing.record_deal(
            **world.does(), match_id=match_id, deal=dealing.NewDeal("transfer", 5, TODAY, "合同", agreement_id=old)
        )
    span = {"since": dt.date(2025, 6, 1), "until": dt.date(2027, 5, 31)}
    with refused(Invalid, "续签"):
        agreements.renew_agreement(
            **world.does(), agreement_id=old, number="XY-3", since=dt.date(2024, 1, 1), until=DAY
        )
    agreements.renew_agreement(**world.does(), agreement_id=old, number="XY-3", **span)
    with refused(WrongState, "已续签"):
        agreements.renew_agreement(**world.does(), agreement_id=old, number="XY-4", **span)
    dealing.record_deal(
        **world.does(), match_id=match_id,
        deal=dealing.NewDeal("transfer", 5, TODAY, "合同", agreement_id=rows("UniversityAgreement").get(number="XY-3").id),
    )  # fmt: skip
    agreements.end_agreement(**world.does(), agreement_id=new, on=TODAY, reason="双方同意")
    with refused(WrongState, "终止"):
        agreements.end_agreement(**world.does(), agreement_id=new, on=TODAY, reason="再一次")
    assert rows("UniversityAgreement").count() == 3 and rows("AgreementResult").count() == 1
    assert told.standings(zone=ZONE, today=dt.date(2024, 6, 1)) == {"running": 2, "coming": 1}


def test_stations_people_and_grants(world):
    new = stations.NewStation(
        "BS-1", "演示博士工作站", "postdoctoral", "provincial", "省厅（演示）", dt.date(2024, 3, 1), "批文", world.firms["one"],
        dt.date(2025, 7, 1),
    )  # fmt: skip
    station = stations.add_station(**world.does(), told=new)
    with refused(Conflict):
        stations.add_station(**world.does(), told=new)
    for day, error in ((dt.date(2024, 2, 1), WrongState), (dt.date(2025, 6, 2), Invalid)):
        with refused(error):
            stations.enter_people(**world.does(), station_id=station, numbers=["P1"], on=day)
    stations.enter_people(**world.does(), station_id=station, numbers=["P1", "P2"], on=dt.date(2024, 4, 1))
    with refused(Conflict):
        stations.enter_people(**world.does(), station_id=station, numbers=["P3", "P1"], on=DAY)
    person = rows("StationPerson").get(number="P2")
    with refused(Invalid, "出站早于进站"):
        stations.leave(**world.does(), person_id=person.id, on=dt.date(2024, 3, 1), reason="出站")
    stations.leave(**world.does(), person_id=person.id, on=DAY, reason="留园工作")
    grant = stations.NewGrant(
        "ZZ-1", "国家博士后科学基金面上资助", "national", dt.date(2024, 6, 1), 80, "资助通知", "P1"
    )
    with refused(NotFound, "编号"):
        stations.approve_grant(
            **world.does(), station_id=station, told=stations.NewGrant(*list(_cells(grant))[:-1], "P9")
        )
    key = stations.approve_grant(**world.does(), station_id=station, told=grant)
    pays = {"grant_id": key, "on": DAY, "evidence": "回单"}
    stations.pay_grant(**world.does(), amount_k=60, **pays)
    for amount, error in ((21, Conflict), (-5, Invalid), (0, Invalid)):
        with refused(error):
            stations.pay_grant(**world.does(), amount_k=amount, **pays)
    view = stations_told.stations(zone=ZONE, today=TODAY)[0]
    assert (view.inside, view.left, view.approved_k, view.paid_k, view.standing) == (1, 1, 80, 60, "urgent")
    figures = {one.key: one.value for one in figures_transfer.figures(zone=ZONE, year=2024)}
    assert figures == {
        "stations.postdoctoral": 1, "stations.postdoctoral.people": 2, "stations.grants.national": 1,
        "stations.grants.national.approved": 80,
    }  # fmt: skip


def test_tasks_and_awards(world):
    task = stations.add_task(
        **world.does(),
        title="建立专利导航",
        office="科技创新局",
        owner=world.ids["officer-2"],
        due_on=dt.date(2025, 6, 20),
    )
    for more, error in (({"owner": world.ids["applicant"]}, Invalid), ({"due_on": DAY}, Invalid), ({}, Conflict)):
        told_task = {
            "title": "建立专利导航",
            "office": "科技创新局",
            "owner": world.ids["officer"],
            "due_on": dt.date(2025, 6, 20),
        }
        with refused(error):
            stations.add_task(**world.does(), **{**told_task, **more})
    assert stations_told.tasks(zone=ZONE, today=TODAY)[0].light == "yellow"
    with refused(NotFound):
        stations.finish_task(**world.does("clerk"), task_id=task, evidence="报告")
    with refused(Invalid, "佐证"):
        stations.finish_task(**world.does("officer-2"), task_id=task, evidence="")
    stations.finish_task(**world.does("officer-2"), task_id=task, evidence="导航报告")
    with refused(WrongState):
        stations.finish_task(**world.does(), task_id=task, evidence="导航报告")
    award = stations.NewAward("演示企业", "科技成果推广奖", "provincial", "省科技厅（演示）", 2024, "公告")
    stations.add_award(**world.does(), told=award)
    with refused(Conflict):
        stations.add_award(**world.does(), told=award)
    figures = {one.key: one.value for year in (2024, 2025) for one in figures_transfer.figures(zone=ZONE, year=year)}
    assert figures == {"awards": 1, "pilot.tasks": 1, "pilot.tasks.done": 1}


def _cells(row):
    return (getattr(row, name) for name in row.__dataclass_fields__)
