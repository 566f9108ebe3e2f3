"""A refusal is whole or it is not: coded ground, reasons, a way on, a supervisor; the database itself says so too."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.models import Decision
from gaoxin.approvals.selectors import decision_of, ledger_of
from gaoxin.approvals.services import deciding, intake, submission
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import SUPERVISOR, ZONE, at, everything, refused

BY = as_supervisor(SUPERVISOR)
WHOLE = {"ground": "false-material", "reasons": "监理合同系伪造", "instead": "重新委托监理后再申请"}


@pytest.mark.parametrize(
    "changed",
    [{"ground": "because"}, {"ground": ""}, {"reasons": ""}, {"reasons": " 无 "}, {"instead": ""}, {"instead": "\n\t"}],
)
def test_a_refusal_that_is_not_whole(zone, changed):
    pk = zone.recommended()
    with refused(Invalid) as caught:
        deciding.refuse(zone=ZONE, case_id=pk, by=BY, at=at("2026-03-02T11:00"), **WHOLE | changed)
    assert caught.value.article and caught.value.do


def test_a_whole_refusal_is_told_with_its_remedies_and_ends_the_clock(zone):
    pk = zone.refused()
    decision = decision_of(ZONE, pk)
    assert (decision.outcome, decision.supervisor, decision.licence_id) == ("refused", SUPERVISOR.id, None)
    assert "行政复议" in decision.remedies and "行政诉讼" in decision.remedies and decision.article
    notice = trust.documents_of(zone=ZONE, subject=f"case:{pk}")[-1]
    told = {line["label"]: line["text"] for line in notice.content["lines"]}
    assert told["说明"] == WHOLE["reasons"] and told["去处与办法"] == WHOLE["instead"]
    assert {"法定理由", "行政复议", "行政诉讼"} <= set(told)
    assert [entry.kind for entry in ledger_of(ZONE, pk)][-2:] == ["decided", "delivered"]
    assert zone.view(pk).due_at is None


def test_a_decided_case_is_not_decided_again(zone):
    pk = zone.refused()
    for act in (lambda: deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-02T12:00")),
                lambda: deciding.refuse(zone=ZONE, case_id=pk, by=BY, at=at("2026-03-02T12:00"), **WHOLE)):  # fmt: skip
        with refused(WrongState):
            act()


@pytest.mark.parametrize(
    "changed",
    [{"supervisor": ""}, {"ground": ""}, {"reasons": ""}, {"remedies": ""}, {"instead": ""},
     {"recommended_by": SUPERVISOR.id}],
)  # fmt: skip
@pytest.mark.parametrize("outcome", ["refused", "not-accepted"])
def test_the_database_refuses_it_too(zone, outcome, changed):
    pk = zone.recommended()
    values = {"supervisor": SUPERVISOR.id, "remedies": "复议；诉讼", "article": "行政许可法 38(2)", **WHOLE}
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision(zone=ZONE, case_id=pk, outcome=outcome, at=at("2026-03-02T11:00"), **values | changed).save()
    assert everything() == before


def test_the_database_refuses_a_second_decision_and_any_change_of_the_first(zone):
    pk = zone.granted()
    decision = decision_of(ZONE, pk)
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision(zone=ZONE, case_id=pk, outcome="granted", supervisor="s", at=decision.at, article="x").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(id=decision.id).update(outcome="refused")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(id=decision.id).delete()
    assert everything() == before


def not_accepted(pk, **changed):
    values = {"because": "wrong-authority", "reasons": "依法属住建部门职权", "instead": "请向市住建局窗口申请"}
    return intake.not_accept(zone=ZONE, case_id=pk, by=BY, at=at("2026-03-02T11:00"), **values | changed)


@pytest.mark.parametrize("changed", [{"because": "incomplete"}, {"reasons": ""}, {"instead": ""}])
def test_not_accepting_has_two_reasons_only(zone, changed):
    pk = zone.submitted()
    with refused(Invalid):
        not_accepted(pk, **changed)


def test_not_accepting_because_another_authority_decides(zone):
    pk = zone.submitted()
    not_accepted(pk)
    decision = decision_of(ZONE, pk)
    assert (zone.view(pk).state, decision.outcome, decision.ground) == (
        "not-accepted",
        "not-accepted",
        "wrong-authority",
    )
    assert decision.supervisor == SUPERVISOR.id and decision.instead and decision.remedies
    assert zone.view(pk).due_at is None


def test_works_above_the_threshold_need_a_permit(zone):
    pk = zone.submitted()
    with refused(Invalid, "需要取得许可"):
        not_accepted(pk, because="no-licence-needed")


def test_works_within_the_threshold_need_none(zone):
    pk = zone.start(facts={"contact_name": "陈工", "contact_phone": "13800000000", "start_planned_on": "2026-03-10",
                           "finish_planned_on": "2027-06-30", "contract_price": 1_000_000})  # fmt: skip
    zone.upload(pk)
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"), agrees=True)
    not_accepted(pk, because="no-licence-needed")
    assert zone.view(pk).state == "not-accepted"
