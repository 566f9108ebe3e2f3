"""The enterprise's own projects: stages with their sources, its word that production began, and nobody else's."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from dataclasses import replace

import pytest

from gaoxin.accounts import selectors as accounts
from gaoxin.audit.services import verify
from gaoxin.core.errors import Invalid, NotAllowed, NotFound, WrongState
from gaoxin.parties import services as parties
from gaoxin.projects.models import Inquiry, ProductionNotice
from gaoxin.projects.rules.projects.saying import SAID, said
from gaoxin.projects.selectors import linking
from gaoxin.projects.selectors import projects as files
from gaoxin.projects.selectors import timeline as timeline_module
from gaoxin.projects.selectors.own import own_projects
from gaoxin.projects.selectors.timeline import timeline
from gaoxin.projects.services.projects import happening, producing
from gaoxin.projects.services.projects.opening import open_project
from gaoxin.projects.services.stewards import inquiries, serving
from tests.projects.conftest import SYSTEM, ZONE, at, opening

TODAY = at().date()


@pytest.fixture
def firm(people):
    """The enterprise of a project, and somebody who speaks for it."""
    party = parties.register_party(
        zone=ZONE,
        kind="enterprise",
        name="试验有限公司",
        identifier="91441802MA4UK00006",
        source="test",
        at=at(),
        by=SYSTEM,
    )
    open_project(zone=ZONE, opening=opening(party_id=party.id), at=at(), by=people["head"])
    serving.assign(zone=ZONE, party_id=party.id, steward_id=accounts.key_of(people["steward"]), at=at(), by=SYSTEM)
    open_project(zone=ZONE, opening=opening("P-2"), at=at(), by=people["head"])
    return replace(people["clerk"], roles=frozenset({"applicant"}), parties=frozenset({str(party.id)})), party


def declare(by, number="P-1", on=dt.date(2024, 6, 1), words="首张发票 001"):
    return producing.declare_production(zone=ZONE, number=number, on=on, words=words, at=at(), by=by)


def answer(by, confirm=True, said=""):
    producing.answer_production(zone=ZONE, number="P-1", confirm=confirm, answer=said, at=at(), by=by)


def test_production_is_declared_and_confirmed_by_another(firm, people):
    by, _party = firm
    for wrong in ({"number": "P-2"}, {"number": "P-9"}):
        with pytest.raises(NotFound):
            declare(by, **wrong)
    for wrong in ({"on": dt.date(2031, 1, 1)}, {"on": dt.date(2020, 1, 1)}, {"words": " "}):
        with pytest.raises(Invalid):
            declare(by, **wrong)
    assert not ProductionNotice.objects.exists()
    declare(by)
    with pytest.raises(WrongState):
        declare(by)
    assert own_projects(zone=ZONE, by=by, today=TODAY)[0].steps[-1].on is None  # not confirmed yet
    with pytest.raises(NotAllowed):
        answer(people["auditor"])
    with pytest.raises(Invalid):
        answer(people["steward"], confirm=False)
    answer(people["steward"], confirm=False, said="发票看不清")
    declare(by, words="首张发票，重拍")
    before = verify(ZONE).count
    answer(people["steward"])
    assert verify(ZONE).count == before + 1 and ProductionNotice.objects.count() == 2
    step = own_projects(zone=ZONE, by=by, today=TODAY)[0].steps[-1]
    assert (step.on, step.module) == (dt.date(2024, 6, 1), "enterprise")
    with pytest.raises(WrongState):
        answer(people["steward"])


def test_a_record_goes_before_a_note(firm, people):
    by, _party = firm
    note = {
        "zone": ZONE,
        "number": "P-1",
        "kind": "producing",
        "evidence": "厂方电话",
        "at": at(),
        "by": people["steward"],
    }
    happening.note_milestone(**note, on=dt.date(2024, 5, 1))
    step = own_projects(zone=ZONE, by=by, today=TODAY)[0].steps[-1]
    assert (step.on, step.module) == (dt.date(2024, 5, 1), "noted")
    declare(by)
    answer(people["steward"])
    step = own_projects(zone=ZONE, by=by, today=TODAY)[0].steps[-1]
    assert (step.on, step.module) == (dt.date(2024, 6, 1), "enterprise")


def test_an_enterprise_sees_its_own_and_an_agent_for_one_item_nothing(firm, people):
    by, party = firm
    inquiries.ask(zone=ZONE, party_id=party.id, subject="问用电", text="何时通电", at=at(), by=by)
    row = own_projects(zone=ZONE, by=by, today=TODAY)
    assert [one.project.number for one in row] == ["P-1"] and row[0].may_declare
    assert [said(event, "zh") for event in row[0].events if event.module == "care"] == ["咨询：问用电"]
    agent = replace(by, parties=frozenset({f"{party.id}/construction-permit"}))
    assert own_projects(zone=ZONE, by=agent, today=TODAY) == []
    assert own_projects(zone=ZONE, by=people["clerk"], today=TODAY) == []
    with pytest.raises(NotFound):
        declare(agent)


def test_the_officers_timeline_leads_to_what_the_reader_may_open(firm, people):
    by, party = firm
    inquiries.ask(zone=ZONE, party_id=party.id, subject="问用电", text="何时通电", at=at(), by=by)
    row = files.by_number(ZONE, "P-1")
    events, record = timeline(row), ("care", str(Inquiry.objects.get().pk))
    assert record in {(event.module, event.record) for event in events}
    assert record in linking.open_to(row, events, people["head"], TODAY)
    assert record not in linking.open_to(row, events, people["leader-1"], TODAY)


HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_event_is_said_in_one_language(firm, people):
    """What was written down stays as it was written; the words around it are of one language, and every fact has some."""
    for chinese, english in SAID.values():
        assert not re.search(r"[a-z]", chinese) and not HAN.search(english)
        assert chinese.count("{}") == english.count("{}") <= 1
    used = set(re.findall(r'"([a-z-]+)"', inspect.getsource(timeline_module)))
    assert set(SAID) <= used
    by, party = firm
    inquiries.ask(zone=ZONE, party_id=party.id, subject="water", text="when", at=at(), by=by)
    declare(by, words="invoice 001")
    answer(people["steward"])
    events = timeline(files.by_number(ZONE, "P-1"))
    assert {event.what for event in events} == {"opened", "asked", "produced"}
    assert not any(HAN.search(said(event, "en")) for event in events)
