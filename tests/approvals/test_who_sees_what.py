"""Applicants see their own cases, agents those of their mandate, officers those of their zone, everyone else nothing."""

from __future__ import annotations

import dataclasses

import pytest

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.services import create_user
from gaoxin.approvals import selectors
from gaoxin.approvals.services import submission
from gaoxin.approvals.services.explaining import explain
from gaoxin.core.errors import NotAllowed, NotFound
from gaoxin.parties import selectors as parties
from gaoxin.parties.services import grant_mandate, revoke_mandate
from tests.approvals.conftest import CLERK, SYSTEM, ZONE, at, officer, refused

ABROAD = Actor("x", "别区", "elsewhere", frozenset(Role))


def visible(actor: Actor) -> set[str]:
    return {str(view.id) for view in selectors.cases(zone=ZONE, by=actor)}


@pytest.mark.parametrize("role", ["clerk", "reviewer", "supervisor", "head", "seal_keeper", "steward", "auditor"])
def test_officers_of_the_zone_see_its_cases(zone, role):
    pk = zone.submitted()
    assert visible(officer(Role(role))) == {str(pk)}


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_case(zone, role):
    pk = zone.submitted()
    assert visible(officer(Role(role))) == set()
    with pytest.raises(NotFound):
        selectors.case(zone=ZONE, reference=pk, by=officer(Role(role)))


def test_applicants_see_only_their_own(zone, stranger):
    pk = zone.submitted()
    assert (visible(zone.applicant), visible(stranger)) == ({str(pk)}, set())
    number = zone.view(pk).number
    for reference in (pk, str(pk), number):
        assert selectors.case(zone=ZONE, reference=reference, by=zone.applicant).id == pk
        for who in (stranger, ABROAD):
            with pytest.raises(NotFound):
                selectors.case(zone=ZONE, reference=reference, by=who)
            with pytest.raises(NotFound):
                explain(zone=ZONE, reference=str(reference), by=who, at=at("2026-03-02T11:00"))


def test_officers_of_another_zone_see_nothing(zone):
    zone.submitted()
    assert visible(ABROAD) == set()
    assert selectors.cases(zone="elsewhere", by=ABROAD) == []


def test_a_reference_that_is_none(zone):
    for reference in ("", "0", "no-such-number", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFound):
            selectors.case(zone=ZONE, reference=reference, by=CLERK)


def agent(zone, *, scope=(), until=None, when="2026-03-02T09:00"):
    """An agent with a mandate of the party since January; its actor as it is at `when`, and the mandate's key."""
    user = create_user(
        zone=ZONE, login="agent@zone", name="代办员", roles=[Role.AGENT], at=at("2026-01-05T09:00"), by=SYSTEM
    )
    mandate = grant_mandate(zone=ZONE, party_id=zone.party.id, user_id=user, at=at("2026-01-05T09:00"), by=SYSTEM, scope=scope,
                            until=until)  # fmt: skip
    return acting(user, when), mandate, user


def acting(user, when):
    may = parties.parties_of(zone=ZONE, user_id=user, at=at(when))
    return Actor(str(user), "代办员", ZONE, frozenset({Role.AGENT}), "", may)


def test_a_mandate_for_all_items(zone):
    actor, _, _ = agent(zone)
    pk = zone.start(by=actor)
    assert visible(actor) == {str(pk)}


def test_a_mandate_is_good_for_the_items_it_names_and_no_other(zone):
    actor, _, _ = agent(zone, scope=["construction-permit"])
    permit = zone.start(by=actor)
    with refused(NotAllowed, "本事项"):
        zone.start(by=actor, item_code="investment-filing", reforms=(), commits=False, channel="window", facts={})
    other = zone.start(item_code="drainage-permit", reforms=(), commits=False, channel="window", facts={})
    assert visible(actor) == {str(permit)}
    with refused(NotFound):
        submission.withdraw(zone=ZONE, case_id=other, reason="", by=actor, at=at("2026-03-02T10:00"))
    with pytest.raises(NotFound):
        selectors.case(zone=ZONE, reference=other, by=actor)
    submission.withdraw(zone=ZONE, case_id=permit, reason="", by=actor, at=at("2026-03-02T10:00"))


def test_a_mandate_ends_and_can_be_revoked(zone):
    actor, mandate, user = agent(zone, until=at("2026-03-10T00:00"))
    assert actor.parties == {str(zone.party.id)}
    assert acting(user, "2026-01-04T09:00").parties == acting(user, "2026-03-10T00:00").parties == frozenset()
    revoke_mandate(zone=ZONE, mandate_id=mandate, at=at("2026-03-03T09:00"), by=SYSTEM)
    assert acting(user, "2026-03-04T09:00").parties == frozenset()
    with refused(NotFound):
        revoke_mandate(zone=ZONE, mandate_id=mandate, at=at("2026-03-04T09:00"), by=SYSTEM)
    with refused(NotAllowed):
        zone.start(by=acting(user, "2026-03-04T09:00"))


def test_what_a_case_shows_does_not_change_by_looking(zone):
    pk = zone.submitted()
    first = dataclasses.asdict(zone.view(pk))
    explain(zone=ZONE, reference=str(pk), by=zone.applicant, at=at("2026-03-02T11:00"))
    assert dataclasses.asdict(zone.view(pk)) == first
