"""From the list to the money and back: consent, pay-out within the budget, claim back, objection; and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.innovation.selectors.policies.known import firms
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies import consenting, declaring, matching, paying
from tests.policies.conftest import DAY, FACTS, NOW, ZONE, declare, refused, rows

ACCOUNT = "4420 1234 5678 9012"


def does(world: Any, name: str, **more: Any) -> dict[str, Any]:
    return {"zone": ZONE, "at": NOW, "by": world[name], **more}


def agreed(world: Any, policy: str = "rd-reward") -> Any:
    row = world.listed(policy)
    consenting.consent(**does(world, "applicant"), entitlement_id=row.id, account=ACCOUNT, yuan=row.yuan)
    return row.id


def test_the_list_names_who_gets_what_and_why(world):
    run = rows("MatchRun").get()
    assert (run.firms, run.listed, run.yuan) == (2, 2, 310_000)
    row = world.listed("rd-reward")
    assert (row.yuan, row.state, row.version, row.year) == (300_000, "listed", dt.date(2026, 1, 1), 2026)
    read = [fact for check in row.trace["conditions"] for fact in check["facts"] if fact["fact"] == "rd_expense"]
    assert read[0]["source"] == "专项审计报告（演示）" and read[0]["on"] == "2025-12-31"


def test_matching_anew_corrects_what_waits_and_leaves_what_was_answered(world):
    consented = agreed(world, "tech-sme")
    declare(world, "one", {"rd_expense": 3_000_000, "tech_sme": False})
    matching.match_all(zone=ZONE, day=DAY, at=NOW + dt.timedelta(hours=1), by=world["officer-2"])
    assert world.listed("rd-reward").yuan == 90_000 and rows("Entitlement").get(id=consented).state == "consented"
    declare(world, "one", {"rd_expense": 0})
    matching.match_all(zone=ZONE, day=DAY, at=NOW + dt.timedelta(hours=2), by=world["officer"])
    assert world.listed("rd-reward").state == "withdrawn"


def test_consent_pay_claim_back_and_return_each_leave_one_row(world):
    before = verify(ZONE).count
    row = agreed(world)
    paying.pay(**does(world, "officer"), entitlement_id=row, key="pay-00001")
    paying.pay(**does(world, "officer"), entitlement_id=row, key="pay-00001")  # the same form again
    assert rows("BudgetYear").get().spent == 300_000
    paying.claw_back(**does(world, "officer"), entitlement_id=row, yuan=100_000, reason="研发费用核减")
    assert firms(zone=ZONE, day=DAY, book=book())[world.firms["one"]].received == {"rd-reward": 200_000}
    paying.note_returned(**does(world, "officer-2"), entitlement_id=row)
    found = rows("Entitlement").get(id=row)
    assert (found.state, found.reclaimed) == ("returned", 100_000) and rows("BudgetYear").get().spent == 200_000
    after = verify(ZONE)
    assert after.ok and after.count - before == 4


def test_no_act_out_of_turn(world):
    row = world.listed("rd-reward").id
    with refused(WrongState, "待企业同意"):
        paying.pay(**does(world, "officer"), entitlement_id=row)
    with refused(WrongState):
        paying.claw_back(**does(world, "officer"), entitlement_id=row, yuan=1, reason="核减")
    agreed(world)
    with refused(WrongState, "企业已同意"):  # the second tab
        consenting.consent(**does(world, "applicant"), entitlement_id=row, account=ACCOUNT)
    paying.pay(**does(world, "officer"), entitlement_id=row)
    with refused(WrongState, "已兑付"):
        paying.pay(**does(world, "officer-2"), entitlement_id=row)
    with refused(WrongState):
        consenting.decline(**does(world, "applicant"), entitlement_id=row, words="")
    for yuan in (0, -1, 300_001):
        with refused(Invalid, "追回金额"):
            paying.claw_back(**does(world, "officer"), entitlement_id=row, yuan=yuan, reason="核减")
    with refused(Invalid, "追回理由"):
        paying.claw_back(**does(world, "officer"), entitlement_id=row, yuan=1, reason="  ")


def test_nobody_acts_for_another(world):
    row = world.listed("rd-reward").id
    for who in ("applicant-2", "agent", "officer", "clerk"):
        with refused(NotFound):
            consenting.consent(**does(world, who), entitlement_id=row, account=ACCOUNT)
    for who in ("applicant", "clerk", "auditor"):
        with refused(NotAllowed):
            paying.pay(**does(world, who), entitlement_id=row)
        with refused(NotAllowed):
            matching.match_all(zone=ZONE, day=DAY, at=NOW + dt.timedelta(hours=1), by=world[who])
    with refused(NotFound):
        declare(world, "one", {"staff": 3}, by="applicant-2")


def test_an_amount_that_changed_is_read_before_it_is_agreed_to(world):
    row = world.listed("rd-reward")
    declare(world, "one", {"rd_expense": 3_000_000})
    matching.match_all(zone=ZONE, day=DAY, at=NOW + dt.timedelta(hours=1), by=world["officer"])
    with refused(Conflict, "300,000 → 90,000"):
        consenting.consent(**does(world, "applicant"), entitlement_id=row.id, account=ACCOUNT, yuan=row.yuan)
    with refused(Invalid, "收款账号"):
        consenting.consent(**does(world, "applicant"), entitlement_id=row.id, account="我的账号", yuan=90_000)


def test_facts_of_the_day_of_payment_decide(world):
    row = agreed(world)
    declare(world, "one", {"rd_expense": 3_000_000})
    with refused(Conflict, "90,000") as caught:
        paying.pay(**does(world, "officer"), entitlement_id=row)
    assert "5" in caught.value.article
    consenting.decline(**does(world, "applicant"), entitlement_id=row, words="数据有误")
    assert rows("Entitlement").get(id=row).account == ""


def test_the_budget_is_never_exceeded(world):
    row = agreed(world)
    rows("BudgetYear").create(zone=ZONE, policy="rd-reward", year=2026, budget=30_000_000, spent=29_700_001)
    with refused(Conflict, "年度预算不足") as caught:
        paying.pay(**does(world, "officer"), entitlement_id=row)
    assert "29,700,001" in caught.value.why and caught.value.article
    rows("BudgetYear").update(spent=29_700_000)
    paying.pay(**does(world, "officer"), entitlement_id=row)
    assert rows("BudgetYear").get().spent == 30_000_000


def test_nothing_is_paid_while_an_objection_is_open(world):
    row, firm = agreed(world), world.firms["one"]
    told: dict[str, Any] = {"party_id": firm, "policy": "rd-reward", "year": 2026, "text": "研发费用应为一千二百万元"}
    made = consenting.object_to(**does(world, "applicant"), **told, key="object-01")
    assert consenting.object_to(**does(world, "applicant"), **told, key="object-01") == made
    with refused(WrongState, "异议在办"):
        consenting.object_to(**does(world, "applicant"), **told)
    with refused(WrongState, "异议尚未答复"):
        paying.pay(**does(world, "officer"), entitlement_id=row)
    paying.answer(**does(world, "officer"), objection_id=made, upheld=False, text="以专项审计报告为准")
    with refused(WrongState, "已经答复"):
        paying.answer(**does(world, "officer-2"), objection_id=made, upheld=True, text="同意")
    paying.pay(**does(world, "officer"), entitlement_id=row)
    with refused(NotFound):
        consenting.object_to(**does(world, "applicant"), **told | {"policy": "nothing"})


@pytest.mark.parametrize(
    ("facts", "day", "told"),
    [
        ({"salse": 1}, DAY, "不认识"), ({"sales": -1}, DAY, "不小于零"), ({}, DAY, "没有填报"), ({"rd_share": 9}, DAY, "不认识"),
        ({"sales": 1}, dt.date(2026, 3, 3), "日期未到"), ({"award": "gold"}, DAY, "选项"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_changes_nothing(world, facts, day, told):
    with refused(Invalid, told):
        declaring.declare(
            zone=ZONE, party_id=world.firms["one"], told=declaring.Declared(FACTS | facts if facts else {}, day, "x"), at=NOW,
            by=world["applicant"],
        )  # fmt: skip


def test_one_firm_is_read_alone_as_among_all(world):
    every = firms(zone=ZONE, day=DAY, book=book())
    assert len(every) > 1 and sum(len(one.facts) for one in every.values()) > len(every)
    for key, one in every.items():
        with CaptureQueriesContext(connection) as asked:
            assert firms(zone=ZONE, day=DAY, book=book(), only=[key]) == {key: one}
        declared = next(query["sql"] for query in asked if "innovation_firmfact" in query["sql"])
        assert key.hex in declared.replace("-", "")  # and not the facts of the whole zone


def test_old_figures_of_a_year_are_no_facts(world):
    later = dt.date(2028, 1, 3)
    known = firms(zone=ZONE, day=later, book=book())[world.firms["one"]].facts
    assert "sales" not in known and known["tech_sme"].value is True and known["industry_section"].value == "C"
