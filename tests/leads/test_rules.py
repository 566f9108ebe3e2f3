"""Stages and their exits, duplicates, the entry board, promises, credit and cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Invalid, NotAllowed, WrongState
from gaoxin.investment.rules.leads import access, credit, duplicates, entry, promises
from gaoxin.investment.rules.leads.book import read_book
from gaoxin.investment.rules.leads.moving import Facts, check_move, idle_since, unmet

ROOT = Path(__file__).resolve().parents[2]
BOOK = read_book(ROOT / "catalogue" / "investment")
DUP = BOOK.leads.duplicates
READY = Facts(
    owner=True, visits=1, identifier=True, node=True, investment_k=1, screened=True, agreement=True,
    promises=frozenset(kind.code for kind in BOOK.leads.promises), credit_bp=10_000,
)  # fmt: skip


def test_five_modes_and_a_sixth_channel():
    assert [mode.name.zh for mode in BOOK.leads.modes if not mode.channel] == [
        "以商招商", "推介招商", "敲门招商", "行业协会招商", "信息化招商",
    ]  # fmt: skip
    assert [mode.name.zh for mode in BOOK.leads.modes if mode.channel] == ["招商大使"]


def test_a_book_with_wrong_weights_is_refused(tmp_path):
    for name in ("leads.yaml", "entry.yaml"):
        text = (ROOT / "catalogue" / "investment" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("weight: 30", "weight: 31"), encoding="utf-8")
    with pytest.raises(Invalid, match="101"):
        read_book(tmp_path)


def test_a_book_with_an_unknown_condition_is_refused(tmp_path):
    for name in ("leads.yaml", "entry.yaml"):
        text = (ROOT / "catalogue" / "investment" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("exit: [owner, visited]", "exit: [luck]"), encoding="utf-8")
    with pytest.raises(Invalid, match="luck"):
        read_book(tmp_path)


def test_a_refused_move_names_every_unmet_condition():
    with pytest.raises(WrongState) as refused:
        check_move(BOOK, "contact", "screening", Facts(owner=True), "")
    for word in ("走访", "信用代码", "节点", "计划投资"):
        assert word in refused.value.why
    assert "负责的队伍" not in refused.value.why


def test_all_met_it_goes_all_the_way():
    for here, to in (("contact", "talks"), ("talks", "screening"), ("screening", "signed"), ("signed", "landed")):
        check_move(BOOK, here, to, READY, "")
    check_move(BOOK, "contact", "landed", READY, "")


@pytest.mark.parametrize("code", [c.code for c in BOOK.leads.conditions])
def test_each_condition_alone_holds_a_lead_back(code):
    lacking = {
        "owner": {"owner": False}, "visited": {"visits": 0}, "identifier": {"identifier": False}, "node": {"node": False},
        "planned": {"investment_k": 0}, "screened": {"screened": False}, "agreement": {"agreement": False},
        "promises": {"promises": frozenset({"output"})}, "credit": {"credit_bp": 9_999},
    }[code]  # fmt: skip
    facts = Facts(**{name: lacking.get(name, getattr(READY, name)) for name in Facts.__dataclass_fields__})
    assert [condition.code for condition in unmet(BOOK, "contact", "landed", facts)] == [code]


def test_back_and_aside_need_a_reason_and_landed_stays():
    with pytest.raises(Invalid):
        check_move(BOOK, "talks", "contact", READY, "")
    with pytest.raises(Invalid):
        check_move(BOOK, "talks", "lost", READY, " 无 ")
    check_move(BOOK, "talks", "lost", Facts(), "投资方放弃")
    check_move(BOOK, "lost", "contact", Facts(), "投资方重新联系")
    with pytest.raises(WrongState):
        check_move(BOOK, "lost", "signed", READY, "投资方重新联系")
    with pytest.raises(WrongState):
        check_move(BOOK, "landed", "talks", READY, "投资方放弃")
    with pytest.raises(WrongState):
        check_move(BOOK, "talks", "talks", READY, "")


def test_idle_after_the_days_of_the_stage():
    day = dt.date(2026, 3, 1)
    assert idle_since(BOOK, "contact", day + dt.timedelta(days=30)) == day  # touched on that day is not before it
    assert idle_since(BOOK, "contact", day + dt.timedelta(days=31)) > day
    assert idle_since(BOOK, "landed", day + dt.timedelta(days=3100)) is None


def test_the_trade_name_is_what_is_compared():
    assert duplicates.trade_name("广东省清远市华芯电子科技有限公司（演示）", DUP) == "华芯电子科技"
    assert duplicates.trade_name("广州公司", DUP) == "广州"  # never nothing
    assert duplicates.sound("深圳华芯电子有限公司", DUP) == "huaxin"


@pytest.mark.parametrize(
    ("left", "right", "score"),
    [
        ("华芯电子科技有限公司", "广东华芯电子科技股份有限公司", 100),
        ("华芯电子科技有限公司", "华新电子科技有限公司", 96),
        ("华芯电子科技有限公司", "远大空调有限公司", 0),
    ],
)
def test_names_written_or_sounding_alike(left, right, score):
    match = duplicates.compare(duplicates.Firm("a", left), duplicates.Firm("b", right), DUP)
    assert match.score == score or (score == 0 and match.score < DUP.likely)
    assert match.reason


def test_the_credit_code_comes_first_and_another_code_weighs_against():
    one, same = duplicates.Firm("a", "甲", "91440101MA59ABCD1X"), duplicates.Firm("b", "乙", "91440101MA59ABCD1X")
    assert duplicates.compare(one, same, DUP).sure
    other = duplicates.Firm("c", "甲", "91440101MA59ABCD2X")
    match = duplicates.compare(one, other, DUP)
    assert not match.sure and "信用代码不同" in match.reason and match.score < DUP.likely


def test_a_firm_is_not_its_own_duplicate():
    one = duplicates.Firm("a", "华芯电子")
    assert duplicates.matches(one, [one], DUP) == []


INPUTS = entry.Inputs(400_000, 400_000, 20_000, 66_667, 4_000, "A")


def test_the_board_shows_each_term():
    verdict = entry.score(BOOK.board, INPUTS)
    by_code = {term.code: term for term in verdict.terms}
    assert by_code["output"].value == Decimal("400.00") and by_code["output"].points == Decimal("50.00")
    assert by_code["energy"].value == Decimal("0.10") and by_code["energy"].points == Decimal("100.00")
    assert by_code["land"].adds == Decimal("15.00")
    assert verdict.score == sum(term.adds for term in verdict.terms)
    assert verdict.passed == (verdict.score >= BOOK.board.passing)


def test_an_unsafe_plan_stays_out_whatever_the_sum():
    verdict = entry.score(BOOK.board, entry.Inputs(900_000, 900_000, 90_000, 66_667, 1, "D"))
    assert verdict.score >= BOOK.board.passing and not verdict.passed
    assert [term.code for term in verdict.terms if term.veto] == ["safety"]


@pytest.mark.parametrize("change", [{"land_m2": 0}, {"output_k": 0}, {"tax_k": -1}, {"safety": "Z"}])
def test_inputs_that_cannot_be_are_refused(change):
    with pytest.raises(Invalid):
        entry.score(BOOK.board, entry.Inputs(**{**INPUTS.as_dict(), **change}))


@given(
    st.integers(1, 10**9), st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 10**7), st.integers(0, 10**7)
)
def test_a_score_is_between_nothing_and_hundred(investment, output, tax, land, energy):
    verdict = entry.score(BOOK.board, entry.Inputs(investment, output, tax, land, energy, "B"))
    assert 0 <= verdict.score <= 100


def test_promise_beside_result():
    due = dt.date(2025, 12, 31)
    made = [
        promises.Promise("1", "output", "amount", 1_000, due), promises.Promise("2", "tax", "amount", 100, due),
        promises.Promise("3", "jobs", "amount", 50, due), promises.Promise("4", "production", "date", None, due),
        promises.Promise("5", "start", "date", None, dt.date(2024, 6, 30)),
    ]  # fmt: skip
    found = [
        promises.Result("1", 400, dt.date(2025, 6, 30), "old"), promises.Result("1", 700, dt.date(2025, 12, 31), "new"),
        promises.Result("2", 130, dt.date(2025, 12, 31), "tax"), promises.Result("5", None, dt.date(2024, 7, 10), "seen"),
        promises.Result("3", 60, dt.date(2027, 1, 1), "later"),
    ]  # fmt: skip
    rows = {row.promise.code: row for row in promises.compare(made, found, dt.date(2026, 1, 10))}
    assert (rows["output"].standing, rows["output"].percent, rows["output"].gap) == ("short", Decimal("70.0"), -300)
    assert (rows["tax"].standing, rows["tax"].percent) == ("kept", Decimal("130.0"))
    assert rows["jobs"].standing == "unknown"  # what comes later is not known yet
    assert (rows["production"].standing, rows["production"].days) == ("late", 10)
    assert (rows["start"].standing, rows["start"].days) == ("late", 10)
    assert promises.kept_share(list(rows.values())) == (1, 5)
    early = promises.compare(made, [], dt.date(2024, 1, 1))
    assert {row.standing for row in early} == {"running"}


@pytest.mark.parametrize("shares", [{}, {"a": 9_999}, {"a": 10_000, "b": 0}, {"a": 12_000, "b": -2_000}])
def test_credit_that_is_not_the_whole_is_refused(shares):
    with pytest.raises(Invalid):
        credit.check_shares(shares)


@given(
    st.lists(st.text("abcdef", min_size=1, max_size=2), min_size=1, max_size=6),
    st.lists(st.text("xyzab", min_size=1, max_size=2), max_size=6),
)
def test_merged_credit_is_always_the_whole(left, right):
    merged = credit.merged_shares(credit.equal_shares(left), credit.equal_shares(right))
    credit.check_shares(merged)
    assert set(merged) == set(left) | set(right)


def test_cost_per_landed_project():
    rows = {
        row.mode: row
        for row in credit.cost_by_mode(["door", "online"], {"door": 5}, {"door": 3}, {"door": 1_000, "online": 7})
    }
    assert rows["door"].each_fen == 333
    assert rows["online"].each_fen is None and rows["online"].cost_fen == 7


def _actor(*roles):
    return Actor("1", "某某", "zone", frozenset(roles))


def test_who_sees_what():
    assert access.reach_of(_actor(Role.HEAD)) == access.reach_of(_actor(Role.AUDITOR)) == "all"
    assert access.reach_of(_actor(Role.PROMOTER)) == "team"
    assert access.reach_of(_actor(Role.AMBASSADOR)) == "own"
    assert access.reach_of(_actor(Role.CLERK)) == "none"
    for check, role in ((access.check_works, Role.AUDITOR), (access.check_promoter, Role.AMBASSADOR), (access.check_head, Role.PROMOTER),
                        (access.check_counts, Role.AMBASSADOR)):  # fmt: skip
        with pytest.raises(NotAllowed):
            check(_actor(role))
