"""分阶段许可: pile foundation first; a later phase needs the former; what does not change is not handed in again."""

from __future__ import annotations

import pytest

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.rules.reforms import ImpossibleReform
from gaoxin.approvals.services import deciding, intake, reviewing, standing, submission
from gaoxin.core.errors import Invalid
from tests.approvals.conftest import CLERK, REFORMS, REVIEWERS, SUPERVISOR, ZONE, at, refused

PHASED = (*REFORMS, "phased")


def phase(zone, code, when="2026-03-02T09:00", **changed):
    return zone.start(when, phase=code, reforms=PHASED, **changed)


@pytest.fixture
def piles(zone):
    """The pile foundation, permitted on 2 March."""
    return zone.granted("2026-03-02T11:00", phase="pile-foundation", reforms=PHASED)


def test_basement_needs_the_pile_foundation(zone):
    with refused(ImpossibleReform, "桩基础"):
        phase(zone, "below-ground")


def test_above_ground_needs_the_basement(zone, piles):
    with refused(ImpossibleReform, "地下室"):
        phase(zone, "above-ground", "2026-03-03T09:00")


def test_a_phase_is_permitted_once(zone, piles):
    with refused(ImpossibleReform, "已取得许可"):
        phase(zone, "pile-foundation", "2026-03-03T09:00")


def test_the_next_phase_opens_and_finds_what_was_handed_in(zone, piles):
    pk = phase(zone, "below-ground", "2026-03-03T09:00")
    zone.upload(pk, when="2026-03-03T09:30")
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-03T10:00"), agrees=True)
    ways = zone.ways(pk)
    assert (ways["land-approval"], ways["planning-permit"]) == ("held", "held")
    assert ways["construction-contract"] == "uploaded"  # the paper of one phase does not serve the next


def test_a_document_carries_forward_into_the_vault(zone):
    plain = ("four-exemptions", "fully-online", "no-veto", "phased")
    first = zone.start(phase="pile-foundation", reforms=plain, commits=False)
    zone.upload(first, "construction-contract", "supervision-contract", "safety-measures", "responsibility-letters",
                "drawing-review", "site-readiness", "funds-letter")  # fmt: skip
    submission.submit(zone=ZONE, case_id=first, by=zone.applicant, at=at("2026-03-02T10:00"))
    intake.accept(zone=ZONE, case_id=first, by=CLERK, at=at("2026-03-02T10:00"))
    _review(first)
    deciding.grant(zone=ZONE, case_id=first, by=SUPERVISOR, at=at("2026-03-03T10:00"))
    second = zone.start("2026-03-04T09:00", phase="below-ground", reforms=plain, commits=False)
    zone.upload(second, "construction-contract", "supervision-contract", "safety-measures", "responsibility-letters",
                "drawing-review", "site-readiness", when="2026-03-04T09:10")  # fmt: skip
    submission.submit(zone=ZONE, case_id=second, by=zone.applicant, at=at("2026-03-04T10:00"))
    assert zone.ways(second)["funds-letter"] == "held"


def _review(pk):
    for step, number in (("technical-review", 0), ("site-check", 0), ("site-check", 1)):
        reviewing.give_opinion(zone=ZONE, case_id=pk, step=step, agrees=True, text="符合", place="工地", by=REVIEWERS[number],
                               at=at("2026-03-02T11:00"))  # fmt: skip
    reviewing.recommend(zone=ZONE, case_id=pk, text="", by=REVIEWERS[0], at=at("2026-03-02T12:00"))


def test_a_former_phase_that_was_revoked_closes_the_next(zone, piles):
    pk = phase(zone, "below-ground", "2026-03-03T09:00")
    zone.upload(pk, when="2026-03-03T09:30")
    standing.revoke(zone=ZONE, case_id=piles, by=as_supervisor(SUPERVISOR), ground="fraud", reasons="以欺骗手段取得",
                    at=at("2026-03-03T10:00"))  # fmt: skip
    with refused(ImpossibleReform):
        submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-03T11:00"), agrees=True)


def test_without_the_reform_there_are_no_phases(zone):
    with refused(ImpossibleReform, "未实行分阶段"):
        zone.start(phase="pile-foundation", reforms=REFORMS)


def test_a_phase_belongs_to_a_project(zone):
    with refused(Invalid, "项目代码"):
        phase(zone, "pile-foundation", project_code="")
