"""A key makes a retry harmless: the same act once, the same result; with other contents a conflict."""

from __future__ import annotations

from typing import Any

import pytest

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.services import (
    deciding,
    drafting,
    holding,
    intake,
    promises,
    ratings,
    reviewing,
    standing,
    submission,
)
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Conflict
from gaoxin.parties.services import record_credit
from tests.approvals.conftest import (
    CLERK,
    HEAD,
    PDF,
    REVIEWERS,
    SUPERVISOR,
    SYSTEM,
    ZONE,
    at,
    everything,
    refused,
    rows,
)

LATER = "2026-03-03T10:00"
BY = as_supervisor(SUPERVISOR)
ACTS: dict[str, tuple[str, Any, dict[str, Any], dict[str, Any]]] = {
    # act: (the case before it, service, its contents, other contents)
    "save-draft": ("start", drafting.save_draft, {"values": {"contact_name": "陈工"}}, {"values": {"contact_name": "李工"}}),
    "upload": ("start", drafting.upload, {"material": "safety-measures", "name": "a.pdf", "data": PDF}, {"data": PDF + b"2"}),
    "request-corrections": ("submitted", intake.request_corrections, {"corrections": {"safety-measures": "签字不全"}},
                            {"corrections": {"safety-measures": "缺页"}}),
    "escalate": ("submitted", intake.escalate, {"question": "能否分期建设", "instead": "可先咨询专员"},
                 {"question": "能否分期建设？？"}),
    "not-accept": ("submitted", intake.not_accept, {"by": BY, "because": "wrong-authority", "reasons": "属市局职权",
                                                    "instead": "请到市局窗口"}, {"reasons": "属省厅职权"}),
    "give-opinion": ("accepted", reviewing.give_opinion, {"by": REVIEWERS[1], "step": "technical-review", "agrees": True,
                                                          "text": "符合"}, {"agrees": False}),
    "suspend": ("accepted", reviewing.suspend, {"by": REVIEWERS[0], "procedure": "hearing", "length": "5wd", "note": ""},
                {"length": "9wd"}),
    "send-back": ("recommended", reviewing.send_back, {"by": SUPERVISOR, "reason": "补充现场照片"}, {"reason": "补充合同复印件"}),
    "refuse": ("recommended", deciding.refuse, {"by": BY, "ground": "false-material", "reasons": "监理合同系伪造",
                                                "instead": "重新委托后再申请"}, {"reasons": "施工合同系伪造"}),
    "withdraw": ("submitted", submission.withdraw, {"reason": "改期建设"}, {"reason": "另有安排"}),
    "rate": ("granted", ratings.rate, {"grade": "satisfied", "text": ""}, {"grade": "unsatisfied"}),
    "ask-start-extension": ("granted", holding.ask_start_extension, {"reason": "雨季不能开挖"}, {"reason": "图纸要改"}),
    "report-start": ("granted", holding.report, {"kind": Report.STARTED, "note": "开工"}, {"note": "动工"}),
    "verify-commitment": ("granted", promises.verify_commitment, {"by": REVIEWERS[0], "material": "funds-letter", "kept": True,
                                                                  "text": "到位"}, {"kept": False}),
    "revoke": ("granted", standing.revoke, {"by": BY, "ground": "fraud", "reasons": "以欺骗手段取得"}, {"ground": "abuse"}),
    "cancel": ("granted", standing.cancel, {"by": BY, "ground": "holder-asks", "reasons": "申请人申请注销"},
               {"ground": "impossible"}),
}  # fmt: skip
APPLICANTS = {"save-draft", "upload", "withdraw", "rate", "report-start", "ask-start-extension"}


def prepared(zone: Any, name: str) -> tuple[Any, dict[str, Any]]:
    state, _, contents, _ = ACTS[name]
    pk = getattr(zone, state)()
    by = zone.applicant if name in APPLICANTS else CLERK
    return pk, {"zone": ZONE, "case_id": pk, "at": at(LATER), "by": by, **contents}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_retry_does_nothing_and_says_the_same(zone, name):
    pk, contents = prepared(zone, name)
    act = ACTS[name][1]
    first = act(**contents, key="k1")
    before = everything()
    second = act(**{**contents, "at": at("2026-03-04T15:00")}, key="k1")
    assert everything() == before
    assert (first.repeated, second.repeated) == (False, True)
    assert second.result == first.result
    assert [entry.act for entry in audit_log.entries(ZONE, subject=f"case:{pk}")].count(name) == 1


@pytest.mark.parametrize("name", sorted(ACTS))
def test_the_same_key_with_other_contents_is_a_conflict(zone, name):
    _, contents = prepared(zone, name)
    _, act, _, other = ACTS[name]
    act(**contents, key="k1")
    with refused(Conflict, "k1"):
        act(**contents | other, key="k1")


def test_a_key_of_one_act_does_not_serve_another(zone):
    pk = zone.submitted()
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at(LATER), key="k1")
    with refused(Conflict):
        submission.withdraw(zone=ZONE, case_id=pk, reason="", by=zone.applicant, at=at(LATER), key="k1")


def test_acts_without_contents(zone):
    pk = zone.recommended()
    calls = [
        lambda: reviewing.extend(
            zone=ZONE, case_id=pk, reason="需要专家论证", by=HEAD, at=at("2026-03-02T10:30"), key="e"
        ),
        lambda: deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-02T11:00"), key="g"),
    ]
    for call in calls:
        first, before = call(), everything()
        second = call()
        assert second.repeated and second.result == first.result and everything() == before


def test_a_case_is_opened_once_and_the_retry_is_answered_whatever_has_changed_since(zone):
    first = zone.start(key="k1")
    record_credit(zone=ZONE, party_id=zone.party.id, kind="serious-dishonesty", since=at(LATER).date(), source="test",
                  article="x", ref="1", at=at(LATER), by=SYSTEM)  # fmt: skip
    before = everything()
    assert zone.start(key="k1") == first
    assert everything() == before and rows("Case").count() == 1
    with refused(Conflict):
        zone.start(key="k1", commits=False)
