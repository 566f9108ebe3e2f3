"""One project through three phases and a breach, everything by the services: every figure and every seal holds at the end."""

from __future__ import annotations

import datetime as dt

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.selectors import decision_of, fully_online
from gaoxin.approvals.services import delivery, holding, promises, standing
from gaoxin.approvals.services.sealing import seal_waiting
from gaoxin.approvals.services.sweep import sweep
from gaoxin.audit.services import verify
from gaoxin.parties import selectors as parties
from gaoxin.trust import selectors as trust
from gaoxin.trust.pki import root_pem
from gaoxin.trust.verification import verify_file
from tests.approvals.conftest import CLERK, KEEPER, REFORMS, REVIEWERS, SUPERVISOR, ZONE, at, zone  # noqa: F401

PHASED = (*REFORMS, "phased")
PHASES = {"pile-foundation": "2026-03-02", "below-ground": "2026-04-07", "above-ground": "2026-06-01"}


def close(zone, pk, day):  # noqa: F811
    zone.upload(pk, "drawing-review", when=f"{day}T14:00")
    promises.submit_evidence(zone=ZONE, case_id=pk, material="drawing-review", by=zone.applicant, at=at(f"{day}T14:30"))
    for row in ("site-readiness", "drawing-review", "funds-letter"):
        promises.verify_commitment(zone=ZONE, case_id=pk, material=row, kept=True, text="核验无误", by=REVIEWERS[0],
                                   at=at(f"{day}T15:00"))  # fmt: skip


def test_three_phases_then_a_breach(zone, var):  # noqa: F811
    permits = {}
    for phase, day in PHASES.items():
        pk = permits[phase] = zone.granted(f"{day}T11:00", phase=phase, reforms=PHASED)
        delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at(f"{day}T11:30"))
        delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at(f"{day}T11:40"))
        holding.report(
            zone=ZONE, case_id=pk, kind=Report.STARTED, note="开工", by=zone.applicant, at=at(f"{day}T14:00")
        )
        if phase != "above-ground":
            close(zone, pk, day)
    assert fully_online(zone=ZONE, year=2026) == (3, 3)
    last = permits["above-ground"]
    done = sweep(zone=ZONE, at=at("2026-08-03T09:00"))
    assert (done["mark-breach"], done["failed"]) == (1, [])  # the drawings of the last phase; officers look at the rest
    assert parties.credit_findings(zone=ZONE, party_id=zone.party.id, on=dt.date(2026, 8, 4)) == ("late-commitment",)
    standing.revoke(zone=ZONE, case_id=last, by=as_supervisor(SUPERVISOR), ground="commitment-breach", reasons="逾期未改正",
                    at=at("2026-08-20T09:00"))  # fmt: skip
    licences = {phase: trust.licence(zone=ZONE, pk=decision_of(ZONE, pk).licence_id) for phase, pk in permits.items()}
    assert {phase: row.status for phase, row in licences.items()} == {
        "pile-foundation": "valid", "below-ground": "valid", "above-ground": "revoked"
    }  # fmt: skip
    assert len({row.number for row in licences.values()}) == 3
    seal_waiting(zone=ZONE, at=at("2026-08-20T10:00"))
    assert seal_waiting(zone=ZONE, at=at("2026-08-20T11:00")) == (0, 0)
    roots = [root_pem(var / "pki")]
    for pk in permits.values():
        documents = trust.documents_of(zone=ZONE, subject=f"case:{pk}")
        assert documents and all(verify_file(trust.path_of(document), roots).valid for document in documents)
    assert verify(ZONE).ok
