"""Parties under checked identifiers; credit records that are noted once, stand, are repaired and stay as history."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.services import create_user
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.parties import selectors
from gaoxin.parties.models import CreditRecord
from gaoxin.parties.services import (
    grant_mandate,
    record_credit,
    register_party,
    repair_credit,
    revoke_mandate,
)
from tests.approvals.conftest import SYSTEM, ZONE, at, officer, refused

AT = at("2026-01-05T09:00")


def register(identifier="91350100M000100Y43", kind="enterprise", **changed):
    values = {"zone": ZONE, "kind": kind, "name": "某单位", "source": "test", "at": AT, "by": SYSTEM}
    return register_party(identifier=identifier, **values | changed)


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [("enterprise", "91350100M000100Y44"), ("enterprise", "91350100M000100Y4"), ("enterprise", ""),
     ("enterprise", "91350100M000100O43"), ("enterprise", "110105194912310 02X"), ("person", "110105194912310021"),
     ("person", "91350100M000100Y43"), ("ghost", "91350100M000100Y43")],
)  # fmt: skip
def test_a_wrong_identifier_or_kind(db, kind, identifier):
    with refused(Invalid):
        register(identifier, kind)


def test_once_in_a_zone(db):
    first = register()
    with refused(Conflict):
        register()
    register(zone="elsewhere")
    assert selectors.party(zone=ZONE, identifier="91350100M000100Y43").id == first.id
    register("11010519491231002X", "person")
    with pytest.raises(NotFound):
        selectors.party(zone=ZONE, identifier="91441802MA4X0000DG")


def credit(party, kind="late-commitment", ref="r1", since="2026-02-02", until=None):
    return record_credit(zone=ZONE, party_id=party.id, kind=kind, since=dt.date.fromisoformat(since), source="test",
                         article="国办发〔2020〕42号", ref=ref, at=AT, by=SYSTEM,
                         until=until and dt.date.fromisoformat(until))  # fmt: skip


def findings(party, day):
    return selectors.credit_findings(zone=ZONE, party_id=party.id, on=dt.date.fromisoformat(day))


def test_a_finding_stands_from_its_day_until_its_end(db):
    party = register()
    credit(party, until="2026-03-02")
    assert [findings(party, day) for day in ("2026-02-01", "2026-02-02", "2026-03-02", "2026-03-03")] == [
        (), ("late-commitment",), ("late-commitment",), ()
    ]  # fmt: skip


def test_the_same_finding_is_noted_once(db):
    party = register()
    assert credit(party) == credit(party)
    credit(party, ref="r2")
    assert CreditRecord.objects.count() == 2
    assert [entry.act for entry in audit_log.entries(ZONE)].count("record-credit") == 2


def test_repaired_it_stands_no_more_and_stays_as_history(db):
    party = register()
    pk = credit(party)
    repair_credit(zone=ZONE, record_id=pk, reason="已整改", at=at("2026-02-10T09:00"), by=SYSTEM)
    assert findings(party, "2026-02-11") == ()
    assert CreditRecord.objects.get().repaired_at == at("2026-02-10T09:00")
    with refused(NotFound):
        repair_credit(zone=ZONE, record_id=pk, reason="再次", at=at("2026-02-11T09:00"), by=SYSTEM)


def test_nobody_repairs_their_own_credit(db):
    party = register()
    pk = credit(party)
    own = Actor("u", "本人", ZONE, frozenset({Role.APPLICANT}), "", frozenset({str(party.id)}))
    for by in (own, officer(Role.CLERK), Actor("x", "别区主管", "elsewhere", frozenset({Role.SUPERVISOR}))):
        with refused(NotAllowed):
            repair_credit(zone=ZONE, record_id=pk, reason="已整改", at=at("2026-02-10T09:00"), by=by)
    repair_credit(zone=ZONE, record_id=pk, reason="已整改", at=at("2026-02-10T09:00"), by=officer(Role.SUPERVISOR))


def test_a_mandate_is_given_by_the_party(db):
    party = register()
    user = create_user(zone=ZONE, login="agent@zone", name="代办员", roles=[Role.AGENT], at=AT, by=SYSTEM)
    given = {"zone": ZONE, "party_id": party.id, "user_id": user, "at": AT}
    agent = Actor(str(user), "代办员", ZONE, frozenset({Role.AGENT}))
    with refused(NotAllowed):
        grant_mandate(**given, by=agent)
    own = Actor("u", "本人", ZONE, frozenset({Role.APPLICANT}), "", frozenset({str(party.id)}))
    pk = grant_mandate(**given, by=own)
    with refused(NotAllowed):
        revoke_mandate(zone=ZONE, mandate_id=pk, at=at("2026-02-10T09:00"), by=agent)
    revoke_mandate(zone=ZONE, mandate_id=pk, at=at("2026-02-10T09:00"), by=own)


def test_an_unknown_kind_of_finding(db):
    party = register()
    with refused(Invalid):
        credit(party, kind="gossip")
