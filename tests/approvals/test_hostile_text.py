"""Text that a database cannot keep, and values that are no answer: refused, nothing changed."""

from __future__ import annotations

import pytest

from gaoxin.approvals.services import drafting, intake, submission
from gaoxin.core.errors import Invalid
from tests.approvals.conftest import CLERK, TYPED, ZONE, at, refused

UNKEPT = ["a\x00b", "a\ud800b"]


@pytest.mark.parametrize("value", [*UNKEPT, "x" * 5000, [1], {"a": "\x00"}, float("nan"), 10**30])
def test_in_the_form(zone, value):
    pk = zone.start()
    field = "contact_name" if not isinstance(value, float | int) else "total_investment"
    with refused(Invalid):
        drafting.save_draft(zone=ZONE, case_id=pk, values={field: value}, by=zone.applicant, at=at("2026-03-02T09:30"))


@pytest.mark.parametrize("text", UNKEPT)
def test_in_what_is_said(zone, text):
    pk = zone.submitted()
    with refused(Invalid, "字符"):
        submission.withdraw(zone=ZONE, case_id=pk, reason=text, by=zone.applicant, at=at("2026-03-02T11:30"))
    with refused(Invalid, "字符"):
        intake.request_corrections(zone=ZONE, case_id=pk, corrections={"safety-measures": text}, by=CLERK,
                                   at=at("2026-03-02T11:30"))  # fmt: skip
    with refused(Invalid, "字符"):
        zone.start(facts=TYPED | {"contact_name": text})


@pytest.mark.parametrize("values", [{"no_such_field": 1}, {"@contract-registry": 1}, 
                                    {"start_planned_on": "2026-02-30"}, {"fund_source": "彩票"}])  # fmt: skip
def test_what_the_form_does_not_ask(zone, values):
    pk = zone.start()
    with refused(Invalid):
        drafting.save_draft(zone=ZONE, case_id=pk, values=values, by=zone.applicant, at=at("2026-03-02T09:30"))
