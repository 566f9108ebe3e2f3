"""延续: asked for in time it goes on; too late it does not; left undecided it is renewed by law (行政许可法 50)."""

from __future__ import annotations

from typing import Any

import pytest

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.selectors import decision_of, ledger_of
from gaoxin.approvals.services import deciding, intake, reviewing, standing, submission
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import CLERK, REVIEWERS, SUPERVISOR, ZONE, at, refused

FORM = {
    "owner_name": "清远演示新材料有限公司", "owner_uscc": "91350100M000100Y43", "owner_legal": "王小明",
    "owner_address": "清远高新区创兴大道1号", "contact_name": "陈工", "contact_phone": "13800000000", "foreigner_name": "J. Smith",
    "passport": "X1234567", "nationality": "GB", "age": 40, "talent_class": "A", "degree": "博士", "post": "工艺总监",
    "annual_pay": 900000, "contract_until": "2028-12-31",
}  # fmt: skip
PAPERS = ("application-form", "work-contract", "degree-certificate", "no-crime-proof", "medical-proof", "passport-copy")


def apply(zone: Any, when: str, **changed: Any) -> Any:
    pk = zone.start(when, item_code="foreigner-work-permit", reforms=(), commits=False, channel="window", project_code="",
                    facts=FORM, **changed)  # fmt: skip
    zone.upload(pk, *PAPERS, when=when)
    return pk


def hand_in(zone, pk, when):
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at(when))
    return pk


def grant(pk, when):
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at(when))
    reviewing.give_opinion(
        zone=ZONE, case_id=pk, step="technical-review", agrees=True, text="符合", by=REVIEWERS[0], at=at(when)
    )
    reviewing.recommend(zone=ZONE, case_id=pk, text="", by=REVIEWERS[0], at=at(when))
    return deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at(when))


def licence(pk):
    return trust.licence(zone=ZONE, pk=decision_of(ZONE, pk).licence_id)


@pytest.fixture
def former(zone):
    """A work permit for one year from 10 March 2025."""
    pk = hand_in(zone, apply(zone, "2025-03-10T10:00"), "2025-03-10T10:00")
    grant(pk, "2025-03-10T11:00")
    assert str(licence(pk).valid_until) in ("2026-03-09", "2026-03-10")
    return pk


def renew(zone, former, when):
    return apply(zone, when, former=zone.view(former).number)


def test_asked_for_in_time_the_new_licence_replaces_the_former(zone, former):
    pk = hand_in(zone, renew(zone, former, "2026-01-12T10:00"), "2026-01-12T10:00")
    grant(pk, "2026-01-13T10:00")
    assert (licence(former).status, licence(pk).status, licence(pk).replaces_id) == (
        "replaced",
        "valid",
        licence(former).id,
    )


def test_asked_for_too_late(zone, former):
    with refused(Invalid, "延续应当在"):
        renew(zone, former, "2026-02-25T10:00")
    with refused(Invalid, "失效"):
        renew(zone, former, "2026-03-12T10:00")


def test_a_draft_opened_in_time_and_handed_in_too_late(zone, former):
    pk = renew(zone, former, "2026-01-12T10:00")
    with refused(Invalid, "延续应当在"):
        hand_in(zone, pk, "2026-03-05T10:00")


def test_silence_renews(zone, former):
    pk = hand_in(zone, renew(zone, former, "2026-02-02T10:00"), "2026-02-02T10:00")
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-02-02T11:00"))
    assert "deem-renewed" not in sweep(zone=ZONE, at=at("2026-03-09T12:00"))
    with refused(WrongState):
        deciding.deem_renewed(zone=ZONE, case_id=pk, at=at("2026-03-09T12:00"))
    done = sweep(zone=ZONE, at=at("2026-03-11T00:05"))
    assert (done["deem-renewed"], done.get("expire"), done["failed"]) == (1, None, [])
    assert (zone.view(pk).state, licence(former).status, licence(pk).status) == ("granted", "replaced", "valid")
    assert trust.documents_of(zone=ZONE, subject=f"case:{pk}")[-1].content["outcome"] == "renewed"
    assert "deem-renewed" not in sweep(zone=ZONE, at=at("2026-03-12T00:05"))


def test_silence_renews_what_was_never_even_accepted(zone, former):
    pk = hand_in(zone, renew(zone, former, "2026-02-02T10:00"), "2026-02-02T10:00")
    deciding.deem_renewed(zone=ZONE, case_id=pk, at=at("2026-03-11T00:05"))
    assert zone.view(pk).accepted_at == at("2026-02-02T10:00")
    assert [entry.kind for entry in ledger_of(ZONE, pk)] == ["received", "deemed-accepted", "decided"]


def test_a_former_licence_that_was_revoked_is_not_renewed_by_silence(zone, former):
    pk = hand_in(zone, renew(zone, former, "2026-02-02T10:00"), "2026-02-02T10:00")
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-02-02T11:00"))
    standing.revoke(zone=ZONE, case_id=former, by=as_supervisor(SUPERVISOR), ground="fraud", reasons="以欺骗手段取得",
                    at=at("2026-02-03T10:00"))  # fmt: skip
    done = sweep(zone=ZONE, at=at("2026-03-11T00:05"))
    assert ("deem-renewed" in done, done["failed"]) == (False, [])


def test_only_a_licence_that_renews_and_exists_is_renewed(zone, former):
    permit = zone.granted("2026-02-10T11:00")
    with refused(Invalid, "不能延续"):
        zone.start("2026-02-11T10:00", former=zone.view(permit).number)
    with refused(NotFound):
        apply(zone, "2026-02-02T10:00", former="20250101-NOSUCH")


def test_it_ends_when_nobody_asked(zone, former):
    assert "expire" not in sweep(zone=ZONE, at=at("2026-03-09T23:00"))
    assert sweep(zone=ZONE, at=at("2026-03-11T00:05"))["expire"] == 1
    assert licence(former).status == "expired"


def test_three_months_before_are_three_months(zone):
    """危险化学品: asked for three months before the end, not three days."""
    asked = {"item_code": "hazardous-chemicals-business-permit", "reforms": (), "commits": False, "channel": "window",
             "project_code": "", "facts": {k: v for k, v in FORM.items() if k.startswith(("owner", "contact"))}
             | {"chemical_storage": False, "chemicals": "乙醇", "safety_manager": "赵工"}}  # fmt: skip
    pk = zone.start("2023-03-13T10:00", **asked)
    zone.upload(pk, "application-form", "business-licence", "training-certificates", "premises-proof", "safety-rules",
                "emergency-plan", when="2023-03-13T10:00")  # fmt: skip
    grant(hand_in(zone, pk, "2023-03-13T10:00"), "2023-03-13T11:00")
    assert str(licence(pk).valid_until) in ("2026-03-12", "2026-03-13")
    with refused(Invalid, "2025-12-1[23]"):
        zone.start("2025-12-15T10:00", former=zone.view(pk).number, **asked)
    zone.start("2025-12-12T10:00", former=zone.view(pk).number, **asked)
