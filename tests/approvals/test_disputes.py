"""A note against what a register filled: beside the value, one audit row, and never in its place."""

from __future__ import annotations

import json

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.services.disputes import dispute
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Invalid, NotFound, WrongState
from tests.approvals.conftest import ZONE, at, officer, refused


def note(zone, pk, text, field="owner_legal", when="2026-03-02T09:30", **changed):
    to = {"zone": ZONE, "case_id": pk, "by": zone.applicant, "at": at(when)}
    return dispute(field=field, text=text, **to | changed)


def test_the_note_stands_beside_the_value_and_can_be_taken_back(zone):
    pk = zone.start()
    value = zone.view(pk).facts["owner_legal"]
    before = len(audit_log.entries(ZONE, subject=f"case:{pk}"))
    note(zone, pk, "法定代表人已变更", key="d1")
    assert note(zone, pk, "法定代表人已变更", key="d1").repeated
    view = zone.view(pk)
    assert view.facts["owner_legal"] == value and view.sources["owner_legal"]["locked"] is True
    assert view.sources["owner_legal"]["dispute"]["text"] == "法定代表人已变更"
    entries = audit_log.entries(ZONE, subject=f"case:{pk}")
    assert len(entries) == before + 1
    assert json.loads(entries[-1].detail)["disputed"] == "owner_legal"
    note(zone, pk, "")
    assert "dispute" not in zone.view(pk).sources["owner_legal"]


def test_what_cannot_be_disputed(zone):
    pk = zone.start()
    with refused(Invalid, "不是登记库填写的"):
        note(zone, pk, "不对", field="contact_name")
    with refused(Invalid, "500"):
        note(zone, pk, "字" * 501)
    with refused(NotFound):
        note(zone, pk, "不对", by=officer(Role.APPLICANT))
    handed_in = zone.submitted()
    with refused(WrongState):
        note(zone, handed_in, "不对", when="2026-03-02T11:00")
