"""A school's staff act for their school and for no enterprise; applicants and agents as before; officers for nobody."""

from __future__ import annotations

from typing import Any

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.rules.sessions import may_be_entrusted
from gaoxin.core.errors import Invalid
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering
from tests.economy.conftest import ZONE
from tests.talent.conftest import NOW, SYSTEM, World


def test_who_may_hold_a_mandate_of_what():
    school, applicant, clerk = (frozenset({role}) for role in (Role.SCHOOL, Role.APPLICANT, Role.CLERK))
    assert [may_be_entrusted(school, kind) for kind in ("agency", "enterprise", "person")] == [True, False, False]
    assert all(may_be_entrusted(applicant, kind) for kind in ("agency", "enterprise", "person"))
    assert not any(may_be_entrusted(clerk, kind) for kind in ("agency", "enterprise", "person"))


def test_a_schools_account_is_entrusted_by_its_school_only(world: World):
    told: dict[str, Any] = {"zone": ZONE, "login": f"school@{ZONE}", "at": NOW, "by": SYSTEM}
    with pytest.raises(Invalid):
        registering.entrust(**told, party_id=world.parties["firm"], key="to-a-firm")
    with pytest.raises(Invalid):
        registering.entrust(
            **told | {"login": f"talent-officer@{ZONE}"}, party_id=world.parties["school"], key="an-officer"
        )
    registering.entrust(**told, party_id=world.parties["school"], key="to-the-school")
    held = parties.parties_of(zone=ZONE, user_id=world.account("school"), at=NOW)
    assert held == {str(world.parties["school"])}
