"""Projects by their derived stage and by their card, as conditions of one query; `rules.projects` says the same of each."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from gaoxin.approvals.services import permits
from gaoxin.investment.selectors import leads_for_projects
from gaoxin.projects.models import Block, Confirmation, Milestone, ParcelAgreement, ProductionNotice, Project
from gaoxin.projects.rules.projects.stages import ORDER
from gaoxin.projects.selectors.campaigns import book

NONE = "none"  # asked for: no stage yet


def of_stage(rows: QuerySet[Project], zone: str, stage: str, today: dt.date) -> QuerySet[Project]:
    """Those whose furthest stage is this one, or `NONE`; the number of queries does not grow with the projects."""
    place = -1 if stage == NONE else ORDER.index(stage)  # type: ignore[arg-type]
    found = _Found(zone, today)
    for kind in ORDER[place + 1 :]:
        rows = rows.exclude(found.reached(kind))
    return rows if place < 0 else rows.filter(found.reached(ORDER[place]))


def of_card(rows: QuerySet[Project], zone: str, card: str, today: dt.date) -> QuerySet[Project]:
    """Those whose worst open block has this card, yellow or red."""
    days = book().cards
    blocks = Block.objects.filter(zone=zone, project=OuterRef("pk"), solved_on=None)
    red = Exists(blocks.filter(due_on__lte=today - dt.timedelta(days=days.red)))
    if card == "red":
        return rows.filter(red)
    return rows.filter(~red & Exists(blocks.filter(due_on__lte=today - dt.timedelta(days=days.yellow))))


class _Found:
    """What other parts know, as parts of the same query."""

    def __init__(self, zone: str, today: dt.date) -> None:
        self._zone, self._today = zone, today

    def reached(self, kind: str) -> Q:
        mine, until = {"zone": self._zone, "project": OuterRef("pk")}, self._today
        known = Q(Exists(Milestone.objects.filter(**mine, kind=kind, on__lte=until)))
        deals = ParcelAgreement.objects.filter(**mine)
        if kind == "signed":
            return known | self._signed()
        if kind == "land":
            return known | Q(Exists(deals.filter(signed_on__lte=until)))
        if kind == "permitted":
            return known | self._decided()
        if kind == "started":
            # Gathered once and not asked of each project: where one site sends most reports, a database that knows it reads all for each.
            seen = Confirmation.objects.filter(
                zone=self._zone, verdict="confirmed", report__quantity__gt=0, report__taken_on__lte=until
            )
            known |= Q(Exists(deals.filter(started_on__lte=until))) | Q(pk__in=seen.values("report__project"))
            return known | self._begun()
        if kind == "completed":
            return known | Q(Exists(deals.filter(completed_on__lte=until)))
        return known | Q(Exists(ProductionNotice.objects.filter(**mine, confirmed=True, on__lte=until)))

    def _signed(self) -> Q:
        of_lead = leads_for_projects.signed(zone=self._zone, lead=OuterRef("lead_id"), until=self._today)
        merged = leads_for_projects.signed_by_merged(zone=self._zone, until=self._today)
        return Q(lead__isnull=False) & (Q(Exists(of_lead)) | Q(lead_id__in=merged))

    def _decided(self) -> Q:
        told = permits.granted(
            zone=self._zone, code=OuterRef("project_code"), item=book().works_permit, until=self._today
        )
        return ~Q(project_code="") & Q(Exists(told))

    def _begun(self) -> Q:
        told = permits.begun(zone=self._zone, code=OuterRef("project_code"), until=self._today)
        return ~Q(project_code="") & Q(Exists(told))
