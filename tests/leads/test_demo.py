"""The demo's teams and leads, counted over its records, and built twice without a second one."""

from __future__ import annotations

import pytest
from django.conf import settings

from gaoxin.audit.models import AuditEntry
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import leads as part
from gaoxin.demo.plan import read_plan
from gaoxin.investment.models import Lead
from gaoxin.investment.selectors.figures_leads import figures
from gaoxin.investment.selectors.leads import landed
from tests.leads.conftest import ZONE, at


@pytest.mark.django_db
def test_twenty_six_teams_with_their_people_and_what_landed():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    part.build(ZONE, plan, at("2026-11-20T10:00"), lambda _: None)
    rows, entries = Lead.objects.count(), AuditEntry.objects.count()
    found = {figure.key: figure.value for figure in figures(zone=ZONE, year=2024)}
    assert (found["teams"], found["team_members"], found["leads.landed"]) == (26, 118, 544)
    assert sum(value for key, value in found.items() if key.startswith("leads.landed.")) == 544
    assert len(landed(ZONE)) == 544
    part.build(ZONE, plan, at("2026-11-21T10:00"), lambda _: None)
    assert (Lead.objects.count(), AuditEntry.objects.count()) == (rows, entries)
