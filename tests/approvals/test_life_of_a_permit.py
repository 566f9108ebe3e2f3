"""A permit from draft to delivery, by the reforms: what is asked, what is counted, what is issued and sealed."""

from __future__ import annotations

import pytest

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.selectors import decision_of, ledger_of
from gaoxin.approvals.services import delivery, standing, submission
from gaoxin.approvals.services.sealing import seal_waiting
from gaoxin.audit.services import verify
from gaoxin.core.errors import Invalid
from gaoxin.trust import selectors as trust
from gaoxin.trust.pki import root_pem
from gaoxin.trust.verification import verify_file
from tests.approvals.conftest import CLERK, KEEPER, SUPERVISOR, TYPED, ZONE, at, refused


def test_from_draft_to_delivery(zone, var):
    pk = zone.granted("2026-03-02T11:00")
    assert zone.ways(pk) == {
        "application-form": "fetched", "land-approval": "held", "planning-permit": "held", "site-readiness": "promised",
        "construction-contract": "uploaded", "supervision-contract": "uploaded", "drawing-review": "promised",
        "safety-measures": "uploaded", "funds-letter": "promised", "work-injury-insurance": "fetched",
        "responsibility-letters": "uploaded", "commitment-letter": "uploaded",
    }  # fmt: skip
    view = zone.view(pk)
    assert (view.state, view.visits, view.channel) == ("granted", 0, "online")
    delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at("2026-03-02T11:10"))
    delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T11:20"))
    assert zone.view(pk).state == "delivered"
    assert [entry.kind for entry in ledger_of(ZONE, pk)] == ["received", "accepted", "decided", "delivered"]
    licence = trust.licence(zone=ZONE, pk=decision_of(ZONE, pk).licence_id)
    assert licence.number == "441802202603020101"
    found = verify_file(trust.path_of(licence), [root_pem(var / "pki")])
    assert found.valid
    sealed, signed = seal_waiting(zone=ZONE, at=at("2026-03-02T12:00"))
    assert (sealed, signed) == (0, 4)  # receipt, letter, acceptance, decision
    assert all(verify_file(trust.path_of(d), [root_pem(var / "pki")]).valid
               for d in trust.documents_of(zone=ZONE, subject=f"case:{pk}"))  # fmt: skip
    assert verify(ZONE).ok


def test_nothing_is_due_once_the_applicant_has_withdrawn(zone):
    pk = zone.accepted("2026-03-02T10:00")
    assert zone.view(pk).due_at is not None
    submission.withdraw(zone=ZONE, case_id=pk, reason="项目调整", by=zone.applicant, at=at("2026-03-02T10:30"))
    assert (zone.view(pk).state, zone.view(pk).due_at) == ("withdrawn", None)


def test_a_revoked_permit_is_cancelled_afterwards(zone):
    pk = zone.granted()
    by = as_supervisor(SUPERVISOR)
    standing.revoke(zone=ZONE, case_id=pk, by=by, ground="fraud", reasons="合同系伪造", at=at("2026-04-01T10:00"))
    standing.cancel(zone=ZONE, case_id=pk, by=by, ground="revoked", reasons="已依法撤销", at=at("2026-04-02T10:00"))
    assert trust.licence(zone=ZONE, pk=decision_of(ZONE, pk).licence_id).status == "cancelled"


@pytest.mark.parametrize("number", ["一二三四五六七", "123", "138000000x0", "1" * 40])
def test_what_is_no_telephone_number_is_refused(zone, number):
    with refused(Invalid, "电话"):
        zone.start(facts=TYPED | {"contact_phone": number})
