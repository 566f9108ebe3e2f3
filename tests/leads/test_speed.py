"""Counts over leads are read from indexes alone, and a lead's page looks through no table."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gaoxin.investment.selectors import leads_duplicates, leads_lists
from gaoxin.investment.selectors.leads_scope import family
from tests.leads.conftest import ZONE, Office

TODAY = dt.date(2026, 3, 2)


def plans(captured: CaptureQueriesContext) -> list[str]:
    """How SQLite goes about each query on leads."""
    found: list[str] = []
    for query in captured.captured_queries:
        if 'FROM "investment_lead"' in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                found.append("; ".join(row[3] for row in cursor.fetchall()))
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are told otherwise")
def test_funnel_cost_and_load_open_no_lead(office: Office):
    office.lead()
    with CaptureQueriesContext(connection) as captured:
        leads_lists.funnel(zone=ZONE)
        leads_lists.costs(zone=ZONE, year=2026)
        leads_lists.loads(zone=ZONE, on=TODAY)
    told = plans(captured)
    assert len(told) == 7 and all("COVERING INDEX" in plan for plan in told), told


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are told otherwise")
def test_what_was_merged_into_a_lead_is_looked_up(office: Office):
    lead = office.lead()
    with CaptureQueriesContext(connection) as captured:
        family(zone=ZONE, pk=lead.id)
        leads_duplicates.alike(zone=ZONE, investor="查无此名投资集团", but=lead.id, deep=False)
    told = plans(captured)
    assert "lead_zone_merged" in told[0] and len(told) == 2 and "lead_zone_sound" in told[1], told
